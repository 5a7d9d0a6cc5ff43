"""Findings on addresses alone: those of listings, high-diversion ones, those shared by parties."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from rapidfuzz.fuzz import token_set_ratio

from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.listings import Listing
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.core.text.names import read_name
from counterflow.core.text.scripts import fold
from counterflow.screening.pipeline.parts import DESTINED, name_parties
from counterflow.screening.pipeline.weighed import EXEMPTED
from counterflow.watch.places.addresses import (
    Likeness,
    compare_addresses,
    read_address,
    registrar_in,
)
from counterflow.watch.places.cell import country_at_end
from counterflow.watch.places.diversion_addresses import (
    DiversionAddress,
    DiversionAddresses,
    load_diversion_addresses,
)
from counterflow.watch.places.limits import OURS, limit, load_limits
from counterflow.watch.places.listed_addresses import (
    AddressFound,
    ListedAddresses,
    is_address_only,
)
from counterflow.watch.rules.mentions import Situation

SHOWN = 3
"""Listings at one address that are named; the others are counted."""
LIKE_NAMES = 80
"""Likeness of two names, 0 to 100, from which parties at one address count as one house."""
_RECEIVING = DESTINED | {"buyer"}
_APART = _RECEIVING | {"forwarder", "intermediary", "payer"}
"""Roles of which two at one address raise a question; a notify party or a bank sits anywhere."""
_DIGIT = re.compile(r"\d")
_STEP = "ask what the party has to do with the listed one at this address, and for its own papers"
_DIVERSION_STEP = "do not ship before the end user is known; check whether a licence is required"
_SHARED_STEP = "ask how the parties are related, and who really takes the goods"
_LONG_STEP = "correct the cell to one address, or give each party its own"


_REGISTRAR_STEP = "ask where the goods will be used, and by whom; a registrar is no end user"
_HONG_KONG = Citation(
    source="bis_hk_due_diligence",
    title="Hong Kong due diligence guidance",
    issuer="BIS",
    date="undated page",
    url="https://bis.doc.gov/index.php/policy-guidance/hong-kong-due-diligence-guidance",
    read_via="read in part",
)


def address_findings(
    transaction: Transaction,
    situation: Situation,
    listed: ListedAddresses,
    listing_of: Callable[[int], Listing],
    found: Iterable[Finding],
    *,
    diversion: DiversionAddresses | None = None,
) -> list[Finding]:
    """Settle what the addresses of the parties say, whatever their names.

    Args:
        transaction: What is screened.
        situation: What was recognised in it.
        listed: The addresses of listings.
        listing_of: Gives the listing at a position of the index.
        found: What was found before: a listing that the party's name already matched is not named
            a second time.
        diversion: High-diversion addresses; those of the package if ``None``.

    Returns:
        Findings of kind ``address`` (``data`` for an address that is too long), in the order of
        the parties.
    """
    if not any(party.address for party in transaction.parties):
        return []
    named = [one for one in name_parties(transaction.parties) if one[1].address]
    findings: list[Finding] = [*_too_long(named), *_of_registrars(named)]
    parties = [
        (subject, party, party.country or country_at_end(party.address))
        for subject, party in named
        if _DIGIT.search(party.address)
    ]
    rows = diversion or load_diversion_addresses()
    for subject, party, country in parties:
        matches = listed.find(party.address, party.city, country)
        if matches:
            told = (one for all_of in found if all_of.subject == subject for one in all_of.each)
            # What an entry says of two names says nothing of the address.
            known = {one.listing for one in told if one.listing and one.rule != EXEMPTED}
            findings += _of_listings(subject, party, matches, listing_of, known, situation)
        if rows.rows:
            address = read_address(party.address, party.city, country)
            for row, how in rows.find(address, situation.on):
                findings.append(_of_diversion(subject, party, row, how))
    if len(parties) > 1:
        findings.extend(_shared(parties))
    return findings


def _of_registrars(parties: list[tuple[str, Party]]) -> Iterator[Finding]:
    """Say that goods are to be received at the address of a registrar or a mailbox."""
    for subject, party in parties:
        if party.role in _RECEIVING and (words := registrar_in(party.address)):
            yield Finding(
                "address",
                f"{subject} address",
                Outcome.REVIEW,
                f"“{words}”: the address is that of a registrar or a mailbox, where nobody uses "
                "goods (the words are of this project)",
                rule="address-registrar",
                ours=party.address,
                theirs=words,
                next_step=_REGISTRAR_STEP,
                citations=(_HONG_KONG,),
            )


def _too_long(parties: list[tuple[str, Party]]) -> Iterator[Finding]:
    """Say that an address is longer than any address."""
    most = int(limit("address_cell_characters"))
    for subject, party in parties:
        size = len(party.address)
        if size <= most:
            continue
        read = min(size, int(limit("address_read_characters")))
        rest = f"; the last {size - read:,} were not compared" if read < size else ""
        yield Finding(
            "data",
            f"{subject} address",
            Outcome.REVIEW,
            f"the address has {size:,} characters, more than {most:,} ({OURS}){rest}",
            rule="address-too-long",
            ours=party.address[:200] + " …",
            next_step=_LONG_STEP,
            citations=(load_limits()["address_cell_characters"].citation,),
        )


def _of_listings(
    subject: str,
    party: Party,
    matches: tuple[AddressFound, ...],
    listing_of: Callable[[int], Listing],
    named: set[str],
    situation: Situation,
) -> list[Finding]:
    """Name the listings at an address, the strongest first, and count the others."""
    made = [
        _of_listing(subject, party, match, listing, situation)
        for match in matches
        if (listing := listing_of(match.listing)).id not in named
    ]
    made.sort(key=lambda finding: -finding.outcome.strength)
    rest = made[SHOWN:]
    if rest:
        words = (
            f"{len(rest)} further listings stand at this address and support no stronger outcome"
        )
        note = Finding("address", f"{subject} address", Outcome.NO_MATCH, words,
                       rule="address-match", ours=party.address)  # fmt: skip
        return [*made[:SHOWN], note]
    return made


def _of_listing(
    subject: str, party: Party, match: AddressFound, listing: Listing, situation: Situation
) -> Finding:
    """Weigh one listed address.

    *Review*, as many share a building with somebody who is listed; *hold* where the entry lists
    the address itself; a note where both name a unit and it is another one.
    """
    only = is_address_only(listing)
    whole = match.how in (Likeness.UNIT, Likeness.WHOLE, Likeness.FLOOR)
    outcome = Outcome.HOLD if only and whole else Outcome.REVIEW
    limits = _limits(listing, situation)
    if match.how is Likeness.OTHER_UNIT or limits == _ENDED:
        outcome = Outcome.NO_MATCH
    elif limits and outcome is Outcome.HOLD:
        outcome = Outcome.REVIEW
    who = "an address that is listed itself" if only else f"the listed “{listing.caption}”"
    words = f"{match.how} as {who} ({listing.authority or listing.list})"
    words += "" if only else "; the name is another one" if party.name else ""
    words += f"; {limits}" if limits else ""
    return Finding(
        "address",
        f"{subject} address",
        outcome,
        words,
        rule="address-match",
        listing=listing.id,
        list=listing.list,
        ours=party.address,
        theirs=match.text,
        effect=str(listing.effect),
        next_step=(_DIVERSION_STEP if only else _STEP) if outcome.strength else "",
        citations=_citations(listing),
    )


_ENDED = "the listing had ended"


def _limits(listing: Listing, situation: Situation) -> str:
    """Say what keeps an entry from counting whole: another regime, or its end."""
    acts = listing.designations
    if acts and all(_has_ended(act.ended_on, situation.on) for act in acts):
        return _ENDED
    regimes = {act.regime for act in acts if act.regime}
    if situation.nexus is not None and regimes and not regimes & (situation.nexus | {"UN"}):
        return f"of regimes that you did not declare ({', '.join(sorted(regimes))})"
    return ""


def _has_ended(ended_on: str, day: dt.date) -> bool:
    return len(ended_on) == len("2026-01-01") and ended_on < day.isoformat()


def _citations(listing: Listing) -> tuple[Citation, ...]:
    acts = [act.citation for act in listing.designations if act.citation]
    return tuple(dict.fromkeys([*acts, *listing.citations]))


def _of_diversion(subject: str, party: Party, row: DiversionAddress, how: Likeness) -> Finding:
    outcome = Outcome.HOLD if row.citation.verified else Outcome.REVIEW
    if how is Likeness.BUILDING:
        outcome = Outcome.REVIEW
    elif how is Likeness.OTHER_UNIT:
        outcome = Outcome.NO_MATCH
    unverified = "" if row.citation.verified else " (unverified: a question, not a rule)"
    since = f", since {row.in_force_from.isoformat()}" if row.in_force_from else ""
    return Finding(
        "address",
        f"{subject} address",
        outcome,
        f"{how} as a high-diversion address: {row.what}{since}{unverified}",
        rule=f"diversion-address-{row.id}",
        ours=party.address,
        theirs=row.text,
        next_step=_DIVERSION_STEP if outcome.strength else "",
        citations=(row.citation,),
    )


def _shared(parties: list[tuple[str, Party, str]]) -> Iterator[Finding]:
    """Say which parties with unlike names are at one address."""
    asked = [one for one in parties if one[1].role in _APART and one[1].name]
    for (subject, party, country), (other, second, land) in combinations(asked, 2):
        if not {party.role, second.role} & _RECEIVING or _are_related(party.name, second.name):
            continue
        how = compare_addresses(
            read_address(party.address, party.city, country),
            read_address(second.address, second.city, land),
        )
        if how is None or how is Likeness.OTHER_UNIT:
            continue
        outcome = Outcome.NO_MATCH if how is Likeness.BUILDING else Outcome.REVIEW
        yield Finding(
            "address",
            f"{subject} address",
            outcome,
            f"{how} as the {other}, “{second.name}”, under an unlike name "
            "(that this raises a question is a policy of this project)",
            rule="address-shared",
            ours=party.address,
            theirs=second.address,
            next_step=_SHARED_STEP if outcome.strength else "",
            citations=(load_limits()["street_likeness"].citation,),
        )


def _are_related(name: str, other: str) -> bool:
    """Tell whether two names are of one house: the same, or with a telling word in common."""
    if token_set_ratio(fold(name), fold(other)) >= LIKE_NAMES:
        return True
    return bool(_telling(name) & _telling(other))


def _telling(name: str) -> set[str]:
    """Give the words of a name that few others bear."""
    read = read_name(name)
    return {word for word, weight in zip(read.words, read.weights, strict=True) if weight >= 1}
