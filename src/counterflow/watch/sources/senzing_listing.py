"""Turn the features of one Senzing record into a listing."""

from __future__ import annotations

from collections.abc import Sequence

from counterflow.core.model.law import Citation
from counterflow.core.model.listings import DateSpan, ListedName, Listing, Relation
from counterflow.core.model.parties import Identifier
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import read_date
from counterflow.watch.sources.programmes import effect_of
from counterflow.watch.sources.properties import Properties, add_value
from counterflow.watch.sources.senzing_features import SINGLES, Feature

_SCHEMATA = {
    "PERSON": "Person",
    "ORGANIZATION": "Organization",
    "VESSEL": "Vessel",
    "AIRCRAFT": "Airplane",
    "VEHICLE": "Vehicle",
}
_KINDS = {"": "name", "PRIMARY": "name", "LEGAL": "name"}
_FORMER = frozenset({"FORMER", "PREVIOUS", "MAIDEN", "FKA"})
_WEAK = frozenset({"WEAK", "LOW", "NICKNAME"})
_NAME_PARTS = {
    "NAME_FIRST": "firstName",
    "NAME_MIDDLE": "middleName",
    "NAME_LAST": "lastName",
    "NAME_SUFFIX": "nameSuffix",
}
_ADDRESS = (
    *(f"ADDR_LINE{line}" for line in range(1, 7)),
    *("ADDR_CITY", "ADDR_STATE", "ADDR_POSTAL_CODE", "ADDR_COUNTRY"),
)
_NUMBERS = {
    "PASSPORT": "passportNumber",
    "NATIONAL_ID": "idNumber",
    "TAX_ID": "taxNumber",
    "SSN": "socialSecurityNumber",
    "DRIVERS_LICENSE": "idNumber",
    "OTHER_ID": "idNumber",
}
_TYPED = {
    "INN": "innCode",
    "OGRN": "ogrnCode",
    "VAT": "vatCode",
    "REGISTRATION_NUMBER": "registrationNumber",
}
_DATES = ("birthDate", "deathDate", "incorporationDate", "dissolutionDate")
_COUNTRIES = ("nationality", "citizenship", "jurisdiction", "country")
_IDENTIFIERS = ("leiCode", "dunsCode", "imoNumber", "mmsi", "callSign", "isin")
_GENDERS = {"M": "male", "F": "female"}


def listing_of(
    features: Sequence[Feature], *, source: str, key: str, list_name: str
) -> Listing | None:
    """Turn features into a listing.

    Args:
        features: Those of one record.
        source: Its DATA_SOURCE.
        key: Its RECORD_ID.
        list_name: The store's name of the list.

    Returns:
        The listing; None where no feature holds a name.
    """
    names = tuple(filter(None, map(_name, features)))
    if not names:
        return None
    properties: Properties = {}
    for name in names:
        add_value(properties, "weakAlias" if name.weak else name.kind, name.text)
        for part, text in name.parts.items():
            add_value(properties, part, text)
    dates: list[DateSpan] = []
    for feature in features:
        _add_singles(properties, dates, feature)
        _add_address(properties, feature)
    identifiers = tuple(one for feature in features for one in _numbers(feature))
    for one in identifiers:
        add_value(properties, one.kind, one.value)
    url = next(iter(properties.get("sourceUrl", ())), "")
    changed = _first(features, "LAST_CHANGE")
    return Listing(
        id=f"{list_name}-{source}-{key}",
        list=list_name,
        schema=_SCHEMATA.get(_first(features, "RECORD_TYPE").upper(), "LegalEntity"),
        properties=properties,
        publisher_id=key,
        authority=source,
        effect=effect_of("ftm", tuple(properties.get("topics", ()))),
        amended_on=read_date(changed).iso or changed,
        citations=(Citation(source=list_name, title=source, url=url),),
        names=names,
        identifiers=identifiers,
        dates=tuple(dates),
        relations=tuple(filter(None, map(_relation, features))),
    )


def _first(features: Sequence[Feature], attribute: str) -> str:
    return next((one[attribute] for one in features if attribute in one), "")


def _name(feature: Feature) -> ListedName | None:
    """Give the name of a feature: whole, or its parts in the order in which they are spoken."""
    parts = {ftm: feature[key] for key, ftm in _NAME_PARTS.items() if key in feature}
    spoken = " ".join(parts.values())
    text = feature.get("NAME_FULL") or feature.get("NAME_ORG") or spoken
    if not text:
        return None
    label = feature.get("NAME_TYPE", "").upper()
    kind = "previousName" if label in _FORMER else _KINDS.get(label, "alias")
    return ListedName(text, kind, weak=label in _WEAK, parts=parts)


def _add_singles(properties: Properties, dates: list[DateSpan], feature: Feature) -> None:
    """Add attributes that stand alone; a date or country not understood keeps its text."""
    for attribute, kind in SINGLES.items():
        text = feature.get(attribute, "")
        if not text or kind in _IDENTIFIERS:
            continue
        if kind in _DATES:
            reading = read_date(text)
            iso = "" if reading.problem else reading.iso
            dates.append(DateSpan(kind, text, iso, iso))
            add_value(properties, kind, iso)
            add_value(properties, "notes", "" if iso else f"{attribute}: {text}")
        elif kind in _COUNTRIES:
            _add_country(properties, kind, text)
        else:
            add_value(properties, kind, text)
    gender = feature.get("GENDER", "")
    add_value(properties, "gender", _GENDERS.get(gender.upper(), gender.lower()))


def _add_country(properties: Properties, kind: str, text: str) -> None:
    code = country_code(text)[:2].lower()
    add_value(properties, kind if code else "notes", code or f"{kind}: {text}")


def _add_address(properties: Properties, feature: Feature) -> None:
    parts = ", ".join(feature[key] for key in _ADDRESS if key in feature)
    add_value(properties, "address", feature.get("ADDR_FULL") or parts)
    if country := feature.get("ADDR_COUNTRY"):
        _add_country(properties, "country", country)


def _numbers(feature: Feature) -> list[Identifier]:
    found = [
        Identifier(kind, feature[attribute], label=attribute)
        for attribute, kind in SINGLES.items()
        if kind in _IDENTIFIERS and attribute in feature
    ]
    for family, kind in _NUMBERS.items():
        value = feature.get(f"{family}_NUMBER", "")
        if value:
            label = feature.get(f"{family}_TYPE", "")
            finer = feature.get(f"{family}_SUBTYPE", "")
            typed = _TYPED.get(finer.upper()) or _TYPED.get(label.upper(), kind)
            country = country_code(feature.get(f"{family}_COUNTRY", ""))[:2].lower()
            remark = "" if country else feature.get(f"{family}_COUNTRY", "")
            found.append(Identifier(typed, value, country, finer or label or family, remark))
    return found


def _relation(feature: Feature) -> Relation | None:
    other = feature.get("REL_POINTER_KEY", "")
    if not other:
        return None
    role = feature.get("REL_POINTER_ROLE", "linked to").replace("_", " ").lower()
    return Relation(role, publisher_id=other, remark=feature.get("REL_POINTER_DOMAIN", ""))
