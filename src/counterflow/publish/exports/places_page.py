"""The page of watched places: what is watched, by which source, and what is not verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from counterflow.core.drawing.positions import Position, draw_positions
from counterflow.core.model.law import Citation
from counterflow.watch.places.abbreviations import load_abbreviations
from counterflow.watch.places.airport_codes import load_airport_codes
from counterflow.watch.places.boxes import load_boxes
from counterflow.watch.places.craft import load_craft
from counterflow.watch.places.distances import great_circle_km
from counterflow.watch.places.diversion_addresses import load_diversion_addresses
from counterflow.watch.places.gazetteer import Place, load_gazetteer
from counterflow.watch.places.homonyms import load_homonyms
from counterflow.watch.places.limits import load_limits
from counterflow.watch.places.positions import CITIES, load_cities
from counterflow.watch.places.sites import Site, load_sites
from counterflow.watch.places.strict_towns import load_strict_towns
from counterflow.watch.rules.rulebook import Rule, load_rules

AROUND_KM, MOST = 1300.0, 14
"""How far a map reaches around its site, and how many places it shows."""
_WEIGHT = {"ban": "stop", "hold": "hold", "review": "review", "review with listed goods": "review"}


_HEAD = """\
# Places, routes, ships: what is watched, and by which source

Written from the tables of the package by `counterflow places page`; a test fails where it is
stale. *Second-hand* says that nobody of ours has read the cited text itself. *Unverified* says
that nobody saw the statement in a source: such a row raises a review at most.
"""
_SITES = """\
## Sites with a footprint

![The Alabuga zone and the watched places around it](places.svg)

A coordinate in a footprint counts as the place itself; one that is near is a review, a town
that is near a note. Every other watched place with a position has the footprint of its kind
(below).
"""
_LOCODES = """\
The whole of UN/LOCODE is not shipped. `counterflow places import-locodes FILE` keeps your
copy in the store; without it a port that is no large city has no position, and no detour is
measured.
"""
_LIMITS = """\
## Thresholds

All of them are choices of this project; no authority has named one.
"""


def places_page() -> str:
    """Write docs/places.md from the tables of the package."""
    return "\n".join([_HEAD, *_sites(), *_places(), *_tables(), *_limits()]) + "\n"


def rules_of(place: Place) -> list[Rule]:
    """Give the rules that name a place or its group, those for any watched place left out."""
    return [
        rule
        for rule in load_rules()
        if place.id in rule.places or (place.group and place.group in rule.place_groups)
    ]


def site_map(site: Site, *, width: float = 960) -> str:
    """Draw a site with the watched places around it, as SVG.

    The colour of a place is the strongest outcome of the rules that name it.
    """
    near = sorted(
        (great_circle_km(site.lat, site.lon, other.lat, other.lon), other.place.id, other)
        for other in load_sites()
        if other.place.id != site.place.id
    )
    shown = [(km, other) for km, _, other in near if km <= AROUND_KM][:MOST]
    positions = [_drawn(site, "the site")]
    positions += [_drawn(other, f"{km:,.0f} km away") for km, other in shown]
    return draw_positions(positions, title=f"{site.place.name} and what is near it", width=width)


def _drawn(site: Site, said: str) -> Position:
    place = site.place
    headlines = [_WEIGHT.get(rule.outcome, "no match found") for rule in rules_of(place)]
    order = ("stop", "hold", "review", "no match found")
    headline = min(headlines, key=order.index, default="no match found")
    return Position(place.id, place.name, site.lat, site.lon, 1, headline, said)


def _read(citation: Citation) -> str:
    words = [citation.title]
    words += ["second-hand"] if citation.second_hand else []
    words += [] if citation.verified else ["**unverified**"]
    return "; ".join(words)


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def _table(heading: tuple[str, ...], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield _row(heading)
    yield _row(["---"] * len(heading))
    yield from map(_row, rows)
    yield ""


def _sites() -> Iterator[str]:
    yield _SITES
    heading = ("Site", "Centre", "Footprint", "Near", "Stated distances", "Source")
    rows = []
    for site in load_sites():
        if not site.near_km:
            continue
        stated = [
            f"{one.stated_km:,.0f} km from {one.origin} as stated ({_read(one.citation)}); "
            f"{one.measured_km:,.0f} km by the great circle: "
            + ("agrees" if one.agrees else "**does not agree**")
            for one in site.distances
        ]
        place = f"{site.place.name}: {site.note}" if site.note else site.place.name
        rows.append(
            (place, f"{site.lat}, {site.lon}", f"{site.radius_km:g} km (ours)",
             f"{site.near_km:g} km (ours)", "; ".join(stated), _read(site.citation))
        )  # fmt: skip
    yield from _table(heading, rows)


def _places() -> Iterator[str]:
    yield "## Watched places"
    yield ""
    rows = []
    for place in sorted(load_gazetteer().places.values(), key=lambda one: (one.country, one.name)):
        days = [(rule.id, rule.first_day(place.id, place.group)) for rule in rules_of(place)]
        rules = [f"`{name}`" + (f" from {first}" if first else "") for name, first in days]
        position = "" if place.lat is None else f"{place.lat}, {place.lon}"
        rows.append(
            (place.name, place.country, place.kind, place.unlocode, position,
             ", ".join(rules), _read(place.citation))
        )  # fmt: skip
    heading = ("Place", "Country", "Kind", "UN/LOCODE", "Position", "Rules of its own", "Source")
    yield from _table(heading, rows)


def _tables() -> Iterator[str]:
    craft, homonyms = load_craft(), load_homonyms()
    yield "## Other tables"
    yield ""
    short = load_abbreviations()
    rows: list[tuple[object, ...]] = [
        ("Abbreviations of occupied regions", len(short.means), _read(short.citation)),
        ("First digits of an MMSI", len(craft.mids), _read(craft.mid_citation)),
        ("Nationality marks of aircraft", len(craft.marks), _read(craft.mark_citation)),
        *((f"Former flags: {', '.join(sorted(row.countries))}", len(row.countries),
           _read(row.citation) + "; that they raise a question is ours") for row in craft.flags),
        *((f"Aircraft model: {row.names[0][0]}", 1, _read(row.citation)) for row in craft.models),
        ("Towns of the same name elsewhere", len(homonyms.towns), _read(homonyms.citation)),
        ("Large cities, for positions", sum(map(len, load_cities().values())), _read(CITIES)),
        ("Towns and ports of the strict countries, by name", len(load_strict_towns()),
         f"{_read(CITIES)}; UN/LOCODE 2023-1"),
        ("Codes of airports under a ban", len(load_airport_codes().banned),
         "the facts, UN/LOCODE 2023-1 and general knowledge"),
        ("Codes of airports of the strict countries", len(load_airport_codes().countries),
         "UN/LOCODE 2023-1"),
        ("Boxes around countries", len(load_boxes()), _read(CITIES)),
        ("High-diversion addresses beside the lists", len(load_diversion_addresses().rows),
         "no published row was at hand; those of the Entity List come with the list"),
    ]  # fmt: skip
    yield from _table(("Table", "Rows", "Source"), rows)
    yield _LOCODES


def _limits() -> Iterator[str]:
    yield _LIMITS
    rows = [(f"`{one.id}`", f"{one.value:g}", one.what) for one in load_limits().values()]
    yield from _table(("Threshold", "Value", "What it decides"), rows)
