"""Quoted cells of delimited text: where they end, and what to do where they do not."""

from __future__ import annotations

import csv
from collections.abc import Sequence

MAX_QUOTED_LINES = 200
"""A quoted cell over more lines is a quote that was never closed."""

MAX_QUOTED_CHARS = 1 << 20
"""A quoted cell over more characters is a quote that was never closed."""


def ends_inside(text: str, delimiter: str, *, inside: bool = False) -> bool:
    """Say whether a quoted cell is still open at the end of a line.

    A quote opens a cell only at its beginning: the inch sign in ``5" pipe`` is text.

    Args:
        text: One physical line, without its end.
        delimiter: One character.
        inside: Whether a quoted cell was open at the beginning of the line.

    Example:
        >>> ends_inside('5" pipe,"two', ",")
        True
        >>> ends_inside('lines",steel', ",", inside=True)
        False
        >>> ends_inside('say ""yes"" and', ",", inside=True)
        True
    """
    position = 0
    if not inside and text.startswith('"'):
        inside, position = True, 1
    while True:
        if inside:
            close = text.find('"', position)
            if close < 0:
                return True
            doubled = text.startswith('"', close + 1)
            position = close + (2 if doubled else 1)
            inside = doubled
        else:
            # A cell that was just closed may be followed by one that opens at once.
            opening = text.find(delimiter + '"', position)
            if opening < 0:
                return False
            inside, position = True, opening + 2


def parse_line(text: str, delimiter: str) -> list[str] | None:
    """Split one logical line into cells; None where it breaks the rules of quoting.

    Basis: RFC 4180, section 2, rules 5 to 7, except that a quote inside an unquoted cell
    stands for itself.

    Example:
        >>> parse_line('a,"b,""c"" d"', ",")
        ['a', 'b,"c" d']
        >>> parse_line('a,"b" c', ",") is None
        True
    """
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def parse_leniently(text: str, delimiter: str) -> list[str]:
    """Split a line that breaks the rules, to say in which of its cells something is wrong."""
    cells: list[str] = []
    start = 0
    while True:
        inside = ends_inside(text[start : start + 1], delimiter)
        end = text.find(f'"{delimiter}' if inside else delimiter, start + inside)
        if end < 0:
            return [*cells, text[start:]]
        cells.append(text[start + inside : end])
        start = end + 1 + inside


def first_lines(
    lines: Sequence[str], delimiter: str, limit: int
) -> list[tuple[int, int, list[str]]]:
    r"""Give the first records of some lines: index of first and last line, and cells.

    Used to look for the header before its width is known. Empty lines are left out; a line
    whose quote never closes stands alone.

    Example:
        >>> first_lines(["a,b", "", '1,"two', 'lines"'], ",", 5)
        [(0, 0, ['a', 'b']), (2, 3, ['1', 'two\nlines'])]
    """
    found: list[tuple[int, int, list[str]]] = []
    at = 0
    while at < len(lines) and len(found) < limit:
        last, cells = _one_record(lines, at, delimiter)
        if cells:
            found.append((at, last, cells))
        at = last + 1
    return found


def _one_record(lines: Sequence[str], at: int, delimiter: str) -> tuple[int, list[str]]:
    text = lines[at].removesuffix("\r")
    if not text:
        return at, []
    cells = parse_line(text, delimiter)
    if cells is not None:
        return at, cells
    inside = ends_inside(text, delimiter)
    last = at
    while inside and last + 1 < min(len(lines), at + MAX_QUOTED_LINES):
        last += 1
        inside = ends_inside(lines[last], delimiter, inside=True)
    joined = parse_line("\n".join(lines[at : last + 1]).removesuffix("\r"), delimiter)
    if inside or joined is None:
        return at, parse_leniently(text, delimiter)
    return last, joined
