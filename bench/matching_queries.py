"""Make the queries of the matching benchmark from listings, with a seed, for any engine.

Nothing here knows an engine: a query is a FollowTheMoney-shaped entity and the id of the listing
that it was made from (empty for a party that is on no list). Words are compared with listed names
by a folding of its own, so that neither engine's idea of likeness decides what a negative is.
"""

from __future__ import annotations

import math
import random
import string
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NAME_KEYS = ("name", "alias", "weakAlias", "previousName")
"""Properties that hold names of a listing, strong ones first."""
COUNTRY_KEYS = ("nationality", "citizenship", "country", "jurisdiction", "flag")
LEAST_LETTERS = 6
"""Letters that a name must have before it is misspelt: below, an edit makes another name."""
_NO_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SPELLINGS = (
    ("kh", "h"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("q", "k"), ("iy", "y"), ("yy", "y"),
    ("dj", "j"), ("zh", "j"), ("sch", "sh"), ("ey", "ei"), ("ks", "x"), ("v", "w"), ("mm", "m"),
    ("ss", "s"), ("ll", "l"), ("aa", "a"), ("ah ", "a "), ("ph", "f"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A listing as both engines get it: id, schema and properties."""

    id: str
    schema: str
    properties: Mapping[str, Sequence[str]]

    @property
    def country(self) -> str:
        """Give the first country that the listing names, a citizenship before an address."""
        for key in COUNTRY_KEYS:
            for value in self.properties.get(key, ()):
                return value
        return ""


@dataclass(frozen=True, slots=True)
class Query:
    """A question to an engine and the listing that it should find.

    Attributes:
        id: Unique in a run.
        schema: A FollowTheMoney schema.
        properties: Its properties, values as lists.
        wanted: The listing that it was made from; empty where no listing is meant.
        tags: What it is counted under: ``words=2``, ``alias=weak`` and the like.
    """

    id: str
    schema: str
    properties: dict[str, list[str]]
    wanted: str = ""
    tags: tuple[str, ...] = field(default=())

    @property
    def entity(self) -> dict[str, Any]:
        """Give the entity that an engine is asked for."""
        return {"schema": self.schema, "properties": self.properties}


@dataclass(frozen=True, slots=True)
class ListName:
    """A name of a listing and the property that holds it."""

    entry: Entry
    key: str
    text: str

    @property
    def words(self) -> list[str]:
        """Give its words that hold a letter."""
        return [word for word in self.text.split() if _NO_LETTERS.intersection(word)]


def wilson(hits: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """Give the Wilson 95 % interval of a share.

    Args:
        hits: How often it was so.
        count: How often it was tried.
        z: The quantile; 1.96 for 95 %.

    Basis: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    Journal of the American Statistical Association 22 (1927).

    Example:
        >>> low, high = wilson(0, 50_000)
        >>> low, round(high, 6)
        (0.0, 7.7e-05)
    """
    if not count:
        return 0.0, 1.0
    share, square = hits / count, z * z
    middle = (share + square / (2 * count)) / (1 + square / count)
    spread = share * (1 - share) / count + square / (4 * count * count)
    half = z * math.sqrt(spread) / (1 + square / count)
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return low, 1.0 if hits == count else min(1.0, middle + half)


def folded(name: str) -> str:
    """Fold a name: no accents, no case, no punctuation, one blank between words.

    Example:
        >>> folded("  PÉREZ-Gómez,  José ")
        'perez gomez jose'
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def bag(name: str) -> str:
    """Give the folded words of a name in alphabetical order.

    Example:
        >>> bag("PEREZ, Jose") == bag("José Pérez")
        True
    """
    return " ".join(sorted(folded(name).split()))


def names_of(entries: Iterable[Entry]) -> Iterator[ListName]:
    """Give every name of every listing once per listing."""
    for entry in entries:
        seen: set[str] = set()
        for key in NAME_KEYS:
            for text in entry.properties.get(key, ()):
                if text not in seen:
                    seen.add(text)
                    yield ListName(entry, key, text)


def latin(names: Iterable[ListName]) -> list[ListName]:
    """Keep names written in Latin letters that have letters enough to be misspelt."""
    return [name for name in names if _letters(name.text) >= LEAST_LETTERS and _is_latin(name.text)]


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


def _is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha())


def edited(rng: random.Random, text: str, within: tuple[int, int] | None = None) -> str:
    """Make one random edit: insert, delete, replace or transpose a random letter.

    Args:
        rng: The source of chance.
        text: What is edited; it holds a letter within the bounds.
        within: Start and end between which the letter lies; the whole text if ``None``.

    Returns:
        A text that differs from ``text`` by one edit.

    Example:
        >>> edited(random.Random(1), "Sahara") != "Sahara"
        True
    """
    start, end = within or (0, len(text))
    places = [at for at in range(start, end) if text[at].isalpha()]
    while True:
        at = rng.choice(places)
        made = _edit(rng, text, at, places)
        if made != text:
            return made


def _edit(rng: random.Random, text: str, at: int, places: Sequence[int]) -> str:
    letter = rng.choice(string.ascii_lowercase)
    letter = letter.upper() if text[at].isupper() else letter
    match rng.choice(("insert", "delete", "replace", "transpose")):
        case "insert":
            at += rng.randrange(2)
            return text[:at] + letter + text[at:]
        case "delete":
            # The last letter of a word is not taken away: no edit of a letter takes a word.
            alone = at - 1 not in places and at + 1 not in places
            return text if alone else text[:at] + text[at + 1 :]
        case "replace":
            return text[:at] + letter + text[at + 1 :]
        case _:
            if at + 1 not in places:
                return text
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def misspelt(rng: random.Random, text: str, edits: int) -> str:
    """Make random edits of letters, anywhere in a name; never the name itself."""
    made = text
    for _ in range(edits):
        made = edited(rng, made)
    return made if made != text else misspelt(rng, text, edits)


def misspelt_words(rng: random.Random, text: str) -> str:
    """Make one random edit in every word of a name."""
    made = []
    for word in text.split():
        has_letter = any(c.isalpha() for c in word)
        made.append(edited(rng, word) if has_letter else word)
    return " ".join(made)


def typos(names: Sequence[ListName], count: int, edits: int, seed: int, label: str) -> list[Query]:
    """Draw names and misspell them, name only, with the schema of the listing."""
    rng = random.Random(f"{seed} {label}")
    return [_typo(name, misspelt(rng, name.text, edits), label, at)
            for at, name in enumerate(rng.choices(names, k=count))]  # fmt: skip


def typo_in_every_word(names: Sequence[ListName], count: int, seed: int, label: str) -> list[Query]:
    """Draw names and misspell each of their words once."""
    rng = random.Random(f"{seed} {label}")
    return [_typo(name, misspelt_words(rng, name.text), label, at)
            for at, name in enumerate(rng.choices(names, k=count))]  # fmt: skip


def _typo(name: ListName, text: str, label: str, at: int) -> Query:
    words = len(name.words)
    strength = "weak" if name.key == "weakAlias" else "strong"
    tags = (f"words={words if words < 4 else '4+'}", f"alias={strength}")
    return Query(f"{label}-{at}", name.entry.schema, {"name": [text]}, name.entry.id, tags)


ALTERATIONS: tuple[tuple[str, Callable[[random.Random, list[str]], list[str]]], ...]


def _reordered(rng: random.Random, words: list[str]) -> list[str]:
    at = rng.randrange(1, len(words)) if len(words) > 1 else 0
    return words[at:] + words[:at]


def _dropped(rng: random.Random, words: list[str]) -> list[str]:
    if len(words) < 3:
        return _one_typo(rng, words)
    at = rng.randrange(1, len(words) - 1)
    return words[:at] + words[at + 1 :]


def _initial(rng: random.Random, words: list[str]) -> list[str]:
    if len(words) < 3:
        return _one_typo(rng, words)
    at = rng.randrange(1, len(words) - 1)
    return [*words[:at], f"{words[at][0]}.", *words[at + 1 :]]


def _joined(rng: random.Random, words: list[str]) -> list[str]:
    if len(words) < 2:
        return _one_typo(rng, words)
    at = rng.randrange(len(words) - 1)
    return [*words[:at], words[at] + words[at + 1], *words[at + 2 :]]


def _one_typo(rng: random.Random, words: list[str]) -> list[str]:
    return misspelt(rng, " ".join(words), 1).split()


def _spelt(rng: random.Random, words: list[str]) -> list[str]:
    """Change one sound to another usual spelling of it."""
    text = " ".join(words).lower()
    ways = [(a, b) for pair in _SPELLINGS for a, b in (pair, pair[::-1]) if a in text]
    if not ways:
        return _one_typo(rng, words)
    old, new = rng.choice(ways)
    return text.replace(old, new, 1).split()


ALTERATIONS = (
    ("typo", _one_typo), ("spelling", _spelt), ("order", _reordered), ("word dropped", _dropped),
    ("initial", _initial), ("words joined", _joined),
)  # fmt: skip


def altered_records(entries: Sequence[Entry], count: int, seed: int, *, full: bool) -> list[Query]:
    """Draw listings and alter their first name as papers do; birth date and country as listed.

    Args:
        entries: Listings of one list.
        count: How many queries; listings are drawn again and again, ways of altering in turn.
        seed: The seed.
        full: Whether birth date, gender and countries go along.
    """
    rng = random.Random(f"{seed} altered")
    usable = [e for e in entries if _letters(_first_name(e)) >= LEAST_LETTERS]
    made = []
    for at, entry in enumerate(rng.choices(usable, k=count)):
        way, change = ALTERATIONS[at % len(ALTERATIONS)]
        words = change(rng, _first_name(entry).replace(",", " ").split())
        properties = {"name": [" ".join(words)]}
        if full:
            kept = ("birthDate", "gender", "nationality", "country")
            properties |= {k: list(entry.properties[k]) for k in kept if k in entry.properties}
        made.append(Query(f"un-{full:d}-{at}", entry.schema, properties, entry.id, (f"way={way}",)))
    return made


def _first_name(entry: Entry) -> str:
    return next(iter(entry.properties.get("name", ())), "")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person on no list: a name, a country code in lower case, where it comes from."""

    name: str
    country: str
    source: str


class Listed:
    """The names of the lists, folded, to tell which invented party is on a list after all.

    Args:
        entries: All listings.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._bags = {bag(name.text) for name in names_of(entries)}

    def holds(self, name: str) -> bool:
        """Tell whether a listing has a name of the same folded words in any order."""
        return bag(name) in self._bags


def recombined(entries: Sequence[Entry], count: int, seed: int) -> list[Person]:
    """Join given names of one listed person with the family name of another of the same country.

    The hardest people on no list: every word is listed, in the proportion of the lists.

    Args:
        entries: All listings; persons with given and family name and a country are used.
        count: At most so many distinct names; fewer where the lists give no more.
        seed: The seed.
    """
    rng = random.Random(f"{seed} recombined")
    given: dict[str, list[str]] = defaultdict(list)
    family: dict[str, list[str]] = defaultdict(list)
    countries = []
    for entry in entries:
        country = entry.country
        first, last = entry.properties.get("firstName"), entry.properties.get("lastName")
        if entry.schema == "Person" and country and first and last:
            given[country].append(first[0])
            family[country].append(last[0].title())
            countries.append(country)
    listed, made = Listed(entries), dict[str, Person]()
    for _ in range(count * 4):
        if len(made) >= count or not countries:
            break
        country = rng.choice(countries)
        name = f"{rng.choice(given[country])} {rng.choice(family[country])}"
        if len(given[country]) > 9 and not listed.holds(name):
            made.setdefault(bag(name), Person(name, country, "recombined"))
    return list(made.values())


def person_queries(
    people: Sequence[Person], seed: int, label: str, *, full: bool = False
) -> list[Query]:
    """Ask for people by name alone, or with a birth date (1945 to 2003) and a nationality."""
    rng = random.Random(f"{seed} {label}")
    made = []
    for at, person in enumerate(people):
        properties = {"name": [person.name]}
        if full:
            day = f"{rng.randint(1945, 2003)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
            properties |= {"birthDate": [day], "nationality": [person.country]}
        made.append(Query(f"{label}-{at}", "Person", properties, "", (f"source={person.source}",)))
    return made


def lengthened(
    entries: Sequence[Entry], times: int, seed: int, *, misspelt: bool
) -> Iterator[Entry]:
    """Make a list many times as long: each listing once as it is, the others with altered names.

    In each further copy every name gets half of its words from other names of its schema, so that
    each word leads to ten times as many names. With ``misspelt`` the other words get an edit each
    too: a list as no publisher has one, on which every word has ten others next to it.
    """
    rng = random.Random(f"{seed} lengthened")
    words: dict[str, list[str]] = defaultdict(list)
    for name in names_of(entries):
        words[name.entry.schema].extend(name.text.split())
    yield from entries
    for copy in range(1, times):
        for entry in entries:
            properties = {k: v for k, v in entry.properties.items() if k in COPIED}
            for key in NAME_KEYS:
                if key in entry.properties:
                    properties[key] = [
                        _other_name(rng, text, words[entry.schema], misspelt=misspelt)
                        for text in entry.properties[key]
                    ]
            yield Entry(f"{entry.id}-x{copy}", entry.schema, properties)


COPIED = ("birthDate", "country", "nationality", "gender", "flag")


def _other_name(rng: random.Random, text: str, words: Sequence[str], *, misspelt: bool) -> str:
    made = []
    for word in text.split():
        if rng.random() < 0.5:
            made.append(rng.choice(words))
        else:
            has_letters = _letters(word) > 3
            made.append(edited(rng, word) if misspelt and has_letters else word)
    return " ".join(made)
