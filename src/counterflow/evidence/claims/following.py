"""Tell how far long work on many claims is; who shows it decides how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Protocol, TypeVar

Following = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""
_EVERY = 1000
One_co = TypeVar("One_co", covariant=True)


class Counted(Sized, Iterable[One_co], Protocol[One_co]):
    """Anything that can be gone through and knows how many it is."""


def not_followed(what: str, done: int, whole: int) -> None:
    """Tell nobody."""


def followed(
    what: str, things: Counted[One_co], following: Following, every: int = _EVERY
) -> Iterator[One_co]:
    """Go through things and tell now and then how many are done.

    Args:
        what: What is done with them.
        things: The things.
        following: Told of it.
        every: After how many.

    Example:
        >>> told = []
        >>> list(followed("reading", [7, 8], lambda *row: told.append(row), every=1)), told[-1]
        ([7, 8], ('reading', 2, 2))
    """
    whole = len(things)
    for done, one in enumerate(things):
        if done % every == 0:
            following(what, done, whole)
        yield one
    following(what, whole, whole)
