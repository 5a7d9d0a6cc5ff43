"""Detours: ways much longer than the direct one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Leg
from counterflow.screening.pipeline.legs import SAME_PLACE_KM, joins
from counterflow.screening.pipeline.parts import stops_of
from counterflow.watch.places.distances import great_circle_km
from counterflow.watch.places.limits import OURS, limit, load_limits
from counterflow.watch.places.positions import Positions
from counterflow.watch.places.ways import Point, Way, measure
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.rulebook import Rule

_MOST_LEGS = 20
"""Legs of which an order is sought; a way of more is judged leg by leg."""
_MOST_WAYS = 200
"""Steps after which no further way is sought among branching legs."""
ASK_WAY = "ask why the goods take this way, who handles them on it, and for the transport papers"


def _ways(legs: Sequence[Leg], positions: Positions) -> Iterator[list[Leg]]:
    """Give the ways from a first leg to a last one, each leg once; a bounded number of them.

    The rows of one shipment may stand in any order, and each may repeat the place of delivery.
    """
    if len(legs) == 1:
        yield list(legs)
        return
    if len(legs) > _MOST_LEGS:
        return
    starts = [at for at, leg in enumerate(legs) if leg.from_place or leg.from_country]
    follows = [
        [other for other in starts if other != at and joins(leg, legs[other], positions)]
        for at, leg in enumerate(legs)
    ]
    first = set(range(len(legs))) - {at for following in follows for at in following}
    paths = [[at] for at in sorted(first)]
    given = 0
    while paths and given < _MOST_WAYS:
        path = paths.pop()
        given += 1
        further = [at for at in follows[path[-1]] if at not in path]
        if not further:
            yield [legs[at] for at in path]
        paths.extend([*path, at] for at in further)


def _points(
    legs: Sequence[Leg], situation: Situation, positions: Positions, named: frozenset[str]
) -> list[Point] | None:
    """Give the positions along a way; ``None`` where one is not known.

    A name without a country tells a position only where the transaction names its country
    elsewhere: St Petersburg is in Florida too.
    """
    elsewhere = {one.text for one in situation.namesakes}
    points: list[Point] = []
    for leg in legs:
        for _, text, country in stops_of(leg):
            if not text:
                continue
            found = None if text in elsewhere else positions.find(text, country)
            if found is None or found.lat is None or found.lon is None:
                return None
            if not (country or found.sure or found.source == "watched" or found.countries & named):
                return None
            point = (found.lat, found.lon)
            if not points or great_circle_km(*points[-1], *point) > SAME_PLACE_KM:
                points.append(point)
    return points if len(points) > 2 else None


def _longest(
    legs: Sequence[Leg], situation: Situation, positions: Positions
) -> tuple[Way, list[Leg]] | None:
    """Give the way that is the greatest detour; ``None`` where none is one."""
    named = frozenset(one.country[:2] for one in situation.countries)
    found: tuple[Way, list[Leg]] | None = None
    for way in _ways(legs, positions):
        points = _points(way, situation, positions, named)
        measured = measure(points) if points else None
        if measured is None or not measured.is_detour:
            continue
        if found is None or measured.declared_km > found[0].declared_km:
            found = measured, way
    return found


def detour_findings(
    legs: Sequence[Leg], situation: Situation, positions: Positions, rules: Sequence[Rule]
) -> Iterator[Finding]:
    """Say that a way is much longer than the direct one.

    A note, unless something else speaks: listed goods, a watched place, or a stop in a country that
    a published notice names as a point of diversion.
    """
    longest = _longest(legs, situation, positions)
    if longest is None:
        return
    way, travelled = longest
    stops = {m.country for m in situation.countries if m.subject.startswith("leg ")}
    speaks = situation.has_listed_goods or bool(situation.places) or _named(stops, rules)
    limits = load_limits()
    words = (
        f"the declared way is at least {way.declared_km:,.0f} km long, the direct one "
        f"{way.direct_km:,.0f} km ({limit('detour_ratio'):g} times and "
        f"{limit('detour_extra_km'):,.0f} km more are asked about, {OURS})"
    )
    outcome = Outcome.REVIEW if speaks else Outcome.NO_MATCH
    yield Finding(
        "route",
        "legs",
        outcome,
        words,
        rule="detour",
        ours=" – ".join(_stations(travelled)),
        theirs=f"{way.direct_km:,.0f} km",
        next_step=ASK_WAY if outcome.strength else "",
        citations=(limits["detour_ratio"].citation,),
    )


def _stations(legs: Sequence[Leg]) -> list[str]:
    """Name the stops of a way, each once where one leg ends and the next begins."""
    names = [text for leg in legs for _, text, _ in stops_of(leg) if text]
    return [name for at, name in enumerate(names) if not at or name != names[at - 1]]


def _named(countries: set[str], rules: Sequence[Rule]) -> bool:
    return any(rule.notice and not rule.countries.isdisjoint(countries) for rule in rules)
