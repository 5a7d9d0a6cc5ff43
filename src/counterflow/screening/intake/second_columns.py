"""Ask a second column of one meaning beside the first: "Final Destination" and "End Use Country".

Of two columns for a field that takes one value, one may say Russia where the other says France.
Neither is dropped: what the second says otherwise is a further leg, line of goods or country.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from counterflow.core.model.refusals import Remark
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.core.text.countries import country_code
from counterflow.screening.intake.cells import is_empty_mark
from counterflow.screening.intake.parties import read_country
from counterflow.screening.intake.plan import ColumnPlan, PlannedColumn
from counterflow.screening.intake.targets import Target

_DESTINATION: Final = "destination_country"
_GOODS: Final = frozenset({"goods.hs_code", "goods.eccn", "goods.description"})
_ORIGINS: Final = frozenset({"origin_country", "goods.origin_country"})
_WAYS: Final = {
    **{f"leg.{end}_{what}": (end, what) for end in ("from", "via", "to")
       for what in ("place", "country")},
    **{f"receipt.{what}": ("from", what) for what in ("place", "country")},
    **{f"delivery.{what}": ("to", what) for what in ("place", "country")},
}  # fmt: skip


def is_read_beside(target: Target) -> bool:
    """Tell whether a second column of a target is asked beside the first.

    Countries, places and codes of goods are; a second date or number of the paper is not.

    Example:
        >>> is_read_beside(Target("destination_country")), is_read_beside(Target("id"))
        (True, False)
    """
    if target.role:
        return target.field in ("country", "city")
    return target.field in {_DESTINATION, *_ORIGINS, *_GOODS, *_WAYS}


class SecondColumns:
    """Adds to a transaction of one row what its second columns say.

    Those of a party are read with the party (``parties``).

    Args:
        plan: What the columns mean.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> second = SecondColumns(recognize(["Destination", "Country of destination"]))
        >>> read = Transaction("1", destination_country="FR", rows=(1,))
        >>> second.complete(read, ["FR", "RU"]).legs[0].to_country
        'RU'
    """

    def __init__(self, plan: ColumnPlan) -> None:
        self.columns = tuple(
            column
            for column in plan.planned
            if column.beside >= 0 and column.target and not column.target.role
        )
        self._names = plan.columns

    def complete(self, transaction: Transaction, texts: Sequence[str]) -> Transaction:
        """Add what the second columns of the row say otherwise than the first.

        Args:
            transaction: As the first columns give it.
            texts: The cells of its row, and the constants behind them.

        Returns:
            The transaction; a further destination or place as a leg, a further code or origin as a
            line of goods, with a remark that names both columns.
        """
        for column in self.columns:
            text, first = texts[column.index], texts[column.beside]
            if text and text.casefold() != first.casefold() and not is_empty_mark(text):
                transaction = self._add(transaction, column, text, first)
        return transaction

    def _add(
        self, transaction: Transaction, column: PlannedColumn, text: str, first: str
    ) -> Transaction:
        assert column.target is not None
        field = column.target.field
        if field == _DESTINATION:
            return self._destination(transaction, column, text, first)
        if field in _GOODS:
            return _with_goods(transaction, field.removeprefix("goods."), text, column)
        if field in _ORIGINS:
            return self._origin(transaction, column, text)
        end, what = _WAYS[field]
        remarks: list[Remark] = []
        if what == "country":
            text = read_country(text, column.name, transaction.rows[0], remarks)
            known = {leg_country for leg in transaction.legs
                     if (leg_country := getattr(leg, f"{end}_country"))}  # fmt: skip
            text = "" if text in known else text
        return _with_leg(transaction, Leg(**{f"{end}_{what}": text}), remarks)

    def _destination(
        self, transaction: Transaction, column: PlannedColumn, text: str, first: str
    ) -> Transaction:
        """Add a further destination: a country, or the place that stands where one was expected."""
        known, code = transaction.destination_country, country_code(text)
        row = transaction.rows[0] if transaction.rows else 0
        if code and code == known:
            return transaction
        if code and known:
            what = f"{known} and {code}: two columns of the destination differ; both are asked"
            remark = Remark(f'"{self._names[column.beside]}", "{column.name}": {what}', row=row)
            return _with_leg(transaction, Leg(to_country=code), [remark])
        if code:
            # "Final Destination" holds a place as often as a country.
            heading = self._names[column.beside]
            said = tuple(one for one in transaction.remarks if one.column != heading)
            settled = replace(
                transaction, destination_country=code, destination_text="", remarks=said
            )
            return (
                _with_leg(settled, Leg(to_place=first, to_country=code), []) if first else settled
            )
        if known:
            return _with_leg(transaction, Leg(to_place=text, to_country=known), [])
        remarks: list[Remark] = []
        read_country(text, column.name, row, remarks)
        return _with_leg(transaction, Leg(), remarks)

    def _origin(self, transaction: Transaction, column: PlannedColumn, text: str) -> Transaction:
        remarks: list[Remark] = []
        code = read_country(text, column.name, transaction.rows[0], remarks)
        lines = (line.origin_country for line in transaction.goods)
        if not code or code in {transaction.origin_country, *lines}:
            return _with_leg(transaction, Leg(), remarks)
        if column.target == Target("origin_country") or not transaction.goods:
            return _with_leg(transaction, Leg(from_country=code), remarks)
        line = replace(_apart(transaction.goods[0], column), origin_country=code, origin_text="")
        return replace(transaction, goods=(*transaction.goods, line))


def _with_leg(transaction: Transaction, leg: Leg, remarks: Sequence[Remark]) -> Transaction:
    """Add a leg, unless it says nothing, and remarks."""
    legs = transaction.legs if leg == Leg() else (*transaction.legs, leg)
    return replace(transaction, legs=legs, remarks=(*transaction.remarks, *remarks))


def _with_goods(
    transaction: Transaction, field: str, text: str, column: PlannedColumn
) -> Transaction:
    """Join a second description to the first; give a second code a line of goods of its own."""
    if not transaction.goods:
        alone = replace(GoodsLine(column=column.name), **{field: text})
        return replace(transaction, goods=(alone,))
    line, *others = transaction.goods
    written = getattr(line, field)
    if field == "hs_code" and written and _digits(written)[:6] == _digits(text)[:6]:
        return transaction
    if not written or field == "description":
        joined = f"{written}; {text}" if written else text
        return replace(transaction, goods=(replace(line, **{field: joined}), *others))
    further = replace(_apart(line, column), **{field: text})
    return replace(transaction, goods=(*transaction.goods, further))


def _apart(line: GoodsLine, column: PlannedColumn) -> GoodsLine:
    """Copy a line without its amounts, which would count twice."""
    return replace(line, quantity="", unit="", value="", currency="", column=column.name)


def _digits(code: str) -> str:
    return "".join(filter(str.isdigit, code))
