"""Read records that come in our own shape: parties, goods and legs as nested lists.

A line of NDJSON, a row of Parquet and a dict given from Python go the same way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

from counterflow.core.errors import InputError
from counterflow.core.model.parties import Party
from counterflow.core.model.refusals import Refusal, Remark
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.core.tables.rows import Row
from counterflow.screening.intake.cells import cell_text
from counterflow.screening.intake.details import as_list
from counterflow.screening.intake.keys import read_keys
from counterflow.screening.intake.normalize import normalize_transaction
from counterflow.screening.intake.plan import ColumnPlan
from counterflow.screening.intake.vocabulary import vocabulary

_NESTED: Final[dict[str, type[msgspec.Struct]]] = {
    "parties": Party,
    "goods": GoodsLine,
    "legs": Leg,
}
_KEPT: Final = ("rows", "remarks", "extra")
_FIELDS: Final = frozenset(Transaction.__struct_fields__) - set(_KEPT)
_REMEDY: Final = "correct the value at the path named"
_Shape = TypeVar("_Shape")


class _Kept(msgspec.Struct):
    """What a transaction carries beside what was traded: its rows, its remarks, its cells."""

    rows: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()
    extra: dict[str, Any] = {}


def transaction_of(
    value: Mapping[str, Any] | Transaction, *, kind: str = "shipment"
) -> Transaction:
    """Settle what a transaction given from Python says, as the line of a file would be read.

    Roles, countries, dates and kinds of identifiers are understood as people write them. A key
    that is not known, but is a wording of column headings ("hsCode", "nationality"), is read as
    such a column. Any other key becomes a remark, and on the top level it stays in ``extra``; the
    remark blocks where the key says something that is not read.

    Args:
        value: A mapping in the shape of a `Transaction`, or a transaction made by hand. Numbers,
            decimals and dates may stand where text is expected; None and not-a-number are empty.
        kind: The kind of transaction where the value does not say it.

    Returns:
        The transaction. Giving it again changes nothing. ``check`` is no kind that a record may
        have: a kind that is none blocks, and `kind` stands in.

    Raises:
        InputError: The value is not in the shape of a transaction; the path is named.

    Example:
        >>> order = {"id": 7, "kind": "order", "date": dt.date(2025, 3, 5),
        ...          "parties": [{"role": "End user", "name": "Muster FZE", "country": "Iran"}]}
        >>> read = transaction_of(order)
        >>> read.date, read.parties[0].role, read.parties[0].country
        ('2025-03-05', 'end_user', 'IR')
    """
    record = value if isinstance(value, Mapping) else msgspec.to_builtins(value)
    if not isinstance(record, Mapping) or not all(isinstance(key, str) for key in record):
        raise InputError(
            "not a transaction: an object with text keys is needed",
            where="$",
            remedy='give a dict with "id", "parties" and "goods"',
        )
    kept = _converted({key: record[key] for key in _KEPT if record.get(key)}, _Kept)
    cells = {key: item for key, item in record.items() if key not in _KEPT}
    remarks: list[Remark] = list(kept.remarks)
    others = [key for key in cells if key not in _FIELDS]
    for key in others:
        meaning = vocabulary().understand(key)
        if meaning is None or meaning.field in vocabulary().kept:
            known = "" if meaning else "is not known; it "
            remarks.append(Remark(f"the key {known}is kept and not read", key))
        else:
            remarks.append(_beside(key, 0))
    read = _read_record(cells, kind=kind, row=0, remarks=remarks)
    extra = {key: msgspec.to_builtins(cells[key], enc_hook=str) for key in others}
    return replace(read, rows=kept.rows, extra={**kept.extra, **extra})


def native_columns(plan: ColumnPlan) -> tuple[int, ...]:
    """Find the columns that would hold our own nested lists.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> native_columns(recognize(["id", "parties", "goods"]))
        (1, 2)
    """
    return tuple(at for at, name in enumerate(plan.columns) if name in _NESTED)


def is_native(row: Row, columns: tuple[int, ...]) -> bool:
    """Tell whether a row is in our own shape: a list stands in one of those columns."""
    return any(isinstance(row.cells[at], list | tuple | dict) for at in columns)


def read_native(row: Row, plan: ColumnPlan, *, kind: str, source: str) -> Transaction | Refusal:
    """Read one record of a file in our own shape, as `transaction_of` reads it.

    Args:
        row: The record; cells aligned with the plan's columns.
        plan: The column plan, for the names of the columns.
        kind: The kind of transaction where the record does not say it.
        source: The file, for a refusal.

    Returns:
        The transaction, with what is not ours in ``extra``; a refusal that names the path where
        the shape is wrong.
    """
    cells = {
        name: cell
        for name, cell in zip(plan.columns, row.cells, strict=True)
        if cell is not None and cell != ""
    }
    extra = {name: cell for name, cell in cells.items() if name not in _FIELDS}
    remarks = list(_earlier_remarks(extra.get("remarks"), row.number))
    remarks += [
        _beside(column.name, row.number)
        for column in plan.planned
        if column.used
        and column.name in extra
        and not (column.target is not None and column.target.kept)
    ]
    cells.setdefault("id", f"row-{row.number}")
    try:
        read = _read_record(cells, kind=kind, row=row.number, remarks=remarks)
    except InputError as error:
        return Refusal(
            what=error.what, file=source, row=row.number, line=row.line, remedy=error.remedy
        )
    return replace(read, rows=(row.number,), extra=extra)


def _beside(name: str, row: int) -> Remark:
    """Say that a flat column, which would mean something, is not read in our own shape."""
    what = "the column is not read beside parties, goods and legs; put its value there"
    return Remark(what, name, row, blocks=True)


def _read_record(
    cells: Mapping[str, Any], *, kind: str, row: int, remarks: list[Remark]
) -> Transaction:
    """Read the known keys of one record.

    Raises:
        InputError: The record is not in the shape of a transaction.
    """
    shape = {name: plain_texts(cell) for name, cell in cells.items() if name in _FIELDS}
    for name, model in _NESTED.items():
        if isinstance(shape.get(name), list):
            shape[name] = [
                read_keys(item, model, f"{name}[{at}]", row, remarks)
                for at, item in enumerate(shape[name])
            ]
    shape["kind"] = shape.get("kind") or kind
    if "details" in shape:
        shape["details"] = as_list(shape["details"])
    given = _converted({key: item for key, item in shape.items() if item != ""}, Transaction)
    return normalize_transaction(given, kind=kind, row=row, remarks=remarks)


def _converted(shape: Mapping[str, Any], model: type[_Shape]) -> _Shape:
    try:
        return msgspec.convert(shape, model)
    except msgspec.ValidationError as error:
        raise InputError(
            f"the record is not in the shape of a transaction: {error}", remedy=_REMEDY
        ) from error


def _earlier_remarks(cell: Any, row: int) -> Iterable[Remark]:
    """Take over the remarks of a transaction that was written out and comes back.

    A column of that name may hold anything else; it is passed through then.
    """
    if not isinstance(cell, list) or not cell:
        return ()
    try:
        return [replace(remark, row=row) for remark in msgspec.convert(cell, list[Remark])]
    except msgspec.ValidationError:
        return ()


def plain_texts(value: Any) -> Any:
    """Give numbers, decimals and dates as text, however deep; what is empty falls away.

    A line's ``row`` is our own number and stays one. Nothing inside a list falls away, so that
    a null there is refused with its place.

    Args:
        value: A value of JSON, of Parquet or from Python.

    Returns:
        Texts, lists, dicts and what is none of them.

    Example:
        >>> plain_texts({"value": 10.5, "hs_code": 854231.0, "unit": None, "row": 3})
        {'value': '10.5', 'hs_code': '854231', 'row': 3}
    """
    if isinstance(value, msgspec.Struct):
        value = msgspec.to_builtins(value)
    if isinstance(value, Mapping):
        return {
            key: item if key == "row" else plain_texts(item)
            for key, item in value.items()
            if not _is_nothing(item)
        }
    if isinstance(value, list | tuple):
        return [plain_texts(item) for item in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, str | int | float | Decimal | dt.date | dt.datetime):
        return "" if _is_nothing(value) else cell_text(value)
    return "" if value is None else value


def _is_nothing(value: Any) -> bool:
    """Tell whether a value is empty: None, or the not-a-number by which tables in memory say it."""
    return value is None or (isinstance(value, float | Decimal) and value != value)  # noqa: PLR0124 - both kinds
