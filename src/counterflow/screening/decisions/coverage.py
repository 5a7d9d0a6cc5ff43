"""Settle what was and was not screened, measured against the profile of the transaction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from counterflow.core.model.decisions import Coverage
from counterflow.core.model.parties import Party, entity_of
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import Transaction
from counterflow.core.text.names import read_name
from counterflow.screening.decisions.coverage_lists import coverage_of_lists
from counterflow.screening.decisions.profiles import LEG, Profile, load_profiles
from counterflow.screening.pipeline.parts import DESTINED, name_parties, stops_of
from counterflow.watch.matching.entity import read_entity

if TYPE_CHECKING:
    from counterflow.screening.decisions.licence_file import Register
    from counterflow.watch.goods.tables import GoodsTables

CRIMEA = "UA-43"
_ALPHA_2 = re.compile(r"[A-Z]{2}\Z")
_MONTH = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
_READABLE = re.compile(r"[A-Za-z0-9]")
OWNER = "owner"
VESSEL_ROLES = frozenset({"vessel"})
"""Roles of ships, which are named by their number: it stays when the name is painted over."""
SHIP_NUMBERS = frozenset({"imoNumber", "mmsi"})
STRICTEST = "shipment"
"""The profile that asks for most, taken where the kind of transaction is not known."""


class OwnersAsked(NamedTuple):
    """The ownership data behind an answer.

    Attributes:
        versions: The versions that were asked for owners of the parties.
        set_back: Data of the store that is of a later day than the one asked, in words, and
            whether nothing else of its source was asked: then it is lacking.
    """

    versions: tuple[str, ...] = ()
    set_back: tuple[tuple[str, bool], ...] = ()


NO_OWNERS: Final = OwnersAsked()
"""Nothing was imported."""


def _unknown_kind(kind: str) -> str:
    known = ", ".join(name for name in load_profiles() if name != "check")
    return f"no policy profile “{kind}”: measured as a {STRICTEST}; known are {known}"


def cover(
    transaction: Transaction,
    lists: tuple[ListState, ...],
    *,
    nexus: frozenset[str] | None = None,
    tables: Callable[[], GoodsTables] | None = None,
    register: Register | None = None,
    listed_goods: bool = False,
    owners: OwnersAsked = NO_OWNERS,
    unplaced: Iterable[str] = (),
) -> Coverage:
    """Settle what of a transaction was screened and what a complete screening lacks.

    Args:
        transaction: What was screened.
        lists: The state of every list that it was screened against.
        nexus: Regimes that bind the user; each needs an official list of its law. ``None`` where
            not declared.
        tables: Opens the goods tables that were asked; those of the package if ``None``.
        register: The licences that were held against it, if any.
        listed_goods: Whether some goods are on a control table: what is wanted is told there.
        owners: The ownership data that was asked for owners of the parties, and what was not.
        unplaced: Ends of legs whose country nobody could tell, in words. They are lacking where
            the papers name no country of destination either; else a note says them: the towns and
            ports of the strict countries are known by name.

    Returns:
        The coverage; ``missing`` holds required parts in the order of the profile, ``notes``
        what else was repaired or left unread.
    """
    profiles = load_profiles()
    profile = profiles.get(transaction.kind) or profiles[STRICTEST]
    unknown = () if transaction.kind in profiles else (_unknown_kind(transaction.kind),)
    untold = tuple(unplaced)
    bound = _has_destination(transaction)
    lacking, told_of_lists = coverage_of_lists(lists, nexus or frozenset())
    missing = tuple(
        dict.fromkeys(
            [
                *unknown,
                *lacking,
                *_missing(transaction, profile, tables or _of_package),
                *_empty_legs(transaction),
                *[told for told, lacks in owners.set_back if lacks],
                *(() if bound else untold),
            ]
        )
    )
    remarks = [_remark(transaction, at) for at in range(len(transaction.remarks))]
    return Coverage(
        profile=profile.name,
        complete=not missing,
        lists=lists,
        parties=len(transaction.parties),
        roles=tuple(dict.fromkeys([party.role for party in transaction.parties])),
        goods_lines=len(transaction.goods),
        legs=len(transaction.legs),
        missing=missing,
        notes=(
            *told_of_lists,
            *remarks,
            *_nameless(transaction, missing),
            *_told_of_goods(transaction, profile, missing, tables or _of_package),
            *(_unwanted(transaction, profile, owners.versions) if listed_goods else ()),
            *(untold if bound else ()),
            *_unread_days(transaction),
            *_told_of_licences(register, transaction),
            *[f"owners looked up in {version}" for version in owners.versions],
            *[told for told, lacks in owners.set_back if not lacks],
        ),
        goods_law=_goods_law(tables or _of_package) if transaction.goods else "",
    )


def _told_of_goods(
    transaction: Transaction,
    profile: Profile,
    missing: tuple[str, ...],
    tables: Callable[[], GoodsTables],
) -> Iterator[str]:
    """Say which goods lines have no code, and what of them nobody asks about."""
    if not transaction.goods:
        return
    from counterflow.screening.decisions.coverage_goods import unscreened, without_code

    yield from without_code(transaction, profile, missing)
    yield from unscreened(transaction, tables())


def _told_of_licences(register: Register | None, transaction: Transaction) -> Iterator[str]:
    """Say which licences were held against the transaction, and which could not be looked up."""
    if register is None:
        if not transaction.detail("licence"):
            return
        from counterflow.screening.decisions.licences import numbers_named

        for number in numbers_named(transaction):
            yield f"licence {number} of the papers was not looked up: no register of licences given"
    else:
        count, name = len(register.licences), register.file
        yield f"licences: {count} in {name}, sha256 {register.sha256[:12]}"


def _goods_law(tables: Callable[[], GoodsTables]) -> str:
    from counterflow.screening.decisions.goods_law import told_of_goods_law

    return told_of_goods_law(tables())


def _of_package() -> GoodsTables:
    from counterflow.watch.goods.tables import load_goods_tables

    return load_goods_tables()


def _missing(
    transaction: Transaction, profile: Profile, tables: Callable[[], GoodsTables]
) -> Iterator[str]:
    for group in profile.roles:
        yield from _missing_role(transaction, group)
    yield from _unreadable_names(transaction)
    if profile.goods_code != "none":
        from counterflow.screening.decisions.coverage_goods import missing_goods

        yield from missing_goods(transaction, profile, tables())
    if profile.destination and not _has_destination(transaction):
        yield "no destination country"
    for where, country in _written_countries(transaction):
        if not _is_code(country):
            yield f"{where}: not a country code: “{country}” (ISO 3166-1 alpha-2 in capitals)"
    for remark in transaction.remarks:
        if remark.blocks:
            yield remark.what


@lru_cache(maxsize=1 << 12)
def _is_code(country: str) -> bool:
    return not country or country == CRIMEA or bool(_ALPHA_2.match(country))


def _missing_role(transaction: Transaction, group: tuple[str, ...]) -> Iterator[str]:
    """Name a group of roles that no party with a name meets.

    Lists give numbers for few of their entries, so that a number alone says little: nothing found
    by it is not nothing found.
    """
    parties = [party for party in transaction.parties if party.role in group]
    for party in parties:
        if _is_named(party) or _is_numbered_ship(party):
            return
    numbered = [number_only(party.role) for party in parties if _is_numbered(party)]
    yield from numbered or ["no " + " or ".join(map(_in_words, group))]


def _unreadable_names(transaction: Transaction) -> Iterator[str]:
    """Name the parties whose name holds no letter and no digit: it was compared with nothing.

    Question marks are what is left of a name that went through a wrong character set.
    """
    for subject, party in name_parties(transaction.parties):
        if not _is_named(party) and party.name.strip():
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
    named = name_parties(transaction.parties)
    if all(_is_named(party) for _, party in named):
        return
    told = {*missing, *(remark.what for remark in transaction.remarks)}
    for subject, party in named:
        if _is_named(party) or _is_numbered_ship(party) or not _is_numbered(party):
            continue
        if number_only(party.role) not in told:
            yield number_only(subject)


def _is_named(party: Party) -> bool:
    """Tell whether a party has a name that lists could be compared with."""
    # Whatever has a Latin letter or a digit has a word; reading it for that takes 60 µs.
    return bool(_READABLE.search(party.name) or read_name(party.name).words)


def _is_numbered(party: Party) -> bool:
    """Tell whether a party has a number that lists could be compared with."""
    return bool(read_entity(entity_of(party)).identifiers)


def _is_numbered_ship(party: Party) -> bool:
    """Tell whether a party in a ship's role is named by a ship's number."""
    kinds = read_entity(entity_of(party)).identifiers.values()
    return party.role in VESSEL_ROLES and any(SHIP_NUMBERS & set(held) for held in kinds)


def _in_words(role: str) -> str:
    return role.replace("_", " ")


def _unwanted(transaction: Transaction, profile: Profile, owners: tuple[str, ...]) -> Iterator[str]:
    """Say in one sentence which people, and in one whether the way, nobody named.

    Owners that were looked up need no naming in the papers.
    """
    named = {party.role for party in transaction.parties if _is_named(party)}
    if owners:
        named.add(OWNER)
    people = [role for role in profile.wanted if role != LEG and role not in named]
    if people:
        words = ", ".join(map(_in_words, people))
        yield f"nobody was named as {words}: who stands behind the parties was not screened"
    if LEG in profile.wanted and not transaction.legs:
        yield "no leg of the way was given: the route was not screened"


def _empty_legs(transaction: Transaction) -> Iterator[str]:
    """Name the legs that say nothing of where they go."""
    for number, leg in enumerate(transaction.legs, start=1):
        if not any(text or country for _, text, country in stops_of(leg)):
            yield f"leg {number} names no place and no country"


def _unread_days(transaction: Transaction) -> Iterator[str]:
    """Say which days of legs could not be read: bans on places are judged by them."""
    for number, leg in enumerate(transaction.legs, start=1):
        for field, text in (("departs_on", leg.departs_on), ("arrives_on", leg.arrives_on)):
            if text and _MONTH.fullmatch(text):
                yield f"leg {number}: {field} is no day but “{text}”: its first and last were asked"
            elif text and not _is_day(text):
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
