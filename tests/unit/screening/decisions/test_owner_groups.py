"""One finding for one listed owner of one party, whatever number of regimes speak of it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.owner_groups import Answer, by_owner, put_together
from counterflow.screening.decisions.ownership import ownership_findings
from counterflow.screening.pipeline.owners import OwnerFinder
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.index.build import build_index
from ownership_graphs import graph_of
from strategies import listing

DAY = dt.date(2026, 6, 1)
OWNER, OTHER = "Brasdol Fengri", "Kevmav Lornol"
MATCHER = PartyMatcher(
    build_index(
        [
            listing("us", OWNER, authority="OFAC SDN"),
            listing("eu", OWNER, authority="EU 269/2014 Annex I"),
            listing("uk", OWNER, authority="HM Treasury, OFSI"),
            listing("us2", OTHER, authority="OFAC SDN"),
        ]
    )
)


def findings(*ties: tuple[str, str, str]) -> list[Finding]:
    """Give the findings on the owners of a buyer in imported data."""
    transaction = Transaction("t", date=DAY.isoformat(), parties=(Party("buyer", "Alder AG"),))
    owned = OwnerFinder(graph_of(ties)).gather(transaction, DAY)
    assert owned is not None
    weighed = MATCHER.weigh_parties([one.party for one in owned.asked])
    return list(ownership_findings(owned, weighed, None, as_of=DAY, on=DAY))


def test_two_paths_under_three_regimes_are_one_finding() -> None:
    two_paths = [(OWNER, "A", "100"), ("A", "Alder AG", "60"),
                 (OWNER, "B", "100"), ("B", "Alder AG", "10")]  # fmt: skip
    (found,) = findings(*two_paths)
    assert found.rule == "us-ofac-50, eu-freeze-50, uk-over-50, us-bis-affiliates-stayed"
    assert [str(one.outcome) for one in found.answers] == ["hold", "hold", "hold", "review"]
    assert {one.listing for one in found.answers} == {"us", "eu", "uk"}
    for way in ("A holds 60 % of Alder AG", "B holds 10 % of Alder AG"):
        assert found.summary.count(way) == 1
    for act in ("OFAC SDN", "EU 269/2014 Annex I", "HM Treasury, OFSI"):
        assert act in found.summary
    assert found.summary.count("by the same holdings") == 3
    for one in found.answers:
        assert set(one.citations) <= set(found.citations)
        assert all(step in found.next_step for step in one.next_step.split("; "))
    assert found.next_step.count(f"settle whether {OWNER} is the listed party") == 1


def test_each_listed_owner_has_its_own_finding() -> None:
    """Two minorities are two questions; what counts together is told together."""
    apart = findings((OWNER, "Alder AG", "20"), (OTHER, "Alder AG", "10"))
    assert [one.ours for one in apart] == [OWNER, OTHER]
    assert {one.rule for one in apart} == {"owner-below-tests"}
    (together,) = findings((OWNER, "Alder AG", "51"), (OTHER, "Alder AG", "10"))
    assert {"us-ofac-50", "uk-over-50"} <= set(together.rule.split(", "))
    assert OTHER in together.summary


def test_a_way_of_another_test_is_told_whole() -> None:
    us = Finding(
        "ownership", "buyer", Outcome.HOLD, "meets US: A holds B; A: listed", ours="A holds B"
    )
    uk = Finding(
        "ownership", "buyer", Outcome.STOP, "meets UK: C holds B; C: listed", ours="C holds B"
    )
    one = put_together([us, uk])
    assert one.summary == "meets UK: C holds B; C: listed; hold: meets US: A holds B; A: listed"


parts = st.lists(
    st.tuples(
        st.sampled_from(list(Outcome)),
        st.sampled_from(["us", "eu", "uk", "bis"]),
        st.frozensets(st.integers(0, 4), min_size=1, max_size=3),
    ),
    max_size=6,
)


@given(parts)
def test_nothing_is_lost_and_the_strongest_decides(
    given: list[tuple[Outcome, str, frozenset[int]]],
) -> None:
    answers = [
        Answer(Finding("ownership", "buyer", outcome, f"{rule} {at}", rule=rule), owners)
        for at, (outcome, rule, owners) in enumerate(given)
    ]
    found = by_owner(answers)
    held = [one for group in found for one in group.each]
    assert sorted(one.summary for one in held) == sorted(a.finding.summary for a in answers)
    for group in found:
        assert group.outcome.strength == max(one.outcome.strength for one in group.each)
        assert all(one.summary in group.summary and one.rule in group.rule for one in group.each)
    owners = {a.finding.summary: a.owners for a in answers}
    met = [frozenset().union(*(owners[one.summary] for one in group.each)) for group in found]
    assert sum(map(len, met)) == len(frozenset().union(*met)) if met else not found
