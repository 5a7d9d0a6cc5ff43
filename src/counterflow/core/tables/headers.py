"""Which row is the header, and what the columns are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from counterflow.core.errors import InputError
from counterflow.core.tables.rows import MAX_COLUMNS, Notes
from counterflow.core.tables.texts import storable

SEARCHED_ROWS = 20
"""Among how many first rows a header is looked for below title lines."""

Scorer = Callable[[Sequence[str]], int]
"""Counts how many of some cells are names of columns that the caller knows."""


def find_header(rows: Sequence[Sequence[str]], is_header: Scorer | None) -> int:
    """Say which of the first rows of a table is its header.

    Args:
        rows: The first rows, as text.
        is_header: How many of the cells are known column names; without it, or where no
            row has any, the first row with something in it is the header.

    Returns:
        The index of the header; the first one of several that are equally good.

    Example:
        >>> find_header([["Export 2023"], ["id", "name"]], lambda cells: cells.count("name"))
        1
        >>> find_header([[""], ["id", "name"]], None)
        1
    """
    filled = [index for index, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if is_header is not None and filled:
        scores = {index: is_header(rows[index]) for index in filled}
        best = max(filled, key=scores.__getitem__)
        if scores[best] > 0:
            return best
    return filled[0] if filled else 0


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
