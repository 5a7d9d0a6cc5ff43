"""Draw who stands above or below whom as an indented tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counterflow.core.drawing.marks import mark_at, paint
from counterflow.core.drawing.markup import element, number, picture, shorten, text_width, words
from counterflow.core.drawing.text_line import text_line

_SIZE = 14.0
_ROW = 40.0
_STEP = 26.0
_MARK = 13.0
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One member of a tree, in the order of reading.

    Attributes:
        depth: Steps from the root, 0 for the root itself.
        label: Its name.
        tie: How it is tied to the row above it in the tree; empty for the root.
        headline: A headline whose mark stands before the name; empty for none.
    """

    depth: int
    label: str
    tie: str = ""
    headline: str = ""

    @property
    def told(self) -> str:
        """Say it in words."""
        marked = f" [{self.headline}]" if self.headline else ""
        return f"{self.label}{marked}" + (f": {self.tie}" if self.tie else "")


def tree_plot(rows: Sequence[TreeRow], *, title: str) -> str:
    """Draw a tree, one row for each member, with a line from each to the one it belongs to.

    Args:
        rows: The root first; each row belongs to the nearest row before it that is one step up.
        title: What is shown.

    Returns:
        One SVG; without rows, one that says that nobody is known.

    Raises:
        ValueError: a row lies more than one step below the row before it, or has no root.

    Example:
        >>> rows = [TreeRow(0, "Buyer"), TreeRow(1, "Holding", "holds 60 %", "stop")]
        >>> "holds 60 %" in tree_plot(rows, title="Owners")
        True
    """
    if not rows:
        return picture(title, "nobody is known", 320, 28, text_line(4, 18, "nobody is known"),
                       class_="tree")  # fmt: skip
    _check(rows)
    width = max(_left(row) + _wide(row) for row in rows) + 12
    drawn = []
    last_of: dict[int, int] = {}
    for at, row in enumerate(rows):
        y = _ROW * at + _ROW / 2
        if row.depth:
            drawn.append(_line(row, _ROW * last_of[row.depth - 1] + _ROW / 2, y))
        last_of[row.depth] = at
        drawn.append(_row(row, y))
    told = "; ".join(row.told for row in rows)
    return picture(title, told, width, _ROW * len(rows), *drawn, class_="tree")


def _check(rows: Sequence[TreeRow]) -> None:
    before = -1
    for row in rows:
        if not 0 <= row.depth <= before + 1 or (row.depth == 0) != (before == -1):
            raise ValueError(f"cannot draw {row.told}: it belongs to no row above it")
        before = row.depth


def _left(row: TreeRow) -> float:
    return 14 + _STEP * row.depth


def _wide(row: TreeRow) -> float:
    mark = _MARK + 8 if row.headline else 0
    label = text_width(shorten(row.label, _LONGEST), _SIZE)
    return mark + max(label, text_width(shorten(row.tie, _LONGEST), _SIZE - 2))


def _line(row: TreeRow, from_y: float, y: float) -> str:
    x = _left(row) - _STEP + 6
    path = f"M{number(x)} {number(from_y + 19)}V{number(y)}H{number(_left(row) - 4)}"
    return element("path", d=path, style=f"fill:none;stroke:{paint('line')}", stroke_width=1.5)


def _row(row: TreeRow, y: float) -> str:
    x = _left(row)
    parts = [element("title", words(row.told))]
    if row.headline:
        parts.append(mark_at(row.headline, x + _MARK / 2, y - 3, _MARK))
        x += _MARK + 8
    parts.append(text_line(x, y + 2 if not row.tie else y - 1, shorten(row.label, _LONGEST)))
    if row.tie:
        tie = shorten(row.tie, _LONGEST)
        parts.append(text_line(x, y + 14, tie, size=_SIZE - 2, colour="muted"))
    return element("g", *parts)
