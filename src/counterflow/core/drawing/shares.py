"""Draw shares with their intervals beside the floors that they must reach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from counterflow.core.drawing.marks import paint
from counterflow.core.drawing.markup import element, picture, text_width, words
from counterflow.core.drawing.text_line import text_line

_SIZE = 14.0
_ROW = 26.0
_TOP = 30.0
_NARROW = 560.0
"""Pixels below which the label stands above its row instead of beside it."""
_STEP = 0.1


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share.

    Attributes:
        label: What it is the share of.
        share: In 0–1; ``None`` where nothing was measured.
        low: Lower end of its interval.
        high: Upper end.
        floor: The least that is demanded; ``None`` where nothing is.
    """

    label: str
    share: float | None
    low: float = 0.0
    high: float = 1.0
    floor: float | None = None

    @property
    def told(self) -> str:
        """Say it in words."""
        if self.share is None:
            return f"{self.label}: not measured"
        floor = "no floor" if self.floor is None else f"floor {self.floor:.3g}"
        below = ", breached" if self.floor is not None and self.share < self.floor else ""
        measured = f"{three_digits(self.share)} ({three_digits(self.low)} to {self.high:.3f})"
        return f"{self.label}: {measured}, {floor}{below}"


def three_digits(share: float) -> str:
    """Write a share with three digits, cut and never rounded up: only a whole is 1.000.

    Example:
        >>> three_digits(0.9995), three_digits(1.0), three_digits(0.29)
        ('0.999', '1.000', '0.290')
    """
    return f"{math.floor(round(share * 1000, 6)) / 1000:.3f}"


def share_plot(rows: Sequence[ShareRow], *, title: str, width: float = 960) -> str:
    """Draw one line per share: its interval as a bar, itself as a dot, its floor as a tick.

    A share below its floor is drawn as a square, in the colour of *stop*, with the word beside it.
    The scale begins at the tenth below the lowest value drawn and ends at 1.

    Args:
        rows: In the order to draw.
        title: What is measured.
        width: Pixels at natural size.

    Returns:
        One SVG; without rows, one that says that nothing was measured.

    Raises:
        ValueError: a share lies outside 0–1.

    Example:
        >>> "breached" in share_plot([ShareRow("one slip", 0.8, 0.7, 0.9, 0.96)], title="Recall")
        True
    """
    if not rows:
        nothing = "nothing was measured"
        return picture(title, nothing, width, 24, text_line(0, 15, nothing), class_="share-plot")
    for row in rows:
        values = [row.low, row.high, row.share or 0.0, row.floor or 0.0]
        if not all(0 <= value <= 1 for value in values):
            raise ValueError(f"cannot draw {row.told}: a share lies between 0 and 1")
    narrow = width < _NARROW
    left = 12.0 if narrow else max(text_width(row.label, _SIZE) for row in rows) + 16
    high = _ROW * 1.85 if narrow else _ROW
    scale = _Scale(scale_start(rows), left, width - 80 if not narrow else width - 12)
    bottom = _TOP + high * len(rows)
    drawn = [_grid(scale, bottom)]
    for at, row in enumerate(rows):
        drawn.append(_drawn(row, scale, _TOP + high * at, high, beside=not narrow))
    told = "; ".join(row.told for row in rows)
    return picture(title, told, width, bottom + 6, *drawn, class_="share-plot")


@dataclass(frozen=True, slots=True)
class _Scale:
    start: float
    left: float
    right: float

    def at(self, share: float) -> float:
        """Give the place of a share."""
        part = (share - self.start) / (1 - self.start)
        return self.left + (self.right - self.left) * max(0.0, part)


def scale_start(rows: Sequence[ShareRow]) -> float:
    """Give where the scale begins: the tenth below the lowest value.

    So differences near 1 can be seen. Whoever shows the drawing must say where it does not begin at
    0: shares look further apart than they are.

    Args:
        rows: What is drawn.

    Example:
        >>> scale_start([ShareRow("one slip", 0.8, 0.75, 0.9, 0.96)])
        0.7
    """
    measured = [
        min(r.low, r.floor if r.floor is not None else 1.0) for r in rows if r.share is not None
    ]
    lowest = min(measured, default=0.0)
    return min(0.9, max(0.0, round(math.floor(lowest / _STEP) * _STEP, 1)))


def _grid(scale: _Scale, bottom: float) -> str:
    drawn = []
    for at in range(round(scale.start / _STEP), 11):
        x = scale.at(at * _STEP)
        stroke = f"stroke:{paint('line')}"
        drawn.append(element("line", x1=x, x2=x, y1=_TOP - 8, y2=bottom, style=stroke))
        drawn.append(
            text_line(x, _TOP - 13, f"{at * _STEP:.1f}", size=12, anchor="middle", colour="muted")
        )
    return "".join(drawn)


def _drawn(row: ShareRow, scale: _Scale, top: float, high: float, *, beside: bool) -> str:
    y = top + (high / 2 if beside else high * 0.72)
    label_y = y + _SIZE * 0.35 if beside else top + _SIZE
    told = element("title", words(row.told))
    label_x, anchor = (scale.left - 12, "end") if beside else (0.0, "start")
    label = text_line(label_x, label_y, row.label, anchor=anchor)
    if row.share is None:
        unknown = text_line(scale.left, y + 5, "not measured", colour="muted")
        return element("g", told, label, unknown)
    breached = row.floor is not None and row.share < row.floor
    colour = paint("stop" if breached else "review")
    parts = [
        told,
        label,
        _interval(row, scale, y, colour),
        _point(scale.at(row.share), y, colour, breached=breached),
    ]
    if row.floor is not None:
        parts.append(_floor(scale.at(row.floor), y))
    if breached:
        x, anchor = (scale.right + 10, "start") if beside else (scale.right, "end")
        parts.append(text_line(x, label_y, "breached", anchor=anchor, colour="stop"))
    return element("g", *parts)


def _interval(row: ShareRow, scale: _Scale, y: float, colour: str) -> str:
    x, end = scale.at(row.low), scale.at(row.high)
    return element("rect", x=x, y=y - 3, width=max(1.0, end - x), height=6, rx=3,
                   style=f"fill:{colour};fill-opacity:.35")  # fmt: skip


def _point(x: float, y: float, colour: str, *, breached: bool) -> str:
    style = f"fill:{colour}"
    if breached:
        return element("rect", x=x - 5, y=y - 5, width=10, height=10, style=style)
    return element("circle", cx=x, cy=y, r=5, style=style)


def _floor(x: float, y: float) -> str:
    return element("line", x1=x, x2=x, y1=y - 10, y2=y + 10, style=f"stroke:{paint('ink')}",
                   stroke_width=2)  # fmt: skip
