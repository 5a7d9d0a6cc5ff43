"""Acts that had ended, and acts that began later: what each supports on the days that count."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Designation
from counterflow.core.model.matches import Match
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Identifier, Party, entity_of
from counterflow.screening.decisions.policy import party_finding
from counterflow.watch.matching.compare import compare
from strategies import listing

US, EU = "OFAC SDN", "EU 269/2014 Annex I (asset freeze)"
NAME, IMO = "Brasdol Fengri", "9179842"
SAME = Party("vessel", NAME, "Vessel", identifiers=(Identifier("imoNumber", IMO),))
STRONG = Party("vessel", NAME, "Vessel")


def act(ended_on: str = "", *, listed_on: str = "", authority: str = US) -> Designation:
    """Give a blocking act; the regime stands for its authority."""
    return Designation(
        authority,
        regime="US" if authority == US else "EU",
        effect=Effect.BLOCKING,
        listed_on=listed_on,
        ended_on=ended_on,
        citation=Citation(authority, title=authority),
    )


def finding(
    *acts: Designation, party: Party = SAME, asked: str = "2026-11-21", paper: str = ""
) -> Finding:
    """Settle a party against a ship under these acts; ``paper`` is the transaction's own day."""
    listed = listing("l-1", NAME, schema="Vessel", effect=Effect.BLOCKING, imoNumber=IMO)
    listed = msgspec.structs.replace(listed, designations=acts)
    compared = compare(entity_of(party), {"schema": "Vessel", "properties": listed.properties})
    match = Match("l-1", compared.score, listed.list, NAME, "Vessel", compared, listed)
    on = dt.date.fromisoformat(paper) if paper else None
    return party_finding(
        "vessel", party, match, frozenset({"US", "EU"}), as_of=dt.date.fromisoformat(asked), on=on
    )


CASES = [
    # ended_on, the day asked, the paper's day, outcome of the same number
    ("2024-06-30", "2026-11-21", "", Outcome.NO_MATCH),
    # The last day counts whole: some publishers name the last day, others the day after.
    ("2024-06-30", "2024-06-30", "", Outcome.STOP),
    ("2024-06-30", "2024-07-01", "", Outcome.NO_MATCH),
    # A month or a year alone counts to its end.
    ("2024-06", "2024-06-30", "", Outcome.STOP),
    ("2024-06", "2024-07-01", "", Outcome.NO_MATCH),
    ("2024", "2024-12-31", "", Outcome.STOP),
    ("2024", "2025-01-01", "", Outcome.NO_MATCH),
    ("2024-06-30T00:00:00", "2024-07-01", "", Outcome.NO_MATCH),
    # No end, an end to come, or one that cannot be read: in force.
    ("", "2026-11-21", "", Outcome.STOP),
    ("2099-01-01", "2026-11-21", "", Outcome.STOP),
    ("30 June 2024", "2026-11-21", "", Outcome.STOP),
    ("2024-13-45", "2026-11-21", "", Outcome.STOP),
    ("2024-06-30 or when lifted", "2026-11-21", "", Outcome.STOP),
    # Both days must lie behind the end: a paper of the act's own time is not freed by its end,
    # and a paper that is dated ahead is not freed by an end that has not come.
    ("2024-06-30", "2026-11-21", "2024-06-01", Outcome.STOP),
    ("2024-06-30", "2026-11-21", "2024-07-01", Outcome.NO_MATCH),
    ("2026-12-01", "2026-11-21", "2026-12-24", Outcome.STOP),
]


@pytest.mark.parametrize(("ended_on", "asked", "paper", "outcome"), CASES)
def test_an_act_that_had_ended_is_a_note(
    ended_on: str, asked: str, paper: str, outcome: Outcome
) -> None:
    for party, in_force in ((SAME, Outcome.STOP), (STRONG, Outcome.HOLD)):
        found = finding(act(ended_on), party=party, asked=asked, paper=paper)
        over = outcome is Outcome.NO_MATCH
        assert found.outcome is (Outcome.NO_MATCH if over else in_force)
        assert (f"; was listed until {ended_on[:10]}: {NAME}" in found.summary) is over
        assert ("do not proceed" in found.next_step) is (found.outcome is Outcome.STOP)


def test_an_end_before_its_beginning_is_not_believed() -> None:
    assert finding(act("2017-01-01", listed_on="2019-01-01")).outcome is Outcome.STOP
    assert finding(act("2019", listed_on="2019-05-01")).outcome is Outcome.NO_MATCH


def test_another_act_in_force_decides_and_the_ended_one_is_named() -> None:
    found = finding(act("2024-06-30"), act(authority=EU))
    assert found.outcome is Outcome.STOP
    assert found.citations[0].title == EU
    assert found.summary.endswith(f"({EU}; listed until: {US} (2024-06-30))")


def test_an_ended_act_that_would_have_weighed_more_says_why_it_does_not() -> None:
    caution = Designation("a register", effect=Effect.CAUTION)
    found = finding(act("2024-06-30"), caution)
    assert found.outcome is Outcome.REVIEW
    assert f"; {US} alone would be a stop, but was listed until 2024-06-30: {NAME}" in found.summary


def test_two_limits_of_an_ended_act_are_both_said() -> None:
    foreign = Designation("METI", regime="JP", effect=Effect.BLOCKING, ended_on="2024-06-30")
    caution = Designation("a register", effect=Effect.CAUTION)
    assert (
        "; METI alone would be a stop, but is of regimes that you did not declare (JP) and was "
        "listed until 2024-06-30: "
    ) in finding(foreign, caution).summary
    assert finding(foreign).outcome is Outcome.NO_MATCH


@pytest.mark.parametrize(
    ("listed_on", "asked", "paper", "outcome", "said"),
    [
        # The day asked decides whether an act exists, as the rules' own days decide theirs: a
        # party that was listed after the order was written stops the goods, and it is said.
        ("2024-05-01", "2026-11-21", "2023-06-09", Outcome.STOP,
         "; listed since 2024-05-01, after the date of the transaction (2023-06-09): "),
        ("2024-05-01", "2026-11-21", "2024-05-01", Outcome.STOP, ""),
        ("2024-05-01", "2023-06-09", "2026-11-21", Outcome.REVIEW,
         "; listed only since 2024-05-01, after the day asked (2023-06-09): "),
        ("2024-05-01", "2023-06-09", "", Outcome.REVIEW,
         "; listed only since 2024-05-01, after the day asked (2023-06-09): "),
    ],
)  # fmt: skip
def test_an_act_that_began_after_the_paper(
    listed_on: str, asked: str, paper: str, outcome: Outcome, said: str
) -> None:
    found = finding(act(listed_on=listed_on), asked=asked, paper=paper)
    assert found.outcome is outcome
    assert said in found.summary
    assert ("after the" in found.summary) is bool(said)


DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)).map(dt.date.isoformat)


@given(ends=st.lists(st.one_of(st.just(""), DAYS), min_size=1, max_size=4), asked=DAYS, paper=DAYS)
def test_an_end_only_ever_weakens_its_own_act(ends: list[str], asked: str, paper: str) -> None:
    """The outcome is that of the acts still in force, and a note where there is none."""
    acts = [act(end) for end in ends]
    found = finding(*acts, asked=asked, paper=paper)
    first = min(asked, paper)
    assert found.outcome is (
        Outcome.STOP if any(not end or end >= first for end in ends) else Outcome.NO_MATCH
    )


@given(end=DAYS, asked=DAYS, paper=DAYS)
def test_without_the_end_nothing_is_weaker(end: str, asked: str, paper: str) -> None:
    with_end = finding(act(end), asked=asked, paper=paper)
    without = finding(act(), asked=asked, paper=paper)
    assert with_end.outcome.strength <= without.outcome.strength
