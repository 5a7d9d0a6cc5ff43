"""Details: what a paper says beside names, goods and ways."""

from __future__ import annotations

import pytest

from counterflow.core.model.parties import Detail
from counterflow.core.model.refusals import Remark
from counterflow.core.tables.rows import Row
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.details import normalize_details, read_detail
from counterflow.screening.intake.native import transaction_of
from counterflow.screening.intake.rows import RowReader
from counterflow.screening.intake.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("founded_on", "2023-05-03", "2023-05-03"),
        ("founded_on", "2023", "2023"),
        ("payment_country", "Vereinigte Arabische Emirate", "AE"),
        ("usual_quantity", "1 200", "1200"),
        ("usual_quantity", "1,200.5", "1200.5"),
        ("no_reexport_clause", "Ja", "yes"),
        ("no_reexport_clause", "-", "unknown"),
        ("no_reexport_clause", "N", "no"),
        ("no_reexport_clause", "HAYIR", "no"),
        ("no_reexport_clause", "0", "no"),
        ("answer.KYC-01", "нет", "нет"),
        ("answer.KYC-01", "n/a", "n/a"),
        ("end_use", " resale ", "resale"),
    ],
)
def test_a_cell_is_read_by_its_kind(name: str, text: str, value: str) -> None:
    """Whatever the wording, the value has one form."""
    remarks: list[Remark] = []
    found = read_detail(name, text, column="C", row=1, remarks=remarks)
    assert (found, remarks) == (Detail(name, value), [])


@pytest.mark.parametrize(
    ("name", "text"),
    [("founded_on", "31.02.2023x"), ("payment_country", "Atlantis"), ("employees", "-3")],
)
def test_what_is_not_understood_is_said(name: str, text: str) -> None:
    """A wrong cell gives no detail and one remark that names the column and the row."""
    remarks: list[Remark] = []
    assert read_detail(name, text, column="C", row=4, remarks=remarks) is None
    (remark,) = remarks
    assert (remark.column, remark.row, remark.blocks) == ("C", 4, False)


def test_columns_of_details_are_understood() -> None:
    """Details of a party stand with the party, those of the paper with the transaction."""
    columns = ("Buyer name", "Buyer founded on", "Payment method", "Tail number", "Owner name",
               "Owner share")  # fmt: skip
    plan = recognize(columns)
    read = RowReader(plan, kind="order", orders={}).read(
        Row(1, 2, ["Muster FZE", "2023-04-01", "cash", "EP-XYZ", "Beispiel AG", "50 %"])
    )
    buyer, owner = (next(p for p in read.parties if p.role == role) for role in ("buyer", "owner"))
    craft = next(p for p in read.parties if p.role == "aircraft")
    assert buyer.detail("founded_on") == "2023-04-01"
    assert owner.detail("share") == "50 %"
    assert (craft.schema, craft.identifiers[0].value) == ("Airplane", "EP-XYZ")
    assert read.detail("payment_method") == "cash"
    assert read.detail("end_use") == ""


def test_every_detail_has_a_wording_and_a_kind() -> None:
    """A detail that no heading names could never be filled from a table."""
    known = vocabulary()
    named = {name.removeprefix("details.") for name in known.field_names}
    named |= set(known.attribute_names)
    assert set(known.details) <= named
    assert set(known.details.values()) <= {"text", "day", "country", "number", "yes_no"}


def test_details_of_a_record_are_read_as_those_of_a_table() -> None:
    """Written as an object or as a list, and beside the party in its own words."""
    read = transaction_of(
        {
            "id": "1",
            "details": {"payment_country": "Türkiye"},
            "parties": [{"role": "buyer", "name": "Muster FZE", "foundedOn": "2 May 2023"}],
        }
    )
    assert read.details == (Detail("payment_country", "TR"),)
    assert read.parties[0].detail("founded_on") == "2023-05-02"
    assert transaction_of(read) == read


def test_an_unknown_detail_is_kept_and_said() -> None:
    """A rule of the user's own may ask for it."""
    remarks: list[Remark] = []
    given = [Detail("shoe_size", "44")]
    assert normalize_details(given, "", 1, remarks) == (Detail("shoe_size", "44"),)
    assert [remark.column for remark in remarks] == ["details.shoe_size"]
