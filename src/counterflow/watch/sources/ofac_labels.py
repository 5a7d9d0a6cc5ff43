"""The labels that OFAC puts before a value, and what each of them means to us.

The same words stand in the remarks of the comma-separated files, in ``idType`` of the plain XML and
in the feature and document types of the advanced XML: one table serves all of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal, NamedTuple

What = Literal[
    "number", "date", "country", "text", "place", "gender", "relation", "wallet", "sanction",
    "contact", "address", "code", "",
]  # fmt: skip


class Label(NamedTuple):
    """A label as OFAC writes it, what its value is, and the property that takes the value."""

    name: str
    what: What
    property: str = ""


_NUMBERS = {
    "passportNumber": "Passport|Diplomatic Passport|Stateless Person Passport|"
    "British National Overseas Passport",
    "idNumber": "National ID No.|National ID Card|Tazkira National ID Card|"
    "National Foreign ID Number|Identification Number|Turkish Identification Number|"
    "UAE Identification|Personal ID Card|Citizen's Card Number|Kenyan ID No.|"
    "Bosnian Personal ID No.|Moroccan Personal ID No.|Stateless Person ID Card|Cedula No.|"
    "Cedula de Ciudadania|Numero de Identidad|D.N.I.|C.U.I.|C.U.I.P.|C.U.R.P.|I.F.E.|N.I.E.|"
    "LE Number|SSN|Birth Certificate Number|Driver's License No.|Electoral Registry No.|"
    "SRE Permit No.|Credencial electoral|"
    "CNP (Personal Numerical Code)|Residency Number|Refugee ID Card|"
    "Romanian Permanent Resident|Travel Document Number|Seafarer's Identification Document|"
    "VisaNumberID|Tarjeta Profesional|Pilot License Number|Military Registration Number|"
    "Cartilla de Servicio Militar Nacional|Immigration No.|Public Security and Immigration No.",
    "taxNumber": "Tax ID No.|R.F.C.|RFC|NIT #|RUC #|RIF #|RTN|C.U.I.T.|C.I.F.|N.I.F.|"
    "Fiscal Code|Italian Fiscal Code|Paraguayan tax identification number|US FEIN|RSIN|"
    "Romanian Tax Registration|Numero Unico de Identificacao Tributaria (NUIT)",
    "vatCode": "V.A.T. Number",
    "registrationNumber": "Registration Number|Registration ID|Business Registration Number|"
    "Business Registration Document #|Business Number|Public Registration Number|"
    "Commercial Registry Number|Certificate of Incorporation Number|Company Number|"
    "UK Company Number|C.R. No.|Romanian C.R.|Enterprise Number|Branch Unit Number|"
    "Chamber of Commerce Number|Dubai Chamber of Commerce Membership No.|"
    "Istanbul Chamber of Comm. No.|Central Registration System Number|"
    "Economic Register Number (CBLS)|File Number|Folio Mercantil No.|Matricula Mercantil No|"
    "Organization Code|Registered Charity No.|Trade License No.|Tourism License No.|"
    "License|Permit Number|MSB Registration Number|Afghan Money Service Provider License Number|"
    "Vessel Registration Identification|Aircraft Tail Number|Previous Aircraft Tail Number",
    "okpoCode": "Government Gazette Number",
    "leiCode": "Legal Entity Number",
    "dunsCode": "D-U-N-S Number",
    "uscCode": "Unified Social Credit Code (USCC)|United Social Credit Code Certificate (USCCC)",
    "bikCode": "BIK (RU)",
    "swiftBic": "SWIFT/BIC",
    "mmsi": "MMSI",
    "serialNumber": "Aircraft Manufacturer's Serial Number (MSN)|Aircraft Serial Identification|"
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
}
_TEXTS = {
    "model": "Aircraft Model",
    "callSign": "Vessel Call Sign|Other Vessel Call Sign",
    "type": "VESSEL TYPE|Other Vessel Type",
    "tonnage": "Vessel Tonnage",
    "grossRegisteredTonnage": "Vessel Gross Registered Tonnage",
    "website": "Website",
    "position": "Title",
}
_DATES = {
    "birthDate": "DOB|Birthdate",
    "incorporationDate": "Organization Established Date",
    "buildDate": "Aircraft Manufacture Date|Vessel Year of Build",
}
_COUNTRIES = {
    "nationality": "nationality|Nationality Country",
    "citizenship": "citizen|Citizenship Country",
    "pastFlags": "Former Vessel Flag",
    "flag": "Vessel Flag|Other Vessel Flag",
    "country": "Nationality of Registration|Registration Country",
}
_OTHERS: dict[What, dict[str, str]] = {
    "place": {"birthPlace": "POB|Place of Birth"},
    "gender": {"gender": "Gender"},
    "relation": {"": "Linked To|Vessel Owner|Aircraft Operator|Issuer Name"},
    "wallet": {"publicKey": "Digital Currency Address"},
    "address": {"address": "Location"},
    # How a name is written, what a transmitter sends, whose paper it is (the issuer need not be the
    # party): equal ones prove no party equal.
    "code": {
        "idNumber": "Chinese Commercial Code|Aircraft Mode S Transponder Code",
        "isin": "ISIN",
    },
    # Contact details of living people are of no use to screening and are not kept.
    "contact": {"": "Email Address|Email|Phone Number|Phone|Telephone|Fax|Mobile|Cell"},
    "sanction": {
        "": "Secondary sanctions risk|Additional Sanctions Information|IFCA Determination|"
        "Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions|"
        "CAATSA Section|PEESA Information|Executive Order|Listing Date|Effective Date|"
        "Purchase/Sales For Divestment Date|NDAA Special Conditions"
    },
}

LETTERS_ONLY: Final = frozenset({"swiftBic"})
"""Numbers of these kinds need no digit; any other value without one is text, not a number."""

TAIL_NUMBERS: Final = frozenset({"Aircraft Tail Number", "Previous Aircraft Tail Number"})

# These labels go on: "Executive Order 13662 Directive Determination -", "… Address - XBT".
_OPEN: Final = frozenset({"sanction", "wallet"})


def _table() -> dict[str, Label]:
    groups: list[tuple[What, dict[str, str]]] = [
        ("number", _NUMBERS),
        ("text", _TEXTS),
        ("date", _DATES),
        ("country", _COUNTRIES),
        *_OTHERS.items(),
    ]
    return {
        name.casefold(): Label(name, what, property_)
        for what, by_property in groups
        for property_, names in by_property.items()
        for name in names.split("|")
    }


_LABELS: Final = _table()


CRAFT: Final = tuple(
    _LABELS[name]
    for name in (
        "vessel call sign",
        "vessel type",
        "vessel tonnage",
        "vessel gross registered tonnage",
        "vessel flag",
        "vessel owner",
    )
)
"""What the columns of the CSV say of vessels and aircraft, in their order."""

LINKED_TO: Final = _LABELS["linked to"]
"""A tie to another party, by name; it says nothing of ownership or direction."""


def _by_first_word() -> dict[str, list[str]]:
    # Longest first: "Registration Number" must not be read as "Registration N...".
    found: dict[str, list[str]] = {}
    for name in sorted(_LABELS, key=len, reverse=True):
        found.setdefault(name.split(" ", 1)[0], []).append(name)
    return found


_FIRST_WORDS: Final = _by_first_word()


def split_label(field: str) -> tuple[Label | None, str]:
    """Split a field of OFAC's remarks into the label that we know and what follows it.

    Args:
        field: One field, with or without ``alt.`` before it.

    Returns:
        The label, and the value; without a label, none and the field as it is.

    Example:
        >>> split_label("alt. Passport X1 (Iran)")
        (Label(name='Passport', what='number', property='passportNumber'), 'X1 (Iran)')
        >>> split_label("All offices worldwide")
        (None, 'All offices worldwide')
    """
    text = field.removeprefix("alt. ")
    folded = text.casefold()
    for name in _FIRST_WORDS.get(folded.split(" ", 1)[0].rstrip(":"), ()):
        if folded.startswith(name) and folded[len(name) : len(name) + 1] in (" ", ":"):
            return _LABELS[name], text[len(name) :].lstrip(" :")
    return None, field


@lru_cache(maxsize=4096)
def known_label(text: str) -> Label | None:
    """Tell what a label that stands by itself means (``idType``, a feature or document type).

    Args:
        text: The label as written, with a colon, a hyphen or a typographic apostrophe in it or not.

    Returns:
        The label that we know, none for another.

    Example:
        >>> known_label("Executive Order 13662 Directive Determination -").what
        'sanction'
        >>> known_label("Birthdate").property
        'birthDate'
        >>> known_label("UN/LOCODE")
    """
    key = " ".join(text.replace("’", "'").split()).rstrip(" :-").casefold()
    exact = _LABELS.get(key)
    if exact is not None:
        return exact
    label, _ = split_label(key + " ")
    return label if label is not None and label.what in _OPEN else None
