"""What was read is kept once; what a person said of a claim stays, with who and why."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from counterflow.core.assertions import Assertion, Judgement, Report, Speaker
from counterflow.core.errors import ReportError, StoreError
from counterflow.evidence.claims.reprints import runs_of
from counterflow.evidence.claims.store import (
    FILE,
    KeptReading,
    judge,
    judgements,
    keep_readings,
    ledger_of,
    load_ledger,
)

WIRE = "the customs service said on monday that it had stopped a truck full of engines at night"


def reading(name: str, text: str = WIRE) -> KeptReading:
    said = Assertion(f"{name}:0", name, 0, 5, "it had stopped a truck", "customs", "customs")
    return KeptReading(
        Report(name, name),
        (Speaker("customs", "customs"),),
        (),
        (said,),
        (),
        tuple(sorted(runs_of(text))),
    )


def test_a_report_is_kept_once_and_comes_back_as_it_was(tmp_path: Path) -> None:
    first, second = reading("a"), reading("b", f"Local frame. {WIRE}")
    assert keep_readings(tmp_path, [first, second]) == 2
    assert keep_readings(tmp_path, [first]) == 0
    assert load_ledger(tmp_path) == ledger_of([first, second])
    assert load_ledger(tmp_path).reprints[0].reports == ("a", "b")


def test_an_empty_store_gives_an_empty_ledger(tmp_path: Path) -> None:
    assert load_ledger(tmp_path).claims == ()
    assert judgements(tmp_path) == ()
    assert not (tmp_path / FILE).exists()


def test_what_a_person_said_is_added_and_never_changed(tmp_path: Path) -> None:
    keep_readings(tmp_path, [reading("a")])
    (claim,) = load_ledger(tmp_path).claims
    judge(tmp_path, Judgement(claim.id, "accept", "A. Analyst", "seen in the annex"))
    judge(tmp_path, Judgement(claim.id, "dispute", "B. Reader", "another truck"))
    assert [(one.act, one.by, one.because) for one in judgements(tmp_path)] == [
        ("accept", "A. Analyst", "seen in the annex"),
        ("dispute", "B. Reader", "another truck"),
    ]
    assert all(one.said_at for one in judgements(tmp_path))
    connection = sqlite3.connect(tmp_path / FILE)
    for statement in ("UPDATE judgement SET by = 'x'", "DELETE FROM judgement"):
        with pytest.raises(sqlite3.IntegrityError, match="stays"):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("judgement", "told"),
    [
        (Judgement("c-none", "accept", "A", "b"), "no claim c-none"),
        (Judgement("c-none", "accept", " ", "b"), "needs a person"),
        (Judgement("c-none", "accept", "A", ""), "needs a person"),
        (Judgement("c-none", "approve", "A", "b"), "needs a person"),
    ],
)
def test_a_judgement_without_claim_person_or_reason_is_refused(
    judgement: Judgement, told: str, tmp_path: Path
) -> None:
    keep_readings(tmp_path, [reading("a")])
    with pytest.raises(ReportError, match=told):
        judge(tmp_path, judgement)
    assert judgements(tmp_path) == ()


def test_a_damaged_reading_is_not_believed(tmp_path: Path) -> None:
    keep_readings(tmp_path, [reading("a")])
    connection = sqlite3.connect(tmp_path / FILE)
    (data,) = connection.execute("SELECT data FROM reading").fetchone()
    connection.execute("UPDATE reading SET data = ?", (data.replace(b"customs", b"custons"),))
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="damaged"):
        load_ledger(tmp_path)
