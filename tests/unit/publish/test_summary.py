"""The summary sheet: counts, lists, ground and refused rows, so that a workbook can be filed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterflow.core.errors import RunError
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.runs import RunSummary
from counterflow.core.model.snapshots import ListState
from counterflow.publish.exports import summary as room
from counterflow.publish.exports.summary import SummaryRow, read_request, summary_rows
from counterflow.screening.runs.folder import RunFolder, RunRequest

REQUEST = RunRequest(
    run="20261121T101500-a1b2c3",
    source="orders.csv",
    input_sha256="ab" * 32,
    kind="order",
    mapping="",
    options="[('delimiter', ';'), ('sheet', None)]",
    as_of="2026-11-21",
    snapshots=("un_sc@2026-11-20#aaaaaaaaaaaa",),
    settings="5e77",
    rules="4u1e",
    engine="0.1.0",
    batch=1000,
    started_at="2026-11-21T10:15:00+00:00",
)
LISTS = (
    ListState("un_sc", "un_sc@2026-11-20#aaaaaaaaaaaa", "current", authority="UN"),
    ListState("us_ofac_sdn", "us_ofac_sdn@2026-10-01#bbbb", "stale", why="51 days", lacks=("a",)),
    ListState("eu_fsf", "", "absent"),
)


def told(refusals: Iterator[Refusal] | list[Refusal], **more: Any) -> list[SummaryRow]:
    base: dict[str, Any] = {
        "outcomes": {"hold": 1, "no match found": 2},
        "headlines": {"hold": 1, "no match found": 1, "not fully screened": 1},
        "findings": {"party: hold": 1},
        "missing": {"no destination country": 1, "… is not understood as a country": 2},
        "lists": LISTS,
        "notes": ("delimiter: comma",),
        "exit_code": 4,
    }
    run = RunSummary("20261121T101500-a1b2c3", "orders.csv", 5, 4, 1, 3, **{**base, **more})
    return list(summary_rows(run, REQUEST, refusals))


def test_everything_that_an_auditor_asks_for_is_there() -> None:
    refused = [Refusal("cells are missing", "orders.csv", 4, 5, "HS", "fill them")]
    cells = [row.cells for row in told(refused)]
    for wanted in (
        ("Input", "orders.csv"),
        ("SHA-256 of the input", "ab" * 32),
        ("Kind of transaction", "order"),
        ("Reading options", "delimiter: ;"),
        ("Lists and rules as of", "2026-11-21"),
        ("State of the lists", "stale: us_ofac_sdn; absent: eu_fsf"),
        ("Settings (digest)", "5e77"),
        ("Exit code", 4),
        ("Rows read", 5),
        ("Rows refused", 1),
        ("hold", 1, "a person must resolve it first"),
        ("no match found (a list is stale)", 1, "nothing found, but a list is stale"),
        ("stop", 0, "do not proceed"),
        ("party: hold", 1),
        ("un_sc", "un_sc@2026-11-20#aaaaaaaaaaaa", "current", "yes", "UN", ""),
        ("us_ofac_sdn", "us_ofac_sdn@2026-10-01#bbbb", "stale", "yes", "",
         "51 days; imported without: a"),
        ("eu_fsf", "none of that day", "absent", "yes", "", ""),
        ("a value is not understood as a country", 2),
        ("delimiter: comma",),
        ("orders.csv", 5, 4, "HS", "cells are missing", "fill them"),
    ):  # fmt: skip
        assert wanted in cells, wanted
    assert cells.index(("a value is not understood as a country", 2)) < cells.index(
        ("no destination country", 1)
    )


def test_an_empty_section_says_so() -> None:
    rows = told([], missing={}, findings={}, lists=(), notes=())
    headings = [at for at, row in enumerate(rows) if row.heading]
    empty = [
        rows[at].cells[0] for at in headings if rows[at + 1 : at + 2] == [SummaryRow(("none",))]
    ]
    assert empty == [
        "Findings of stop, hold or review", "Lists", "Not screened", "How the file was read",
        "Refused rows",
    ]  # fmt: skip


def test_refused_rows_are_read_one_by_one_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "MOST_REFUSALS", 10)
    read = []

    def refusals() -> Iterator[Refusal]:
        for number in range(1, 26):
            read.append(number)
            yield Refusal("bad", "a.csv", number)

    run = RunSummary("r", "a.csv", 0, 0, 25, 0, {}, {}, {})
    rows = summary_rows(run, REQUEST, refusals())
    for row in rows:
        if row.cells[:1] == ("a.csv",):
            break
    assert read == [1]
    rest = list(rows)
    assert rest[-1].cells == ("15 more are in the run's folder in the store",)
    assert len(rest) == 10


def test_where_reading_ended_is_said() -> None:
    rows = told([Refusal("the file ends in a quote", "a.csv", line=9, fatal=True)])
    assert rows[-1].cells[4] == "reading ended here: the file ends in a quote"


def test_a_run_without_its_request_is_an_error_of_ours(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    with pytest.raises(RunError, match="what the run was asked cannot be read"):
        read_request(folder)
    folder.begin(REQUEST)
    assert read_request(folder) == REQUEST
    (tmp_path / "request.json").write_bytes(msgspec.json.encode({"run": 1}))
    with pytest.raises(RunError, match=r"request\.json"):
        read_request(folder)
