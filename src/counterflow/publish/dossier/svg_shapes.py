"""Turn our own drawings from SVG into shapes of a PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree as ET  # our own drawings alone are read, never a file

_COLOUR = re.compile(r"var\([^,]+,\s*(#[0-9a-fA-F]{6})\)")


def svg_drawing(svg: str, width: float, font: str, fold: Callable[[str], str]) -> Any:
    """Turn one drawing of ``core.drawing`` into a drawing of reportlab.

    Only what these drawings hold is known: rect, line, circle, polygon, text, g. Anything else is
    an error, so that nothing is left out of the page unseen.

    Args:
        svg: The drawing.
        width: Points that it shall take.
        font: Name of a registered font.
        fold: Gives a text in letters that the font has.

    Raises:
        ValueError: the drawing holds an element that is not known here.
    """
    from reportlab.graphics.shapes import Drawing, Group

    root = ET.fromstring(svg)  # noqa: S314 - written by core.drawing, whose text is escaped
    _, _, wide, high = (float(part) for part in root.attrib["viewBox"].split())
    scale = width / wide
    drawing = Drawing(width, high * scale)
    group = Group(transform=(scale, 0, 0, scale, 0, 0))
    pen = _Pen(high, font, fold)
    for child in root:
        pen.draw(group, child)
    drawing.add(group)
    return drawing


class _Pen:
    def __init__(self, high: float, font: str, fold: Callable[[str], str]) -> None:
        self._high, self._font, self._fold = high, font, fold

    def draw(self, group: Any, node: ET.Element) -> None:
        kind = node.tag.rsplit("}", 1)[-1]
        if kind in ("title", "desc"):
            return
        if kind == "g":
            for child in node:
                self.draw(group, child)
            return
        maker = getattr(self, f"_{kind}", None)
        if maker is None:
            raise ValueError(f"a drawing holds <{kind}>, which the PDF cannot show")
        shape = maker(node.attrib, node)
        _paint(shape, node.attrib)
        group.add(shape)

    def _rect(self, at: Mapping[str, str], _: ET.Element) -> Any:
        from reportlab.graphics.shapes import Rect

        wide, high = float(at["width"]), float(at["height"])
        x, y = float(at.get("x", 0)), float(at.get("y", 0))
        rx = float(at.get("rx", 0))
        return Rect(x, self._high - y - high, wide, high, rx=rx, ry=rx)

    def _line(self, at: Mapping[str, str], _: ET.Element) -> Any:
        from reportlab.graphics.shapes import Line

        x1, y1, x2, y2 = (float(at[name]) for name in ("x1", "y1", "x2", "y2"))
        return Line(x1, self._high - y1, x2, self._high - y2)

    def _circle(self, at: Mapping[str, str], _: ET.Element) -> Any:
        from reportlab.graphics.shapes import Circle

        return Circle(float(at["cx"]), self._high - float(at["cy"]), float(at["r"]))

    def _polygon(self, at: Mapping[str, str], _: ET.Element) -> Any:
        from reportlab.graphics.shapes import Polygon

        pairs = [pair.split(",") for pair in at["points"].split()]
        return Polygon([n for x, y in pairs for n in (float(x), self._high - float(y))])

    def _text(self, at: Mapping[str, str], node: ET.Element) -> Any:
        from reportlab.graphics.shapes import String

        x, y = float(at.get("x", 0)), self._high - float(at.get("y", 0))
        anchor = at.get("text-anchor", "start")
        size = float(at.get("font-size", 14))
        text = self._fold(node.text or "")
        return String(x, y, text, fontName=self._font, fontSize=size, textAnchor=anchor)


def _paint(shape: Any, at: Mapping[str, str]) -> None:
    from reportlab.lib.colors import HexColor

    style = dict(part.split(":", 1) for part in at.get("style", "").split(";") if part)

    def colour(name: str) -> Any:
        match = _COLOUR.fullmatch(style.get(name, ""))
        return HexColor(match[1]) if match else None

    if hasattr(shape, "fillColor"):
        shape.fillColor = colour("fill")
    if hasattr(shape, "strokeColor"):
        shape.strokeColor = colour("stroke")
        shape.strokeWidth = float(at.get("stroke-width", 1))
        if "stroke-dasharray" in at:
            shape.strokeDashArray = [float(part) for part in at["stroke-dasharray"].split()]
    if "fill-opacity" in style:
        shape.fillOpacity = float(style["fill-opacity"])
