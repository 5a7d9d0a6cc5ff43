"""Draw counts over time as stacked columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from counterflow.core.drawing.bars import Part
from counterflow.core.drawing.marks import paint, tone
from counterflow.core.drawing.markup import element, picture, text_width, words
from counterflow.core.drawing.text_line import text_line

_SIZE = 12.0
_HIGH = 120.0
_TOP = 20.0
_GAP = 0.2
"""Share of a column's room that stays empty."""
_WIDEST = 48.0
_LEAST = 3.0
"""Pixels of the lowest part: one stop beside a thousand reviews is still seen."""


def count_columns(
    rows: Sequence[tuple[str, Sequence[Part]]], *, title: str, width: float = 960
) -> str:
    """Draw one stacked column per period, all to the same scale, each with its total above it.

    Labels below the columns are left out where they would touch each other, but for those of the
    first and of the last column; each column carries
    its label and figures as a title, and the page's table holds them all.

    Args:
        rows: Label and parts of each period, in the order of time.
        title: What is counted.
        width: Pixels at natural size.

    Returns:
        One SVG; without rows, one that says that nothing was counted.

    Example:
        >>> "2025-03: 2 hold" in count_columns([("2025-03", [Part("hold", 2)])], title="By month")
        True
    """
    highest = max((sum(part.count for part in parts) for _, parts in rows), default=0)
    if not highest:
        text = text_line(0, 15, "nothing was counted", size=_SIZE)
        return picture(title, "nothing was counted", width, 24, text, class_="count-columns")
    room = min(_WIDEST, width / len(rows))
    widest = max(text_width(label, _SIZE) for label, _ in rows) + 8
    every = max(1, -(-int(widest) // max(1, int(room))))
    floor = _TOP + _HIGH
    drawn, told = [_floor(floor, room * len(rows))], []
    for at, (label, parts) in enumerate(rows):
        counted = [part for part in parts if part.count]
        told.append(f"{label}: " + (", ".join(f"{p.count:,} {p.headline}" for p in counted) or "0"))
        drawn.append(_column(counted, at * room, room, floor, highest, told[-1]))
    drawn += _labels([label for label, _ in rows], room, every, floor + 16, width)
    return picture(title, "; ".join(told), width, floor + 22, *drawn, class_="count-columns")


def _labels(
    labels: Sequence[str], room: float, every: int, y: float, width: float
) -> Iterator[str]:
    """Draw the first label, the last one, and those between that touch neither."""
    last = len(labels) - 1
    # A label is wider than its column: the last one is pulled into the frame.
    end = max(0.0, min(last * room + room * _GAP / 2, width - text_width(labels[-1], _SIZE)))
    for at, label in enumerate(labels):
        x = end if at == last else at * room + room * _GAP / 2
        if at == last or (at % every == 0 and x + text_width(label, _SIZE) + 6 <= end):
            yield text_line(x, y, label, size=_SIZE, colour="muted")


def _column(
    parts: Sequence[Part], left: float, room: float, floor: float, highest: int, told: str
) -> str:
    """Draw one column from the floor up, the first part on top."""
    wide, x = room * (1 - _GAP), left + room * _GAP / 2
    total = sum(part.count for part in parts)
    heights = [max(_LEAST, (_HIGH - 12) * part.count / highest) for part in parts]
    y = floor - sum(heights)
    drawn = []
    label = f"{total:,}"
    if total and text_width(label, _SIZE) <= room + 2:
        drawn.append(text_line(x + wide / 2, y - 4, label, size=_SIZE, anchor="middle"))
    for part, high in zip(parts, heights, strict=True):
        style = f"fill:{paint(tone(part.headline))};stroke:{paint('ground')}"
        named = element("title", words(told))
        drawn.append(element("rect", named, x=x, y=y, width=wide, height=high, style=style))
        y += high
    return "".join(drawn)


def _floor(y: float, wide: float) -> str:
    stroke = f"stroke:{paint('line')}"
    return element("line", x1=0, x2=wide, y1=y, y2=y, style=stroke, stroke_width=1)
