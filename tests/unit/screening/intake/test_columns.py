"""Column plans: what is used, what gives way, what is passed through."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import InputError, MappingError
from counterflow.core.tables.rows import Row, Table
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.mapping import ColumnMapping
from counterflow.screening.intake.plan import ColumnPlan, PlannedColumn
from counterflow.screening.intake.wrong_file import check_file

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
    (note,) = [n for n in recognize(["BL", "Shipper", "Consignee VAT"]).notes if "names" in n]
    assert '"Consignee VAT"' in note


def rows_of(*records: list[Any]) -> list[Row]:
    return [Row(at, at, list(record)) for at, record in enumerate(records, start=1)]


def test_columns_that_are_not_screened_are_the_first_note() -> None:
    """Those that look like a country or like names stand first, with what it costs."""
    sample = rows_of(["A", "red", "Iran", "Muster GmbH"], ["B", "blue", "Oman", "Beispiel Ltd"])
    plan = recognize(["Buyer", "Colour", "Where", "Firma X"], sample=sample)
    assert plan.notes[0].startswith(
        "3 columns were not understood and not screened: Where (looks like a country),"
        " Firma X (looks like names of parties), Colour; a listed party"
    )
    assert plan.gaps == plan.notes[:1]
    assert recognize(["Buyer", "Colour"]).notes[0].startswith("1 column was not understood")
    assert recognize(["Buyer", "Colour"], {"Colour": "ignore"}).gaps == ()
    assert recognize(["parties", "goods", "Colour"]).gaps == ()


@pytest.mark.parametrize(
    ("heading", "cells", "looks"),
    [
        ("Firm ctry", [], "a country"),
        ("Country manager", ["Jane Roe"], ""),
        ("Where", ["IR", "AE", "DE"], "a country"),
        ("Where", ["IR", "IR"], ""),
        ("Dangerous", ["NO", "NO", "NO"], ""),
        ("Lot", ["364", "784", "012"], ""),
        ("Where", ["Iran", "Iran", "N/A", ""], "a country"),
        ("Who", ["Muster GmbH", "Beispiel Ltd", "Jane Roe"], "names of parties"),
        ("Remark", ["on time", "late", "Muster GmbH said no", "fine"], ""),
    ],
)
def test_what_a_column_looks_like(heading: str, cells: list[str], looks: str) -> None:
    """Short codes are words too; one name among remarks is no column of names."""
    (note,) = recognize(["Buyer", heading], sample=rows_of(*(["A", cell] for cell in cells))).gaps
    assert ("looks like" in note) == bool(looks)
    assert f"(looks like {looks})" in note if looks else True


def test_the_kind_steers_the_plan() -> None:
    """As the user names it, or the mapping; the user's word wins."""
    columns = ["Auftraggeber", "Empfänger", "Empfängerland", "BIC Empfänger"]
    payment = ["payer.name", "payee.name", "payee.country", "payee_bank.swiftBic"]
    trade = ["buyer.name", "consignee.name", "consignee.country", "consignee.swiftBic"]
    mapping = ColumnMapping(options={"kind": "payment"})
    assert list(targets(recognize(columns, kind="payment")).values()) == payment
    assert list(targets(recognize(columns, mapping)).values()) == payment
    assert list(targets(recognize(columns, mapping, kind="shipment")).values()) == trade
    assert recognize(columns, mapping).kind == "payment"


def test_an_attribute_by_a_stem_finds_the_party_of_its_wording() -> None:
    """The "Ordering Country" is that of the ordering customer, though a debtor stands before."""
    plan = recognize(["Debtor", "Ordering Customer", "Ordering Country", "Beneficiary"])
    assert [column.party for column in plan.planned] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("columns", "kind", "suggested"),
    [
        (["Ordering Customer", "Beneficiary", "Amount"], "", "payment"),
        (["Ordering Customer", "Beneficiary", "Amount"], "shipment", "payment"),
        (["Ordering Customer", "Beneficiary", "Amount"], "payment", ""),
        (["Auftraggeber", "Empfänger", "Verwendungszweck"], "", "payment"),
        (["Auftraggeber", "Empfänger", "Betrag"], "", ""),
        (["Auftraggeber", "Empfänger", "IBAN", "Warennummer"], "", ""),
        (["Payer", "Payee", "Transaction type"], "", ""),
        (["Buyer", "Consignee", "HS"], "", ""),
    ],
)
def test_payments_are_recognised(columns: list[str], kind: str, suggested: str) -> None:
    """By both sides and a word of payments, where no goods stand beside them."""
    plan = recognize(columns, kind=kind)
    assert plan.suggested_kind == suggested
    assert any("add --kind payment" in note for note in plan.notes) == bool(suggested)


def test_what_is_understood_and_not_screened_is_said() -> None:
    """A second country of one party, accounts and purposes."""
    notes = recognize(["Payer", "Payer Country", "Country of payer", "IBAN", "Purpose of payment"])
    said = "\n".join(notes.notes)
    assert '"Country of payer" also means payer.country; asked beside "Payer Country"' in said
    assert "kept as text and not screened: IBAN, Purpose of payment" in said
    mapped = recognize(["A", "B"], {"A": "payment.account", "B": "payment.account"})
    assert clashes(mapped) == ()


def opened(*columns: str, **unread: int) -> Table:
    return Table(tuple(columns), "a.xlsx", "xlsx", {}, lambda: iter(()), sheet="A", unread=unread)


@pytest.mark.parametrize(
    "columns",
    [
        ("36", "AEROCARIBBEAN AIRLINES", "-0-", "-0- (2)"),
        ("Muster GmbH", "red"),
        ("Iran", "red"),
        ("x", "2024-03-05"),
    ],
)
def test_a_file_without_a_header_is_refused(columns: tuple[str, ...]) -> None:
    """Once, not row by row."""
    with pytest.raises(InputError, match="no header") as caught:
        check_file(opened(*columns), recognize(columns))
    assert "counterflow lists import" in caught.value.remedy


def test_a_sheet_without_parties_is_refused_where_another_has_them() -> None:
    """By the name of the other; what is understood, or mapped, is never refused."""
    cover = opened("Author", "Date", Data=3)
    with pytest.raises(InputError, match="sheet 'Data' has 3 known columns") as caught:
        check_file(cover, recognize(cover.columns))
    assert "--sheet Data" in caught.value.remedy
    check_file(cover, recognize(cover.columns, {"Author": "consignee.name"}))
    check_file(opened("Consignee", "36", Data=9), recognize(["Consignee", "36"]))
    check_file(opened("Colour", "Size"), recognize(["Colour", "Size"]))


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
