"""Earlier orders: found by name or number, and only those from before the day."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.parties import Detail, Identifier, Party
from counterflow.core.model.transactions import CustomerHistory, GoodsLine, PastOrder, Transaction
from counterflow.screening.pipeline.history import OneHistory, book_of
from counterflow.watch.goods.tables import load_goods_tables

TABLES = load_goods_tables()
NOW = "2026-11-21"


def _order(day: str, name: str = "Muster AG", number: str = "", **more: object) -> Transaction:
    numbers = (Identifier("taxNumber", number),) if number else ()
    party = Party("buyer", name, identifiers=numbers, country="DE")
    return Transaction(f"{name} {day}", date=day, parties=(party,), **more)  # type: ignore[arg-type]


def _days(book_orders: list[Transaction], asked: Transaction, on: str = NOW) -> list[str]:
    found = book_of(book_orders, TABLES).of(asked, on)
    assert found is not None
    return [order.date for order in found.orders]


def test_a_customer_is_found_by_name_and_by_number() -> None:
    past = [_order("2021-01-01"), _order("2022-01-01", "Old Name", "77"), _order("2023-01-01", "B")]
    assert _days(past, _order(NOW, "MUSTER, AG")) == ["2021-01-01"]
    assert _days(past, _order(NOW, "Muster AG", "77")) == ["2021-01-01", "2022-01-01"]
    assert _days(past, _order(NOW, "Nobody")) == []


def test_nobody_has_no_history() -> None:
    assert book_of([_order("2021-01-01")], TABLES).of(Transaction("1"), NOW) is None


def test_what_is_kept_of_an_order() -> None:
    order = _order(
        "2021-01-01",
        goods=(GoodsLine("8542.31.00", quantity="5"), GoodsLine("0901", quantity="2.5")),
        destination_country="KZ",
        details=(Detail("payment_country", "AE"),),
    )
    found = book_of([order], TABLES).of(_order(NOW), NOW)
    assert found == CustomerHistory(
        "Muster AG", (PastOrder("2021-01-01", "7.5", "KZ", "AE", listed=True),)
    )


def test_orders_without_a_day_are_counted_and_not_used() -> None:
    book = book_of([_order(""), _order("2021-01-01")], TABLES)
    assert (book.read, book.undated) == (2, 1)


@given(st.lists(st.dates(dt.date(2018, 1, 1), dt.date(2026, 12, 31)), max_size=20), st.dates())
def test_only_orders_from_before_the_day_count(days: list[dt.date], on: dt.date) -> None:
    past = [_order(day.isoformat(), number="7") for day in days]
    expected = sorted(day.isoformat() for day in set(days) if day < on)
    assert sorted(set(_days(past, _order(NOW, number="7"), on.isoformat()))) == expected


def test_two_equal_orders_of_one_day_are_two() -> None:
    past = [_order("2021-01-01", number="7"), _order("2021-01-01", number="7")]
    assert len(_days(past, _order(NOW, number="7"))) == 2


def test_a_history_that_is_handed_in_is_cut_at_the_day_too() -> None:
    history = CustomerHistory("A", (PastOrder("2021-01-01"), PastOrder("2027-01-01")))
    found = OneHistory(history).of(_order(NOW), NOW)
    assert found is not None
    assert [order.date for order in found.orders] == ["2021-01-01"]
