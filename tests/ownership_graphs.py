"""Small ownership graphs for tests: from lists of holdings, and random ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.regime_tests import RegimeTest, load_tests
from counterflow.watch.ownership.shares import read_share
from counterflow.watch.ownership.structure import Structure, member_of
from counterflow.watch.ownership.ties import Kind, NodeRecord, TieRecord
from counterflow.watch.ownership.verdicts import Verdict, judge

DAY = dt.date(2025, 1, 15)


def graph_of(
    holdings: Iterable[Sequence[object]], *, countries: dict[str, str] | None = None
) -> OwnershipGraph:
    """Build a graph of (owner, owned, share text[, kind])."""
    builder = GraphBuilder()
    met: dict[str, None] = {}
    for owner, owned, share, *kind in holdings:
        met |= {str(owner): None, str(owned): None}
        builder.add_tie(
            TieRecord(
                str(owner),
                str(owned),
                kind=Kind(int(str(kind[0]))) if kind else Kind.SHARES,
                share=read_share(str(share)),
            ),
            "test",
        )
    for name in met:
        country = (countries or {}).get(name, "")
        builder.add_node(NodeRecord(name, (name,), country=country))
    return builder.finish()


def row_called(name: str) -> RegimeTest:
    """Give a test of the package by its id."""
    return next(test for test in load_tests() if test.id == name)


def verdict_of(
    graph: OwnershipGraph, party: str, listed: Iterable[str], test: RegimeTest, day: dt.date = DAY
) -> Verdict:
    """Judge one party of a graph through its own structure."""
    structure = Structure(graph, day.toordinal())
    nodes = {name: graph.find_key(name) for name in (party, *listed)}
    root = structure.add(member_of(graph, nodes[party] or 0))
    structure.join(root, [nodes[party] or 0], sure=True)
    structure.climb()
    names = {member.name: at for at, member in enumerate(structure.members)}
    return judge(structure, root, [names[one] for one in listed if one in names], test)
