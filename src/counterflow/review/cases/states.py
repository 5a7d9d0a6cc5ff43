"""Settle what may become of a case and of an alert: tables of transitions, and pure functions.

Nothing here reads or writes; the database holds the same steps (revision 0003), so that whoever
writes past the program meets them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from counterflow.core.errors import CaseError


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WAITING = "waiting for approval"
    DECIDED = "decided"
    REOPENED = "reopened"


class AlertState(StrEnum):
    """Where an alert stands."""

    OPEN = "open"
    WAITING = "waiting for approval"
    DECIDED = "decided"


class Settling(StrEnum):
    """Where a disposition, a verdict or a good-guy entry stands."""

    WAITING = "waiting"
    STANDING = "standing"
    REJECTED = "rejected"
    OVERTAKEN = "overtaken"
    WITHDRAWN = "withdrawn"


class Disposition(StrEnum):
    """What a person says of an alert; nothing is preselected."""

    SAME = "same"
    NOT_THE_SAME = "not the same"
    NOT_ENOUGH = "not enough"


class Verdict(StrEnum):
    """What a person says of a case whose alerts are decided."""

    RELEASE = "release"
    REFUSE = "refuse"


class Act(StrEnum):
    """What somebody does to a case; ``FIND`` is what a screening does to it."""

    TAKE = "take"
    ASSIGN = "assign"
    NOTE = "note"
    ATTACH = "attach"
    ANSWER = "answer"
    ESCALATE = "escalate"
    DECIDE = "decide"
    CONCLUDE = "conclude"
    APPROVE = "approve"
    REJECT = "reject"
    REOPEN = "reopen"
    FIND = "find"


_OPEN, _WAITING, _DECIDED, _REOPENED = CaseState
_BESIDE = (Act.TAKE, Act.ASSIGN, Act.NOTE, Act.ATTACH, Act.ANSWER, Act.ESCALATE)
"""Acts that leave the state of a case as it is."""


def _at_work(state: CaseState) -> dict[Act, frozenset[CaseState]]:
    stays = frozenset({state})
    return {
        **dict.fromkeys(_BESIDE, stays),
        Act.FIND: stays,
        Act.DECIDE: frozenset({state, _WAITING}),
        Act.CONCLUDE: frozenset({_WAITING, _DECIDED}),
        Act.APPROVE: frozenset({state}),
        Act.REJECT: frozenset({state}),
    }


TRANSITIONS: Final[Mapping[CaseState, Mapping[Act, frozenset[CaseState]]]] = {
    _OPEN: _at_work(_OPEN),
    _REOPENED: _at_work(_REOPENED),
    _WAITING: {
        **dict.fromkeys(_BESIDE, frozenset({_WAITING})),
        Act.FIND: frozenset({_WAITING, _OPEN, _REOPENED}),
        Act.CONCLUDE: frozenset({_WAITING}),
        Act.APPROVE: frozenset({_WAITING, _OPEN, _REOPENED, _DECIDED}),
        Act.REJECT: frozenset({_WAITING, _OPEN, _REOPENED}),
    },
    _DECIDED: {
        Act.NOTE: frozenset({_DECIDED}),
        Act.ATTACH: frozenset({_DECIDED}),
        Act.FIND: frozenset({_DECIDED, _REOPENED}),
        Act.REOPEN: frozenset({_REOPENED}),
    },
}
"""To which states each act may lead from each state; an act that is missing is refused there."""

ALERT_TRANSITIONS: Final[Mapping[AlertState, Mapping[Act, frozenset[AlertState]]]] = {
    AlertState.OPEN: {
        Act.DECIDE: frozenset({AlertState.WAITING, AlertState.DECIDED}),
        Act.FIND: frozenset({AlertState.OPEN}),
    },
    AlertState.WAITING: {
        Act.APPROVE: frozenset({AlertState.DECIDED}),
        Act.REJECT: frozenset({AlertState.OPEN}),
        Act.FIND: frozenset({AlertState.WAITING, AlertState.OPEN}),
    },
    AlertState.DECIDED: {
        Act.DECIDE: frozenset({AlertState.WAITING, AlertState.DECIDED}),
        Act.REOPEN: frozenset({AlertState.OPEN}),
        Act.FIND: frozenset({AlertState.DECIDED, AlertState.OPEN}),
    },
}
"""The same for alerts. One that is decided may be decided anew while its case is open."""


def state_of(
    alerts: Iterable[AlertState], verdict: Settling | None, *, was_decided: bool
) -> CaseState:
    """Settle the state of a case from what belongs to it.

    Args:
        alerts: The states of its alerts.
        verdict: Where its newest verdict stands; ``None`` where there is none that counts.
        was_decided: Whether it was decided before.

    Example:
        >>> state_of([AlertState.DECIDED, AlertState.WAITING], None, was_decided=False).value
        'waiting for approval'
    """
    found = set(alerts)
    if verdict is Settling.STANDING:
        return CaseState.DECIDED
    waits = AlertState.WAITING in found or verdict is Settling.WAITING
    if AlertState.OPEN not in found and waits:
        return CaseState.WAITING
    return CaseState.REOPENED if was_decided else CaseState.OPEN


def check_act(state: CaseState, act: Act, where: str) -> None:
    """Refuse an act that a case in this state does not take.

    Args:
        state: Where the case stands.
        act: What somebody wants to do.
        where: The case, for the error.

    Raises:
        CaseError: the act is not in ``TRANSITIONS``.
    """
    if act in TRANSITIONS[state]:
        return
    remedy = "reopen it first: counterflow cases reopen" if state is _DECIDED else ""
    if state is _WAITING:
        remedy = "another person approves or rejects first: counterflow cases approve or reject"
    raise CaseError(f"the case is {state}: it takes no “{act}” now", where=where, remedy=remedy)


def check_step(before: CaseState, act: Act, after: CaseState, where: str) -> None:
    """Refuse a step that is not in the table; see ``TRANSITIONS``.

    Raises:
        CaseError: the act does not lead from one state to the other.
    """
    if after not in TRANSITIONS[before].get(act, frozenset()):
        raise CaseError(f"“{act}” does not lead from {before} to {after}", where=where)


def check_alert_step(before: AlertState, act: Act, after: AlertState, where: str) -> None:
    """Refuse a step of an alert that is not in ``ALERT_TRANSITIONS``.

    Raises:
        CaseError: the act does not lead from one state to the other.
    """
    if after not in ALERT_TRANSITIONS[before].get(act, frozenset()):
        remedy = "counterflow cases approve or reject" if before is AlertState.WAITING else ""
        raise CaseError(f"an alert that is {before} takes no “{act}”", where=where, remedy=remedy)
