"""Part a text into lines that fit a width."""

from __future__ import annotations

from counterflow.core.drawing.markup import shorten, text_width, visible


def wrapped(text: str, width: float, size: float, most: int = 3) -> list[str]:
    """Part a text into lines at blanks; a word too long for a line is cut.

    Args:
        text: One paragraph.
        width: Pixels of a line.
        size: Font size in pixels.
        most: Lines at most; what does not fit ends with an ellipsis.

    Returns:
        At least one line.

    Example:
        >>> wrapped("one two three", 60, 13, most=2)
        ['one two', 'three']
    """
    lines = [""]
    # Made visible first: a control character is drawn as eight letters.
    for word in visible(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = [_fitted(line, width, size) for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = _fitted(f"{kept[-1]} …", width, size)
    return kept


def _fitted(line: str, width: float, size: float) -> str:
    while len(line) > 1 and text_width(line, size) > width:
        line = shorten(line, len(line) - 1)
    return line
