"""Find street addresses in the words of a claim: number and street, with the town behind."""

from __future__ import annotations

import re

from counterflow.core.text.scripts import fold
from counterflow.watch.places.address_words import load_address_words
from counterflow.watch.places.addresses import read_address

_NAME = r"[A-Z][\w'’.-]*"
_NUMBER = r"\d{1,5}[A-Za-z]?(?:[-/]\d{1,5})?"
_BEHIND = rf"(?:,\s+(?:\d{{4,6}}\s+)?{_NAME}(?:\s+{_NAME}){{0,3}}){{0,3}}"
_ROOMS = "[Uu]nit|[Rr]oom|[Ff]lat|[Ss]uite|[Oo]ffice|[Ff]loor|[Bb]uilding|[Bb]lock"
_BEFORE = rf"(?:(?:{_ROOMS})\s+\w{{1,6}},\s+){{0,3}}"
_FIRST = rf"{_NUMBER},?\s+{_NAME}(?:\s+{_NAME}){{1,4}}"
_LAST = rf"{_NAME}(?:\s+{_NAME}){{0,3}}\s+{_NUMBER}(?!\w)"
_ADDRESS = re.compile(rf"\b{_BEFORE}(?:{_FIRST}|{_LAST}){_BEHIND}")
"""What may be an address ("14 Harbour Road, Town", "Havnegata 14, Town"); reading it decides."""


def addresses_in(text: str) -> tuple[str, ...]:
    """Find the addresses that a text names.

    Args:
        text: The words of an assertion.

    Returns:
        Addresses as written, each once; only those that name a street with a number.

    Example:
        >>> addresses_in("the rigs left 14 Harbour Road, Fjellvik, on 3 March 2031")
        ('14 Harbour Road, Fjellvik',)
        >>> addresses_in("on 3 March 2031 it sent Su-35 jets")
        ()
    """
    found = []
    for match in _ADDRESS.finditer(text):
        words = match.group(0).strip(" ,.")
        read = read_address(words)
        if read.streets and read.houses and _names_street(words):
            found.append(words)
    return tuple(dict.fromkeys(found))


def _names_street(words: str) -> bool:
    """Tell whether some word is one for a street; a month with a year is none ("March 2031")."""
    known = load_address_words()
    return any(
        word in known.streets or word.endswith(known.endings) for word in fold(words).split()
    )
