"""Write one line of text into a drawing."""

from __future__ import annotations

from counterflow.core.drawing.marks import paint
from counterflow.core.drawing.markup import element, number, words


def text_line(
    x: float,
    y: float,
    text: str,
    *,
    size: float = 14.0,
    anchor: str = "start",
    colour: str = "ink",
) -> str:
    """Write a line of text, escaped.

    Args:
        x: Where it stands.
        y: Its base line.
        text: The text, as it is.
        size: Height of the letters, pixels at natural size.
        anchor: What stands at ``x``: its ``start``, its ``middle`` or its ``end``.
        colour: A colour of ``paint``.

    Example:
        >>> text_line(0, 15, "A & B", colour="muted")
        '<text x="0" y="15" font-size="14" fill="var(--cf-muted, #545d66)">A &amp; B</text>'
    """
    # Where nothing is said, SVG begins at x.
    anchored = {} if anchor == "start" else {"text_anchor": anchor}
    style = f"fill:{paint(colour)}"
    return element("text", words(text), x=x, y=y, font_size=number(size), **anchored, style=style)
