"""Recognise in a transaction what the rules speak of: countries, watched places, listed goods."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from counterflow.core.errors import InputError
from counterflow.core.model import Finding, Leg, Outcome, Party, Transaction
from counterflow.core.text.countries import country_code
from counterflow.watch.goods.codes import HsCode, read_hs_code
from counterflow.watch.goods.tables import GoodsRow, GoodsTables
from counterflow.watch.places.cell import country_at_end
from counterflow.watch.places.gazetteer import Gazetteer
from counterflow.watch.rules.mentions import (
    CountryMention,
    GoodsMention,
    PlaceMention,
    Situation,
)

_LOCODE = re.compile(r"[A-Z]{2} ?[A-Z2-9]{3}")
DESTINED = frozenset({"consignee", "end_user"})
"""Roles whose country counts as the destination (``docs/outcomes.md``)."""


def recognise(
    transaction: Transaction,
    *,
    gazetteer: Gazetteer,
    tables: GoodsTables,
    as_of: dt.date,
    nexus: frozenset[str] | None,
) -> Situation:
    """Settle what the rules are to be asked about.

    Args:
        transaction: What is screened.
        gazetteer: The watched places.
        tables: The goods tables.
        as_of: The day that counts where the transaction has no date of its own.
        nexus: Regimes that bind the user; ``None`` where not declared.

    Raises:
        InputError: the transaction's date is no ISO 8601 day.
    """
    on = _day_of(transaction) or as_of
    return Situation(
        on=on,
        countries=list(_countries(transaction)),
        places=list(_places(transaction, gazetteer)),
        goods=[_goods(transaction, at, tables, on) for at in range(len(transaction.goods))],
        nexus=nexus,
    )


def name_parties(parties: Sequence[Party]) -> list[tuple[str, Party]]:
    """Name each party by its role, numbered where a role has several.

    Example:
        >>> [name for name, _ in name_parties([Party("end_user", "A"), Party("end_user", "B")])]
        ['end user', 'end user 2']
    """
    counts: dict[str, int] = {}
    named = []
    for party in parties:
        counts[party.role] = counts.get(party.role, 0) + 1
        number = f" {counts[party.role]}" if counts[party.role] > 1 else ""
        named.append((party.role.replace("_", " ") + number, party))
    return named


def _day_of(transaction: Transaction) -> dt.date | None:
    if not transaction.date:
        return None
    try:
        return dt.date.fromisoformat(transaction.date)
    except ValueError as fault:
        raise InputError(
            f"not a day: {transaction.date!r}",
            where=f"transaction {transaction.id}, date",
            why="the rules in force on that day cannot be told",
            remedy="write YYYY-MM-DD, or leave the date empty",
        ) from fault


def _countries(transaction: Transaction) -> Iterator[CountryMention]:
    """Give the countries of destination, parties and legs."""
    if transaction.destination_country:
        text = transaction.destination_text or transaction.destination_country
        yield CountryMention("destination", transaction.destination_country, text, destination=True)
    for subject, party in name_parties(transaction.parties):
        receives = party.role in DESTINED
        written = party.country_text or party.country
        for country, text in _countries_of(party.country, written, party.address):
            yield CountryMention(subject, country, text, receives)
    if transaction.origin_country:
        origin = transaction.origin_country
        yield CountryMention("origin", origin, origin, destination=False)
    for number, line in enumerate(transaction.goods, start=1):
        if line.origin_country and line.origin_country != transaction.origin_country:
            text = line.origin_text or line.origin_country
            subject = f"goods line {number} origin"
            yield CountryMention(subject, line.origin_country, text, destination=False)
    last = len(transaction.legs)
    for number, leg in enumerate(transaction.legs, start=1):
        for part, place, country in _stops(leg):
            final = part == "to" and number == last
            for code, _ in _countries_of(country, country, place):
                yield CountryMention(f"leg {number} {part}", code, code, final)


def _stops(leg: Leg) -> tuple[tuple[str, str, str], ...]:
    """Give the three parts of a leg, each with its place and its country."""
    return (
        ("from", leg.from_place, leg.from_country),
        ("via", leg.via_place, leg.via_country),
        ("to", leg.to_place, leg.to_country),
    )


def _countries_of(country: str, written: str, place: str) -> Iterator[tuple[str, str]]:
    """Give the country of a column, and that which the place names beside it where they differ.

    A column that is filled in wrongly must not hide the country in the words of the address.
    """
    if not country:
        if named := country_in(place):
            yield named, place
        return
    yield country, written
    named = country_at_end(place)
    if named and named[:2] != country[:2] and not _is_namesake(named, country):
        yield named, place


def _is_namesake(named: str, country: str) -> bool:
    """Tell whether a country's name at the end of an address is a part of the other country.

    Georgia is a state of the USA; Crimea is written under Ukraine and Russia, and is found as a
    place.
    """
    return (named, country) == ("GE", "US") or (named == "UA-43" and country in ("UA", "RU"))


def country_in(text: str) -> str:
    """Give the country that a place or address names itself, where no column does.

    A UN/LOCODE begins with its country; otherwise the last piece behind a comma or in brackets
    may be a country.

    Example:
        >>> country_in("IRBUZ"), country_in("Latakia, Syria"), country_in("Hamburg")
        ('IR', 'SY', '')
    """
    if _LOCODE.fullmatch(text.strip()):
        return country_code(text.strip()[:2])
    return country_at_end(text)


def _places(transaction: Transaction, gazetteer: Gazetteer) -> Iterator[PlaceMention]:
    """Give the watched places named by legs and by addresses of parties."""
    last = len(transaction.legs)
    among = frozenset(mention.country[:2] for mention in _countries(transaction))
    for number, leg in enumerate(transaction.legs, start=1):
        for part, text, country in _stops(leg):
            days, unread = _days_of(leg, part, transaction)
            for found in gazetteer.find_all(text, country, among=among):
                yield PlaceMention(
                    f"leg {number} {part}",
                    found.place,
                    text,
                    destination=part == "to" and number == last,
                    days=days,
                    unread=unread,
                    differing=found.differing,
                )
    for subject, party in name_parties(transaction.parties):
        yield from _places_of(subject, party, gazetteer)


def _places_of(subject: str, party: Party, gazetteer: Gazetteer) -> Iterator[PlaceMention]:
    """Give each place of a party's city and address once, one without a contradiction first."""
    named: dict[str, PlaceMention] = {}
    for text in (party.city, party.address):
        for found in gazetteer.find_all(text, party.country, address=True):
            mention = PlaceMention(
                f"{subject} address",
                found.place,
                text,
                party.role in DESTINED,
                differing=found.differing,
            )
            known = named.get(found.place.id)
            if known is None or (known.differing and not found.differing):
                named[found.place.id] = mention
    yield from named.values()


def _days_of(leg: Leg, part: str, transaction: Transaction) -> tuple[tuple[dt.date, ...], str]:
    """Give the days on which a part of a leg is used, and what of them could not be read.

    Goods leave a port on the day of departure and reach the next on the day of arrival; a stop
    between lies at either. Where the part's own day is not known, the leg's other day and the
    paper's bound it. No day of the leg at all: none, and the paper's counts.
    """
    own, other = ("arrives_on", "departs_on") if part == "to" else ("departs_on", "arrives_on")
    read = {field: _leg_day(getattr(leg, field)) for field in (own, other)}
    unread = [
        f"the day {getattr(leg, field)!r} ({field}) could not be read and was not counted"
        for field in (own, other)
        if getattr(leg, field) and read[field] is None
    ]
    mine, bound = read[own], read[other]
    if part == "via" or mine is None:
        paper = _day_of(transaction) if mine is None and bound is not None else None
        days = [day for day in (mine, bound, paper) if day is not None]
    else:
        days = [mine]
    return tuple(days), "; ".join(unread)


def _leg_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        # Said by `_days_of` with the place it concerns, and by coverage for every leg.
        return None


def _goods(transaction: Transaction, at: int, tables: GoodsTables, on: dt.date) -> GoodsMention:
    code = read_hs_code(transaction.goods[at].hs_code)
    return GoodsMention(
        subject=f"goods line {at + 1}",
        code=transaction.goods[at].hs_code,
        rows=tables.match(code, on),
        under_heading=tables.under_heading(code, on),
    )


def goods_notes(transaction: Transaction, tables: GoodsTables) -> Iterator[Finding]:
    """Note each listed goods line, each repaired code and each code of an older HS edition."""
    for number, line in enumerate(transaction.goods, start=1):
        code = read_hs_code(line.hs_code)
        subject = f"goods line {number}"
        rows = tables.match(code)
        if rows:
            yield _listed(subject, line.hs_code, rows)
        if code.repair:
            yield Finding("data", subject, Outcome.NO_MATCH, f"HS code: {_repaired(code, tables)}")
        newer = tables.older.get(code.hs6, ())
        if newer:
            yield _older(subject, line.hs_code, code, newer)


def _repaired(code: HsCode, tables: GoodsTables) -> str:
    """Say what was repaired, or why it was not."""
    if code.guessed and tables.under_heading(code):
        return (
            f"{code.written} gives only {code.given} digits, and listed codes begin with them: "
            f"not taken as {code.digits}, six digits are needed"
        )
    return code.repair


def _listed(subject: str, written: str, listed: tuple[GoodsRow, ...]) -> Finding:
    names = "; ".join(
        f"{row.title}{f' tier {row.tier}' if row.table == 'chpl' else ''}" for row in listed
    )
    return Finding(
        kind="goods",
        subject=subject,
        outcome=Outcome.NO_MATCH,
        summary=f"{listed[0].hs6} ({listed[0].what}) is listed: {names}",
        rule="listed-goods",
        ours=written,
        theirs=listed[0].hs6,
        citations=tuple(dict.fromkeys(row.citation for row in listed)),
    )


def _older(subject: str, written: str, code: HsCode, newer: tuple[str, ...]) -> Finding:
    return Finding(
        kind="goods",
        subject=subject,
        outcome=Outcome.NO_MATCH,
        summary=(
            f"{code.hs6} belongs to an older HS edition; in HS 2022 these goods may be "
            f"{', '.join(newer)}, which is listed (unverified: ask for the HS 2022 code)"
        ),
        rule="older-hs-edition",
        ours=written,
        theirs=", ".join(newer),
    )
