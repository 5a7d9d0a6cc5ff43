"""Towns and ports of the countries that the rules are hardest on, known by name alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from counterflow.core.text.scripts import fold
from counterflow.watch.places.cell import PORT_WORDS

_PIECES = re.compile(r"[,;|/()\[\]\n–—،؛，；、（）]|(?<=\s)-(?=\s)")
_AROUND = frozenset(
    {"port", "of", "the", "sea", "seaport", "city", "town", "g", "gorod", "airport", "intl",
     "international"}
)  # fmt: skip
"""Words beside a town's name that leave it the name of a town."""
_LONGEST = 1_000
"""Characters of an address of which pieces are compared; a longer one is a finding of its own."""


@dataclass(frozen=True, slots=True)
class StrictTown:
    """A town or port of ``data/places/strict_towns.txt``.

    Attributes:
        name: Folded.
        country: ISO alpha-2.
        sure: Whether the name alone tells the country: a large town, and every place elsewhere
            that bears the name is far smaller.
        elsewhere: The countries in which a smaller place bears the name.
    """

    name: str
    country: str
    sure: bool
    elsewhere: frozenset[str]


@cache
def load_strict_towns() -> dict[str, StrictTown]:
    """Load the towns by folded name.

    Example:
        >>> towns = load_strict_towns()
        >>> towns["tehran"].country, towns["moscow"].elsewhere >= {"US"}
        ('IR', True)
    """
    return {name: _town(name, mark) for name, mark in _marks().items()}


@cache
def _marks() -> dict[str, str]:
    """Give what the file says of each name, unread: a transaction asks for few of 4,000."""
    file = resources.files("counterflow").joinpath("data/places/strict_towns.txt")
    parted = (
        line.partition(" ")
        for line in file.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    return {name: mark for mark, _, name in parted}


def _town(name: str, mark: str) -> StrictTown:
    """Read what the file says of a name."""
    country, _, others = mark.partition(":")
    elsewhere = frozenset(others.split(",")) - {""}
    return StrictTown(name, country[:2], country.endswith("+"), elsewhere)


@lru_cache(maxsize=1 << 13)
def strict_town(text: str) -> StrictTown | None:
    """Settle whether a cell, or a piece of it between commas, is the name of such a town.

    Words that say "port" or "city" and postal codes do not matter; any other word beside the name
    makes it the name of something else (a street, a firm).

    Args:
        text: A port, city or address, any script.

    Returns:
        The town that is surest; ``None`` where no piece is one.

    Example:
        >>> strict_town("ul. Lenina 5, Moscow 101000").country, strict_town("Port of Bushehr").sure
        ('RU', True)
        >>> strict_town("Moscow Street 5"), strict_town("Hamburg")
        (None, None)
    """
    if len(text) > _LONGEST or _anchors().isdisjoint(_words(text)):
        return None
    found = [town for piece in _PIECES.split(text) if (town := _named(_words(piece)))]
    return max(found, key=lambda town: town.sure, default=None)


def _named(words: list[str]) -> StrictTown | None:
    """Look a piece up without the words beside a name, and then without "bandar" ("port") too."""
    marks = _marks()
    bare = [word for word in words if word not in _AROUND and not word.isdigit()]
    without = [word for word in bare if word not in PORT_WORDS]
    names = (" ".join(bare), " ".join(without))
    return next((_town(name, marks[name]) for name in names if name in marks), None)


@cache
def _anchors() -> frozenset[str]:
    """Give the longest word of every name: most cells hold none of them."""
    return frozenset(max(name.split(), key=len) for name in _marks())


def _words(text: str) -> list[str]:
    return ["st" if word == "saint" else word for word in fold(text).split()]
