"""Records in our own shape."""

from __future__ import annotations

from typing import Any

from counterflow.core.model import Refusal, Transaction
from counterflow.core.tables.rows import Row, Table
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.transactions import read_transactions

COLUMNS = ("id", "kind", "date", "parties", "goods", "legs", "destination_country", "note")


def read(*records: dict[str, Any], columns: tuple[str, ...] = COLUMNS) -> list[Any]:
    rows = [
        Row(number, 0, [record.get(name) for name in columns])
        for number, record in enumerate(records, start=1)
    ]
    opened = Table(columns, "orders.json", "json", {}, lambda: iter(rows))
    return list(read_transactions(opened, recognize(columns)))


def test_own_shape() -> None:
    """Nested parties, goods and legs are taken over; countries and roles are read."""
    (found,) = read(
        {
            "id": 7,
            "kind": "order",
            "date": "5 March 2025",
            "parties": [
                {
                    "role": "End User",
                    "name": " A  Ltd",
                    "country": "Iran",
                    "identifiers": [{"kind": "taxNumber", "value": 12}],
                }
            ],
            "goods": [{"hs_code": 854231, "value": 10.5, "origin_country": "de"}],
            "legs": [{"from_place": "Hamburg", "to_country": "UAE"}],
            "destination_country": "Islamic Republic of Iran",
            "note": {"colour": "red"},
        }
    )
    assert isinstance(found, Transaction)
    assert (found.id, found.kind, found.date, found.rows) == ("7", "order", "2025-03-05", (1,))
    party = found.parties[0]
    assert (party.role, party.name, party.country) == ("end_user", "A Ltd", "IR")
    assert party.identifiers[0].value == "12"
    assert (found.goods[0].hs_code, found.goods[0].value) == ("854231", "10.5")
    assert (found.goods[0].origin_country, found.goods[0].row) == ("DE", 1)
    assert found.legs[0].to_country == "AE"
    assert found.destination_country == "IR"
    assert found.extra == {"note": {"colour": "red"}}
    assert found.remarks == ()


def test_wrong_shape_is_refused_with_its_path() -> None:
    """A refusal names the path of the fault; the rest of the file goes on."""
    wrong, right = read(
        {"parties": [{"role": "buyer"}]}, {"parties": [{"role": "buyer", "name": "A"}]}
    )
    assert isinstance(wrong, Refusal)
    assert "$.parties[0]" in wrong.what
    assert (wrong.row, wrong.file) == (1, "orders.json")
    assert isinstance(right, Transaction)
    assert right.id == "row-2"


def test_items_that_are_no_objects_are_refused() -> None:
    """A list of texts, or an object for a list, is a wrong shape and no crash."""
    for parties in (["A"], {"role": "buyer", "name": "A"}, [None]):
        (found,) = read({"parties": parties})
        assert isinstance(found, Refusal)


def test_unknown_keys_roles_and_countries_are_said() -> None:
    """What is misspelt is named, and blocks where it could not be used."""
    (found,) = read(
        {"parties": [{"role": "wizard", "name": "A", "country": "Atlantis", "nation": "IR"}]}
    )
    said = {(remark.column, remark.blocks) for remark in found.remarks}
    assert said == {
        ("parties", False),
        ("parties[0].role", False),
        ("parties[0].country", True),
    }
    assert found.parties[0].country_text == "Atlantis"


def test_flat_columns_beside_are_said() -> None:
    """A flat column beside our shape is not read; that blocks, and its value survives."""
    columns = (*COLUMNS, "Consignee Country")
    (found,) = read(
        {"parties": [{"role": "buyer", "name": "A"}], "Consignee Country": "IR"}, columns=columns
    )
    assert [(r.column, r.blocks) for r in found.remarks] == [("Consignee Country", True)]
    assert found.extra == {"Consignee Country": "IR"}


def test_flat_rows_in_the_same_file() -> None:
    """A record without our lists is read by its columns; a nested value there is said."""
    columns = ("Consignee", "goods", "HS Code")
    flat, nested = read(
        {"Consignee": "A", "goods": "Chips", "HS Code": "8542"},
        {"Consignee": {"name": "A"}, "goods": "Chips"},
        columns=columns,
    )
    assert flat.goods[0].description == "Chips"
    assert [(r.column, r.blocks) for r in nested.remarks] == [("Consignee", True)]


def test_one_number_twice() -> None:
    """Records of one number are one transaction."""
    (found,) = read(
        {"id": "7", "parties": [{"role": "buyer", "name": "A"}]},
        {"id": "7", "parties": [{"role": "buyer", "name": "A"}], "goods": [{"hs_code": "8542"}]},
    )
    assert len(found.parties) == 1
    assert len(found.goods) == 1
