"""Hold back the search for garbage while very many objects are made that live on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 500_000
"""Objects made, and not freed, after which garbage is looked for among the new ones."""


def search_rarely() -> None:
    """Let Python look for garbage seldom, in a process that is ours from its start to its end.

    Modules and tables of names are 300,000 objects that live as long as the process. The usual
    search among them took 70 ms of each start, and one second in seven of a worker in bulk.

    Example:
        >>> before = gc.get_threshold()
        >>> search_rarely()
        >>> gc.get_threshold()[0] == YOUNG
        True
        >>> gc.set_threshold(*before)
    """
    gc.set_threshold(YOUNG, 20, 20)


@contextmanager
def garbage_kept() -> Iterator[None]:
    """Hold back Python's search for garbage in cycles, for a piece of work of bounded size.

    The search walks all living objects each time their number has grown by a quarter. While an
    index is built it took two seconds in five; while names are matched in bulk, one in four. What
    is made here has no cycles, so nothing piles up.

    Example:
        >>> with garbage_kept():
        ...     names = [f"name {at}" for at in range(3)]
        >>> len(names)
        3
    """
    paused = gc.isenabled()
    try:
        gc.disable()
        yield
    finally:
        if paused:
            gc.enable()
