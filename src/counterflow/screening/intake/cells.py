"""Read single cells: plain text, names that are none, identifiers."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any, NamedTuple

from counterflow.screening.intake.vocabulary import fold_mark, vocabulary

_TO_ORDER_OF = re.compile(r"to\s+(?:the\s+)?order\s+of\s*:?\s+(.+)", re.IGNORECASE | re.DOTALL)
_IMO_PREFIX = re.compile(r"\s*imo\s*(?:no|nr|number)?[\s.:#-]*", re.IGNORECASE)
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


@lru_cache(maxsize=1 << 16)
def is_empty_mark(text: str) -> bool:
    """Tell whether a cell says that there is nothing ("N/A", "-").

    Example:
        >>> is_empty_mark("n/a"), is_empty_mark("Namibia")
        (True, False)
    """
    return fold_mark(text) in vocabulary().empty_marks


@lru_cache(maxsize=1 << 16)
def read_name(text: str) -> NameReading:
    """Settle whom a name cell names; one cell names one party.

    Args:
        text: The cell, not empty.

    Returns:
        The name with its blanks folded. "N/A" is nobody; "to order" and "unknown" hide
        somebody, which blocks; "to the order of X" is X; "same as consignee" is nobody new.

    Example:
        >>> read_name("Acme  Ltd").name
        'Acme Ltd'
        >>> read_name("TO ORDER").blocks
        True
    """
    name = " ".join(text.split())
    if len(name) > 60:
        return NameReading(name)
    known = vocabulary()
    mark = fold_mark(name)
    if mark in known.empty_marks:
        return NameReading()
    if mark in known.same_as:
        return NameReading(problem=f'"{name}" names nobody new', nobody=True)
    if mark in known.unnamed:
        return NameReading(problem=f'"{name}" names nobody; somebody is not screened', blocks=True)
    match = _TO_ORDER_OF.fullmatch(name)
    if match:
        return NameReading(match[1], f'"{match[1]}" was taken out of "{name}"')
    return NameReading(name)


def read_identifier(kind: str, text: str) -> tuple[str, str]:
    """Clean an identifier without changing what it says.

    Args:
        kind: The FollowTheMoney property.
        text: The cell, not empty.

    Returns:
        The value, and a problem or an empty text. The problem never repeats the value, which
        may be a person's.

    Example:
        >>> read_identifier("imoNumber", "IMO 9074729")
        ('9074729', '')
        >>> read_identifier("swiftBic", "abcd ef gh")
        ('ABCDEFGH', '')

    Basis:
        IMO resolution A.1117(30): seven digits, the last one a check digit.
    """
    if kind == "imoNumber":
        digits = _IMO_PREFIX.sub("", text, count=1).replace(" ", "")
        return digits, _imo_problem(digits)
    if kind in _COMPACT_KINDS:
        return "".join(text.split()).upper(), ""
    return " ".join(text.split()), ""


def _imo_problem(digits: str) -> str:
    if not (len(digits) == 7 and digits.isascii() and digits.isdecimal()):
        return "the IMO number does not have seven digits"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(7, 1, -1), strict=False))
    return "" if total % 10 == int(digits[6]) else "the IMO number's check digit is wrong"
