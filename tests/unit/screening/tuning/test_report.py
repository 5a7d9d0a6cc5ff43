"""The report: its JSON is a golden file, and the shipped schema is the one that it keeps to."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterflow.core.errors import TuningError
from counterflow.core.model.snapshots import ListState
from counterflow.screening.tuning.report import (
    TuningReport,
    exit_code,
    faults,
    json_schema,
    sign_report,
)
from json_schema import violations
from tuning_ground import whole_report

GOLDEN = Path(__file__).parents[3] / "fixtures" / "tuning" / "report.json"
SCHEMA = files("counterflow") / "data" / "schemas" / "tuning_report.schema.json"


def as_json() -> Any:
    return json.loads(msgspec.json.encode(whole_report()))


def test_the_report_is_the_golden_one() -> None:
    """A change of shape is a change of version: readers keep these files for ten years."""
    assert as_json() == json.loads(GOLDEN.read_text("utf-8"))


def test_the_golden_report_is_read_back() -> None:
    assert msgspec.json.decode(GOLDEN.read_bytes(), type=TuningReport) == whole_report()


def test_the_shipped_schema_is_that_of_the_report() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == json_schema()


def test_the_golden_report_keeps_to_the_schema() -> None:
    assert violations(as_json(), json.loads(SCHEMA.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("made_on",), None), (("threshold",), "0.7"), (("lists", 0, "state"), 1),
        (("recall", "classes", 0, "matches", "share"), "all"), (("recall", "seed"), True),
        (("below_the_line", "misses"), []), (("change", "signature", "second"), 5),
        (("recall", "classes", 0, "lists", "house"), [1]), (("more",), 1),
    ],
)  # fmt: skip
def test_the_schema_refuses_what_is_no_report(path: tuple[Any, ...], value: Any) -> None:
    """Each by the checker, which would also pass a schema that demands nothing."""
    told: Any = as_json()
    inner = told
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert violations(told, json_schema())


def test_a_part_that_is_missing_is_refused() -> None:
    for name in json_schema()["required"]:
        told = as_json()
        del told[name]
        assert violations(told, json_schema()) == [f"$.{name} is missing"]


def test_what_is_breached_is_told_and_decides() -> None:
    told = list(faults(whole_report()))
    assert told == ["two-typos (two slips): 150 of 200 found (0.750), floor 0.88"]
    assert exit_code(whole_report()) == 7
    assert exit_code(msgspec.structs.replace(whole_report(), recall=None)) == 6


def test_who_signs_names_what_is_breached() -> None:
    """Nobody may stand for a floor that is not reached by not mentioning it."""
    report, reason = whole_report(), "the names of both slips were looked at, none is in our trade"
    signed = report.signature
    assert signed is not None
    plain = msgspec.structs.replace(signed, breaches=())
    with pytest.raises(TuningError, match=r"two-typos \(two slips\): 150 of 200") as caught:
        sign_report(report, plain, {})
    assert '--accept-breach "two-typos=REASON"' in caught.value.remedy
    with pytest.raises(TuningError, match="one-typo is accepted as a breach and is none"):
        sign_report(report, plain, {"two-typos": reason, "one-typo": reason})
    made = sign_report(report, plain, {"two-typos": reason})
    assert made.signature is not None
    assert [(one.what, one.breach, one.reason) for one in made.signature.breaches] == [
        ("two-typos", next(faults(report)), reason)
    ]
    assert exit_code(made) == 7
    unbroken = msgspec.structs.replace(report, recall=None)
    assert sign_report(unbroken, plain, {}).signature == plain


def test_a_report_without_an_official_list_is_not_whole() -> None:
    """The watch pack alone covers nothing, however well its own names are found."""
    pack = ListState("watch_pack", "watch_pack@2026-01-01#0a", "example", official=False)
    absent = ListState("house", "", "current")
    bare = msgspec.structs.replace(whole_report(), recall=None, lists=(pack, absent))
    assert exit_code(bare) == 5
    assert exit_code(msgspec.structs.replace(bare, lists=(pack, whole_report().lists[0]))) == 0
