"""Draw a site, its surroundings, routes, distances and footprints on a graticule."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from counterflow.core.drawing.graticule import Frame, background, draw_graticule
from counterflow.core.drawing.labels import NEAR_RINGS, Box, Seat, Spot, seat_labels
from counterflow.core.drawing.marks import paint
from counterflow.core.drawing.markup import element, picture, shorten, text_width, visible, words
from counterflow.core.drawing.text_line import text_line
from counterflow.core.drawing.wrapping import wrapped

_FONT = 13.0
_RADIUS = {"site": 8.0, "place": 5.0, "route": 5.0}
_TONES = {"site": "stop", "place": "ink", "route": "review"}
_LEAST_SPAN = 3.0
"""Degrees shown at least, so that a single place has its surroundings."""
_NARROW = 600.0
_CROWDED = 6
"""Lines between names and marks that a wide drawing bears; a narrow one bears none."""
_TOUCH = 12.0
"""Square pixels that a name may cover of something else before the marks are numbered."""

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place: its id, its label, degrees of WGS 84, and its kind (site, place or route)."""

    id: str
    name: str
    lat: float
    lon: float
    kind: str = "place"


@dataclass(frozen=True, slots=True)
class Span:
    """A distance between two marks by their ids; ``said`` tells the stated and the computed one."""

    start: str
    end: str
    said: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A footprint: corners as (longitude, latitude), and what it is of."""

    corners: tuple[_Point, ...]
    name: str


def draw_site_map(
    marks: Sequence[Mark],
    *,
    title: str,
    routes: Sequence[tuple[str, ...]] = (),
    spans: Sequence[Span] = (),
    outlines: Sequence[Outline] = (),
    width: float = 960,
) -> str:
    """Draw a map. A square is the site, a circle a place, a diamond a sea or strait on a route.

    Routes are thick arrows through their marks in order, distances thin dotted lines, footprints
    filled outlines. Where names find no room, marks are numbered and named in a list beneath; the
    distances are always listed beneath.

    Args:
        marks: Places; ids must differ.
        title: What is shown.
        routes: Ids of marks in the order of travel; unknown ids are passed over.
        spans: Distances; those of unknown ids are listed without a line.
        outlines: Footprints.
        width: Pixels at natural size.

    Returns:
        One SVG; with nothing to draw, one that says so.

    Raises:
        ValueError: a position is not finite.

    Example:
        >>> "Olya" in draw_site_map([Mark("o", "Olya", 45.8, 47.6, "site")], title="Map")
        True
    """
    points = [(mark.lon, mark.lat) for mark in marks]
    points += [corner for outline in outlines for corner in outline.corners]
    if not points:
        nothing = "no position is known"
        return picture(title, nothing, width, 28, text_line(0, 18, nothing), class_="site-map")
    frame = _frame(points, width)
    at = {mark.id: frame.project(mark.lat, mark.lon) for mark in marks}
    ways = [[at[stop] for stop in route if stop in at] for route in routes]
    known = [span for span in spans if span.start in at and span.end in at]
    graticule, obstacles = draw_graticule(frame)
    for path in [*ways, *([at[span.start], at[span.end]] for span in known)]:
        obstacles += list(_boxes(path))
    labels, listed = _labels(marks, at, obstacles, frame)
    listed += [span.said for span in spans] + [f"Footprint: {one.name}" for one in outlines]
    beneath, bottom = _list(listed, frame)
    return picture(
        title,
        _told(marks, spans),
        frame.width,
        bottom,
        background(frame),
        graticule,
        *(_outline(outline, frame) for outline in outlines),
        *(_span(at[span.start], at[span.end], span.said) for span in known),
        *(_route(way) for way in ways if len(way) > 1),
        *(_mark(mark, *at[mark.id]) for mark in marks),
        labels,
        beneath,
        class_="site-map",
    )


def _frame(points: Sequence[_Point], width: float) -> Frame:
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    squeeze = max(0.2, math.cos(math.radians(lat)))
    tall = max(_LEAST_SPAN, (max(lats) - min(lats)) * 1.3)
    broad = max(_LEAST_SPAN, (max(lons) - min(lons)) * squeeze * 1.45)
    share = 1.2 if width < _NARROW else 0.62
    height = min(width * share, max(width * 0.42, width * tall / broad))
    return Frame(lat, lon, min(height / tall, width / broad), squeeze, width, round(height))


def _boxes(path: Sequence[_Point]) -> Iterator[Box]:
    """Give small boxes along lines, which labels keep away from."""
    for (x1, y1), (x2, y2) in pairwise(path):
        for step in range(1, 16):
            x, y = x1 + (x2 - x1) * step / 16, y1 + (y2 - y1) * step / 16
            yield Box(x - 3, y - 3, x + 3, y + 3)


def _labels(
    marks: Sequence[Mark], at: dict[str, _Point], obstacles: Sequence[Box], frame: Frame
) -> tuple[str, list[str]]:
    """Name the marks; number them where names have no room, and give the list of names."""
    names = [shorten(visible(mark.name), 40) for mark in marks]
    seats = _seats(marks, at, names, obstacles, frame)
    leaders = sum(seat.far for seat in seats)
    if all(seat.covered <= _TOUCH for seat in seats) and leaders <= _leaders(frame):
        lines = (_leader(at[mark.id], seat) for mark, seat in zip(marks, seats, strict=True))
        return "".join([*lines, *map(_label, names, seats)]), []
    numbers = [str(number) for number in range(1, len(marks) + 1)]
    seats = _seats(marks, at, numbers, obstacles, frame, rings=NEAR_RINGS)
    listed = [f"{number} {name}" for number, name in zip(numbers, names, strict=True)]
    return "".join(map(_label, numbers, seats)), listed


def _seats(
    marks: Sequence[Mark],
    at: dict[str, _Point],
    texts: Sequence[str],
    obstacles: Sequence[Box],
    frame: Frame,
    **rings: Sequence[float],
) -> list[Seat]:
    spots = [
        Spot(*at[mark.id], _RADIUS.get(mark.kind, 5.0), text_width(text, _FONT), _FONT + 3)
        for mark, text in zip(marks, texts, strict=True)
    ]
    return seat_labels(spots, obstacles, width=frame.width, height=frame.height, **rings)


def _leaders(frame: Frame) -> int:
    """Give how many lines between names and marks a drawing bears."""
    return 0 if frame.width < _NARROW else _CROWDED


def _leader(point: _Point, seat: Seat) -> str:
    if not seat.far:
        return ""
    box = seat.box
    near = min(max(point[0], box.left), box.right), min(max(point[1], box.top), box.bottom)
    style = f"stroke:{paint('muted')}"
    return element("line", x1=point[0], y1=point[1], x2=near[0], y2=near[1], style=style,
                   stroke_width=0.8)  # fmt: skip


def _label(text: str, seat: Seat) -> str:
    return text_line(seat.x, seat.box.bottom - 4, text, size=_FONT, anchor=seat.anchor)


def _list(texts: Sequence[str], frame: Frame) -> tuple[str, float]:
    drawn, y = [], frame.height + 4
    for text in texts:
        for line in wrapped(text, frame.width - 8, _FONT):
            y += 18
            drawn.append(text_line(4, y, line, size=_FONT))
    return "".join(drawn), y + (6 if texts else -4)


def _mark(mark: Mark, x: float, y: float) -> str:
    colour = paint(_TONES.get(mark.kind, "ink"))
    style = f"fill:{colour};stroke:{paint('ground')}"
    named = element("title", words(mark.name))
    r = _RADIUS.get(mark.kind, 5.0)
    if mark.kind == "site":
        return element("rect", named, x=x - r, y=y - r, width=2 * r, height=2 * r, style=style,
                       stroke_width=1.5)  # fmt: skip
    if mark.kind == "route":
        corners = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
        return element("polygon", named, points=_points(corners), style=style, stroke_width=1.5)
    return element("circle", named, cx=x, cy=y, r=r, style=style, stroke_width=1.5)


def _route(way: Sequence[_Point]) -> str:
    """Draw the stretches of a route, each with its arrow head."""
    drawn = []
    for start, end in pairwise(way):
        length = math.dist(start, end)
        if length < 1:
            continue
        across, down = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        tip = end[0] - across * 9, end[1] - down * 9
        base = tip[0] - across * 11, tip[1] - down * 11
        style = f"stroke:{paint('review')}"
        drawn.append(element("line", x1=start[0], y1=start[1], x2=base[0], y2=base[1], style=style,
                             stroke_width=2.5))  # fmt: skip
        sides = (
            (base[0] - down * 5, base[1] + across * 5),
            (base[0] + down * 5, base[1] - across * 5),
        )
        points = _points((tip, *sides))
        drawn.append(element("polygon", points=points, style=f"fill:{paint('review')}"))
    return "".join(drawn)


def _span(start: _Point, end: _Point, said: str) -> str:
    style = f"stroke:{paint('muted')}"
    return element("line", element("title", words(said)), x1=start[0], y1=start[1], x2=end[0],
                   y2=end[1], style=style, stroke_width=1.2, stroke_dasharray="3 4")  # fmt: skip


def _outline(outline: Outline, frame: Frame) -> str:
    corners = [frame.project(lat, lon) for lon, lat in outline.corners]
    style = f"fill:{paint('hold')};fill-opacity:.18;stroke:{paint('hold')}"
    named = element("title", words(outline.name))
    return element("polygon", named, points=_points(corners), style=style, stroke_width=1.2)


def _points(corners: Sequence[_Point]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)


def _told(marks: Sequence[Mark], spans: Sequence[Span]) -> str:
    places = "; ".join(f"{mark.name} ({mark.kind})" for mark in marks)
    said = "; ".join(span.said for span in spans)
    return f"Positions only, without coastlines. {places}. {said}".strip()
