"""Settle what was and was not screened, measured against the profile of the transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from counterflow.core.facts import load_facts
from counterflow.core.model import Coverage, ListState, Party, Transaction, entity_of
from counterflow.core.text.names import read_name
from counterflow.screening.pipeline.situation import DESTINED
from counterflow.watch.goods.codes import read_hs_code
from counterflow.watch.matching.entity import read_entity

CRIMEA = "UA-43"
_ALPHA_2 = re.compile(r"[A-Z]{2}\Z")
NO_OFFICIAL = "no official list in the store: import one with `counterflow lists import`"
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


def cover(transaction: Transaction, lists: tuple[ListState, ...]) -> Coverage:
    """Settle what of a transaction was screened and what a complete screening lacks.

    Args:
        transaction: What was screened.
        lists: The state of every list that it was screened against.

    Returns:
        The coverage; ``missing`` holds required parts in the order of the profile, ``notes``
        what else was repaired or left unread.
    """
    profile = load_profiles().get(transaction.kind) or load_profiles()[STRICTEST]
    unknown = () if transaction.kind in load_profiles() else (_unknown_kind(transaction.kind),)
    missing = tuple(dict.fromkeys([*unknown, *_missing(transaction, profile, lists)]))
    return Coverage(
        profile=profile.name,
        complete=not missing,
        lists=lists,
        parties=len(transaction.parties),
        roles=tuple(dict.fromkeys(party.role for party in transaction.parties)),
        goods_lines=len(transaction.goods),
        legs=len(transaction.legs),
        missing=missing,
        notes=tuple(_remark(transaction, at) for at in range(len(transaction.remarks))),
    )


def _missing(
    transaction: Transaction, profile: Profile, lists: tuple[ListState, ...]
) -> Iterator[str]:
    if not any(state.official and state.state != "refused" for state in lists):
        yield NO_OFFICIAL
    yield from (f"list {s.list} is not whole: {lack}" for s in lists for lack in s.lacks)
    yield from (f"list refused: {s.list}: {s.why}" for s in lists if s.state == "refused")
    named = {party.role for party in transaction.parties if _is_comparable(party)}
    for group in profile.roles:
        if named.isdisjoint(group):
            yield "no " + " or ".join(role.replace("_", " ") for role in group)
    yield from _missing_goods(transaction, profile)
    if profile.destination and not _has_destination(transaction):
        yield "no destination country"
    for where, country in _written_countries(transaction):
        if country and country != CRIMEA and not _ALPHA_2.match(country):
            yield f"{where}: not a country code: “{country}” (ISO 3166-1 alpha-2 in capitals)"
    for remark in transaction.remarks:
        if remark.blocks:
            yield remark.what


def _is_comparable(party: Party) -> bool:
    """Tell whether there is anything of a party that lists could be compared with."""
    profile = read_entity(entity_of(party))
    return bool(profile.identifiers) or any(read_name(name).words for name in profile.names)


def _missing_goods(transaction: Transaction, profile: Profile) -> Iterator[str]:
    if profile.goods_code == "none":
        return
    if not transaction.goods:
        yield "no goods line"
        return
    codes = [read_hs_code(line.hs_code) for line in transaction.goods]
    if profile.goods_code == "any":
        if not any(code.digits for code in codes):
            yield "no goods line with an HS code"
        return
    for number, code in enumerate(codes, start=1):
        if code.problem:
            yield f"goods line {number}: {code.problem}"


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
        yield party.role.replace("_", " "), party.country
    for number, leg in enumerate(transaction.legs, start=1):
        for country in (leg.from_country, leg.via_country, leg.to_country):
            yield f"leg {number}", country


def _remark(transaction: Transaction, at: int) -> str:
    remark = transaction.remarks[at]
    place = f"row {remark.row}" if remark.row else ""
    column = f"column “{remark.column}”" if remark.column else ""
    where = ", ".join(part for part in (place, column) if part)
    return f"{remark.what} ({where})" if where else remark.what
