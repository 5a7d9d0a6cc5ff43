"""Recognise in a transaction what the rules speak of: countries, watched places, listed goods."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from counterflow.core.errors import InputError
from counterflow.core.model import Finding, Outcome, Party, Transaction
from counterflow.core.text.countries import country_code
from counterflow.watch.goods.codes import HsCode, read_hs_code
from counterflow.watch.goods.tables import GoodsRow, GoodsTables
from counterflow.watch.places.gazetteer import Gazetteer
from counterflow.watch.rules.evaluate import (
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
        country = party.country or country_in(party.address)
        if country:
            text = party.country_text or party.country or party.address
            yield CountryMention(subject, country, text, party.role in DESTINED)
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
        for part, country in (
            ("from", leg.from_country or country_in(leg.from_place)),
            ("via", leg.via_country or country_in(leg.via_place)),
            ("to", leg.to_country or country_in(leg.to_place)),
        ):
            if country:
                final = part == "to" and number == last
                yield CountryMention(f"leg {number} {part}", country, country, final)


def country_in(text: str) -> str:
    """Give the country that a place or address names itself, where no column does.

    A UN/LOCODE begins with its country; otherwise the last piece behind a comma may be a country.

    Example:
        >>> country_in("IRBUZ"), country_in("Latakia, Syria"), country_in("Hamburg")
        ('IR', 'SY', '')
    """
    if not text:
        return ""
    if _LOCODE.fullmatch(text.strip()):
        return country_code(text.strip()[:2])
    _, comma, last = text.rpartition(",")
    return country_code(last) if comma and len(last.strip()) > 3 else ""


def _places(transaction: Transaction, gazetteer: Gazetteer) -> Iterator[PlaceMention]:
    """Give the watched places named by legs and by addresses of parties."""
    last = len(transaction.legs)
    among = frozenset(mention.country for mention in _countries(transaction))
    for number, leg in enumerate(transaction.legs, start=1):
        for part, text, country in (
            ("from", leg.from_place, leg.from_country),
            ("via", leg.via_place, leg.via_country),
            ("to", leg.to_place, leg.to_country),
        ):
            final = part == "to" and number == last
            for found in gazetteer.find_all(text, country, among=among):
                yield PlaceMention(f"leg {number} {part}", found.place, text, final)
    for subject, party in name_parties(transaction.parties):
        named: dict[str, PlaceMention] = {}
        for text in (party.city, party.address):
            for found in gazetteer.find_all(text, party.country, address=True):
                mention = PlaceMention(
                    f"{subject} address", found.place, text, party.role in DESTINED
                )
                named.setdefault(found.place.id, mention)
        yield from named.values()


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
            yield Finding("data", subject, Outcome.NO_MATCH, f"HS code: {code.repair}")
        newer = tables.older.get(code.hs6, ())
        if newer:
            yield _older(subject, line.hs_code, code, newer)


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
