"""Write SVG elements whose text and attributes can never break out of them."""

from __future__ import annotations

import html
import math
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

_UNSAFE = {
    *range(0x09),
    0x0B,
    0x0C,
    *range(0x0E, 0x20),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
    0xFFFE,
    0xFFFF,
}
_VISIBLE = {code: f"⟨U+{code:04X}⟩" for code in _UNSAFE}
_LETTER = 0.57
"""Width of an ordinary letter in ems: that of a sans serif's average, rounded up."""


def visible(text: str) -> str:
    """Make characters visible that a page cannot hold or that would change how it reads.

    Control characters and lone surrogates are not allowed in HTML or XML. Directional
    overrides and isolates (U+202A–U+202E, U+2066–U+2069) could turn round the text beside a
    hostile name; an unpaired closing one even ends the isolation that the page gives it. Marks
    that ordinary Arabic, Hebrew and Persian use (U+200C–U+200F) stay.

    Args:
        text: Any text, as found in a file.

    Returns:
        The text with each such character as its code point.

    Example:
        >>> visible("Acme" + chr(0x202E) + "dtL")
        'Acme⟨U+202E⟩dtL'

    Basis:
        Unicode Standard Annex 9 (Bidirectional Algorithm), sections 2.1 to 2.5; XML 1.0, Char.
    """
    return text.translate(_VISIBLE)


def shorten(text: str, most: int) -> str:
    """Cut a text to so many characters, saying by an ellipsis that it was cut.

    Args:
        text: Any text.
        most: Characters to keep at most, the ellipsis among them.

    Example:
        >>> shorten("Makhachkala", 6), shorten("Olya", 6)
        ('Makha…', 'Olya')
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def number(value: float) -> str:
    """Write a coordinate with at most two decimals, so that equal input gives equal bytes.

    Args:
        value: A finite number.

    Raises:
        ValueError: it is not finite: there is nowhere to draw it.

    Example:
        >>> number(3.14159), number(-0.001), number(20)
        ('3.14', '0', '20')
    """
    if not math.isfinite(value):
        raise ValueError(f"cannot draw {value}: coordinates, counts and scores must be finite")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def element(name: str, *children: str, **attributes: str | float) -> str:
    """Write one element.

    Args:
        name: Tag name.
        *children: Markup, written as it is: text must come through ``words``.
        **attributes: Values, escaped; an underscore in a name becomes a hyphen and one at its
            end is dropped, so ``class_`` and ``stroke_width`` can be written. The declarations of
            a ``style`` become attributes of their own: a page that allows no inline style, as the
            console's do, would draw everything black.

    Example:
        >>> element("text", words("A & B"), x=1.5, class_="label")
        '<text x="1.5" class="label">A &amp; B</text>'
        >>> element("rect", width=4, style="fill:none;stroke:red")
        '<rect width="4" fill="none" stroke="red"/>'

    Basis:
        SVG 2, 6.6 (presentation attributes); Content Security Policy Level 3, ``style-src-attr``.
    """
    written = "".join(f' {name}="{_value(value)}"' for name, value in _presented(attributes))
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def words(text: str) -> str:
    """Escape a text for the inside of an element, its unsafe characters made visible.

    Example:
        >>> words("<script>")
        '&lt;script&gt;'
    """
    return html.escape(visible(text), quote=True)


def picture(
    title: str, description: str, width: float, height: float, *children: str, class_: str
) -> str:
    """Put markup into an SVG that a screen reader announces by its title and description.

    Args:
        title: What is drawn, in a few words.
        description: What it shows, in a sentence; the page's table holds the figures.
        width: Width of the coordinates, pixels at natural size.
        height: Height of the coordinates.
        *children: Markup.
        class_: Class of the picture, for the page's style.
    """
    return element(
        "svg",
        element("title", words(title)),
        element("desc", words(description)),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        class_=class_,
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        font_family="system-ui, sans-serif",
    )


def text_width(text: str, size: float) -> float:
    """Estimate how wide a text is drawn; generous, because the reader's font is not known.

    Args:
        text: One line.
        size: Font size in the same unit as the answer.

    Example:
        >>> text_width("Olya", 10) < text_width("Olya port", 10)
        True
    """
    return size * sum(_ems(letter) for letter in text)


@cache
def _ems(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    wide = unicodedata.east_asian_width(letter) in ("W", "F")
    return 1.0 if wide else 0.72 if letter.isupper() else _LETTER


def _presented(attributes: Mapping[str, str | float]) -> Iterator[tuple[str, str | float]]:
    """Give attributes by their names in SVG, a style as its declarations."""
    for key, value in attributes.items():
        if key != "style":
            yield key.rstrip("_").replace("_", "-"), value
            continue
        for declared in filter(None, str(value).split(";")):
            name, _, given = declared.partition(":")
            yield name.strip(), given.strip()


def _value(value: str | float) -> str:
    return words(value) if isinstance(value, str) else number(value)
