"""Tell an airport by its code of three or four letters, as air waybills write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.watch.places.gazetteer import Place, load_gazetteer
from counterflow.watch.places.modes import AIR, read_modes

_WHERE = "places/airport_codes.yaml"
_PIECES = re.compile(r"[,;/()\[\]|]|\s[-–]\s|\bto\b")
_CODE = re.compile(r"[A-Z]{3,4}")
_ICAO = 4


@dataclass(frozen=True, slots=True)
class AirportCodes:
    """The codes of ``data/places/airport_codes.yaml``.

    Attributes:
        banned: The watched airport of each code.
        countries: The strict country of each code of three letters.
    """

    banned: dict[str, Place]
    countries: dict[str, str]


@dataclass(frozen=True, slots=True)
class AirportFound:
    """A watched airport that a cell names by its code.

    Attributes:
        place: The airport.
        code: The code as written.
        doubt: Why the code may be something else, in words; empty where it cannot.
        differing: The country beside it in place of its own; empty where none is.
    """

    place: Place
    code: str
    doubt: str = ""
    differing: str = ""


@cache
def load_airport_codes() -> AirportCodes:
    """Load the codes of the package.

    Raises:
        RuleError: a code stands twice, or names no watched airport.

    Example:
        >>> codes = load_airport_codes()
        >>> codes.banned["UUWW"].id, codes.countries["IKA"]
        ('vnukovo', 'IR')
    """
    file, places = load_facts(_WHERE), load_gazetteer().places
    banned: dict[str, Place] = {}
    for name, codes in file["banned"].items():
        place = places.get(name)
        if place is None or place.kind != "airport" or not banned.keys().isdisjoint(codes):
            raise RuleError(f"{name} is no watched airport, or a code stands twice", where=_WHERE)
        banned.update(dict.fromkeys(codes, place))
    countries = {code: land for land, codes in file["countries"].items() for code in codes.split()}
    return AirportCodes(banned, countries)


def banned_airport(text: str, country: str, mode: str) -> AirportFound | None:
    """Settle whether a cell of a leg names a watched airport by its code.

    Four letters are such a code wherever they stand alone. Three are one in a leg by air, where
    another country contradicts it; where no mode is written they may be a UN/LOCODE without its
    country, or an abbreviation.

    Args:
        text: The cell.
        country: ISO alpha-2 of the country beside it; empty where none is written.
        mode: The mode of the leg as written.

    Example:
        >>> banned_airport("VKO - Moscow", "RU", "air").place.id
        'vnukovo'
        >>> banned_airport("NBC", "RU", "").doubt
        'NBC is the code of an airport, but no mode is written'
        >>> banned_airport("NBC", "RU", "rail") is None
        True
    """
    modes = read_modes(mode)
    if modes and AIR not in modes:
        return None
    for piece in _PIECES.split(text):
        code = piece.strip()
        place = load_airport_codes().banned.get(code) if _CODE.fullmatch(code) else None
        if place is None:
            continue
        if len(code) == _ICAO:
            return AirportFound(place, code)
        if country[:2] in ("", place.country):
            doubt = "" if modes else f"{code} is the code of an airport, but no mode is written"
            return AirportFound(place, code, doubt)
        if modes:
            return AirportFound(place, code, differing=country[:2])
    return None


def airport_country(text: str, mode: str) -> str:
    """Give the strict country of a cell that is the code of one of its airports; empty for none.

    Args:
        text: The cell, beside which no country stands.
        mode: The mode of the leg as written.

    Example:
        >>> airport_country("IKA", "air"), airport_country("IKA", "sea"), airport_country("FRA", "")
        ('IR', '', '')
    """
    modes = read_modes(mode)
    if modes and AIR not in modes:
        return ""
    return load_airport_codes().countries.get(text.strip(), "")
