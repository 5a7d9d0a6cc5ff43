"""What is asked of customers alone, under headings that do not say of whom they speak."""

from __future__ import annotations

import pytest

from counterflow.screening.intake.columns import recognize


def _whose(*columns: str, kind: str = "") -> list[str]:
    plan = recognize(columns, kind=kind)
    return [column.target.written if column.target else "" for column in plan.planned]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Line of Business", "line_of_business"), ("Nature of business", "line_of_business"),
        ("Branche", "line_of_business"), ("Secteur d'activité", "line_of_business"),
        ("Faaliyet Alanı", "line_of_business"), ("Вид деятельности", "line_of_business"),
        ("经营范围", "line_of_business"), ("No. of Employees", "employees"),
        ("Website", "website"), ("Founded On", "founded_on"),
    ],
)  # fmt: skip
def test_it_is_that_of_the_customer(heading: str, field: str) -> None:
    assert _whose("Seller", "Buyer", heading)[2] == f"buyer.{field}"
    assert _whose(heading, "Shipper", "Consignee")[0] == f"consignee.{field}"
    assert _whose("Payer", "Payee", heading, kind="payment")[2] == f"payer.{field}"


def test_the_buyer_goes_before_who_receives() -> None:
    assert _whose("Consignee", "Buyer", "Industry")[2] == "buyer.line_of_business"


def test_a_heading_that_says_of_whom_is_not_read_otherwise() -> None:
    columns = ("Buyer", "Consignee", "Consignee Line of Business")
    assert _whose(*columns)[2] == "consignee.line_of_business"


def test_a_file_that_names_no_customer_leaves_it_unknown() -> None:
    plan = recognize(["Shipper", "Line of Business", "Remarks"])
    assert plan.unknown == ("Line of Business", "Remarks")


def test_packages_do_not_make_a_file_one_of_payments() -> None:
    plan = recognize(["Sender", "Receiver", "Packages"])
    assert plan.suggested_kind == ""
    assert not [note for note in plan.notes if "payments" in note]
