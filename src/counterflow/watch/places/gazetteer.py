"""Recognise a watched place in a port cell, a city or an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model import Citation
from counterflow.core.text.scripts import fold

FUZZY_FROM = 7
"""Letters from which one misspelt letter still names the place ("Makachkala")."""

PORT_WORDS = frozenset({"port", "of", "bandar", "e"})
"""Words of a spelling that say "port" in English or Persian and tell no two places apart."""


@dataclass(frozen=True, slots=True)
class Place:
    """A watched place.

    Attributes:
        id: Short name used by the rules.
        name: Usual English name.
        country: ISO 3166-1 alpha-2.
        kind: port, airport, zone, town, terminal or border crossing.
        unlocode: Five characters without blank, empty where it has none.
        lat: Degrees north, ``None`` where not established.
        lon: Degrees east.
        role: Why it is watched, in our words.
        group: Named group of places (Caspian, Crimea), empty for none.
        also_written: Other countries under which papers put it (Crimea under Russia).
        needs_country: Whether the name alone says too little (Olya is also a first name).
        citation: Source of name, code and role.
    """

    id: str
    name: str
    country: str
    kind: str
    unlocode: str
    lat: float | None
    lon: float | None
    role: str
    group: str
    needs_country: bool
    also_written: frozenset[str]
    citation: Citation


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A watched place and the words in which it was recognised."""

    place: Place
    words: str


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """The watched places with their spellings."""

    places: Mapping[str, Place]
    spellings: tuple[tuple[tuple[str, ...], Place], ...]
    codes: Mapping[str, Place]

    def find(
        self,
        text: str,
        country: str = "",
        *,
        among: frozenset[str] = frozenset(),
        address: bool = False,
    ) -> PlaceFound | None:
        """Settle whether a text names a watched place.

        A UN/LOCODE decides at once. Otherwise the words of a spelling must stand in the text
        side by side; the longest spelling wins, so that a homonym with its province is not
        taken for the port. A text whose country is known to be another names another place; a
        place that ``needs_country`` is recognised only with it.

        Args:
            text: A port, city or address, any script.
            country: ISO alpha-2 of the party or leg; empty where unknown.
            among: Other countries that the transaction names; they settle a place that
                ``needs_country`` where the text has no country of its own.
            address: Whether the text is a party's address. There a spelling must be exact, as
                addresses hold street and company words, and airports are left out, as a city
                is not its airport.

        Returns:
            The place, or ``None`` where none is named.

        Example:
            >>> load_gazetteer().find("Mahachkala port").place.id
            'makhachkala'
            >>> load_gazetteer().find("Olya Souvenirs, Main St.") is None
            True
        """
        found = self.find_all(text, country, among=among, address=address)
        return found[0] if found else None

    def find_all(
        self,
        text: str,
        country: str = "",
        *,
        among: frozenset[str] = frozenset(),
        address: bool = False,
    ) -> tuple[PlaceFound, ...]:
        """Settle which watched places a text names; see ``find``.

        One cell may hold a whole way ("Aktau via Astrakhan"). A misspelt place is sought only
        where none is spelt as it should be.

        Returns:
            Places, the narrowest spelling first; no word of the text counts for two of them.

        Example:
            >>> [f.place.id for f in load_gazetteer().find_all("Aktau via Astrakhan")]
            ['astrakhan', 'aktau']
        """
        return _find(self, text, country[:2], among, address)


@lru_cache(maxsize=65536)
def _find(
    gazetteer: Gazetteer,
    text: str,
    country: str,
    among: frozenset[str],
    address: bool,  # noqa: FBT001 - private, cached
) -> tuple[PlaceFound, ...]:
    words = tuple(fold(text).split())
    coded = gazetteer.codes.get(text.replace(" ", "").upper())
    if coded is None and not address:
        coded = _coded_within(gazetteer, words)
    if coded is not None:
        return (PlaceFound(coded, text.strip()),)
    for exact in (True,) if address else (True, False):
        found = _spelt(gazetteer, words, country, among, address=address, exact=exact)
        if found:
            return tuple(found.values())
    return ()


def _spelt(
    gazetteer: Gazetteer,
    words: tuple[str, ...],
    country: str,
    among: frozenset[str],
    *,
    address: bool,
    exact: bool,
) -> dict[str, PlaceFound]:
    """Find places by spelling, narrowest first, each word for one place only."""
    found: dict[str, PlaceFound] = {}
    left = list(words)
    for spelling, place in gazetteer.spellings:
        if country and country != place.country and country not in place.also_written:
            continue
        if place.needs_country and not country and place.country not in among:
            continue
        if address and place.kind == "airport":
            continue
        at = _position(tuple(left), spelling, exact=exact)
        if at >= 0:
            span = slice(at, at + len(spelling))
            found.setdefault(place.id, PlaceFound(place, " ".join(words[span])))
            left[span] = [""] * len(spelling)
    return found


def _coded_within(gazetteer: Gazetteer, words: tuple[str, ...]) -> Place | None:
    """Find a UN/LOCODE beside other words ("RUASF Astrakhan", "port RU ASF")."""
    pairs = [f"{one}{two}" for one, two in pairwise(words) if (len(one), len(two)) == (2, 3)]
    for word in (*words, *pairs):
        coded = gazetteer.codes.get(word.upper())
        if coded is not None:
            return coded
    return None


def _position(words: tuple[str, ...], spelling: tuple[str, ...], *, exact: bool) -> int:
    """Find where a spelling stands in a word sequence; -1 where it does not."""
    span = len(spelling)
    for at in range(len(words) - span + 1):
        if words[at : at + span] == spelling:
            return at
        if not exact and span == 1 and len(spelling[0]) >= FUZZY_FROM:
            word = words[at]
            near = word[:1] == spelling[0][0] and OSA.distance(word, spelling[0]) == 1
            if near and len(word) >= FUZZY_FROM:
                return at
    return -1


def _broadness(spelling: tuple[str, ...]) -> tuple[int, int, int]:
    """Rank a spelling, the narrowest first: "port of" names no place more closely."""
    telling = sum(word not in PORT_WORDS for word in spelling)
    return -telling, -len(spelling), -len(" ".join(spelling))


@cache
def load_gazetteer() -> Gazetteer:
    """Load the watched places of the package.

    Raises:
        RuleError: two places share an id, or a row has no source.
    """
    file = load_facts("places/watched_places.yaml")
    places: dict[str, Place] = {}
    spellings: list[tuple[tuple[str, ...], Place]] = []
    for entry in file["places"]:
        where = f"places/watched_places.yaml, place {entry.get('id')}"
        if entry["id"] in places:
            raise RuleError("two places share an id", where=where)
        place = Place(
            id=entry["id"],
            name=entry["name"],
            country=entry["country"],
            kind=entry["kind"],
            unlocode=entry["unlocode"] or "",
            lat=entry["lat"],
            lon=entry["lon"],
            role=entry["role"],
            group=entry.get("group", ""),
            needs_country=bool(entry.get("needs_country")),
            also_written=frozenset(entry.get("also_written", ())),
            citation=read_citation(file, entry, where),
        )
        places[place.id] = place
        forms = dict.fromkeys(tuple(fold(name).split()) for name in (place.name, *entry["aliases"]))
        spellings.extend((form, place) for form in forms if form)
    spellings.sort(key=lambda pair: (*_broadness(pair[0]), pair[1].id))
    codes = {place.unlocode: place for place in places.values() if place.unlocode}
    return Gazetteer(places, tuple(spellings), codes)
