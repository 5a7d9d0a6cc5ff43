"""The figures of a seeded store, whole: whoever changes what is counted changes this page."""

from __future__ import annotations

import datetime as dt

import msgspec

from counterflow.core.model.listings import Listing
from counterflow.core.model.outcomes import Outcome
from counterflow.review.cases import goodguys
from counterflow.review.cases.deciding import approve, conclude, decide_alerts, reject
from counterflow.review.cases.figures import figures
from counterflow.review.cases.levels import set_level
from counterflow.review.cases.opening import open_cases
from counterflow.review.cases.states import Disposition, Verdict
from counterflow.review.cases.working import escalate
from counterflow.storage.database.records import Records
from unit.review.cases.invented import decision, flag, goods, match
from unit.review.conftest import NOON

GOLDEN = {
    "at": "2026-11-22T12:00:00.000+00:00",
    "cases": {"decided": 2, "open": 2, "waiting for approval": 1},
    "opened": {"hold": 3, "review": 1, "stop": 1},
    "alerts": {"flag": 1, "goods": 2, "party": 4},
    "dispositions": {"not the same": 2, "same": 1},
    "match_rate": 0.5,
    "verdicts": {"refuse": 1, "release": 1},
    "backlog": {"hold": 1, "review": 1, "stop": 1},
    "waiting": {"dispositions": 1, "verdicts": 0, "good_guys": 1},
    "ages": {"cases": 3, "median_hours": 48.0, "oldest_hours": 48.0},
    "overdue": 2,
    "decided_in_time": 0.5,
    "hours_to_decide": 16.5,
    "escalated": 1,
    "good_guys": {"waiting": 1, "set_aside": 0},
    "overrides": {"levels_lowered": 1, "rejected": 1},
}


def _later(hours: float) -> dt.datetime:
    return NOON + dt.timedelta(hours=hours)


def _decide(records: Records, case: str, alerts: list[str], says: str, hours: float) -> None:
    reason = {"same": "rule-met", "not the same": "other-birth-date"}[says]
    decide_alerts(
        records, case, alerts, Disposition(says), actor="Ann", reason=reason, at=_later(hours)
    )


def test_figures_of_a_seeded_store(records: Records) -> None:
    open_cases(
        records,
        [
            decision([match(), goods()], name="a"),
            decision([match()], name="b"),
            decision([match()], name="c"),
            decision([match(Outcome.STOP)], name="d"),
            decision([goods(), flag()], name="e"),
        ],
        actor="Ann", at=NOON,
    )  # fmt: skip
    _decide(records, "a", ["1", "2"], "not the same", 1)
    conclude(records, "a", Verdict.RELEASE, actor="Ann", reason="nothing-found", at=_later(2))
    approve(records, "a", actor="Bob", at=_later(3))
    _decide(records, "b", ["1"], "same", 29)
    conclude(
        records, "b", Verdict.REFUSE, actor="Ann", reason="withdrawn-by-customer", at=_later(30)
    )
    _decide(records, "c", ["1"], "not the same", 4)
    reject(records, "c", actor="Bob", words="no proof of it", at=_later(5))
    _decide(records, "c", ["1"], "not the same", 6)
    escalate(records, "d", to="admin", words="the bank asks", actor="Ann", at=_later(1))
    set_level(
        records, "not the same", Outcome.STOP, needed=False, author="Ada", approver="Bob",
        words="a test of the policy",
    )  # fmt: skip
    (case,) = open_cases(records, [decision([match()], name="c")], actor="Ann").same
    goodguys.propose(
        records, f"{case}.1", actor="Ann", reason="other-country", at=_later(6),
        words="registered in Graz since 1998",
        listing_of=lambda _: Listing("un-1", "un_sc", "Company", {"name": ["Q"]}),
    )  # fmt: skip
    with records.reading() as connection:
        assert msgspec.to_builtins(figures(connection, _later(48))) == GOLDEN


def test_no_cases_have_no_rates(records: Records) -> None:
    with records.reading() as connection:
        found = figures(connection, NOON)
    assert (found.match_rate, found.decided_in_time, found.ages.oldest_hours) == (None,) * 3
    assert found.waiting == {"dispositions": 0, "verdicts": 0, "good_guys": 0}
