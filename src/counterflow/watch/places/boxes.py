"""Boxes around countries: whether a coordinate can lie where the papers say."""

from __future__ import annotations

from functools import cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation

Box = tuple[float, float, float, float]
"""South, north, west, east in degrees; west above east where the box crosses the date line."""


@cache
def load_boxes() -> dict[str, Box]:
    """Load the boxes by country, ISO alpha-2.

    Raises:
        RuleError: a box is not four degrees, or its south lies above its north.
    """
    where = "places/country_boxes.yaml"
    boxes = {}
    for country, given in load_facts(where)["boxes"].items():
        south, north, west, east = given
        if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
            raise RuleError(f"no box: {given}", where=f"{where}, {country}")
        boxes[str(country)] = (float(south), float(north), float(west), float(east))
    return boxes


@cache
def boxes_citation() -> Citation:
    """Give the source of the boxes."""
    where = "places/country_boxes.yaml"
    file = load_facts(where)
    return read_citation(file, file, where)


def may_lie_in(country: str, lat: float, lon: float) -> bool | None:
    """Settle whether a position can lie in a country.

    Args:
        country: ISO alpha-2; the first two letters count (UA-43 is looked up as UA).
        lat: Degrees north.
        lon: Degrees east.

    Returns:
        ``False`` where it cannot; ``True`` where it may, which does not say that it does; ``None``
        where no box is known.

    Example:
        >>> may_lie_in("DE", 53.5, 10.0), may_lie_in("DE", 10.0, 53.5), may_lie_in("", 0, 0)
        (True, False, None)
    """
    box = load_boxes().get(country[:2])
    if box is None:
        return None
    south, north, west, east = box
    within = west <= lon <= east if west <= east else lon >= west or lon <= east
    return south <= lat <= north and within
