"""Read the remarks of OFAC's lists: birth dates, documents, vessels, weak aliases.

OFAC ends each field with ``;`` and the whole with a full stop. Values hold full stops
(``S.A. DE C.V.``), so nothing is ever split at one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from counterflow.core.text.date_spans import read_span
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.properties import Properties, add_value


class Remarks(NamedTuple):
    """Hold what the remarks say as properties, and their text without contact details."""

    properties: Properties
    text: str


# The label as OFAC writes it -> the FollowTheMoney property of the number that follows it.
_NUMBERS = {
    "Passport": "passportNumber",
    "Diplomatic Passport": "passportNumber",
    "Stateless Person Passport": "passportNumber",
    "National ID No.": "idNumber",
    "National ID Card": "idNumber",
    "Tazkira National ID Card": "idNumber",
    "National Foreign ID Number": "idNumber",
    "Identification Number": "idNumber",
    "Turkish Identification Number": "idNumber",
    "UAE Identification": "idNumber",
    "Personal ID Card": "idNumber",
    "Citizen's Card Number": "idNumber",
    "Kenyan ID No.": "idNumber",
    "Cedula No.": "idNumber",
    "Cedula de Ciudadania": "idNumber",
    "Numero de Identidad": "idNumber",
    "D.N.I.": "idNumber",
    "C.U.I.": "idNumber",
    "C.U.I.P.": "idNumber",
    "C.U.R.P.": "idNumber",
    "I.F.E.": "idNumber",
    "LE Number": "idNumber",
    "SSN": "idNumber",
    "Birth Certificate Number": "idNumber",
    "Driver's License No.": "idNumber",
    "Electoral Registry No.": "idNumber",
    "Residency Number": "idNumber",
    "Refugee ID Card": "idNumber",
    "Travel Document Number": "idNumber",
    "Tax ID No.": "taxNumber",
    "R.F.C.": "taxNumber",
    "NIT #": "taxNumber",
    "RUC #": "taxNumber",
    "RIF #": "taxNumber",
    "RTN": "taxNumber",
    "C.U.I.T.": "taxNumber",
    "Italian Fiscal Code": "taxNumber",
    "Paraguayan tax identification number": "taxNumber",
    "US FEIN": "taxNumber",
    "Numero Unico de Identificacao Tributaria (NUIT)": "taxNumber",
    "V.A.T. Number": "vatCode",
    "Registration Number": "registrationNumber",
    "Registration ID": "registrationNumber",
    "Business Registration Number": "registrationNumber",
    "Business Registration Document #": "registrationNumber",
    "Business Number": "registrationNumber",
    "Public Registration Number": "registrationNumber",
    "Commercial Registry Number": "registrationNumber",
    "Certificate of Incorporation Number": "registrationNumber",
    "Company Number": "registrationNumber",
    "UK Company Number": "registrationNumber",
    "C.R. No.": "registrationNumber",
    "Romanian C.R.": "registrationNumber",
    "Enterprise Number": "registrationNumber",
    "Branch Unit Number": "registrationNumber",
    "Chamber of Commerce Number": "registrationNumber",
    "Dubai Chamber of Commerce Membership No.": "registrationNumber",
    "Istanbul Chamber of Comm. No.": "registrationNumber",
    "Central Registration System Number": "registrationNumber",
    "Economic Register Number (CBLS)": "registrationNumber",
    "File Number": "registrationNumber",
    "Folio Mercantil No.": "registrationNumber",
    "Matricula Mercantil No": "registrationNumber",
    "Organization Code": "registrationNumber",
    "Registered Charity No.": "registrationNumber",
    "Trade License No.": "registrationNumber",
    "Government Gazette Number": "okpoCode",
    "Legal Entity Number": "leiCode",
    "D-U-N-S Number": "dunsCode",
    "Unified Social Credit Code (USCC)": "uscCode",
    "United Social Credit Code Certificate (USCCC)": "uscCode",
    "BIK (RU)": "bikCode",
    "SWIFT/BIC": "swiftBic",
    "MMSI": "mmsi",
    "Vessel Registration Identification": "registrationNumber",
    "Aircraft Tail Number": "registrationNumber",
    "Previous Aircraft Tail Number": "registrationNumber",
    "Aircraft Manufacturer's Serial Number (MSN)": "serialNumber",
    "Aircraft Construction Number (also called L/N or S/N or F/N)": "serialNumber",
    "Aircraft Serial Identification": "serialNumber",
}

# Every other number holds a digit; one without is text that we do not understand.
_LETTERS_ONLY = ("SWIFT/BIC", "Aircraft Tail Number", "Previous Aircraft Tail Number")

_TEXTS = {
    "Aircraft Model": "model",
    "Vessel Call Sign": "callSign",
    "Website": "website",
    "POB": "birthPlace",
}

_DATES = {
    "DOB": "birthDate",
    "Organization Established Date": "incorporationDate",
    "Aircraft Manufacture Date": "buildDate",
    "Vessel Year of Build": "buildDate",
}

_COUNTRIES = {
    "nationality": "nationality",
    "citizen": "citizenship",
    "Former Vessel Flag": "pastFlags",
    "Other Vessel Flag": "flag",
    "Nationality of Registration": "country",
    "Registration Country": "country",
}

# Contact details of living people are of no use to screening and are not kept.
_CONTACTS = ("Email", "Phone", "Telephone", "Fax", "Mobile", "Cell")

_OTHER = ("Gender", "Digital Currency Address")
_LABELS = (*_NUMBERS, *_TEXTS, *_DATES, *_COUNTRIES, *_CONTACTS, *_OTHER)
# Longest first: "Registration Number" must not be read as "Registration N...".
_LABEL = re.compile(
    r"(?:alt\. )?(" + "|".join(map(re.escape, sorted(_LABELS, key=len, reverse=True))) + r")[ :]+",
    re.IGNORECASE,
)
_BY_LABEL = {label.casefold(): label for label in _LABELS}
_QUOTED = re.compile(r"(?:alt\. )?[afn]\.k\.a\. '(.+)'$")
_NUMBER = re.compile(
    r"(?P<number>.+?)(?: \((?P<country>[^()]*(?:\([^()]*\))?[^()]*)\))?"
    r"(?: issued .*| expires .*)?$"
)
_IMO = re.compile(r"IMO +(\d{7})(?: \([^()]*\))?$")
_WALLET = re.compile(r"- \w+ (\S+)$")


def read_remarks(text: str, schema: str, *, cut: bool = False) -> Remarks:
    """Tell what OFAC's remarks say of a party, as FollowTheMoney properties.

    Args:
        text: The remarks, already joined with their continuation in the comments file.
        schema: ``Person``, ``Vessel``, ``Airplane`` or ``LegalEntity``.
        cut: True where the remarks were cut off and their continuation is missing: the last
            field is then kept as text only, as half a number is a wrong number.

    Returns:
        Properties in the order met, and the remarks' text without contact details. Text that
        says more than a value (*circa*, a span) is repeated in the property ``notes``.

    Example:
        >>> read_remarks("DOB circa 1951; Passport X1 (Iran); a.k.a. 'BNC'.", "Person").properties
        {'birthDate': ['1951'], 'notes': ['DOB circa 1951'], 'passportNumber': ['X1'],
         'country': ['ir'], 'weakAlias': ['BNC']}
    """
    properties: Properties = {}
    fields = [field.strip() for field in text.removesuffix(".").split(";")]
    kept: list[str] = []
    for position, field in enumerate(fields):
        label, value = _labelled(field)
        if not field or label in _CONTACTS:
            continue
        kept.append(field)
        if cut and position == len(fields) - 1:
            continue
        quoted = _QUOTED.match(field)
        if quoted:
            add_value(properties, "weakAlias", quoted[1])
        elif label:
            _read_field(properties, schema, label, value, field)
    # The last full stop may be OFAC's or the value's ("S.A. DE C.V."): the text keeps it.
    end = "." if kept and text.endswith(".") else ""
    return Remarks(properties, "; ".join(kept) + end)


def _labelled(field: str) -> tuple[str, str]:
    """Split a field into the label that we know and what follows it."""
    match = _LABEL.match(field)
    return (_BY_LABEL[match[1].casefold()], field[match.end() :].strip()) if match else ("", "")


def _read_field(properties: Properties, schema: str, label: str, value: str, field: str) -> None:
    if label in _NUMBERS:
        _read_number(properties, label, value, schema)
    elif label in _DATES:
        reading = read_span(value)
        for date in reading.values:
            add_value(properties, _DATES[label], date)
        if not reading.exact:
            add_value(properties, "notes", field)
    elif label in _COUNTRIES:
        name = _COUNTRIES[label]
        code = country_code(value)
        person = schema == "Person" or name not in ("nationality", "citizenship")
        add_value(properties, name if person else "country", code)
    elif label in _TEXTS:
        add_value(properties, _TEXTS[label], value)
        if label == "POB":
            add_value(properties, "birthCountry", country_code(value.rsplit(",", 1)[-1]))
    elif label == "Gender":
        add_value(properties, "gender", value.lower())
    else:
        wallet = _WALLET.match(value)
        add_value(properties, "publicKey", wallet[1] if wallet else "")


def _read_number(properties: Properties, label: str, value: str, schema: str) -> None:
    """Keep a number, the country that gave it, and what the number is beyond its label."""
    imo = _IMO.match(value)
    if imo:
        add_value(properties, "imoNumber", imo[1])
        return
    match = _NUMBER.match(value)
    number = match["number"].strip() if match else ""
    if not any(character.isdigit() for character in number) and label not in _LETTERS_ONLY:
        return
    country = country_code(match["country"] or "") if match else ""
    if schema in ("Vessel", "Airplane"):
        country = ""
    add_value(properties, _NUMBERS[label], number)
    add_value(properties, "country", country)
    if country == "ru" and number.isdigit():
        _read_russian(properties, label, number)


def _read_russian(properties: Properties, label: str, number: str) -> None:
    """Name the Russian taxpayer number (INN) and state registration number (OGRN) as such.

    Basis:
        Lengths by the Federal Tax Service: INN 10 digits (organisations) or 12 (persons), OGRN
        13 digits, OGRNIP 15.
    """
    if label == "Tax ID No." and len(number) in (10, 12):
        add_value(properties, "innCode", number)
    elif _NUMBERS[label] == "registrationNumber" and len(number) in (13, 15):
        add_value(properties, "ogrnCode", number)
