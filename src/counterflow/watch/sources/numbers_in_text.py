"""Take numbers of documents and registers out of the phrases that annexes write round them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from counterflow.watch.sources.un_documents import read_document

MOST_LETTERS: Final = 4_000
"""The longest real cell has 1,100 letters; the patterns must not be tried on more."""
MOST_WORDS: Final = 6
"""A number has no more words: "1 02 77 00 132 195"; what is longer is a phrase."""

_BETWEEN: Final = re.compile(
    r"\s*(?:\(?(?<!\w)[a-z]\)|;|,(?=\s*[A-Z]{0,3}\s?\d)|\s/\s)\s*(?![^()]*\))"
)
_NUMBER: Final = re.compile(
    r"(?P<before>(?:[A-Za-z][A-Za-z. ]*?(?:number|no|nr|code)\s*[.:]?\s*)?)"
    r"(?P<number>[\w№.\-‐/ ]*?\d[\w.\-‐/ ]*?(?:\(\w\)\d+)?)\.?"
    r"(?P<after>\s*[(,].*|)",
    re.IGNORECASE,
)


class NumberReading(NamedTuple):
    """A number and what is said of it; the number is empty where the phrase is not plain."""

    number: str
    remark: str


def read_numbers(text: str) -> list[NumberReading]:
    """Tell the numbers of a cell, each with what stands behind it.

    Args:
        text: ``A123456 (Iran, issued in 2001)``, ``123, 456``, ``(a) 123 (b) 456``.

    Returns:
        Readings in the order written. A phrase is given as a remark without a number.

    Example:
        >>> read_numbers("7700000001 (Tax ID/INN); A 12 (expired)")[0]
        NumberReading(number='7700000001', remark='Tax ID/INN')
        >>> read_numbers("seen once, perhaps false")
        [NumberReading(number='', remark='seen once, perhaps false')]
    """
    if len(text) > MOST_LETTERS:
        return [NumberReading("", text)]
    pieces = [piece.strip(" ,") for piece in _BETWEEN.split(" ".join(text.strip(' "').split()))]
    return [_reading(piece) for piece in pieces if piece]


def _reading(piece: str) -> NumberReading:
    match = _NUMBER.fullmatch(piece)
    number = match["number"].strip() if match else ""
    words = number.split()
    plain = all(len(word) <= 3 or any(c.isdigit() for c in word) for word in words)
    if match is None or not plain or len(words) > MOST_WORDS:
        number = read_document("", piece).number
        return NumberReading(number, piece)
    remark = f"{match['before'].strip(' :')} {match['after'].strip(' (),')}".strip()
    return NumberReading(number, remark)
