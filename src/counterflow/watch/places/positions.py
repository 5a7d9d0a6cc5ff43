"""Where a place lies: watched places, the user's UN/LOCODE, cities, coordinates."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from counterflow.core.kept_readings import kept_table
from counterflow.core.model.law import Citation
from counterflow.core.text.scripts import fold, made_by_folding
from counterflow.watch.places.coordinates import Coordinate, read_coordinate
from counterflow.watch.places.gazetteer import Gazetteer, load_gazetteer
from counterflow.watch.places.locode_table import LocodeTable, TableRow
from counterflow.watch.places.settled_coordinates import Settled, settle

CITIES = Citation(
    source="geonames",
    title="cities15000, CC BY 4.0",
    issuer="GeoNames",
    date="2026",
    url="https://www.geonames.org/",
    read_via="read through a secondary summary",
)
"""Source of ``data/places/cities.txt``."""
City = tuple[str, float, float, bool]
"""Country, degrees north, degrees east, and whether the name alone tells the city."""
_REMEMBERED = 1 << 14
_TOLD_BY = {
    "watched": "a watched place",
    "unlocode": "position of UN/LOCODE",
    "city": "position of the large cities, GeoNames",
}
_SURE_KINDS = frozenset({"port", "border crossing"})
_PLACE_WORDS = frozenset(
    {"port", "of", "the", "city", "seaport", "airport", "intl", "international"}
)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a cell's place lies.

    Attributes:
        name: The place in words, or the coordinate.
        countries: In which countries it may lie, ISO alpha-2; empty where not known.
        lat: Degrees north; ``None`` where the place is known and its position is not.
        lon: Degrees east.
        source: ``watched``, ``coordinate``, ``unlocode`` or ``city``.
        code: Its UN/LOCODE, empty where none was given.
        sure: Whether the cell alone tells the position: a code, a coordinate, a watched place, a
            large city of a name that no other bears. A name alone may mean another town.
    """

    name: str
    countries: frozenset[str]
    lat: float | None
    lon: float | None
    source: str
    code: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Everything that says where a place lies.

    Attributes:
        gazetteer: The watched places.
        table: The user's UN/LOCODE; ``None`` where none was imported.
    """

    gazetteer: Gazetteer
    table: LocodeTable | None = None
    _known: dict[tuple[str, str], Position | None] = field(default_factory=dict)

    def find(self, text: str, country: str = "") -> Position | None:
        """Settle where the place of a cell lies.

        Args:
            text: The cell.
            country: ISO alpha-2 of the country beside it; empty where none is written.

        Returns:
            The place; ``None`` where no table knows it.
        """
        key = (text, country)
        try:
            return self._known[key]
        except KeyError:
            found = self._find(text, country[:2]) if text.strip() else None
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = found
            return found

    def settle(self, read: Coordinate, country: str = "", beside: Sequence[str] = ()) -> Settled:
        """Settle where a coordinate lies, with its country and the places that stand with it.

        Args:
            read: The coordinate; what its own cell says beside it counts first.
            country: ISO alpha-2 of the country beside it; empty where none is written.
            beside: Further cells of the same part: the city beside an address.

        Example:
            >>> read = read_coordinate("52.07, 55.75")
            >>> default_positions().settle(read, "RU").kind
            ''
            >>> default_positions().settle(read, "RU", ["Yelabuga"]).kind
            'swapped'
        """
        for text in filter(None, (read.rest, *beside)):
            named = self.find(text, country)
            if named is not None and named.source != "coordinate" and named.lat is not None:
                assert named.lon is not None
                settled = settle(read, country, (named.lat, named.lon))
                return _said_of(named, settled) if settled.beside else settled
        return settle(read, country)

    def _find(self, text: str, country: str) -> Position | None:
        coordinate = read_coordinate(text)
        if coordinate is not None:
            settled = self.settle(coordinate, country)
            if not settled.positions:
                return None
            lat, lon = settled.positions[0]
            named = frozenset({country}) if country else frozenset()
            return Position(f"{lat:.4f}, {lon:.4f}", named, lat, lon, "coordinate")
        watched = self.gazetteer.find(text, country)
        if watched is not None:
            place = watched.place
            return Position(
                place.name, place.countries, place.lat, place.lon, "watched", place.unlocode
            )
        return self._in_table(text, country) or _city(text, country) or self._alone(text)

    def _alone(self, text: str) -> Position | None:
        """Give the watched place whose name is all that a cell says, if it is no common word."""
        named = tuple(word for word in fold(text).split() if word not in _PLACE_WORDS)
        for at in self.gazetteer.by_word.get(max(named, key=len, default=""), ()):
            spelling, place = self.gazetteer.spellings[at]
            if spelling == named and place.kind in _SURE_KINDS:
                return Position(
                    place.name, place.countries, place.lat, place.lon, "watched", sure=False
                )
        return None

    def _in_table(self, text: str, country: str) -> Position | None:
        """Look a code or a name up in the user's UN/LOCODE."""
        if self.table is None:
            return None
        for part in _names_in(text):
            rows = self.table.find(part, country) or (self.table.find(part) if country else ())
            if rows:
                return _of_rows(part, rows, country)
        return None


def _said_of(named: Position, settled: Settled) -> Settled:
    """Say beside which place a coordinate was settled, and what tells where that lies."""
    words = f"beside it stands {named.name} ({_TOLD_BY[named.source]})"
    return replace(settled, beside=f"{words}: {settled.beside}")


def _of_rows(name: str, rows: tuple[TableRow, ...], country: str) -> Position:
    """Take the row of the country beside it; several elsewhere tell only where it may lie."""
    own = [row for row in rows if row.code[:2] == country] or list(rows)
    countries = frozenset(row.code[:2] for row in own)
    placed = [row for row in own if not math.isnan(row.lat)]
    if len(countries) == 1 and placed:
        first = placed[0]
        coded = name.replace(" ", "").upper() == first.code
        return Position(name, countries, first.lat, first.lon, "unlocode", first.code, sure=coded)
    return Position(name, countries, None, None, "unlocode")


def _city(text: str, country: str) -> Position | None:
    """Look a name up among the large cities."""
    for part in _names_in(text):
        known = load_cities().get(" ".join(w for w in fold(part).split() if w not in _PLACE_WORDS))
        if known:
            own = [row for row in known if row[0] == country] or known
            countries = frozenset(row[0] for row in own)
            lat, lon = (own[0][1], own[0][2]) if len(own) == 1 else (None, None)
            sure = len(own) == 1 and own[0][3]
            return Position(part.strip(), countries, lat, lon, "city", sure=sure)
    return None


def _names_in(text: str) -> list[str]:
    """Give what of a cell may be a name: the whole, and its pieces between commas and brackets."""
    pieces = [text]
    if any(mark in text for mark in ",(/-"):
        plain = text
        for mark in "()/":
            plain = plain.replace(mark, ",")
        pieces += [piece for part in plain.split(",") for piece in (part, *part.split(" - "))]
    return [piece for piece in dict.fromkeys(one.strip() for one in pieces) if piece]


@cache
def default_positions() -> Positions:
    """Give what the package knows of positions, without any table of the user's."""
    return Positions(load_gazetteer())


@cache
def load_cities() -> dict[str, list[City]]:
    """Load the large cities by folded name.

    Example:
        >>> [row[0] for row in load_cities()["hamburg"]]
        ['DE']
    """
    data = resources.files("counterflow").joinpath("data/places/cities.txt").read_bytes()
    found = kept_table("cities", [data, made_by_folding()], [__file__], lambda: _read_cities(data))
    return {
        name: [(country, lat, lon, sure) for country, lat, lon, sure in rows]
        for name, rows in found.items()
    }


def _read_cities(data: bytes) -> dict[str, list[list[object]]]:
    """Read the cities; folding their names takes most of the time."""
    found: dict[str, list[list[object]]] = defaultdict(list)
    for line in data.decode("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, lat, lon, name = line.split(" ", 3)
            sure = country.endswith("+")
            found[fold(name)].append([country[:2], float(lat), float(lon), sure])
    return dict(found)
