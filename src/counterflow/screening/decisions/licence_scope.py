"""Settle whether one finding lies wholly within what one licence allows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from counterflow.core.model import Finding, GoodsLine, Party, Transaction
from counterflow.core.text.countries import country_code
from counterflow.core.text.names import read_name
from counterflow.screening.decisions.licence_file import Licence
from counterflow.screening.pipeline.makers import name_makers
from counterflow.screening.pipeline.parts import DESTINED, name_parties
from counterflow.watch.goods.codes import read_hs_codes
from counterflow.watch.goods.rows import in_force
from counterflow.watch.rules.mentions import Situation

_LINE = "goods line "
_RECEIVING = frozenset({*DESTINED, "buyer"})
_BLANKS = re.compile(r"(?<=\d)[ '\u00a0\u2009\u202f](?=\d{3}(?!\d))")
# Points and commas that part thousands; one alone before three digits is read as such too: 1.000
# is a thousand to half of the world, and the larger reading covers less.
_BY_COMMA = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?", re.ASCII)
_BY_POINT = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,9})?", re.ASCII)
_PLAIN = re.compile(r"\d{1,15}(?:[.,]\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Papers:
    """What of a transaction a licence is held against.

    Attributes:
        transaction: The papers.
        destinations: Where the goods go: ISO alpha-2, UA-43 for Crimea, and the name of an
            occupied region that has no code, which no licence names as a country.
        on: The day of the transaction.
    """

    transaction: Transaction
    destinations: frozenset[str]
    on: dt.date


def papers_of(transaction: Transaction, situation: Situation) -> Papers:
    """Gather what licences are held against.

    A licence for Ukraine is none for the occupied regions: a place there is a destination of its
    own, whatever country the papers put it under.
    """
    found = {mention.country for mention in situation.countries if mention.destination}
    for mention in situation.places:
        if mention.destination and mention.place.also_written and mention.place.group:
            found.add(country_code(mention.place.group) or mention.place.group)
    return Papers(transaction, frozenset(found), situation.on)


def against(licence: Licence, finding: Finding, papers: Papers) -> Iterator[str]:
    """Give every reason for which a licence does not cover a finding.

    Args:
        licence: The licence.
        finding: What was found.
        papers: What it was found in.

    Yields:
        Reasons in words; none where the licence covers the finding.
    """
    if not in_force(papers.on, licence.in_force_from, licence.in_force_to):
        end = f" to {licence.in_force_to}" if licence.in_force_to else ""
        yield f"in force from {licence.in_force_from}{end}, not on {papers.on}"
    if licence.destinations and not (
        papers.destinations and papers.destinations <= licence.destinations
    ):
        beyond = sorted(papers.destinations - licence.destinations)
        yield f"its destinations do not hold {', '.join(beyond) or 'an unknown destination'}"
    lines = _lines(finding, papers.transaction)
    if (licence.hs or licence.eccn) and not lines:
        yield "it is for certain goods, and the papers name none"
    if outside := [line for line in lines if not holds(licence, line)]:
        yield f"its goods do not hold {outside[0].hs_code or outside[0].description or 'a line'}"
    if licence.parties and (missing := _not_named(licence, finding, papers.transaction)):
        yield f"it does not name {missing}"
    if licence.balance is not None and (short := _beyond(licence, papers.transaction)):
        yield short


def _lines(finding: Finding, transaction: Transaction) -> Sequence[GoodsLine]:
    """Give the goods that a finding stands for: its own line, or all of them."""
    number = finding.subject.removeprefix(_LINE).partition(" ")[0]
    if finding.subject.startswith(_LINE) and number.isdecimal():
        return transaction.goods[int(number) - 1 : int(number)]
    return transaction.goods


def holds(licence: Licence, line: GoodsLine) -> bool:
    """Tell whether a licence is for such goods: by each kind of code that it names.

    A line without the code that the licence names is not held: nothing says that it is the same.
    """
    if licence.hs:
        codes = [code.digits for code in read_hs_codes(line.hs_code) if code.digits]
        if not codes or not all(code.startswith(licence.hs) for code in codes):
            return False
    return not licence.eccn or line.eccn.strip().upper().startswith(licence.eccn)


def _not_named(licence: Licence, finding: Finding, transaction: Transaction) -> str:
    """Name a party that the licence would have to name and does not; empty where there is none.

    A finding about a party or its address stands for that party; every other one for all who
    receive.
    """
    # A maker that is listed is dealt with too: a licence for the consignee does not free from it.
    parties = [*name_parties(transaction.parties), *name_makers(transaction)]
    subject = finding.subject.removesuffix(" address")
    own = [party for named, party in parties if named == subject]
    held = own or [party for party in transaction.parties if party.role in _RECEIVING]
    known = {read_name(name).compact for name in licence.parties} - {""}
    if not held:
        return "anybody of this transaction"
    return next((one.name or one.role for one in held if not _is_named(one, licence, known)), "")


def _is_named(party: Party, licence: Licence, known: set[str]) -> bool:
    numbers = {identifier.value for identifier in party.identifiers}
    return read_name(party.name).compact in known or bool(numbers & licence.parties)


def _beyond(licence: Licence, transaction: Transaction) -> str:
    """Say that the goods are more than is left, or cannot be counted; empty where they fit.

    All lines that the licence is for count together, whichever of them the finding is about.
    """
    lines = [line for line in transaction.goods if holds(licence, line)]
    total = Decimal(0)
    for line in lines:
        amount = read_amount(line.quantity)
        if amount is None:
            return f"the quantity {line.quantity!r} cannot be held against its balance"
        if line.unit.strip().casefold() != licence.unit.strip().casefold():
            return f"the unit {line.unit!r} is not that of its balance ({licence.unit})"
        total += amount
    if lines and not total:
        return "the papers name no quantity of its goods"
    left = licence.balance if licence.balance is not None else Decimal(0)
    return f"{total:f} {licence.unit} are more than the {left} left" if total > left else ""


def read_amount(text: str) -> Decimal | None:
    """Read a quantity as papers write it; the larger reading where there are two.

    Returns:
        The quantity; ``None`` where the text is no plain number.

    Example:
        >>> [str(read_amount(text)) for text in ("40", "1,000.5", "1.000", "2,5", "1 200", "-4")]
        ['40', '1000.5', '1000', '2.5', '1200', 'None']
    """
    plain = _BLANKS.sub("", text.strip())
    if _BY_COMMA.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if _BY_POINT.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    return Decimal(plain.replace(",", ".")) if _PLAIN.fullmatch(plain) else None
