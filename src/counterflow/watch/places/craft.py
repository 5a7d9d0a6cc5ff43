"""Ships and aircraft: which country a number stands for, and which flags and models are watched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation
from counterflow.core.text.countries import country_name
from counterflow.core.text.scripts import fold

_WHERE = "places/craft.yaml"
_TAIL = re.compile(r"[^A-Z0-9-]")
_LONGEST_MARK = 4


@dataclass(frozen=True, slots=True)
class WatchedFlag:
    """Flags after which a change of flag raises a question."""

    countries: frozenset[str]
    what: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class WatchedModel:
    """A model of aircraft that is named in a source.

    Attributes:
        id: Its name in the table.
        names: Spellings, folded, as words.
        what: What the source says of it.
        citation: The source.
    """

    id: str
    names: tuple[tuple[str, ...], ...]
    what: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Craft:
    """The tables.

    Attributes:
        mids: Maritime identification digits to country.
        mid_citation: Their source.
        marks: Nationality marks of aircraft to country.
        mark_citation: Their source.
        flags: Watched flags.
        models: Watched models.
    """

    mids: dict[str, str]
    mid_citation: Citation
    marks: dict[str, str]
    mark_citation: Citation
    flags: tuple[WatchedFlag, ...]
    models: tuple[WatchedModel, ...]


@cache
def load_craft() -> Craft:
    """Load the tables of the package.

    Raises:
        RuleError: a number or a mark stands for two countries, or for none that is known.

    Example:
        >>> tables = load_craft()
        >>> tables.mids["422"], tables.marks["EP"]
        ('IR', 'IR')
    """
    file = load_facts(_WHERE)
    return Craft(
        mids=_by_sign(file["mid"]["countries"]),
        mid_citation=read_citation(file, file["mid"], f"{_WHERE}, mid"),
        marks=_by_sign(file["marks"]["countries"]),
        mark_citation=read_citation(file, file["marks"], f"{_WHERE}, marks"),
        flags=tuple(
            WatchedFlag(
                frozenset(entry["countries"]),
                str(entry["what"]),
                read_citation(file, entry, f"{_WHERE}, former_flags"),
            )
            for entry in file["former_flags"]
        ),
        models=tuple(
            WatchedModel(
                str(entry["id"]),
                tuple(dict.fromkeys(tuple(fold(name).split()) for name in entry["names"])),
                str(entry["what"]),
                read_citation(file, entry, f"{_WHERE}, model {entry['id']}"),
            )
            for entry in file["models"]
        ),
    )


def _by_sign(countries: dict[str, list[object]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for country, signs in countries.items():
        if not country_name(country):
            raise RuleError(f"no country: {country}", where=_WHERE)
        for sign in signs:
            if found.setdefault(str(sign), country) != country:
                raise RuleError(f"{sign} stands for two countries", where=_WHERE)
    return found


def watched_flag(country: str) -> WatchedFlag | None:
    """Give the row that watches a flag; ``None`` where none does."""
    return next((row for row in load_craft().flags if country[:2] in row.countries), None)


@dataclass(frozen=True, slots=True)
class Mmsi:
    """What an MMSI says.

    Attributes:
        country: The country that gave it, ISO alpha-2; empty where it says none.
        problem: Why it is no ship's number, in words; empty where it is one.
    """

    country: str
    problem: str = ""


@lru_cache(maxsize=1 << 12)
def read_mmsi(text: str) -> Mmsi:
    """Settle which country gave a ship its MMSI.

    Example:
        >>> read_mmsi("422000000"), read_mmsi("42200000").problem
        (Mmsi(country='IR', problem=''), 'an MMSI has nine digits')

    Basis:
        ITU-R M.585: nine digits, the first three those of the country; ships begin with 2 to 7.
    """
    digits = text.replace(" ", "")
    if not (len(digits) == 9 and digits.isascii() and digits.isdecimal()):
        return Mmsi("", "an MMSI has nine digits")
    if digits[0] not in "234567":
        return Mmsi("", "it is no ship's number: those begin with 2 to 7")
    country = load_craft().mids.get(digits[:3], "")
    return Mmsi(country, "" if country else f"its first digits, {digits[:3]}, are of no country")


@lru_cache(maxsize=1 << 12)
def tail_country(text: str) -> tuple[str, str]:
    """Settle which country a tail number is of.

    Args:
        text: As written, with its hyphen or without.

    Returns:
        The nationality mark and the country, ISO alpha-2. Both are empty where no mark is known, or
        where one mark stands for several countries (B).

    Example:
        >>> tail_country("EP-ABC"), tail_country("n123ab"), tail_country("B-1234")
        (('EP', 'IR'), ('N', 'US'), ('', ''))
    """
    plain = _TAIL.sub("", text.upper())
    marks = load_craft().marks
    if "-" in plain:
        head, _, rest = plain.partition("-")
        for mark in (f"{head}-{rest[:1]}", head):
            if mark in marks:
                return mark, marks[mark]
        return "", ""
    for size in range(min(_LONGEST_MARK, len(plain) - 2), 0, -1):
        if (mark := plain[:size]) in marks:
            return mark, marks[mark]
    return "", ""


@lru_cache(maxsize=1 << 12)
def watched_models(text: str) -> tuple[WatchedModel, ...]:
    """Give the watched models that a text names, by whole words.

    Example:
        >>> [one.id for one in watched_models("UAV type Shahed-136")], watched_models("Boeing 737")
        (['shahed'], ())
    """
    words = tuple(fold(text).split())
    return tuple(
        row
        for row in load_craft().models
        if any(
            words[at : at + len(name)] == name
            for name in row.names
            for at in range(len(words) - len(name) + 1)
        )
    )
