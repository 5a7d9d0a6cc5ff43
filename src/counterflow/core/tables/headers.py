"""Which row is the header, and what the columns are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from counterflow.core.errors import InputError
from counterflow.core.tables.rows import MAX_COLUMNS, Notes
from counterflow.core.tables.texts import storable

SEARCHED_ROWS = 20
"""Among how many first rows a header is looked for below title lines."""

Scorer = Callable[[Sequence[str]], int]
"""Counts the different names of columns that the caller knows among some cells."""

_LABELLED = 0.8
"""The share of the filled columns below that a header names."""

_LONGEST_HEADING = 80
_VALUE = re.compile(r"[\W_]*\d[\d\W_]*|\d{4}-\d\d-\d\d[T ].*")


class _Candidate(NamedTuple):
    """One row, or pair of rows, looked at as the header of what stands below it.

    ``plausible`` says that it names nearly every column that is filled below, and holds names
    and no values. ``certain`` says the same of a row by its known names alone.
    """

    filled: int
    known: int
    plausible: bool
    certain: bool


def find_header(rows: Sequence[Sequence[str]], is_header: Scorer | None) -> int:
    """Say which of the first rows of a table is its header.

    Args:
        rows: The first rows, as text.
        is_header: How many known column names are among the cells; without it the first row
            with something in it is the header.

    Returns:
        The index of the header (`choose_header` says how it is chosen).

    Example:
        >>> find_header([["Export 2023"], ["id", "name"]], lambda cells: cells.count("name"))
        1
        >>> find_header([[""], ["id", "name"]], None)
        1
    """
    filled = [index for index, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if is_header is None or not filled:
        return filled[0] if filled else 0
    return filled[choose_header([(at, rows[at]) for at in filled], rows, is_header)]


def choose_header(
    candidates: Sequence[tuple[int, Sequence[str]]],
    rows: Sequence[Sequence[str]],
    is_header: Scorer,
) -> int:
    """Say which candidate is the header of a table.

    Titles and addresses above a table fill few of its columns; a row of goods holds numbers and
    dates. So a header names nearly every column that is filled below it, and holds no values, or
    mostly names that are known. The first such row below nothing but narrow ones wins. A later
    row needs more: two known names more than it, and known names in half of its cells, or in two
    thirds where it holds a value. Words such as "Buyer" or "Total" in a row of goods do not make
    a header of it.

    Args:
        candidates: The last row of each, as an index, and its names; at least one.
        rows: The first rows of the table, as text.
        is_header: Counts known column names.

    Returns:
        The index of the candidate; the first one where nothing speaks for another.

    Example:
        >>> rows = [["Ref", "Remark", "kg"], ["7", "Buyer Total", "3"], ["8", "Consignee", "4"]]
        >>> choose_header(list(enumerate(rows)), rows, lambda cells: "Consignee" in cells)
        0
    """
    seen = [_look_at(names, rows[last + 1 :], is_header) for last, names in candidates]
    best = next((at for at, one in enumerate(seen) if one.plausible and _stands_first(seen, at)), 0)
    for at in range(best + 1, len(seen)):
        one, held = seen[at], seen[best]
        if one.known >= held.known + 2 and (one.certain or one.plausible > held.plausible):
            best = at
    return best


def _stands_first(seen: Sequence[_Candidate], at: int) -> bool:
    """Tell whether all rows above are narrow, as titles and addresses are."""
    return all(one.filled * 2 <= seen[at].filled for one in seen[:at])


def _look_at(names: Sequence[str], below: Sequence[Sequence[str]], is_header: Scorer) -> _Candidate:
    filled = {at for at, name in enumerate(names) if name.strip()}
    known = is_header(names)
    values = any(is_value(names[at]) for at in filled)
    used = {at for row in below for at, cell in enumerate(row) if cell.strip()}
    named = len(filled & used) >= _LABELLED * len(used)
    names_alone = not values or known * 2 >= len(filled)
    certain = known * 3 >= len(filled) * 2 if values else known * 2 >= len(filled)
    return _Candidate(len(filled), known, named and names_alone, certain)


def is_value(cell: str) -> bool:
    """Tell a value (a number, a date, prose) from the name of a column.

    Example:
        >>> is_value("2024-03-05"), is_value("HS 6")
        (True, False)
    """
    return len(cell) > _LONGEST_HEADING or _VALUE.fullmatch(cell.strip()) is not None


def name_columns(cells: Sequence[Any], source: str, noted: Notes) -> tuple[str, ...]:
    """Give every column a name of its own, and note the ones that had to be made.

    Args:
        cells: The header's cells; ``None`` and blanks have no name.
        source: The file's name, for the message.
        noted: Where to note renamed columns.

    Returns:
        As many names as cells: blanks trimmed, repeated ones numbered, missing ones
        called by their position.

    Raises:
        InputError: There are more than 2,000 columns.

    Example:
        >>> name_columns(["Name", "Name", None], "a.csv", {})
        ('Name', 'Name (2)', 'column 3')
    """
    if len(cells) > MAX_COLUMNS:
        raise InputError(
            f"the header has {len(cells):,} columns, more than {MAX_COLUMNS:,}",
            where=source,
            remedy="check the delimiter, or leave out columns that are not needed",
        )
    names: list[str] = []
    made: list[str] = []
    read = [" ".join(str("" if cell is None else cell).split()) for cell in cells]
    written = [storable(name) for name in read]
    if written != read:
        noted["heading"] = "the header holds bytes of another encoding; \ufffd stands for them"
    taken = set(written)
    seen: set[str] = set()
    for position, name in enumerate(written, start=1):
        unique = _unique(name, position, taken) if not name or name in seen else name
        if unique != name:
            made.append(unique)
        seen.add(unique)
        taken.add(unique)
        names.append(unique)
    if made:
        shown = ", ".join(made[:10]) + (f" and {len(made) - 10} more" if len(made) > 10 else "")
        noted["columns"] = f"columns without a name of their own were named: {shown}"
    return tuple(names)


def _unique(name: str, position: int, taken: set[str]) -> str:
    candidate, count = name or f"column {position}", 1
    stem = candidate
    while candidate in taken:
        count += 1
        candidate = f"{stem} ({count})"
    return candidate
