"""Find the abbreviations by which papers name an occupied region ("ДНР", "LNR")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation

_WHERE = "places/abbreviations.yaml"
_KINDS = {"plain": True, "doubtful": False}
_BEFORE, _BEHIND = r"(?<![\w\"«“„‘'.-])", r"(?![\w\"»”’'-]|\.\w)"
"""A quotation mark or a hyphen beside the letters makes them a firm's ("ДНР-Строй")."""


@dataclass(frozen=True, slots=True)
class Abbreviated:
    """An abbreviation in a text.

    Attributes:
        place: The id of the watched place that it may mean.
        words: The abbreviation as written.
        plain: Whether it means nothing else beside Ukraine, Russia or no country.
    """

    place: str
    words: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The abbreviations of the package.

    Attributes:
        pattern: What finds any of them: capital letters that stand apart.
        means: The place of each, and whether it is plain.
        citation: Their source.
    """

    pattern: re.Pattern[str]
    means: Mapping[str, tuple[str, bool]]
    citation: Citation


def abbreviations_in(text: str) -> Iterator[Abbreviated]:
    """Give the abbreviations of watched regions that stand in a text.

    Only capitals count, and only apart from other letters, hyphens and quotation marks. Whether
    the region is meant, the gazetteer settles beside the country.

    Args:
        text: A port, city or address, as written.

    Example:
        >>> [(one.place, one.plain) for one in abbreviations_in("ДНР, г. Торез")]
        [('dnr', True)]
        >>> list(abbreviations_in('OOO "ДНР-Строй", Minsk'))
        []
    """
    known = load_abbreviations()
    for found in known.pattern.finditer(text):
        place, plain = known.means[found.group()]
        yield Abbreviated(place, found.group(), plain)


@cache
def load_abbreviations() -> Abbreviations:
    """Load the abbreviations of the package.

    Raises:
        RuleError: the file has no source, a kind is unknown, or one stands twice.
    """
    file = load_facts(_WHERE)
    citation = read_citation(file, file, _WHERE)
    means: dict[str, tuple[str, bool]] = {}
    for place, kinds in file["places"].items():
        for kind, spellings in kinds.items():
            if kind not in _KINDS or not means.keys().isdisjoint(spellings):
                raise RuleError(f"{place}: {kind} is no kind, or one stands twice", where=_WHERE)
            means.update(dict.fromkeys(spellings, (place, _KINDS[kind])))
    longest_first = sorted(means, key=len, reverse=True)
    spelt = "|".join(re.escape(one) for one in longest_first)
    return Abbreviations(re.compile(f"{_BEFORE}(?:{spelt}){_BEHIND}"), means, citation)
