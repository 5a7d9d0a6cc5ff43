"""Take an aircraft's tail number out of the column of its name."""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from counterflow.core.model.parties import Identifier, Party
from counterflow.watch.places.craft import tail_country

AIRCRAFT: Final = "aircraft"
_NUMBER: Final = "registrationNumber"
_TAIL = re.compile(r"(?<![\w-])([A-Z][A-Z0-9]{0,2}-[A-Z0-9]{2,6})(?![\w-])", re.IGNORECASE)


def with_tail_number(party: Party) -> Party:
    """Give an aircraft the tail number that its name is, or holds ("Airbus A320, RA-82068").

    Args:
        party: Any party; only an aircraft without a tail number of its own is looked at.

    Returns:
        The party with the number among its identifiers; unchanged where the name holds none whose
        mark is known. The name stays.

    Example:
        >>> with_tail_number(Party("aircraft", "RA-82068")).identifiers[0].value
        'RA-82068'
        >>> with_tail_number(Party("aircraft", "IL-76 freighter")).identifiers
        ()
    """
    if party.role != AIRCRAFT or any(one.kind == _NUMBER for one in party.identifiers):
        return party
    found = [tail for tail in _TAIL.findall(party.name) if _is_tail(tail)]
    if not found:
        return party
    return replace(party, identifiers=(*party.identifiers, Identifier(_NUMBER, found[0].upper())))


def _is_tail(text: str) -> bool:
    """Tell a tail number from a model (IL-76): its mark is known, and no short number follows."""
    _, _, rest = text.partition("-")
    return bool(tail_country(text)[0]) and not (rest.isdecimal() and len(rest) <= 3)
