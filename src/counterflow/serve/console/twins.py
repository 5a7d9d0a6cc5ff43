"""Give the table of a page as JSON or CSV, at the path of the page with an ending."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from counterflow.core.tables.neutral import neutralize
from counterflow.serve.api.replies import reply


class Table(NamedTuple):
    """What a page shows as a table.

    Attributes:
        name: The key of the rows in JSON, and the name of the file.
        rows: One mapping per row, all of the same keys; a value is anything that JSON holds.
        head: What JSON says once.
    """

    name: str
    rows: Sequence[Mapping[str, Any]]
    head: Mapping[str, Any] = {}


def paths_of(path: str) -> tuple[str, str, str]:
    """Give the paths of a page and its twins, in the order in which they must be told to a router.

    Example:
        >>> paths_of("/rules")
        ('/rules.json', '/rules.csv', '/rules')
    """
    return f"{path}.json", f"{path}.csv", path


def asked_form(request: Request) -> str:
    """Give the form that is asked for by the path: ``json``, ``csv``, or nothing for a page."""
    _, dot, ending = request.url.path.rpartition(".")
    return ending if dot and ending in ("json", "csv") else ""


def twin(form: str, table: Table) -> Response:
    """Give a table as JSON, or as CSV whose cells no spreadsheet runs.

    Args:
        form: ``json`` or ``csv``.
        table: The rows.
    """
    if form == "json":
        return reply({**table.head, table.name: table.rows})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if table.rows:
        writer.writerow(table.rows[0].keys())
    writer.writerows([_cell(value) for value in row.values()] for row in table.rows)
    headers = {"content-disposition": f'attachment; filename="{table.name}.csv"'}
    return Response(text.getvalue(), headers=headers, media_type="text/csv; charset=utf-8")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralize(value)
    if isinstance(value, Mapping):
        return neutralize(msgspec.json.encode(value).decode())
    if isinstance(value, Iterable):
        return neutralize("; ".join(map(_cell, value)))
    return str(value)
