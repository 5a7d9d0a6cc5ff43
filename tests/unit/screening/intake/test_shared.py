"""The real customs extract, where it is present: counts only."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterflow.core.model.refusals import Refusal
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.rows import Row, Table
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.transactions import read_transactions

FILE = Path(__file__).parents[5] / "shared/data/trade/shipments_real_companies.csv.gz"


@pytest.mark.shared
@pytest.mark.skipif(not FILE.exists(), reason="../shared/data/trade is not present")
def test_every_row_of_the_extract_is_read() -> None:
    """No row is refused, both parties and the goods are there, and few cells are unreadable."""

    def rows() -> Iterator[Row | Refusal]:
        with gzip.open(FILE, "rt", encoding="utf-8", newline="") as stream:
            records = csv.reader(stream)
            next(records)
            for number, cells in enumerate(records, start=1):
                yield Row(number, number + 1, cells)

    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as stream:
        columns = tuple(next(csv.reader(stream)))
    plan = recognize(columns)
    assert plan.unknown == ("source_file",)
    count = with_parties = with_goods = blocked = destinations = 0
    for item in read_transactions(Table(columns, "extract", "csv", {}, rows), plan):
        assert isinstance(item, Transaction)
        count += 1
        with_parties += {party.role for party in item.parties} == {"consignee", "shipper"}
        with_goods += bool(item.goods)
        destinations += bool(item.destination_country)
        blocked += any(remark.blocks for remark in item.remarks)
    assert count == with_parties == with_goods == 26_593
    assert destinations > 23_000
    # "EUROPEAN UNION", "UNDEFINED" and the like as origin: no country, and said so.
    assert blocked < 0.02 * count
