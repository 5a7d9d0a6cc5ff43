"""Read the numbers of the UK's lists: registrations with or without a label, ships' IMO numbers."""

from __future__ import annotations

import re

from counterflow.watch.sources.entry_draft import EntryDraft

LEAST_DIGITS = 4
"""A number of fewer digits is too weak to tell two parties apart."""

_IMO = re.compile(r"(?:IMO\s*)?(\d{7})", re.IGNORECASE)
_LABELLED = re.compile(
    r"\b(?P<label>INN|OGRN|KPP|BIK|SWIFT(?:/BIC)?|LEI|TIN|VAT|OKPO)\b\s*(?:No\.?|number)?\s*"
    r"[:\-]?\s*(?P<number>[A-Z0-9]{5,20})\b",
    re.IGNORECASE,
)
# Label -> FollowTheMoney property and the form its numbers have.
_LABELS = {
    "INN": ("innCode", re.compile(r"\d{10}|\d{12}")),
    "OGRN": ("ogrnCode", re.compile(r"\d{13}|\d{15}")),
    "KPP": ("kppCode", re.compile(r"\d{9}")),
    "BIK": ("bikCode", re.compile(r"\d{9}")),
    "SWIFT": ("swiftBic", re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")),
    "SWIFT/BIC": ("swiftBic", re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")),
    "LEI": ("leiCode", re.compile(r"[A-Z0-9]{18}\d{2}")),
    "TIN": ("taxNumber", re.compile(r"\d{5,20}")),
    "VAT": ("vatCode", re.compile(r"[A-Z0-9]{5,20}")),
    "OKPO": ("okpoCode", re.compile(r"\d{8}|\d{10}")),
}
_NUMBERED = re.compile(r"\(\d{1,2}\)")
_DOCUMENT = re.compile(
    r"(?P<number>[A-Z]{0,4}[- ]?\d[\dA-Z]*(?:[-./][\dA-Z]+)*)(?= *$| *\(| *[,;:]|\. )"
)
_PLAIN = re.compile(r"[A-Z]{0,4}[- ]?\d[\dA-Z/ .-]{3,24}")


def clean_imo(text: str) -> str:
    """Give the seven digits of an IMO number, empty where the text is none.

    Example:
        >>> clean_imo("IMO1234567"), clean_imo("1234567"), clean_imo("unknown")
        ('1234567', '1234567', '')
    """
    found = _IMO.fullmatch(text.strip())
    return found[1] if found else ""


def numbered(text: str) -> list[str]:
    """Part a cell that numbers its values; any other cell is one value.

    Example:
        >>> numbered("(1) Russia (2) Cyprus"), numbered("Ruritania")
        (['Russia', 'Cyprus'], ['Ruritania'])
    """
    if not _NUMBERED.match(text):
        return [text] if text else []
    return [piece.strip(" .,;") for piece in _NUMBERED.split(text) if piece.strip(" .,;")]


def document_numbers(text: str) -> list[str]:
    """Give the numbers that a cell of documents begins with, one for each numbered value.

    Args:
        text: A bare number, or one with words after it: who gave it, when.

    Returns:
        Numbers of four digits or more; nothing where the words come first: what they say of a
        number may be that it is false.

    Example:
        >>> document_numbers("A123456 (Ruritanian). Issued on 2 May 2003")
        ['A123456']
        >>> document_numbers("(1) 12345-67 (Ruritania) (2) unknown"), document_numbers("in 1999")
        (['12345-67'], [])
    """
    found = []
    for piece in numbered(text):
        match = _DOCUMENT.match(piece)
        if match and sum(map(str.isdigit, match["number"])) >= LEAST_DIGITS:
            found.append(match["number"])
    return found


def add_registration(draft: EntryDraft, text: str) -> None:
    """Add the numbers of a cell of registration numbers, each by its label.

    A number whose label we know but whose form is not that of the label is kept as a plain
    registration number; text that is no number is kept in words alone.

    Args:
        draft: Takes them.
        text: ``INN: 7701234567``, several of such, or a bare number.

    Example:
        >>> draft = EntryDraft()
        >>> add_registration(draft, "OGRN: 1247700000000 INN: 7701234567")
        >>> draft.properties["ogrnCode"], draft.properties["innCode"]
        (['1247700000000'], ['7701234567'])

    Basis:
        Lengths by Russia's Federal Tax Service: INN 10 or 12 digits, OGRN 13 or 15, KPP 9.
    """
    found = list(_LABELLED.finditer(text))
    for match in found:
        label = match["label"].upper()
        kind, form = _LABELS[label]
        number = match["number"].upper()
        if not form.fullmatch(number):
            kind = "registrationNumber"
        draft.add_identifier(kind, number, label=label)
    if not found and _PLAIN.fullmatch(text.upper()):
        draft.add_identifier("registrationNumber", text)
    else:
        draft.note("business registration number", text)
