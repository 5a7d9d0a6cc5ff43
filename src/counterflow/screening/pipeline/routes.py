"""Findings on the way of the goods: unknown places, legs that contradict, detours, transit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from counterflow.core.model import Finding, Leg, Outcome, Transaction
from counterflow.core.text.countries import country_name
from counterflow.core.text.scripts import fold
from counterflow.screening.intake.vocabulary import fold_mark, vocabulary
from counterflow.screening.pipeline.countries import country_in
from counterflow.screening.pipeline.parts import stops_of
from counterflow.watch.places.coordinates import read_coordinate
from counterflow.watch.places.craft import watched_flag
from counterflow.watch.places.distances import great_circle_km
from counterflow.watch.places.limits import OURS, limit, load_limits
from counterflow.watch.places.positions import CITIES, Position, Positions
from counterflow.watch.places.ways import Point, Way, hiding_words, measure
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.rulebook import Rule
from counterflow.watch.rules.weighing import weigh

_SAME_PLACE_KM = 60.0
"""Two names of one town and its port or airport lie within this distance; a policy of ours."""
_MOST_LEGS = 20
"""Legs of which an order is sought; a way of more is judged leg by leg."""
_MOST_WAYS = 200
"""Steps after which no further way is sought among branching legs."""
_ASK_PLACE = "ask for the port or town by name, and for its country"
_ASK_DATES = "ask which date is right: a leg cannot begin before the one before it has ended"
_ASK_WAY = "ask why the goods take this way, who handles them on it, and for the transport papers"
_ASK_LEG = "ask for the missing leg, or correct the place"


def route_findings(
    transaction: Transaction,
    situation: Situation,
    positions: Positions,
    rules: Sequence[Rule] = (),
) -> list[Finding]:
    """Settle what the legs say together, beside the rules on each place and country.

    Args:
        transaction: What is screened.
        situation: What was recognised in it.
        positions: Where places lie.
        rules: The rules; those with a notice name the published points of diversion.

    Returns:
        Findings of kind ``data`` (a leg that is unknown or contradicts another) and ``route``.
    """
    legs = transaction.legs
    if not legs:
        return []
    findings: list[Finding] = []
    for number, leg in enumerate(legs, start=1):
        findings.extend(_of_stops(number, leg, positions))
        findings.extend(_of_days(number, leg))
    several = len(legs) > 1
    if several:
        findings.extend(_of_order(legs, positions))
        findings.extend(_of_chain(legs, positions))
    if several or legs[0].via_place:
        findings.extend(_of_detour(legs, situation, positions, rules))
    if any(leg.via_country or leg.via_place for leg in legs):
        findings.extend(_of_transit(legs, situation, rules))
    return findings


def _data(
    subject: str,
    outcome: Outcome,
    words: str,
    rule: str,
    step: str = "",
    *,
    ours: str = "",
    theirs: str = "",
) -> Finding:
    asked = step if outcome.strength else ""
    return Finding(
        "data", subject, outcome, words, rule=rule, ours=ours, theirs=theirs, next_step=asked
    )


def _of_stops(number: int, leg: Leg, positions: Positions) -> Iterator[Finding]:
    """Speak of places that are hidden, unknown, or lie in another country than is written."""
    for part, text, country in stops_of(leg):
        subject = f"leg {number} {part}"
        if not text:
            if not country and part == "to":
                words = "the leg names neither the place nor the country in which it ends"
                yield _data(subject, Outcome.NO_MATCH, words, "leg-unknown")
            continue
        if _is_hidden(text):
            where = f"; only the country is written ({country})" if country else ""
            words = f"the place is not named (“{text}”){where}: the leg is unknown"
            yield _data(subject, Outcome.REVIEW, words, "leg-unknown", _ASK_PLACE, ours=text)
        elif not country:
            if not country_in(text) and positions.find(text) is None and not read_coordinate(text):
                words = f"“{text}” is in no table of places and no country is written beside it: "
                words += "no rule on countries could be asked"
                yield _data(subject, Outcome.NO_MATCH, words, "leg-unknown", ours=text)
        elif found := _elsewhere(text, country, positions):
            yield _of_elsewhere(subject, text, country, found)


@lru_cache(maxsize=1 << 13)
def _is_hidden(text: str) -> bool:
    return fold(text) in hiding_words() or fold_mark(text) in vocabulary().unnamed


def _elsewhere(text: str, country: str, positions: Positions) -> Position | None:
    """Give the place of a cell where no country in which it may lie is the one written."""
    found = positions.find(text, country)
    if found is None or found.source not in ("unlocode", "city") or not found.countries:
        return None
    return None if country[:2] in found.countries else found


def _of_elsewhere(subject: str, text: str, country: str, found: Position) -> Finding:
    """Say that a place is known in other countries only; a code says more than a name."""
    named = country_name(country) or country
    own = ", ".join(sorted(country_name(one) or one for one in found.countries)[:3])
    coded = bool(found.code) and found.code in text.upper().replace(" ", "").replace("-", "")
    words = f"the papers put “{text}” in {named}, but "
    words += f"its code is of {own}" if coded else f"places of this name are known in {own} alone"
    return Finding(
        "data",
        subject,
        Outcome.REVIEW if coded else Outcome.NO_MATCH,
        words,
        rule="place-and-country",
        ours=f"{text}, {named}",
        theirs=own,
        next_step="find out whether the place or the country is right" if coded else "",
        citations=(CITIES,) if found.source == "city" else (),
    )


@lru_cache(maxsize=1 << 12)
def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None  # coverage and the places of the leg say so


def _of_days(number: int, leg: Leg) -> Iterator[Finding]:
    departs, arrives = _day(leg.departs_on), _day(leg.arrives_on)
    if departs and arrives and arrives < departs:
        words = f"the leg arrives on {arrives} and departs only on {departs}"
        yield _data(
            f"leg {number}", Outcome.REVIEW, words, "leg-days", _ASK_DATES,
            ours=f"{departs} to {arrives}",
        )  # fmt: skip


def _of_order(legs: Sequence[Leg], positions: Positions) -> Iterator[Finding]:
    """Say which leg begins before the leg that brings the goods there has ended."""
    for number, (first, second) in enumerate(pairwise(legs), start=2):
        left = _day(second.departs_on) or _day(second.arrives_on)
        came = _day(first.arrives_on) or _day(first.departs_on)
        if not left or not came or left >= came or not _joins(first, second, positions):
            continue
        if (first.departs_on, first.arrives_on) == (second.departs_on, second.arrives_on):
            continue  # the days of the shipment, repeated in every row
        words = f"the leg begins on {left}, before leg {number - 1} has ended on {came}"
        yield _data(
            f"leg {number}", Outcome.REVIEW, words, "leg-order", _ASK_DATES,
            ours=str(left), theirs=str(came),
        )  # fmt: skip


def _joins(first: Leg, second: Leg, positions: Positions) -> bool:
    """Tell whether one leg starts where another ended, as far as the papers say."""
    return _meets(
        (first.to_place, first.to_country), (second.from_place, second.from_country), positions
    )


def _meets(end: tuple[str, str], start: tuple[str, str], positions: Positions) -> bool:
    """Tell whether an end and a start can be one place; what is not written can be any."""
    if not any(end) or not any(start):
        return True
    if end[1] and start[1] and end[1][:2] != start[1][:2]:
        return False
    if not end[0] or not start[0] or fold(end[0]) == fold(start[0]):
        return True
    ours, theirs = positions.find(*end), positions.find(*start)
    if ours is None or theirs is None:
        return bool(end[1] and start[1])  # one country, and names of which one is not known
    if ours.lat is None or theirs.lat is None or ours.lon is None or theirs.lon is None:
        return bool(ours.countries & theirs.countries)
    return great_circle_km(ours.lat, ours.lon, theirs.lat, theirs.lon) <= _SAME_PLACE_KM


def _of_chain(legs: Sequence[Leg], positions: Positions) -> Iterator[Finding]:
    """Say which leg starts where no leg ends; legs may stand in any order.

    One start has no end before it: that of the way. Split shipments start where the way does.
    """
    ends = [(leg.to_place, leg.to_country) for leg in legs]
    loose = []
    for number, leg in enumerate(legs, start=1):
        start = (leg.from_place, leg.from_country)
        if not any(start):
            continue
        others = [end for at, end in enumerate(ends, start=1) if at != number]
        if not any(_meets(end, start, positions) for end in others):
            loose.append((number, start))
    for number, start in loose[1:]:
        if _meets(loose[0][1], start, positions):
            continue
        known = {end[1][:2] for end in ends if end[1]}
        elsewhere = bool(start[1]) and start[1][:2] not in known
        where = ", ".join(part for part in (start[0], country_name(start[1])) if part)
        words = f"the leg starts in {where}, where no other leg ends: a leg is missing or wrong"
        outcome = Outcome.REVIEW if elsewhere else Outcome.NO_MATCH
        yield _data(f"leg {number} from", outcome, words, "leg-chain", _ASK_LEG, ours=where)


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
        [other for other in starts if other != at and _joins(leg, legs[other], positions)]
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
            if not points or great_circle_km(*points[-1], *point) > _SAME_PLACE_KM:
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


def _of_detour(
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
        next_step=_ASK_WAY if outcome.strength else "",
        citations=(limits["detour_ratio"].citation,),
    )


def _stations(legs: Sequence[Leg]) -> list[str]:
    """Name the stops of a way, each once where one leg ends and the next begins."""
    names = [text for leg in legs for _, text, _ in stops_of(leg) if text]
    return [name for at, name in enumerate(names) if not at or name != names[at - 1]]


def _named(countries: set[str], rules: Sequence[Rule]) -> bool:
    return any(rule.notice and not rule.countries.isdisjoint(countries) for rule in rules)


def _through_watched(legs: Sequence[Leg], situation: Situation) -> Iterator[Finding]:
    """Say that goods for elsewhere pass through Russia or Belarus.

    Where they are handed over there, and in countries under an embargo, the rules say so.
    """
    bound = {one.country[:2] for one in situation.countries if one.destination}
    for number, leg in enumerate(legs, start=1):
        country = _via_of(leg, situation, number)
        row = watched_flag(country) if country else None
        if row is None or country in bound:
            continue
        name = country_name(country) or country
        yield Finding(
            "route",
            f"leg {number} via",
            Outcome.REVIEW,
            f"goods for elsewhere pass through {name}, {row.what} "
            "(that this raises a question is a policy of this project)",
            rule="transit-watched",
            ours=leg.via_place or country,
            theirs=name,
            next_step=_ASK_WAY,
            citations=(row.citation,),
        )


def _via_of(leg: Leg, situation: Situation, number: int) -> str:
    """Give the country through which a leg goes, as written or as its watched place tells."""
    if leg.via_country:
        return leg.via_country[:2]
    if not leg.via_place:
        return ""
    subject = f"leg {number} via"
    places = [one.place.country for one in situation.places
              if one.subject == subject and not one.differing]  # fmt: skip
    return country_in(leg.via_place)[:2] or (places[0] if places else "")


def _of_transit(
    legs: Sequence[Leg], situation: Situation, rules: Sequence[Rule]
) -> Iterator[Finding]:
    """Say that listed goods pass through a published point of diversion.

    Where they are handed over there, the rules on destinations say so.
    """
    yield from _through_watched(legs, situation)
    if not situation.has_listed_goods:
        return
    listed = {row.table for line in situation.goods for row in line.rows}
    for number, leg in enumerate(legs, start=1):
        country = _via_of(leg, situation, number)
        if not country:
            continue
        speaking = [
            (rule, weight)
            for rule in rules
            if rule.notice and country in rule.countries and listed & rule.tables
            and (weight := weigh(rule, situation)).timely
        ]  # fmt: skip
        if not speaking:
            continue
        said = "; ".join(
            rule.notice + ("" if rule.citation.verified else " (unverified)")
            for rule, _ in speaking
        )
        yield Finding(
            "route",
            f"leg {number} via",
            max((weight.outcome for _, weight in speaking), key=lambda one: one.strength),
            f"listed goods pass through a country named as a diversion point: {said}",
            rule=", ".join(rule.id for rule, _ in speaking),
            ours=leg.via_place or country,
            theirs=country_name(country) or country,
            effect=str(speaking[0][0].effect),
            next_step=_ASK_WAY,
            citations=tuple(dict.fromkeys(rule.citation for rule, _ in speaking)),
        )
