"""Recognise in a transaction what the rules speak of: countries, watched places, listed goods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from counterflow.core.errors import InputError
from counterflow.core.model import Finding, Leg, Outcome, Party, Transaction
from counterflow.core.text.countries import country_code
from counterflow.watch.goods.codes import HsCode, read_hs_code, read_hs_codes
from counterflow.watch.goods.tables import GoodsRow, GoodsTables
from counterflow.watch.places.cell import country_at_end
from counterflow.watch.places.gazetteer import Gazetteer
from counterflow.watch.places.locodes import code_countries
from counterflow.watch.rules.mentions import (
    CountryMention,
    GoodsMention,
    PlaceMention,
    Situation,
)
from counterflow.watch.rules.weighing import contradiction

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
    countries = list(_countries(transaction))
    among = frozenset(mention.country[:2] for mention in countries)
    places = list(_places(transaction, gazetteer, among))
    return Situation(
        on=on,
        countries=[*countries, *_countries_of_places(places, countries)],
        places=places,
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
        for country, text in _countries_of(party.country, written, (party.city, party.address)):
            yield CountryMention(subject, country, text, receives)
    if transaction.origin_country:
        origin = transaction.origin_country
        yield CountryMention("origin", origin, origin, destination=False)
    for number, line in enumerate(transaction.goods, start=1):
        if line.origin_country and line.origin_country != transaction.origin_country:
            text = line.origin_text or line.origin_country
            subject = f"goods line {number} origin"
            yield CountryMention(subject, line.origin_country, text, destination=False)
    for number, (leg, arrives) in enumerate(_arrivals(transaction.legs), start=1):
        for part, place, country in _stops(leg):
            for code, text in _countries_of(country, country, [place], code_words=True):
                yield CountryMention(f"leg {number} {part}", code, text, arrives and part == "to")


def _stops(leg: Leg) -> tuple[tuple[str, str, str], ...]:
    """Give the three parts of a leg, each with its place and its country."""
    return (
        ("from", leg.from_place, leg.from_country),
        ("via", leg.via_place, leg.via_country),
        ("to", leg.to_place, leg.to_country),
    )


def _arrivals(legs: Sequence[Leg]) -> Iterator[tuple[Leg, bool]]:
    """Give each leg, and whether its end counts as a destination.

    Every leg's end counts, in whatever order the rows stand, because goods are handed over at
    each. Only carriage within one country that another leg leaves does not: it brings the goods
    to the place of loading.
    """
    ways = [(_land(leg.from_country, leg.from_place), _land(leg.to_country, leg.to_place))
            for leg in legs]  # fmt: skip
    left = {start for start, end in ways if start and end and start != end}
    for leg, (start, end) in zip(legs, ways, strict=True):
        yield leg, not (start and start == end and start in left)


def _land(country: str, place: str) -> str:
    """Give the one country that the end of a leg names; empty for none or several."""
    named = {code[:2] for code, _ in _countries_of(country, country, [place], code_words=True)}
    return named.pop() if len(named) == 1 else ""


def _countries_of(
    country: str, written: str, places: Iterable[str], *, code_words: bool = False
) -> Iterator[tuple[str, str]]:
    """Give the country of a column, and those which the places name beside it.

    A column that is filled in wrongly must not hide the country in the words of the address.

    Args:
        country: That of the column, as understood.
        written: The same as written.
        places: Places, cities and addresses beside it.
        code_words: Whether a UN/LOCODE may stand among other words, as in a port cell.
    """
    known = {country[:2]}
    if country:
        yield country, written
    for place in places:
        codes = code_countries(place, country, address=not code_words)
        for named in (country_at_end(place), *codes):
            if named[:2] in ("", *known) or _is_namesake(named, country):
                continue
            # "Crimea" alone is a watched place, under whatever country it is written.
            if named != "UA-43" or country_code(place) != named:
                known.add(named[:2])
                yield named, place


def _is_namesake(named: str, country: str) -> bool:
    """Tell whether a country's name at the end of an address is a part of the other country.

    Georgia is a state of the USA; Crimea is written under Ukraine and Russia, and is found as a
    place.
    """
    return (named, country) == ("GE", "US") or (named == "UA-43" and country in ("UA", "RU"))


def country_in(text: str) -> str:
    """Give the country that a place or address names itself, where no column does.

    A UN/LOCODE begins with its country; otherwise the whole text, or its last piece, may be a
    country.

    Example:
        >>> country_in("IRBUZ"), country_in("Latakia, Syria"), country_in("Hamburg")
        ('IR', 'SY', '')
    """
    return next((code for code, _ in _countries_of("", "", [text], code_words=True)), "")


def _countries_of_places(
    places: Iterable[PlaceMention], written: Iterable[CountryMention]
) -> Iterator[CountryMention]:
    """Give the countries in which the watched places lie, where the papers do not say them.

    "Bandar Abbas" is in Iran with no country beside it. Where another country stands beside the
    place its own is doubtful, and not given for a border crossing: the other side bears the same
    name. Occupied places have rules of their own.
    """
    seen = {(mention.subject, mention.country[:2]) for mention in written}
    for mention in sorted(places, key=lambda one: bool(one.differing)):
        place, subject = mention.place, mention.subject.removesuffix(" address")
        crossing = mention.differing and place.kind == "border crossing"
        if place.also_written or crossing or (subject, place.country) in seen:
            continue
        seen.add((subject, place.country))
        yield CountryMention(
            subject,
            place.country,
            mention.text,
            mention.destination,
            contradiction(place, mention.differing) if mention.differing else "",
        )


def _places(
    transaction: Transaction, gazetteer: Gazetteer, among: frozenset[str]
) -> Iterator[PlaceMention]:
    """Give the watched places named by legs and by addresses of parties."""
    for number, (leg, arrives) in enumerate(_arrivals(transaction.legs), start=1):
        for part, text, country in _stops(leg):
            days, unread = _days_of(leg, part, transaction)
            for found in gazetteer.find_all(text, country, among=among):
                yield PlaceMention(
                    f"leg {number} {part}",
                    found.place,
                    text,
                    destination=arrives and part == "to",
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
    """Read a goods line; each of several codes in its cell is asked about."""
    codes = read_hs_codes(transaction.goods[at].hs_code)
    return GoodsMention(
        subject=f"goods line {at + 1}",
        code=transaction.goods[at].hs_code,
        rows=tuple(row for code in codes for row in tables.match(code, on)),
        under_heading=tuple(row for code in codes for row in tables.under_heading(code, on)),
    )


def goods_notes(transaction: Transaction, tables: GoodsTables) -> Iterator[Finding]:
    """Note each listed goods line, each repaired code and each code of an older HS edition."""
    for number, line in enumerate(transaction.goods, start=1):
        subject = f"goods line {number}"
        codes = read_hs_codes(line.hs_code)
        if any(code.digits for code in codes) and not (whole := read_hs_code(line.hs_code)).digits:
            yield Finding("data", subject, Outcome.NO_MATCH, f"HS code: {whole.problem}")
        for code in codes:
            yield from _code_notes(subject, line.hs_code, code, tables)


def _code_notes(subject: str, written: str, code: HsCode, tables: GoodsTables) -> Iterator[Finding]:
    rows = tables.match(code)
    if rows:
        yield _listed(subject, written, rows)
    if code.repair:
        yield Finding("data", subject, Outcome.NO_MATCH, f"HS code: {_repaired(code, tables)}")
    newer = tables.older.get(code.hs6, ())
    if newer:
        yield _older(subject, written, code, newer)


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
