"""Addresses that many unlike customers of one file give."""

from __future__ import annotations

import datetime as dt
import pickle
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterflow
from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.rows import Row, Table
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.mapping import ColumnMapping
from counterflow.screening.intake.transactions import read_transactions
from counterflow.screening.pipeline.crowds import (
    Crowds,
    crowd_findings,
    crowds_of,
    crowds_of_file,
)
from counterflow.watch.rules.mentions import CountryMention, Situation

NAMES = ("Alder Tea", "Birch Timber", "Cedar Toys", "Elm Garments", "Fir Perfumes", "Gorse Shoes")
ROOM = "Unit 1407, Gorse Centre, 33 Alder Road"


def order(name: str, address: str = ROOM, *, role: str = "buyer") -> Transaction:
    """Give an order of one customer."""
    return Transaction(name, parties=(Party(role, name, country="HK", address=address),))


def ask(crowds: Crowds, transaction: Transaction, *, to: str = "HK") -> list[Finding]:
    """Ask about one order of the file."""
    country = CountryMention("destination", to, to, destination=True)
    return list(
        crowd_findings(transaction, Situation(dt.date(2025, 3, 4), countries=[country]), crowds)
    )


def test_five_unlike_customers_at_one_address_are_told() -> None:
    """However the address is ordered, punctuated and written in capitals."""
    orders = [order(name, ROOM if at % 2 else ROOM.upper()) for at, name in enumerate(NAMES)]
    crowds = crowds_of([*orders, Refusal("a row")])
    (found,) = ask(crowds, orders[0])
    assert (found.kind, found.outcome, found.subject) == (
        "address",
        Outcome.REVIEW,
        "buyer address",
    )
    assert found.summary.startswith("6 customers of unlike names give this address")
    (note,) = ask(crowds, orders[0], to="SE")
    assert note.outcome is Outcome.NO_MATCH


@pytest.mark.parametrize(
    "orders",
    [
        [order(name) for name in NAMES[:4]],
        [order(f"Alder {name}") for name in NAMES],
        [order(name, "Alder Road, Harbourtown") for name in NAMES],
        [order(name, "Alder Road 5") for name in NAMES],
        [order(name, role="carrier") for name in NAMES],
        [order(name, "") for name in NAMES],
    ],
)
def test_no_crowd(orders: list[Transaction]) -> None:
    """Four customers, one house, no number, a street, carriers, no address."""
    assert ask(crowds_of(orders), orders[0]) == []


def test_the_order_of_the_file_does_not_matter() -> None:
    """And what a worker process is given is the same."""
    orders = [order(name, f"Unit {at % 2}, 33 Alder Road") for at, name in enumerate(NAMES * 2)]
    shuffled = orders[:]
    random.Random(3).shuffle(shuffled)
    one, other = crowds_of(orders), crowds_of(shuffled)
    assert one == other == pickle.loads(pickle.dumps(one))


ADDRESSES = (
    ROOM, "33 alder ROAD; gorse centre – unit 1407", "Unit 1407, Gorse Centre, 33 Alder Rd & Co",
    "Unit 1407, U.A.E. Tower, 33 O'Birch Road", "33 OBirch Road, UAE Tower, Unit 1407",
    "№ 5, улица Кедровая, дом ٣", "5 Alder Road", "Alder Road Gorse Centre", "", " ", "-",
)  # fmt: skip
CROWD = st.lists(
    st.tuples(
        st.sampled_from([*NAMES, "Alder Toys", "TO ORDER", "n/a", "same as consignee", "", "7"]),
        st.sampled_from(ADDRESSES),
        st.sampled_from(["HK", "Hong Kong", "SE", "", "Atlantis"]),
        st.sampled_from(["a", "b", "c", "d", "e", "f", ""]),
    ),
    max_size=40,
)


@given(CROWD, st.booleans(), st.booleans())
def test_the_cells_of_a_file_give_what_its_transactions_give(
    rows: list[tuple[str, str, str, str]], constant: bool, plain: bool
) -> None:
    """Whatever names, countries, numbers of shipments and constants it has."""
    columns = ("Consignee", "Consignee address", "Consignee country", "Shipment no", "Buyer")
    cells = [[*row, row[0]] for row in rows]
    items: list[Row | Refusal] = [Row(at, at + 1, row) for at, row in enumerate(cells, start=1)]
    table = Table(columns, "a.csv", "csv", {}, lambda: iter([*items, Refusal("a row")]))
    fixed = {"consignee.address": ROOM, "buyer.address": ROOM} if constant else {}
    columns_as = {"Shipment no": "ignore"} if plain else {}
    plan = recognize(columns, ColumnMapping(columns_as, fixed))
    assert crowds_of_file(table, plan) == crowds_of(read_transactions(table, plan))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_is_asked_as_a_whole(tmp_path: Path, workers: int) -> None:
    """Each of the customers is told of the others, in one process and in two."""
    file, out = tmp_path / "orders.csv", tmp_path / "out.ndjson"
    rows = [f'{at},{name},HK,"{ROOM}",0902.30,tea' for at, name in enumerate(NAMES)]
    file.write_text(
        "\n".join(["id,buyer name,buyer country,buyer address,hs code,description", *rows]),
        encoding="utf-8",
    )
    engine = counterflow.open(tmp_path / "store", lists=["watch_pack"])
    engine.screen_file(file, output=out, kind="order", workers=workers)
    assert out.read_text("utf-8").count('"rule":"address-crowd"') == len(NAMES)
