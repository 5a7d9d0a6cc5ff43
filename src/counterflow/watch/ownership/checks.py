"""Find what cannot be as it is told: shares of more than the whole, and loops of owners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.holdings import holdings_on
from counterflow.watch.ownership.loops import LOOP_KINDS, loops_among
from counterflow.watch.ownership.shares import WHOLE, told
from counterflow.watch.ownership.ties import OPEN_END, WORDS, Kind

Ints = npt.NDArray[Any]
MOST_TOLD = 50
"""Remarks of one kind; the others are counted in one more."""
_SHOWN = 8
"""Holdings of one loop that a remark names."""
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
        held_by = [
            tie
            for tie in graph.owners_of(node)
            if graph.kind(tie) is Kind.SHARES
            and graph.ties.start[tie] <= day <= graph.ties.end[tie]
        ]
        owners = [
            f"{graph.caption(int(graph.ties.owner[tie]))} {told(graph.share(tie))}"
            for tie in held_by[:_SHOWN]
        ]
        builder.remark(
            f"shares in {graph.caption(node)} add up to {total:.6g} % on "
            f"{dt.date.fromordinal(day)}: {', '.join(owners)}",
            file=_where(graph, builder, held_by),
            remedy="find out which share is wrong or has ended; until then all of them count",
        )
    _tell_rest(builder, len(over), "parties of which more than the whole is held")


def check_loops(graph: OwnershipGraph, builder: GraphBuilder) -> None:
    """Say who, through others, owns a share in itself, and by which records.

    Args:
        graph: The graph.
        builder: Takes a remark for each loop, with the file and line of each holding on it; loops
            are safe for the tests, and the holdings stay.
    """
    chosen = np.flatnonzero(np.isin(graph.ties.kind, LOOP_KINDS))
    ends = graph.ties.owner[chosen], graph.ties.owned[chosen]
    loops = loops_among(_in_loops(*ends, chosen))
    for loop in loops[:MOST_TOLD]:
        told = [_tell_tie(graph, tie) for tie in loop.by]
        more = f"; {loop.others} others stand on loops with them" if loop.others else ""
        live = _all_on_one_day(graph, loop.by)
        builder.remark(
            f"a loop of owners: {'; '.join(told[:_SHOWN])}"
            f"{f' and {len(told) - _SHOWN} more' if len(told) > _SHOWN else ''}{more}"
            f"{'' if live else ' (never all of it on one day)'}",
            file=_where(graph, builder, loop.by),
            remedy="find out who stands above the loop; nobody outside may be named",
        )
    _tell_rest(builder, len(loops), "loops of owners")


def check_selfs(graph: OwnershipGraph, builder: GraphBuilder) -> None:
    """Say who is said to hold a share in itself; it counts for nobody, and is kept for a reviewer.

    Args:
        graph: The graph.
        builder: Takes a remark for each, with its file and line.
    """
    selfs = np.flatnonzero(graph.ties.owner == graph.ties.owned)
    for tie in selfs[:MOST_TOLD].tolist():
        builder.remark(
            f"{_tell_tie(graph, tie)}: it is said to hold a share in itself",
            file=_where(graph, builder, [tie]),
            remedy="own shares count for nobody; correct the record if it is a slip",
        )
    _tell_rest(builder, len(selfs), "holdings in oneself")


def _in_loops(owner: Ints, owned: Ints, chosen: Ints) -> Iterator[tuple[int, int, int]]:
    """Give what may lie on a loop, as owner, owned and tie; what cannot is peeled off first."""
    while len(owner):
        kept = np.isin(owner, owned) & np.isin(owned, owner) & (owner != owned)
        if kept.all():
            break
        owner, owned, chosen = owner[kept], owned[kept], chosen[kept]
    yield from zip(owner.tolist(), owned.tolist(), chosen.tolist(), strict=True)


def _tell_tie(graph: OwnershipGraph, tie: int) -> str:
    names = graph.caption(int(graph.ties.owner[tie])), graph.caption(int(graph.ties.owned[tie]))
    return f"{names[0]} {WORDS[graph.kind(tie)].format(share=told(graph.share(tie)))} {names[1]}"


def _all_on_one_day(graph: OwnershipGraph, ties: Sequence[int]) -> bool:
    at = list(ties)
    return int(graph.ties.start[at].max()) <= int(graph.ties.end[at].min())


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


def _where(graph: OwnershipGraph, builder: GraphBuilder, ties: Sequence[int]) -> str:
    """Say in which files and lines ties stand; their sources where that is not known."""
    places = [place for tie in ties[:_SHOWN] if (place := builder.place_of(tie))]
    files: dict[str, list[str]] = {}
    for place in places:
        file, _, line = place.rpartition(", ")
        files.setdefault(file, []).append(line)
    if files:
        return "; ".join(f"{file}, {', '.join(lines)}" for file, lines in files.items())
    return ", ".join(sorted({graph.sources[graph.ties.source[tie]] for tie in ties})[:3])
