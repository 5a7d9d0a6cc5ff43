"""Watched places and the legs of a typed route as SVG made here: no other host is asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from counterflow.core.drawing.positions import Line, Position, draw_positions
from counterflow.core.model.outcomes import Outcome
from counterflow.core.text.countries import country_code
from counterflow.engine import Engine
from counterflow.publish.exports.pages import drawn_twice
from counterflow.publish.exports.places_page import rules_of
from counterflow.serve.console.pages import page
from counterflow.serve.console.twins import Table, asked_form, paths_of, twin
from counterflow.watch.places.distances import great_circle_km
from counterflow.watch.places.gazetteer import Place, load_gazetteer
from counterflow.watch.places.positions import Positions

RADIUS: Final = 8.0
"""Pixels of a place: here circles say where, and not how many."""
STOPS: Final = 8
"""Stops of a route that are read."""
_ORDER: Final = (
    *(str(Outcome.STOP), str(Outcome.HOLD), str(Outcome.REVIEW)),
    str(Outcome.NO_MATCH),
)
_WEIGHT: Final = {"ban": _ORDER[0], "hold": _ORDER[1], "review": _ORDER[2],
                  "review with listed goods": _ORDER[2]}  # fmt: skip


class Stop(NamedTuple):
    """A stop of a typed route: as typed, and the place that it was taken for, if any."""

    text: str
    name: str = ""
    lat: float | None = None
    lon: float | None = None
    source: str = ""
    sure: bool = True
    place: Place | None = None


def map_pages(engine: Engine) -> APIRouter:
    """Give the map.

    Args:
        engine: Its places are shown.
    """
    router = APIRouter(include_in_schema=False)

    def shown(request: Request, route: str = "", country: str = "", kind: str = "") -> Response:
        every = sorted(load_gazetteer().places.values(), key=lambda one: (one.country, one.name))
        wanted = [
            one for one in every
            if (not country or country in one.countries) and (not kind or one.kind == kind)
        ]  # fmt: skip
        stops = stops_of(route, engine.screener.rooms.positions)
        rows = [_row(place) for place in wanted]
        if form := asked_form(request):
            return twin(form, Table("places", rows))
        return page(
            request, engine, "map", title="Map", drawing=_drawing(wanted, stops), rows=rows,
            stops=stops, legs=_legs(stops), route=route[:2000], country=country, kind=kind,
            countries=sorted({one.country for one in every}),
            kinds=sorted({one.kind for one in every}),
        )  # fmt: skip

    for path in paths_of("/map"):
        router.add_api_route(path, shown)

    @router.get("/map.svg")
    def svg(route: str = "", country: str = "", kind: str = "") -> Response:
        wanted = [
            one for one in load_gazetteer().places.values()
            if (not country or country in one.countries) and (not kind or one.kind == kind)
        ]  # fmt: skip
        stops = stops_of(route, engine.screener.rooms.positions)
        headers = {"content-disposition": 'attachment; filename="map.svg"'}
        text = _svg(wanted, stops, 960)
        return Response(text, headers=headers, media_type="image/svg+xml")

    return router


def stops_of(route: str, positions: Positions) -> list[Stop]:
    """Settle where the stops of a typed route lie.

    Args:
        route: Stops one a line, or parted by ``>`` or ``→``; a country may follow behind a comma.
        positions: What knows places.

    Returns:
        At most ``STOPS`` of them; one that no table knows has no position.

    Example:
        >>> from counterflow.watch.places.positions import default_positions
        >>> [one.name for one in stops_of("Astrakhan, RU > Olya, RU", default_positions())]
        ['Astrakhan', 'Olya']
    """
    parts = route[:2000].replace("→", "\n").replace(">", "\n").split("\n")
    texts = [part.strip() for part in parts if part.strip()][:STOPS]
    return [_stop(text, positions) for text in texts]


def _stop(text: str, positions: Positions) -> Stop:
    name, comma, rest = text.rpartition(",")
    code = country_code(rest) if comma else ""
    found = positions.find(name if code else text, code)
    if found is None:
        return Stop(text)
    place = (
        next((one for one in load_gazetteer().places.values() if one.name == found.name), None)
        if found.source == "watched"
        else None
    )
    return Stop(text, found.name, found.lat, found.lon, found.source, found.sure, place)


def _legs(stops: Sequence[Stop]) -> list[dict[str, Any]]:
    return [
        {"from": one, "to": other, "km": _km(one, other)} for one, other in pairwise(stops)
    ]  # fmt: skip


def _km(one: Stop, other: Stop) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return great_circle_km(one.lat, one.lon, other.lat, other.lon)


def headline_of(place: Place) -> str:
    """Give the strongest outcome of the rules that name a place."""
    found = [_WEIGHT.get(rule.outcome, _ORDER[-1]) for rule in rules_of(place)]
    return min(found, key=_ORDER.index, default=_ORDER[-1])


def _row(place: Place) -> dict[str, Any]:
    return {
        "id": place.id, "name": place.name, "country": place.country, "kind": place.kind,
        "unlocode": place.unlocode, "lat": place.lat, "lon": place.lon, "why": place.role,
        "strongest": headline_of(place), "rules": [rule.id for rule in rules_of(place)],
        "source": place.citation.title, "verified": place.citation.verified,
    }  # fmt: skip


def _drawing(places: Sequence[Place], stops: Sequence[Stop]) -> Markup:
    return drawn_twice(lambda width: _svg(places, stops, width))


def _svg(places: Sequence[Place], stops: Sequence[Stop], width: float) -> str:
    """Draw the route with what is watched around it; all places where no route is typed."""
    known = [one for one in stops if one.lat is not None and one.lon is not None]
    drawn = {
        f"stop {at}": Position(f"stop {at}", one.name, one.lat or 0.0, one.lon or 0.0, 4,
                               headline_of(one.place) if one.place else _ORDER[-1],
                               f"stop {at + 1} of the route")
        for at, one in enumerate(known)
    }  # fmt: skip
    taken = {(one.lat, one.lon) for one in known}
    for place in places:
        if place.lat is None or place.lon is None or (place.lat, place.lon) in taken:
            continue
        if known and not _near(place.lat, place.lon, known):
            continue
        drawn[place.id] = Position(place.id, place.name, place.lat, place.lon, 1,
                                   headline_of(place), place.kind)  # fmt: skip
    ids = [f"stop {at}" for at in range(len(known))]
    lines = [Line(start, end, 1) for start, end in pairwise(ids)]
    title = "The route and watched places along it" if known else "Watched places"
    return draw_positions(list(drawn.values()), lines, title=title, width=width, largest=RADIUS)


def _near(lat: float, lon: float, stops: Sequence[Stop]) -> bool:
    """Tell whether a place lies in the frame of a route, with a quarter of it on each side."""
    lats = [one.lat for one in stops if one.lat is not None]
    lons = [one.lon for one in stops if one.lon is not None]
    tall = max(2.0, (max(lats) - min(lats)) / 4)
    wide = max(2.0 / math.cos(math.radians(min(80.0, max(map(abs, lats))))),
               (max(lons) - min(lons)) / 4)  # fmt: skip
    return (min(lats) - tall <= lat <= max(lats) + tall
            and min(lons) - wide <= lon <= max(lons) + wide)  # fmt: skip
