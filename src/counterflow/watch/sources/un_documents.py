"""Read what the UN list writes into one cell: several aliases, a document's number in a phrase."""

from __future__ import annotations

import re
from typing import NamedTuple

_ENUMERATED = re.compile(r"(?:^|\s)[a-z]\) ")
# "12345 (expired 1 Jan. 2001)", "R12345, South Sudan": what follows the number is no part of it.
_TRAILER = re.compile(r"(?: ?\([^()]*\)|, [A-Za-z ]+)$")
# A phrase without digits, then one word: after "number" or "no." any, else one that no year is.
_PHRASE = re.compile(
    r"\D*?(?P<label>\b(?i:number|no\.?)[:.]*)? (?P<number>[A-Z]{1,3} \d+|\S*\d\S*)$"
)
_PASSPORT = re.compile(r"passport|passeport|pasaporte", re.IGNORECASE)
_YEAR = re.compile(r"\d{1,4}$")


class Document(NamedTuple):
    """Hold the FollowTheMoney property and the number; the number is empty if not understood."""

    property: str
    number: str


def split_aliases(text: str) -> list[str]:
    """Tell which names one ALIAS_NAME cell holds.

    Names are joined by ``;``. Spellings of a name in another script stand in brackets behind
    it, joined by ``;`` as well: such a bracket is opened. A bracket without ``;`` is part of
    the name. Letters of an enumeration ("b) ") part names too.

    Args:
        text: The cell.

    Returns:
        Names in the order written, without doubles; empty for a placeholder.

    Example:
        >>> split_aliases("Azim Adhajani; Azim Agha-Jani")
        ['Azim Adhajani', 'Azim Agha-Jani']
        >>> split_aliases("X (Aba Shaima; Aba Shayma)")
        ['X', 'Aba Shaima', 'Aba Shayma']
    """
    text = _open_brackets(" ".join(text.split()))
    names: dict[str, None] = {}
    for part in text.split(";"):
        for name in _ENUMERATED.split(part):
            plain = name.replace("(original script)", "").lstrip(" ,)").rstrip(" ,")
            if plain:
                names[plain] = None
    return list(names)


def read_document(kind: str, number: str) -> Document:
    """Tell the number of a document that the list writes bare or inside a phrase.

    Args:
        kind: TYPE_OF_DOCUMENT and TYPE_OF_DOCUMENT2, as one text.
        number: NUMBER, as written.

    Returns:
        A passport's number as ``passportNumber``, any other as ``idNumber``; no number where
        the phrase is not plain.

    Example:
        >>> read_document("Passport", "A123456 ")
        Document(property='passportNumber', number='A123456')
        >>> read_document("National Identification Number", "Yemeni passport number 00123")
        Document(property='passportNumber', number='00123')
        >>> read_document("Passport", "seen once in 1999, perhaps false").number
        ''
    """
    property_ = "passportNumber" if _PASSPORT.search(f"{kind} {number}") else "idNumber"
    text = _TRAILER.sub("", " ".join(number.split()))
    if not any(character.isdigit() for character in text):
        return Document(property_, "")
    if all(map(_is_part_of_number, text.split())):
        return Document(property_, text)
    phrase = _PHRASE.match(text)
    if phrase and (phrase["label"] or not _YEAR.match(phrase["number"])):
        return Document(property_, phrase["number"])
    return Document(property_, "")


def _is_part_of_number(word: str) -> bool:
    """Tell digits and a series ("OR 123456") from the words of a phrase."""
    return any(character.isdigit() for character in word) or (len(word) <= 4 and word.isupper())


def _open_brackets(text: str) -> str:
    """Put ``;`` in place of each outermost bracket pair that holds a ``;``."""
    result: list[str] = []
    depth, start = 0, 0
    for position, character in enumerate(text):
        if character == "(":
            if depth == 0:
                result.append(text[start:position])
                start = position
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            if depth == 0:
                inner = text[start + 1 : position]
                result.append(f";{inner};" if ";" in inner else f"({inner})")
                start = position + 1
    result.append(text[start:])
    return "".join(result)
