"""Twins of tables, pages of tables, and whose forms are taken."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from counterflow.serve.api.replies import Fault
from counterflow.serve.console.paging import leaf
from counterflow.serve.console.same_site import check_same_site
from counterflow.serve.console.twins import Table, twin


def _asked(query: str = "", **headers: str) -> Request:
    given = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/x", "query_string": query.encode(),
                    "headers": [(b"host", b"127.0.0.1:8000"), *given]})  # fmt: skip


@given(st.lists(st.text(), min_size=1, max_size=20))
def test_no_cell_of_a_twin_is_a_formula_and_no_row_is_lost(texts: list[str]) -> None:
    rows = [{"name": text, "list": [text, text]} for text in texts]
    body = bytes(twin("csv", Table("rows", rows)).body).decode()
    read = list(csv.reader(io.StringIO(body.replace("\0", ""), newline="")))
    assert len(read) == len(texts) + 1
    for row in read[1:]:
        assert not any(cell.lstrip().startswith(("=", "+", "@")) for cell in row)


@given(st.integers(0, 1000), st.text(max_size=5))
def test_pages_hold_every_row_once(total: int, page: str) -> None:
    rows = list(range(total))
    seen: list[int] = []
    at = leaf(_asked(), rows, 30)
    seen += at.rows
    while at.after:
        at = leaf(_asked(at.after[1:]), rows, 30)
        seen += at.rows
    assert seen == rows
    assert len(leaf(_asked(f"page={ord(page[0]) if page else ''}"), rows, 30).rows) <= 30


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({}, True),
        ({"sec_fetch_site": "same-origin", "origin": "null"}, True),
        ({"sec_fetch_site": "cross-site", "origin": "http://127.0.0.1:8000"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"origin": "http://127.0.0.1:8000"}, True),
        ({"origin": "http://127.0.0.1:9000"}, False),
        ({"origin": "null"}, False),
    ],
)
def test_a_form_is_taken_from_our_own_pages(headers: dict[str, str], is_taken: bool) -> None:
    if is_taken:
        check_same_site(_asked(**headers))
        return
    with pytest.raises(Fault) as fault:
        check_same_site(_asked(**headers))
    assert fault.value.status == 403
