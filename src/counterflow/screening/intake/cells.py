"""Read single cells: plain text, names that are none, identifiers."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple

from counterflow.screening.intake.folding import bare_mark, fold_mark
from counterflow.screening.intake.vocabulary import vocabulary

_TO_ORDER_OF = re.compile(
    r"(?:(?:un)?to\s+(?:the\s+)?order\s+of|an\s+(?:die\s+)?order\s+(?:von|der|des)"
    r"|à\s+l['’]ordre\s+(?:de\s+la|de|du|des)|a\s+la\s+orden\s+del?|all['’]ordine\s+d(?:ella|el|i)"
    r"|à\s+ordem\s+d[aeo]|(?:по\s+)?приказу)\s*:?\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)
_IMO_PREFIX = re.compile(r"\s*imo\s*(?:no|nr|number)?[\s.:#-]*", re.IGNORECASE)
# What a spreadsheet makes of a long number: "8861058.0", and "9.19E+11", which has lost digits.
_WHOLE_FLOAT = re.compile(r"(\d{4,})[.,]0{1,2}")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{1,2}")
_HS_FLOAT = re.compile(r"(\d{5,12})[.,]0{1,2}")
_FLOAT_SAID = 'the number was written with ".0" by a spreadsheet; it was left out'
_MMSI_PREFIX = re.compile(r"MMSI(?:NO|NR|NUMBER)?[.:#-]*")
_COMPACT_KINDS = frozenset({"leiCode", "swiftBic", "mmsi", "innCode", "ogrnCode", "dunsCode"})


class NameReading(NamedTuple):
    """What a name cell says: a name, or nobody, with what a person should know.

    ``blocks`` is true where somebody exists whom the cell does not name. ``nobody`` is true
    where the cell refers to another party of the row.
    """

    name: str = ""
    problem: str = ""
    blocks: bool = False
    nobody: bool = False


def cell_text(cell: Any) -> str:
    """Give a cell as text, as a person would have typed it.

    Args:
        cell: A value of a `Row`.

    Returns:
        Text without surrounding blanks; whole floats (Excel's numbers) without their zero; empty
        for None, and for nested lists and dicts, which are no text.

    Example:
        >>> [cell_text(x) for x in (" a ", 364.0, 8517.62, None, dt.date(2024, 3, 5))]
        ['a', '364', '8517.62', '', '2024-03-05']
    """
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or isinstance(cell, list | dict | tuple):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.date | dt.datetime):
        return cell.isoformat()
    return str(cell)


@lru_cache(maxsize=1 << 13)
def is_empty_mark(text: str) -> bool:
    """Tell whether a cell says that there is nothing ("N/A", "-").

    Example:
        >>> is_empty_mark("n/a"), is_empty_mark("Namibia")
        (True, False)
    """
    return fold_mark(text) in vocabulary().empty_marks


FIRST_DAY = "1970-01-02"
"""Papers of an earlier day are not screened; an empty cell becomes 1970-01-01 by its software."""


def early_day(iso: str) -> str:
    """Say why a day of the papers cannot be meant; empty where it can.

    Spreadsheets and databases write an empty date as a day of 1899, 1900 or 1970. Taken at its
    word, such a day would be before every rule. The limit is ours.

    Args:
        iso: A day, a month or a year of ISO 8601, or an empty text.

    Example:
        >>> early_day("1899-12-30")[:44], early_day("2024-03-05")
        ('"1899-12-30" is a day before 1970-01-02: ask', '')
    """
    if not iso or iso >= FIRST_DAY:
        return ""
    what = "ask for the right one; software writes an empty date so"
    return f'"{iso}" is a day before {FIRST_DAY}: {what} (the limit is ours)'


def zero_for_empty(text: str) -> str:
    """Say that a cell of nothing but zeros is taken as empty; nothing of any other.

    Example:
        >>> zero_for_empty("0"), zero_for_empty("-")
        ('"0" is taken as an empty cell', '')
    """
    plain = text.strip()
    zeros = plain.isdecimal() and is_empty_mark(plain)
    return f'"{plain}" is taken as an empty cell' if zeros else ""


@lru_cache(maxsize=1 << 13)
def read_name(text: str) -> NameReading:
    """Settle whom a name cell names; one cell is one party.

    Further names in it ("A c/o B") are found where it is compared (``core.text.name_cells``).

    Args:
        text: The cell, not empty.

    Returns:
        The name with its blanks folded and its lines parted by commas. "N/A" is nobody; "to order"
        and "unknown" hide somebody, which blocks; "to the order of X" is X; "same as consignee" is
        nobody new.

    Example:
        >>> read_name("Acme  Ltd").name
        'Acme Ltd'
        >>> read_name("TO ORDER").blocks
        True
    """
    flat = " ".join(text.split())
    name = _in_one_line(text) if "\n" in text or "\r" in text else flat
    if len(name) > 60:
        return NameReading(name)
    known = vocabulary()
    mark = fold_mark(flat)
    if mark in known.empty_marks:
        return NameReading()
    marks = {mark, bare_mark(flat)}
    if not marks.isdisjoint(known.same_as):
        return NameReading(problem=f'"{name}" names nobody new', nobody=True)
    if not marks.isdisjoint(known.unnamed):
        return NameReading(problem=f'"{name}" names nobody; somebody is not screened', blocks=True)
    match = _TO_ORDER_OF.fullmatch(text.strip(" *"))
    if match:
        inner = read_name(match[1])  # "to the order of bearer" hides somebody
        problem = inner.problem or f'"{inner.name}" was taken out of "{name}"'
        return inner._replace(problem=problem)
    return NameReading(name)


def _in_one_line(text: str) -> str:
    """Part the lines of a cell by commas, as one would write them in one line."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    kept = [line.rstrip(", ") for line in lines if line.strip(" ,")]
    return ", ".join(kept) or " ".join(text.split())


class IdentifierReading(NamedTuple):
    """What an identifier cell says; ``blocks`` is true where the value cannot be relied on."""

    value: str
    problem: str = ""
    blocks: bool = False


def read_identifier(kind: str, text: str) -> IdentifierReading:
    """Clean an identifier without changing what it says.

    Args:
        kind: The FollowTheMoney property.
        text: The cell, not empty.

    Returns:
        The reading. A number that a spreadsheet wrote with ".0" loses it, which is said. The
        problem never repeats the value, which may be a person's.

    Example:
        >>> read_identifier("imoNumber", "IMO 9074729")
        IdentifierReading(value='9074729', problem='', blocks=False)
        >>> read_identifier("imoNumber", "9074729.0")[:2]
        ('9074729', 'the number was written with ".0" by a spreadsheet; it was left out')
        >>> read_identifier("swiftBic", "abcd ef gh").value
        'ABCDEFGH'

    Basis:
        IMO resolution A.1117(30): seven digits, the last one a check digit.
    """
    value = " ".join(text.split())
    if kind == "imoNumber":
        value = unicodedata.normalize("NFKC", value)  # full-width digits, as East Asian papers have
        value = _IMO_PREFIX.sub("", value, count=1).replace(" ", "")
    elif kind in _COMPACT_KINDS:
        value = "".join(value.split()).upper()
        value = _MMSI_PREFIX.sub("", value, count=1) if kind == "mmsi" else value
    plain = value.isalnum()  # most are, and neither ".0" nor "E+" stands in them
    whole = None if plain else _WHOLE_FLOAT.fullmatch(value)
    value = whole[1] if whole else value
    if kind == "imoNumber" and (problem := _imo_problem(value)):
        return IdentifierReading(value, problem, blocks=True)
    if not plain and _SCIENTIFIC.fullmatch(value):
        what = "a spreadsheet shortened the number (E+); its last digits are lost"
        return IdentifierReading(value, what, blocks=True)
    return IdentifierReading(value, _FLOAT_SAID if whole else "")


def read_hs_cell(text: str) -> tuple[str, str]:
    """Take the ".0" of a spreadsheet off an HS code; every other repair is that of ``goods``.

    Args:
        text: The cell, as text.

    Returns:
        The code, and what was done to it or an empty text. Four digits with ".0" stay as they
        are: "8534.0" stands for the subheading 8534.00.

    Example:
        >>> read_hs_cell("85423100.0")[0], read_hs_cell("8534.0"), read_hs_cell("8542.31")
        ('85423100', ('8534.0', ''), ('8542.31', ''))
    """
    whole = None if text.isdecimal() else _HS_FLOAT.fullmatch(text.strip())
    return (whole[1], _FLOAT_SAID) if whole else (text, "")


def _imo_problem(digits: str) -> str:
    if not (len(digits) == 7 and digits.isascii() and digits.isdecimal()):
        return "the IMO number does not have seven digits"
    if not digits.strip("0"):
        return "no ship has the IMO number 0000000"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(7, 1, -1), strict=False))
    return "" if total % 10 == int(digits[6]) else "the IMO number's check digit is wrong"
