"""Signs of payment, of the customer's earlier orders, and of what was said of the goods' use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from statistics import median
from typing import Final

from counterflow.core.model.transactions import PastOrder
from counterflow.screening.pipeline.sign_goods import Reader, number_in
from counterflow.screening.pipeline.sign_ground import (
    INVASION,
    SignGround,
    is_after_invasion,
    span_of,
)
from counterflow.watch.rules.words import is_vague, is_withheld, payment_method

_SHORTEST_USE: Final = 4
"""Letters below which a stated use says nothing. Ours."""
_LAST_DAYS: Final = 14
"""Days before departure in which a change of the receiver is one of the last minute. Ours."""
_YEAR: Final = dt.timedelta(days=365)


def _method(ground: SignGround) -> str | None:
    text = ground.transaction.detail("payment_method")
    return payment_method(text) if text else None


def _payers(ground: SignGround) -> list[str]:
    """Give the countries that payment comes from: the stated one, and those of payers."""
    lands = [ground.transaction.detail("payment_country")]
    lands += [party.country for party in ground.transaction.parties if party.role == "payer"]
    return [land for land in lands if land]


def _expected(ground: SignGround) -> set[str]:
    """Give the countries from which payment is no surprise."""
    return {*ground.destinations, *(party.country for party in ground.receivers if party.country)}


def payment_from_third_country(ground: SignGround) -> bool | None:
    """Tell whether payment comes from elsewhere; unknown where either side is."""
    payers, expected = _payers(ground), _expected(ground)
    if not expected and (stated := ground.transaction.detail("payment_country")):
        payers, expected = [stated], {party.country for party in ground.customers} - {""}
    return any(land not in expected for land in payers) if payers and expected else None


def payer_is_another(ground: SignGround) -> bool | None:
    """Tell whether the payer is none of the receivers; unknown where no receiver is named."""
    payers = {_key(p.name) for p in ground.transaction.parties if p.role == "payer" and p.name}
    receivers = {_key(party.name) for party in ground.receivers if party.name}
    return payers.isdisjoint(receivers) if payers and receivers else None


def _key(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


_BANKS: Final = frozenset({"bank", "payer_bank"})
"""Roles of the bank that pays; a correspondent bank sits elsewhere as a rule."""


def bank_in_third_country(ground: SignGround) -> bool | None:
    """Tell whether a bank is in a country of nobody concerned."""
    banks = [p.country for p in ground.transaction.parties if p.role in _BANKS and p.country]
    expected = _expected(ground).union(
        party.country for party in ground.transaction.parties if party.role in ("payer", "payee")
    )
    expected.discard("")
    return any(land not in expected for land in banks) if banks and expected else None


def _orders(ground: SignGround) -> tuple[PastOrder, ...] | None:
    return ground.history.orders if ground.history is not None else None


def _first_order(ground: SignGround) -> str | None:
    """Give the day of the customer's first order: as stated, or as the records have it."""
    stated = ground.transaction.detail("first_order_on")
    orders = _orders(ground)
    days = [day for day in (stated, orders[0].date if orders else "") if day]
    if days:
        return min(days)
    return ground.on.isoformat() if orders is not None else None


def customer_since_days(ground: SignGround) -> int | None:
    """Give the days since the customer's first order."""
    span = span_of(_first_order(ground) or "")
    return max(0, (ground.on - span[0]).days) if span else None


def first_order_after(ground: SignGround) -> bool | None:
    """Tell whether the customer's first order was after 2022-02-24."""
    return is_after_invasion(_first_order(ground) or "")


def previous_orders(ground: SignGround) -> int | None:
    """Give the number of earlier orders: the greater of what is stated and recorded."""
    stated = number_in(ground.transaction.detail("previous_orders"))
    orders = _orders(ground)
    counts = [int(stated)] if stated is not None else []
    counts += [len(orders)] if orders is not None else []
    return max(counts) if counts else None


def quantity_ratio(ground: SignGround) -> float | None:
    """Divide this quantity by the usual one."""
    own = quantity_of(ground)
    usual = number_in(ground.transaction.detail("usual_quantity"))
    if usual is None:
        past = [number_in(order.quantity) for order in _orders(ground) or ()]
        known = [quantity for quantity in past if quantity]
        usual = median(known) if known else None
    return own / usual if own is not None and usual else None


def quantity_of(ground: SignGround) -> float | None:
    """Give the sum of the lines' quantities; unknown where one has none or units differ."""
    lines = ground.transaction.goods
    read = [number_in(line.quantity) for line in lines]
    known = [quantity for quantity in read if quantity is not None]
    if not lines or len(known) < len(read) or len({line.unit.casefold() for line in lines}) > 1:
        return None
    return sum(known)


def destination_changed(ground: SignGround) -> bool | None:
    """Tell whether the destination is not the one first stated."""
    former = ground.transaction.detail("previous_destination")
    return former != ground.destination if former and ground.destination else None


def ship_to_changed(ground: SignGround) -> bool | None:
    """Tell whether the receiver was changed, and late where the day of the change is given."""
    parties = ground.transaction.parties
    former = [_key(p.name) for p in parties if p.role == "former_consignee" and p.name]
    changed = span_of(ground.transaction.detail("ship_to_changed_on"))
    if not former and not changed:
        return None
    now = [_key(p.name) for p in parties if p.role == "consignee" and p.name]
    if former and now and all(any(name in one for one in former) for name in now):
        return False
    return _days_left(ground, changed[0]) <= _LAST_DAYS if changed else True


def _days_left(ground: SignGround, changed: dt.date) -> int:
    """Count the days from a change to the departure, or to the day of the transaction."""
    departures = [span_of(leg.departs_on) for leg in ground.transaction.legs]
    leaves = min((span[0] for span in departures if span), default=ground.on)
    return (leaves - changed).days


def _is_new(land: str, before: list[str]) -> bool | None:
    known = [one for one in before if one]
    return land not in known if land and known else None


def destination_new(ground: SignGround) -> bool | None:
    """Tell whether the customer never ordered to this country; unknown of a new customer."""
    return _is_new(ground.destination, [order.destination for order in _orders(ground) or ()])


def payment_country_new(ground: SignGround) -> bool | None:
    """Tell whether the customer never paid from this country; unknown of a new customer."""
    past = [order.payment_country for order in _orders(ground) or ()]
    return _is_new(next(iter(_payers(ground)), ""), past)


def listed_goods_new(ground: SignGround) -> bool | None:
    """Tell whether a customer from before 2022-02-24 ordered listed goods only afterwards."""
    orders = _orders(ground)
    before = [order for order in orders or () if order.date <= INVASION.isoformat()]
    if orders is None or not before:
        return None
    return ground.listed and not any(order.listed for order in before)


def listed_quantity_ratio(ground: SignGround) -> float | None:
    """Compare a year of listed goods with the yearly mean of the two years before 2022-02-24."""
    own = quantity_of(ground)
    orders = _orders(ground)
    if own is None or not orders or not ground.listed:
        return None
    listed = [order for order in orders if order.listed]
    before = _sum_between(listed, INVASION - 2 * _YEAR, INVASION)
    recent = _sum_between(listed, ground.on - _YEAR, ground.on)
    return (own + recent) / (before / 2) if before else None


def _sum_between(orders: list[PastOrder], first: dt.date, last: dt.date) -> float:
    days = first.isoformat(), last.isoformat()
    return sum(number_in(o.quantity) or 0.0 for o in orders if days[0] <= o.date <= days[1])


def end_use_vague(ground: SignGround) -> bool | None:
    """Tell whether the stated use says nothing."""
    text = ground.transaction.detail("end_use").strip()
    if not text:
        return None
    # A word of Chinese or Japanese is two or three letters.
    short = text.isascii() and len(text) < _SHORTEST_USE
    return short or is_vague(text, "vague_uses") or is_withheld(text)


def end_use_refused(ground: SignGround) -> bool | None:
    """Tell whether the use is not told; what else a customer keeps back is not known."""
    return is_withheld(ground.transaction.detail("end_use")) or None


SIGNS: Final[Mapping[str, Reader]] = {
    "payment_method": _method,
    "payment_from_third_country": payment_from_third_country,
    "payer_is_another": payer_is_another,
    "bank_in_third_country": bank_in_third_country,
    "payment_country_new": payment_country_new,
    "customer_since_days": customer_since_days,
    "first_order_after_2022_02_24": first_order_after,
    "previous_orders": previous_orders,
    "quantity_ratio": quantity_ratio,
    "previous_destination": lambda ground: (
        ground.transaction.detail("previous_destination") or None
    ),
    "destination_changed": destination_changed,
    "ship_to_changed": ship_to_changed,
    "destination_new": destination_new,
    "listed_goods_new": listed_goods_new,
    "listed_quantity_ratio": listed_quantity_ratio,
    "end_use_vague": end_use_vague,
    "end_use_refused": end_use_refused,
    "no_reexport_clause": lambda ground: ground.transaction.detail("no_reexport_clause") or None,
    "licence_given": lambda ground: bool(ground.transaction.detail("licence")) or None,
}
"""How each sign of dealings is read, by its name."""
