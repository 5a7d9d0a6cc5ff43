"""Write a run as one HTML file that a compliance officer can read, print and file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from counterflow.core.drawing.bars import Part, count_bars, stacked_bar
from counterflow.core.drawing.columns import count_columns
from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.runs import RunSummary
from counterflow.core.model.snapshots import UNRELIABLE
from counterflow.publish.exports import wording
from counterflow.publish.exports.cards import (
    LISTED_PARTS,
    UNFOLDED,
    alert_of,
    environment_of_cards,
)
from counterflow.publish.exports.kept import ALERTS, Kept, keep
from counterflow.publish.exports.pages import drawn_twice
from counterflow.publish.exports.reasons import (
    filters_of,
    kind_words,
)

LISTED_REFUSALS = 200
"""Refused rows shown."""
FULL = 300
"""Alerts shown in full, the strongest; a page with more opens badly and cannot be sent."""
OPENED = 3
"""Alerts that stand open when the page is opened; up to ``FEW`` all of them do."""
FEW = 5
_ORDER = (*map(str, Outcome), NOT_FULLY_SCREENED)
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
    page = environment_of_cards().get_template("report.html.jinja")
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
            **alert_of(decision),
        }
        for number, decision in enumerate(decisions, start=1)
    ]


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
