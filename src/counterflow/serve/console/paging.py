"""Cut a long table into pages that plain links turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

ROWS = 100
"""Rows of a page: 100 alerts stay below 100 KB."""
T = TypeVar("T")


class Leaf(NamedTuple, Generic[T]):
    """One page of a table.

    Attributes:
        rows: Its rows.
        first: Place of the first row among all, from 1; 0 where there is none.
        last: Place of the last.
        total: Rows of all pages.
        before: Query of the page before; empty on the first.
        after: Query of the page after; empty on the last.
    """

    rows: Sequence[T]
    first: int
    last: int
    total: int
    before: str
    after: str


def leaf(request: Request, rows: Sequence[T], size: int = ROWS) -> Leaf[T]:
    """Give the page that is asked for by ``page`` in the address; the nearest where there is none.

    Args:
        request: What was asked; its other parameters stay in the links.
        rows: All rows.
        size: Rows of a page.
    """
    pages = max(1, -(-len(rows) // size))
    asked = request.query_params.get("page", "1")
    at = min(pages, max(1, int(asked) if asked.isdecimal() and len(asked) < 10 else 1))
    others = [(key, value) for key, value in request.query_params.multi_items() if key != "page"]

    def query(page: int) -> str:
        return f"?{urlencode([*others, ('page', page)])}" if 1 <= page <= pages else ""

    shown = rows[(at - 1) * size : at * size]
    first = (at - 1) * size + 1 if rows else 0
    return Leaf(shown, first, first + len(shown) - 1 if rows else 0, len(rows),
                query(at - 1), query(at + 1))  # fmt: skip
