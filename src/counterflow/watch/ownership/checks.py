"""Find what cannot be as it is told: shares of more than the whole, and loops of owners."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt

from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.holdings import holdings_on
from counterflow.watch.ownership.shares import WHOLE, told
from counterflow.watch.ownership.ties import OPEN_END, Kind

Ints = npt.NDArray[Any]
MOST_TOLD = 50
"""Remarks of one kind; the others are counted in one more."""
ROUNDING = WHOLE // 1000
"""A tenth of a per cent: registers round, and 100.05 % is no contradiction. Ours."""


def check_sums(graph: OwnershipGraph, builder: GraphBuilder) -> None:
    """Say of whom more than the whole is held on the latest day of which the graph speaks.

    Args:
        graph: The graph.
        builder: Takes a remark for each; nothing is changed, since which share is wrong is not
            known.
    """
    day = latest_day(graph)
    held = holdings_on(graph, day)[Kind.SHARES]
    sums = np.zeros(len(graph), dtype=np.int64)
    np.add.at(sums, held.owned, held.low)
    over = np.flatnonzero(sums > WHOLE + ROUNDING)
    for node in over[:MOST_TOLD].tolist():
        total = int(sums[node]) * 100 / WHOLE
        owners = [
            f"{graph.caption(int(graph.ties.owner[tie]))} {told(graph.share(tie))}"
            for tie in graph.owners_of(node)
            if graph.kind(tie) is Kind.SHARES
            and graph.ties.start[tie] <= day <= graph.ties.end[tie]
        ]
        builder.remark(
            f"shares in {graph.caption(node)} add up to {total:.6g} % on "
            f"{dt.date.fromordinal(day)}: {', '.join(owners[:8])}",
            file=_sources(graph, node),
            remedy="find out which share is wrong or has ended; until then all of them count",
        )
    _tell_rest(builder, len(over), "parties of which more than the whole is held")


def check_loops(graph: OwnershipGraph, builder: GraphBuilder) -> None:
    """Say who, through others, owns a share in itself.

    Args:
        graph: The graph.
        builder: Takes a remark for each loop; loops are safe for the tests.
    """
    shares = graph.ties.kind == Kind.SHARES
    loops = _loops(graph.ties.owner[shares], graph.ties.owned[shares])
    for loop in loops[:MOST_TOLD]:
        names = [graph.caption(node) for node in loop[:8]]
        more = f" and {len(loop) - 8} others" if len(loop) > 8 else ""
        builder.remark(
            f"a loop of owners: {', '.join(names)}{more}",
            file=_sources(graph, loop[0]),
            remedy="find out who stands above the loop; nobody outside may be named",
        )
    _tell_rest(builder, len(loops), "loops of owners")


def latest_day(graph: OwnershipGraph) -> int:
    """Give the latest day of which a graph speaks, today at most; today where it names none."""
    today = dt.datetime.now(tz=dt.UTC).date().toordinal()
    starts = graph.ties.start[graph.ties.start <= today]
    ends = graph.ties.end[(graph.ties.end < OPEN_END) & (graph.ties.end <= today)]
    if np.any(graph.ties.end == OPEN_END) or not len(ends):
        return today
    return int(max(starts.max(initial=0), ends.max(initial=0))) or today


def _tell_rest(builder: GraphBuilder, found: int, what: str) -> None:
    if found > MOST_TOLD:
        builder.remark(f"{found - MOST_TOLD} further {what}")


def _sources(graph: OwnershipGraph, node: int) -> str:
    found = {graph.sources[graph.ties.source[tie]] for tie in graph.owners_of(node)}
    return ", ".join(sorted(found)[:3])


def _loops(owner: Ints, owned: Ints) -> list[list[int]]:
    """Give the strongly connected groups of more than one, after peeling off what is in none."""
    while len(owner):
        kept = np.isin(owner, owned) & np.isin(owned, owner)
        if kept.all():
            break
        owner, owned = owner[kept], owned[kept]
    out: dict[int, list[int]] = {}
    for one, other in zip(owner.tolist(), owned.tolist(), strict=True):
        out.setdefault(one, []).append(other)
    return sorted(sorted(group) for group in _components(out) if len(group) > 1)


def _components(out: dict[int, list[int]]) -> list[list[int]]:
    """Give strongly connected components, without recursion.

    Basis:
        R. Tarjan, Depth-First Search and Linear Graph Algorithms, SIAM J. Comput. 1 (1972).
    """
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    found: list[list[int]] = []
    for start in out:
        if start in number:
            continue
        work = [(start, iter(out.get(start, ())))]
        number[start] = low[start] = len(number)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, rest = work[-1]
            step = next(rest, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    found.append(_popped(stack, on_stack, node))
            elif step not in number:
                number[step] = low[step] = len(number)
                stack.append(step)
                on_stack.add(step)
                work.append((step, iter(out.get(step, ()))))
            elif step in on_stack:
                low[node] = min(low[node], number[step])
    return found


def _popped(stack: list[int], on_stack: set[int], node: int) -> list[int]:
    group = []
    while True:
        one = stack.pop()
        on_stack.discard(one)
        group.append(one)
        if one == node:
            return group
