"""Read the numbers of the US Consolidated Screening List: type, number, country in either order."""

from __future__ import annotations

import re
from typing import NamedTuple

from counterflow.core.text.countries import country_code as code_or_name
from counterflow.watch.sources.entry_draft import EntryDraft

# OFAC's label in small letters -> the FollowTheMoney property of its number.
_LABELS = {
    "passport": "passportNumber",
    "stateless person passport": "passportNumber",
    "diplomatic passport": "passportNumber",
    "national id no.": "idNumber",
    "identification number": "idNumber",
    "national foreign id number": "idNumber",
    "personal id card": "idNumber",
    "driver's license no.": "idNumber",
    "cedula no.": "idNumber",
    "tazkira national id card": "idNumber",
    "tax id no.": "taxNumber",
    "nit #": "taxNumber",
    "ruc #": "taxNumber",
    "rif #": "taxNumber",
    "v.a.t. number": "vatCode",
    "registration id": "registrationNumber",
    "registration number": "registrationNumber",
    "public registration number": "registrationNumber",
    "business registration number": "registrationNumber",
    "commercial registry number": "registrationNumber",
    "company number": "registrationNumber",
    "enterprise number": "registrationNumber",
    "chamber of commerce number": "registrationNumber",
    "matricula mercantil no": "registrationNumber",
    "uk company number": "registrationNumber",
    "government gazette number": "okpoCode",
    "legal entity number": "leiCode",
    "d-u-n-s number": "dunsCode",
    "unified social credit code (uscc)": "uscCode",
    "bik (ru)": "bikCode",
    "swift/bic": "swiftBic",
    "mmsi": "mmsi",
    "vessel registration identification": "registrationNumber",
    "vessel call sign": "callSign",
    "aircraft tail number": "registrationNumber",
    "aircraft manufacturer's serial number (msn)": "serialNumber",
    "aircraft model": "model",
    "website": "website",
}
_FLAGS = {"former vessel flag": "pastFlags", "other vessel flag": "flag"}
# Contact details of living people are of no use to screening and are not kept.
_CONTACTS = re.compile(r"\b(?:e-?mail|phone|fax|mobile|cell)\b", re.IGNORECASE)
_WALLET = "digital currency address"
_IMO = re.compile(r"IMO +(\d{7})")


class Number(NamedTuple):
    """One number as published: its label, itself, who gave it, and what else is said of it."""

    label: str
    number: str
    country: str = ""
    remark: str = ""


def read_number(text: str) -> Number:
    """Part one value of the CSV's column ``ids``.

    Older files write ``RU, 7701234567, Tax ID No.``, later ones ``Tax ID No., 7701234567, RU``.

    Example:
        >>> read_number("RU, 7701234567, Tax ID No.")
        Number(label='Tax ID No.', number='7701234567', country='RU', remark='')
        >>> read_number("Tax ID No., 7701234567").label
        'Tax ID No.'
    """
    pieces = [piece.strip() for piece in text.split(", ")]
    if _is_label(pieces[0]) or not _is_label(pieces[-1]):
        label, rest = pieces[0], pieces[1:]
        country = rest.pop() if len(rest) > 1 and _is_country(rest[-1]) else ""
    else:
        label, rest = pieces[-1], pieces[:-1]
        country = rest.pop(0) if len(rest) > 1 and _is_country(rest[0]) else ""
    return Number(label, ", ".join(rest), country)


def add_number(draft: EntryDraft, number: Number, kind: str) -> None:
    """Add a number by its label; one of a label that we do not know is kept in words.

    Args:
        draft: Takes it.
        number: The number.
        kind: The publisher's type of the party, which decides what a country means.
    """
    label = number.label.casefold().strip()
    if _CONTACTS.search(label) or not number.label:
        return
    country = code_or_name(number.country)[:2].lower() if number.country else ""
    if label == "gender":
        draft.add("gender", number.number.lower())
    elif label in _FLAGS:
        draft.add_country(_FLAGS[label], number.number, number.label)
    elif imo := _IMO.fullmatch(number.number):
        draft.add_identifier("imoNumber", imo[1], label=number.label)
    elif label.startswith(_WALLET):
        draft.add_identifier("publicKey", number.number, label=number.label)
    elif label not in _LABELS:
        draft.note(number.label.strip(" :-"), number.number)
    else:
        property_name = _LABELS[label]
        draft.add_identifier(
            property_name,
            number.number,
            label=number.label,
            country=country,
            remark=number.remark,
        )
        if kind.casefold() not in ("vessel", "aircraft"):
            draft.add("country", country)
        _add_russian(draft, property_name, number, country)


def _add_russian(draft: EntryDraft, kind: str, number: Number, country: str) -> None:
    """Name the Russian taxpayer and state registration numbers as such.

    Basis:
        Lengths by the Federal Tax Service: INN 10 or 12 digits, OGRN 13 or 15.
    """
    digits = len(number.number) if number.number.isdigit() and country == "ru" else 0
    if kind == "taxNumber" and digits in (10, 12):
        draft.add_identifier("innCode", number.number, label=number.label, country=country)
    elif kind == "registrationNumber" and digits in (13, 15):
        draft.add_identifier("ogrnCode", number.number, label=number.label, country=country)


def _is_label(text: str) -> bool:
    label = text.casefold()
    known = label in _LABELS or label in _FLAGS or label == "gender"
    return known or label.startswith(_WALLET) or label.endswith((":", " -", "address"))


def _is_country(text: str) -> bool:
    return bool(code_or_name(text)) and (len(text) == len("RU") or not any(map(str.isdigit, text)))
