"""Addresses on their own: read street by street and compared, without an outside service."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.fuzz import token_sort_ratio

from counterflow.core.text.scripts import fold
from counterflow.watch.places.address_reading import read_parts
from counterflow.watch.places.address_words import country_words, load_address_words
from counterflow.watch.places.limits import limit

_VOWELS = str.maketrans("", "", "aeiouy")
_SOUNDS = (("kh", "h"), ("sch", "sh"), ("ph", "f"), ("ck", "k"), ("dzh", "j"), ("zh", "j"),
           ("ts", "c"), ("tz", "c"), ("q", "k"), ("w", "v"), ("x", "ks"))  # fmt: skip
_SAME_LAND = {"HK": "CN", "MO": "CN", "TW": "CN"}
"""Countries that papers write for one another."""
_LONG_NUMBER = 3
"""Digits from which a number is rarely that of two houses in one town by chance."""
_TELLING = 5
"""Letters above which a street's name alone tells its town within a country."""


class Likeness(StrEnum):
    """How far two addresses agree, the strongest first."""

    UNIT = "the same unit"
    WHOLE = "the same address"
    FLOOR = "the same floor"
    BUILDING = "the same building, one of them without a unit"
    OTHER_UNIT = "the same building, another unit"


_REGISTRAR = re.compile(r"secret|agent|corporat|nominee|mail|virtual|forma|restante", re.IGNORECASE)
"""A cheap test before the words of ``registrars`` are sought."""
Parts = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says.

    Attributes:
        streets: Names of streets as folded words; usually one.
        houses: House numbers.
        parts: Floors, units and buildings by kind, with their values.
        boxes: Post-office boxes.
        postcodes: Numbers of five or six digits that stand alone.
        buildings: Names of buildings as sets of folded words.
        towns: All other words, which may name the town.
        codes: Numbers of plots or units of several parts, without their dashes.
        country: ISO alpha-2; empty where not known.
    """

    streets: tuple[tuple[str, ...], ...] = ()
    houses: frozenset[str] = frozenset()
    parts: Parts = field(default_factory=dict)
    boxes: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    buildings: tuple[frozenset[str], ...] = ()
    towns: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    country: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """Give the keys under which an address alike stands too.

        One for each house number with each word of the street, and with all of them, by their
        consonants, so that spellings of one name fall together; one for each box, and one for each
        named building with a unit.
        """
        broad = load_address_words().broad
        words = {skeleton(word) for street in self.streets for word in street if word not in broad}
        words.update(skeleton("".join(street)) for street in self.streets)
        found = {f"s|{house}|{word}" for house in self.houses for word in words if word}
        found.update(f"p|{box}" for box in self.boxes)
        found.update(f"c|{code}" for code in self.codes)
        units = self.parts.get("unit", frozenset())
        for name in self.buildings if units else ():
            joined = " ".join(sorted(map(skeleton, name)))
            found.update(f"b|{unit}|{joined}" for unit in units)
        return frozenset(found)


@lru_cache(maxsize=1 << 14)
def skeleton(word: str) -> str:
    """Give the consonants of a folded word, with sounds that are written in several ways as one.

    Example:
        >>> skeleton("lenina") == skeleton("lenin"), skeleton("makhachkala"), skeleton("ulm")
        (True, 'mhchkl', 'ulm')
    """
    plain = word
    for written, sound in _SOUNDS:
        if written in plain:
            plain = plain.replace(written, sound)
    return plain[:1] + plain[1:].translate(_VOWELS) if len(plain) > 1 else plain


@lru_cache(maxsize=1 << 14)
def read_address(text: str, city: str = "", country: str = "") -> Address:
    """Read an address.

    Args:
        text: As written, any script; up to 20,000 characters are read.
        city: The town where it is written apart; empty where it is not.
        country: ISO alpha-2; empty where not known.

    Returns:
        What it says. An address without a street and without a box has no keys and is like none.

    Example:
        >>> one = read_address("Room 1205, 12/F, 88 Alder Road, Harbourtown")
        >>> one.streets, sorted(one.houses), {kind: sorted(v) for kind, v in one.parts.items()}
        ((('alder',),), ['88'], {'unit': ['1205'], 'floor': ['12']})
        >>> read_address("ул. Ленина, д. 5, кв. 12").keys == read_address("Lenin St 5").keys
        True
    """
    read = read_parts(text[: int(limit("address_read_characters"))])
    towns = read.towns.union(_town_words(city)) if city else read.towns
    return Address(
        streets=tuple(dict.fromkeys(read.streets)),
        houses=frozenset([house.lstrip("0") for house in read.houses if house.strip("0")]),
        parts={kind: frozenset(values) for kind, values in read.parts.items()},
        boxes=frozenset(read.boxes),
        postcodes=frozenset(read.postcodes),
        buildings=tuple(dict.fromkeys(read.buildings)),
        codes=frozenset(read.codes),
        towns=frozenset(towns - load_address_words().broad - country_words(country[:2])),
        country=country[:2],
    )


@lru_cache(maxsize=1 << 12)
def _town_words(city: str) -> tuple[str, ...]:
    """Give the words of a town, together and by their initials too (Ras Al Khaimah, RAK)."""
    words = fold(city).split()
    joined = "".join(words), "".join(word[0] for word in words)
    return (*words, *joined) if len(words) > 1 else tuple(words)


@lru_cache(maxsize=1 << 13)
def registrar_in(text: str) -> str:
    """Give the words by which an address is that of a registrar or a mailbox; empty for none.

    Example:
        >>> registrar_in("c/o Alder Corporate Secretarial Services"), registrar_in("Alder Road 5")
        ('corporate secretarial', '')
    """
    if not _REGISTRAR.search(text):
        return ""
    words = f" {fold(text)} "
    found = (" ".join(form) for form in load_address_words().registrars)
    return next((form for form in found if f" {form} " in words), "")


def compare_addresses(ours: Address, theirs: Address) -> Likeness | None:
    """Settle how far two addresses agree.

    Args:
        ours: One.
        theirs: The other.

    Returns:
        How far; ``None`` where they are not of one building, or nothing says that they lie in one
        town.

    Example:
        >>> ours = read_address("Flat 5, 12 Alder Road, Harbourtown")
        >>> compare_addresses(ours, read_address("12 Alder Rd., Unit 5, Harbourtown")).value
        'the same unit'
        >>> compare_addresses(ours, read_address("12 Alder Rd., Unit 6, Harbourtown")).value
        'the same building, another unit'
    """
    if not _one_town(ours, theirs):
        return None
    if ours.boxes & theirs.boxes or _one_plot(ours, theirs):
        return Likeness.WHOLE
    named = any(one == two for one in ours.buildings for two in theirs.buildings)
    units = ours.parts.get("unit", frozenset()) & theirs.parts.get("unit", frozenset())
    if not _one_house(ours, theirs):
        return Likeness.UNIT if named and units else None
    return _level(ours, theirs)


def _one_plot(ours: Address, theirs: Address) -> bool:
    """Tell whether the number of a plot and a word beside it agree, besides the town."""
    if not ours.codes & theirs.codes:
        return False
    words = _skeletons(ours) & _skeletons(theirs)
    return len([word for word in words if len(word) > 1]) > 1


def _skeletons(address: Address) -> set[str]:
    named = {word for street in address.streets for word in street}
    return set(map(skeleton, address.towns | named))


def _one_house(ours: Address, theirs: Address) -> bool:
    """Tell whether some street and house number agree, and no part of a building differs."""
    if not ours.houses & theirs.houses:
        return False
    mine, other = ours.parts.get("building"), theirs.parts.get("building")
    if mine and other and not mine & other:
        return False
    long = any(len(house) >= _LONG_NUMBER for house in ours.houses & theirs.houses)
    return any(_one_street(one, two, long=long) for one in ours.streets for two in theirs.streets)


def _one_street(one: tuple[str, ...], other: tuple[str, ...], *, long: bool) -> bool:
    """Tell whether two names are of one street; beside a long number one long word is enough."""
    mine, theirs = set(map(skeleton, one)), set(map(skeleton, other))
    if mine == theirs or skeleton("".join(one)) == skeleton("".join(other)):
        return True
    if mine <= theirs or theirs <= mine:
        return max(map(len, mine & theirs), default=0) > 2
    if long and any(len(word) > _TELLING - 1 for word in set(one) & set(other)):
        return True
    least = limit("street_likeness") * 100
    return token_sort_ratio(" ".join(one), " ".join(other)) >= least


def _one_town(ours: Address, theirs: Address) -> bool:
    """Tell whether two addresses can lie in one town."""
    if ours.postcodes & theirs.postcodes:
        return True
    mine, other = _land(ours.country), _land(theirs.country)
    if mine and other and mine != other:
        return False
    towns = set(map(skeleton, ours.towns)), set(map(skeleton, theirs.towns))
    if towns[0] and towns[1]:
        return any(len(word) > 1 for word in towns[0] & towns[1])
    # One of them names no town: then the country must be the same, and the street be told well.
    longest = max((len(word) for street in ours.streets for word in street), default=0)
    return bool(mine) and mine == other and longest > _TELLING


def _land(country: str) -> str:
    return _SAME_LAND.get(country, country)


def _level(ours: Address, theirs: Address) -> Likeness:
    """Tell unit from floor from building; "49/12" may be unit 12 of house 49."""
    units = ours.parts.get("unit"), theirs.parts.get("unit")
    if units[0] and units[1]:
        return Likeness.UNIT if units[0] & units[1] else Likeness.OTHER_UNIT
    further = ours.houses - theirs.houses, theirs.houses - ours.houses
    if (units[0] and units[0] & further[1]) or (units[1] and units[1] & further[0]):
        return Likeness.UNIT
    floors = ours.parts.get("floor"), theirs.parts.get("floor")
    if floors[0] and floors[1]:
        return Likeness.FLOOR if floors[0] & floors[1] else Likeness.OTHER_UNIT
    if any((*units, *floors)):
        return Likeness.BUILDING
    return Likeness.WHOLE
