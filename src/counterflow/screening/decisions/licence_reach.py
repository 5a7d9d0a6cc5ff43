"""Settle what a licence cannot reach: listings it does not name, other offices, countries, days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Effect
from counterflow.core.model.transactions import Leg, Transaction
from counterflow.core.text.countries import country_code
from counterflow.core.text.names import read_name
from counterflow.screening.decisions.licence_file import Licence
from counterflow.screening.decisions.offices import offices_in, offices_of
from counterflow.watch.goods.rows import in_force
from counterflow.watch.rules.mentions import PlaceMention, Situation

_OF_PARTIES: Final = frozenset({"party", "ownership"})
_OF_PLACES: Final = frozenset({"country", "place", "route"})
_LEG: Final = "leg "


def lands_by_part(situation: Situation) -> dict[str, frozenset[str]]:
    """Give the countries that each part of a transaction names.

    Returns:
        By the subject of findings: ISO alpha-2, UA-43, or the name of an occupied region.
    """
    found: dict[str, set[str]] = {}
    for country in situation.countries:
        found.setdefault(country.subject, set()).add(country.country)
    for place in situation.places:
        found.setdefault(place.subject, set()).add(land_of(place))
    return {subject: frozenset(lands) for subject, lands in found.items()}


def land_of(mention: PlaceMention) -> str:
    """Give the country of a watched place; an occupied region is one of its own."""
    place = mention.place
    if place.also_written and place.group:
        return country_code(place.group) or place.group
    return place.country


def beyond_reach(
    licence: Licence,
    finding: Finding,
    transaction: Transaction,
    lands: Mapping[str, frozenset[str]],
) -> Iterator[str]:
    """Give every reason for which a licence cannot reach what was found, whatever its goods.

    A listing is lifted only by a licence that names the party, or by a general one that is for
    listed parties; a ban on a place only by one that names the place. Only the office whose
    prohibition it is can free from it. A finding about a country, a place or a way needs that
    country among the destinations. The goods must leave within the days of the licence.

    Args:
        licence: The licence.
        finding: What was found.
        transaction: What it was found in.
        lands: Countries by part (``lands_by_part``).

    Yields:
        Reasons in words.
    """
    of_listing = finding.kind in _OF_PARTIES or bool(finding.listing)
    if of_listing and not licence.parties and not licence.for_listings:
        yield "it names no party, and this is about a listed one"
    if finding.kind == "place" and finding.effect == Effect.TRANSACTION_BAN:
        named = {read_name(name).compact for name in licence.parties}
        if read_name(finding.theirs).compact not in named:
            yield f"it does not name {finding.theirs}, with which dealings are banned"
    if other := _of_another_office(licence, finding):
        yield other
    if finding.kind in _OF_PLACES and licence.destinations:
        beyond = sorted(lands.get(finding.subject, frozenset()) - licence.destinations)
        if beyond:
            yield f"its destinations do not hold {', '.join(beyond)} ({finding.subject})"
    yield from _late_legs(licence, finding, transaction)


def _of_another_office(licence: Licence, finding: Finding) -> str:
    needed = offices_of(finding, licence.regime)
    own = offices_in(licence.authority, licence.regime)
    if not needed or (needed <= own if finding.kind in _OF_PARTIES else needed & own):
        return ""
    return (
        f"{licence.authority} cannot free from what {' and '.join(sorted(needed - own))} prohibits"
    )


def _late_legs(licence: Licence, finding: Finding, transaction: Transaction) -> Iterator[str]:
    """Say which leg begins outside of the days: that of the finding, or else any of them."""
    number = finding.subject.removeprefix(_LEG).partition(" ")[0]
    one = int(number) if finding.subject.startswith(_LEG) and number.isdecimal() else 0
    for at, leg in enumerate(transaction.legs, start=1):
        if one in (0, at) and (late := _late(licence, leg)):
            yield f"leg {at} {late}"
            return


def _late(licence: Licence, leg: Leg) -> str:
    written = leg.departs_on or leg.arrives_on
    if not written:
        return ""
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        return f"is of {written!r}, which cannot be held against its days"
    if in_force(day, licence.in_force_from, licence.in_force_to):
        return ""
    end = f" to {licence.in_force_to}" if licence.in_force_to else ""
    return f"is of {day}, and it is in force from {licence.in_force_from}{end}"
