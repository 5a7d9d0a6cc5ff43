"""What several statements about one pair come to, in arrays and pair by pair."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.holdings import Statement, holdings_on, merge
from counterflow.watch.ownership.shares import ONE_PER_CENT, UNKNOWN, WHOLE, Share, read_share
from counterflow.watch.ownership.ties import Kind, TieRecord

DAY = dt.date(2024, 6, 1).toordinal()
shares = st.one_of(
    st.just(UNKNOWN),
    st.tuples(st.integers(0, 100), st.integers(0, 100)).map(
        lambda ends: Share(min(ends) * ONE_PER_CENT, max(ends) * ONE_PER_CENT, known=True)
    ),
)
statements = st.lists(
    st.tuples(st.sampled_from("pqr"), shares, st.booleans(), st.sampled_from(["", "2023", "2025"])),
    max_size=7,
)


@given(statements)
def test_arrays_and_pairs_agree(said: list[tuple[str, Share, bool, str]]) -> None:
    builder = GraphBuilder()
    for source, share, stated, end in said:
        tie = TieRecord("X", "A", share=share, stated=stated, end=end)
        builder.add_tie(tie, source)
    builder.add_tie(TieRecord("A", "B", share=read_share("1 %")), "p")
    graph = builder.finish()
    found = holdings_on(graph, DAY)[Kind.SHARES]
    at = graph.find_key("X")
    live = [
        Statement("pqr".index(source), *share, stated=stated)
        for source, share, stated, end in said
        if end != "2023"
    ]
    if not live:
        assert at is None or found.starts[at] == found.starts[at + 1]
        return
    low, high, known = merge(live)
    assert at is not None
    place = int(found.starts[at])
    assert found.starts[at + 1] == place + 1
    assert (found.low[place], found.high[place]) == (low, high)
    assert found.known[place] == (high if known else 0)


@given(statements)
def test_a_statement_lies_within_what_all_come_to(said: list[tuple[str, Share, bool, str]]) -> None:
    told = [Statement("pqr".index(one[0]), *one[1], stated=one[2]) for one in said]
    if not told:
        return
    low, high, known = merge(told)
    assert 0 <= low <= high <= WHOLE or not known
    for one in told:
        assert not one.known or one.high <= high


def test_a_doubtful_statement_settles_nothing() -> None:
    whole = 100 * ONE_PER_CENT
    assert merge([Statement(0, whole, whole, known=True, stated=False)]) == (0, whole, True)
