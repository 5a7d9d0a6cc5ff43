"""One person proposes, another approves, and nothing is decided while alerts are open."""

from __future__ import annotations

import pytest

from counterflow.core.errors import AccessError, CaseError, CaseRaceError
from counterflow.core.model.outcomes import Outcome
from counterflow.review.cases.case import Case, CaseFile
from counterflow.review.cases.deciding import approve, conclude, decide_alerts, reject, reopen
from counterflow.review.cases.opening import open_cases
from counterflow.review.cases.reading import read_case
from counterflow.review.cases.states import CaseState, Disposition, Verdict
from counterflow.review.cases.working import note
from counterflow.storage.audit.log import read_entries
from counterflow.storage.database.records import Records
from unit.review.cases.invented import decision, goods, match

NOT_SAME = Disposition.NOT_THE_SAME
WORDS = "the passport shows another birth year"


@pytest.fixture
def case(records: Records) -> str:
    """Give a case with one hold of a party and one review of goods."""
    return open_cases(records, [decision([match(), goods()])], actor="Ann").opened[0]


def _read(records: Records, case: str) -> CaseFile:
    with records.reading() as connection:
        return read_case(connection, case)


def _decide(records: Records, case: str, number: str, by: str = "Ann") -> Case:
    return decide_alerts(
        records, case, [number], NOT_SAME, actor=by, reason="other-birth-date", words=WORDS
    )


def _release(records: Records, case: str, by: str = "Ann") -> Case:
    return conclude(records, case, Verdict.RELEASE, actor=by, reason="nothing-found")


def test_another_person_releases_what_one_decided(records: Records, case: str) -> None:
    assert _decide(records, case, "1").state is CaseState.OPEN
    assert _decide(records, case, "2").state is CaseState.WAITING
    assert _release(records, case).state is CaseState.WAITING
    assert not _read(records, case).released
    assert approve(records, case, actor="Bob", words="seen").state is CaseState.DECIDED
    found = _read(records, case)
    assert found.released
    assert {one.state for alert in found.alerts for one in alert.decided} == {"standing"}
    assert found.verdict is not None
    assert (found.verdict.author, found.verdict.approver) == ("Ann", "Bob")


def test_nobody_approves_what_they_decided(records: Records, case: str) -> None:
    _decide(records, case, "1", by="Abe")
    _decide(records, case, "2", by="Abe")
    _release(records, case, by="Abe")
    with pytest.raises(CaseError, match="Abe decided it"):
        approve(records, case, actor="Abe")
    assert approve(records, case, actor="Bob").state is CaseState.DECIDED


def test_who_decided_alone_approves_what_another_did(records: Records, case: str) -> None:
    """Ann decides, Abe releases: Bob is needed for the release, as Abe cannot approve his own."""
    _decide(records, case, "1")
    _decide(records, case, "2")
    _release(records, case, by="Abe")
    assert approve(records, case, actor="Abe").state is CaseState.WAITING
    assert not _read(records, case).released
    assert approve(records, case, actor="Bob").state is CaseState.DECIDED


@pytest.mark.parametrize("verdict", list(Verdict))
def test_open_alerts_keep_a_case_from_being_concluded(
    records: Records, case: str, verdict: Verdict
) -> None:
    _decide(records, case, "2")
    reason = {"release": "nothing-found", "refuse": "withdrawn-by-customer"}[verdict]
    with pytest.raises(CaseError, match=r"alerts are open: case-\w+\.1$|alerts are open"):
        conclude(records, case, verdict, actor="Ann", reason=reason)
    assert _read(records, case).case.state is CaseState.OPEN


def test_a_review_is_released_by_one(records: Records) -> None:
    (case,) = open_cases(records, [decision([goods()])], actor="Ann").opened
    _decide(records, case, "1")
    assert _release(records, case).state is CaseState.DECIDED
    assert _read(records, case).released


def test_what_is_the_same_is_released_by_two_only(records: Records) -> None:
    (case,) = open_cases(records, [decision([goods()])], actor="Ann").opened
    decide_alerts(records, case, ["1"], Disposition.SAME, actor="Ann", reason="rule-met")
    words = "licence L-4 covers line 1"
    found = conclude(records, case, Verdict.RELEASE, actor="Ann", reason="licensed", words=words)
    assert found.state is CaseState.WAITING
    assert approve(records, case, actor="Bob").state is CaseState.DECIDED


def test_not_enough_is_never_released(records: Records, case: str) -> None:
    _decide(records, case, "2")
    decide_alerts(records, case, ["1"], Disposition.NOT_ENOUGH, actor="Ann", reason="no-details")
    with pytest.raises(CaseError, match="not enough is known"):
        _release(records, case)
    words = "the buyer gave no birth date"
    found = conclude(records, case, Verdict.REFUSE, actor="Ann", reason="not-proven", words=words)
    assert found.state is CaseState.DECIDED
    assert not _read(records, case).released


def test_what_was_decided_may_be_decided_anew(records: Records, case: str) -> None:
    decide_alerts(records, case, ["1"], Disposition.NOT_ENOUGH, actor="Ann", reason="no-details")
    _decide(records, case, "1")
    assert [one.state for one in _read(records, case).alerts[0].decided] == [
        "overtaken", "waiting",
    ]  # fmt: skip


def test_a_rejection_opens_what_waited(records: Records, case: str) -> None:
    _decide(records, case, "1")
    _decide(records, case, "2")
    _release(records, case)
    assert reject(records, case, actor="Bob", words="no copy of it").state is CaseState.OPEN
    found = _read(records, case)
    assert [alert.state for alert in found.alerts] == ["open", "decided"]
    assert found.verdict is None
    assert found.verdicts[0].state == "rejected"


def test_a_decided_case_is_reopened_and_decided_again(records: Records, case: str) -> None:
    for number in "12":
        _decide(records, case, number)
    _release(records, case)
    approve(records, case, actor="Bob")
    found = reopen(records, case, ["1"], actor="Ann", words="a second passport turned up")
    assert found.state is CaseState.REOPENED
    assert not _read(records, case).released
    _decide(records, case, "1")
    _release(records, case)
    assert approve(records, case, actor="Bob").state is CaseState.DECIDED


@pytest.mark.parametrize(
    ("reason", "words", "says"),
    [
        ("", "", "has no reason"),
        ("same-number", "", "no reason for"),
        ("other-country", "", "demands words"),
        ("other-birth-date", "to reduce workload", "workload alone"),
        ("other-country", "too many alerts for the team, cut the backlog", "workload alone"),
    ],
)
def test_nothing_is_decided_without_a_reason(
    records: Records, case: str, reason: str, words: str, says: str
) -> None:
    with pytest.raises(CaseError, match=says):
        decide_alerts(records, case, ["1"], NOT_SAME, actor="Ann", reason=reason, words=words)
    assert _read(records, case).case.version == 1


def test_nothing_is_decided_by_default(records: Records, case: str) -> None:
    with pytest.raises(CaseError, match="no alert is named"):
        decide_alerts(records, case, [], NOT_SAME, actor="Ann", reason="other-birth-date")


@pytest.mark.parametrize("who", ["Rea", "Bob", "Nobody", ""])
def test_roles_are_asked_for(records: Records, case: str, who: str) -> None:
    with pytest.raises(AccessError):
        _decide(records, case, "1", by=who)
    with pytest.raises(AccessError):
        approve(records, case, actor="Ann")
    assert _read(records, case).case.version == 1


def test_a_lost_race_tells_who_changed_what(records: Records, case: str) -> None:
    note(records, case, words="asked the bank", actor="Abe", seen=1)
    with pytest.raises(CaseRaceError, match=r"note by Abe at .*: asked the bank"):
        decide_alerts(
            records, case, ["2"], NOT_SAME, actor="Ann", reason="other-birth-date", seen=1
        )
    assert _read(records, case).case.version == 2


def test_every_change_has_its_entry_in_the_log(records: Records, case: str) -> None:
    for number in "12":
        _decide(records, case, number)
    _release(records, case)
    approve(records, case, actor="Bob")
    with records.reading() as connection:
        kinds = [one.kind for one in read_entries(connection, kind="case")]
        events = [one.act for one in read_case(connection, case).events]
    assert kinds == [f"case.{act}" for act in events]
    assert events == ["open", "decide", "decide", "conclude", "approve"]


def test_what_fails_leaves_neither_change_nor_entry(records: Records, case: str) -> None:
    with records.reading() as connection:
        before = [one.hash for one in read_entries(connection)]
    with pytest.raises(CaseError):
        _release(records, case)
    with records.reading() as connection:
        assert [one.hash for one in read_entries(connection)] == before
    assert _read(records, case).case.outcome is Outcome.HOLD
