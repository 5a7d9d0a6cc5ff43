"""Lay out everybody above a party as a tree, for a drawing and for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from counterflow.core.drawing.trees import TreeRow
from counterflow.watch.ownership.explain import tell_source
from counterflow.watch.ownership.structure import Holding, Structure
from counterflow.watch.ownership.ties import WORDS

MOST_ROWS: Final = 200
"""Rows of one tree; a larger one could not be read."""
SHOWN_BEFORE: Final = "shown above"


def owner_rows(structure: Structure, party: int, marks: Mapping[int, str]) -> list[TreeRow]:
    """Lay out a party and everybody above it.

    Args:
        structure: The structure, climbed.
        party: The root.
        marks: Headlines of members that resemble listed parties.

    Returns:
        The party, then its owners, each before its own owners; who owns through several stands at
        each place, with its own owners at the first alone, so loops end. Then directors, relatives
        and links of the party. At most ``MOST_ROWS``.
    """
    rows = [TreeRow(0, structure.members[party].name, "", marks.get(party, ""))]
    met = {party}
    waiting = [(one, 1) for one in reversed(_into(structure, party))]
    while waiting and len(rows) < MOST_ROWS:
        holding, depth = waiting.pop()
        rows.append(_row(structure, holding, depth, marks, again=holding.owner in met))
        if holding.owner not in met:
            met.add(holding.owner)
            waiting += [(one, depth + 1) for one in reversed(_into(structure, holding.owner))]
    if waiting:
        rows.append(TreeRow(1, f"and at least {len(waiting)} others"))
    return rows + _sides(structure, party, marks)


def _into(structure: Structure, member: int) -> list[Holding]:
    """Give the holdings in a member, the largest first."""
    names = structure.members
    held = structure.into.get(member, [])
    return sorted(held, key=lambda one: (one.kind, -one.said.low, -one.high, names[one.owner].name))


def _row(
    structure: Structure, holding: Holding, depth: int, marks: Mapping[int, str], *, again: bool
) -> TreeRow:
    name = structure.members[holding.owner].name
    owned = structure.members[holding.owned].name
    source = tell_source(holding)
    tie = f"{holding.told()} {owned}" + (f" ({source})" if source else "")
    label = f"{name} ({SHOWN_BEFORE})" if again else name
    return TreeRow(depth, label, tie, marks.get(holding.owner, ""))


def _sides(structure: Structure, party: int, marks: Mapping[int, str]) -> list[TreeRow]:
    found = []
    for side in structure.sides:
        if side.one == party:
            words = f" ({side.words})" if side.words else ""
            tie = f"{WORDS[side.kind]} {structure.members[party].name}{words}"
            other = structure.members[side.other].name
            found.append(TreeRow(1, other, tie, marks.get(side.other, "")))
    return found
