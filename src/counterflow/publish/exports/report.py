"""Write a run as one HTML file that a compliance officer can read, print and file."""

from __future__ import annotations

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import IO, Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from counterflow.core.drawing.bars import Part, count_bars, score_bar, stacked_bar
from counterflow.core.drawing.marks import mark, tone
from counterflow.core.drawing.markup import visible
from counterflow.core.drawing.positions import Line, Position, draw_positions
from counterflow.core.model import (
    NOT_FULLY_SCREENED,
    Decision,
    Finding,
    Leg,
    Outcome,
    Refusal,
    RunSummary,
    Transaction,
)
from counterflow.watch.places.gazetteer import Gazetteer, Place, load_gazetteer

LISTED = 1000
"""Alerts shown in full; a page with more opens badly, and nobody reads it."""
LISTED_REFUSALS = 200
"""Refused rows shown."""
LISTED_INCOMPLETE = 200
"""Transactions shown that lacked something of their own."""
LISTED_PARTS = 25
"""Findings, notes, roles and goods lines shown of one transaction, and reasons shown of a run."""
WIDTHS = (("wide", 960), ("narrow", 380))
"""Each drawing twice: what is shrunk to a telephone cannot be read."""
_ALERTS = (Outcome.STOP, Outcome.HOLD, Outcome.REVIEW)
_ORDER = (*map(str, Outcome), NOT_FULLY_SCREENED)
_SHOWN = 400
"""Characters of one value that are shown; the rest stands in its title."""
_RUN_TIME = "%Y%m%dT%H%M%S"
"""How the name of a run begins (``screening.runs.folder.new_run_name``)."""


def write_report(
    summary: RunSummary,
    decisions: Iterable[Decision],
    refusals: Iterable[Refusal],
    target: IO[bytes],
) -> None:
    """Write one self-contained HTML file: no scripts, nothing loaded from anywhere.

    The decisions are read once and may be millions: at most ``LISTED`` alerts are kept, the
    strongest, and the page says how many it leaves out. Counts are those of the summary; where
    the decisions contradict them, the page says so at its top.

    Args:
        summary: The run's counts.
        decisions: All decisions of the run, in the order of the input.
        refusals: All refused rows.
        target: A binary file; left open.

    Raises:
        OSError: the target cannot be written.

    Example:
        >>> import io
        >>> page = io.BytesIO()
        >>> run = RunSummary("r", "a.csv", 0, 0, 0, 0, {}, {}, {})
        >>> write_report(run, [], [], page)
        >>> page.getvalue().startswith(b"<!doctype html>")
        True

    Basis:
        WCAG 2.2 level AA for contrast, headings, names and the use of colour.
    """
    kept = _Kept(_run_wide(summary))
    for decision in decisions:
        kept.add(decision)
    rows = iter(refusals)
    refused = list(islice(rows, LISTED_REFUSALS))
    more, fatal = _rest(rows)
    page = _environment().get_template("report.html.jinja")
    stream = page.stream(
        _page(summary, kept),
        refusals=refused,
        refused_more=more,
        fatal=[row for row in (*refused, *fatal) if row.fatal],
    )
    stream.enable_buffering(200)
    for chunk in stream:
        target.write(chunk.encode())


@dataclass(slots=True)
class _Kept:
    """What of the decisions is kept: little, however many there are."""

    run_wide: frozenset[str]
    seen: int = 0
    alerts: int = 0
    lacking: int = 0
    incomplete: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    incomplete_more: int = 0
    heap: list[tuple[tuple[int, float, int, int], Decision]] = field(default_factory=list)
    origins: dict[str, set[str]] = field(default_factory=dict)
    places: _Touched = field(default_factory=lambda: _Touched(load_gazetteer()))

    def add(self, decision: Decision) -> None:
        """Count one decision, and keep it where it is among the strongest."""
        self.seen += 1
        self.lacking += not decision.coverage.complete
        for name in ("as_of", "engine", "settings", "rules"):
            self.origins.setdefault(name, set()).add(getattr(decision, name))
        self.places.add(decision)
        if decision.headline == NOT_FULLY_SCREENED:
            self._add_incomplete(decision)
        if decision.outcome not in _ALERTS:
            return
        self.alerts += 1
        entry = (_strength(decision, self.seen), _without_extra(decision))
        if len(self.heap) < LISTED:
            heapq.heappush(self.heap, entry)
        else:
            heapq.heappushpop(self.heap, entry)

    def _add_incomplete(self, decision: Decision) -> None:
        own = tuple(text for text in decision.coverage.missing if text not in self.run_wide)
        if own and len(self.incomplete) < LISTED_INCOMPLETE:
            self.incomplete.append((decision.id, own))
        elif own:
            self.incomplete_more += 1

    def strongest(self) -> Iterator[Decision]:
        """Give the kept alerts: stops before holds before reviews."""
        for _, decision in sorted(self.heap, key=lambda entry: entry[0], reverse=True):
            yield decision


@dataclass(slots=True)
class _Touched:
    """The watched places that findings touched, counted by transactions."""

    gazetteer: Gazetteer
    counts: dict[str, Counter[Outcome]] = field(default_factory=dict)
    routes: Counter[tuple[str, str]] = field(default_factory=Counter)
    names: dict[str, Place] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {place.name: place for place in self.gazetteer.places.values()}

    def add(self, decision: Decision) -> None:
        """Count the places of one decision, and its legs between two watched places."""
        found: dict[str, Outcome] = {}
        for finding in decision.findings:
            place = self._place(finding)
            if place is not None:
                earlier = found.get(place.id, Outcome.NO_MATCH)
                found[place.id] = max(earlier, finding.outcome, key=lambda item: item.strength)
        for name, outcome in found.items():
            self.counts.setdefault(name, Counter())[outcome] += 1
        if found and decision.transaction is not None:
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

    def rows(self) -> list[dict[str, Any]]:
        """Give the places for table and map, most transactions first."""
        rows = [
            {
                "place": self.gazetteer.places[name],
                "counts": counts,
                "total": counts.total(),
                "strongest": max(counts, key=lambda outcome: outcome.strength),
            }
            for name, counts in self.counts.items()
        ]
        return sorted(rows, key=lambda row: (-row["total"], row["place"].name))

    def draw(self, rows: Iterable[dict[str, Any]], width: int) -> str:
        """Draw the places whose position is known."""
        positions = [
            Position(
                row["place"].id,
                row["place"].name,
                row["place"].lat,
                row["place"].lon,
                row["total"],
                str(row["strongest"]),
            )
            for row in rows
            if row["place"].lat is not None and row["place"].lon is not None
        ]
        lines = [Line(start, end, count) for (start, end), count in sorted(self.routes.items())]
        title = "Watched places touched by findings, positions only"
        return draw_positions(positions, lines, title=title, width=width)


def _strength(decision: Decision, position: int) -> tuple[int, float, int, int]:
    """Rank an alert: outcome, best score behind it (a rule counts as 1), findings, input order."""
    behind = [finding for finding in decision.findings if finding.outcome is decision.outcome]
    score = max((1.0 if f.score is None else f.score for f in behind), default=0.0)
    return decision.outcome.strength, score, len(behind), -position


def _without_extra(decision: Decision) -> Decision:
    """Drop the input cells passed through, which the page does not show, to save memory."""
    if decision.transaction is None:
        return decision
    bare = msgspec.structs.replace(decision.transaction, extra={})
    return msgspec.structs.replace(decision, transaction=bare)


def _run_wide(summary: RunSummary) -> frozenset[str]:
    """Name what every transaction lacked, which is told once and not for each."""
    whole = summary.transactions
    return frozenset(text for text, count in summary.missing.items() if whole and count == whole)


def _rest(rows: Iterator[Refusal]) -> tuple[int, list[Refusal]]:
    """Count the refused rows that are not shown, but keep those that ended the reading."""
    count = 0
    fatal: list[Refusal] = []
    for refusal in rows:
        count += 1
        if refusal.fatal and len(fatal) < LISTED_REFUSALS:
            fatal.append(refusal)
    return count, fatal


def _page(summary: RunSummary, kept: _Kept) -> dict[str, Any]:
    """Gather what the template shows."""
    headlines = [*_ORDER, *sorted(set(summary.headlines) - set(_ORDER))]
    parts = [Part(word, summary.headlines.get(word, 0)) for word in headlines]
    kinds = _kinds(summary.findings)
    places = kept.places.rows()
    return {
        "summary": summary,
        "screened_at": _screened_at(summary.run),
        "origins": {name: sorted(values) for name, values in kept.origins.items()},
        "parts": parts,
        "headline_bar": _twice(lambda w: stacked_bar(parts, title="Headlines", width=w)),
        "kinds": kinds,
        "kind_bars": _twice(
            lambda w: count_bars(
                [(kind, [Part(str(o), n) for o, n in row.items()]) for kind, row in kinds],
                title="Findings by kind and outcome",
                width=w,
            )
        ),
        "outcomes": _ALERTS,
        "places": places,
        "routes": [
            (kept.places.gazetteer.places[a].name, kept.places.gazetteer.places[b].name, count)
            for (a, b), count in kept.places.routes.most_common()
        ],
        "map": _twice(lambda w: kept.places.draw(places, w)),
        "kept": kept,
        "alerts": kept.strongest(),
        "contradictions": list(_contradictions(summary, kept)),
        "official": [state for state in summary.lists if state.official],
        "listed_parts": LISTED_PARTS,
    }


def _kinds(findings: dict[str, int]) -> list[tuple[str, dict[Outcome, int]]]:
    """Turn ``kind: outcome`` counts into one row per kind, the most findings first."""
    rows: dict[str, dict[Outcome, int]] = {}
    for key, count in findings.items():
        kind, _, word = key.rpartition(": ")
        row = rows.setdefault(kind, dict.fromkeys(_ALERTS, 0))
        row[Outcome(word)] = row.get(Outcome(word), 0) + count
    return sorted(rows.items(), key=lambda item: (-sum(item[1].values()), item[0]))


def _contradictions(summary: RunSummary, kept: _Kept) -> Iterator[str]:
    """Say where the decisions are not those that the summary counted: something was lost."""
    if kept.seen != summary.transactions:
        yield (
            f"The run counted {summary.transactions:,} transactions, "
            f"but this report was given {kept.seen:,} decisions."
        )
    counted = sum(summary.outcomes.get(str(outcome), 0) for outcome in _ALERTS)
    if kept.alerts != counted:
        yield f"The run counted {counted:,} alerts, but this report was given {kept.alerts:,}."
    for name, values in kept.origins.items():
        if len(values) > 1:
            yield f"Decisions differ in “{name.replace('_', ' ')}”: this is not one run."


def _screened_at(run: str) -> str:
    """Read the time from a run's name; empty where the name was chosen otherwise."""
    try:
        moment = dt.datetime.strptime(run[:15], _RUN_TIME).replace(tzinfo=dt.UTC)
    except ValueError:
        return ""
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _twice(draw: Any) -> Markup:
    """Draw for a wide and for a narrow page; the style shows one of them."""
    drawn = (f'<div class="{name}">{draw(width)}</div>' for name, width in WIDTHS)
    return Markup("".join(drawn))  # noqa: S704 - the drawing room escapes every text


def _link(url: str) -> str:
    """Give a web address as it may be linked; empty for every scheme but http and https."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def _route(transaction: Transaction) -> list[tuple[str, str]]:
    """Give the stops of all legs in order, repeated ones once, each with its country."""
    stops: list[tuple[str, str]] = []
    for leg in transaction.legs:
        for stop in (
            (leg.from_place, leg.from_country),
            (leg.via_place, leg.via_country),
            (leg.to_place, leg.to_country),
        ):
            if any(stop) and stop not in stops[-1:]:
                stops.append(stop)
    return stops


def _safe(value: Any) -> Any:
    """Make control and direction characters of every value visible; markup is ours."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("counterflow.publish.exports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_safe,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        mark=lambda word: Markup(mark(str(word))),  # noqa: S704 - drawn, with no text of a user
        score_bar=lambda score: Markup(score_bar(score)),  # noqa: S704 - drawn from a number
        link=_link,
        route=_route,
        tone=lambda word: tone(str(word)),
        shown=_SHOWN,
    )
    environment.filters["count"] = lambda number: f"{number:,}"
    return environment
