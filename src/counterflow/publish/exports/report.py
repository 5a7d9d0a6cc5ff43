"""Write a run as one HTML file that a compliance officer can read, print and file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any
from urllib.parse import urlsplit

from jinja2 import Environment
from markupsafe import Markup, escape

from counterflow.core.drawing.bars import Part, count_bars, score_bar, stacked_bar
from counterflow.core.drawing.columns import count_columns
from counterflow.core.drawing.marks import mark, tone
from counterflow.core.drawing.markup import visible
from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.runs import RunSummary
from counterflow.core.model.snapshots import UNRELIABLE
from counterflow.core.model.transactions import Transaction
from counterflow.core.text.figures import two_digits
from counterflow.publish.exports import wording
from counterflow.publish.exports.comparisons import compared
from counterflow.publish.exports.grouping import Shown, group_findings
from counterflow.publish.exports.kept import ALERTS, Kept, keep
from counterflow.publish.exports.name_words import word_by_word
from counterflow.publish.exports.pages import drawn_twice, environment_of_pages
from counterflow.publish.exports.reasons import (
    filters_of,
    kind_classes,
    kind_words,
    rest_words,
    some_subjects,
    steps_of,
)
from counterflow.publish.exports.sources import in_reading_order
from counterflow.publish.exports.standing import meaning_of
from counterflow.publish.exports.whom import whom

LISTED_REFUSALS = 200
"""Refused rows shown."""
LISTED_PARTS = 25
"""Findings, notes, roles and goods lines shown of one transaction, and reasons shown of a run."""
FULL = 300
"""Alerts shown in full, the strongest; a page with more opens badly and cannot be sent."""
OPENED = 3
"""Alerts that stand open when the page is opened; up to ``FEW`` all of them do."""
FEW = 5
UNFOLDED = 6
"""Findings of one alert that stand open; the others open on a click."""
INDEXED = 60
"""Alerts up to which the tables of all outcomes stand open; that of the strongest always does."""
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

    The decisions are read once and may be millions: at most ``kept.LISTED`` alerts are kept, the
    strongest, and the page says how many it leaves out and where they are. A table at the top
    leads to the alerts, of which the strongest ``FULL`` are shown in full and the first few
    stand open. Counts are those of the summary; where
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
    kept = keep(decisions, _run_wide(summary))
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


def _page(summary: RunSummary, kept: Kept) -> dict[str, Any]:
    """Gather what the template shows."""
    headlines = [*_ORDER, *sorted(set(summary.headlines) - set(_ORDER))]
    parts = [Part(word, summary.headlines.get(word, 0)) for word in headlines]
    alerts = _alerts(kept.strongest())
    return {
        "summary": summary,
        "file_name": wording.file_name(summary.source),
        "screened_at": _screened_at(summary.run),
        "origins": {name: sorted(values) for name, values in kept.origins.items()},
        "parts": parts,
        "headline_bar": drawn_twice(lambda w: stacked_bar(parts, title="Headlines", width=w)),
        "outcomes": ALERTS,
        "kept": kept,
        "alerts": alerts,
        "filters": filters_of(alerts),
        "unfolded": UNFOLDED,
        "full": min(FULL, len(alerts)),
        "contradictions": list(_contradictions(summary, kept)),
        "official": [state for state in summary.lists if state.official],
        "unreliable": [state for state in summary.lists if state.state in UNRELIABLE],
        "listed_parts": LISTED_PARTS,
        **_kinds_page(summary),
        **_times_page(kept),
        **_places_page(kept),
    }


def _kinds_page(summary: RunSummary) -> dict[str, Any]:
    kinds = _kinds(summary.findings)
    rows = [(kind_words(kind), [Part(str(o), n) for o, n in row.items()]) for kind, row in kinds]
    title = "Findings by kind and outcome"
    return {
        "kinds": kinds,
        "kind_bars": drawn_twice(lambda w: count_bars(rows, title=title, width=w)),
    }


def _times_page(kept: Kept) -> dict[str, Any]:
    periods = kept.periods()
    rows = [(label, [Part(str(o), n[o]) for o in ALERTS]) for label, n in periods]
    title = "Alerts by date of the transaction"
    return {
        "periods": periods,
        "period_columns": drawn_twice(lambda w: count_columns(rows, title=title, width=w)),
    }


def _places_page(kept: Kept) -> dict[str, Any]:
    return {
        "places": kept.places.rows(),
        "routes": kept.places.named_routes(),
        "map": drawn_twice(kept.places.draw),
    }


def _alerts(decisions: list[Decision]) -> list[dict[str, Any]]:
    """Put beside each alert its number, its findings as they are shown, and whether it is open."""
    opened = len(decisions) if len(decisions) <= FEW else OPENED
    return [
        {
            "number": number,
            "decision": decision,
            "open": number <= opened,
            "full": number <= FULL,
            **_found(decision),
        }
        for number, decision in enumerate(decisions, start=1)
    ]


def _found(decision: Decision) -> dict[str, Any]:
    official = frozenset(state.list for state in decision.coverage.lists if state.official)
    above = [f for f in decision.findings if f.outcome is not Outcome.NO_MATCH]
    notes = [f for f in decision.findings if f.outcome is Outcome.NO_MATCH]
    shown: list[Shown] = group_findings(above, official)
    return {
        "shown": shown,
        "notes": notes,
        "steps": steps_of(above),
        "rest": rest_words([group.lead for group in shown[UNFOLDED:]]),
        "classes": kind_classes(above),
    }


def _kinds(findings: dict[str, int]) -> list[tuple[str, dict[Outcome, int]]]:
    """Turn ``kind: outcome`` counts into one row per kind, the most findings first."""
    rows: dict[str, dict[Outcome, int]] = {}
    for key, count in findings.items():
        kind, _, word = key.rpartition(": ")
        row = rows.setdefault(kind, dict.fromkeys(ALERTS, 0))
        row[Outcome(word)] = row.get(Outcome(word), 0) + count
    return sorted(rows.items(), key=lambda item: (-sum(item[1].values()), item[0]))


def _contradictions(summary: RunSummary, kept: Kept) -> Iterator[str]:
    """Say where the decisions are not those that the summary counted: something was lost."""
    if kept.seen != summary.transactions:
        yield (
            f"The run counted {summary.transactions:,} transactions, "
            f"but this report was given {kept.seen:,} decisions."
        )
    counted = sum(summary.outcomes.get(str(outcome), 0) for outcome in ALERTS)
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


def _ticked(text: str) -> Markup:
    """Show what stands between two backticks as a command, the rest as text."""
    pieces = re.split(r"`([^`]+)`", visible(text))
    marked = [
        Markup("<code>{}</code>").format(piece) if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    ]
    return Markup("").join(marked)


def _environment() -> Environment:
    environment = environment_of_pages()
    environment.globals.update(
        mark=lambda word: Markup(mark(str(word))),  # noqa: S704 - drawn, with no text of a user
        score_bar=lambda score: Markup(score_bar(score)),  # noqa: S704 - drawn from a number
        link=_link,
        route=_route,
        tone=lambda word: tone(str(word)),
        shown=_SHOWN,
        indexed=INDEXED,
        effect_words=wording.effect_words,
        version_words=wording.version_words,
        version_parts=wording.version_parts,
        whom=whom,
        compared=compared,
        score_words=wording.score_words,
        two_digits=two_digits,
        in_reading_order=in_reading_order,
        word_by_word=word_by_word,
        in_brief=wording.in_brief,
        identifier_words=wording.identifier_words,
        meaning_of=meaning_of,
        kind_words=kind_words,
        some_subjects=some_subjects,
        coverage_notes=wording.coverage_notes,
        coverage_counts=wording.coverage_counts,
    )
    environment.filters["sentence"] = wording.sentence
    environment.filters["ticked"] = _ticked
    environment.filters["lacked"] = wording.lacked
    return environment
