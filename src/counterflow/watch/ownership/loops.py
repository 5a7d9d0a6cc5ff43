"""Find loops of owners: who, through others, holds a share in itself, and by which holdings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from counterflow.watch.ownership.ties import Kind

LOOP_KINDS: Final = (Kind.SHARES, Kind.VOTES)
"""What may close a loop. Control that leads back is no contradiction of shares."""

_Out = dict[int, dict[int, int]]


class Loop(NamedTuple):
    """Owners of whom each, through the others, owns a share in itself.

    Attributes:
        members: All of them, in order; some may lie on further loops with the others.
        by: Numbers of the holdings on one shortest loop, from owner to owned, back to the first.
        others: How many of the members this loop does not pass.
    """

    members: tuple[int, ...]
    by: tuple[int, ...]
    others: int


def loops_among(holdings: Iterable[tuple[int, int, int]]) -> list[Loop]:
    """Find every group of owners that own each other, with a shortest loop in it.

    Args:
        holdings: Owner, owned and a number of the holding; a holding in oneself is passed over.

    Returns:
        One loop per group, in the order of their first members; the same for any order given.

    Basis:
        Strongly connected components: R. Tarjan, Depth-First Search and Linear Graph Algorithms,
        SIAM J. Comput. 1 (1972).

    Example:
        >>> loops_among([(1, 2, 10), (2, 3, 11), (3, 1, 12), (9, 1, 13)])
        [Loop(members=(1, 2, 3), by=(10, 11, 12), others=0)]
    """
    out = _arranged(holdings)
    groups = sorted(sorted(group) for group in _components(out) if len(group) > 1)
    loops = []
    for group in groups:
        by = _shortest(out, frozenset(group), group[0])
        loops.append(Loop(tuple(group), by, len(group) - len(by)))
    return loops


def loop_through(holdings: Iterable[tuple[int, int, int]], first: int) -> tuple[int, ...]:
    """Find a shortest loop that passes one holding.

    Args:
        holdings: Owner, owned and a number of the holding, as for ``loops_among``.
        first: The number of the holding.

    Returns:
        Numbers of the holdings, from that one back to its owner; none where no way leads back.

    Example:
        >>> loop_through([(1, 2, 10), (2, 1, 11), (2, 3, 12), (3, 1, 13)], 12)
        (12, 13, 10)
    """
    listed = list(holdings)
    owner, owned = next((one, other) for one, other, number in listed if number == first)
    out = _arranged(listed)
    came: dict[int, tuple[int, int]] = {}
    waiting = [owned]
    for node in waiting:
        if node == owner:
            return (first, *_way_back(came, owned, owner))
        for step, number in out.get(node, {}).items():
            if step != owned and step not in came:
                came[step] = node, number
                waiting.append(step)
    return ()


def _arranged(holdings: Iterable[tuple[int, int, int]]) -> _Out:
    out: _Out = {}
    for owner, owned, number in sorted(holdings):
        if owner != owned:
            out.setdefault(owner, {}).setdefault(owned, number)
    return out


def _shortest(out: _Out, group: Collection[int], start: int) -> tuple[int, ...]:
    """Give the holdings on a shortest way from a member of a group back to itself."""
    came: dict[int, tuple[int, int]] = {}
    waiting = [start]
    for node in waiting:
        if start in out[node]:
            return (*_way_back(came, start, node), out[node][start])
        for step, number in out[node].items():
            if step in group and step not in came:
                came[step] = node, number
                waiting.append(step)
    return ()


def _way_back(came: Mapping[int, tuple[int, int]], start: int, node: int) -> tuple[int, ...]:
    """Give the holdings on the way from a start to a node, in order."""
    found: list[int] = []
    at = node
    while at != start:
        at, number = came[at]
        found.append(number)
    return tuple(reversed(found))


def _components(out: Mapping[int, Mapping[int, int]]) -> list[list[int]]:
    """Give strongly connected components, without recursion."""
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
