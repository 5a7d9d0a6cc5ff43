"""The whole graph, one party and a brute force that tries every share agree with each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.ownership.holdings import holdings_on
from counterflow.watch.ownership.regime_tests import RegimeTest, load_tests
from counterflow.watch.ownership.shares import ONE_PER_CENT, WHOLE, read_share
from counterflow.watch.ownership.solver import Status, solve
from counterflow.watch.ownership.ties import Kind
from counterflow.watch.ownership.verdicts import CONTROL, OWNERSHIP
from ownership_graphs import DAY, graph_of, row_called, verdict_of

NAMES = "ABCDEFG"
SHARES = ["10", "25", "33 1/3", "49.99", "50", "50.000001", "60", "100", "20-60", ">=25", "<50", ""]
Row = tuple[str, str, str, Kind]
pairs = st.permutations(NAMES).map(lambda order: (order[0], order[1]))
rows = st.lists(
    st.tuples(
        pairs, st.sampled_from(SHARES), st.sampled_from([Kind.SHARES] * 6 + [Kind.VOTES])
    ).map(lambda one: (*one[0], one[1], one[2])),
    max_size=9,
    unique_by=lambda row: (row[0], row[1], row[3]),
)
tests = st.sampled_from(load_tests())
listed_ones = st.sets(st.sampled_from(NAMES), min_size=1, max_size=3)


def _blocked(
    rows: list[tuple[str, str, int, Kind]], listed: set[str], test: RegimeTest
) -> set[str]:
    """Mark by the plain words of the rule, everybody again and again until nothing changes."""
    kinds = [Kind.SHARES, *([Kind.VOTES] if test.votes == "ownership" else [])]
    found: set[str] = set()
    for group in [listed] if test.aggregate else [{one} for one in listed]:
        caught = set(group)
        changed = True
        while changed:
            sums = [
                (name, sum(s for o, a, s, k in rows if a == name and k is kind and o in caught))
                for name in NAMES
                for kind in kinds
            ]
            newly = {name for name, total in sums if test.reaches(total)} - caught
            changed = bool(newly)
            caught |= newly
        found |= caught - group
    return found


def _corners(found: list[Row]) -> Iterator[list[tuple[str, str, int, Kind]]]:
    """Give every choice of the ends of the shares."""
    ends = [sorted({*read_share(share)[:2]}) for _, _, share, _ in found]
    for chosen in itertools.product(*ends):
        yield [(o, a, s, k) for (o, a, _, k), s in zip(found, chosen, strict=True)]


def _brute(found: list[Row], listed: set[str], test: RegimeTest, party: str) -> Status:
    if sum(len({*read_share(share)[:2]}) > 1 for _, _, share, _ in found) > 6:
        found = found[:6]
    said = [party in _blocked(corner, listed, test) for corner in _corners(found)]
    if all(said):
        return Status.MEETS
    if not any(said):
        return Status.NOT
    stated = [row for row in found if row[2]]
    may = any(party in _blocked(corner, listed, test) for corner in _corners(stated))
    return Status.MAY if may else Status.UNKNOWN


@given(rows, listed_ones, tests, st.sampled_from(NAMES))
def test_one_party_is_judged_as_by_brute_force(
    found: list[Row], listed: set[str], test: RegimeTest, party: str
) -> None:
    if sum(len({*read_share(share)[:2]}) > 1 for _, _, share, _ in found) > 6:
        found = found[:6]
    graph = graph_of([*found, *(("-", name, 0, Kind.SHARES) for name in NAMES)])
    verdict = verdict_of(graph, party, listed - {party}, test)
    expected = _brute(found, listed - {party}, test, party)
    if verdict.limb == OWNERSHIP:
        assert verdict.status is expected
    else:
        assert test.votes == "control"
        assert expected is not Status.MEETS


@given(rows, listed_ones, tests)
def test_the_whole_graph_says_what_each_party_says(
    found: list[Row], listed: set[str], test: RegimeTest
) -> None:
    graph = graph_of([*found, *(("-", name, 0, Kind.SHARES) for name in NAMES)])
    nodes = [graph.find_key(name) or 0 for name in listed]
    whole = solve(graph, holdings_on(graph, DAY.toordinal()), nodes, test)
    for name in set(NAMES) - listed:
        verdict = verdict_of(graph, name, listed, test)
        ownership, control = whole.of(graph.find_key(name) or 0)
        assert verdict.status is (ownership if verdict.limb == OWNERSHIP else control)


@given(rows, listed_ones, st.sampled_from(NAMES), tests)
def test_a_further_listed_owner_never_weakens_a_status(
    found: list[Row], listed: set[str], more: str, test: RegimeTest
) -> None:
    graph = graph_of([*found, *(("-", name, 0, Kind.SHARES) for name in NAMES)])
    held = holdings_on(graph, DAY.toordinal())
    fewer = solve(graph, held, [graph.find_key(n) or 0 for n in listed], test)
    all_of = solve(graph, held, [graph.find_key(n) or 0 for n in {*listed, more}], test)
    for name in set(NAMES) - listed - {more}:
        node = graph.find_key(name) or 0
        assert all_of.ownership[node] >= fewer.ownership[node]


@given(st.sampled_from(load_tests()))
def test_an_unknown_share_of_a_listed_owner_is_never_nothing(test: RegimeTest) -> None:
    graph = graph_of([("X", "A", ""), ("Y", "A", 60)])
    assert verdict_of(graph, "A", ["X"], test).status is Status.UNKNOWN


def test_loops_end_and_carry_nothing_of_themselves() -> None:
    test = row_called("us-ofac-50")
    loop = [("A", "B", 100), ("B", "A", 100), ("X", "C", 10)]
    assert verdict_of(graph_of(loop), "A", [], test).status is Status.NOT
    caught = graph_of([*loop, ("X", "B", 50)])
    found = verdict_of(caught, "A", ["X"], test)
    assert found.status is Status.MEETS
    assert [(one.owner, one.owned) for one in found.carried_by] == [(2, 1), (1, 0)]


def test_a_long_chain_is_walked() -> None:
    test = row_called("us-ofac-50")
    graph = graph_of([(f"n{at}", f"n{at + 1}", 50) for at in range(30_000)])
    seed, last = graph.find_key("n0") or 0, graph.find_key("n30000") or 0
    whole = solve(graph, holdings_on(graph, DAY.toordinal()), [seed], test)
    assert whole.of(last)[0] is Status.MEETS


@pytest.mark.parametrize(
    ("kind", "by_eu", "by_ofac"),
    [(Kind.CONTROL, Status.MEETS, Status.NOT), (Kind.INFLUENCE, Status.MAY, Status.NOT)],
)
def test_control_is_a_limb_of_its_own(kind: Kind, by_eu: Status, by_ofac: Status) -> None:
    graph = graph_of([("X", "A", "", kind), ("A", "B", 60)])
    for party in "AB":
        found = verdict_of(graph, party, ["X"], row_called("eu-freeze-50"))
        assert (found.status, found.limb) == (by_eu, CONTROL)
        found = verdict_of(graph, party, ["X"], row_called("us-ofac-50"))
        assert (found.status, found.limb) == (by_ofac, OWNERSHIP)


def test_the_affiliates_rule_does_not_reach_american_parties() -> None:
    graph = graph_of([("X", "A", 80), ("A", "B", 80)], countries={"A": "US"})
    for party in "AB":
        found = verdict_of(graph, party, ["X"], row_called("us-bis-affiliates-2025"))
        assert found.status is Status.NOT


def test_half_an_owner_is_not_more_than_half() -> None:
    graph = graph_of([("X", "A", 50)])
    assert verdict_of(graph, "A", ["X"], row_called("eu-freeze-over-50")).status is Status.NOT
    assert verdict_of(graph, "A", ["X"], row_called("uk-over-50")).status is Status.NOT
    over = graph_of([("X", "A", ">50")])
    assert verdict_of(over, "A", ["X"], row_called("uk-over-50")).status is Status.MEETS


def test_three_thirds_are_a_whole() -> None:
    assert 3 * read_share("33 1/3").low == WHOLE
    assert read_share("50").low == 50 * ONE_PER_CENT
    graph = graph_of([("X", "A", "16 2/3"), ("Y", "A", "33 1/3")])
    found = verdict_of(graph, "A", ["X", "Y"], row_called("us-ofac-50"))
    assert found.status is Status.MEETS
