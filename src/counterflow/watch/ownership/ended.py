"""Tell the ties above somebody that had ended: no owner any more, and a question for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.shares import told
from counterflow.watch.ownership.ties import WORDS, Kind


def ended_ties(graph: OwnershipGraph, nodes: Iterable[int], on: dt.date) -> Iterator[str]:
    """Say who stood above some nodes before a day and does not any more.

    Args:
        graph: The graph.
        nodes: Positions in it.
        on: The day.

    Yields:
        "until 2024-12-31: Alder AG holds 100 % of Birch Ltd (register)".
    """
    day = on.toordinal()
    for node in nodes:
        for tie in graph.owners_of(node):
            end = int(graph.ties.end[tie])
            if end >= day:
                continue
            kind = graph.kind(tie)
            share = told(graph.share(tie)) if kind in (Kind.SHARES, Kind.VOTES) else ""
            source = graph.sources[int(graph.ties.source[tie])]
            owner = graph.caption(int(graph.ties.owner[tie]))
            yield (
                f"until {dt.date.fromordinal(end)}: {owner} {WORDS[kind].format(share=share)}"
                f" {graph.caption(node)} ({source})"
            )
