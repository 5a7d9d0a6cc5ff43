"""Draw meridians and parallels: the ground that positions stand on, without coastlines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from counterflow.core.drawing.labels import Box
from counterflow.core.drawing.marks import paint
from counterflow.core.drawing.markup import element, text_width, words

_GRID_FONT = 11.0
_STEPS = (0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """An equirectangular projection, true to scale at its middle latitude.

    Attributes:
        lat: Degrees north of the middle.
        lon: Degrees east of the middle.
        scale: Pixels of a degree of latitude.
        squeeze: Width of a degree of longitude, as a share of one of latitude.
        width: Pixels.
        height: Pixels.
    """

    lat: float
    lon: float
    scale: float
    squeeze: float
    width: float
    height: float

    def project(self, lat: float, lon: float) -> tuple[float, float]:
        """Give the point of a position, in pixels from the upper left."""
        x = self.width / 2 + (lon - self.lon) * self.scale * self.squeeze
        return x, self.height / 2 - (lat - self.lat) * self.scale


def background(frame: Frame) -> str:
    """Draw the ground of a map with its edge."""
    style = f"fill:{paint('ground')};stroke:{paint('line')}"
    return element("rect", width=frame.width, height=frame.height, style=style)


def draw_graticule(frame: Frame) -> tuple[str, list[Box]]:
    """Draw meridians and parallels with their degrees; give the boxes of these words too."""
    tall = frame.height / frame.scale
    broad = frame.width / (frame.scale * frame.squeeze)
    step = next((s for s in _STEPS if max(tall, broad) / s <= 12), _STEPS[-1])
    drawn, boxes = [], []
    for lat in _multiples(frame.lat - tall / 2, frame.lat + tall / 2, step):
        _, y = frame.project(lat, frame.lon)
        if abs(lat) <= 90 and 14 < y < frame.height - 24:
            drawn.append(_grid_line(0, y, frame.width, y))
            boxes.append(_degrees(drawn, lat, "N" if lat >= 0 else "S", 5, y - 4))
    for lon in _multiples(frame.lon - broad / 2, frame.lon + broad / 2, step):
        x, _ = frame.project(frame.lat, lon)
        if 48 < x < frame.width - 48:
            east = (lon + 180) % 360 - 180
            drawn.append(_grid_line(x, 0, x, frame.height))
            boxes.append(_degrees(drawn, east, "E" if east >= 0 else "W", x + 4, frame.height - 6))
    return "".join(drawn), boxes


def _multiples(low: float, high: float, step: float) -> Iterator[float]:
    for at in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield at * step


def _grid_line(x1: float, y1: float, x2: float, y2: float) -> str:
    style = f"stroke:{paint('line')}"
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, style=style, stroke_width=0.8)


def _degrees(drawn: list[str], value: float, side: str, x: float, y: float) -> Box:
    text = f"{abs(value):g}° {side}"
    drawn.append(
        element("text", words(text), x=x, y=y, font_size=_GRID_FONT, style=f"fill:{paint('muted')}")
    )
    return Box(x, y - _GRID_FONT, x + text_width(text, _GRID_FONT), y + 2)
