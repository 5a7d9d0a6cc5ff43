"""What is screened: goods, ways, whole transactions, and a customer's earlier orders."""

from __future__ import annotations

from typing import Any

import msgspec

from counterflow.core.model.parties import Detail, Party
from counterflow.core.model.refusals import Remark


class GoodsLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of goods. ``hs_code`` is kept as written; quantities and values are text."""

    hs_code: str = ""
    description: str = ""
    eccn: str = ""
    maker: str = ""
    part_number: str = ""
    quantity: str = ""
    unit: str = ""
    value: str = ""
    currency: str = ""
    origin_country: str = ""
    origin_text: str = ""
    column: str = ""
    row: int = 0


class Leg(msgspec.Struct, frozen=True, omit_defaults=True):
    """One movement from a place to a place. Countries are ISO alpha-2 where understood."""

    from_place: str = ""
    from_country: str = ""
    to_place: str = ""
    to_country: str = ""
    via_place: str = ""
    via_country: str = ""
    mode: str = ""
    departs_on: str = ""
    arrives_on: str = ""


class Transaction(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order, shipment or payment: parties, goods lines, legs and what was written beside them.

    ``date`` is ISO 8601 (day precision) or empty. ``rows`` are the input's record numbers,
    from 1. ``extra`` holds the input cells as given, for passing through.
    """

    id: str
    kind: str = "shipment"
    date: str = ""
    parties: tuple[Party, ...] = ()
    goods: tuple[GoodsLine, ...] = ()
    legs: tuple[Leg, ...] = ()
    origin_country: str = ""
    destination_country: str = ""
    destination_text: str = ""
    value: str = ""
    currency: str = ""
    rows: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()
    extra: dict[str, Any] = {}
    details: tuple[Detail, ...] = ()

    def detail(self, name: str) -> str:
        """Give what is said of the transaction under a name; empty where nothing is."""
        return next((one.value for one in self.details if one.name == name), "")


class PastOrder(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An earlier order of a customer, as far as red flags ask for it.

    ``date`` is ISO 8601, countries ISO alpha-2, ``quantity`` the sum of its lines as a decimal
    (empty where one is not readable); ``listed`` says that some goods were on a control table.
    """

    date: str
    quantity: str = ""
    destination: str = ""
    payment_country: str = ""
    listed: bool = False


class CustomerHistory(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of a customer from before a transaction: its orders, the oldest first.

    No orders at all is knowledge too: the records were searched, and this is its first.
    """

    customer: str
    orders: tuple[PastOrder, ...] = ()
