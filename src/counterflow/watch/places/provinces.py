"""Provinces that stand beside the name of a town, and say which of two towns is meant."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pycountry

from counterflow.watch.places.cell import read_cell

_CODE = re.compile(r"(?:[A-Z]{2}-)?([A-Z]{2,3}|\d{1,2})")
_PIECES = re.compile(r"[,/;()|]|\s-\s|\s")
_UNNAMED = frozenset({"province", "region", "state", "district", "city", "county", "governorate"})


def province_beside(text: str, country: str) -> str:
    """Settle whether a text names a province of a country beside the name of a town.

    "Kazan, Ankara" is the town in the province of Ankara, where the papers also say Türkiye.

    Args:
        text: A place as written.
        country: ISO alpha-2 of the country in which the papers put it.

    Returns:
        The province's name; empty where none stands there.

    Example:
        >>> province_beside("KAZAN / ANKARA", "TR"), province_beside("Sebastopol CA", "US")
        ('Ankara', 'California')
        >>> province_beside("Kazan", "TR"), province_beside("Kazan, Tatarstan", "TR")
        ('', '')

    Basis:
        ISO 3166-2, through pycountry.
    """
    names, codes = _provinces(country)
    words = read_cell(text).words
    for length in (3, 2, 1):
        for at in range(1, len(words) - length + 1):
            # The first word is the town's: a town may be called as its own province.
            if found := names.get(" ".join(words[at : at + length])):
                return found
    pieces = [piece for piece in _PIECES.split(text) if piece]
    code = _CODE.fullmatch(pieces[-1]) if len(pieces) > 1 else None
    return codes.get(code[1], "") if code else ""


@lru_cache(maxsize=64)
def _provinces(country: str) -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    subdivisions: Any = pycountry.subdivisions
    for province in subdivisions.get(country_code=country) or ():
        kept = [word for word in read_cell(province.name).words if word not in _UNNAMED]
        names.setdefault(" ".join(kept), province.name)
        codes[province.code.partition("-")[2]] = province.name
    return names, codes
