"""Findings on the way of the goods: unknown places, legs that contradict, detours, transit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Leg, Transaction
from counterflow.core.text.countries import country_name
from counterflow.core.text.scripts import fold
from counterflow.screening.intake.folding import fold_mark
from counterflow.screening.intake.vocabulary import vocabulary
from counterflow.screening.pipeline.countries import country_in
from counterflow.screening.pipeline.detours import ASK_WAY, detour_findings
from counterflow.screening.pipeline.legs import (
    away_findings,
    chain_findings,
    data_finding,
    day_findings,
    end_findings,
    order_findings,
)
from counterflow.screening.pipeline.parts import stops_of
from counterflow.watch.places.airport_codes import airport_country, banned_airport
from counterflow.watch.places.coordinates import read_coordinate
from counterflow.watch.places.craft import watched_flag
from counterflow.watch.places.positions import CITIES, Position, Positions
from counterflow.watch.places.strict_towns import strict_town
from counterflow.watch.places.ways import hiding_words
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.rulebook import Rule
from counterflow.watch.rules.weighing import weigh

_UNPLACED = (
    "is in no table of places and no country is written beside it: "
    "no rule on countries could be asked"
)
_ENDLESS = "names neither the place nor the country in which it ends"
_ASK_PLACE = "ask for the port or town by name, and for its country"


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
        findings.extend(_of_stops(number, leg, positions, transaction.destination_country))
        findings.extend(day_findings(number, leg))
    findings.extend(away_findings(legs, transaction.destination_country))
    several = len(legs) > 1
    if several:
        findings.extend(order_findings(legs, positions))
        findings.extend(chain_findings(legs, positions))
    findings.extend(end_findings(transaction, situation, positions))
    if several or legs[0].via_place:
        findings.extend(detour_findings(legs, situation, positions, rules))
    if any(leg.via_country or leg.via_place for leg in legs):
        findings.extend(_of_transit(legs, situation, rules))
    return findings


def _of_stops(number: int, leg: Leg, positions: Positions, destination: str) -> Iterator[Finding]:
    """Speak of places that are hidden, unknown, or lie in another country than is written."""
    for part, text, country in stops_of(leg):
        subject = f"leg {number} {part}"
        if not text:
            if not country and part == "to":
                yield data_finding(subject, Outcome.NO_MATCH, f"the leg {_ENDLESS}", "leg-unknown")
            continue
        if _is_hidden(text):
            where = f"; only the country is written ({country})" if country else ""
            words = f"the place is not named (“{text}”){where}: the leg is unknown"
            yield data_finding(subject, Outcome.REVIEW, words, "leg-unknown", _ASK_PLACE, ours=text)
        elif not country:
            yield from _without_country(subject, text, positions, destination)
        elif found := _elsewhere(text, country, positions):
            yield _of_elsewhere(subject, text, country, found)


def _without_country(
    subject: str, text: str, positions: Positions, destination: str
) -> Iterator[Finding]:
    """Speak of a place that no table knows, or that may be a watched one, where nothing tells.

    A name that is also that of a town in the country of destination is taken for that one.
    """
    if country_in(text):
        return
    place = positions.find(text)
    if place is not None and place.source == "watched" and not place.sure:
        if not destination or destination[:2] not in place.countries:
            yield from _of_namesake(subject, text, place)
    elif _is_unplaced(text, positions):
        words = f"“{text}” {_UNPLACED}"
        yield data_finding(subject, Outcome.NO_MATCH, words, "leg-unknown", ours=text)


def unplaced_ends(transaction: Transaction, positions: Positions) -> Iterator[str]:
    """Name the ends of legs about which no rule on countries could be asked, for the coverage.

    Args:
        transaction: The papers.
        positions: Where places lie.
    """
    for number, leg in enumerate(transaction.legs, start=1):
        for part, text, country in stops_of(leg):
            if text and not country and not _is_hidden(text) and _is_unplaced(text, positions):
                yield f"leg {number} {part}: “{text[:60]}” {_UNPLACED}"
            elif part == "to" and not text and not country:
                yield f"leg {number} {_ENDLESS}"


def _is_unplaced(text: str, positions: Positions) -> bool:
    named = airport_country(text, "") or banned_airport(text, "", "")
    known = named or country_in(text) or strict_town(text) or positions.find(text)
    return not known and read_coordinate(text) is None


@lru_cache(maxsize=1 << 13)
def _is_hidden(text: str) -> bool:
    """Tell whether a cell says that the place is not told: "TBA", or marks and no letter."""
    if not any(char.isalnum() for char in text):
        return True
    return fold(text) in hiding_words() or fold_mark(text) in vocabulary().unnamed


def _elsewhere(text: str, country: str, positions: Positions) -> Position | None:
    """Give the place of a cell where no country in which it may lie is the one written."""
    found = positions.find(text, country)
    if found is None or found.source not in ("unlocode", "city") or not found.countries:
        return None
    return None if country[:2] in found.countries else found


def _of_namesake(subject: str, text: str, place: Position) -> Iterator[Finding]:
    """Ask about a name that is also that of a watched place of Russia or Belarus ("Primorsk")."""
    row = next(filter(None, map(watched_flag, sorted(place.countries))), None)
    if row is None:
        return
    yield Finding(
        "data",
        subject,
        Outcome.REVIEW,
        f"“{text}” may be {place.name}, a watched place, or another of the same name: no country "
        "is written beside it (that this raises a question is a policy of this project)",
        rule="leg-unknown",
        ours=text,
        theirs=place.name,
        next_step=_ASK_PLACE,
        citations=(row.citation,),
    )


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
            next_step=ASK_WAY,
            citations=(row.citation,),
        )


def _via_of(leg: Leg, situation: Situation, number: int) -> str:
    """Give the country through which a leg goes, as written or as its place tells."""
    if leg.via_country:
        return leg.via_country[:2]
    subject = f"leg {number} via"
    named = (m.country[:2] for m in situation.countries if m.subject == subject and not m.doubtful)
    return next(named, "")


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
            next_step=ASK_WAY,
            citations=tuple(dict.fromkeys(rule.citation for rule, _ in speaking)),
        )
