"""The nouns of the room: somebody who owns or is owned, and one dated, sourced tie between two."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from enum import IntEnum
from typing import Final, NamedTuple

from counterflow.watch.ownership.shares import UNKNOWN, Share

OPEN_START: Final = 0
OPEN_END: Final = dt.date.max.toordinal()
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?")


class Kind(IntEnum):
    """What a tie says. Only ``SHARES`` is ownership; ``LINK`` has no direction.

    ``CONTROL`` is a power that the source states (to appoint the board, by contract or law);
    ``INFLUENCE`` is one that it leaves open (a manager of a fund, an accounting parent).
    """

    SHARES = 0
    VOTES = 1
    CONTROL = 2
    INFLUENCE = 3
    DIRECTOR = 4
    FAMILY = 5
    LINK = 6


WORDS: Final = {
    Kind.SHARES: "holds {share} of",
    Kind.VOTES: "holds {share} of the votes of",
    Kind.CONTROL: "controls",
    Kind.INFLUENCE: "may control",
    Kind.DIRECTOR: "is a director of",
    Kind.FAMILY: "is of one family with",
    Kind.LINK: "is named as linked to",
}
"""How a tie is told, from the owner's side."""


class NodeRecord(NamedTuple):
    """Somebody as one source describes them.

    Attributes:
        key: The source's own key (``lei:…``, ``ftm:…``, ``name:acme|AE``).
        names: Names, the first the one to show.
        country: ISO 3166-1 alpha-2, empty where not known.
        identifiers: FollowTheMoney property and value.
        schema: FollowTheMoney schema.
    """

    key: str
    names: tuple[str, ...] = ()
    country: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    schema: str = "LegalEntity"


class TieRecord(NamedTuple):
    """One statement of a source about two keys.

    Attributes:
        owner: Key of the one who owns, controls or directs.
        owned: Key of the other.
        kind: What is said.
        share: How much; ``UNKNOWN`` where nothing is said or the kind has none.
        start: First day, ISO 8601 of any precision; empty where open.
        end: Last day, which counts whole; empty where open.
        as_of: The day of which the source speaks; empty where not stated.
        stated: False where it is derived or doubtful: it can then raise a question, never settle.
        words: The source's own word for it.
        place: Where it stands in the file, for a person ("row 3").
    """

    owner: str
    owned: str
    kind: Kind = Kind.SHARES
    share: Share = UNKNOWN
    start: str = ""
    end: str = ""
    as_of: str = ""
    stated: bool = True
    words: str = ""
    place: str = ""


def first_day(text: str) -> int | None:
    """Give the first day of an ISO date of any precision as an ordinal.

    Returns:
        ``OPEN_START`` for nothing; ``None`` where the text is no date.

    Example:
        >>> dt.date.fromordinal(first_day("2024-02") or 0).isoformat(), first_day("soon")
        ('2024-02-01', None)
    """
    return _day(text, last=False) if text else OPEN_START


def last_day(text: str) -> int | None:
    """Give the last day of an ISO date of any precision as an ordinal.

    Example:
        >>> dt.date.fromordinal(last_day("2024-02") or 0).isoformat(), last_day("") == OPEN_END
        ('2024-02-29', True)
    """
    return _day(text, last=True) if text else OPEN_END


def _day(text: str, *, last: bool) -> int | None:
    found = _ISO.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = int(found[1]), found[2], found[3]
    try:
        of_month = int(month) if month else 12 if last else 1
        of_day = int(day) if day else monthrange(year, of_month)[1] if last else 1
        return dt.date(year, of_month, of_day).toordinal()
    except ValueError:
        return None
