"""Read a FollowTheMoney-shaped dict into what the scorer compares."""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from counterflow.core.errors import EntityError
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import read_date
from counterflow.core.text.name_cells import OPEN as OPEN_CELL
from counterflow.core.text.name_cells import PERSON, SHIP, NameCell, read_name_cell
from counterflow.core.text.names import read_name

NAME_KEYS = ("name", "alias", "previousName")
WEAK_KEYS = ("weakAlias", "abbreviation")
PART_KEYS = ("firstName", "lastName")
_NAMES = frozenset({*NAME_KEYS, *WEAK_KEYS, *PART_KEYS})
STRONG_IDS = (
    "imoNumber", "mmsi", "leiCode", "registrationNumber", "innCode", "ogrnCode", "taxNumber",
    "swiftBic", "passportNumber", "idNumber", "registrationNumberUS", "uscCode", "dunsCode",
    "publicKey", "isin", "npiCode", "uniqueEntityId", "cageCode", "vatCode", "kppCode", "okpoCode",
)  # fmt: skip
"""Identifiers that name one party. One that is equal decides even under an unlike name (R14)."""

_STRONG = frozenset(STRONG_IDS)

SHORT_KINDS = {
    "imo": "imoNumber", "mmsi": "mmsi", "lei": "leiCode", "bic": "swiftBic", "swift": "swiftBic",
    "inn": "innCode", "ogrn": "ogrnCode", "kpp": "kppCode", "okpo": "okpoCode",
    "reg": "registrationNumber", "registration": "registrationNumber",
    "company": "registrationNumber", "tax": "taxNumber", "tin": "taxNumber", "vat": "vatCode",
    "passport": "passportNumber", "id": "idNumber", "national id": "idNumber", "duns": "dunsCode",
    "isin": "isin", "wallet": "publicKey", "crypto wallet": "publicKey",
    "usc": "uscCode", "uscc": "uscCode", "cage": "cageCode", "npi": "npiCode",
    "uei": "uniqueEntityId",
}  # fmt: skip
"""Short words for kinds of identifiers, as people write them, without "number", "no" or "code"."""

_COUNTRIES = frozenset(
    {"country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag"}
)
_NATIONALITIES = frozenset({"nationality", "citizenship"})
PERSONS = frozenset({"Person"})
ORGANISATIONS = frozenset({"Organization", "Company", "PublicBody"})
CRAFT = frozenset({"Vessel", "Airplane", "Vehicle"})
OPEN = frozenset({"LegalEntity", "Thing", "Asset", "Entity", ""})
_SCHEMATA = {name.lower(): name for name in (*PERSONS, *ORGANISATIONS, *CRAFT, *OPEN)}
_KINDS = {kind.lower(): kind for kind in STRONG_IDS} | {
    word.replace(" ", ""): kind for word, kind in SHORT_KINDS.items()
}
_NUMBER_WORD = re.compile(r"(?<=.)[ ._-]*(?:(?:number|code|id|nr|no)\.?|#)\Z")
_SEPARATORS = re.compile(r"[^0-9A-Za-z]")
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_ASIDE = re.compile(
    r"[(\[{]|,[^,\d\n]*\d|"
    r"(?<!\w)(?:a\.?/?k\.?/?a|f\.?/?k\.?/?a|alias|formerly|also known|now known)(?!\w)",
    re.IGNORECASE,
)
"""What says that a name holds another one, or an address, in any entity."""
_GENDERS = {"male": "male", "m": "male", "man": "male", "female": "female", "f": "female",
            "woman": "female", "w": "female", "other": "other"}  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1000, 2100
"""Years that a date of birth or of incorporation can have."""
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
        genders: ``male``, ``female`` or ``other``.
        has_legal_form: Whether every name, and every further name of a cell, bears the legal form
            of a company.
        nationalities: Those of the countries that are a nationality or a citizenship.
        addresses: As written.
        founded: ISO 8601 dates of incorporation.
    """

    schema: str
    names: tuple[str, ...]
    weak: tuple[str, ...]
    identifiers: Mapping[str, tuple[str, ...]]
    birth_dates: tuple[str, ...]
    countries: frozenset[str]
    genders: frozenset[str]
    has_legal_form: bool = False
    nationalities: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()
    founded: tuple[str, ...] = ()

    @property
    def has_fields(self) -> bool:
        """Tell whether there is anything beside names and numbers to compare."""
        return bool(
            self.countries or self.birth_dates or self.genders or self.addresses or self.founded
        )


def read_entity(entity: Any, *, empty: bool = False) -> Profile:
    """Read an entity, refusing what is not FollowTheMoney-shaped.

    Args:
        entity: ``{"schema": "Person", "properties": {"name": ["…"], …}}``. A property may be one
            string in place of a list. Without a schema it is a ``LegalEntity``, which may be
            anybody. Unknown properties are ignored beside known ones. With ``"as_written": True``
            (see ``parties.entity_of``) the names are cells of a trade paper: further names and
            IMO numbers in them count too, and the entity may be empty: coverage says so.
        empty: Whether there may be neither a name nor a number among the properties.

    Raises:
        EntityError: no mapping, no mapping of properties, a schema or a value that is no text, or
            nothing that could be compared: an empty answer would look like no match.

    Example:
        >>> vessel = {"schema": "Vessel", "properties": {"imoNumber": ["IMO 9179842"]}}
        >>> read_entity(vessel).identifiers
        {'9179842': ('imoNumber',)}
    """
    properties = _properties(entity)
    as_written = bool(entity.get("as_written"))
    if not empty and not as_written:
        _check_comparable(properties)
    return _profile(_schema(entity), properties, as_written=as_written)


def _profile(schema: str, properties: dict[str, tuple[str, ...]], *, as_written: bool) -> Profile:
    """Gather what is compared."""
    names = _gather(properties, NAME_KEYS)
    parts = [*properties.get("firstName", ()), *properties.get("lastName", ())]
    if not names and parts:
        names = (" ".join(parts),)
    cells = [
        read_name_cell(name, cell_kind(schema))
        for name in names
        if as_written or _ASIDE.search(name)
    ]
    if cells:
        names = tuple(dict.fromkeys((*names, *(name for cell in cells for name in cell.names))))
    if as_written:
        properties = _with_numbers(properties, cells)
    weak = _gather(properties, WEAK_KEYS)
    has_legal_form = bool(names) and all(map(_bears_legal_form, names))
    if properties.keys() <= _NAMES:
        none: frozenset[str] = frozenset()
        return Profile(schema, names, weak, {}, (), none, none, has_legal_form)
    return Profile(
        schema=schema,
        names=names,
        weak=weak,
        identifiers=_identifiers(properties),
        birth_dates=_dates(properties.get("birthDate", ())),
        countries=_countries(properties, _COUNTRIES),
        genders=_genders(properties.get("gender", ())),
        has_legal_form=has_legal_form,
        nationalities=_countries(properties, _NATIONALITIES),
        addresses=properties.get("address", ()),
        founded=_dates(properties.get("incorporationDate", ())),
    )


def _bears_legal_form(name: str) -> bool:
    legal = read_name(name).legal
    return bool(legal) and legal != {"sole"}


def cell_kind(schema: str) -> str:
    """Say how ``read_name_cell`` reads the name cells of a schema.

    Example:
        >>> cell_kind("Person"), cell_kind("Vessel"), cell_kind("Company")
        ('person', 'ship', 'open')
    """
    return PERSON if schema in PERSONS else SHIP if schema in CRAFT else OPEN_CELL


def _with_numbers(
    properties: dict[str, tuple[str, ...]], cells: list[NameCell]
) -> dict[str, tuple[str, ...]]:
    """Add the IMO numbers that stand in name cells."""
    numbers = tuple(number for cell in cells for number in cell.imo_numbers)
    if not numbers:
        return properties
    return {**properties, "imoNumber": (*properties.get("imoNumber", ()), *numbers)}


def _properties(entity: Any) -> dict[str, tuple[str, ...]]:
    """Read the properties of an entity as texts."""
    if not isinstance(entity, Mapping) or not isinstance(entity.get("properties"), Mapping):
        raise EntityError(
            "the entity is not FollowTheMoney-shaped",
            where="" if not isinstance(entity, Mapping) else "properties",
            why="nothing of it could be compared",
            remedy='give {"schema": "Person", "properties": {"name": ["…"]}}',
        )
    return {str(key): _texts(key, value) for key, value in entity["properties"].items()}


def _schema(entity: Mapping[str, Any]) -> str:
    schema = entity.get("schema") or "LegalEntity"
    if not isinstance(schema, str):
        raise EntityError("the schema is no text", where="schema", remedy="give Person, Company …")
    return _SCHEMATA.get(schema.strip().lower(), schema)


def _check_comparable(properties: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse an entity of which nothing can be compared: its empty answer would look like none.

    Raises:
        EntityError: neither a name nor a number.
    """
    comparable = (*NAME_KEYS, *WEAK_KEYS, *PART_KEYS, *STRONG_IDS)
    if any(properties.get(key) for key in comparable):
        return
    near = [
        f"“{key}”: did you mean {found[0]}?"
        for key in properties
        if key not in comparable
        and (found := difflib.get_close_matches(key, comparable, n=1, cutoff=0.75))
    ]
    hint = f" ({'; '.join(near)})" if near else ""
    raise EntityError(
        "the entity has neither a name nor a number",
        where="properties",
        why="nothing of it could be compared",
        remedy=f'give "name": ["…"], or an identifier such as "imoNumber": ["…"]{hint}',
    )


def _texts(key: object, value: Any) -> tuple[str, ...]:
    """Read one property as texts."""
    values = _in_order(value)
    if all(type(item) is str for item in values):
        return tuple([text for item in values if (text := item.strip())])
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
    held = [value for key in keys if key in properties for value in properties[key]]
    return tuple(dict.fromkeys(held)) if len(held) > 1 else tuple(held)


def _dates(values: tuple[str, ...]) -> tuple[str, ...]:
    """Read birth dates as ISO 8601; what cannot be read is unknown and clears nobody.

    Of a date in ISO form whose month or day cannot be, what can be is kept ("1970-00-00" is 1970).
    """
    return tuple(day for day in map(_date, values) if day) if values else ()


@lru_cache(maxsize=1 << 14)
def _date(value: str) -> str:
    if not _ISO.fullmatch(value):
        found = read_date(value)
        # A year of two digits is a guess, and a guess must not clear anybody.
        return "" if found.problem else found.iso
    year, month, day = (*map(int, value.split("-")), 0, 0)[:3]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    if not 1 <= month <= 12:
        return value[:4]
    return value if not day or 1 <= day <= monthrange(year, month)[1] else value[:7]


def _countries(properties: Mapping[str, tuple[str, ...]], keys: frozenset[str]) -> frozenset[str]:
    if keys.isdisjoint(properties):
        return frozenset()
    written = [value for key in keys & properties.keys() for value in properties[key]]
    return frozenset(filter(None, [country_code(value).lower() for value in written]))


def _genders(values: tuple[str, ...]) -> frozenset[str]:
    """Read genders; what is neither is unknown and clears nobody."""
    return frozenset(filter(None, [_GENDERS.get(value.strip().lower(), "") for value in values]))


def _in_order(value: Any) -> list[Any]:
    """Give the values of a property; of a set in one order in every process."""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _identifiers(properties: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Clean the identifiers; values too short to name one party are left out.

    One number may stand in two properties (a registration number that is the tax number too).
    """
    found: dict[str, tuple[str, ...]] = {}
    if _STRONG.isdisjoint(properties):
        return found
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


def identifier_kind(word: str) -> str:
    """Settle which kind of identifier a word names.

    Args:
        word: A FollowTheMoney property or a word of ``SHORT_KINDS``, in any letters, with or
            without "number", "no" or "code" behind it.

    Returns:
        One of ``STRONG_IDS``; empty where the word names none. For column headings of any
        language see ``screening.intake.vocabulary``.

    Example:
        >>> identifier_kind("imo"), identifier_kind("IMONumber"), identifier_kind("Tax no.")
        ('imoNumber', 'imoNumber', 'taxNumber')
        >>> identifier_kind("colour")
        ''
    """
    plain = word.strip().lower()
    for candidate in (plain, _NUMBER_WORD.sub("", plain)):
        if found := _KINDS.get(re.sub(r"[ ._-]", "", candidate)):
            return found
    return ""


def kinds_hint(word: str) -> str:
    """Say which kind of identifier an unknown word may mean, or which there are.

    Example:
        >>> kinds_hint("pasport")
        'did you mean passport (passportNumber)?'
        >>> print(kinds_hint("colour")[:44])
        known: imo (imoNumber), mmsi, lei (leiCode),
    """
    plain = re.sub(r"[ ._-]", "", _NUMBER_WORD.sub("", word.strip().lower()))
    near = difflib.get_close_matches(plain, _KINDS, n=1, cutoff=0.75)
    if near:
        return f"did you mean {_with_kind(near[0])}?"
    return "known: " + ", ".join(map(_with_kind, SHORT_KINDS))


def _with_kind(word: str) -> str:
    kind = identifier_kind(word)
    return kind if word == kind.lower() else f"{word} ({kind})"


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
