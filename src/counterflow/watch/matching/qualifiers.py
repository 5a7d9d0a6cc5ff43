"""What the fields beside the name add to or take from a score, each with its reason.

A field that agrees, or that either side lacks, never lowers a score (R13); only one that
differs does. How much some of them weigh depends on the two names: another country clears a
name that many parties bear, and not a rare one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import msgspec

from counterflow.core.model.matches import Feature
from counterflow.core.text.countries import country_name
from counterflow.core.text.names import read_name
from counterflow.core.text.scripts import fold
from counterflow.watch.matching.addresses import (
    ADDRESS_OTHER_COMMON,
    address_lift,
    compare_addresses,
    compare_bracketed_places,
)
from counterflow.watch.matching.countries import (
    COUNTRY_OTHER,
    COUNTRY_OTHER_COMMON,
    COUNTRY_OTHER_ONE_WORD,
    compare_countries,
)
from counterflow.watch.matching.dates import (
    FOUNDED_OTHER_COMMON,
    birth_weight,
    compare_birth_dates,
    compare_founding,
    is_firm,
    lift,
)
from counterflow.watch.matching.entity import Profile
from counterflow.watch.matching.fields import AGREE, DIFFER, UNKNOWN, NamePair
from counterflow.watch.matching.kinds import MARK_SCORE, compare_kinds, compare_marks
from counterflow.watch.matching.registers import (
    IDENTIFIER_WORDS,
    NUMBER_OTHER_COMMON,
    REGISTER_COUNTRY,
    WORLDWIDE,
    compare_identifiers,
    compare_numbers,
    compare_registers,
)

__all__ = [
    "AGREE", "CLEARING", "DIFFER", "IDENTIFIER_WORDS", "REGISTER_COUNTRY", "UNKNOWN", "WORLDWIDE",
    "Evidence", "adjust", "compare_identifiers", "compare_registers", "gather",
]  # fmt: skip

GENDER_OTHER = -0.15
GENDER_OTHER_COMMON = -0.32
GENDER_OTHER_FIRM = -0.05
"""Another gender beside a birth date that agrees to the day: a slip in the data."""
_COMMON = {
    "gender": GENDER_OTHER_COMMON,
    "register number": NUMBER_OTHER_COMMON,
    "incorporation": FOUNDED_OTHER_COMMON,
    "address": ADDRESS_OTHER_COMMON,
}
"""What a field that differs takes from a name that many parties bear."""
CLEARING = ("birth date", "identifier")
"""Features that alone can take an exact name below the decision point where they differ."""


class Evidence(NamedTuple):
    """What the fields beside the name say, before the names are asked.

    Attributes:
        features: In the order in which they are explained.
        is_firm: Whether the birth dates agree to the day.
        has_birth: Whether the birth dates agree as far as both are known.
        is_second: Whether a weak alias has a second field that agrees firmly.
    """

    features: tuple[Feature, ...] = ()
    is_firm: bool = False
    has_birth: bool = False
    is_second: bool = False


NOTHING = Evidence()


def compare_genders(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether the genders differ."""
    if not ours.genders or not theirs.genders:
        return None
    mine, other = ", ".join(sorted(ours.genders)), ", ".join(sorted(theirs.genders))
    if ours.genders & theirs.genders:
        return Feature("gender", AGREE, 0.0, mine, other, "the same gender")
    return Feature("gender", DIFFER, GENDER_OTHER, mine, other, "another gender")


QUALIFIERS = (
    compare_birth_dates, compare_countries, compare_genders, compare_kinds, compare_marks,
    compare_numbers, compare_founding, compare_addresses, compare_bracketed_places,
)  # fmt: skip
"""The comparisons that adjust a name score, in the order in which they are explained."""
BY_NAME = (compare_kinds, compare_marks, compare_numbers, compare_bracketed_places)
"""Those that names and numbers are enough for."""


def gather(ours: Profile, theirs: Profile) -> Evidence:
    """Compare all fields beside the name once; ``adjust`` fits them to two names."""
    asked = QUALIFIERS if ours.has_fields and theirs.has_fields else BY_NAME
    features = tuple([found for qualify in asked if (found := qualify(ours, theirs))])
    if not features:
        return NOTHING
    by_name = {feature.name: feature for feature in features}
    birth, country = by_name.get("birth date"), by_name.get("country")
    firm = is_firm(birth)
    agreed = birth is not None and birth.agreement == AGREE
    second = firm or (agreed and country is not None and country.agreement == AGREE)
    return Evidence(features, firm, agreed, second)


def adjust(evidence: Evidence, pair: NamePair) -> tuple[Feature, ...]:
    """Give the features with the weights that they have beside these two names."""
    return tuple([_fitted(feature, evidence, pair) for feature in evidence.features])


def _fitted(feature: Feature, evidence: Evidence, pair: NamePair) -> Feature:
    """Give one feature with the weight that it has beside two names."""
    if feature.agreement == AGREE:
        weight = _added(feature.name, evidence, pair)
    elif feature.agreement == DIFFER:
        weight = _taken(feature, evidence, pair)
    else:
        return feature
    if weight == feature.weight:
        return feature
    words = feature.words
    if weight < feature.weight:
        words += _because(pair)
    return msgspec.structs.replace(feature, weight=weight, words=words)


def _because(pair: NamePair) -> str:
    """Say why a field takes more beside these names than beside others."""
    if pair.is_common:
        return ", and many parties bear such a name"
    return ", and a word of the name is left over" if pair.has_left else ""


def _added(name: str, evidence: Evidence, pair: NamePair) -> float:
    """Say what a field that agrees adds; most add nothing."""
    if name == "birth date":
        return lift(pair) if evidence.is_firm else 0.0
    if name == "address":
        return address_lift(pair)
    return round(max(0.0, MARK_SCORE - pair.score), 4) if name == "aircraft mark" else 0.0


def _taken(feature: Feature, evidence: Evidence, pair: NamePair) -> float:
    """Say what a field that differs takes."""
    if feature.name == "country":
        return _country_weight(feature, evidence, pair)
    if feature.name == "birth date":
        return birth_weight(feature, pair)
    if feature.name == "gender" and evidence.is_firm:
        return GENDER_OTHER_FIRM
    return _COMMON.get(feature.name, feature.weight) if pair.is_common else feature.weight


def _country_weight(feature: Feature, evidence: Evidence, pair: NamePair) -> float:
    """Weigh another country: much against a common name, if nothing else is known.

    A name that says the listing's country itself ("Iran Aircraft" in Dubai) is not cleared by
    where a branch or a front of it sits.
    """
    if evidence.is_firm:
        return COUNTRY_OTHER
    common = pair.is_common and not evidence.has_birth
    if common and not (pair.score > -COUNTRY_OTHER_COMMON and _says_country(pair, feature.theirs)):
        return COUNTRY_OTHER_COMMON
    return COUNTRY_OTHER_ONE_WORD if pair.is_common or pair.is_one_word else COUNTRY_OTHER


def _says_country(pair: NamePair, countries: str) -> bool:
    """Tell whether our name says one of the listing's countries."""
    words = set(read_name(pair.ours).words)
    return any(set(_words_of(code)) <= words for code in countries.split(", "))


@lru_cache(maxsize=512)
def _words_of(country: str) -> tuple[str, ...]:
    return tuple(fold(country_name(country.upper())).split()) or (country,)
