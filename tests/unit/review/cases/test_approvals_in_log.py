"""What somebody writes into the records past the program is not what the log says."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterflow.core.errors import AuditError
from counterflow.core.model.listings import Listing
from counterflow.review.cases import goodguys
from counterflow.review.cases.deciding import approve, conclude, decide_alerts, reject
from counterflow.review.cases.opening import open_cases
from counterflow.review.cases.states import Disposition, Verdict
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.verifying import verify_store
from counterflow.storage.database.records import Records
from unit.review.cases.invented import decision, match
from unit.review.conftest import Sql

LISTING = Listing("un-1", "un_sc", "Company", {"name": ["Quiet Harbour Tools"]})
WORDS = "registered in Graz since 1998, extract attached"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review_dispositions SET state = 'standing', approver = 'Bob'",
        (
            "UPDATE review_goodguys SET state = 'standing', approver = 'Bob',"
            " settled_at = '2099-01-01'"
        ),
        "UPDATE review_goodguys SET listed_name = 'x', name = 'x'",
    ],
)
def test_an_approval_without_its_entry_is_named(
    records: Records, sql: Sql, tmp_path: Path, statement: str
) -> None:
    archive = Archive(records, tmp_path)
    case = open_cases(records, [decision([match()])], actor="Ann").opened[0]
    made = goodguys.propose(
        records, f"{case}.1", listing_of=lambda _: LISTING, actor="Ann", reason="other-country",
        words=WORDS,
    )  # fmt: skip
    goodguys.approve(records, made.id, actor="Bob")
    goodguys.withdraw(records, made.id, actor="Ann", words="sold to others")
    _decide(records, case)
    reject(records, case, actor="Bob", words="look at the extract again")
    _decide(records, case)
    conclude(records, case, Verdict.RELEASE, actor="Ann", reason="nothing-found")
    approve(records, case, actor="Bob")
    verify_store(archive)
    other = open_cases(
        records, [decision([match()], name="B-2", buyer="Other Yard")], actor="Ann"
    ).opened[0]
    goodguys.propose(
        records, f"{other}.1", listing_of=lambda _: LISTING, actor="Ann", reason="other-country",
        words=WORDS,
    )  # fmt: skip
    _decide(records, other)
    verify_store(archive)
    sql(f"{statement} WHERE state = 'waiting'")
    with pytest.raises(AuditError, match=r"no entry|another thing"):
        verify_store(archive)


def _decide(records: Records, case: str) -> None:
    decide_alerts(
        records, case, ["1"], Disposition.NOT_THE_SAME, actor="Ann", reason="other-birth-date"
    )
