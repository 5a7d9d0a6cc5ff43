"""Every finding above a note is one alert; the same again changes nothing, nothing is closed."""

from __future__ import annotations

import pytest

from counterflow.core.errors import AccessError
from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.review.cases.case import CaseFile
from counterflow.review.cases.deciding import approve, conclude, decide_alerts
from counterflow.review.cases.opening import alerts_of_pair, open_cases
from counterflow.review.cases.reading import find_case, list_cases, read_case
from counterflow.review.cases.states import AlertState, CaseState, Disposition, Verdict
from counterflow.review.cases.working import escalate
from counterflow.storage.audit.log import read_entries
from counterflow.storage.database.records import Records
from unit.review.cases.invented import decision, flag, goods, match, note
from unit.review.conftest import NOON


def _open(records: Records, *decisions: Decision, run: str = "run-1", **more: object) -> str:
    open_cases(records, decisions, actor="Ann", run=run, at=NOON, **more)  # type: ignore[arg-type]
    with records.reading() as connection:
        return list_cases(connection)[0].id


def _read(records: Records, case: str) -> CaseFile:
    with records.reading() as connection:
        return read_case(connection, case)


def _released(records: Records) -> str:
    case = _open(records, decision([match(), goods()]))
    for number in "12":
        decide_alerts(
            records, case, [number], Disposition.NOT_THE_SAME, actor="Ann",
            reason="other-birth-date",
        )  # fmt: skip
    conclude(records, case, Verdict.RELEASE, actor="Ann", reason="nothing-found")
    approve(records, case, actor="Bob")
    assert _read(records, case).released
    return case


def test_every_finding_above_a_note_is_an_alert(records: Records) -> None:
    case = _open(records, decision([match(), goods(), flag(), note()]), decision([note()]))
    found = _read(records, case)
    assert [(one.kind, one.outcome) for one in found.alerts] == [
        ("party", "hold"), ("goods", "review"), ("flag", "review"),
    ]  # fmt: skip
    assert (found.case.outcome, found.case.due_at[:16]) == ("hold", "2026-11-21T12:00")
    assert found.alerts[0].snapshot == "un_sc@2026-11-18#0123456789ab"


def test_the_same_decisions_twice_change_nothing(records: Records) -> None:
    batch = [decision([match(), goods()]), decision([flag()], name="B-1")]
    first = open_cases(records, batch, actor="Ann", run="run-1")
    with records.reading() as connection:
        before = [one.hash for one in read_entries(connection)]
    again = open_cases(records, batch, actor="Ann", run="run-2")
    with records.reading() as connection:
        assert [one.hash for one in read_entries(connection)] == before
    assert (len(first.opened), first.alerts) == (2, 3)
    assert (again.opened, sorted(again.same), again.alerts) == ((), sorted(first.opened), 0)


def test_a_decided_case_stays_decided_while_nothing_is_new(records: Records) -> None:
    case = _released(records)
    assert open_cases(records, [decision([match(), goods()])], actor="Ann").same == (case,)
    assert open_cases(records, [decision([goods()])], actor="Ann").same == (case,)
    assert _read(records, case).released


@pytest.mark.parametrize(
    "now",
    [
        [match(Outcome.STOP), goods()],
        [match(theirs="Quiet Harbor Tools"), goods()],
        [match(), goods(), match(listing="un-2")],
        [match(), goods(), flag()],
    ],
    ids=["stronger", "another value compared", "another listing", "another rule"],
)
def test_what_is_new_reopens_a_released_case(records: Records, now: list[object]) -> None:
    case = _released(records)
    told = open_cases(records, [decision(now)], actor="Ann", run="run-2")  # type: ignore[arg-type]
    found = _read(records, case)
    assert told.reopened == (case,)
    assert found.case.state is CaseState.REOPENED
    assert not found.released
    assert sum(one.state is AlertState.OPEN for one in found.alerts) == 1
    assert found.verdicts[0].state == "overtaken"


def test_other_words_of_the_same_finding_open_nothing(records: Records) -> None:
    import msgspec

    case = _released(records)
    other = msgspec.structs.replace(match(), summary="said otherwise", score=0.94)
    assert open_cases(records, [decision([other, goods()])], actor="Ann").same == (case,)


def test_another_record_of_ours_is_another_alert(records: Records) -> None:
    case = _released(records)
    told = open_cases(records, [decision([match()], buyer="Quiet Harbor")], actor="Ann")
    assert (told.reopened, told.alerts) == ((case,), 1)


def test_an_alert_keeps_the_strongest_outcome_that_it_had(records: Records) -> None:
    case = _released(records)
    told = open_cases(records, [decision([match(Outcome.REVIEW), goods()])], actor="Ann")
    assert told.reopened == (case,)
    assert _read(records, case).alerts[0].outcome is Outcome.HOLD


def test_a_waiting_verdict_is_overtaken_by_a_new_alert(records: Records) -> None:
    case = _open(records, decision([match()]))
    decide_alerts(
        records, case, ["1"], Disposition.NOT_THE_SAME, actor="Ann", reason="other-birth-date"
    )
    conclude(records, case, Verdict.RELEASE, actor="Ann", reason="nothing-found")
    open_cases(records, [decision([match(), flag()])], actor="Ann")
    found = _read(records, case)
    assert (found.case.state, found.verdict) == (CaseState.OPEN, None)
    assert [one.state for one in found.alerts] == ["waiting for approval", "open"]


def test_two_findings_alike_are_two_alerts(records: Records) -> None:
    assert len(_read(records, _open(records, decision([goods(), goods()]))).alerts) == 2


def test_rows_without_a_number_are_known_within_their_run_alone(records: Records) -> None:
    one = decision([match()], name="row-5")
    first, second = (open_cases(records, [one], actor="Ann", run=run) for run in ("a", "b"))
    assert first.opened != second.opened
    assert len(second.opened) == 1


def test_a_customer_has_one_case(records: Records) -> None:
    batch = [decision([match()], name="x-1"), decision([match(listing="un-2")], name="x-2")]
    told = open_cases(records, batch, actor="Ann", customers={"x-1": "C-7", "x-2": "C-7"})
    assert (len(told.opened), len(told.changed), told.alerts) == (1, 1, 2)
    with records.reading() as connection:
        assert find_case(connection, "C-7").kind == "customer"


def test_the_same_two_records_are_shown_with_what_was_decided(records: Records) -> None:
    case = _released(records)
    open_cases(records, [decision([match()], name="B-2")], actor="Ann")
    with records.reading() as connection:
        (alert,) = read_case(connection, "B-2").alerts
        assert alerts_of_pair(connection, alert) == [(f"{case}.1", "not the same")]


def test_what_presses_most_comes_first(records: Records) -> None:
    for name, outcome in (("a", Outcome.REVIEW), ("b", Outcome.STOP), ("c", Outcome.HOLD)):
        _open(records, decision([match(outcome)], name=name))
    _open(records, decision([match()], name="d"))
    escalate(records, "d", to="approver", words="the bank asks too", actor="Ann")
    with records.reading() as connection:
        assert [one.subject for one in list_cases(connection)] == ["b", "d", "c", "a"]
        assert [one.subject for one in list_cases(connection, role="approver")] == ["d"]
        assert [one.subject for one in list_cases(connection, assignee="Ann")] == []


def test_an_analyst_opens_cases(records: Records) -> None:
    with pytest.raises(AccessError):
        open_cases(records, [decision([match()])], actor="Rea")
