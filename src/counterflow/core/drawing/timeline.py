"""Draw days and periods on one scale of time, a row each, so that no two labels can meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from counterflow.core.drawing.marks import paint
from counterflow.core.drawing.markup import element, picture, text_width, words
from counterflow.core.drawing.text_line import text_line
from counterflow.core.drawing.wrapping import wrapped

_SIZE = 13.0
_LINE = 17.0
_GAP = 12.0
_TOP = 34.0
_NARROW = 600.0
_FEW_DAYS = 90
"""Days of a scale that weeks tell better than months."""
_TONES = {"published": "muted", "said": "review", "period": "hold"}
_SHAPES = "published: open circle; said: filled circle; period spoken of: bar"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a day, or a period.

    Attributes:
        first: First day; ``None`` where the beginning is open.
        last: Last day; ``None`` where the end is open.
        label: What happened, with the numbers of its notes.
        when: The date as a reader is told it.
        kind: published, said or period; decides shape and colour.
    """

    first: dt.date | None
    last: dt.date | None
    label: str
    when: str
    kind: str

    @property
    def told(self) -> str:
        """Say it in words."""
        return f"{self.when}: {self.label}"


@dataclass(frozen=True, slots=True)
class _Axis:
    first: int
    last: int
    left: float
    right: float

    def at(self, day: dt.date) -> float:
        share = (day.toordinal() - self.first) / max(1, self.last - self.first)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))


def draw_timeline(rows: Sequence[Row], *, title: str, width: float = 960) -> str:
    """Draw a timeline: the scale above, then a row for each day or period, its words beside it.

    An open end is drawn as a bar that reaches the edge and ends in a point. Shape and colour say
    the kind, and the words say it too.

    Args:
        rows: In the order to draw.
        title: What is shown.
        width: Pixels at natural size; in a narrow drawing the words stand above each row.

    Returns:
        One SVG; without a dated row, one that says so.

    Example:
        >>> day = dt.date(2023, 6, 9)
        >>> row = Row(day, day, "Statement", "2023-06-09", "said")
        >>> "Statement" in draw_timeline([row], title="Days")
        True
    """
    days = [day for row in rows for day in (row.first, row.last) if day is not None]
    if not days:
        nothing = "no date is known"
        return picture(title, nothing, width, 28, text_line(0, 18, nothing), class_="timeline")
    narrow = width < _NARROW
    axis = _axis(days, 12.0 if narrow else width * 0.46, width - 12)
    drawn, y = [], _TOP
    for row in rows:
        room = width if narrow else axis.left - 24
        lines = wrapped(row.told, room, _SIZE, most=4)
        high = len(lines) * _LINE
        middle = y + (high + 9 if narrow else high / 2)
        texts = (text_line(0, y + 12 + at * _LINE, one, size=_SIZE) for at, one in enumerate(lines))
        shape = element("title", words(row.told)) + _shape(row, axis, middle)
        drawn.append("".join(texts) + element("g", shape))
        y += high + _GAP + (18 if narrow else 0)
    told = "; ".join(row.told for row in rows)
    grid = _grid(axis, y)
    return picture(title, f"{_SHAPES}. {told}", width, y + 4, grid, *drawn, class_="timeline")


def _axis(days: Sequence[dt.date], left: float, right: float) -> _Axis:
    first, last = min(days).toordinal(), max(days).toordinal()
    spare = max(10, (last - first) // 12)
    earliest, latest = dt.date.min.toordinal(), dt.date.max.toordinal()
    return _Axis(max(earliest, first - spare), min(latest, last + spare), left, right)


def _grid(axis: _Axis, bottom: float) -> str:
    drawn = []
    reached = axis.left - 60
    for day, text in _ticks(axis):
        x = axis.at(day)
        wide = text_width(text, 11)
        if x - wide / 2 < reached + 8 or x + wide / 2 > axis.right + 12:
            continue
        reached = x + wide / 2
        style = f"stroke:{paint('line')}"
        drawn.append(element("line", x1=x, x2=x, y1=_TOP - 10, y2=bottom, style=style))
        drawn.append(text_line(x, _TOP - 16, text, size=11, anchor="middle", colour="muted"))
    return "".join(drawn)


def _ticks(axis: _Axis) -> Iterator[tuple[dt.date, str]]:
    """Give days, or the first days of months or years, whichever give a few ticks."""
    first, last = dt.date.fromordinal(axis.first), dt.date.fromordinal(axis.last)
    span = axis.last - axis.first
    if span < _FEW_DAYS:
        for number in range(axis.first, axis.last + 1, 7 if span <= _FEW_DAYS // 2 else 14):
            week = dt.date.fromordinal(number)
            yield week, week.isoformat()
        return
    step = 1 if span < 400 else 3 if span < 1100 else 12 * max(1, span // 4400)
    for year in range(first.year, last.year + 1):
        for month in range(1, 13):
            if (year * 12 + month - 1) % step:
                continue
            day = dt.date(year, month, 1)
            if first <= day <= last:
                yield day, str(year) if step >= 12 else f"{year}-{month:02}"


def _shape(row: Row, axis: _Axis, y: float) -> str:
    colour = paint(_TONES.get(row.kind, "muted"))
    start = axis.at(row.first) if row.first else axis.left
    end = axis.at(row.last) if row.last else axis.right
    if row.kind != "period" and end - start < 10:
        ground = colour if row.kind == "said" else paint("ground")
        style = f"fill:{ground};stroke:{colour}"
        return element("circle", cx=(start + end) / 2, cy=y, r=5, style=style, stroke_width=2)
    end = max(end, start + 4)
    bar = f"fill:{colour};fill-opacity:.3;stroke:{colour}"
    drawn = element("rect", x=start, y=y - 4, width=end - start, height=8, style=bar)
    if row.first is None:
        drawn += _point(axis.left, y, -8, colour)
    if row.last is None:
        drawn += _point(axis.right, y, 8, colour)
    return drawn


def _point(x: float, y: float, reach: float, colour: str) -> str:
    points = f"{x:.2f},{y - 7:.2f} {x + reach:.2f},{y:.2f} {x:.2f},{y + 7:.2f}"
    return element("polygon", points=points, style=f"fill:{colour}")
