"""Numbers that name a party: an equal one decides, one kept for life clears where it differs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from rapidfuzz.distance import OSA

from counterflow.core.model.matches import Feature
from counterflow.watch.matching.countries import are_apart
from counterflow.watch.matching.entity import Profile
from counterflow.watch.matching.fields import AGREE, DIFFER, UNKNOWN
from counterflow.watch.matching.kinds import CRAFT_KIND, kind_of

IMO_OTHER = -0.35
IMO_NEAR = -0.08
LIFE_OTHER = -0.35
"""Two valid numbers of a kind that is kept for life."""
IDENTITY_OTHER_FIRM = -0.2
NUMBER_OTHER = -0.1
NUMBER_OTHER_COMMON = -0.32
"""Another number in one register clears a name that many parties bear."""
LIKE_NAME = 0.5
"""The name score below which names are quite other ones (as in ``screening.decisions.policy``)."""
CHANCE = 9
"""Characters up to which registers of two states give out equal numbers by chance."""
BARE = 6
"""The fewest digits that are compared without the letters in front of them."""
WORLDWIDE = frozenset({"imoNumber", "mmsi", "leiCode", "swiftBic", "isin", "publicKey", "dunsCode"})
"""Identifiers of one register for the whole world."""
REGISTERS = (
    frozenset({"taxNumber", "innCode", "vatCode"}),
    frozenset({"registrationNumber", "ogrnCode", "uscCode"}),
    frozenset({"passportNumber"}),
    frozenset({"idNumber"}),
)
"""National registers: equal numbers count within a family."""
REGISTER_COUNTRY = "register country"
"""The feature of an equal national number where no country is in common: a hold at most."""
IDENTIFIER_WORDS = {
    "imoNumber": "IMO number", "mmsi": "MMSI", "leiCode": "LEI", "swiftBic": "BIC",
    "registrationNumber": "registration number", "innCode": "Russian tax number (INN)",
    "ogrnCode": "Russian registration number (OGRN)", "taxNumber": "tax number",
    "passportNumber": "passport number", "idNumber": "identity number", "vatCode": "VAT number",
    "publicKey": "crypto wallet", "isin": "ISIN", "dunsCode": "DUNS number",
    "uniqueEntityId": "unique entity id", "uscCode": "unified social credit code",
}  # fmt: skip
"""Identifiers as reviewers call them."""
_FOR_LIFE = {
    "leiCode": "stdnum.lei", "innCode": "stdnum.ru.inn", "ogrnCode": "stdnum.ru.ogrn",
    "uscCode": "stdnum.cn.uscc",
}  # fmt: skip
"""Kinds that a party keeps for life, with the module that knows their check digits."""
_ONE_REGISTER = ("registrationNumber", "taxNumber", "vatCode")
_SHAPE = str.maketrans("0123456789", "0" * 10)
_PREFIX = re.compile(r"[A-Z]+(?=\d+\Z)")


def compare_identifiers(
    ours: Profile, theirs: Profile, likeness: float, *, is_firm: bool = False
) -> Feature | None:
    """Settle whether a strong identifier is equal, or one that is kept for life differs.

    Equal numbers of different kinds or registers name different parties, and a ship's IMO number
    is not its owner's. A hull keeps one IMO number for life (IMO Resolution A.1117(30)), a company
    its LEI, INN and OGRN. A number whose check digit is wrong, or that is one digit off, clears
    nothing. Passports are renewed and never clear.

    Args:
        ours: The party in question.
        theirs: The listed entity.
        likeness: The score of their names: short equal numbers of two states under quite other
            names are chance.
        is_firm: Whether the birth dates agree to the day: then another identity number lowers
            without clearing, as papers of two kinds stand under that word.
    """
    if not ours.identifiers or not theirs.identifiers:
        return None
    if equal := _equal_numbers(ours, theirs):
        telling = [one for one in equal if not _is_chance(one[0], one[2], ours, theirs, likeness)]
        mine, other, kind = (telling or equal)[0]
        words = f"the same {IDENTIFIER_WORDS.get(kind, kind)}"
        if not telling:
            words += " in the registers of two states, under quite other names: says nothing"
            return Feature("identifier", UNKNOWN, 0.0, mine, other, words)
        return Feature("identifier", AGREE, 1.0, mine, other, words)
    return (
        _other_hull(ours, theirs)
        or _other_for_life(ours, theirs)
        or _other_identity(ours, theirs, is_firm=is_firm)
    )


def _is_chance(value: str, kind: str, ours: Profile, theirs: Profile, likeness: float) -> bool:
    named = (ours.names or ours.weak) and (theirs.names or theirs.weak)
    return bool(
        named
        and kind not in WORLDWIDE
        and len(value) <= CHANCE
        and likeness < LIKE_NAME
        and are_apart(ours, theirs)
    )


def _other_hull(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether two IMO numbers of ships differ."""
    if kind_of(ours.schema) != CRAFT_KIND or kind_of(theirs.schema) != CRAFT_KIND:
        return None
    valid = _checker("stdnum.imo")
    mine, other = _of_kind(ours, "imoNumber"), _of_kind(theirs, "imoNumber")
    if not mine or not other or not (valid(mine[0]) and valid(other[0])):
        return None
    near = OSA.distance(mine[0], other[0]) <= 1
    weight = IMO_NEAR if near else IMO_OTHER
    words = "another IMO number, which a hull keeps for life"
    return Feature("identifier", DIFFER, weight, mine[0], other[0], words)


def has_other_hull(ours: Profile, theirs: Profile) -> bool:
    """Tell whether two ships bear valid IMO numbers that are no slip away from each other.

    Example:
        >>> from counterflow.watch.matching.entity import read_entity
        >>> one, other = (read_entity({"schema": "Vessel", "properties": {"imoNumber": [number]}})
        ...               for number in ("9074729", "9321483"))
        >>> has_other_hull(one, other), has_other_hull(one, one)
        (True, False)
    """
    found = _other_hull(ours, theirs)
    return found is not None and found.weight == IMO_OTHER


def _other_for_life(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether two valid numbers that a party keeps for life differ."""
    for kind, module in _FOR_LIFE.items():
        mine, other = _of_kind(ours, kind), _of_kind(theirs, kind)
        if not mine or not other or not all(map(_checker(module), (*mine, *other))):
            continue
        if found := _far_apart(mine, other):
            words = f"another {IDENTIFIER_WORDS[kind]}, which is kept for life"
            return Feature("identifier", DIFFER, LIFE_OTHER, *found, words)
    return None


def _other_identity(ours: Profile, theirs: Profile, *, is_firm: bool) -> Feature | None:
    """Settle whether two identity numbers of one shape differ by more than a slip."""
    found = _far_apart(_of_kind(ours, "idNumber"), _of_kind(theirs, "idNumber"))
    if found is None:
        return None
    weight = IDENTITY_OTHER_FIRM if is_firm else LIFE_OTHER
    words = "another identity number, which is kept for life"
    return Feature("identifier", DIFFER, weight, *found, words)


def compare_numbers(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether two numbers of one national register differ by more than one digit.

    They are taken to be of one register where the property and the shape are the same. A company
    may hold many registrations, so that another number clears a common name only. The country is
    not asked: one that agrees would make numbers comparable, and so lower a score (R13).
    """
    if not ours.identifiers or not theirs.identifiers or _equal_numbers(ours, theirs):
        return None
    for kind in _ONE_REGISTER:
        if found := _far_apart(_of_kind(ours, kind), _of_kind(theirs, kind)):
            words = f"another {IDENTIFIER_WORDS[kind]}"
            return Feature("register number", DIFFER, NUMBER_OTHER, *found, words)
    return None


def _far_apart(mine: list[str], other: list[str]) -> tuple[str, str] | None:
    """Give two numbers where all are of one shape and none is a slip away from another."""
    pairs = [(one, two) for one in mine for two in other]
    if not pairs or any(_shape(one) != _shape(two) for one, two in pairs):
        return None
    return pairs[0] if all(OSA.distance(one, two) > 1 for one, two in pairs) else None


def _shape(number: str) -> str:
    return number.translate(_SHAPE)


def compare_registers(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether the equal number is national while the two share no country.

    Registers of two countries give out the same digits, so that the number alone is less sure
    than within one country; but a country is often that of a branch or of an occupied town.
    ``None`` where no number is equal, where it is of one register for the whole world, or where a
    country is shared or not known.
    """
    if not ours.countries or not theirs.countries or ours.countries & theirs.countries:
        return None
    equal = _equal_numbers(ours, theirs)
    if not equal or equal[0][2] in WORLDWIDE:
        return None
    mine, other = ", ".join(sorted(ours.countries)), ", ".join(sorted(theirs.countries))
    words = "the number is of a national register, and no country is in common"
    return Feature(REGISTER_COUNTRY, DIFFER, 0.0, mine, other, words)


def _equal_numbers(ours: Profile, theirs: Profile) -> list[tuple[str, str, str]]:
    """Give the numbers that both have of one register, with their kinds; worldwide ones first.

    Letters in front count only where both sides write them (V-31877204, 31877204), and never
    between two states.
    """
    equal = [
        (value, value, kind)
        for value, kinds in ours.identifiers.items()
        for listed in theirs.identifiers.get(value, ())
        for kind in kinds
        if _same_register(kind, listed, ours, theirs)
    ]
    if not equal and ours.countries & theirs.countries:
        equal = _equal_but_for_letters(ours, theirs)
    return sorted(equal, key=lambda found: (found[2] not in WORLDWIDE, -len(found[0]), found))


def _equal_but_for_letters(ours: Profile, theirs: Profile) -> list[tuple[str, str, str]]:
    """Give numbers of which only one has letters in front, in a country that both share."""
    return [
        (value, other, kind)
        for value, kinds in ours.identifiers.items()
        for other, listed in theirs.identifiers.items()
        if value.isdigit() != other.isdigit() and bare_number(value) == bare_number(other) != ""
        for kind in kinds
        if kind not in WORLDWIDE and any(_same_register(kind, one, ours, theirs) for one in listed)
    ]


def bare_number(value: str) -> str:
    """Give a number without the letters in front; empty where that says too little."""
    digits = _PREFIX.sub("", value)
    return digits if digits.isdigit() and len(digits) >= BARE else ""


def _same_register(kind: str, listed: str, ours: Profile, theirs: Profile) -> bool:
    """Tell whether two equal numbers come from registers of one kind."""
    kinds = {kind_of(ours.schema), kind_of(theirs.schema)}
    if kind == "imoNumber" and CRAFT_KIND in kinds and kinds & {"organisation", "person"}:
        return False
    if kind in WORLDWIDE or listed in WORLDWIDE:
        return kind == listed
    family = next((group for group in REGISTERS if kind in group), frozenset({kind}))
    return listed in family


def _of_kind(profile: Profile, kind: str) -> list[str]:
    return sorted(value for value, kinds in profile.identifiers.items() if kind in kinds)


@cache
def _checker(module: str) -> Callable[[str], bool]:
    """Give the test of check digits; read where two numbers differ, not at the start."""
    found: Any = import_module(module)
    return lambda number: bool(found.is_valid(number))
