"""What a report keeps of the decisions of a run: little, however many there are."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import msgspec

from counterflow.core.drawing.positions import Line, Position, draw_positions
from counterflow.core.model.decisions import Decision, Finding
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome
from counterflow.core.model.transactions import Leg
from counterflow.publish.exports.whom import Whom, whom
from counterflow.publish.exports.wording import in_brief
from counterflow.watch.places.gazetteer import Gazetteer, Place, load_gazetteer

LISTED = 1000
"""Alerts named in the tables at the top; nobody reads more, and every output holds them all."""
LISTED_INCOMPLETE = 200
"""Transactions shown that lacked something of their own."""
FEWEST = 3
"""Places, or periods, from which a drawing tells more than its table."""
PERIODS = 36
"""Columns of the chart over time; more months than this are put together to years."""
REASONS = 3
"""Reasons shown of one watched place."""
ALERTS = (Outcome.STOP, Outcome.HOLD, Outcome.REVIEW)
"""Outcomes that somebody must look at."""


class Incomplete(NamedTuple):
    """A transaction of which nothing was found and not everything screened.

    Attributes:
        id: Its id.
        date: Its date; empty where it has none.
        whom: For whom and where to it goes.
        missing: What it lacked of its own; empty where only what every transaction lacked.
    """

    id: str
    date: str
    whom: Whom
    missing: tuple[str, ...]


@dataclass(slots=True)
class Kept:
    """What of the decisions is kept for the page.

    Attributes:
        run_wide: What every transaction lacked, which is told once.
        seen: Decisions.
        alerts: Decisions of *stop*, *hold* or *review*.
        lacking: Decisions of incomplete coverage, ``lacking_alerts`` of them alerts.
        incomplete: Transactions *not fully screened* with what they lacked of their own, the
            first ``LISTED_INCOMPLETE``, those that lacked something of their own before others;
            ``incomplete_more`` counts the others.
        heap: The strongest ``LISTED`` alerts.
        origins: Distinct days, versions and digests of the decisions; more than one is a fault.
        months: Alerts by month and outcome; ``undated`` counts alerts without a date.
        places: Watched places that findings touched.
    """

    run_wide: frozenset[str]
    seen: int = 0
    alerts: int = 0
    lacking: int = 0
    lacking_alerts: int = 0
    incomplete: list[Incomplete] = field(default_factory=list)
    incomplete_more: int = 0
    heap: list[tuple[tuple[int, float, int, int], Decision]] = field(default_factory=list)
    origins: dict[str, set[str]] = field(default_factory=dict)
    months: dict[str, Counter[Outcome]] = field(default_factory=dict)
    undated: int = 0
    places: Touched = field(default_factory=lambda: Touched(load_gazetteer()))

    def add(self, decision: Decision) -> None:
        """Count one decision, and keep it where it is among the strongest."""
        self.seen += 1
        self.lacking += not decision.coverage.complete
        for name in ("as_of", "engine", "settings", "rules"):
            self.origins.setdefault(name, set()).add(getattr(decision, name))
        self.places.add(decision)
        if decision.headline == NOT_FULLY_SCREENED:
            self._add_incomplete(decision)
        if decision.outcome in ALERTS:
            self._add_alert(decision)

    def _add_alert(self, decision: Decision) -> None:
        self.alerts += 1
        self.lacking_alerts += not decision.coverage.complete
        if decision.transaction is not None and decision.transaction.date:
            month = self.months.setdefault(decision.transaction.date[:7], Counter())
            month[decision.outcome] += 1
        else:
            self.undated += 1
        entry = (rank(decision, self.seen), _without_extra(decision))
        if len(self.heap) < LISTED:
            heapq.heappush(self.heap, entry)
        else:
            heapq.heappushpop(self.heap, entry)

    def _add_incomplete(self, decision: Decision) -> None:
        own = tuple(text for text in decision.coverage.missing if text not in self.run_wide)
        paper = decision.transaction
        row = Incomplete(decision.id, paper.date if paper else "", whom(paper), own)
        if len(self.incomplete) < LISTED_INCOMPLETE:
            self.incomplete.append(row)
            return
        self.incomplete_more += 1
        # What is lacking of its own can be mended row by row; it takes the place of another.
        last = self.incomplete[-1]
        if own and not last.missing:
            self.incomplete[-1] = row
            self.incomplete.sort(key=lambda one: not one.missing)

    def strongest(self) -> list[Decision]:
        """Give the kept alerts: stops before holds before reviews."""
        ordered = sorted(self.heap, key=lambda entry: entry[0], reverse=True)
        return [decision for _, decision in ordered]

    def periods(self) -> list[tuple[str, Counter[Outcome]]]:
        """Give the alerts by month, by year where there are many, in the order of time.

        Returns:
            Empty where fewer than ``FEWEST`` periods are known, or more years than can be drawn.
        """
        counts = self.months
        if len(counts) > PERIODS:
            counts = {}
            for month, found in self.months.items():
                counts.setdefault(month[:4], Counter()).update(found)
        return sorted(counts.items()) if FEWEST <= len(counts) <= PERIODS else []


@dataclass(slots=True)
class TouchedPlace:
    """A watched place that findings touched: transactions by outcome, and why."""

    place: Place
    counts: Counter[Outcome] = field(default_factory=Counter)
    reasons: dict[str, None] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Count its transactions."""
        return self.counts.total()

    @property
    def strongest(self) -> Outcome:
        """Give the strongest outcome there."""
        return max(self.counts, key=lambda outcome: outcome.strength)

    @property
    def notes(self) -> int:
        """Count the transactions of which it is only noted."""
        return self.counts[Outcome.NO_MATCH]


@dataclass(slots=True)
class Touched:
    """The watched places that findings touched, counted by transactions."""

    gazetteer: Gazetteer
    found: dict[str, TouchedPlace] = field(default_factory=dict)
    routes: Counter[tuple[str, str]] = field(default_factory=Counter)
    names: dict[str, Place] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {place.name: place for place in self.gazetteer.places.values()}

    def add(self, decision: Decision) -> None:
        """Count the places of one decision, and its legs between two watched places."""
        touched: dict[str, Outcome] = {}
        for finding in decision.findings:
            place = self._place(finding)
            if place is not None:
                earlier = touched.get(place.id, Outcome.NO_MATCH)
                touched[place.id] = max(earlier, finding.outcome, key=lambda item: item.strength)
                row = self.found.setdefault(place.id, TouchedPlace(place))
                if len(row.reasons) < REASONS:
                    row.reasons.setdefault(in_brief(finding.summary, 240))
        for name, outcome in touched.items():
            self.found[name].counts[outcome] += 1
        if touched and decision.transaction is not None:
            legs = decision.transaction.legs
            self.routes.update({pair for leg in legs for pair in self._pairs(leg)})

    def _place(self, finding: Finding) -> Place | None:
        if finding.kind not in ("place", "route", "country"):
            return None
        named = self.names.get(finding.theirs)
        if named is not None or finding.kind == "country":
            return named
        found = self.gazetteer.find(finding.ours)
        return found.place if found else None

    def _pairs(self, leg: Leg) -> Iterator[tuple[str, str]]:
        stops = (
            (leg.from_place, leg.from_country),
            (leg.via_place, leg.via_country),
            (leg.to_place, leg.to_country),
        )
        found = [self.gazetteer.find(text, country) for text, country in stops if text]
        watched = [at.place.id for at in found if at is not None]
        yield from ((a, b) for a, b in pairwise(watched) if a != b)

    def rows(self) -> list[TouchedPlace]:
        """Give the places touched, those of most transactions first."""
        return sorted(self.found.values(), key=lambda row: (-row.total, row.place.name))

    def named_routes(self) -> list[tuple[str, str, int]]:
        """Give the legs between two watched places with their transactions, most first."""
        places = self.gazetteer.places
        return [(places[a].name, places[b].name, n) for (a, b), n in self.routes.most_common()]

    def draw(self, width: float) -> str:
        """Draw the places whose position is known; empty where there are fewer than ``FEWEST``.

        One or two on a grid of degrees tell nothing that their rows in the table do not.
        """
        positions = [
            Position(
                row.place.id,
                f"{row.place.name} ({row.place.country})",
                row.place.lat,
                row.place.lon,
                row.total,
                str(row.strongest),
            )
            for row in self.rows()
            if row.place.lat is not None and row.place.lon is not None
        ]
        if len(positions) < FEWEST:
            return ""
        lines = [Line(start, end, count) for (start, end), count in sorted(self.routes.items())]
        title = "Watched places touched by findings, positions only"
        return draw_positions(positions, lines, title=title, width=width)


def rank(decision: Decision, position: int) -> tuple[int, float, int, int]:
    """Rank an alert: outcome, best score behind it (a rule counts as 1), findings, input order.

    Terminal and report list alerts by it, the highest first, so that both give one order.

    Args:
        decision: The alert.
        position: Its number in the input, from the front.
    """
    behind = [finding for finding in decision.findings if finding.outcome is decision.outcome]
    score = max((1.0 if f.score is None else f.score for f in behind), default=0.0)
    return decision.outcome.strength, score, len(behind), -position


def _without_extra(decision: Decision) -> Decision:
    """Drop the input cells passed through, which the page does not show, to save memory."""
    if decision.transaction is None:
        return decision
    bare = msgspec.structs.replace(decision.transaction, extra={})
    return msgspec.structs.replace(decision, transaction=bare)


def keep(decisions: Iterable[Decision], run_wide: frozenset[str]) -> Kept:
    """Read all decisions once and keep what the page shows.

    Args:
        decisions: All decisions of a run, in the order of the input.
        run_wide: What every transaction lacked.

    Example:
        >>> keep([], frozenset()).strongest()
        []
    """
    kept = Kept(run_wide)
    for decision in decisions:
        kept.add(decision)
    return kept
