"""Days that no paper has, and zeros that fill cells: each is said with its column."""

from __future__ import annotations

import pytest

from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.rows import Row
from counterflow.screening.intake.cells import read_identifier
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.native import transaction_of
from counterflow.screening.intake.rows import RowReader


def _row(columns: list[str], cells: list[str]) -> Transaction:
    return RowReader(recognize(columns), kind="shipment", orders={}).read(Row(1, 2, cells))


@pytest.mark.parametrize("text", ["1899-12-30", "31.12.1899", "1900-01-01", "1899", "1970-01-01"])
def test_a_day_that_software_writes_for_none_is_not_believed(text: str) -> None:
    """By the rules of 1899 nothing was forbidden: such a paper passed."""
    native = transaction_of({"id": "1", "date": text})
    row = _row(["Buyer", "Shipment Date"], ["Birch GmbH", text])
    for read, column in ((native, "date"), (row, "Shipment Date")):
        assert read.date == ""
        (said,) = [one for one in read.remarks if one.column == column]
        assert said.blocks
        assert "before 1970-01-02" in said.what


def test_the_days_of_legs_are_doubted_alike() -> None:
    leg = {"from_place": "Hamburg", "to_place": "Riga", "departs_on": "1899-09-10"}
    read = transaction_of({"id": "1", "legs": [leg]})
    assert read.legs[0].departs_on == ""
    assert [(one.column, one.blocks) for one in read.remarks] == [("legs[0].departs_on", True)]


@pytest.mark.parametrize("text", ["1970-01-02", "1995-06-01", "2026-09-15"])
def test_an_old_paper_keeps_its_day(text: str) -> None:
    assert transaction_of({"id": "1", "date": text}).date == text


def test_a_zero_is_said_where_it_is_taken_as_empty() -> None:
    ship = {"role": "vessel", "name": "Quiet Birch", "country": "0",
            "identifiers": [{"kind": "imoNumber", "value": "0"}]}  # fmt: skip
    native = transaction_of({"id": "1", "parties": [ship], "destination_country": "0"})
    row = _row(["Vessel", "IMO Number", "Destination Country"], ["Quiet Birch", "0", "0"])
    columns = {"parties[0].country", "parties[0].identifiers[0]", "destination_country"}
    for read, named in ((native, columns), (row, {"IMO Number", "Destination Country"})):
        said = {one.column for one in read.remarks if one.what == '"0" is taken as an empty cell'}
        assert said == named
        assert not any(one.blocks for one in read.remarks)


@pytest.mark.parametrize(
    "text", ["211234567", "211 234 567", "MMSI 211234567", "MMSI: 211234567", "mmsi no. 211234567"]
)
def test_the_word_before_an_mmsi_is_no_part_of_it(text: str) -> None:
    assert read_identifier("mmsi", text).value == "211234567"
