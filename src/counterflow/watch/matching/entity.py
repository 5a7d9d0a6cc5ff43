"""Read a FollowTheMoney-shaped dict into what the scorer compares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterflow.core.errors import EntityError
from counterflow.core.text.dates import read_date
from counterflow.core.text.names import read_name

NAME_KEYS = ("name", "alias", "previousName")
WEAK_KEYS = ("weakAlias", "abbreviation")
STRONG_IDS = (
    "imoNumber", "mmsi", "leiCode", "registrationNumber", "innCode", "ogrnCode", "taxNumber",
    "swiftBic", "passportNumber", "idNumber", "registrationNumberUS", "uscCode", "dunsCode",
    "publicKey", "isin", "npiCode", "uniqueEntityId", "cageCode", "vatCode", "kppCode", "okpoCode",
)  # fmt: skip
"""Identifiers that name one party. One that is equal decides even under an unlike name (R14)."""

PERSONS = frozenset({"Person"})
ORGANISATIONS = frozenset({"Organization", "Company", "PublicBody"})
CRAFT = frozenset({"Vessel", "Airplane", "Vehicle"})
OPEN = frozenset({"LegalEntity", "Thing", "Asset", "Entity", ""})
_SCHEMATA = {name.lower(): name for name in (*PERSONS, *ORGANISATIONS, *CRAFT, *OPEN)}
_SEPARATORS = re.compile(r"[^0-9A-Za-z]")
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_IMO = re.compile(r"\d{7}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of one entity.

    Attributes:
        schema: The FollowTheMoney schema.
        names: Names and strong aliases, as written, first the primary one.
        weak: Weak aliases.
        identifiers: Cleaned value to the properties it came from, in the order of ``STRONG_IDS``.
        birth_dates: ISO 8601 dates of any precision.
        countries: ISO alpha-2 codes, lower case.
        genders: As given, lower case.
        has_legal_form: Whether the first name bears the legal form of a company.
    """

    schema: str
    names: tuple[str, ...]
    weak: tuple[str, ...]
    identifiers: Mapping[str, tuple[str, ...]]
    birth_dates: tuple[str, ...]
    countries: frozenset[str]
    genders: frozenset[str]
    has_legal_form: bool = False


def read_entity(entity: Any) -> Profile:
    """Read an entity, refusing what is not FollowTheMoney-shaped.

    Args:
        entity: ``{"schema": "Person", "properties": {"name": ["…"], …}}``. A property may be one
            string in place of a list. Unknown properties are ignored.

    Raises:
        EntityError: no mapping, no schema, no mapping of properties, or a value that is no text.

    Example:
        >>> vessel = {"schema": "Vessel", "properties": {"imoNumber": ["IMO 9179842"]}}
        >>> read_entity(vessel).identifiers
        {'9179842': ('imoNumber',)}
    """
    if not isinstance(entity, Mapping) or not isinstance(entity.get("properties", {}), Mapping):
        raise EntityError(
            "the entity is not FollowTheMoney-shaped",
            remedy='give {"schema": "Person", "properties": {"name": ["…"]}}',
        )
    schema = entity.get("schema") or "LegalEntity"
    if isinstance(schema, str):
        schema = _SCHEMATA.get(schema.strip().lower(), schema)
    if not isinstance(schema, str):
        raise EntityError("the schema is no text", where="schema")
    properties = (
        {str(key): _texts(key, value) for key, value in entity["properties"].items()}
        if ("properties" in entity)
        else {}
    )
    names = _gather(properties, NAME_KEYS)
    parts = [*properties.get("firstName", ()), *properties.get("lastName", ())]
    if not names and parts:
        names = (" ".join(parts),)
    return Profile(
        schema=schema,
        names=names,
        weak=_gather(properties, WEAK_KEYS),
        identifiers=_identifiers(properties),
        birth_dates=_dates(properties.get("birthDate", ())),
        countries=_countries(properties),
        genders=frozenset(value.lower() for value in properties.get("gender", ())),
        has_legal_form=bool(names) and bool(read_name(names[0]).legal - {"sole"}),
    )


def _texts(key: object, value: Any) -> tuple[str, ...]:
    """Read one property as texts."""
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    texts = []
    for item in values:
        if item is None:
            continue
        text = _text(item)
        if text is None:
            raise EntityError("a value is no text", where=f"properties.{key}")
        if text.strip():
            texts.append(text.strip())
    return tuple(texts)


def _text(item: Any) -> str | None:
    """Read one value; a nested entity stands for its caption. ``None``: no text at all."""
    if isinstance(item, Mapping):
        return str(item.get("caption", ""))
    if isinstance(item, int | float) and not isinstance(item, bool):
        return str(item)
    return item if isinstance(item, str) else None


def _gather(properties: Mapping[str, tuple[str, ...]], keys: tuple[str, ...]) -> tuple[str, ...]:
    """Collect distinct values of several properties in order."""
    return tuple(dict.fromkeys(value for key in keys for value in properties.get(key, ())))


def _dates(values: tuple[str, ...]) -> tuple[str, ...]:
    """Read birth dates as ISO 8601; what cannot be read is unknown and clears nobody."""
    iso = (value if _ISO.fullmatch(value) else read_date(value).iso for value in values)
    return tuple(day for day in iso if day)


def _countries(properties: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    keys = ("country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag")
    return frozenset(
        value.lower() for key in keys for value in properties.get(key, ()) if len(value) == 2
    )


def _identifiers(properties: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Clean the identifiers; values too short to name one party are left out.

    One number may stand in two properties (a registration number that is the tax number too).
    """
    found: dict[str, tuple[str, ...]] = {}
    for kind in STRONG_IDS:
        for value in properties.get(kind, ()):
            cleaned = clean_identifier(kind, value)
            if _names_one(kind, cleaned) and kind not in found.get(cleaned, ()):
                found[cleaned] = (*found.get(cleaned, ()), kind)
    return found


def _names_one(kind: str, cleaned: str) -> bool:
    """Tell whether a cleaned value can name one party: "N/A", "-" and 000000 stand for none."""
    if kind == "swiftBic":
        return len(cleaned) == 8 and cleaned[:6].isalpha()
    return len(cleaned) >= 6 and any(c in "123456789" for c in cleaned)


def clean_identifier(kind: str, value: str) -> str:
    """Give an identifier without separators, in capitals; of an IMO number only its digits.

    A BIC is compared by its first eight places, the institution without the branch.

    Example:
        >>> clean_identifier("imoNumber", "IMO 8861058")
        '8861058'
        >>> clean_identifier("innCode", "77-01 234567")
        '7701234567'
    """
    if kind == "imoNumber":
        digits = _IMO.search(value)
        return digits.group() if digits else ""
    cleaned = _SEPARATORS.sub("", value).upper()
    return cleaned[:8] if kind == "swiftBic" else cleaned
