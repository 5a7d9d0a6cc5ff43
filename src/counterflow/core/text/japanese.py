"""Read Japanese names of people in Han characters by tables of family and given names."""

from __future__ import annotations

from functools import cache
from itertools import product

from counterflow.core.text.name_tables import name_lines

LONGEST_FAMILY = 3
LONGEST_GIVEN = 3
MOST = 2
"""Readings of one name: the characters do not settle them."""


@cache
def _table(section: str) -> dict[str, tuple[str, ...]]:
    words = " ".join(name_lines("japanese_names")[section]).split()
    return {
        name: tuple(read.split("/")) for name, read in zip(words[::2], words[1::2], strict=True)
    }


def japanese(run: str) -> tuple[str, ...]:
    """Give the readings of a Japanese name, family name first; nothing for another run.

    Args:
        run: Han characters without spaces.

    Example:
        >>> japanese("田中健太"), japanese("王小明")
        (('tanaka kenta',), ())
        >>> japanese("中島誠")
        ('nakajima makoto', 'nakashima makoto')
    """
    family, given = _table("family"), _table("given")
    for at in range(min(LONGEST_FAMILY, len(run) - 1), 0, -1):
        if run[:at] in family and len(run) - at <= LONGEST_GIVEN and run[at:] in given:
            pairs = product(family[run[:at]], given[run[at:]])
            return tuple([f"{one} {other}" for one, other in pairs][:MOST])
    return ()
