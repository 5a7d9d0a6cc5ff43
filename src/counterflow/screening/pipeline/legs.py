"""Legs beside one another: days that contradict, a start where no leg ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Leg, Transaction
from counterflow.core.text.countries import country_name
from counterflow.core.text.dates import iso_day
from counterflow.core.text.scripts import fold
from counterflow.watch.places.distances import great_circle_km
from counterflow.watch.places.positions import Positions
from counterflow.watch.rules.country_groups import country_group
from counterflow.watch.rules.mentions import Situation

SAME_PLACE_KM = 60.0
"""Two names of one town and its port or airport lie within this distance; a policy of ours."""
_ASK_DATES = "ask which date is right: a leg cannot begin before the one before it has ended"
_ASK_END = "ask where the goods are delivered: the destination or the way is wrong"
_ASK_LEG = "ask for the missing leg, or correct the place"


def data_finding(
    subject: str,
    outcome: Outcome,
    words: str,
    rule: str,
    step: str = "",
    *,
    ours: str = "",
    theirs: str = "",
) -> Finding:
    """Put what is wrong with the papers into a finding of kind ``data``.

    Args:
        subject: The part of the transaction.
        outcome: What it supports.
        words: What is wrong.
        rule: Its name.
        step: What to do next; left out of a note.
        ours: What the papers say.
        theirs: What it was compared with.
    """
    asked = step if outcome.strength else ""
    return Finding(
        "data", subject, outcome, words, rule=rule, ours=ours, theirs=theirs, next_step=asked
    )


@lru_cache(maxsize=1 << 12)
def _day(text: str) -> dt.date | None:
    return iso_day(text)  # of one that names none, coverage and the places of the leg say so


def day_findings(number: int, leg: Leg) -> Iterator[Finding]:
    """Say that a leg arrives before it departs."""
    departs, arrives = _day(leg.departs_on), _day(leg.arrives_on)
    if departs and arrives and arrives < departs:
        words = f"the leg arrives on {arrives} and departs only on {departs}"
        yield data_finding(
            f"leg {number}", Outcome.REVIEW, words, "leg-days", _ASK_DATES,
            ours=f"{departs} to {arrives}",
        )  # fmt: skip


def order_findings(legs: Sequence[Leg], positions: Positions) -> Iterator[Finding]:
    """Say which leg begins before the leg that brings the goods there has ended."""
    for number, (first, second) in enumerate(pairwise(legs), start=2):
        left = _day(second.departs_on) or _day(second.arrives_on)
        came = _day(first.arrives_on) or _day(first.departs_on)
        if not left or not came or left >= came or not joins(first, second, positions):
            continue
        if (first.departs_on, first.arrives_on) == (second.departs_on, second.arrives_on):
            continue  # the days of the shipment, repeated in every row
        words = f"the leg begins on {left}, before leg {number - 1} has ended on {came}"
        yield data_finding(
            f"leg {number}", Outcome.REVIEW, words, "leg-order", _ASK_DATES,
            ours=str(left), theirs=str(came),
        )  # fmt: skip


def joins(first: Leg, second: Leg, positions: Positions) -> bool:
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
    return great_circle_km(ours.lat, ours.lon, theirs.lat, theirs.lon) <= SAME_PLACE_KM


def away_findings(legs: Sequence[Leg], destination: str) -> Iterator[Finding]:
    """Say that the way begins in the country of destination and ends in another one.

    Goods that are loaded where they are bound for and carried out of it are not bound for it.

    Args:
        legs: The legs, in the order of the papers.
        destination: The country of destination, as stated; empty where none is.
    """
    starts = {leg.from_country[:2] for leg in legs}
    ends = {leg.to_country[:2] for leg in legs}
    if not destination or "" in starts or "" in ends or destination[:2] in ends:
        return
    if destination[:2] != legs[0].from_country[:2]:
        return
    stated, end = (country_name(code) or code for code in (destination, legs[-1].to_country))
    words = f"the goods are bound for {stated}, and their way begins there and ends in {end}"
    subject = "destination"
    yield data_finding(
        subject, Outcome.REVIEW, words, "leg-away", _ASK_END, ours=stated, theirs=end
    )


def chain_findings(legs: Sequence[Leg], positions: Positions) -> Iterator[Finding]:
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
        yield data_finding(f"leg {number} from", outcome, words, "leg-chain", _ASK_LEG, ours=where)


def end_findings(
    transaction: Transaction, situation: Situation, positions: Positions
) -> Iterator[Finding]:
    """Say that no leg ends in the country of destination, or that none begins in that of origin.

    The last carriage over land is often left out of the papers, so that this is a note. With
    listed goods on board, unless both countries are partner countries, it is a question.
    """
    legs = transaction.legs
    ways = (
        ("to", transaction.destination_country[:2], "ends", "destination"),
        ("from", transaction.origin_country[:2], "begins", "origin"),
    )
    for part, wanted, verb, name in ways:
        if not wanted or any(getattr(leg, f"{part}_country")[:2] == wanted for leg in legs):
            continue
        reached = _lands(legs, part, situation, positions)
        if not reached or wanted in reached:
            continue
        asked = part == "to" and situation.has_listed_goods
        asked = asked and not reached | {wanted} <= country_group("partner")
        where = ", ".join(country_name(land) or land for land in sorted(reached))
        named = country_name(wanted) or wanted
        yield data_finding(
            f"leg {len(legs) if part == 'to' else 1} {part}",
            Outcome.REVIEW if asked else Outcome.NO_MATCH,
            f"the way {verb} in {where}, and the papers name {named} as the {name}: "
            "a leg is missing or wrong",
            "leg-chain",
            _ASK_LEG,
            ours=where,
            theirs=named,
        )  # fmt: skip


def _lands(
    legs: Sequence[Leg], part: str, situation: Situation, positions: Positions
) -> frozenset[str]:
    """Give the countries of all ends or starts; empty where one of them is not known."""
    found: set[str] = set()
    for number, leg in enumerate(legs, start=1):
        place, country = getattr(leg, f"{part}_place"), getattr(leg, f"{part}_country")
        subject = f"leg {number} {part}"
        lands = {m.country[:2] for m in situation.countries if m.subject == subject}
        position = positions.find(place, country) if place else None
        lands |= position.countries if position is not None else set()
        if not lands | {country[:2]} - {""}:
            return frozenset()
        found |= lands | ({country[:2]} - {""})
    return frozenset(found)
