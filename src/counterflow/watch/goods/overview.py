"""Write down which goods tables are held, on whose authority, and what of each is verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from counterflow.watch.goods.table_files import TableFile

HEADINGS = ("Table", "Authority", "Rows", "In force", "Verified", "Read", "Not held")


def table_overview(files: Iterable[TableFile]) -> Iterator[tuple[str, ...]]:
    """Give a line for each table, as ``HEADINGS`` names its cells.

    "Verified" counts the rows that somebody saw in the source named, by the way that "Read" says;
    the others answer by no code and may only raise a question.
    """
    for file in files:
        seen = sum(row.citation.verified for row in file.rows)
        about = f" (for {', '.join(file.destinations)})" if file.destinations else ""
        yield (
            f"{file.title} (`{file.name}`)",
            file.authority + about,
            str(len(file.rows)),
            _interval(file),
            f"{seen} of {len(file.rows)}" if file.rows else "nothing read",
            "; ".join(dict.fromkeys(row.citation.read_via for row in file.rows)) or "not read",
            file.lacks,
        )


def overview_markdown(files: Iterable[TableFile]) -> str:
    """Give the overview as a table of Markdown, for ``docs/goods.md``."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *table_overview(files)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def _interval(file: TableFile) -> str:
    starts = {row.in_force_from for row in file.rows}
    start = min(starts, default=dt.date.min)
    since = "first day not established" if start == dt.date.min else f"since {start.isoformat()}"
    ends = {row.in_force_to for row in file.rows}
    until = max((end for end in ends if end), default=None) if None not in ends else None
    day = f"; codes as of {file.as_of}" if file.as_of else ""
    return since + (f" until {until.isoformat()}" if until else "") + day
