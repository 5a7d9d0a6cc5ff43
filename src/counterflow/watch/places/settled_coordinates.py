"""Settle where a coordinate lies: beside its country, and beside the place named with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from counterflow.watch.places.boxes import may_lie_in
from counterflow.watch.places.coordinates import Coordinate, Position
from counterflow.watch.places.distances import great_circle_km
from counterflow.watch.places.limits import limit

_SWAPPED = "latitude and longitude seem to be swapped"
_MINUTES = "degrees and minutes seem to be written as decimal degrees"
_BOTH = "latitude and longitude seem to be swapped, and to be degrees and minutes"


class Reading(NamedTuple):
    """How else the numbers of a coordinate may be meant.

    Attributes:
        kind: ``swapped`` or ``minutes``.
        position: Where it lies then.
        words: What would be wrong with the papers.
    """

    kind: str
    position: Position
    words: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A coordinate beside the country in which the papers put it.

    Attributes:
        positions: Where it may lie, degrees north and east, the likeliest first.
        doubt: What speaks against it as written, in words; empty for nothing.
        kind: ``swapped``, ``minutes``, ``elsewhere``, ``impossible``; empty where all is well.
        beside: How far it lies from the place named with it, as written and as it seems to be
            meant, in words; empty where no such place speaks against it.
    """

    positions: tuple[Position, ...]
    doubt: str = ""
    kind: str = ""
    beside: str = ""


def settle(read: Coordinate, country: str = "", near: Position | None = None) -> Settled:
    """Settle where a coordinate lies, beside the country or the place that stands with it.

    A place says more than a country: many countries hold both readings of exchanged numbers.
    Where neither fits the place, the country is asked as if there were none.

    Args:
        read: The coordinate.
        country: ISO alpha-2 of the cell's country; empty where none is written.
        near: Position of the place that the papers name with it; ``None`` for none.

    Returns:
        Its positions and what is doubtful. A coordinate that fits its country only with its
        numbers swapped, or only as degrees and minutes, gives that position first and keeps the
        other: nothing is dropped. So does one that lies much nearer to its place if it is read
        otherwise, letters of the hemispheres and all (``reading_nearer``).

    Example:
        >>> from counterflow.watch.places.coordinates import read_coordinate
        >>> settle(read_coordinate("52.07, 55.75"), "DE").kind
        'elsewhere'
        >>> settle(read_coordinate("10.00, 53.55"), "DE").positions[0]
        (53.55, 10.0)
        >>> settle(read_coordinate("52.07, 55.75"), "RU", (55.75, 52.05)).beside
        'as written it lies 475 km from there, read so 1 km'
    """
    if read.lat is None or read.lon is None:
        return Settled((), read.problem, "impossible")
    written = (read.lat, read.lon)
    if abs(read.lat) > 90:
        doubt = f"{read.lat:g} cannot be a latitude: the two numbers are swapped"
        return Settled(((read.lon, read.lat),), doubt, "swapped")
    if near is not None and (settled := _beside_place(read, written, near)) is not None:
        return settled
    if may_lie_in(country, *written) is not False:
        return Settled((written,))
    for other in _other_readings(read):
        if may_lie_in(country, *other.position):
            return Settled((other.position, written), other.words, other.kind)
    return Settled((written,), "the coordinate lies outside of the country", "elsewhere")


def further_readings(read: Coordinate, settled: Settled) -> Sequence[tuple[Position, str]]:
    """Give how else a coordinate may be meant, beyond the positions that were settled on.

    The box of a wide country holds every reading, so that it settles nothing: whoever watches a
    site asks about these too.

    Args:
        read: The coordinate.
        settled: What ``settle`` made of it.

    Returns:
        Positions, each with what would be wrong with the papers, in words.

    Example:
        >>> from counterflow.watch.places.coordinates import read_coordinate
        >>> read = read_coordinate("52.07, 55.75")
        >>> further_readings(read, settle(read, "RU"))[0]
        ((55.75, 52.07), 'latitude and longitude seem to be swapped')
    """
    if read.lat is None or read.lon is None or abs(read.lat) > 90:
        return ()
    others = [(other.position, other.words) for other in _other_readings(read)]
    return [pair for pair in others if pair[0] not in settled.positions]


def _beside_place(read: Coordinate, written: Position, near: Position) -> Settled | None:
    """Settle a coordinate beside a place whose position is known; ``None`` where none fits."""
    away, close = great_circle_km(*written, *near), limit("footprint_zone_km")
    if away <= close:
        return Settled((written,))
    fitting: list[tuple[float, Reading]] = []
    for other in _other_readings(read, lettered=True):
        distance = great_circle_km(*other.position, *near)
        if distance <= close:  # the simplest that lies at the place
            fitting = [(distance, other)]
            break
        if distance <= away * limit("reading_nearer"):
            fitting.append((distance, other))
    if not fitting:
        return None
    distance, other = min(fitting, key=itemgetter(0))
    told = f"as written it lies {away:,.0f} km from there, read so {distance:,.0f} km"
    return Settled((other.position, written), other.words, other.kind, told)


def _other_readings(read: Coordinate, *, lettered: bool = False) -> Iterator[Reading]:
    """Give how else the numbers may be meant: swapped, degrees and minutes with a point, both.

    Letters of the hemispheres are believed, unless a place speaks against them.
    """
    assert read.lat is not None
    assert read.lon is not None
    swaps = abs(read.lon) <= 90 and (lettered or not read.lettered)
    words = " with their letters" if read.lettered else ""
    if swaps:
        yield Reading("swapped", (read.lon, read.lat), _SWAPPED + words)
    if not read.decimal:
        return
    lat, lon = _as_minutes(read.lat), _as_minutes(read.lon)
    if lat is None or lon is None:
        return
    yield Reading("minutes", (lat, lon), _MINUTES)
    if swaps and abs(lon) <= 90:
        yield Reading("swapped", (lon, lat), _BOTH + words)


def _as_minutes(value: float) -> float | None:
    """Read 55.45 as 55 degrees 45 minutes; ``None`` where the digits are no minutes."""
    degrees = int(abs(value))
    minutes = round((abs(value) - degrees) * 100, 4)
    if minutes >= 60:
        return None
    size = degrees + minutes / 60
    return -size if value < 0 else size
