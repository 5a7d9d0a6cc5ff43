"""Match entities as callers give them: what may be asked, and many of them in bulk."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from counterflow.core.errors import EntityError, SettingsError
from counterflow.core.memory import garbage_kept
from counterflow.core.model.matches import Match
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.matching.entity import read_entity

BATCH = 1000
"""Entities that are matched together."""


def asked_threshold(limit: object, threshold: float | None, usual: float) -> float:
    """Check how matches are asked for; give the threshold.

    Args:
        limit: At most so many matches of each entity.
        threshold: Lowest score; ``None`` for the usual one.
        usual: The one that is used then.

    Raises:
        SettingsError: no whole limit from 1, no threshold from 0 to 1: an empty answer would look
            like no match.

    Example:
        >>> asked_threshold(10, None, 0.7)
        0.7
    """
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise SettingsError(
            f"limit is {limit!r}",
            where="limit",
            why="no listing could be given, which would look like no match",
            remedy="give a whole number from 1; 10 is usual",
        )
    least: object = usual if threshold is None else threshold
    if isinstance(least, bool) or not isinstance(least, int | float) or not 0 <= least <= 1:
        raise SettingsError(
            f"threshold is {threshold!r}",
            where="threshold",
            why="no score could reach it, or every one would",
            remedy="give a number from 0 to 1; 0.70 is usual",
        )
    return float(least)


def match_each(
    matcher: Callable[[], PartyMatcher], entities: Iterable[Any], *, limit: int, threshold: float
) -> Iterator[list[Match]]:
    """Match entities a thousand at a time, and give the matches of each as they come.

    Args:
        matcher: Gives the matcher, asked for each thousand: lists may have come in meanwhile.
        entities: FollowTheMoney-shaped; any number.
        limit: At most so many matches of each.
        threshold: Lowest score.

    Yields:
        The matches of one entity after the other, best first; empty where there are none.

    Raises:
        EntityError: an entity is not FollowTheMoney-shaped; its position is named. The matches of
            those before it were given.
    """
    left, done = iter(entities), 0
    while batch := list(itertools.islice(left, BATCH)):
        profiles, fault = [], None
        with garbage_kept():
            for entity in batch:
                try:
                    profiles.append(read_entity(entity))
                except EntityError as found_fault:
                    fault = found_fault
                    break
            found = matcher().match(profiles, limit=limit, threshold=threshold)
            done += len(profiles)
            # What the search for garbage would look at, and nobody needs any more.
            del batch, profiles
        yield from map(list, found)
        if fault is not None:
            place = ", ".join(filter(None, (f"entity {done + 1}", fault.where)))
            raise EntityError(
                fault.what, where=place, why=fault.why, remedy=fault.remedy
            ) from fault
