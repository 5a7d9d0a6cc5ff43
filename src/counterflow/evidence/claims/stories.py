"""Find reports of one story: those that name one company, ship or person by its full name.

Within a story words may be short: "nine flights" answers "six flights" without naming the airline
again. A name of one word, a public body, a place and a name that many reports bear tell no story.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from counterflow.core.assertions import Mention, Report
from counterflow.evidence.claims.grounds import Grounds

_KINDS = frozenset({"Person", "Organization", "Company", "Vessel"})
# A parser takes a university and an exchange house for public bodies; a ministry tells no story.
_GOVERNS = re.compile(
    r"\b(?:ministr(?:y|ies)|departments?|offices?|governments?|councils?|commissions?|committees?"
    r"|treasury|administrations?|unions?|nations?|agency|agencies|authorit(?:y|ies)|services?"
    r"|embass(?:y|ies)|press|news|parliament|senate|congress|courts?|police|army|navy|force|forces"
    r"|guards?|states?|secretariat|kremlin|customs|organi[sz]ations?|republic|panel|bureau|kingdom)\b",
    re.IGNORECASE,
)
_KNOWN_TO_ALL = 40
"""A name in more reports than that is of no one story; also the bound of work for each name."""
_NOWHERE = Grounds()


@dataclass(frozen=True)
class Stories:
    """Which reports are of one story with which."""

    _reports: dict[str, frozenset[str]] = field(default_factory=dict)

    def together(self, a: str, b: str) -> bool:
        """Tell whether two reports are of one story; a report is of its own.

        Example:
            >>> Stories().together("r1", "r1"), Stories().together("r1", "r2")
            (True, False)
        """
        return a == b or b in self._reports.get(a, ())

    def near(self, report: str) -> Collection[str]:
        """Give the other reports of a report's story."""
        return self._reports.get(report, frozenset())


def find_stories(
    entities: Iterable[Mention], reports: Iterable[Report] = (), grounds: Grounds = _NOWHERE
) -> Stories:
    """Find which reports are of one story.

    Args:
        entities: What the reports name.
        reports: The reports; the agencies that they relay and their publishers tell no story.
        grounds: Where places lie: a town that a parser took for a person tells none.

    Returns:
        The stories; a report that shares no full name with another is of none but its own.

    Example:
        >>> named = [Mention(r, 0, 9, "Tarn Marine", "Company", "tarn-marine") for r in "ab"]
        >>> find_stories(named).together("a", "b")
        True
    """
    papers = {name.casefold() for one in reports for name in (*one.agencies, one.publisher) if name}
    holders: dict[str, dict[str, None]] = {}
    for one in entities:
        if _tells(one, papers, grounds):
            holders.setdefault(one.entity or one.text.casefold(), {})[one.report] = None
    near: dict[str, set[str]] = {}
    for names in holders.values():
        if 1 < len(names) <= _KNOWN_TO_ALL:
            for report in names:
                near.setdefault(report, set()).update(names)
    return Stories({report: frozenset(found - {report}) for report, found in near.items()})


def _tells(one: Mention, papers: Collection[str], grounds: Grounds) -> bool:
    return (
        (one.kind in _KINDS or (one.kind == "PublicBody" and _GOVERNS.search(one.text) is None))
        and (one.kind == "Vessel" or len(one.text.split()) > 1)
        and one.text.casefold() not in papers
        and not grounds.country(one.text)
    )


def pairs_of_reports(stories: Stories, reports: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give each pair of reports of one story once, a report with itself first."""
    earlier: dict[str, int] = {}
    for name in reports:
        yield name, name
        near = [other for other in stories.near(name) if other in earlier]
        yield from ((other, name) for other in sorted(near, key=earlier.__getitem__))
        earlier[name] = len(earlier)
