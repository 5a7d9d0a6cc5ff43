"""Show how the columns of a file are understood, before anything is screened."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from counterflow.core.model.refusals import Refusal, Remark
from counterflow.core.tables.rows import Row
from counterflow.screening.intake.cells import cell_text
from counterflow.screening.intake.gaps import looks_of, unknown_columns
from counterflow.screening.intake.parties import country_hint, read_country
from counterflow.screening.intake.plan import ColumnPlan, PlannedColumn
from counterflow.screening.intake.vocabulary import vocabulary

SAMPLE_ROWS: Final = 1_000
"""Rows from which shares of filled cells and examples are taken."""

WITHHELD: Final = "(withheld)"
"""Stands for cells that may identify a person."""

_SHOWN = 3
_EXAMPLE_CHARS = 40
_PRIVATE = frozenset(
    {
        "birth_date",
        "passportNumber",
        "idNumber",
        "taxNumber",
        "innCode",
        "vatCode",
        "address",
        "phone",
        "email",
    }
)


def explain_columns(plan: ColumnPlan, sample: Iterable[Row | Refusal]) -> list[dict[str, Any]]:
    """Show for every column what it is taken for, why, and how its cells look.

    Args:
        plan: What the columns mean.
        sample: The file, or some of its rows; the first 1,000 are looked at.

    Returns:
        One dict per column, then one per constant: ``column``, ``understood_as`` (empty: passed
        through), ``by``, ``filled`` (a share in 0–1 of the rows looked at), ``example`` (up to
        three different values, shortened; withheld where they may identify a person),
        ``problem``. The plan's notes follow as rows without a column. `explain_lines` sets all
        of it for a person to read.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> rows = [Row(1, 2, ["Iran"]), Row(2, 3, [""])]
        >>> explain_columns(recognize(["Consignee Country"]), rows)[0]
        {'column': 'Consignee Country', 'understood_as': 'consignee.country',
         'by': 'consignee + country', 'filled': 0.5, 'example': 'Iran', 'problem': ''}
    """
    rows = [row for row in islice(sample, SAMPLE_ROWS) if not isinstance(row, Refusal)]
    lines = [_explain(column, [row.cells[column.index] for row in rows]) for column in plan.planned]
    looks = looks_of(plan, unknown_columns(plan), rows)
    for line in lines:
        if line["column"] in looks:
            line["problem"] = f"not screened, and looks like {looks[line['column']]}"
    lines += [_line(column, value, share=1.0) for column, value in plan.constants]
    lines += [_note(note) for note in plan.notes]
    return lines


def _explain(column: PlannedColumn, cells: list[Any]) -> dict[str, Any]:
    filled = [cell for cell in cells if cell_text(cell) or isinstance(cell, list | dict)]
    share = round(len(filled) / len(cells), 3) if cells else 0.0
    line = _line(column, *_different(filled), share=share)
    line["problem"] = column.problem or _problem(column, filled)
    return line


def _different(cells: list[Any]) -> list[str]:
    """Give the first few different texts of a column."""
    return list(islice(dict.fromkeys(text for cell in cells if (text := cell_text(cell))), _SHOWN))


def _line(column: PlannedColumn, *examples: str, share: float) -> dict[str, Any]:
    used = column.target is not None and (column.used or column.beside >= 0)
    return {
        "column": column.name,
        "understood_as": column.target.written if column.target and used else "",
        "by": column.wording,
        "filled": share,
        "example": " | ".join(dict.fromkeys(_example(column, text) for text in examples)),
        "problem": "",
    }


def _note(text: str) -> dict[str, Any]:
    return {
        "column": "",
        "understood_as": "",
        "by": "",
        "filled": 0.0,
        "example": "",
        "problem": text,
    }


def _example(column: PlannedColumn, text: str) -> str:
    """Shorten an example, or withhold it: a terminal and a log are read by others too."""
    target = column.target
    if text and target is not None and _private(target.role, target.field):
        return WITHHELD
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _EXAMPLE_CHARS else one_line[: _EXAMPLE_CHARS - 1] + "…"


def _private(role: str, field: str) -> bool:
    person = role in vocabulary().person_roles or role == "owner"
    return bool(role) and (field in _PRIVATE or (person and field != "country"))


def _problem(column: PlannedColumn, filled: list[Any]) -> str:
    """Say how many cells of a country column are not understood, or that a column is only kept."""
    if column.used and column.target and column.target.kept:
        return "kept as text and passed through; not screened"
    if not (column.used and column.target and column.target.field.endswith("country")):
        return ""
    unread = {cell_text(cell) for cell in filled if not isinstance(cell, list | dict)}
    unread = {text for text in unread if _not_a_country(text)}
    if not unread:
        return ""
    shown = ", ".join(f'"{text[:20]}"{_asked(text)}' for text in sorted(unread)[:3])
    count = "1 wording is" if len(unread) == 1 else f"{len(unread)} wordings are"
    return f"{count} not understood as a country: {shown}"


def _asked(text: str) -> str:
    hint = country_hint(text).removeprefix(": ")
    return f" ({hint})" if hint else ""


def _not_a_country(text: str) -> bool:
    remarks: list[Remark] = []
    return not read_country(text, "", 0, remarks) and bool(remarks)
