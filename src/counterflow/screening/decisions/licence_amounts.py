"""Count what a transaction draws from the balances of a licence: quantities and values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from counterflow.core.facts import load_facts
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.core.text.amounts import read_amount
from counterflow.screening.decisions.licence_file import Licence
from counterflow.watch.goods.codes import read_hs_codes


@dataclass(frozen=True, slots=True)
class Amounts:
    """A quantity and a value, in the unit and currency of one licence; ``None`` where not counted.

    Example:
        >>> left = Amounts(Decimal(100), None) - Amounts(Decimal(40), None)
        >>> left.fits(Amounts(Decimal(60), None)), left.fits(Amounts(Decimal(61), None))
        (True, False)
    """

    quantity: Decimal | None = None
    value: Decimal | None = None

    def __sub__(self, other: Amounts) -> Amounts:
        """Take from both; what is not counted stays so."""
        return Amounts(_less(self.quantity, other.quantity), _less(self.value, other.value))

    def fits(self, needed: Amounts) -> bool:
        """Tell whether what is needed is not more than this."""
        pairs = ((self.quantity, needed.quantity), (self.value, needed.value))
        return all(left is None or need is None or need <= left for left, need in pairs)


def _less(left: Decimal | None, drawn: Decimal | None) -> Decimal | None:
    return left if left is None or drawn is None else left - drawn


def registered(licence: Licence) -> Amounts:
    """Give the balances of a licence as its file states them."""
    return Amounts(licence.balance, licence.value)


def holds(licence: Licence, line: GoodsLine) -> bool:
    """Tell whether a licence is for such goods: by each kind of code that it names.

    A line without the code that the licence names is not held: nothing says that it is the same.
    """
    if licence.hs:
        codes = [code.digits for code in read_hs_codes(line.hs_code) if code.digits]
        if not codes or not all(code.startswith(licence.hs) for code in codes):
            return False
    return not licence.eccn or line.eccn.strip().upper().startswith(licence.eccn)


@cache
def _units() -> Mapping[str, str]:
    same = load_facts("policies/units.yaml")["same"]
    return {str(word).casefold(): str(group[0]) for group in same for word in group}


def unit_key(unit: str) -> str:
    """Give what the names of one unit share; nothing is converted.

    Example:
        >>> unit_key("Stk."), unit_key("PCS"), unit_key("kg"), unit_key("EUR")
        ('pcs', 'pcs', 'kg', 'eur')
    """
    plain = unit.strip().rstrip(".").casefold()
    return _units().get(plain, plain)


def draw_of(licence: Licence, transaction: Transaction) -> Amounts | str:
    """Settle what a transaction takes of a licence's balances.

    All lines that the licence is for count together, whichever of them a finding is about.

    Returns:
        The amounts; or, in words, why they cannot be counted.
    """
    lines = [line for line in transaction.goods if holds(licence, line)]
    quantity = value = None
    if licence.balance is not None:
        units = (licence.unit, "unit", "quantity")
        quantity = _sum(lines, lambda one: (one.quantity, one.unit), units)
    if licence.value is not None:
        units = (licence.currency, "currency", "value")
        value = _sum(lines, lambda one: (one.value, one.currency), units)
    for found in (quantity, value):
        if isinstance(found, str):
            return found
    return Amounts(
        None if isinstance(quantity, str) else quantity, None if isinstance(value, str) else value
    )


def _sum(
    lines: Sequence[GoodsLine],
    read: Callable[[GoodsLine], tuple[str, str]],
    words: tuple[str, str, str],
) -> Decimal | str:
    """Add amounts up; the words are the wanted unit, what a unit is called, and what is counted."""
    wanted, unit_word, what = words
    total = Decimal(0)
    for line in lines:
        text, unit = read(line)
        amount = read_amount(text)
        if amount is None:
            return f"the {what} {text!r} cannot be held against its balance"
        if unit_key(unit) != unit_key(wanted):
            return f"the {unit_word} {unit!r} is not that of its balance ({wanted})"
        total += amount
    if lines and not total:
        return f"the papers name no {what} of its goods"
    return total


def amount_words(licence: Licence, amounts: Amounts) -> str:
    """Write amounts with the unit and the currency of a licence.

    Example:
        >>> from counterflow.screening.decisions.licence_file import read_licence
        >>> row = {"id": "X", "kind": "licence", "authority": "BAFA", "regime": "EU",
        ...        "in_force_from": "2026-01-01", "balance": 9, "unit": "pcs",
        ...        "balance_value": 500, "currency": "EUR"}
        >>> licence = read_licence(row)
        >>> amount_words(licence, registered(licence))
        '9 pcs and 500 EUR'
    """
    pairs = ((amounts.quantity, licence.unit), (amounts.value, licence.currency))
    return " and ".join(f"{number:f} {unit}".rstrip() for number, unit in pairs
                        if number is not None)  # fmt: skip
