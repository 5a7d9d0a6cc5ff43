"""Draw a dossier: its timeline, its map and its flows, as SVG of any width."""

from __future__ import annotations

import datetime as dt

from counterflow.core.dossiers import Distance, Dossier
from counterflow.core.drawing.flow_graph import Lane, draw_flows
from counterflow.core.drawing.site_map import Mark, Outline, Span, draw_site_map
from counterflow.core.drawing.timeline import Row, draw_timeline
from counterflow.core.edtf import FIRST, LAST, bounds_of
from counterflow.publish.dossier.wording import date_words

WIDE = 760.0
"""Pixels of the wide drawings: their words are some 8 points high on a printed page."""
WHEN = (
    "Open circle: published. Filled circle: said. Bar: the time spoken of; a pointed end is open."
)
WHERE = (
    "Square: the site. Circle: a place named. Diamond: a sea or strait on a route; the line is no "
    "track. Positions only, without coastlines or borders. A shaded outline is the ground that an "
    "exhibit shows."
)
FLOWS = "Dotted: denied by all who speak of it. Dashed: sought, offered or planned."
"""What the shapes of the drawings mean, for their captions."""


def note_marks(notes: tuple[int, ...]) -> str:
    """Write the numbers of notes as a text does.

    Example:
        >>> note_marks((1, 3))
        ' [1, 3]'
    """
    return f" [{', '.join(map(str, notes))}]" if notes else ""


def timeline(dossier: Dossier, width: float) -> str:
    """Draw the timeline; empty where no date is known."""
    rows = []
    for moment in dossier.moments:
        first, last = bounds_of(moment.date)
        label = moment.text + note_marks(moment.notes)
        rows.append(Row(_known(first), _known(last), label, date_words(moment.date), moment.kind))
    rows = [row for row in rows if row.first or row.last]
    return draw_timeline(rows, title=f"Timeline: {dossier.title}", width=width) if rows else ""


def _known(day: dt.date) -> dt.date | None:
    return None if day in (FIRST, LAST) else day


def flow_graph(dossier: Dossier, width: float) -> str:
    """Draw the flows; empty where none is claimed."""
    lanes = []
    for flow in dossier.flows:
        more = [flow.item or "not said what"]
        more += [f"by way of {flow.route}"] if flow.route else []
        more += [flow.value] if flow.value else []
        label = ", ".join(more) + note_marks(flow.notes)
        lanes.append(Lane(flow.source, flow.target, label, flow.status))
    return draw_flows(lanes, title=f"Flows: {dossier.title}", width=width) if lanes else ""


def ground_map(dossier: Dossier, width: float) -> str:
    """Draw the map; empty where neither a position nor a footprint is known."""
    outlines = tuple(
        Outline(one.footprint.corners, one.name) for one in dossier.exhibits if one.footprint
    )
    if not dossier.spots and not outlines:
        return ""
    names = {spot.name.casefold(): spot.id for spot in dossier.spots}
    # An end without a mark gives no line; the distance is listed beneath the map all the same.
    spans = [
        Span(
            names.get(one.origin.casefold(), ""),
            names.get(one.place.casefold(), ""),
            distance_words(one),
        )
        for one in dossier.distances
    ]
    return draw_site_map(
        [Mark(one.id, one.name, one.latitude, one.longitude, one.kind) for one in dossier.spots],
        title=f"Map: {dossier.title}",
        routes=[way.spots for way in dossier.ways],
        spans=spans,
        outlines=outlines,
        width=width,
    )


def distance_words(one: Distance) -> str:
    """Say a stated distance beside the computed one."""
    computed = "" if one.computed_km is None else f", {one.computed_km:,.0f} km computed"
    words = f"{one.origin} to {one.place}: {one.stated} stated{computed}; {one.verdict}"
    return words + note_marks(one.notes)
