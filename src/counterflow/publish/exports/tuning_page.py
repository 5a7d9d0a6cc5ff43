"""Write a tuning report as one HTML file that a compliance officer can read, print and file."""

from __future__ import annotations

from typing import IO, Any

from jinja2 import Environment

from counterflow.core.drawing.shares import ShareRow, scale_start, share_plot, three_digits
from counterflow.core.model.snapshots import UNRELIABLE
from counterflow.publish.exports.pages import drawn_twice, environment_of_pages
from counterflow.screening.tuning.fates import fate_of
from counterflow.screening.tuning.recall import BREADTH, ClassRecall, Measured
from counterflow.screening.tuning.report import TuningReport, faults, ground_fault
from counterflow.screening.tuning.variations import FLOOR_SETTERS

SHOWN_MISSES = 20
"""Misses of a class that the page names; the JSON holds up to a hundred."""
SHOWN_CHANGES = 50


def write_tuning_page(report: TuningReport, target: IO[bytes]) -> None:
    """Write one self-contained HTML file: no scripts, nothing loaded from anywhere.

    Args:
        report: The report.
        target: A binary file; left open.

    Raises:
        OSError: the target cannot be written.

    Example:
        >>> import io
        >>> page = io.BytesIO()
        >>> report = TuningReport("2026-01-20", "2026-01-20", "0.1", "", "", 0.7, ())
        >>> write_tuning_page(report, page)
        >>> b"Nobody has signed" in page.getvalue()
        True

    Basis:
        WCAG 2.2 level AA for contrast, headings, names and the use of colour.
    """
    page = _environment().get_template("tuning.html.jinja").render(_page(report))
    target.write(page.encode())


def _page(report: TuningReport) -> dict[str, Any]:
    """Gather what the template shows."""
    classes = report.recall.classes if report.recall else ()
    rows = [_row(one, one.matches) for one in classes]
    sources = {one.floor_source for one in classes}
    return {
        "report": report,
        "classes": classes,
        "faults": list(faults(report)),
        "unreliable": [state for state in report.lists if state.state in UNRELIABLE],
        "snapshots": tuple(state.snapshot for state in report.lists if state.snapshot),
        "ground": ground_fault(report.lists),
        "found_plot": drawn_twice(
            lambda width: share_plot(rows, title="Found, by class", width=width)
        ),
        "scale_start": scale_start(rows) if rows else 0.0,
        "floor_setters": FLOOR_SETTERS,
        "setters_in_use": [told for source, told in FLOOR_SETTERS.items() if source in sources],
        "breadth": BREADTH,
        "fate_of": fate_of,
        "shown_misses": SHOWN_MISSES,
        "shown_changes": SHOWN_CHANGES,
    }


def _row(one: ClassRecall, measured: Measured) -> ShareRow:
    share = measured.share if one.asked else None
    return ShareRow(one.words, share, measured.low, measured.high, measured.floor)


def _environment() -> Environment:
    environment = environment_of_pages()
    environment.filters["share"] = three_digits
    environment.filters["percent"] = lambda share: f"{share:.1%}"
    return environment
