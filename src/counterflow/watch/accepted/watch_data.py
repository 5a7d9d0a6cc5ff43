"""What stands accepted on a day, laid out for screening: sites, addresses, names, things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Listing
from counterflow.core.text.scripts import fold
from counterflow.watch.accepted.kept import digest_of
from counterflow.watch.accepted.records import (
    ADDRESS,
    NAME,
    SITE,
    THING,
    Acceptance,
    Told,
    WatchEntry,
)
from counterflow.watch.places.addresses import Address, read_address
from counterflow.watch.places.gazetteer import Place
from counterflow.watch.places.sites import Site, sites_among

ACCEPTED_CLAIMS = "accepted_claims"
"""Stands where a list would stand: these entries are no list of an authority."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One accepted entry with the acceptance that it stands in."""

    acceptance: Acceptance
    entry: WatchEntry


class Spelt(NamedTuple):
    """An entry with its spellings, folded, each between blanks."""

    watched: Watched
    phrases: tuple[str, ...]


class AtAddress(NamedTuple):
    """An accepted address as read, with the keys under which an address alike stands."""

    watched: Watched
    address: Address
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ground:
    """The position of an accepted site: a circle, or the corners of a footprint."""

    watched: Watched
    site: Site

    def distance(self, lat: float, lon: float) -> float | None:
        """Give the kilometres to the site's centre where a position lies in it; else ``None``.

        A footprint counts before a circle. Its centre is the mean of its corners.
        """
        corners = self.watched.entry.corners
        if not corners:
            found = sites_among((self.site,), lat, lon)
            return found[0].km if found else None
        if not is_within(corners, lat, lon):
            return None
        wide = Site(self.site.place, *centre_of(corners), 1e5, 0.0, "", self.site.citation)
        return sites_among((wide,), lat, lon)[0].km


class AcceptedData:
    """Accepted watch data of one day.

    Args:
        accepted: What stood accepted (``kept.accepted_on``).

    Attributes:
        digest: SHA-256 of all of it.
    """

    def __init__(self, accepted: Sequence[Acceptance]) -> None:
        self.accepted = tuple(accepted)
        self.digest = digest_of(self.accepted)

    def of_kind(self, kind: str) -> tuple[Watched, ...]:
        """Give the entries of a kind, in the order of acceptance."""
        return tuple(
            Watched(one, entry)
            for one in self.accepted
            for entry in one.entries
            if entry.kind == kind
        )

    @cached_property
    def grounds(self) -> tuple[Ground, ...]:
        """Give the sites whose position is known."""
        made = ((watched, _site_of(watched)) for watched, _ in self.sites)
        return tuple(Ground(watched, site) for watched, site in made if site is not None)

    @cached_property
    def sites(self) -> tuple[Spelt, ...]:
        """Give all sites; those without a position are found by their names alone."""
        return _spelt(self.of_kind(SITE))

    @cached_property
    def addresses(self) -> tuple[AtAddress, ...]:
        """Give the addresses as read."""
        made = []
        for one in self.of_kind(ADDRESS):
            read = read_address(one.entry.name, "", one.entry.country)
            made.append(AtAddress(one, read, read.keys))
        return tuple(made)

    @cached_property
    def things(self) -> tuple[Spelt, ...]:
        """Give the goods."""
        return _spelt(self.of_kind(THING))

    @cached_property
    def names(self) -> tuple[Watched, ...]:
        """Give the names of parties."""
        return self.of_kind(NAME)

    def listings(self) -> Iterator[Listing]:
        """Give the names as the matcher takes them; the id is the position in ``names``."""
        for at, one in enumerate(self.names):
            properties = {"name": [one.entry.name]}
            if one.entry.forms:
                properties["alias"] = list(one.entry.forms)
            if one.entry.country:
                properties["country"] = [one.entry.country.lower()]
            yield Listing(
                id=str(at),
                list=ACCEPTED_CLAIMS,
                schema=one.entry.schema or "LegalEntity",
                properties=properties,
                effect=Effect.CAUTION,
            )


def _spelt(entries: Sequence[Watched]) -> tuple[Spelt, ...]:
    made = []
    for one in entries:
        folded = map(fold, (one.entry.name, *one.entry.forms))
        made.append(Spelt(one, tuple(dict.fromkeys(f" {words} " for words in folded if words))))
    return tuple(made)


def citations_of(told: Told) -> tuple[Citation, ...]:
    """Cite the reports in which a claim is told, each once."""
    return tuple(
        dict.fromkeys(
            Citation(
                source=f"report_{one.report}",
                title=one.report_name,
                issuer=one.publisher,
                date=one.published,
                read_via="read in full text",
            )
            for one in told.voices
        )
    )


def is_within(corners: Sequence[tuple[float, float]], lat: float, lon: float) -> bool:
    """Tell whether a position lies within corners given as (longitude, latitude).

    Example:
        >>> is_within(((0, 0), (2, 0), (2, 1), (0, 1)), 0.5, 1.0)
        True

    Basis:
        The even-odd rule on plain degrees; footprints of images are small, and none of those that
        are read crosses the 180th meridian.
    """
    inside = False
    for (lon_a, lat_a), (lon_b, lat_b) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (lat_a > lat) != (lat_b > lat):
            crossing = lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a)
            inside ^= lon < crossing
    return inside


def centre_of(corners: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Give latitude and longitude of the middle of corners given as (longitude, latitude)."""
    distinct = list(dict.fromkeys(corners))
    lon = sum(corner[0] for corner in distinct) / len(distinct)
    return sum(corner[1] for corner in distinct) / len(distinct), lon


def _site_of(watched: Watched) -> Site | None:
    entry = watched.entry
    centre = centre_of(entry.corners) if entry.corners else (entry.latitude, entry.longitude)
    lat, lon = centre
    if lat is None or lon is None:
        return None
    citation = citations_of(watched.acceptance.told)[0]
    place = Place(
        id=entry.id, name=entry.name, country=entry.country, kind=SITE, unlocode="", lat=lat,
        lon=lon, role=entry.why, group="", needs_country=False, also_written=frozenset(),
        citation=citation,
    )  # fmt: skip
    return Site(place, lat, lon, entry.radius_km, 0.0, "", citation)
