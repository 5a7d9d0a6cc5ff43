"""Read amounts in words and figures: "hundreds of drones", "more than 200 engines", "€48 million".

An amount is a range, as reports seldom count exactly: "hundreds" and 300 can be one number, 200 and
40 cannot.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

_SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_VAGUE = {
    "dozens": (24.0, 199.0),
    "scores": (40.0, 199.0),
    "hundreds": (100.0, 1999.0),
    "several hundred": (200.0, 999.0),
    "thousands": (1000.0, 19999.0),
    "several thousand": (2000.0, 9999.0),
    "several dozen": (24.0, 99.0),
}
_SCALES = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "m": 1e6,
    "bn": 1e9,
    "hundred": 1e2,
    "dozen": 12.0,
}
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "dollar": "USD", "euro": "EUR", "pound": "GBP"}
CURRENCIES = frozenset(_CURRENCIES.values())
"""What amounts of money are of (ISO 4217)."""
_WORDS = "|".join((*_TENS, *(word for word in _SMALL if word != "one")))  # "one" is mostly somebody
_AMOUNT = re.compile(
    r"(?P<lead>\b(?:more than|over|at least|no fewer than|less than|fewer than|up to|under|about"
    r"|around|some|nearly|almost|roughly|approximately)\s+)?"
    r"(?:(?P<vague>\b(?:several (?:hundred|thousand|dozen)|dozens|scores|hundreds|thousands)\b)"
    r"(?:\s+of)?"
    rf"|(?P<sign>[$€£])?\s?(?P<number>(?<![\w.-])\d[\d,]*(?:\.\d+)?|\b(?:{_WORDS})(?:-(?:{_WORDS}))?\b)"
    r"(?:\s?(?P<scale>thousand|million|billion|hundred|dozen|bn|m)\b)?)"
    r"(?!\s*(?:%|per cent|percent|km|kilomet|miles|:\d|st\b|nd\b|rd\b|th\b|[-/.]\d)|-[a-z])"
    r"(?=(?P<after>(?:[\s-]+[A-Za-z][\w'’-]*){0,5}))",
    re.IGNORECASE,
)
_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_NO_UNIT = frozenset(
    [
        "of",
        "the",
        "a",
        "an",
        "and",
        "or",
        "such",
        "other",
        "more",
        "than",
        "to",
        "in",
        "on",
        "at",
        "from",
        "by",
        "for",
        "with",
        "was",
        "were",
        "is",
        "are",
        "had",
        "has",
        "have",
        "been",
        "be",
        "which",
        "that",
        "who",
        "it",
        "its",
        "their",
        "his",
        "her",
        "into",
        "over",
        "between",
        "before",
        "after",
        "since",
        "until",
    ]
)
_STEM = 4
_NEAR = 0.1  # "about 200" is 180-220


@dataclass(frozen=True, slots=True)
class Amount:
    """How many of what: both bounds, the words that say of what, the words, the number in them."""

    least: float
    most: float
    units: frozenset[str]
    text: str
    stated: float = math.nan
    plurals: frozenset[str] = frozenset()

    @property
    def heads(self) -> frozenset[str]:
        """Give what is counted: the word in the plural, without what is said of it, if one is."""
        return self.plurals or self.units

    def excludes(self, other: Amount) -> bool:
        """Tell whether two amounts of one thing cannot both be right."""
        if not self.heads & other.heads:
            return False
        return self.most < other.least or other.most < self.least


def amounts_of(text: str) -> tuple[Amount, ...]:
    """Read the amounts of a text; days, years, distances and shares are none.

    Args:
        text: The words of a claim.

    Returns:
        Amounts in order of the text.

    Example:
        >>> [(a.least, a.most) for a in amounts_of("more than 200 engines and hundreds of drones")]
        [(200.0, inf), (100.0, 1999.0)]
        >>> [a.text for a in amounts_of("six five-axis machines of 20-foot length")]
        ['six']
        >>> amounts_of("300 drones")[0].excludes(amounts_of("hundreds of drones")[0])
        False
        >>> amounts_of("six such flights")[0].excludes(amounts_of("at least nine night flights")[0])
        True
    """
    return tuple(_read(text))


COUNT = (
    rf"(?:\d[\d,]*(?:\.\d+)?|(?:{_WORDS})(?:-(?:{_WORDS}))?)"
    r"(?:\s(?:hundred|thousand|million|billion))?"
)
"""A number in words or figures, as a regular expression."""
_BARE = re.compile(rf"(?<![\w$€£.,-])(?P<number>{COUNT})\s*[.!,;]?\s*$", re.IGNORECASE)
_REFUSED = re.compile(rf"\b(?:not|rather than|instead of)\s+(?P<number>{COUNT})\b", re.IGNORECASE)
_FEW_WORDS = 6


def bare_number(text: str) -> float | None:
    """Read the number at the end of a few words that say of nothing how many there are.

    Example:
        >>> bare_number("We count nine"), bare_number("there were three"), bare_number("on May 8")
        (9.0, 3.0, None)
        >>> bare_number("nine flights"), bare_number("in 2031")
        (None, None)
    """
    found = _BARE.search(text)
    if found is None or len(text.split()) > _FEW_WORDS:
        return None
    before = text[: found.start()].split()[-1:]
    dated = bool(before) and before[0].lower().strip(",") in _MONTHS
    if dated or _is_year(found["number"], None):
        return None
    return figure(found["number"])


def numbers_refused(text: str) -> tuple[float, ...]:
    """Read the numbers that words refuse: those behind "not" and "rather than".

    Example:
        >>> numbers_refused("the number was 400, not 200")
        (200.0,)
        >>> numbers_refused("and not three thousand, a number that nobody has seen")
        (3000.0,)
    """
    return tuple(figure(found["number"]) for found in _REFUSED.finditer(text))


def figure(words: str) -> float:
    """Give the value of a number in words or figures, as ``COUNT`` finds it.

    Example:
        >>> figure("three thousand"), figure("twenty-two"), figure("1,200")
        (3000.0, 22.0, 1200.0)
    """
    number, _, scale = words.lower().partition(" ")
    return _value(number) * _SCALES.get(scale, 1.0)


def _read(text: str) -> Iterator[Amount]:
    for match in _AMOUNT.finditer(text):
        units = _units(match)
        before = text[: match.start()].split()[-1:]
        if not units or (before and before[0].lower() in _MONTHS):
            continue
        value = math.nan
        if match["vague"]:
            least, most = _VAGUE[re.sub(r"\s+", " ", match["vague"].lower())]
        else:
            value = _value(match["number"].lower()) * _SCALES.get(
                (match["scale"] or "").lower(), 1.0
            )
            if (
                not match["sign"]
                and not match["scale"]
                and _is_year(match["number"], match["lead"])
            ):
                continue
            least = most = value
        least, most = _widened(least, most, (match["lead"] or "").strip().lower())
        words = text[match.start() : match.start("after")].strip()
        if not match["sign"] and units <= CURRENCIES:
            words += f" {match['after'].split()[0]}"
        yield Amount(least, most, units, words, value, _plurals(match, units))


def _units(match: re.Match[str]) -> frozenset[str]:
    """Give the words that say of what there are so many, cut to stems; currencies by their code."""
    after = re.findall(r"[a-z][\w'’-]*", match["after"].lower())
    money = _CURRENCIES.get(match["sign"] or "", "")
    if not money and after:
        money = _CURRENCIES.get(after[0].rstrip("s"), "")
    if money:
        return frozenset({money})
    if after[:1] and after[0] in _MONTHS:
        return frozenset()
    units: list[str] = []
    for word in after:
        if word in _NO_UNIT and units:
            break
        if word not in _NO_UNIT:
            units += [piece for piece in (word, *word.split("-")) if len(piece) > 2]
    return frozenset(
        word[:-1] if word.endswith("s") and len(word) > _STEM else word for word in units
    )


def _plurals(match: re.Match[str], units: frozenset[str]) -> frozenset[str]:
    """Give the last word in the plural of those that say of what there are so many."""
    for word in reversed(re.findall(r"[a-z][\w'’-]*", match["after"].lower())):
        stem = word[:-1]
        if word.endswith("s") and not word.endswith(("ss", "us")) and stem in units:
            return frozenset({stem})
    return frozenset()


def _value(number: str) -> float:
    if number[0].isdigit():
        return float(number.replace(",", ""))
    return float(sum(_TENS.get(part, _SMALL.get(part, 0)) for part in number.split("-")))


def _is_year(number: str, lead: str | None) -> bool:
    return not lead and re.fullmatch(r"(?:19|20)\d\d", number) is not None


def _widened(least: float, most: float, lead: str) -> tuple[float, float]:
    if lead in ("more than", "over", "at least", "no fewer than"):
        return least, math.inf
    if lead in ("less than", "fewer than", "up to", "under"):
        return 0.0, most
    if lead:
        return least * (1 - _NEAR), most * (1 + _NEAR)
    return least, most
