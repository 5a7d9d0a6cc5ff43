"""Watched sites by position: what a coordinate lies in, and what it lies near to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation
from counterflow.watch.places.distances import great_circle_km
from counterflow.watch.places.gazetteer import Place, load_gazetteer
from counterflow.watch.places.limits import limit, load_limits

_DEGREE_KM = 110.0
"""Fewest kilometres of a degree of latitude: a cheap bound before the exact distance."""


@dataclass(frozen=True, slots=True)
class StatedDistance:
    """A distance that a publication states, beside the one that the positions give.

    Attributes:
        origin: Whence it is measured.
        stated_km: As stated.
        measured_km: Along the great circle.
        citation: Who states it.
    """

    origin: str
    stated_km: float
    measured_km: float
    citation: Citation

    @property
    def agrees(self) -> bool:
        """Tell whether both agree within the threshold."""
        off = abs(self.stated_km - self.measured_km)
        return off <= self.measured_km * limit("stated_distance_share")


@dataclass(frozen=True, slots=True)
class Site:
    """A watched place with a centre and a footprint.

    Attributes:
        place: The watched place.
        lat: Degrees north of its centre.
        lon: Degrees east.
        radius_km: How far its footprint reaches.
        near_km: Within how far a place is called near; 0 for sites that nothing is near to.
        note: What is not known of its position; empty for nothing.
        citation: Source of the position.
        distances: Distances that are stated of it.
    """

    place: Place
    lat: float
    lon: float
    radius_km: float
    near_km: float
    note: str
    citation: Citation
    distances: tuple[StatedDistance, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteFound:
    """A site beside a position.

    Attributes:
        site: The site.
        km: Distance from its centre.
    """

    site: Site
    km: float

    @property
    def is_inside(self) -> bool:
        """Tell whether the position lies in the footprint."""
        return self.km <= self.site.radius_km


@cache
def load_sites() -> tuple[Site, ...]:
    """Load the sites: those with a row of their own, then every watched place with a position.

    Raises:
        RuleError: a row names no watched place, or its footprint is wider than what is near.

    Example:
        >>> site = load_sites()[0]
        >>> site.place.id, [round(one.measured_km) for one in site.distances]
        ('alabuga', [903])
    """
    where = "places/sites.yaml"
    file = load_facts(where)
    places = load_gazetteer().places
    found: dict[str, Site] = {}
    for entry in file["sites"]:
        at = f"{where}, site {entry.get('id')}"
        if entry["place"] not in places:
            raise RuleError(f"no watched place {entry['place']!r}", where=at)
        if not 0 < entry["radius_km"] <= entry["near_km"]:
            raise RuleError("the footprint must not reach beyond what is near", where=at)
        found[entry["place"]] = Site(
            place=places[entry["place"]],
            lat=entry["lat"],
            lon=entry["lon"],
            radius_km=float(entry["radius_km"]),
            near_km=float(entry["near_km"]),
            note=str(entry.get("position_note", "")).strip(),
            citation=read_citation(file, entry, at),
            distances=tuple(_stated(file, entry, one, at) for one in entry.get("distances", ())),
        )
    limits = load_limits()
    for place in places.values():
        reach = limits.get(f"footprint_{place.kind.replace(' ', '_')}_km")
        if place.id in found or place.lat is None or place.lon is None or reach is None:
            continue
        found[place.id] = Site(place, place.lat, place.lon, reach.value, 0.0, "", place.citation)
    return tuple(found.values())


def _stated(file: object, entry: object, given: object, where: str) -> StatedDistance:
    assert isinstance(file, dict)
    assert isinstance(entry, dict)
    assert isinstance(given, dict)
    measured = great_circle_km(given["lat"], given["lon"], entry["lat"], entry["lon"])
    citation = read_citation(file, given, f"{where}, distance from {given['from']}")
    return StatedDistance(str(given["from"]), float(given["stated_km"]), measured, citation)


@lru_cache(maxsize=1 << 12)
def sites_at(lat: float, lon: float) -> tuple[SiteFound, ...]:
    """Settle in which sites a position lies, and to which it is near.

    Returns:
        Sites, the nearest first; empty where none is near.

    Example:
        >>> [(one.site.place.id, one.is_inside) for one in sites_at(55.80, 52.05)]
        [('alabuga', True)]
    """
    return sites_among(load_sites(), lat, lon)


def sites_among(sites: Iterable[Site], lat: float, lon: float) -> tuple[SiteFound, ...]:
    """Settle in which of some sites a position lies, and to which it is near; see ``sites_at``."""
    found = []
    for site in sites:
        reach = max(site.radius_km, site.near_km)
        if abs(site.lat - lat) * _DEGREE_KM > reach:
            continue
        km = great_circle_km(lat, lon, site.lat, site.lon)
        if km <= reach:
            found.append(SiteFound(site, km))
    return tuple(sorted(found, key=lambda one: one.km))
