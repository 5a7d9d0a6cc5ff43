"""Settle what was and was not screened, measured against the profile of the transaction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from counterflow.core.facts import load_facts
from counterflow.core.model import (
    Coverage,
    GoodsLine,
    ListState,
    Party,
    Transaction,
    entity_of,
)
from counterflow.core.text.names import read_name
from counterflow.screening.decisions.licence_file import Register
from counterflow.screening.decisions.regimes import regimes_covered, regimes_in, required_lists
from counterflow.screening.intake.cells import is_empty_mark
from counterflow.screening.pipeline.parts import DESTINED, name_parties
from counterflow.watch.goods.codes import HsCode, read_hs_code, read_hs_codes
from counterflow.watch.goods.tables import GoodsTables, load_goods_tables
from counterflow.watch.matching.entity import read_entity

CRIMEA = "UA-43"
_ALPHA_2 = re.compile(r"[A-Z]{2}\Z")
NO_OFFICIAL = (
    "no official list in the store, or none was chosen: import one with `counterflow lists import`"
)
NONE_USABLE = (
    "no official list was screened: each has no version of that day, was refused or has ended"
)
UNSCREENED = (
    ("eccn", "ECCN"), ("part_number", "part number"), ("maker", "maker"),
    ("description", "description"),
)  # fmt: skip
"""Fields of a goods line that are read and kept, and that no rule or table asks about yet."""
VESSEL_ROLES = frozenset({"vessel"})
"""Roles of ships, which are named by their number: it stays when the name is painted over."""
SHIP_NUMBERS = frozenset({"imoNumber", "mmsi"})
STRICTEST = "shipment"
"""The profile that asks for most, taken where the kind of transaction is not known."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a complete screening of one kind of transaction needs.

    Attributes:
        name: The kind: order, shipment, payment, check.
        roles: Groups of roles; any role of a group meets it.
        goods_code: ``none``, ``any`` (one line with a code) or ``six digits`` (every line).
        destination: Whether a destination country is needed.
    """

    name: str
    roles: tuple[tuple[str, ...], ...]
    goods_code: str
    destination: bool


def _unknown_kind(kind: str) -> str:
    known = ", ".join(name for name in load_profiles() if name != "check")
    return f"no policy profile “{kind}”: measured as a {STRICTEST}; known are {known}"


@cache
def load_profiles() -> Mapping[str, Profile]:
    """Load the policy profiles of the package by kind.

    Example:
        >>> load_profiles()["payment"].roles
        (('payer',), ('payee',))
    """
    file = load_facts("policies/profiles.yaml")
    return {
        name: Profile(
            name,
            tuple(tuple(group) for group in entry["roles"]),
            entry["goods_code"],
            entry["destination"],
        )
        for name, entry in file["profiles"].items()
    }


def cover(
    transaction: Transaction,
    lists: tuple[ListState, ...],
    *,
    nexus: frozenset[str] | None = None,
    tables: GoodsTables | None = None,
    register: Register | None = None,
    owners: tuple[str, ...] = (),
) -> Coverage:
    """Settle what of a transaction was screened and what a complete screening lacks.

    Args:
        transaction: What was screened.
        lists: The state of every list that it was screened against.
        nexus: Regimes that bind the user; each needs an official list of its law. ``None`` where
            not declared.
        tables: The goods tables that were asked; those of the package if ``None``.
        register: The licences that were held against it, if any.
        owners: The versions of ownership data that were asked for owners of the parties.

    Returns:
        The coverage; ``missing`` holds required parts in the order of the profile, ``notes``
        what else was repaired or left unread.
    """
    profile = load_profiles().get(transaction.kind) or load_profiles()[STRICTEST]
    unknown = () if transaction.kind in load_profiles() else (_unknown_kind(transaction.kind),)
    missing = tuple(
        dict.fromkeys(
            [
                *unknown,
                *_missing_lists(lists, nexus or frozenset()),
                *_missing(transaction, profile, tables or load_goods_tables()),
            ]
        )
    )
    remarks = (_remark(transaction, at) for at in range(len(transaction.remarks)))
    return Coverage(
        profile=profile.name,
        complete=not missing,
        lists=lists,
        parties=len(transaction.parties),
        roles=tuple(dict.fromkeys(party.role for party in transaction.parties)),
        goods_lines=len(transaction.goods),
        legs=len(transaction.legs),
        missing=missing,
        notes=(
            *_told_of_lists(lists),
            *remarks,
            *_nameless(transaction, missing),
            *_unscreened(transaction),
            *_unread_days(transaction),
            *_told_of_licences(register),
            *(f"owners looked up in {version}" for version in owners),
        ),
    )


def _missing_lists(lists: tuple[ListState, ...], nexus: frozenset[str]) -> Iterator[str]:
    """Name what of the lists was not screened: all, some, parts of one, a regime of the user."""
    official = [state for state in lists if state.official or state.state == "ended"]
    # A list of which only the newest version was refused was screened: by the version before it.
    screened = [s for s in official if s.official and s.snapshot and s.state != "absent"]
    if not screened:
        yield NONE_USABLE if official else NO_OFFICIAL
    yield from (f"list {s.list} is not whole: {lack}" for s in lists for lack in s.lacks)
    yield from (told for state in lists if (told := _unusable(state)))
    if not screened:
        return
    covered = {regime for state in screened for regime in regimes_covered(state)}
    untold = ", ".join(state.list for state in screened if not regimes_in(state.authority))
    for regime in sorted(nexus - covered):
        of_it = [state.list for state in screened if regime in regimes_in(state.authority)]
        if of_it and (due := " or ".join(required_lists(regime))):
            yield f"no {due}, which {regime} law requires: {', '.join(of_it)} alone is not enough"
            continue
        hint = f" (whose law these are is not stated: {untold})" if untold else ""
        yield f"no official list of {regime} law{hint}"


def _told_of_licences(register: Register | None) -> Iterator[str]:
    """Say which licences were held against the transaction."""
    if register is not None:
        count, name = len(register.licences), register.file
        yield f"licences: {count} in {name}, sha256 {register.sha256[:12]}"


def _told_of_lists(lists: tuple[ListState, ...]) -> Iterator[str]:
    """Say what a person must know of lists that were screened: who let one in, that one ended."""
    for state in lists:
        if state.state == "ended" or (state.state == "current" and state.official and state.why):
            yield f"list {state.list}: {state.why}"


def _unusable(state: ListState) -> str:
    """Say of a list that nothing of it was screened, or only an older version."""
    why = f" ({state.why})" if state.why else ""
    if state.state == "refused" and state.snapshot:
        day = state.snapshot.partition("@")[2].partition("#")[0]
        return f"list {state.list} was screened against its version of {day}: {state.why}"
    if state.state == "refused":
        return f"list {state.list} was refused: not screened{why}"
    if state.state == "absent":
        return f"list {state.list} has no version of that day or before: not screened{why}"
    return ""


def _missing(transaction: Transaction, profile: Profile, tables: GoodsTables) -> Iterator[str]:
    for group in profile.roles:
        yield from _missing_role(transaction, group)
    yield from _unreadable_names(transaction)
    yield from _missing_goods(transaction, profile, tables)
    if profile.destination and not _has_destination(transaction):
        yield "no destination country"
    for where, country in _written_countries(transaction):
        if country and country != CRIMEA and not _ALPHA_2.match(country):
            yield f"{where}: not a country code: “{country}” (ISO 3166-1 alpha-2 in capitals)"
    for remark in transaction.remarks:
        if remark.blocks:
            yield remark.what


def _missing_role(transaction: Transaction, group: tuple[str, ...]) -> Iterator[str]:
    """Name a group of roles that no party with a name meets.

    Lists give numbers for few of their entries, so that a number alone says little: nothing found
    by it is not nothing found.
    """
    parties = [party for party in transaction.parties if party.role in group]
    if any(_is_named(party) or _is_numbered_ship(party) for party in parties):
        return
    numbered = [number_only(party.role) for party in parties if _is_numbered(party)]
    yield from numbered or ["no " + " or ".join(map(_in_words, group))]


def _unreadable_names(transaction: Transaction) -> Iterator[str]:
    """Name the parties whose name holds no letter and no digit: it was compared with nothing.

    Question marks are what is left of a name that went through a wrong character set.
    """
    for subject, party in name_parties(transaction.parties):
        if party.name.strip() and not _is_named(party):
            yield f"{subject}: the name cannot be read (“{party.name.strip()}”)"


def number_only(role: str) -> str:
    """Say that a party was compared by its number alone, as the reading of a file says it.

    In the same words, so that what both found stands once in an answer.

    Example:
        >>> number_only("end_user")
        'the end user has no name; only its number was compared'
    """
    return f"the {_in_words(role)} has no name; only its number was compared"


def _nameless(transaction: Transaction, missing: tuple[str, ...]) -> Iterator[str]:
    """Say which other parties were compared by their number alone."""
    told = {*missing, *(remark.what for remark in transaction.remarks)}
    for subject, party in name_parties(transaction.parties):
        if _is_named(party) or _is_numbered_ship(party) or not _is_numbered(party):
            continue
        if number_only(party.role) not in told:
            yield number_only(subject)


def _is_named(party: Party) -> bool:
    """Tell whether a party has a name that lists could be compared with."""
    return bool(read_name(party.name).words)


def _is_numbered(party: Party) -> bool:
    """Tell whether a party has a number that lists could be compared with."""
    return bool(read_entity(entity_of(party)).identifiers)


def _is_numbered_ship(party: Party) -> bool:
    """Tell whether a party in a ship's role is named by a ship's number."""
    kinds = read_entity(entity_of(party)).identifiers.values()
    return party.role in VESSEL_ROLES and any(SHIP_NUMBERS & set(held) for held in kinds)


def _in_words(role: str) -> str:
    return role.replace("_", " ")


def _missing_goods(
    transaction: Transaction, profile: Profile, tables: GoodsTables
) -> Iterator[str]:
    if profile.goods_code == "none":
        return
    if not transaction.goods:
        yield "no goods line"
        return
    if profile.goods_code == "any":
        yield from _missing_codes(transaction)
        return
    for number, line in enumerate(transaction.goods, start=1):
        code = read_hs_code(line.hs_code)
        if code.problem:
            yield f"goods line {number}: {code.problem}"
        elif tables.under_heading(code):
            # Padded or restored to six digits: the tables cannot decide by those that were given.
            yield f"goods line {number}: {line.hs_code} stands above listed codes: six are needed"


def _missing_codes(transaction: Transaction) -> Iterator[str]:
    """Name an order without any code, unreadable codes, and lines told by nothing screened."""
    codes = [read_hs_code(line.hs_code) for line in transaction.goods]
    screened = (one for line in transaction.goods for one in read_hs_codes(line.hs_code))
    if not any(code.digits for code in screened):
        yield "no goods line with an HS code"
    for number, (line, code) in enumerate(zip(transaction.goods, codes, strict=True), start=1):
        if _is_unreadable(code):
            yield f"goods line {number}: {code.problem}"
        elif not code.digits and (fields := _told_by(line)):
            yield f"goods line {number}: no HS code, only {' and '.join(fields)}: not screened"


def _is_unreadable(code: HsCode) -> bool:
    """Tell whether a code is written and the tables cannot be asked; four digits are a heading."""
    written = bool(code.written.strip()) and not is_empty_mark(code.written)
    return written and bool(code.problem) and not 4 <= len(code.digits) < 6


def _told_by(line: GoodsLine) -> list[str]:
    """Give the filled fields of a line that nothing asks about."""
    return [word for field, word in UNSCREENED if getattr(line, field).strip()]


def _unscreened(transaction: Transaction) -> Iterator[str]:
    """Say which fields of the goods were read and not screened."""
    told = {word for line in transaction.goods for word in _told_by(line)}
    if told:
        yield "not screened: " + ", ".join(word for _, word in UNSCREENED if word in told)


def _unread_days(transaction: Transaction) -> Iterator[str]:
    """Say which days of legs could not be read: bans on places are judged by them."""
    for number, leg in enumerate(transaction.legs, start=1):
        for field in ("departs_on", "arrives_on"):
            text = getattr(leg, field)
            if text and not _is_day(text):
                yield (
                    f"leg {number}: {field} is not a day: “{text}” (YYYY-MM-DD); "
                    "the other days of the papers were used"
                )


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _has_destination(transaction: Transaction) -> bool:
    if transaction.destination_country or (transaction.legs and transaction.legs[-1].to_country):
        return True
    return any(party.country for party in transaction.parties if party.role in DESTINED)


def _written_countries(transaction: Transaction) -> Iterator[tuple[str, str]]:
    """Give every country that the rules are asked about, with where it stands.

    Rules compare codes. A caller who gives "Iran" or "ir" would be told that nothing was found.
    """
    yield "destination country", transaction.destination_country
    for party in transaction.parties:
        yield _in_words(party.role), party.country
    for number, leg in enumerate(transaction.legs, start=1):
        for country in (leg.from_country, leg.via_country, leg.to_country):
            yield f"leg {number}", country


def _remark(transaction: Transaction, at: int) -> str:
    remark = transaction.remarks[at]
    place = f"row {remark.row}" if remark.row else ""
    column = f"column “{remark.column}”" if remark.column else ""
    where = ", ".join(part for part in (place, column) if part)
    return f"{remark.what} ({where})" if where else remark.what
