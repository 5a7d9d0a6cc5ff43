"""Refuse a file of which nothing can be screened, and say what it is instead."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Final

from counterflow.core.errors import InputError
from counterflow.core.tables.headers import is_value
from counterflow.core.tables.rows import Table
from counterflow.core.text.countries import country_code
from counterflow.core.text.names import read_name
from counterflow.screening.intake.plan import ColumnPlan

_REPEATED = re.compile(r" \(\d+\)\Z")
_TOLD_NOTES: Final = 2
"""Notes of a text file that say how it was read: its encoding and delimiter."""
_OFAC_NULL: Final = "-0-"
"""What OFAC's delimited files write for an empty cell (SDN data specification)."""


def check_file(table: Table, plan: ColumnPlan) -> None:
    """Refuse a file without any column of a party or of goods, where the reason is plain.

    Every row would be refused, ten thousand of them with the same words. Where the reason is not
    plain, the plan's notes say what to do.

    Args:
        table: The opened file.
        plan: What its columns mean.

    Raises:
        InputError: The data stand on another sheet, or the file has no header.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> table = Table(("36", "AEROCARIBBEAN AIRLINES", "-0-"), "sdn.csv", "csv", {}, list)
        >>> check_file(table, recognize(table.columns))
        Traceback (most recent call last):
        counterflow.core.errors.InputError: [CF100] sdn.csv has no header: its first row looks ...
    """
    if plan.screened:
        return
    for sheet, known in table.unread.items():
        raise InputError(
            f"no column of sheet {table.sheet!r} is understood as a party or as goods;"
            f" sheet {sheet!r} has {known} known columns",
            where=table.source,
            remedy=f"name it: --sheet {shlex.quote(sheet)}",
        )
    if looks_like_data(table.columns):
        raise InputError(
            f"{table.source} has no header: its first row looks like data",
            where=", ".join(table.notes[:_TOLD_NOTES]),
            why="No column is understood, so nothing of it could be screened",
            remedy="if it is a sanctions list: counterflow lists import; else put a row of column"
            " names above the data, or give the right encoding and delimiter",
        )


def looks_like_data(columns: Sequence[str]) -> bool:
    """Tell whether names of columns are cells: numbers, dates, companies, countries.

    Args:
        columns: The names, none of them understood.

    Example:
        >>> looks_like_data(["Muster Ltd", "12.50"]), looks_like_data(["Colour", "Size"])
        (True, False)
    """
    names = [_REPEATED.sub("", name) for name in columns]
    return any(_is_data(name) for name in names)


def _is_data(name: str) -> bool:
    if is_value(name) or name == _OFAC_NULL:
        return True
    return len(name) > 3 and bool(country_code(name) or read_name(name).legal)
