"""Find the towns that a report names, also where a parser takes them for a person or a firm.

"In Bandar Abbas" is a place by its preposition and by the table of towns; a parser of general news
knows few of the towns of this field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from counterflow.core.text.countries import country_code, country_name
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.paragraphs import Paragraph
from counterflow.evidence.reports.speaker_bodies import country_within
from counterflow.evidence.reports.towns import find_town
from counterflow.watch.places.positions import Positions

Token = Any

_LOCATIVE = frozenset(
    {"in", "at", "near", "from", "to", "via", "outside", "around", "through", "between", "toward",
     "towards", "off"}
)  # fmt: skip
_OF = frozenset({"port", "city", "town", "village", "outskirts", "suburb", "district", "ports"})
_BOUND = frozenset({"destined", "bound", "headed", "left", "leaving", "departed", "sailed"})
_LEADING = re.compile(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")
_CITY_STATES = frozenset({"HK", "SG", "MO", "MC", "GI", "DJ"})
_LONGEST = 3  # words of a town's name
_BESIDE = 2  # characters between a town and the country that follows it (", ")


def countries_named(parsed: Any) -> list[tuple[str, int]]:
    """Give the countries that a paragraph names, by name or adjective, with their offsets."""
    found = [
        (country_code(entity.text, foreign=False), entity.start_char)
        for entity in parsed.ents
        if entity.label_ in ("GPE", "LOC")
    ]
    found += [
        (country_within(entity.text), entity.start_char)
        for entity in parsed.ents
        if entity.label_ in ("NORP", "ORG")
    ]
    return [(code, at) for code, at in found if code]


def nearest(countries: list[tuple[str, int]], start: int, end: int) -> tuple[str, ...]:
    """Give the countries named, the one right behind a place first, then the nearest.

    Example:
        >>> nearest([("IR", 0), ("RU", 40)], 30, 38)
        ('RU', 'IR')
    """

    def away(named: tuple[str, int]) -> int:
        at = named[1]
        return 0 if 0 <= at - end <= _BESIDE else abs(at - start)

    return tuple(dict.fromkeys(code for code, _ in sorted(countries, key=away)))


def position_of(
    words: str, countries: tuple[str, ...], positions: Positions
) -> tuple[str, float, float] | None:
    """Settle where a place lies: by watched places and large cities, else by the table of towns.

    Args:
        words: The name.
        countries: Countries named beside it, the nearest first.
        positions: Watched places and large cities.

    Returns:
        Country, degrees north and degrees east; ``None`` where nothing decides.
    """
    own = load_governments().seats.get(words.lower(), "")
    order = [own, *countries, ""] if own else [*countries, ""]
    for country in dict.fromkeys(order):
        found = positions.find(words, country)
        if found is None or found.lat is None or found.lon is None:
            continue
        codes = sorted(found.countries)
        alone = codes[0] if len(codes) == 1 else ""
        elsewhere = alone and countries and alone not in countries and not found.sure
        if elsewhere and find_town(words, countries) is not None:
            break  # a smaller town of that name lies in a country that the report names
        return country if country in codes or not codes else alone, found.lat, found.lon
    return find_town(words, countries)


def is_city_of(words: str, code: str) -> bool:
    """Tell whether a name that stands for a country is that of a town in it ("Dubai").

    Args:
        words: The name.
        code: The country that it means, ISO 3166-1 alpha-2.
    """
    if code in _CITY_STATES:
        return True
    return words.lower() != country_name(code).lower() and find_town(words, (code,)) is not None


def towns_misread(
    paragraph: Paragraph, parsed: Any, positions: Positions
) -> Iterator[tuple[int, int]]:
    """Give the offsets of names of towns that the parser took for something else or left.

    Args:
        paragraph: The paragraph; the town of a dateline is read too.
        parsed: The same text, parsed.
        positions: Watched places and large cities.
    """
    line = _LEADING.match(paragraph.text) if paragraph.headline else None
    if line is not None and line.group(0).isupper() and _known(line.group(0).title(), positions):
        yield line.span()
    at, joined = 0, -1
    while at < len(parsed):
        run = _names_from(parsed, at) if parsed[at].text[:1].isupper() else []
        if run and (_located(run, parsed) or _before(run) == joined):
            start, end = run[0].idx, run[-1].idx + len(run[-1])
            if len(run) <= _LONGEST and _known(paragraph.text[start:end], positions):
                yield start, end
                joined = run[-1].i
        at += max(1, len(run))


def _known(text: str, positions: Positions) -> bool:
    if country_code(text, foreign=False):
        return False
    return position_of(text, (), positions) is not None


def _names_from(parsed: Any, at: int) -> list[Token]:
    run: list[Token] = []
    for word in parsed[at:]:
        hyphen = bool(run) and word.text == "-"
        if not hyphen and (word.pos_ not in ("PROPN", "NOUN") or not word.text[:1].isupper()):
            break
        run.append(word)
    return run


def _before(run: list[Token]) -> int:
    """Give the place of the word before a run, over "and" and commas."""
    at = run[0].i - 1
    while at > 0 and run[0].doc[at].text in ("and", ","):
        at -= 1
    return int(at)


def _located(run: list[Token], parsed: Any) -> bool:
    """Tell whether a name stands where a place stands ("in …", "Karadut of …", "…, Iran")."""
    at = run[0].i - 1
    while at >= 0 and parsed[at].text in ('"', "the"):
        at -= 1
    if at < 0:
        return False
    before, further = parsed[at], parsed[at - 1] if at else None
    if before.lower_ in _LOCATIVE:
        return True
    if before.lower_ == "of" and further is not None:
        return further.lower_ in _OF or further.ent_type_ == "ORG"
    if before.lower_ == "for" and further is not None:
        return further.lower_ in _BOUND
    return before.text == "," and _leads_to_country(run, parsed)


def _leads_to_country(run: list[Token], parsed: Any) -> bool:
    """Tell whether a country or its city follows behind a comma (", Jebel Ali, Dubai")."""
    after = run[-1].i + 1
    if after + 1 >= len(parsed) or parsed[after].text != ",":
        return False
    words = _names_from(parsed, after + 1)
    text = " ".join(word.text for word in words)
    return bool(words) and bool(country_code(text, foreign=False))
