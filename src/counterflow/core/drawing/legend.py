"""List the names of numbered marks beneath a drawing, in columns that fit its width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counterflow.core.drawing.marks import mark_at
from counterflow.core.drawing.markup import shorten, text_width
from counterflow.core.drawing.text_line import text_line

_SIZE = 13.0
_ROW = 20.0
_GAP = 18.0
_LONGEST = 44
"""Characters of a name; at this size they fit the narrowest drawing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered mark: its name, and the headline that its colour and shape stand for."""

    name: str
    headline: str


def draw_legend(entries: Sequence[Entry], *, top: float, width: float) -> tuple[str, float]:
    """List entries by their numbers from 1 on, column by column.

    Args:
        entries: In the order of their numbers.
        top: Where the list begins.
        width: Pixels that it may take; names too long for one column of it are cut.

    Returns:
        The markup, and where the list ends.

    Example:
        >>> markup, bottom = draw_legend([Entry("Olya", "hold")], top=100, width=380)
        >>> "1 Olya" in markup, bottom
        (True, 120.0)
    """
    texts = [f"{at} {shorten(entry.name, _LONGEST)}" for at, entry in enumerate(entries, start=1)]
    texts = [_fitted(text, width - 22) for text in texts]
    widest = max((text_width(text, _SIZE) for text in texts), default=0.0) + 22 + _GAP
    columns = max(1, int((width + _GAP) // widest))
    rows = -(-len(texts) // columns)
    drawn = []
    for at, (text, entry) in enumerate(zip(texts, entries, strict=True)):
        left, y = at // rows * width / columns, top + at % rows * _ROW
        drawn.append(mark_at(entry.headline, left + 8, y + 8, 11))
        drawn.append(text_line(left + 22, y + 13, text, size=_SIZE))
    return "".join(drawn), top + rows * _ROW


def _fitted(text: str, width: float) -> str:
    """Cut a text until it fits; letters differ in width."""
    while len(text) > 1 and text_width(text, _SIZE) > width:
        text = shorten(text, len(text) - 1)
    return text
