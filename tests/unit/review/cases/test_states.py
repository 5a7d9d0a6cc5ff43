"""Whatever persons do in whatever order, the table of transitions holds, and what it protects."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from counterflow.core.errors import CaseError
from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.review.cases import deciding, working
from counterflow.review.cases.case import CaseFile
from counterflow.review.cases.opening import open_cases
from counterflow.review.cases.reading import read_case
from counterflow.review.cases.states import (
    ALERT_TRANSITIONS,
    TRANSITIONS,
    Act,
    AlertState,
    CaseState,
    Disposition,
    Settling,
    Verdict,
    check_act,
    check_alert_step,
    check_step,
    state_of,
)
from counterflow.storage.audit.log import read_entries
from counterflow.storage.database.migrations.versions.r0003 import _CASE_STEPS
from counterflow.storage.database.records import Records, records_url
from unit.review.cases.invented import decision, flag, goods, match
from unit.review.conftest import add_people

REASONS = {"same": "rule-met", "not the same": "other-birth-date", "not enough": "no-details"}
FOUND = (match(), goods(), flag(), match(Outcome.STOP, listing="un-9"))


def test_every_state_and_act_is_in_the_tables() -> None:
    assert set(TRANSITIONS) == set(CaseState)
    assert set(ALERT_TRANSITIONS) == set(AlertState)
    assert {act for row in TRANSITIONS.values() for act in row} == set(Act)


def test_the_database_allows_the_steps_of_the_table_and_no_others() -> None:
    ours = {
        f"('{before}', '{after}')"
        for before, row in TRANSITIONS.items()
        for targets in row.values()
        for after in targets
        if before != after
    }
    assert ours == set(_CASE_STEPS)


@given(st.sampled_from(CaseState), st.sampled_from(Act), st.sampled_from(CaseState))
def test_a_step_is_taken_only_where_the_table_has_it(
    before: CaseState, act: Act, after: CaseState
) -> None:
    if after in TRANSITIONS[before].get(act, ()):
        check_act(before, act, "")
        check_step(before, act, after, "")
    else:
        with pytest.raises(CaseError):
            check_step(before, act, after, "")


@given(st.sampled_from(AlertState), st.sampled_from(Act), st.sampled_from(AlertState))
def test_an_alert_steps_as_its_table_says(before: AlertState, act: Act, after: AlertState) -> None:
    if after in ALERT_TRANSITIONS[before].get(act, ()):
        check_alert_step(before, act, after, "")
    else:
        with pytest.raises(CaseError):
            check_alert_step(before, act, after, "")


@given(st.lists(st.sampled_from(AlertState), min_size=1), st.booleans())
def test_a_case_waits_only_where_no_alert_is_open(
    alerts: list[AlertState], was_decided: bool
) -> None:
    for verdict in (None, Settling.WAITING):
        state = state_of(alerts, verdict, was_decided=was_decided)
        assert state is not CaseState.DECIDED
        assert (state is CaseState.WAITING) == (
            AlertState.OPEN not in alerts and (AlertState.WAITING in alerts or verdict is not None)
        )


class Reviewing(RuleBasedStateMachine):
    """Three persons do at random what the program offers; refusals are allowed, faults are not."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.records = Records(records_url(Path(self.folder.name)), write=True)
        add_people(self.records)
        self.case = open_cases(self.records, [decision([match(), goods()])], actor="Ann").opened[0]
        self.before = self.file
        self.acted = 1

    def teardown(self) -> None:
        self.records.close()
        self.folder.cleanup()

    @property
    def file(self) -> CaseFile:
        with self.records.reading() as connection:
            return read_case(connection, self.case)

    def _try(self, act: Act, *given: object, **named: object) -> None:
        doing = {
            Act.DECIDE: deciding.decide_alerts, Act.CONCLUDE: deciding.conclude,
            Act.APPROVE: deciding.approve, Act.REJECT: deciding.reject,
            Act.REOPEN: deciding.reopen, Act.NOTE: working.note, Act.TAKE: working.take,
            Act.ESCALATE: working.escalate,
        }[act]  # fmt: skip
        self.before = self.file
        try:
            doing(self.records, self.case, *given, **named)  # type: ignore[operator]
        except CaseError:
            assert self.file == self.before
            return
        self.acted += 1
        assert self.file.case.state in TRANSITIONS[self.before.case.state][act]
        assert self.file.case.version == self.before.case.version + 1

    @rule(
        number=st.sampled_from("1234"), says=st.sampled_from(Disposition),
        who=st.sampled_from(["Ann", "Abe"]),
    )  # fmt: skip
    def decide(self, number: str, says: Disposition, who: str) -> None:
        self._try(Act.DECIDE, [number], says, actor=who, reason=REASONS[says], words="seen: 1954")

    @rule(verdict=st.sampled_from(Verdict), who=st.sampled_from(["Ann", "Abe"]))
    def conclude(self, verdict: Verdict, who: str) -> None:
        reason = {"release": "nothing-found", "refuse": "withdrawn-by-customer"}[verdict]
        self._try(Act.CONCLUDE, verdict, actor=who, reason=reason)

    @rule(who=st.sampled_from(["Abe", "Bob"]))
    def approve(self, who: str) -> None:
        self._try(Act.APPROVE, actor=who)

    @rule(who=st.sampled_from(["Abe", "Bob"]))
    def reject(self, who: str) -> None:
        self._try(Act.REJECT, actor=who, words="no proof of it")

    @precondition(lambda self: self.file.case.state is CaseState.DECIDED)
    @rule(alerts=st.sampled_from([(), ("1",), ("2",)]))
    def reopen(self, alerts: tuple[str, ...]) -> None:
        self._try(Act.REOPEN, alerts, actor="Ann", words="more turned up")

    @rule()
    def beside(self) -> None:
        self._try(Act.NOTE, actor="Ann", words="seen")
        self._try(Act.ESCALATE, actor="Ann", words="please look", to="approver")

    @rule(found=st.lists(st.sampled_from(FOUND), min_size=1, max_size=3, unique_by=id))
    def screen_again(self, found: list[Finding]) -> None:
        before = self.file
        told = open_cases(self.records, [decision(found)], actor="Ann")
        self.acted += not told.same
        after = self.file
        assert {one.id for one in before.alerts} <= {one.id for one in after.alerts}
        if not told.same:
            assert not after.released

    @invariant()
    def nothing_is_released_that_may_not_be(self) -> None:
        file = self.file
        if file.case.state is CaseState.DECIDED:
            assert all(alert.state is AlertState.DECIDED for alert in file.alerts)
        for alert in file.alerts:
            if alert.disposition == "not the same" and alert.outcome.strength >= 2:
                standing = [one for one in alert.decided if one.state is Settling.STANDING]
                assert all(one.approver not in ("", one.author) for one in standing)
                assert len(standing) == 1
        if file.released:
            verdict = file.verdict
            assert verdict is not None
            assert not any(alert.disposition == "not enough" for alert in file.alerts)
            if file.case.outcome.strength >= 2:
                assert verdict.approver not in ("", verdict.author)

    @invariant()
    def every_change_has_its_event_and_its_entry(self) -> None:
        file = self.file
        with self.records.reading() as connection:
            kept = [one.kind for one in read_entries(connection, kind="case")]
        assert [one.version for one in file.events] == list(range(1, self.acted + 1))
        assert kept == [f"case.{one.act}" for one in file.events]


Reviewing.TestCase.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
TestReviewing = Reviewing.TestCase
