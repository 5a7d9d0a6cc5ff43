"""Two columns of one meaning: what the second says otherwise is asked too."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.rows import Row
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.rows import RowReader
from counterflow.screening.pipeline.countries import find_countries


def read(headings: Sequence[str], cells: Sequence[str]) -> Transaction:
    reader = RowReader(recognize(headings), kind="shipment", orders={})
    return reader.read(Row(1, 2, list(cells)))


def received(transaction: Transaction) -> set[str]:
    """Give the countries that count as destination."""
    return {one.country for one in find_countries(transaction) if one.destination}


DESTINATIONS = ["Country of End Use", "Final Destination", "Country of ultimate destination"]


@pytest.mark.parametrize(
    ("cells", "countries"),
    [
        (["RU", "France", "FR"], {"RU", "FR"}),
        (["FR", "France", "RU"], {"RU", "FR"}),
        (["FR", "Paris", "IR"], {"IR", "FR"}),
        (["", "Bandar", "IR"], {"IR"}),
        (["", "", "IR"], {"IR"}),
    ],
)
def test_every_column_of_the_destination_counts(cells: list[str], countries: set[str]) -> None:
    """Whichever of them names Russia or Iran, it is a destination."""
    headings = ["Consignee", *DESTINATIONS]
    assert received(read(headings, ["Alder SARL", *cells])) == countries


def test_a_place_among_destinations_is_a_place() -> None:
    """“Final Destination: Paris” beside a country is where the way ends, and no fault."""
    found = read(["Consignee", *DESTINATIONS], ["Alder SARL", "", "Paris", "FR"])
    assert [leg.to_place for leg in found.legs] == ["Paris"]
    assert not any(remark.blocks for remark in found.remarks)


def test_two_words_that_are_no_country_block() -> None:
    """What neither column says as a country stays open."""
    found = read(["Consignee", *DESTINATIONS[1:]], ["Alder SARL", "Atlantis", "Lemuria"])
    assert [remark.blocks for remark in found.remarks] == [True, True]


def test_a_difference_is_said() -> None:
    """A person reads which columns differ."""
    found = read(["Consignee", *DESTINATIONS[1:]], ["Alder SARL", "FR", "RU"])
    (remark,) = found.remarks
    assert remark.what.startswith('"Final Destination", "Country of ultimate destination"')
    assert remark.what.endswith("FR and RU: two columns of the destination differ; both are asked")


def test_second_country_of_a_party() -> None:
    """A consignee written under two countries is in both."""
    headings = ["Consignee", "Consignee Country", "Pays du destinataire"]
    assert received(read(headings, ["Alder SARL", "AE", "Iran"])) == {"AE", "IR"}
    assert received(read(headings, ["Alder SARL", "", "Iran"])) == {"IR"}
    assert read(headings, ["Alder SARL", "AE", "UAE"]).parties[0].details == ()


def test_second_code_of_goods() -> None:
    """A second code that differs within six digits is a line of its own, without amounts."""
    headings = ["Consignee", "HS Code", "Schedule B", "Qty"]
    same = read(headings, ["Alder", "8542.31", "8542310040", "5"])
    assert [line.hs_code for line in same.goods] == ["8542.31"]
    other = read(headings, ["Alder", "6109.10", "8542310040", "5"])
    assert [(line.hs_code, line.quantity) for line in other.goods] == [
        ("6109.10", "5"),
        ("8542310040", ""),
    ]
    assert [line.hs_code for line in read(headings, ["Alder", "", "8542.31", ""]).goods] == [
        "8542.31"
    ]


def test_second_description_and_place() -> None:
    """A second description is read with the first; a second port is a stop of its own."""
    headings = ["Consignee", "Product", "Description", "Via", "Transhipment Port"]
    found = read(headings, ["Alder", "chips", "FPGA", "Jebel Ali", "Bandar Abbas"])
    assert found.goods[0].description == "chips; FPGA"
    assert {leg.via_place for leg in found.legs} == {"Jebel Ali", "Bandar Abbas"}


def test_second_origin() -> None:
    """Steel said to be of two origins is of both."""
    headings = ["Consignee", "HS Code", "Country of origin", "Made in"]
    found = read(headings, ["Alder", "7208.10", "TR", "RU"])
    assert {line.origin_country for line in found.goods} == {"TR", "RU"}


CODES = st.sampled_from(["", "FR", "RU", "IR", "AE", "Paris"])


@given(first=CODES, second=CODES, third=CODES)
def test_no_country_of_destination_is_dropped(first: str, second: str, third: str) -> None:
    """Invariant: every country of every column is a destination, in whatever order they stand."""
    found = read(["Consignee", *DESTINATIONS], ["Alder SARL", first, second, third])
    assert received(found) == {first, second, third} - {"", "Paris"}
