"""Read one row as a transaction of its own, by a plan compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from counterflow.core.model.parties import Detail
from counterflow.core.model.refusals import Remark
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.core.tables.rows import Row
from counterflow.core.text.dates import read_date
from counterflow.screening.intake.cells import (
    cell_text,
    early_day,
    is_empty_mark,
    read_hs_cell,
)
from counterflow.screening.intake.details import PREFIX, read_detail
from counterflow.screening.intake.further_countries import ACCOUNT_COUNTRY
from counterflow.screening.intake.mapping import KINDS
from counterflow.screening.intake.owner_cells import OWNER, owners_in_cell
from counterflow.screening.intake.parties import party_readers, read_country
from counterflow.screening.intake.plan import ColumnPlan, PlannedColumn
from counterflow.screening.intake.purposes import PURPOSE, payers_behind
from counterflow.screening.intake.second_columns import SecondColumns
from counterflow.screening.intake.shifted import shift_remark
from counterflow.watch.places.code_countries import country_of_iban

DELIVERY = "delivery."
_PLAIN_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_GOODS = ("hs_code", "description", "eccn", "maker", "part_number")
"""Fields of which one makes a line of goods; a value or quantity alone is the transaction's."""

_IMPORT = frozenset({"import", "imports", "imp", "i", "in", "импорт", "进口", "einfuhr"})
_EXPORT = frozenset({"export", "exports", "exp", "e", "out", "экспорт", "出口", "ausfuhr"})

_ACCOUNT = "payment.account"

_Texts = Sequence[str]


class RowReader:
    """Turns rows into transactions; everything that depends on the columns is done once.

    Args:
        plan: What the columns mean.
        kind: The kind of transaction where the row does not say it.
        orders: Day and month order by column index, for columns where it is known.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> reader = RowReader(recognize(["Buyer", "Destination"]), kind="order", orders={})
        >>> read = reader.read(Row(1, 2, ["Muster FZE", "UAE"]))
        >>> read.id, read.parties[0].role, read.destination_country
        ('row-1', 'buyer', 'AE')
    """

    def __init__(self, plan: ColumnPlan, *, kind: str, orders: Mapping[int, str]) -> None:
        self._plan = plan
        self._kind = kind
        self._orders = orders
        self._width = len(plan.columns)
        self._columns = plan.columns
        self._constants = tuple(value for _, value in plan.constants)
        self._names = (*plan.columns, *(column.name for column, _ in plan.constants))
        self._at = _places(plan)
        self._defaults = _defaults(plan)
        self._parties = party_readers(plan, self._names, orders)
        self._goods_at = [self._at.get(f"goods.{name}", -1) for name in _GOODS]
        self._has_legs = any(
            name.startswith(("leg.", "receipt.", "delivery.")) for name in self._at
        )
        self._maker_at = self._maker_column()
        self._loose = tuple(plan.loose)
        self._beside = SecondColumns(plan)
        self._understood = [
            (column.used or column.beside >= 0) and not (column.target and column.target.kept)
            for column in plan.planned
        ]
        self._details_at = [
            (name.removeprefix(PREFIX), at)
            for name, at in self._at.items()
            if name.startswith(PREFIX)
        ]
        self._accounts_at = [
            column.index
            for column in plan.planned
            if column.used and column.target and column.target.field == _ACCOUNT
        ]
        self._purpose_at = self._at.get(PURPOSE, -1)
        self.id_at = self._at.get("id", -1)

    def read(self, row: Row) -> Transaction:
        """Read one row.

        Args:
            row: A row aligned with the plan's columns.

        Returns:
            A transaction of this row alone, with the cells as given in ``extra``.
        """
        number, cells = row.number, row.cells
        remarks: list[Remark] = []
        texts = self._texts(cells, number, remarks)
        if row.short:
            remarks.append(self._short(row))
        if (row.over or self._loose) and (shifted := shift_remark(row, texts, self._loose)):
            remarks.append(shifted)
        parties = []
        for read_party in self._parties:
            party = read_party(texts, number, remarks)
            if party is None:
                continue
            for one in owners_in_cell(party) if party.role == OWNER else (party,):
                if one not in parties:
                    parties.append(one)
        if self._purpose_at >= 0 and (purpose := texts[self._purpose_at]):
            parties += payers_behind(purpose, self._names[self._purpose_at])
        goods = self._goods(texts, cells, number, remarks)
        origin, destination, written = self._countries(texts, goods, number, remarks)
        value = self._text(texts, "value") or ("" if goods else self._text(texts, "goods.value"))
        read = Transaction(
            id=(texts[self.id_at] if self.id_at >= 0 else "") or f"row-{number}",
            kind=self._kind_of(texts, number, remarks),
            date=self._day(texts, "date", number, remarks),
            parties=tuple(parties),
            goods=(goods,) if goods else (),
            legs=self._legs(texts, number, remarks) if self._has_legs else (),
            origin_country=origin,
            destination_country=destination,
            destination_text=written if written != destination else "",
            value=value,
            currency=self._text(texts, "currency") if value else "",
            rows=(number,),
            remarks=tuple(remarks),
            extra=dict(zip(self._columns, cells, strict=True)),
            details=(
                *(self._details(texts, number, remarks) if self._details_at else ()),
                *(self._account_countries(texts) if self._accounts_at else ()),
            ),
        )
        return self._beside.complete(read, texts) if self._beside.columns else read

    def _details(self, texts: _Texts, number: int, remarks: list[Remark]) -> tuple[Detail, ...]:
        """Read what the row says for the rules alone."""
        read = [
            read_detail(
                name, texts[at], column=self._names[at], row=number, remarks=remarks,
                order=self._orders.get(at),
            )
            for name, at in self._details_at
            if texts[at]
        ]  # fmt: skip
        return tuple([one for one in read if one is not None])

    def _account_countries(self, texts: _Texts) -> tuple[Detail, ...]:
        """Give the countries of the row's accounts; an IBAN begins with its own."""
        found = (country_of_iban(texts[at]) for at in self._accounts_at if texts[at])
        return tuple(Detail(ACCOUNT_COUNTRY, code) for code in dict.fromkeys(found) if code)

    def _texts(self, cells: Sequence[Any], number: int, remarks: list[Remark]) -> list[str]:
        texts = [cell.strip() if cell.__class__ is str else cell_text(cell) for cell in cells]
        texts += self._constants
        for at, value in self._defaults:
            if not texts[at]:
                texts[at] = value
        if not all(texts):
            self._remark_nested(cells, number, remarks)
        return texts

    def _remark_nested(self, cells: Sequence[Any], number: int, remarks: list[Remark]) -> None:
        for at, cell in enumerate(cells):
            if cell.__class__ in (list, dict) and cell and self._understood[at]:
                what = "a list or object stands where text was expected; it is not read"
                remarks.append(Remark(what, self._names[at], number, blocks=True))

    def _short(self, row: Row) -> Remark:
        """Say that a row ends early; it blocks where a column that counts is cut off."""
        lost = range(max(0, self._width - row.short), self._width)
        counts = [self._names[at] for at in lost if self._understood[at]]
        what = f"the row lacks its last {row.short} of {self._width} cells"
        return Remark(what, counts[0] if counts else "", row.number, blocks=bool(counts))

    def _text(self, texts: _Texts, field: str) -> str:
        at = self._at.get(field, -1)
        return texts[at] if at >= 0 else ""

    def _country(self, texts: _Texts, field: str, number: int, remarks: list[Remark]) -> str:
        at = self._at.get(field, -1)
        text = texts[at] if at >= 0 else ""
        return read_country(text, self._names[at], number, remarks) if text else ""

    def _goods(
        self, texts: _Texts, cells: Sequence[Any], number: int, remarks: list[Remark]
    ) -> GoodsLine | None:
        values = [texts[at] if at >= 0 else "" for at in self._goods_at]
        if not any(values):
            return None
        hs_code, description, eccn, maker, part_number = values
        if hs_code:
            hs_code = self._hs_code(hs_code, cells, number, remarks)
        if not maker and self._maker_at >= 0:
            maker = texts[self._maker_at]
        value = self._text(texts, "goods.value")
        origin = self._country(texts, "goods.origin_country", number, remarks)
        written = self._text(texts, "goods.origin_country")
        return GoodsLine(
            hs_code=hs_code,
            description=description,
            eccn=eccn,
            maker=maker,
            part_number=part_number,
            quantity=self._text(texts, "goods.quantity"),
            unit=self._text(texts, "goods.unit"),
            value=value,
            currency=self._text(texts, "currency") if value else "",
            origin_country=origin,
            origin_text=written if written != origin else "",
            column=next(self._names[at] for at in self._goods_at if at >= 0 and texts[at]),
            row=number,
        )

    def _hs_code(self, text: str, cells: Sequence[Any], number: int, remarks: list[Remark]) -> str:
        """Read the code as far as its cell goes; what a code means is for ``goods``."""
        if not text[0].isdigit() and is_empty_mark(text):
            return ""
        at = self._goods_at[0]
        code, problem = read_hs_cell(text)
        if (
            at < self._width
            and isinstance(cells[at], int | float)
            # Six, eight or ten digits have lost none.
            and len(code.partition(".")[0]) not in (6, 8, 10)
        ):
            problem = "the HS code is stored as a number; zeros at its ends may be lost"
        if problem:
            remarks.append(Remark(problem, self._names[at], number))
        return code

    def _countries(
        self, texts: _Texts, goods: GoodsLine | None, number: int, remarks: list[Remark]
    ) -> tuple[str, str, str]:
        """Give origin, destination, and the destination as written."""
        origin = self._country(texts, "origin_country", number, remarks)
        if not origin and not self._text(texts, "origin_country"):
            if goods:
                origin = goods.origin_country
            else:
                origin = self._country(texts, "goods.origin_country", number, remarks)
        destination = self._country(texts, "destination_country", number, remarks)
        written = self._text(texts, "destination_country")
        direction = self._text(texts, "direction").casefold()
        if direction and "reporting_country" in self._at:
            if direction in _IMPORT and not written:
                written = self._text(texts, "reporting_country")
                destination = self._country(texts, "reporting_country", number, remarks)
            elif direction in _EXPORT and not origin and not self._text(texts, "origin_country"):
                origin = self._country(texts, "reporting_country", number, remarks)
        return origin, destination, written

    def _kind_of(self, texts: _Texts, number: int, remarks: list[Remark]) -> str:
        text = self._text(texts, "kind")
        if not text or text.casefold() in KINDS:
            return text.casefold() or self._kind
        what = f'"{text[:40]}" is none of {", ".join(KINDS)}; taken as {self._kind}'
        remarks.append(Remark(what, self._names[self._at["kind"]], number))
        return self._kind

    def _day(
        self,
        texts: _Texts,
        field: str,
        number: int,
        remarks: list[Remark],
        *,
        months: bool = False,
    ) -> str:
        """Read a date to the day; month and year alone are said, and stay in ``extra``.

        With ``months`` they are given too: a ban is asked about on every day that they may mean.
        """
        at = self._at.get(field, -1)
        if at < 0 or not texts[at]:
            return ""
        iso, precision, problem = read_date(texts[at], self._orders.get(at))
        if problem and not is_empty_mark(texts[at]):
            remarks.append(Remark(problem, self._names[at], number, blocks=not iso))
        if early := early_day(iso):
            remarks.append(Remark(early, self._names[at], number, blocks=True))
            return ""
        if precision == "day":
            return iso
        if precision:
            what = f"only the {precision} is known ({iso}); the day stays open"
            remarks.append(Remark(what, self._names[at], number))
            return iso if months else ""
        return ""

    def _legs(self, texts: _Texts, number: int, remarks: list[Remark]) -> tuple[Leg, ...]:
        """Give the way in order: to the port, between the ports, from the port to the door."""

        def place(name: str) -> tuple[str, str]:
            country = self._country(texts, f"{name}country", number, remarks)
            text = self._text(texts, f"{name}place")
            if name == DELIVERY:
                text = " ".join(part for part in (text, self._coordinate(texts)) if part)
            return text, country

        receipt, delivery = place("receipt."), place(DELIVERY)
        start, end, via = place("leg.from_"), place("leg.to_"), place("leg.via_")
        legs: list[Leg] = []
        if any(receipt) and any(start):
            legs.append(_leg(receipt, start))
        start = start if any(start) else receipt
        last = end if any(end) else delivery
        main = Leg(
            *start,
            *last,
            *via,
            mode=self._text(texts, "leg.mode"),
            departs_on=self._day(texts, "leg.departs_on", number, remarks, months=True),
            arrives_on=self._day(texts, "leg.arrives_on", number, remarks, months=True),
        )
        if main != Leg():
            legs.append(main)
        if any(delivery) and any(end):
            legs.append(_leg(end, delivery))
        return tuple(legs)

    def _coordinate(self, texts: _Texts) -> str:
        """Put the columns of a latitude and a longitude into one coordinate, as a cell writes it.

        One of the two alone is given with its name: it is no coordinate, and coverage says so.
        """
        found = {axis: self._text(texts, f"{DELIVERY}{axis}") for axis in ("latitude", "longitude")}
        if all(found.values()):
            plain = all(_PLAIN_NUMBER.fullmatch(one) for one in found.values())
            return "{}°, {}°".format(*found.values()) if plain else ", ".join(found.values())
        return " ".join(f"{axis} {text}" for axis, text in found.items() if text)

    def _maker_column(self) -> int:
        """Find the manufacturer's name, which is also the maker of the goods."""
        for column in self._plan.planned:
            target = column.target
            if column.used and target and target[:2] == ("name", "manufacturer"):
                return column.index
        return -1


def _leg(start: tuple[str, str], end: tuple[str, str]) -> Leg:
    return Leg(from_place=start[0], from_country=start[1], to_place=end[0], to_country=end[1])


def _places(plan: ColumnPlan) -> dict[str, int]:
    """Index the columns of fields; a constant stands in where no column fills its field."""
    places: dict[str, int] = {}
    for column in (*plan.planned, *(column for column, _ in plan.constants)):
        if column.used and column.target and not column.target.role:
            places.setdefault(column.target.field, column.index)
    return places


def _defaults(plan: ColumnPlan) -> tuple[tuple[int, str], ...]:
    """Pair the columns whose field has a constant too with its value."""
    by_field = {_key(column): column.index for column in reversed(plan.planned) if column.used}
    return tuple(
        (by_field[_key(column)], value)
        for column, value in plan.constants
        if _key(column) in by_field
    )


def _key(column: PlannedColumn) -> tuple[int, str]:
    return column.party, column.target.field if column.target else ""
