"""Column plans: what is used, what gives way, what is passed through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import MappingError
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.mapping import ColumnMapping
from counterflow.screening.intake.plan import ColumnPlan, PlannedColumn

REAL = [
    "reporting_country",
    "direction",
    "hs_code",
    "description",
    "consignee",
    "shipper",
    "origin_country",
    "destination_country",
    "port_origin",
    "port_destination",
    "value",
    "quantity",
    "date_or_month",
    "source_file",
]


def column_of(plan: ColumnPlan, field: str) -> PlannedColumn:
    found = plan.column_of(field)
    assert found is not None
    return found


def targets(plan: ColumnPlan) -> dict[str, str]:
    return {c.name: c.target.written for c in plan.planned if c.used and c.target}


def clashes(plan: ColumnPlan) -> tuple[str, ...]:
    """Say which columns give way to an earlier one."""
    return tuple(column.problem for column in plan.planned if column.problem)


def test_customs_extract() -> None:
    """Every column of a customs extract is understood but the name of its source."""
    plan = recognize(REAL)
    assert plan.unknown == ("source_file",)
    assert clashes(plan) == ()
    assert targets(plan)["origin_country"] == "goods.origin_country"
    assert targets(plan)["port_destination"] == "leg.to_place"
    assert any("reporting country is taken" in note for note in plan.notes)


def test_second_column_of_a_single_field_gives_way() -> None:
    """The first one wins; the second is reported and kept."""
    plan = recognize(["Invoice No", "B/L No", "Consignee"])
    assert column_of(plan, "id").name == "Invoice No"
    assert clashes(plan) == ('"B/L No" also means id; "Invoice No" is used',)
    assert plan.columns == ("Invoice No", "B/L No", "Consignee")


def test_two_names_are_two_parties() -> None:
    """Two name columns of one role are two parties, each with its own attributes."""
    plan = recognize(["Buyer", "Purchaser Country", "Purchaser", "Buyer Country"])
    assert [column.party for column in plan.planned] == [0, 1, 1, 0]
    numbered = recognize(["Consignee 1", "Consignee 2", "Consignee 2 Country", "Consignee Country"])
    assert [column.party for column in numbered.planned] == [0, 1, 1, 0]


def test_attributes_in_another_wording_find_the_party() -> None:
    """A country headed in another language belongs to the one party of its role."""
    plan = recognize(["Consignee", "Empfängerland", "Pays du destinataire"])
    assert [column.party for column in plan.planned] == [0, 0, 0]
    assert len(clashes(plan)) == 1


def test_address_lines_and_identifiers_do_not_clash() -> None:
    """Address parts are joined, and a party may have two numbers of a kind."""
    plan = recognize(["Consignee", "Consignee Address 1", "Consignee Address 2", "Consignee Zip"])
    assert clashes(plan) == ()
    assert {column.party for column in plan.planned} == {0}


def test_mapping_goes_first() -> None:
    """The user's word beats the vocabulary, in whatever order the columns stand."""
    plan = recognize(
        ["Invoice No", "Dossier", "Consignee"], {"Dossier": "id", "Consignee": "ignore"}
    )
    assert column_of(plan, "id").name == "Dossier"
    assert targets(plan) == {"Dossier": "id"}
    assert plan.unknown == ()
    assert len(clashes(plan)) == 1


def test_mapped_column_must_exist() -> None:
    """A mapping of another file is refused, with all of its faults."""
    with pytest.raises(MappingError, match="3 faults") as caught:
        recognize(["A"], {"B": "consignee.name", "A": "consignee.shoe", "C": "id"})
    assert 'no column "B"' in caught.value.text
    assert 'no column "C"' in caught.value.text
    assert "consignee.shoe" in caught.value.text


def test_constants_and_headed_currency() -> None:
    """A currency in a heading is a constant, unless the mapping gives one."""
    plan = recognize(["Value (USD)", "Consignee"])
    assert [(c.name, value) for c, value in plan.constants] == [("constant currency", "USD")]
    given = ColumnMapping(constants={"currency": "EUR"}, options={"kind": "order"})
    plan = recognize(["Value (USD)", "Consignee"], given)
    assert [value for _, value in plan.constants] == ["EUR"]
    assert plan.kind == "order"


def test_a_recipients_country_beside_a_buyer_is_the_destination() -> None:
    """Nobody is made up who has a country and no name; the plan says what was done."""
    plan = recognize(["Auftragsnr.", "Kunde", "Empfängerland"])
    assert targets(plan)["Empfängerland"] == "destination_country"
    assert any("Empfängerland" in note and "consignee.name" in note for note in plan.notes)


@pytest.mark.parametrize(
    "columns",
    [
        ["Kunde", "Empfängerland", "Empfänger"],
        ["Kunde", "Empfängerland", "Empfänger Ort"],
        ["Kunde", "Empfängerland", "Bestimmungsland"],
        ["Lieferant", "Empfängerland"],
    ],
)
def test_a_recipients_country_stays_the_recipients(columns: list[str]) -> None:
    """Where the recipient has more than a country, or the destination a column of its own."""
    assert targets(recognize(columns))["Empfängerland"] == "consignee.country"
    mapped = recognize(["Kunde", "Empfängerland"], {"Empfängerland": "consignee.country"})
    assert targets(mapped)["Empfängerland"] == "consignee.country"
    given = ColumnMapping(constants={"consignee.name": "Muster FZE"})
    assert targets(recognize(["Kunde", "Empfängerland"], given))["Empfängerland"] == (
        "consignee.country"
    )


def test_a_party_without_a_name_is_said_once_with_its_remedy() -> None:
    """Before the first row: else every row says it, and nobody knows what to do."""
    (note,) = [n for n in recognize(["BL", "Shipper", "Consignee City"]).notes if "names" in n]
    assert '"Consignee City"' in note
    assert '"consignee.name"' in note
    assert recognize(["BL", "Consignee", "Consignee City", "IMO", "Bank BIC"]).notes == ()


def test_known_columns_finds_a_header() -> None:
    """A header has more known cells than a title or a record has."""
    assert known_columns(["Shipments of May", "", None]) == 0
    assert known_columns(["B/L", "Consignee", "HS Code", "notes"]) == 3
    assert known_columns(["HLCU1", "Muster GmbH", "854231", 12.5]) == 0
    assert known_columns(["Bank", "Bank", "Bank"]) == 1


@given(st.lists(st.sampled_from([*REAL, "Buyer", "Buyer Country", "IMO", "x", "y"]), unique=True))
def test_every_column_is_planned_once(columns: list[str]) -> None:
    """Every column has one entry, in order; no field is filled twice."""
    plan = recognize(columns)
    assert [column.name for column in plan.planned] == columns
    filled = [(c.party, c.target.field) for c in plan.planned if c.used and c.target]
    assert len(filled) == len(set(filled))
