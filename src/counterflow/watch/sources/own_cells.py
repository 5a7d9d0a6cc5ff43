"""Give the values of a row of a user's own list by field, those of one cell apart."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Cells = dict[str, list[str]]
"""The values of a row by field."""

_SEPARATORS = re.compile(r"[;|\n]")
_SPLIT = frozenset(
    (
        *("alias", "weak_alias", "previous_name", "country", "nationality", "flag", "birth_date"),
        *("imo", "mmsi", "call_sign", "registration_number", "inn", "ogrn", "tax_number"),
        *("passport", "id_number", "lei", "swift", "wallet", "goods", "hs_code", "eccn"),
        "programme",
    )
)
"""Fields of which a cell may hold several values. A name is never taken apart."""


class Own(NamedTuple):
    """What holds for all rows of a list: its name, how its cells are read, what a row lacks."""

    list_name: str
    date_order: str = ""
    separator: str = ""
    authority: str = ""
    defaults: Mapping[str, str] = {}


def cells_of(values: Iterable[tuple[str, Any]], own: Own) -> Cells | str:
    """Give the values of a row by field, those of one cell apart; in words what cannot be read.

    Args:
        values: Field and cell, as tables give them: texts, numbers, dates, lists.
        own: What holds for all rows.
    """
    found: Cells = {}
    for field, value in values:
        items = value if isinstance(value, list) else [value]
        if any(isinstance(item, list | dict) for item in items):
            return f"{field} holds an object where a text is read"
        # What a list holds is apart already: a separator inside belongs to the value.
        texts = map(_text, items) if items is value else _split(field, _text(value), own)
        for text in texts:
            if text and text not in found.setdefault(field, []):
                found[field].append(text)
    for field, text in own.defaults.items():
        if not found.get(field):
            found[field] = [text]
    return found


def first_of(cells: Cells, field: str) -> str:
    """Give the first value of a field; empty for none."""
    return next(iter(cells.get(field, ())), "")


def _text(value: Any) -> str:
    """Give a cell as text; a whole number has no point, a date no time."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _split(field: str, text: str, own: Own) -> list[str]:
    if field not in _SPLIT:
        return [text] if text else []
    pieces = text.split(own.separator) if own.separator else _SEPARATORS.split(text)
    return [piece.strip() for piece in pieces if piece.strip()]
