"""Recognise watched places in a port cell, a city or an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation
from counterflow.core.text.countries import country_code
from counterflow.core.text.scripts import fold
from counterflow.watch.places.abbreviations import Abbreviated, abbreviations_in
from counterflow.watch.places.cell import (
    PORT_WORDS,
    Cell,
    countries_between,
    countries_in,
    country_at_end,
    read_cell,
)
from counterflow.watch.places.spellings import further_spellings

_ENDING = re.compile(r"[A-Z2-9]{3}")
FUZZY_FROM = 7
"""Letters from which one misspelt letter still names the place ("Makachkala")."""


@dataclass(frozen=True, slots=True)
class Place:
    """A watched place.

    Attributes:
        id: Short name used by the rules.
        name: Usual English name.
        country: ISO 3166-1 alpha-2.
        kind: port, airport, zone, town, region, terminal or border crossing.
        unlocode: Five characters without blank, empty where it has none.
        lat: Degrees north, ``None`` where not established.
        lon: Degrees east.
        role: Why it is watched, in our words.
        group: Named group of places (Caspian, Crimea), empty for none.
        also_written: Other countries under which papers put it (Crimea under Russia).
        needs_country: Whether the name alone says too little (Olya is also a first name).
        citation: Source of name, code and role.
        town_names: Its names and codes that are those of the town too, folded.
        own_names: Names of an airport that no town bears, folded.
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
    town_names: frozenset[str] = frozenset()
    own_names: frozenset[str] = frozenset()

    @property
    def countries(self) -> frozenset[str]:
        """Give every country under which papers put the place."""
        return self.also_written | {self.country}


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A watched place and the words in which it was recognised.

    Attributes:
        place: The place.
        words: The words, folded, or the code as written.
        differing: The country that stands beside the words in place of its own; empty where
            none does. Either the country is wrong or a place of the same name is meant.
        doubt: Why the words may mean something else, in words; empty for nothing.
        misread: Why it may not be meant at all, in words: what would have to be wrong with a
            coordinate, what else an abbreviation may be. Empty where it is meant as written.
    """

    place: Place
    words: str
    differing: str = ""
    doubt: str = ""
    misread: str = ""


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """The watched places with their spellings, the narrowest spelling first.

    Attributes:
        places: The places by id.
        spellings: Spellings as words.
        codes: Places by UN/LOCODE.
        by_word: Positions in ``spellings`` by the word of each that tells most.
        by_letter: Spellings of one longer word by their first letter, for misspelt ones.
    """

    places: Mapping[str, Place]
    spellings: tuple[tuple[tuple[str, ...], Place], ...]
    codes: Mapping[str, Place]
    by_word: Mapping[str, tuple[int, ...]]
    by_letter: Mapping[str, tuple[tuple[str, Place], ...]]

    def find(
        self,
        text: str,
        country: str = "",
        *,
        among: frozenset[str] = frozenset(),
        address: bool = False,
    ) -> PlaceFound | None:
        """Settle whether a text names a watched place that no country contradicts.

        For what is shown, a map for instance; what is screened asks ``find_all``.

        Returns:
            The place of the narrowest spelling, or ``None`` where none is named.

        Example:
            >>> load_gazetteer().find("Mahachkala port").place.id
            'makhachkala'
            >>> load_gazetteer().find("Olya Souvenirs, Main St.") is None
            True
        """
        found = self.find_all(text, country, among=among, address=address)
        return next((one for one in found if not one.differing), None)

    def find_all(
        self,
        text: str,
        country: str = "",
        *,
        among: frozenset[str] = frozenset(),
        address: bool = False,
    ) -> tuple[PlaceFound, ...]:
        """Settle which watched places a text names, and which of them a country contradicts.

        A UN/LOCODE decides at once. Otherwise the words of a spelling must stand in the text
        side by side; the longest spelling wins, so that a homonym with its province is not
        taken for the port. One cell may hold a whole way ("Aktau via Astrakhan"); the one
        country beside it then belongs to one of its places. A place that ``needs_country`` is
        recognised only with its country, which the text itself may name ("Port of Olya,
        Russia"). Where another country stands beside a place it is still given, with the country
        that differs, as long as the text names the place and not a street, a firm or a person.

        Args:
            text: A port, city or address, any script.
            country: ISO alpha-2 of the party or leg; empty where unknown.
            among: Other countries that the transaction names; they settle a place that
                ``needs_country`` where the text has no country of its own.
            address: Whether the text is a party's address. There a spelling must be exact, as
                addresses hold street and company words, and airports are left out, as a city
                is not its airport. In a leg a misspelt place is sought where none is spelt as it
                should be and no country differs.

        Returns:
            Places, codes first, then the narrowest spelling; no word of the text counts for two
            of them.

        Example:
            >>> [f.place.id for f in load_gazetteer().find_all("Aktau via Astrakhan")]
            ['astrakhan', 'aktau']
            >>> load_gazetteer().find_all("Astrakhan", "KZ")[0].differing
            'KZ'
        """
        return _find(self, text, country[:2], among, address=address)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to the gazetteer.

    Attributes:
        text: The text as written.
        cell: The same, read.
        beside: The country of the column, else the one at the end of the text.
        among: Other countries of the transaction.
        address: Whether the text is an address.
    """

    text: str
    cell: Cell
    beside: str
    among: frozenset[str]
    address: bool

    def differing(self, place: Place, at: int, span: int) -> str | None:
        """Give the country that contradicts a place; ``None`` where the place is not meant."""
        alone = self.cell.is_alone(at, span)
        if self.beside in place.countries or not place.countries.isdisjoint(self._own(at, span)):
            # Under the occupier's country a name that is also something else must stand alone.
            doubtful = place.needs_country and self.address and self.beside in place.also_written
            return None if doubtful and not alone else ""
        if not self.beside:
            needed = place.needs_country and place.countries.isdisjoint(self.among)
            return None if needed else ""
        named = not place.needs_country and not self.cell.is_street(at, span)
        meant = (alone and not place.needs_country) if self.address else (alone or named)
        return self.beside if meant else None

    def _own(self, at: int, span: int) -> frozenset[str]:
        """Give the countries that the text names by other words than those of the place."""
        name = " ".join(self.cell.words[at : at + span])
        if self.address:
            return frozenset({country_at_end(self.text, besides=name)[:2]})
        return countries_in(self.text, besides=name)


@lru_cache(maxsize=1 << 13)
def _find(
    gazetteer: Gazetteer,
    text: str,
    country: str,
    among: frozenset[str],
    *,
    address: bool,
) -> tuple[PlaceFound, ...]:
    coded = gazetteer.codes.get(text.replace(" ", "").replace("-", "").upper())
    if coded is None and country and not address and _ENDING.fullmatch(text.strip()):
        # "VKO" in the column of the place and RU in that of the country are one UN/LOCODE.
        coded = gazetteer.codes.get(country + text.strip())
    if coded is not None:
        return (PlaceFound(coded, text.strip()),)
    short = tuple(abbreviations_in(text))
    if address and not short and gazetteer.by_word.keys().isdisjoint(fold(text).split()):
        return ()  # most addresses: no word of theirs tells any watched place
    asked = _Asked(text, read_cell(text), country or country_at_end(text)[:2], among, address)
    left = list(asked.cell.words)
    found = {} if address else _coded(gazetteer, left)
    found = {**found, **_spelt(gazetteer, asked, left)}
    for one in short:
        found = {**found, **_of_abbreviation(gazetteer, asked, one, found)}
    if not found and not address:
        found = _misspelt(gazetteer, asked)
    return tuple(found.values() if address else _one_way(asked, list(found.values())))


def _of_abbreviation(
    gazetteer: Gazetteer, asked: _Asked, one: Abbreviated, found: Mapping[str, PlaceFound]
) -> dict[str, PlaceFound]:
    """Find the region that an abbreviation means, where the cell names no town of it."""
    place = gazetteer.places[one.place]
    form, cell = fold(one.words), asked.cell
    at = cell.words.index(form) if form in cell.words else -1
    told = any(other.place.group == place.group for other in found.values())
    if told or at < 0 or cell.is_street(at, 1):
        return {}
    alone = cell.is_alone(at, 1)
    named = (asked.beside, country_code(asked.text)[:2], *countries_between(asked.text))
    beside = frozenset(filter(None, named))
    if (alone or one.plain) and not beside.isdisjoint(place.countries):
        return {place.id: PlaceFound(place, one.words)}
    if one.plain:
        return {place.id: PlaceFound(place, one.words, asked.beside)} if alone or not beside else {}
    elsewhere = beside or (asked.among and asked.among.isdisjoint(place.countries))
    if elsewhere or not alone:
        return {}
    doubt = f"“{one.words}” may stand for something else: no country is beside it"
    return {place.id: PlaceFound(place, one.words, misread="" if asked.among else doubt)}


def _one_way(asked: _Asked, found: list[PlaceFound]) -> list[PlaceFound]:
    """Let the country of one place on a way contradict none of the others."""
    if any(asked.beside in one.place.countries for one in found):
        return [replace(one, differing="") for one in found]
    return found


def _coded(gazetteer: Gazetteer, left: list[str]) -> dict[str, PlaceFound]:
    """Find UN/LOCODEs beside other words ("RUASF Astrakhan", "port RU ASF"); blank them."""
    found: dict[str, PlaceFound] = {}
    pairs = [
        (at, 2) for at, (one, two) in enumerate(pairwise(left)) if (len(one), len(two)) == (2, 3)
    ]
    for at, span in [*((at, 1) for at in range(len(left))), *pairs]:
        coded = gazetteer.codes.get("".join(left[at : at + span]).upper())
        if coded is not None:
            found.setdefault(coded.id, PlaceFound(coded, " ".join(left[at : at + span]).upper()))
            left[at : at + span] = [""] * span
    return found


def _spelt(gazetteer: Gazetteer, asked: _Asked, left: list[str]) -> dict[str, PlaceFound]:
    """Find places by spelling, narrowest first, each word for one place only."""
    found: dict[str, PlaceFound] = {}
    held = frozenset(left)
    by_word = gazetteer.by_word
    near = sorted({at for word in held if word in by_word for at in by_word[word]})
    for spelling, place in [gazetteer.spellings[at] for at in near]:
        if not held.issuperset(spelling) or (asked.address and place.kind == "airport"):
            continue
        span = len(spelling)
        at = _position(left, spelling)
        if at < 0 or (asked.address and asked.cell.is_street(at, span)):
            continue
        differing = asked.differing(place, at, span)
        if differing is None:
            continue
        found.setdefault(place.id, PlaceFound(place, " ".join(spelling), differing))
        left[at : at + span] = [""] * span
    return found


def _misspelt(gazetteer: Gazetteer, asked: _Asked) -> dict[str, PlaceFound]:
    """Find places of one word with one letter amiss, under no other country than their own."""
    words = [word for word in asked.cell.words if len(word) >= FUZZY_FROM]
    found: dict[str, PlaceFound] = {}
    for word in words:
        for name, place in gazetteer.by_letter.get(word[0], ()):
            near = abs(len(word) - len(name)) < 2 and OSA.distance(word, name, score_cutoff=1) == 1
            if near and asked.differing(place, asked.cell.words.index(word), 1) == "":
                found.setdefault(place.id, PlaceFound(place, word))
    return found


def _position(words: list[str], spelling: tuple[str, ...]) -> int:
    """Find where a spelling stands in a word sequence; -1 where it does not."""
    span = len(spelling)
    for at in range(len(words) - span + 1):
        if tuple(words[at : at + span]) == spelling:
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
    further = further_spellings()
    places: dict[str, Place] = {}
    spellings: list[tuple[tuple[str, ...], Place]] = []
    for entry in file["places"]:
        where = f"places/watched_places.yaml, place {entry.get('id')}"
        if entry["id"] in places:
            raise RuleError("two places share an id", where=where)
        named = (entry["name"], *entry["aliases"], *further.get(entry["id"], ()))
        town_names = frozenset(fold(name) for name in entry.get("town_names", ()))
        own_names = frozenset(fold(name) for name in named) - town_names
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
            town_names=town_names,
            own_names=own_names if town_names else frozenset(),
        )
        places[place.id] = place
        forms = dict.fromkeys(tuple(fold(name).split()) for name in named)
        spellings.extend((form, place) for form in forms if form)
    spellings.sort(key=lambda pair: (*_broadness(pair[0]), pair[1].id))
    codes = {
        code: places[entry["id"]]
        for entry in file["places"]
        for code in (entry["unlocode"], *entry.get("other_unlocodes", ()))
        if code
    }
    by_word: dict[str, list[int]] = {}
    by_letter: dict[str, list[tuple[str, Place]]] = {}
    for at, (form, place) in enumerate(spellings):
        by_word.setdefault(_anchor(form), []).append(at)
        if len(form) == 1 and len(form[0]) >= FUZZY_FROM:
            by_letter.setdefault(form[0][0], []).append((form[0], place))
    return Gazetteer(
        places,
        tuple(spellings),
        codes,
        {word: tuple(found) for word, found in by_word.items()},
        {letter: tuple(found) for letter, found in by_letter.items()},
    )


def _anchor(form: tuple[str, ...]) -> str:
    """Give the word of a spelling under which it is looked up: the one that tells most."""
    return max(form, key=lambda word: (word not in PORT_WORDS, len(word)))
