"""Distances along the great circle, and whether a stated one can be right."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088
"""Mean radius of the Earth.

Basis:
    IUGG, Geodetic Reference System 1980. The Earth is no ball: a distance is right within 0.5 %.
"""


def great_circle_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Give the shortest distance between two positions.

    Args:
        lat: Degrees north of the first.
        lon: Degrees east of the first.
        other_lat: Degrees north of the second.
        other_lon: Degrees east of the second.

    Returns:
        Kilometres, from 0 to half the way round.

    Example:
        >>> round(great_circle_km(55.75, 37.62, 55.75, 52.07))
        903

    Basis:
        The haversine formula, which keeps its digits where two positions are close.
    """
    north, south = radians(lat), radians(other_lat)
    chord = (
        sin((south - north) / 2) ** 2
        + cos(north) * cos(south) * sin(radians(other_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))
