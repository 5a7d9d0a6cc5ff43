"""What the fields beside the name add to or take from a score, each with its reason.

A field that agrees, or that either side lacks, never lowers a score (R13); only one that
differs does. Dates are graded: one wrong digit is not another person.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA
from stdnum import imo

from counterflow.core.model import Feature
from counterflow.watch.matching.entity import CRAFT, OPEN, ORGANISATIONS, PERSONS, Profile

AGREE, DIFFER, UNKNOWN = "agree", "differ", "unknown"
BIRTH_OTHER = -0.35
BIRTH_NEAR = -0.08
BIRTH_DAY = -0.15
COUNTRY_OTHER = -0.05
COUNTRY_OTHER_ONE_WORD = -0.12
GENDER_OTHER = -0.15
KIND_OTHER = -0.25
KIND_BY_FORM = -0.15
IMO_OTHER = -0.35
IMO_NEAR = -0.08
CLEARING = ("birth date", "identifier")
"""Features that alone can take an exact name below the decision point where they differ."""
CRAFT_KIND = "vessel or vehicle"
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


def compare_birth_dates(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether the birth dates speak for or against the same person.

    Graded over all pairs of dates, the kindest counts: equal as far as both go, one digit or a
    swap of day and month apart, the same year, another year.
    """
    if not ours.birth_dates or not theirs.birth_dates:
        return None
    weight, mine, other = max(
        (_birth_weight(one, two), one, two)
        for one in ours.birth_dates
        for two in theirs.birth_dates
    )
    words = {
        0.0: "the birth dates agree as far as both are known",
        BIRTH_NEAR: "the birth dates are one digit or a swap of day and month apart",
        BIRTH_DAY: "the same birth year, another day",
        BIRTH_OTHER: "another birth year: probably a namesake",
    }[weight]
    return Feature("birth date", DIFFER if weight else AGREE, weight, mine, other, words)


def _birth_weight(one: str, two: str) -> float:
    shared = min(len(one), len(two))
    if one[:shared] == two[:shared]:
        return 0.0
    if one[:4] == two[:4]:
        swapped = f"{one[:5]}{one[8:10]}-{one[5:7]}"
        near = swapped == two or OSA.distance(one, two) <= 1
        return BIRTH_NEAR if near else BIRTH_DAY
    if one[4:shared] == two[4:shared] and shared > 4 and OSA.distance(one[:4], two[:4]) <= 1:
        return BIRTH_NEAR
    years = one[:4], two[:4]
    # Lists often give a birth year as an estimate, so neighbours are not another person.
    if all(year.isdigit() for year in years) and abs(int(years[0]) - int(years[1])) <= 1:
        return BIRTH_NEAR
    return BIRTH_OTHER


def compare_countries(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether the countries agree; one in common is enough."""
    if not ours.countries or not theirs.countries:
        return None
    mine, other = ", ".join(sorted(ours.countries)), ", ".join(sorted(theirs.countries))
    if ours.countries & theirs.countries:
        return Feature("country", AGREE, 0.0, mine, other, "a country in common")
    return Feature("country", DIFFER, COUNTRY_OTHER, mine, other, "no country in common")


def compare_genders(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether the genders differ."""
    if not ours.genders or not theirs.genders:
        return None
    mine, other = ", ".join(sorted(ours.genders)), ", ".join(sorted(theirs.genders))
    if ours.genders & theirs.genders:
        return Feature("gender", AGREE, 0.0, mine, other, "the same gender")
    return Feature("gender", DIFFER, GENDER_OTHER, mine, other, "another gender")


def compare_kinds(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether a company, a person and a vessel are being compared with one another.

    An unspecified party (``LegalEntity``) may be a person, a company or, in a carrier's column, a
    ship; one whose name bears a legal form is rather a company. No kind alone clears an exact name.
    """
    mine, other = _kind(ours.schema), _kind(theirs.schema)
    if mine == other or not mine or not other:
        return None
    if mine == "party" and other == "person" and ours.has_legal_form:
        words = "ours bears a legal form, the listed one is a person"
        return Feature("kind", DIFFER, KIND_BY_FORM, ours.names[0], theirs.schema, words)
    if "party" in (mine, other):
        if "vessel or vehicle" not in (mine, other):
            return None
        words = "only one of the two is known to be a vessel"
        return Feature("kind", DIFFER, KIND_BY_FORM, ours.schema, theirs.schema, words)
    words = f"ours is a {mine}, the listed one a {other}"
    return Feature("kind", DIFFER, KIND_OTHER, ours.schema, theirs.schema, words)


def _kind(schema: str) -> str:
    if schema in PERSONS:
        return "person"
    if schema in ORGANISATIONS:
        return "organisation"
    if schema in CRAFT:
        return CRAFT_KIND
    return "party" if schema == "LegalEntity" else "" if schema in OPEN else "organisation"


def compare_identifiers(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether a strong identifier is equal, or two IMO numbers differ.

    Equal numbers of different kinds or registers name different parties, and a ship's IMO number
    is not its owner's. Of all identifiers only the IMO number of ships counts when it differs: a
    hull keeps one number for life (IMO Resolution A.1117(30)), while a company may hold many
    registrations. A number whose check digit is wrong, or that is one digit off, clears nothing.
    Another country never takes an equal number away; see ``compare_registers``.
    """
    if equal := _equal_number(ours, theirs):
        value, kind = equal
        words = f"the same {IDENTIFIER_WORDS.get(kind, kind)}"
        return Feature("identifier", AGREE, 1.0, value, value, words)
    if _kind(ours.schema) != CRAFT_KIND or _kind(theirs.schema) != CRAFT_KIND:
        return None
    mine = sorted(v for v, kinds in ours.identifiers.items() if "imoNumber" in kinds)
    other = sorted(v for v, kinds in theirs.identifiers.items() if "imoNumber" in kinds)
    if not mine or not other or not (imo.is_valid(mine[0]) and imo.is_valid(other[0])):
        return None
    near = OSA.distance(mine[0], other[0]) <= 1
    weight = IMO_NEAR if near else IMO_OTHER
    words = "another IMO number, which a hull keeps for life"
    return Feature("identifier", DIFFER, weight, mine[0], other[0], words)


def compare_registers(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether the equal number is national while the two share no country.

    Registers of two countries give out the same digits, so that the number alone is less sure
    than within one country; but a country is often that of a branch or of an occupied town.
    ``None`` where no number is equal, where it is of one register for the whole world, or where a
    country is shared or not known.
    """
    equal = _equal_number(ours, theirs)
    if equal is None or equal[1] in WORLDWIDE or not _are_apart(ours, theirs):
        return None
    mine, other = ", ".join(sorted(ours.countries)), ", ".join(sorted(theirs.countries))
    words = "the number is of a national register, and no country is in common"
    return Feature(REGISTER_COUNTRY, DIFFER, 0.0, mine, other, words)


def _equal_number(ours: Profile, theirs: Profile) -> tuple[str, str] | None:
    """Give the number that both have of one register, with its kind; worldwide ones first."""
    equal = [
        (value, kind)
        for value, kinds in ours.identifiers.items()
        for listed in theirs.identifiers.get(value, ())
        for kind in kinds
        if _same_register(kind, listed, ours, theirs)
    ]
    return min(equal, key=lambda found: found[1] not in WORLDWIDE, default=None)


def _are_apart(ours: Profile, theirs: Profile) -> bool:
    """Tell whether both have countries and none in common."""
    return bool(ours.countries and theirs.countries and ours.countries.isdisjoint(theirs.countries))


def _same_register(kind: str, listed: str, ours: Profile, theirs: Profile) -> bool:
    """Tell whether two equal numbers come from registers of one kind."""
    kinds = {_kind(ours.schema), _kind(theirs.schema)}
    if kind == "imoNumber" and CRAFT_KIND in kinds and kinds & {"organisation", "person"}:
        return False
    if kind in WORLDWIDE or listed in WORLDWIDE:
        return kind == listed
    family = next((group for group in REGISTERS if kind in group), frozenset({kind}))
    return listed in family


QUALIFIERS = (compare_birth_dates, compare_countries, compare_genders, compare_kinds)
"""The comparisons that adjust a name score, in the order in which they are explained."""
