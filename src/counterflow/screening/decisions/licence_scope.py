"""Settle whether one finding lies wholly within what one licence allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from counterflow.core.model.decisions import Finding
from counterflow.core.model.listings import Listing
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.core.text.names import read_name
from counterflow.screening.decisions.licence_amounts import Amounts, amount_words, draw_of, holds
from counterflow.screening.decisions.licence_file import Licence, programme_key
from counterflow.screening.decisions.licence_reach import beyond_reach, land_of, lands_by_part
from counterflow.screening.pipeline.makers import name_makers
from counterflow.screening.pipeline.parts import DESTINED, name_parties
from counterflow.watch.goods.rows import in_force
from counterflow.watch.rules.mentions import Situation

Programmes = Callable[[Finding, str], frozenset[str]]
"""Gives the programmes on which a finding rests under a regime; empty where it names none."""
_LINE = "goods line "
_RECEIVING = frozenset({*DESTINED, "buyer"})


@dataclass(frozen=True, slots=True)
class Papers:
    """What of a transaction a licence is held against.

    Attributes:
        transaction: The papers.
        destinations: Where the goods go: ISO alpha-2, UA-43 for Crimea, and the name of an
            occupied region that has no code, which no licence names as a country.
        on: The day of the transaction.
        lands: The countries that each part names, by the subject of findings.
    """

    transaction: Transaction
    destinations: frozenset[str]
    on: dt.date
    lands: Mapping[str, frozenset[str]] = field(default_factory=dict)


def papers_of(transaction: Transaction, situation: Situation) -> Papers:
    """Gather what licences are held against.

    A licence for Ukraine is none for the occupied regions: a place there is a destination of its
    own, whatever country the papers put it under.
    """
    found = {mention.country for mention in situation.countries if mention.destination}
    for mention in situation.places:
        if mention.destination and mention.place.also_written and mention.place.group:
            found.add(land_of(mention))
    return Papers(transaction, frozenset(found), situation.on, lands_by_part(situation))


def programmes_of(listings: Iterable[Listing], regime: str) -> frozenset[str]:
    """Give the programmes under which listings stand in one regime.

    An act without a regime counts for every one: a licence must then name its programme too.

    Example:
        >>> one = Listing("1", "us", "Company", {}, programmes=("SDGT",))
        >>> programmes_of([one], "US")
        frozenset({'SDGT'})
    """
    found: set[str] = set()
    for listing in listings:
        acts = [act for act in listing.designations if act.regime in ("", regime)]
        found.update(one for act in acts for one in act.programmes)
        if not listing.designations:
            found.update(listing.programmes)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Against:
    """Why a licence does not cover a finding: by its scope, and by what is left of it."""

    scope: tuple[str, ...]
    balance: str = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Give all reasons in words; none where the licence covers the finding."""
        return (*self.scope, self.balance) if self.balance else self.scope


def against(
    licence: Licence,
    finding: Finding,
    papers: Papers,
    left: Amounts,
    programmes: Programmes,
) -> Against:
    """Settle why a licence does not cover a finding.

    Args:
        licence: The licence.
        finding: What was found.
        papers: What it was found in.
        left: What is left of the licence.
        programmes: Gives the programmes on which a finding rests under one regime.
    """
    scope = tuple(_outside(licence, finding, papers, programmes))
    counted = left.quantity is not None or left.value is not None
    return Against(scope, _beyond(licence, papers.transaction, left) if counted else "")


def _outside(
    licence: Licence, finding: Finding, papers: Papers, programmes: Programmes
) -> Iterator[str]:
    """Give every reason for which a finding lies outside the scope of a licence."""
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
    if other := _other_programmes(licence, finding, programmes):
        yield other
    yield from beyond_reach(licence, finding, papers.transaction, papers.lands)


def _lines(finding: Finding, transaction: Transaction) -> Sequence[GoodsLine]:
    """Give the goods that a finding stands for: its own line, or all of them."""
    number = finding.subject.removeprefix(_LINE).partition(" ")[0]
    if finding.subject.startswith(_LINE) and number.isdecimal():
        return transaction.goods[int(number) - 1 : int(number)]
    return transaction.goods


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


def _beyond(licence: Licence, transaction: Transaction, left: Amounts) -> str:
    """Say that the goods are more than is left, or cannot be counted; empty where they fit."""
    needed = draw_of(licence, transaction)
    if isinstance(needed, str):
        return needed
    if left.fits(needed):
        return ""
    return f"{amount_words(licence, needed)} are more than the {amount_words(licence, left)} left"


def _other_programmes(licence: Licence, finding: Finding, programmes: Programmes) -> str:
    """Say that a finding rests on another list or programme; empty where the licence names it."""
    if licence.lists and finding.list not in licence.lists:
        return f"it is for the list {', '.join(sorted(licence.lists))}"
    if not licence.programmes:
        return ""
    found = programmes(finding, licence.regime)
    beyond = sorted(one for one in found if programme_key(one) not in licence.programmes)
    if found and not beyond:
        return ""
    said = f", the finding rests on {', '.join(beyond)}" if beyond else ""
    return f"it is for certain programmes{said or ', and the finding names none'}"
