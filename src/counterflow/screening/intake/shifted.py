"""Tell that the cells of a row may have shifted: one too many, and the last one blank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from counterflow.core.model.refusals import Refusal, Remark
from counterflow.core.tables.rows import Row
from counterflow.screening.intake.cells import cell_text
from counterflow.screening.intake.plan import ColumnPlan

SAMPLE_ROWS: Final = 1_000
"""Rows by which a column without a heading is looked at."""
_OFTEN: Final = 0.5
_DELIMITER: Final = "a cell may hold the delimiter without quotes around it"


def loose_columns(plan: ColumnPlan, sample: Iterable[Row | Refusal]) -> frozenset[int]:
    """Give the last columns that have no heading and hardly ever a value.

    Args:
        plan: What the columns mean; a column that was mapped, also to ``ignore``, is none.
        sample: The file, or some of its rows; it is looked at only where there is such a column.

    Returns:
        Their positions. A column that most rows fill is an ordinary one without a name.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> sorted(loose_columns(recognize(["Consignee", "Country", "column 3"]), []))
        [2]
    """
    headless = []
    for column in reversed(plan.planned):
        if column.wording or column.name != f"column {column.index + 1}":
            break
        headless.append(column.index)
    if not headless:
        return frozenset()
    rows = [row for row in islice(sample, SAMPLE_ROWS) if isinstance(row, Row)]
    filled = {at: sum(bool(cell_text(row.cells[at])) for row in rows) for at in headless}
    return frozenset(at for at in headless if filled[at] <= _OFTEN * len(rows))


def shift_remark(row: Row, texts: Sequence[Any], loose: Iterable[int]) -> Remark | None:
    """Say that the cells of a row may stand under the wrong headings; ``None`` where they do not.

    Args:
        row: The row.
        texts: Its cells as texts.
        loose: What `loose_columns` gave.

    Returns:
        A remark that blocks: a name that stands under a country was not compared as a name.

    Example:
        >>> shift_remark(Row(1, 2, ["Muster", " Inc"], over=1), ["Muster", "Inc"], ()).blocks
        True
    """
    if row.over:
        what = (
            f"the row has {row.over} blank cell(s) more than there are columns: its cells may have "
            f"shifted; {_DELIMITER}"
        )
        return Remark(what, "", row.number, blocks=True)
    if any(texts[at] for at in loose):
        what = f"a value stands under no heading: the cells may have shifted; {_DELIMITER}"
        return Remark(what, "", row.number, blocks=True)
    return None
