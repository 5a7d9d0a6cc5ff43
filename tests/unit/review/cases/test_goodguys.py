"""A good-guy entry is proposed by one, approved by another, holds for a time, and is counted."""

from __future__ import annotations

import datetime as dt

import pytest

from counterflow.core.errors import AccessError, CaseError
from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.listings import Listing
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.review.cases import goodguys
from counterflow.review.cases.goodguys import exemptions_on, list_entries
from counterflow.review.cases.opening import open_cases
from counterflow.review.cases.reading import read_case
from counterflow.review.cases.working import answer
from counterflow.screening.decisions.exemptions import digest_of_listing, digest_of_party
from counterflow.storage.audit.log import read_entries
from counterflow.storage.database.records import Records
from unit.review.cases.invented import decision, goods, match
from unit.review.conftest import NOON

LISTING = Listing("un-1", "un_sc", "Company", {"name": ["Quiet Harbour Tools"]})
WORDS = "registered in Graz since 1998, extract attached"


@pytest.fixture
def alert(records: Records) -> str:
    """Give the alert of a party beside a listing."""
    found = open_cases(records, [decision([match(), goods()])], actor="Ann")
    return f"{found.opened[0]}.1"


def _propose(records: Records, alert: str, **changes: object) -> goodguys.GoodGuy:
    given = {"actor": "Ann", "reason": "other-country", "words": WORDS, "at": NOON, **changes}
    return goodguys.propose(records, alert, listing_of=lambda _: LISTING, **given)  # type: ignore[arg-type]


def _on(records: Records, day: str) -> list[str]:
    with records.reading() as connection:
        return [one.id for one in exemptions_on(connection, dt.date.fromisoformat(day))]


def test_an_entry_binds_both_records_and_holds_a_year(records: Records, alert: str) -> None:
    made = _propose(records, alert)
    assert made.theirs == digest_of_listing(LISTING)
    assert made.ours == digest_of_party(Party("buyer", "Quiet Harbour", country="DE"))
    assert (made.state, made.expires_on) == ("waiting", "2027-11-20")


def test_an_entry_counts_from_its_approval_to_its_withdrawal(records: Records, alert: str) -> None:
    made = _propose(records, alert)
    assert _on(records, "2026-11-25") == []
    goodguys.approve(records, made.id, actor="Bob", at=NOON + dt.timedelta(days=2))
    assert _on(records, "2026-11-21") == []
    assert _on(records, "2026-11-22") == [made.id]
    goodguys.withdraw(
        records, made.id, actor="Ann", words="the buyer was sold", at=NOON + dt.timedelta(days=9)
    )
    assert _on(records, "2026-11-28") == [made.id]
    assert _on(records, "2026-11-29") == []
    with records.reading() as connection:
        told = [one.kind for one in read_entries(connection, kind="goodguy")]
    assert told == ["goodguy.propose", "goodguy.approve", "goodguy.withdraw"]


def test_the_author_does_not_approve(records: Records, alert: str) -> None:
    made = _propose(records, alert, actor="Abe")
    with pytest.raises(CaseError, match="Abe proposed it"):
        goodguys.approve(records, made.id, actor="Abe")
    with pytest.raises(AccessError):
        goodguys.approve(records, made.id, actor="Ann")
    assert goodguys.reject(records, made.id, actor="Bob", words="no extract").state == "rejected"
    with pytest.raises(CaseError, match="does not wait"):
        goodguys.approve(records, made.id, actor="Bob")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"reason": ""}, "has no reason"),
        ({"reason": "question-answered"}, "no reason for"),
        ({"words": ""}, "demands words"),
        ({"words": "to reduce workload"}, "workload alone"),
        ({"expires_on": dt.date(2028, 11, 20)}, "it would hold until"),
        ({"expires_on": dt.date(2026, 11, 20)}, "it would hold until"),
    ],
)
def test_an_entry_has_reason_words_and_end(
    records: Records, alert: str, changes: dict[str, object], says: str
) -> None:
    with pytest.raises(CaseError, match=says):
        _propose(records, alert, **changes)


def test_two_records_have_one_entry(records: Records, alert: str) -> None:
    made = _propose(records, alert)
    with pytest.raises(CaseError, match=f"{made.id} binds these two already"):
        _propose(records, alert, actor="Abe")


def test_what_is_no_pair_of_records_has_no_entry(records: Records, alert: str) -> None:
    with pytest.raises(CaseError, match="kind goods"):
        _propose(records, alert.replace(".1", ".2"))
    with pytest.raises(CaseError, match="no alert"):
        _propose(records, "case-0.1")


def test_an_equal_number_has_no_entry(records: Records) -> None:
    import msgspec

    found = match()
    assert found.comparison is not None
    same = msgspec.structs.replace(found.comparison, strong_identifier=True)
    equal = msgspec.structs.replace(found, comparison=same)
    (case,) = open_cases(records, [decision([equal])], actor="Ann").opened
    with pytest.raises(CaseError, match="equal number"):
        _propose(records, f"{case}.1")


def test_an_expired_entry_is_told_as_such(records: Records, alert: str) -> None:
    made = _propose(records, alert, expires_on=dt.date(2026, 12, 1))
    goodguys.approve(records, made.id, actor="Bob", at=NOON)
    found = goodguys.show(records, made.id)
    assert [found.stands(dt.date(2026, 12, day)) for day in (1, 2)] == ["expired", "expired"]
    assert found.stands(dt.date(2026, 11, 30)) == "standing"


def test_what_an_entry_sets_aside_is_counted_once(records: Records, alert: str) -> None:
    made = _propose(records, alert)
    goodguys.approve(records, made.id, actor="Bob", at=NOON)
    note = Finding(
        "party", "buyer", Outcome.NO_MATCH, f"x; set aside by good-guy entry {made.id}, a hold",
        rule="good-guy",
    )  # fmt: skip
    seen = Decision("B-9", Outcome.NO_MATCH, "no match found", Coverage("order", True), (note,))
    for run in ("run-1", "run-1", "run-2"):
        assert open_cases(records, [seen], actor="Ann", run=run).opened == ()
    with records.reading() as connection:
        assert [one.uses for one in list_entries(connection)] == [2]


def test_an_answer_of_a_case_is_handed_to_its_transaction(records: Records, alert: str) -> None:
    from counterflow.review.cases.handed import answers_on

    case = alert.partition(".")[0]
    answer(records, case, flag="kyc-01", says="no idea", actor="Ann", at=NOON)
    later = NOON + dt.timedelta(days=1)
    answer(records, case, flag="KYC-01", says="yes: a laboratory", actor="Abe", at=later)
    with records.reading() as connection:
        today, then = (answers_on(connection, (NOON + dt.timedelta(days=d)).date()) for d in (1, 0))
        assert len(read_case(connection, case).answers) == 2
    (found,) = today["order", "A-17"]
    assert (found.flag, found.answer, found.actor, found.case) == (
        "KYC-01", "yes: a laboratory", "Abe", case,
    )  # fmt: skip
    assert then["order", "A-17"][0].answer == "no idea"
