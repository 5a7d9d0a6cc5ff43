"""Words of addresses: for streets, houses, floors, rooms, boxes; in several languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.text.countries import country_name
from counterflow.core.text.scripts import fold

_CITY_STATES = frozenset({"HK", "MO", "SG", "MC", "VA", "GI"})
"""Countries that are one town: their name tells the town."""
Sequences = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class AddressWords:
    """The words, folded.

    Attributes:
        streets: Words for a street, to ``before`` or ``behind``: where they stand.
        endings: Endings that make a word the name of a street.
        kinds: Words for a house, a building, a floor, a unit, to that kind.
        boxes: Words for a post-office box, as sequences.
        box_heads: The first words of these.
        care: Words behind which another party is named, as sequences.
        registrars: Words of a registrar's or a mailbox's address, as sequences.
        named: Words of a building's name.
        broad: Words that tell no town.
        signs: Signs of scripts without blanks, to what stands for them.
    """

    streets: dict[str, str]
    endings: tuple[str, ...]
    kinds: dict[str, str]
    boxes: Sequences
    box_heads: frozenset[str]
    care: Sequences
    registrars: Sequences
    named: frozenset[str]
    broad: frozenset[str]
    signs: dict[str, str]


@cache
def load_address_words() -> AddressWords:
    """Load the words of addresses.

    Raises:
        RuleError: the file has no source, or a word is no text (YAML reads ``no`` as false).

    Example:
        >>> words = load_address_words()
        >>> words.streets["ulitsa"], words.kinds["kv"], words.kinds["etazh"]
        ('before', 'unit', 'floor')
    """
    where = "places/address_words.yaml"
    file = load_facts(where)
    read_citation(file, file, where)
    read = {
        name: _sequences(name, texts) for name, texts in file.items() if isinstance(texts, list)
    }
    kinds: dict[str, str] = {}
    for kind in ("house", "floor", "unit", "building"):
        kinds.update(dict.fromkeys(_single(read[kind]), kind))
    streets = dict.fromkeys(_single(read["street_behind"]), "behind")
    streets.update(dict.fromkeys(_single(read["street_before"]), "before"))
    return AddressWords(
        streets=streets,
        endings=tuple(file["street_endings"]),
        kinds=kinds,
        boxes=read["box"],
        box_heads=frozenset(one[0] for one in read["box"]),
        care=read["care"],
        registrars=read["registrars"],
        named=_single(read["named_building"]),
        broad=_single(read["broad"]),
        signs=file["signs"],
    )


def _sequences(name: str, texts: list[object]) -> Sequences:
    for text in texts:
        if not isinstance(text, str):
            raise RuleError(
                f"a word under {name} is no text: {text!r}",
                where="places/address_words.yaml",
                remedy="put it in quotation marks",
            )
    found = {tuple(fold(str(text)).split()) for text in texts}
    return tuple(sorted((one for one in found if one), key=lambda one: (-len(one), one)))


def _single(found: Sequences) -> frozenset[str]:
    return frozenset(one[0] for one in found if len(one) == 1)


@cache
def country_words(country: str) -> frozenset[str]:
    """Give the words of a country's name, which tell no town; none for a city state."""
    if country in _CITY_STATES:
        return frozenset()
    return frozenset({*fold(country_name(country)).split(), country.lower()} - {""})
