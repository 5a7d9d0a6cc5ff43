"""Draw positions on a graticule with lines between them; no coastlines, no borders."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from counterflow.core.drawing.graticule import Frame, background, draw_graticule
from counterflow.core.drawing.labels import NEAR_RINGS, Box, Seat, Spot, seat_labels
from counterflow.core.drawing.legend import Entry, draw_legend
from counterflow.core.drawing.marks import mark_at, paint, tone
from counterflow.core.drawing.markup import element, picture, shorten, text_width, words

_FONT = 13.0
_LARGEST = 16.0
_SMALLEST = 6.0
_NARROW = 600.0
"""Pixels below which a drawing is one for a telephone."""
_CROWDED = 6
"""Leader lines that a wide drawing bears at most; a narrow one bears none."""
_TOUCH = 12.0
"""Square pixels that a name may cover of something else before the places are numbered."""
_BEND = 0.14
"""How far a line is bent, as a share of its length."""
_LEAST_SPAN = 4.0
"""Degrees of latitude shown at least, so that a single place has its surroundings."""

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Position:
    """A place to draw.

    Attributes:
        id: Short name by which lines refer to it.
        name: Label.
        lat: Degrees north.
        lon: Degrees east.
        weight: How many; the area of its circle.
        headline: The strongest outcome there; its colour and mark.
        said: What is said of it in place of its weight and headline; empty for these.
    """

    id: str
    name: str
    lat: float
    lon: float
    weight: int
    headline: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A movement from one position to another; ``weight`` is how many."""

    start: str
    end: str
    weight: int


@dataclass(frozen=True, slots=True)
class _Dot:
    position: Position
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class _Curve:
    """A movement as a quadratic Bézier curve, ready to draw."""

    words: str
    start: _Point
    bend: _Point
    end: _Point
    wide: float

    def boxes(self) -> Iterator[Box]:
        """Give small boxes along the curve, which labels keep away from."""
        for at in range(1, 12):
            t = at / 12
            x, y = (
                (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c
                for a, b, c in zip(self.start, self.bend, self.end, strict=True)
            )
            yield Box(x - 3, y - 3, x + 3, y + 3)


def draw_positions(
    positions: Sequence[Position],
    lines: Sequence[Line] = (),
    *,
    title: str,
    width: float = 960,
    largest: float = _LARGEST,
) -> str:
    """Draw places as circles on a graticule, with arrows for movements between them.

    Distances are true along the middle latitude. Places on both sides of the 180th meridian
    are drawn far apart. Where names would need leader lines, in a narrow drawing at all and in a
    wide one more than six, the places are numbered and their names stand in a list beneath.

    Args:
        positions: What to draw; ids must differ.
        lines: Movements; those that name a place that is not drawn are left out.
        title: What is shown.
        largest: Radius in pixels of the heaviest place; less where all weigh the same.
        width: Pixels at natural size; the height follows from the places and their number, at
            most three quarters of it (of a narrow drawing, one and a quarter), and the list
            beneath.

    Returns:
        One SVG; without positions, one that says so.

    Raises:
        ValueError: a latitude or longitude is not finite.

    Example:
        >>> olya = Position("olya", "Olya", 45.78, 47.53, 3, "hold")
        >>> "Olya" in draw_positions([olya], title="Places")
        True
    """
    if not positions:
        text = element("text", words("no position to draw"), x=8, y=24, style=_fill("ink"))
        return picture(title, "no position to draw", width, 40, text, class_="positions")
    frame = _frame(positions, width)
    dots = {dot.position.id: dot for dot in _dots(positions, frame, largest)}
    known = [line for line in lines if line.start in dots and line.end in dots]
    graticule, obstacles = draw_graticule(frame)
    curves = list(_curves(known, dots))
    obstacles += [box for curve in curves for box in curve.boxes()]
    named = list(dots.values())
    labels = _names(named, obstacles, frame)
    legend, bottom = "", frame.height
    if not labels:
        labels = _numbers(named, obstacles, frame)
        entries = [Entry(dot.position.name, dot.position.headline) for dot in named]
        legend, bottom = draw_legend(entries, top=frame.height + 10, width=frame.width)
    return picture(
        title,
        _told(positions, known),
        frame.width,
        bottom,
        background(frame),
        graticule,
        *(_arrow(curve) for curve in curves),
        *(_circle(dot) for dot in named),
        *labels,
        legend,
        class_="positions",
    )


def _fill(name: str) -> str:
    return f"fill:{paint(name)}"


def _frame(positions: Sequence[Position], width: float) -> Frame:
    """Fit the places into a frame with a margin, and let the frame show what lies beside."""
    lats = [position.lat for position in positions]
    lons = [position.lon for position in positions]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    squeeze = max(0.2, math.cos(math.radians(lat)))
    tall = max(_LEAST_SPAN, (max(lats) - min(lats)) * 1.25)
    broad = max(_LEAST_SPAN, (max(lons) - min(lons)) * squeeze * 1.4)
    highest = width * _share(len(positions), narrow=width < _NARROW)
    height = min(highest, max(width * 0.5, width * tall / broad))
    scale = min(height / tall, width / broad)
    return Frame(lat, lon, scale, squeeze, width, round(height))


def _share(places: int, *, narrow: bool) -> float:
    """Give the greatest height as a share of the width: few places need no large empty frame."""
    return min(1.25, 0.4 + 0.07 * places) if narrow else min(0.75, 0.2 + 0.055 * places)


def _dots(positions: Sequence[Position], frame: Frame, largest: float) -> Iterator[_Dot]:
    """Give the circles, largest first, so that small ones lie on top."""
    heaviest = max(1, *(position.weight for position in positions))
    for position in sorted(positions, key=lambda item: (-item.weight, item.name, item.id)):
        x, y = frame.project(position.lat, position.lon)
        radius = max(_SMALLEST, largest * math.sqrt(max(0, position.weight) / heaviest))
        yield _Dot(position, x, y, radius)


def _circle(dot: _Dot) -> str:
    colour = paint(tone(dot.position.headline))
    named = element("title", words(_caption(dot.position)))
    ring = element(
        "circle",
        named,
        cx=dot.x,
        cy=dot.y,
        r=dot.radius,
        style=f"fill:{colour};fill-opacity:.22;stroke:{colour}",
        stroke_width=1.5,
    )
    return ring + mark_at(dot.position.headline, dot.x, dot.y, 9)


def _names(dots: Sequence[_Dot], obstacles: Sequence[Box], frame: Frame) -> list[str]:
    """Draw the name beside each place; nothing at all where too many find no room there."""
    texts = [shorten(dot.position.name, 34) for dot in dots]
    seats = _seated(dots, texts, obstacles, frame)
    leaders = sum(1 for seat in seats if seat.far)
    most = 0 if frame.width < _NARROW else _CROWDED
    if leaders > most or any(seat.covered > _TOUCH for seat in seats):
        return []
    lines = [_leader(dot, seat.box) for dot, seat in zip(dots, seats, strict=True) if seat.far]
    return [*lines, *(_label(text, seat) for text, seat in zip(texts, seats, strict=True))]


def _numbers(dots: Sequence[_Dot], obstacles: Sequence[Box], frame: Frame) -> list[str]:
    """Draw the number of each place, close enough to its circle to need no line."""
    texts = [str(number) for number in range(1, len(dots) + 1)]
    seats = _seated(dots, texts, obstacles, frame, rings=NEAR_RINGS)
    return [
        _label(text, _inside(seat, frame), bold=True)
        for text, seat in zip(texts, seats, strict=True)
    ]


def _seated(
    dots: Sequence[_Dot],
    texts: Sequence[str],
    obstacles: Sequence[Box],
    frame: Frame,
    **rings: Sequence[float],
) -> list[Seat]:
    spots = [
        Spot(dot.x, dot.y, dot.radius, text_width(text, _FONT), _FONT + 3)
        for dot, text in zip(dots, texts, strict=True)
    ]
    return seat_labels(spots, obstacles, width=frame.width, height=frame.height, **rings)


def _inside(seat: Seat, frame: Frame) -> Seat:
    """Push a seat that found no free room back into the frame."""
    box = seat.box
    right = max(0.0, box.right - frame.width) - max(0.0, -box.left)
    down = max(0.0, box.bottom - frame.height) - max(0.0, -box.top)
    pushed = Box(box.left - right, box.top - down, box.right - right, box.bottom - down)
    return Seat(pushed, seat.anchor, seat.far, seat.covered)


def _label(text: str, seat: Seat, *, bold: bool = False) -> str:
    return element(
        "text",
        words(text),
        x=seat.x,
        y=seat.box.bottom - 4,
        text_anchor=seat.anchor,
        font_size=_FONT,
        font_weight="bold" if bold else "normal",
        stroke_width=3,
        stroke_linejoin="round",
        style=f"{_fill('ink')};stroke:{paint('ground')};paint-order:stroke",
    )


def _leader(dot: _Dot, box: Box) -> str:
    """Join a mark's edge with the nearest point of its label."""
    near = min(max(dot.x, box.left), box.right), min(max(dot.y, box.top), box.bottom)
    x, y = _towards((dot.x, dot.y), near, dot.radius)
    style = f"stroke:{paint('muted')}"
    return element("line", x1=x, y1=y, x2=near[0], y2=near[1], style=style, stroke_width=1)


def _curves(lines: Sequence[Line], dots: Mapping[str, _Dot]) -> Iterator[_Curve]:
    """Bend each movement, so that the way there and the way back stay apart."""
    heaviest = max((line.weight for line in lines), default=1)
    for line in lines:
        start, end = dots[line.start], dots[line.end]
        across, down = end.x - start.x, end.y - start.y
        length = math.hypot(across, down)
        if not length:
            continue
        bend = (start.x + end.x) / 2 - down * _BEND, (start.y + end.y) / 2 + across * _BEND
        # Circles that nearly touch leave no room: the gaps shrink, and the arrow stays visible.
        room = min(1.0, length / (start.radius + end.radius + 14))
        yield _Curve(
            f"{start.position.name} to {end.position.name}: {_transactions(line.weight)}",
            _towards((start.x, start.y), bend, (start.radius + 2) * room),
            bend,
            _towards((end.x, end.y), bend, (end.radius + 3) * room),
            1.5 + 2 * math.sqrt(max(0, line.weight) / max(1, heaviest)),
        )


def _arrow(curve: _Curve) -> str:
    """Draw a movement with its arrow head."""
    path = " ".join(f"{x:.2f} {y:.2f}" for x, y in (curve.bend, curve.end))
    stroke = element(
        "path",
        element("title", words(curve.words)),
        d=f"M{curve.start[0]:.2f} {curve.start[1]:.2f}Q{path}",
        style=f"fill:none;stroke:{paint('ink')};stroke-opacity:.75",
        stroke_width=curve.wide,
    )
    return stroke + _head(curve)


def _towards(point: _Point, aim: _Point, distance: float) -> _Point:
    """Go some pixels from a point towards another."""
    length = math.dist(point, aim) or 1.0
    share = distance / length
    return point[0] + (aim[0] - point[0]) * share, point[1] + (aim[1] - point[1]) * share


def _head(curve: _Curve) -> str:
    """Draw the arrow head, its point at the end of the curve."""
    size = 7 + curve.wide
    base = _towards(curve.end, curve.bend, size)
    side_x, side_y = (curve.end[1] - base[1]) * 0.42, (base[0] - curve.end[0]) * 0.42
    corners = (
        curve.end,
        (base[0] + side_x, base[1] + side_y),
        (base[0] - side_x, base[1] - side_y),
    )
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
    return element("polygon", points=points, style=_fill("ink"))


def _caption(position: Position) -> str:
    said = position.said or f"{_transactions(position.weight)}, {position.headline}"
    return f"{position.name}: {said}"


def _transactions(count: int) -> str:
    return f"{count:,} transaction" + ("" if count == 1 else "s")


def _told(positions: Sequence[Position], lines: Sequence[Line]) -> str:
    """Say the drawing in words; the page's table says it in full."""
    ordered = sorted(positions, key=lambda item: (-item.weight, item.name))
    places = "; ".join(_caption(position) for position in ordered[:20])
    more = f"; and {len(ordered) - 20} more" if len(ordered) > 20 else ""
    return f"Positions only, without coastlines. {places}{more}. Movements: {len(lines)}."
