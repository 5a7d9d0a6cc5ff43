"""Settle the ground that an image shows: from the tags of a GeoTIFF, or as given."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from counterflow.core.dossiers import Footprint
from counterflow.core.errors import ExhibitError

_SCALE, _TIEPOINT, _MATRIX, _KEYS = 33550, 33922, 34264, 34735
_MODEL, _RASTER, _GEOGRAPHIC, _PROJECTED = 1024, 1025, 2048, 3072
_SPHERE_M = 6378137.0
"""Radius of the sphere of EPSG:3857, metres; also WGS 84's greater half axis."""
_FLATTENING = 1 / 298.257223563

Corner = tuple[float, float]


def read_footprint(
    tags: Mapping[int, Any] | None, width: int, height: int
) -> tuple[Footprint | None, str]:
    """Read the corners of a GeoTIFF.

    Read are geographic coordinates on WGS 84 (EPSG:4326), web Mercator (3857) and UTM on WGS 84
    (32601–32660, 32701–32760). Other systems are named and not guessed.

    Args:
        tags: Tags of the TIFF by number; ``None`` for other files.
        width: Pixels.
        height: Pixels.

    Returns:
        The footprint and nothing, or ``None`` and why there is none (empty: no tags at all).

    Basis:
        OGC 19-008r4 GeoTIFF 1.1, sections 7 and 8 and annex B.
    """
    if not tags or _KEYS not in tags:
        return None, ""
    keys = _geo_keys(tags[_KEYS])
    code = keys.get(_PROJECTED if keys.get(_MODEL) == 1 else _GEOGRAPHIC, 0)
    grid = _grid(tags)
    if grid is None:
        return None, "the footprint is not read: the tags tie no pixel to the ground"
    # PixelIsPoint (2): the tied point is the middle of a pixel, half a pixel from its corner.
    half = 0.5 if keys.get(_RASTER) == 2 else 0.0
    pixels = ((0, 0), (width, 0), (width, height), (0, height), (0, 0))
    try:
        corners = tuple(
            _to_degrees(code, *_apply(grid, column - half, row - half)) for column, row in pixels
        )
    except (ValueError, OverflowError):
        return None, f"the footprint is not read: the coordinates of EPSG:{code} are no numbers"
    if any(corner is None for corner in corners):
        return (
            None,
            f"the footprint is not read: its coordinate system (EPSG:{code}) is not known here",
        )
    found = tuple(corner for corner in corners if corner is not None)
    if not all(_is_on_earth(corner) for corner in found):
        return None, "the footprint is not read: its corners lie off the Earth"
    return Footprint(found, f"GeoTIFF tags, EPSG:{code}"), ""


def given_footprint(text: str) -> Footprint:
    """Read a footprint as given: west, south, east, north in degrees.

    Args:
        text: Four numbers with commas between; it may not cross the 180th meridian.

    Raises:
        ExhibitError: there are not four numbers, or they lie off the Earth or are exchanged.

    Example:
        >>> given_footprint("5.8,60.3,6.0,60.4").corners[0]
        (5.8, 60.3)
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    if not (west < east and south < north and all(map(_is_on_earth, corners))):
        raise ExhibitError(
            f"{text!r} is no footprint",
            where="--footprint",
            remedy="give west,south,east,north in degrees, for instance 5.8,60.3,6.0,60.4",
        )
    return Footprint(corners, "given")


def _geo_keys(values: Sequence[int]) -> dict[int, int]:
    """Read the keys whose value stands in the directory itself; the codes of systems do."""
    rows = [values[at : at + 4] for at in range(4, len(values) - 3, 4)]
    return {int(row[0]): int(row[3]) for row in rows if row[1] == 0}


def _grid(tags: Mapping[int, Any]) -> tuple[float, ...] | None:
    """Give the six numbers that take column and row to the ground."""
    if _MATRIX in tags and len(tags[_MATRIX]) >= 8:
        m = [float(part) for part in tags[_MATRIX]]
        return m[0], m[1], m[3], m[4], m[5], m[7]
    if (
        _SCALE in tags
        and _TIEPOINT in tags
        and len(tags[_TIEPOINT]) >= 6
        and len(tags[_SCALE]) >= 2
    ):
        column, row, _, x, y, *_ = (float(part) for part in tags[_TIEPOINT])
        wide, high = float(tags[_SCALE][0]), float(tags[_SCALE][1])
        return wide, 0.0, x - column * wide, 0.0, -high, y + row * high
    return None


def _apply(grid: tuple[float, ...], column: float, row: float) -> tuple[float, float]:
    a, b, c, d, e, f = grid
    return a * column + b * row + c, d * column + e * row + f


def _to_degrees(code: int, x: float, y: float) -> Corner | None:
    """Give longitude and latitude; ``None`` where the system is not known here."""
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError("no numbers")
    if code == 4326:
        return round(x, 6), round(y, 6)
    if code == 3857:
        lat = math.degrees(2 * math.atan(math.exp(y / _SPHERE_M)) - math.pi / 2)
        return round(math.degrees(x / _SPHERE_M), 6), round(lat, 6)
    if 32601 <= code <= 32660 or 32701 <= code <= 32760:
        return _from_utm(x, y, zone=code % 100, south=code >= 32701)
    return None


def _from_utm(east: float, north: float, *, zone: int, south: bool) -> Corner:
    """Turn UTM into degrees.

    Basis:
        Krüger's series to the third order, as in Karney, "Transverse Mercator with an accuracy of
        a few nanometers" (2011), equations 11, 15, 36: right within a metre inside a zone.
    """
    n = _FLATTENING / (2 - _FLATTENING)
    rectifying = _SPHERE_M / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi = (north - (10_000_000.0 if south else 0.0)) / (0.9996 * rectifying)
    eta = (east - 500_000.0) / (0.9996 * rectifying)
    beta = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    straight_xi = xi - sum(
        b * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, b in enumerate(beta, 1)
    )
    straight_eta = eta - sum(
        b * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, b in enumerate(beta, 1)
    )
    conformal = math.asin(math.sin(straight_xi) / math.cosh(straight_eta))
    delta = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    lat = conformal + sum(d * math.sin(2 * j * conformal) for j, d in enumerate(delta, 1))
    lon = math.atan2(math.sinh(straight_eta), math.cos(straight_xi))
    return round(zone * 6 - 183 + math.degrees(lon), 6), round(math.degrees(lat), 6)


def _is_on_earth(corner: Corner) -> bool:
    return -180 <= corner[0] <= 180 and -90 <= corner[1] <= 90
