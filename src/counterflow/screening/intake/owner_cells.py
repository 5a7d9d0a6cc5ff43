"""Part an owner's cell that holds several owners, each with its share: "Alder 60 %, Birch 40 %"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from msgspec.structs import replace

from counterflow.core.errors import InputError
from counterflow.core.model.parties import Detail, Party

OWNER: Final = "owner"
SHARE: Final = "share"
_PER_CENT = re.compile(r"[%٪％﹪]")
_FIGURE = (
    r"(?:[<>≥≤]=?\s*)?\d{1,3}(?:[.,]\d{1,6})?\s*(?:[-–]\s*\d{1,3}(?:[.,]\d{1,6})?\s*)?[%٪％﹪]"
)
_EDGES = " \t\r\n,;:/|&+–—-"
_JOINED = re.compile(r"^(?:and|und|et|y|e|и|ve)\s+", re.IGNORECASE)
_MOST_CHARACTERS: Final = 5_000
_SHORT: Final = 3


def owners_in_cell(party: Party) -> tuple[Party, ...]:
    """Give the owners that one cell of a paper names with their shares.

    Args:
        party: A party of any role; only an owner whose name holds a sign of per cent is parted.

    Returns:
        The owners, each with its name and its share. Where a cell that names several has an address
        or a number beside it, whose that is cannot be told: the whole stands among them then.
        A party that is none of this comes back alone.

    Example:
        >>> found = owners_in_cell(Party("owner", "Alder Holding (60 %), Birch AG (40%)"))
        >>> [(one.name, one.detail("share")) for one in found]
        [('Alder Holding', '60 %'), ('Birch AG', '40%')]
    """
    name = party.name
    if party.role != OWNER or len(name) > _MOST_CHARACTERS or not _PER_CENT.search(name):
        return (party,)
    pairs = list(_before(name) if _before_name().match(name.strip()) else _behind(name))
    if not all(one and share for one, share in pairs) or party.detail(SHARE):
        return (party,)
    if len(pairs) == 1:
        ((alone, share),) = pairs
        return (replace(party, name=alone, details=(*party.details, Detail(SHARE, share))),)
    others = tuple(one for one in party.details if one.name == "owns")
    bare = Party(OWNER, schema=party.schema, name="", column=party.column)
    parted = tuple(
        replace(bare, name=one, details=(*others, Detail(SHARE, share))) for one, share in pairs
    )
    return parted if replace(bare, name=name, details=others) == party else (party, *parted)


@cache
def _worded_figure() -> str:
    """Give the pattern of a share with the words before it: "ca. 30 %", "more than 25 %"."""
    # Few files name owners: the words of shares are read for those alone.
    from counterflow.watch.ownership.share_words import words_before_figure

    phrases = sorted(words_before_figure(), key=len, reverse=True)
    # "Petro CA 30 %" is a company: short words count in small letters alone.
    short = "|".join(re.escape(one) for one in phrases if len(one) <= _SHORT)
    longer = "|".join(re.escape(one) for one in phrases if len(one) > _SHORT)
    return rf"(?:(?<!\w)(?:(?i:{longer})|{short})\s*)?{_FIGURE}"


@cache
def _behind_name() -> re.Pattern[str]:
    return re.compile(rf"[\s,;:(\[–—-]*({_worded_figure()})[)\]\s]*")


@cache
def _before_name() -> re.Pattern[str]:
    return re.compile(rf"({_worded_figure()})\s*[:–—-]?\s*(?:of\s+)?")


def _behind(text: str) -> Iterator[tuple[str, str]]:
    """Give names with the share that stands behind each; a name without one has none."""
    start = 0
    for found in _behind_name().finditer(text):
        yield _bare(text[start : found.start()]), _checked(found[1])
        start = found.end()
    if rest := _bare(text[start:]):
        yield rest, ""


def _before(text: str) -> Iterator[tuple[str, str]]:
    """Give names with the share that stands before each."""
    found = list(_before_name().finditer(text))
    for at, one in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        yield _bare(text[one.end() : end]), _checked(one[1])


def _bare(name: str) -> str:
    return _JOINED.sub("", name.strip(_EDGES)).strip(_EDGES)


def _checked(share: str) -> str:
    """Give a share that can be read; an impossible one stays in its cell and is told there."""
    from counterflow.watch.ownership.shares import read_share

    try:
        read_share(share)
    except InputError:
        return share if _PER_CENT.search(share) else ""
    return share
