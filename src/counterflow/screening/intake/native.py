"""Read records that come in our own shape: parties, goods and legs as nested lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from counterflow.core.model import GoodsLine, Identifier, Leg, Party, Refusal, Remark, Transaction
from counterflow.core.tables.rows import Row
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import read_date
from counterflow.screening.intake.columns import ColumnPlan
from counterflow.screening.intake.parties import read_country
from counterflow.screening.intake.vocabulary import vocabulary

_NESTED: Final[dict[str, type[msgspec.Struct]]] = {
    "parties": Party,
    "goods": GoodsLine,
    "legs": Leg,
}
_FIELDS: Final = frozenset(Transaction.__struct_fields__) - {"rows", "remarks", "extra"}


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
    """Read one record in our own shape.

    Numbers are taken as their text, and countries and dates as people write them; roles are
    understood in all wordings that column headings may have.

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
    shape: dict[str, Any] = {name: cell for name, cell in cells.items() if name in _FIELDS}
    extra = {name: cell for name, cell in cells.items() if name not in _FIELDS}
    shape = {name: _texts(cell) for name, cell in shape.items()}
    shape.setdefault("id", f"row-{row.number}")
    shape.setdefault("kind", kind)
    try:
        transaction = msgspec.convert(shape, Transaction)
    except msgspec.ValidationError as error:
        return Refusal(
            what=f"the record is not in the shape of a transaction: {error}",
            file=source,
            row=row.number,
            line=row.line,
            remedy="correct the value at the path named",
        )
    remarks = [
        Remark(f"the key {path} is not known; it is not read", name, row.number)
        for name, model in _NESTED.items()
        for path in _unknown_keys(cells.get(name, ()), model, name)
    ]
    remarks += _unread_columns(plan, extra, row.number)
    return _read_values(transaction, row.number, remarks, extra)


def _texts(value: Any) -> Any:
    """Turn numbers into text, however deep: JSON writes amounts and codes as numbers.

    A line's ``row`` is our own number and stays one.
    """
    if isinstance(value, Mapping):
        return {k: item if k == "row" else _texts(item) for k, item in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return "" if value is None else value


def _unknown_keys(items: Any, model: type[msgspec.Struct], path: str) -> list[str]:
    """Name keys that the shape does not have: a misspelt one would else be lost in silence."""
    found: list[str] = []
    for at, item in enumerate(items):
        known = model.__struct_fields__
        found += [f"{path}[{at}].{key}" for key in item if key not in known]
        if model is Party:
            found += _unknown_keys(
                item.get("identifiers") or (), Identifier, f"{path}[{at}].identifiers"
            )
    return found


def _unread_columns(plan: ColumnPlan, extra: Mapping[str, Any], row: int) -> list[Remark]:
    """Name flat columns that would mean something, but stand beside a record in our shape."""
    what = "the column is not read beside parties, goods and legs; put its value there"
    return [
        Remark(what, column.name, row, blocks=True)
        for column in plan.planned
        if column.used and column.name in extra
    ]


def _read_values(
    given: Transaction, row: int, remarks: list[Remark], extra: dict[str, Any]
) -> Transaction:
    """Read countries, dates and roles inside the record as cells of a table are read."""
    destination = _country(given.destination_country, "destination_country", row, remarks)
    return replace(
        given,
        date=_day(given.date, row, remarks),
        parties=tuple(_party(party, at, row, remarks) for at, party in enumerate(given.parties)),
        goods=tuple(_goods(line, at, row, remarks) for at, line in enumerate(given.goods)),
        legs=tuple(_leg(leg, at, row, remarks) for at, leg in enumerate(given.legs)),
        origin_country=_country(given.origin_country, "origin_country", row, remarks),
        destination_country=destination,
        destination_text=given.destination_text or _written(given.destination_country, destination),
        rows=(row,),
        remarks=tuple(remarks),
        extra=extra,
    )


def _party(party: Party, at: int, row: int, remarks: list[Remark]) -> Party:
    column = f"parties[{at}]"
    role = vocabulary().role_of(party.role)
    if not role:
        remarks.append(Remark(f'the role "{party.role[:40]}" is not known', f"{column}.role", row))
    if not party.name.strip() and not party.identifiers:
        remarks.append(Remark("the party has no name", f"{column}.name", row, blocks=True))
    country = _country(party.country, f"{column}.country", row, remarks)
    return replace(
        party,
        role=role or party.role,
        name=" ".join(party.name.split()),
        schema="Vessel" if role == "vessel" else party.schema,
        country=country,
        country_text=party.country_text or _written(party.country, country),
        column=party.column or f"{column}.name",
    )


def _goods(line: GoodsLine, at: int, row: int, remarks: list[Remark]) -> GoodsLine:
    origin = _country(line.origin_country, f"goods[{at}].origin_country", row, remarks)
    return replace(
        line,
        origin_country=origin,
        origin_text=line.origin_text or _written(line.origin_country, origin),
        column=line.column or f"goods[{at}]",
        row=row,
    )


def _leg(leg: Leg, at: int, row: int, remarks: list[Remark]) -> Leg:
    fields = ("from_country", "to_country", "via_country")
    read = {
        name: _country(getattr(leg, name), f"legs[{at}].{name}", row, remarks) for name in fields
    }
    return replace(leg, **read)


def _country(text: str, path: str, row: int, remarks: list[Remark]) -> str:
    return read_country(text, path, row, remarks) if text else ""


def _written(text: str, code: str) -> str:
    return text if text != code and text != country_code(code) else ""


def _day(text: str, row: int, remarks: list[Remark]) -> str:
    iso, precision, problem = read_date(text)
    if problem:
        remarks.append(Remark(problem, "date", row, blocks=not iso))
    if precision in ("", "day"):
        return iso
    remarks.append(
        Remark(f"only the {precision} is known ({iso}); the day stays open", "date", row)
    )
    return ""
