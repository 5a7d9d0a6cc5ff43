"""What the HTML pages of this floor share: a template engine that escapes, drawings twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from counterflow.core.drawing.markup import visible

WIDTHS = (("wide", 960), ("narrow", 380))
"""Each drawing twice: what is shrunk to a telephone cannot be read."""


def environment_of_pages(package: str = "counterflow.publish.exports") -> Environment:
    """Give an environment for the templates of a room of this floor.

    Every value is escaped, its control and direction characters made visible; a name that a
    template asks for and nobody gave is an error, never an empty place.

    Args:
        package: The room whose folder ``templates`` is read.

    Example:
        >>> environment_of_pages().from_string("{{ rows|count }} <b>{{ name }}").render(
        ...     rows=1200, name="<i>")
        '1,200 <b>&lt;i&gt;'
    """
    environment = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_safe,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = lambda number: f"{number:,}"
    return environment


def _safe(value: Any) -> Any:
    """Make control and direction characters of every value visible; markup is ours."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def drawn_twice(draw: Callable[[float], str], *, wide: float | None = None) -> Markup:
    """Draw for a wide and for a narrow page; the style shows one.

    Args:
        draw: Gives the drawing of a width in pixels, with every text escaped; empty where there is
            nothing to draw.
        wide: Width of the wide drawing; the usual one where ``None``. On paper a drawing is some
            660 pixels wide, and words shrink with it.

    Returns:
        Both, each in its own block; empty where nothing is drawn.

    Example:
        >>> drawn_twice(lambda width: "<svg/>" if width > 400 else "")
        Markup('<div class="wide"><svg/></div>')
    """
    widths = [(name, wide if wide and name == "wide" else width) for name, width in WIDTHS]
    drawings = [(name, draw(width)) for name, width in widths]
    drawn = (f'<div class="{name}">{drawing}</div>' for name, drawing in drawings if drawing)
    return Markup("".join(drawn))  # noqa: S704 - the drawing room escapes every text
