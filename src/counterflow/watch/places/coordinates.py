"""Read a cell that holds a coordinate; say what is wrong with it where it cannot be one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_CHEAP = re.compile(
    r"[°º˚]|\d[.,]\d\d|\d[.,]\d\W+[-+−]?\d+[.,]\d|\b[Ll](?:at|AT)|\d\s?[NS]\W.*\d\s?[EW]|\d\s?[EW]\W.*\d\s?[NS]|[NS]\s?\d.*[EW]\s?\d|"
    r"\ddeg|\d\s*deg|\d\s*grad|\d\s*[сcю]\.?\s?ш"
)
"""What every coordinate has: a degree sign, two decimals, one in each of two numbers, the word
latitude, or the letters of two hemispheres."""
_WORDS = (
    (re.compile(r"[сc]\.?\s?ш\.?", re.IGNORECASE), "N"),
    (re.compile(r"ю\.?\s?ш\.?", re.IGNORECASE), "S"),
    (re.compile(r"в\.?\s?д\.?", re.IGNORECASE), "E"),
    (re.compile(r"з\.?\s?д\.?", re.IGNORECASE), "W"),
    (re.compile(r"\b(?:north|nord|norte|kuzey)\b", re.IGNORECASE), "N"),
    (re.compile(r"\b(?:south|süd|sud|sur|güney)\b", re.IGNORECASE), "S"),
    (re.compile(r"\b(?:east|ost|est|este|doğu)\b", re.IGNORECASE), "E"),
    (re.compile(r"\b(?:west|ouest|oeste|batı)\b", re.IGNORECASE), "W"),
    (re.compile(r"\b(?:lat|latitude|breite|lon|lng|long|longitude|länge|geo|gps|position|"
                r"coordinates?|wgs\s?84)\b[.:=]?", re.IGNORECASE), " "),
    (re.compile(r"\b(?:deg|degrees?|grad)\b\.?", re.IGNORECASE), "°"),
)  # fmt: skip
_LATITUDE = re.compile(r"\blat", re.IGNORECASE)
_COMPACT = re.compile(
    r"(?<![A-Z0-9])(\d{2})(\d{2})(\d{2})?\s*([NS])[\s,;/]*(\d{3})(\d{2})(\d{2})?\s*([EW])(?![A-Z0-9])"
)
_PARTS = r"\d{1,3}(?:\.\d{1,2}\.\d{1,2}(?:\.\d+)?|-\d{1,2}(?:-\d{1,2})?(?:\.\d+)?)"
_DOTTED = re.compile(rf"(?<![\w.-])({_PARTS})\s*([NS])[\s,;/]+({_PARTS})\s*([EW])(?!\w)")
"""Degrees, minutes and seconds parted by points or hyphens, as ships' papers write them."""
_MARK = re.compile(r"[.-](?=\d{1,2}(?:[.-]|$))")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{2,}(?:\D|$))")
_REGION = re.compile(r"[NSEW]?[\s]*[-+−]?\d[\d.\s,;/°º˚'′’´\"″”NSEW+−-]*[\dNSEW°'\"′″]")
_TOKEN = re.compile(r"[NSEW]|[-+−]?\d+(?:\.\d+)?|[°º˚]|[,;/]")
_PARTED = re.compile(r"\d(?:\s*[,;/\s]\s*[-+−]?|[-+−])\d")
_NUMBER = re.compile(r"[-+−]?\d+(?:\.\d+)?")
_PACKED = 1000
"""From here on a number with a letter is degrees and minutes in one (5545.5N)."""
_LONGEST = 200
"""Characters of a cell that can be one coordinate with its words."""


Position = tuple[float, float]
"""Degrees north and east."""


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A coordinate as written.

    Attributes:
        lat: Degrees north; ``None`` where it cannot be one.
        lon: Degrees east.
        problem: Why it cannot be one, in words; empty where it can.
        rest: What the cell says beside it.
        lettered: Whether letters tell which number is the latitude.
        decimal: Whether both numbers are whole degrees with a fraction and nothing else.
    """

    lat: float | None
    lon: float | None
    problem: str = ""
    rest: str = ""
    lettered: bool = False
    decimal: bool = False


@lru_cache(maxsize=1 << 13)
def read_coordinate(text: str) -> Coordinate | None:
    """Settle whether a cell holds a coordinate, and which.

    Decimal degrees, degrees and minutes, degrees, minutes and seconds; with hemisphere letters in
    front or behind, or signs; parted by points or hyphens (``55-45N 052-04E``); the form of
    UN/LOCODE (``5545N 05204E``); in brackets or beside a
    name. Two bare numbers are a coordinate only where both have two decimals or more, or where a
    comma or "lat" tells them apart, nothing else stands in the cell, and both have one.

    Args:
        text: The cell.

    Returns:
        The coordinate, or one with a ``problem``; ``None`` where the cell holds none.

    Example:
        >>> read_coordinate("5545N 05204E").lat, read_coordinate("55.75, 52.07").lon
        (55.75, 52.07)
        >>> read_coordinate("95°00'N 12°00'E").problem
        'a latitude of 95 degrees'
        >>> read_coordinate("Quay 12, Hamburg") is None
        True
    """
    if len(text) > _LONGEST or not _CHEAP.search(text):
        return None
    plain = text
    for pattern, letter in _WORDS:
        plain = pattern.sub(letter, plain)
    plain = _DOTTED.sub(_with_blanks, plain)
    compact = _COMPACT.search(plain)
    if compact:
        return _from_compact(compact, plain)
    comma_free = _DECIMAL_COMMA.sub(".", plain) if "." not in plain else plain
    for region in _REGION.finditer(comma_free):
        if _touches_word(comma_free, region):
            continue
        rest = " ".join((comma_free[: region.start()] + " " + comma_free[region.end() :]).split())
        found = _from_region(region.group(), loose=_says_so(region.group(), rest, text))
        if found is not None:
            return Coordinate(
                found.lat,
                found.lon,
                found.problem,
                rest.strip(" ()[],;"),
                found.lettered,
                found.decimal,
            )
    return None


def _with_blanks(found: re.Match[str]) -> str:
    """Part degrees, minutes and seconds by blanks: 55.45.00 N 52-04E is 55 45 00 N 52 04 E."""
    north, letter, east, other = found.groups()
    return f"{_MARK.sub(' ', north, count=2)} {letter} {_MARK.sub(' ', east, count=2)} {other}"


def _touches_word(text: str, region: re.Match[str]) -> bool:
    """Tell whether a region begins or ends inside a word ("A12", "12th")."""
    start = region.start()
    before = "" if region.group()[0].isspace() else text[start - 1 : start] if start else ""
    return before.isalnum() or text[region.end() : region.end() + 1].isalpha()


def _from_compact(match: re.Match[str], plain: str) -> Coordinate:
    groups = match.groups()
    lat = _axis([float(part) for part in groups[0:3] if part], groups[3])
    lon = _axis([float(part) for part in groups[4:7] if part], groups[7])
    rest = " ".join((plain[: match.start()] + " " + plain[match.end() :]).split()).strip(" ()[],;")
    return _checked(lat, lon, rest=rest, lettered=True)


def _says_so(region: str, rest: str, text: str) -> bool:
    """Tell whether two numbers of one decimal are a coordinate: alone, parted or with "lat"."""
    if rest.strip(" ()[],;:"):
        return False
    return bool(_LATITUDE.search(text)) or any(mark in region for mark in ",;/")


def _from_region(region: str, *, loose: bool) -> Coordinate | None:
    """Read a stretch of numbers and marks; two bare numbers need one decimal or two each."""
    pieces = _TOKEN.findall(region)
    letters = [piece for piece in pieces if piece in "NSEW"]
    numbers = [piece for piece in pieces if _NUMBER.fullmatch(piece)]
    if letters:
        return _from_lettered(pieces, letters)
    marked = any(piece in "°º˚" for piece in pieces)
    if len(numbers) > 2 and not marked:
        numbers = _between_others(numbers)
    if not 2 <= len(numbers) <= 6:
        return None
    if not marked:
        decimals = 1 if loose else 2
        exact = len(numbers) == 2 and all(len(n.partition(".")[2]) >= decimals for n in numbers)
        if not exact or not _PARTED.search(region):
            return None
        return _checked(*(_axis([_float(one)], "") for one in numbers), decimal=True)
    if len(numbers) % 2:
        return None
    half = len(numbers) // 2
    parts = [[_float(one) for one in numbers[:half]], [_float(one) for one in numbers[half:]]]
    return _checked(_axis(parts[0], ""), _axis(parts[1], ""), decimal=half == 1)


def _between_others(numbers: list[str]) -> list[str]:
    """Leave the number of a house or a postal code beside two exact numbers away.

    "Depot 4, 55.79, 49.12" holds a coordinate as "55.79, 49.12" does.
    """
    exact = [at for at, number in enumerate(numbers) if len(number.partition(".")[2]) >= 2]
    whole = all("." not in number for at, number in enumerate(numbers) if at not in exact)
    if len(exact) == 2 and exact[1] == exact[0] + 1 and whole:
        return [numbers[at] for at in exact]
    return numbers


def _from_lettered(pieces: list[str], letters: list[str]) -> Coordinate | None:
    """Read numbers with the letters of the hemispheres in front of or behind them."""
    if len(letters) != 2:
        return None
    parts: list[list[float]] = [[], []]
    at = -1 if pieces[0] in "NSEW" else 0
    leading = at < 0
    for piece in pieces:
        if piece in "NSEW":
            at += 1
        elif _NUMBER.fullmatch(piece) and 0 <= at < 2:
            parts[at].append(_float(piece))
    if not leading and pieces[-1] not in "NSEW":
        return None
    if not all(1 <= len(part) <= 3 for part in parts):
        return None
    whole = all(len(part) == 1 for part in parts) and not any("." in piece for piece in pieces)
    if whole and not any(piece in "°º˚" for piece in pieces):
        return None  # "12 E, 14 N" is a house, a gate or a berth as well
    kinds = ["lat" if letter in "NS" else "lon" for letter in letters]
    if kinds[0] == kinds[1]:
        word = "latitudes" if kinds[0] == "lat" else "longitudes"
        return Coordinate(None, None, f"two {word} and nothing else", lettered=True)
    axes = {
        kind: _axis(part, letter) for kind, part, letter in zip(kinds, parts, letters, strict=True)
    }
    decimal = all(len(part) == 1 for part in parts)
    return _checked(axes["lat"], axes["lon"], lettered=True, decimal=decimal)


def _float(text: str) -> float:
    return float(text.replace("−", "-"))


def _axis(parts: list[float], letter: str) -> float | str:
    """Put degrees, minutes and seconds together; words where they cannot be that."""
    degrees, minutes, seconds = (*parts, 0.0, 0.0)[:3]
    if minutes >= 60 or minutes < 0:
        return f"{minutes:g} minutes"
    if seconds >= 60 or seconds < 0:
        return f"{seconds:g} seconds"
    if letter and len(parts) == 1 and degrees >= _PACKED:
        degrees, minutes = divmod(degrees, 100)
        return _axis([degrees, minutes], letter)
    size = abs(degrees) + minutes / 60 + seconds / 3600
    return -size if letter in ("S", "W") or (degrees < 0 and not letter) else size


def _checked(
    lat: float | str,
    lon: float | str,
    *,
    rest: str = "",
    lettered: bool = False,
    decimal: bool = False,
) -> Coordinate:
    """Refuse degrees that are none on the Earth."""
    for value, name in ((lat, "latitude"), (lon, "longitude")):
        if isinstance(value, str):
            return Coordinate(None, None, f"a {name} with {value}", rest, lettered, decimal)
    assert not isinstance(lat, str)
    assert not isinstance(lon, str)
    if abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180 and not lettered:
        return Coordinate(
            lat, lon, "", rest, lettered, decimal
        )  # swapped: `settled_coordinates.settle` says so
    if abs(lat) > 90:
        return Coordinate(None, None, f"a latitude of {lat:g} degrees", rest, lettered, decimal)
    if abs(lon) > 180:
        return Coordinate(None, None, f"a longitude of {lon:g} degrees", rest, lettered, decimal)
    return Coordinate(lat, lon, "", rest, lettered, decimal)
