"""What --explain-columns can say: every column, what is needed, what to do about the rest."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.tables.rows import Row
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.mapping import ColumnMapping
from counterflow.screening.intake.overview import WIDTH, explain_lines, required_parts


@dataclass(frozen=True)
class Profile:
    """A policy profile as decisions have it."""

    name: str
    roles: tuple[tuple[str, ...], ...]
    goods_code: str
    destination: bool


ORDER = Profile("order", (("buyer", "consignee", "end_user"),), "any", destination=True)
PAYMENT = Profile("payment", (("payer",), ("payee",)), "none", destination=False)


def page(columns: list[str], *records: list[Any], needs: Profile | None = ORDER) -> list[str]:
    rows = [Row(number, number, list(record)) for number, record in enumerate(records, start=1)]
    kind = needs.name if needs == PAYMENT else ""
    return list(explain_lines(recognize(columns, kind=kind), rows, needs))


@pytest.mark.parametrize(
    ("columns", "needs", "missing"),
    [
        (["Kunde", "Warennummer", "Bestimmungsland"], ORDER, []),
        (["End user", "HS", "Empfängerland", "Empfänger"], ORDER, []),
        (["Firma X"], ORDER, ["buyer.name", "goods.hs_code", "destination_country"]),
        (["Kundenland", "Ware"], ORDER, ["buyer.name", "goods.hs_code", "destination_country"]),
        (["Buyer LEI", "HS", "POD country"], ORDER, []),
        (["Ordering customer", "Amount"], PAYMENT, ["payee.name"]),
    ],
)
def test_required_parts(columns: list[str], needs: Profile, missing: list[str]) -> None:
    """A name or a number gives a party; a country alone gives nobody."""
    parts = required_parts(recognize(columns), needs)
    assert [part.target for part in parts if not part.found] == missing


def test_a_constant_gives_a_part_too() -> None:
    """What the mapping states for all rows is not missing."""
    plan = recognize(["Kunde", "HS"], ColumnMapping(constants={"destination_country": "AE"}))
    assert all(part.found for part in required_parts(plan, ORDER))


def test_the_page_says_what_is_needed_and_what_to_do() -> None:
    """Found and missing parts, values, the share of filled cells, an example for --map."""
    lines = page(["Kunde", "Firma X", "Menge"], ["Muster FZE", "x", 5], ["Beispiel GmbH", "", 7])
    assert lines[1].split() == ["Kunde", "buyer.name", "Kunde", "100", "%"]
    assert lines[2].strip() == "Muster FZE | Beispiel GmbH"
    assert "not understood" in lines[3]
    assert "50 %" in lines[3]
    assert "Needed to screen an order whole:" in lines
    assert "  found    buyer or consignee or end user: Kunde" in lines
    assert "  missing  HS code of the goods" in lines
    assert any('"YOUR COLUMN" = "goods.hs_code"' in line for line in lines)
    assert '  # "Firma X" = "ignore"' in lines
    assert any("docs/columns.md" in line for line in lines)


def test_the_likeliest_target_is_suggested() -> None:
    """By a misspelt heading, by what the cells look like, by what is missing."""
    columns = ["Cosignee Country", "Firma X", "Firm ctry", "Colour", "Firma Y"]
    record = ["France", "Muster GmbH", "Iran", "red", "Beispiel Ltd"]
    block = [line.strip() for line in page(columns, record)]
    assert '"Cosignee Country" = "consignee.country"    # reads like a misspelt heading' in block
    assert '"Firma X" = "buyer.name"    # looks like names of parties' in block
    assert '"Firm ctry" = "destination_country"    # looks like a country' in block
    assert '"Firma Y" = "intermediary.name"    # looks like names of parties' in block
    assert '# "Colour" = "ignore"' in block
    assert block.index('# "Colour" = "ignore"') > block.index(
        '"Firma Y" = "intermediary.name"    # looks like names of parties'
    )


def test_a_field_that_takes_one_value_is_suggested_once() -> None:
    """A second country of destination is not copied into a faulty mapping."""
    lines = page(["Kunde", "Land A", "Land B"], ["A", "Iran", "Oman"], ["B", "Iraq", "Iran"])
    assert sum('" = "destination_country"    #' in line for line in lines) == 1
    assert any('"Land B" = "ignore"' in line and "has a column" in line for line in lines)


def test_payments_are_not_advised_as_shipments() -> None:
    """What a shipment lacks is no advice; the kind is."""
    columns = ["Auftraggeber", "Empfänger", "Betrag", "Verwendungszweck", "Colour"]
    lines = page(columns, ["A", "B", "1", "x", "red"])
    assert any("This looks like payments: add --kind payment" in line for line in lines)
    assert not any("Needed" in line or "[columns]" in line for line in lines)
    lines = page(columns, ["A", "B", "1", "x", "red"], needs=PAYMENT)
    assert not any("--kind payment" in line for line in lines)
    assert "  found    payer: Auftraggeber" in lines
    assert "  found    payee: Empfänger" in lines


def test_problems_and_notes_stand_where_they_belong() -> None:
    """A column that gives way says so under it; notes follow at the end."""
    lines = page(["BL", "Invoice No", "Consignee Country"], ["1", "2", "Atlantis"], needs=None)
    at = next(number for number, line in enumerate(lines) if line.startswith("Invoice No"))
    assert "not used" in lines[at]
    assert '"BL" is used' in lines[at + 2]
    assert any('as a country: "Atlantis"' in line for line in lines)
    assert any(line.startswith("Note: ") for line in lines)
    assert not any("Needed" in line for line in lines)


def test_a_column_left_alone_by_the_mapping_is_ignored() -> None:
    """The user's own word is no gap."""
    plan = recognize(["BL", "Consignee", "colour"], {"colour": "ignore"})
    lines = list(explain_lines(plan, [Row(1, 2, ["1", "A", "red"])], ORDER))
    assert any(line.startswith("colour") and "ignored" in line for line in lines)
    assert not any("Not understood" in line for line in lines)


def test_records_in_our_own_shape_are_not_called_unknown() -> None:
    """Parties and goods in lists need no mapping."""
    lines = page(["id", "parties", "goods"], ["1", [{"role": "buyer"}], []])
    assert not any("Not understood" in line or "missing" in line for line in lines)


def test_persons_are_not_shown() -> None:
    """The page withholds what the rows withhold."""
    lines = page(["Director"], ["Jane Roe"])
    assert not any("Jane" in line for line in lines)
    assert any(line.startswith("(withheld): the cells may identify a person") for line in lines)
    assert not any("withheld" in line for line in page(["Buyer"], ["Muster FZE"]))


HEADINGS = st.lists(
    st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=60).map(
        lambda text: " ".join(text.split())
    )
    | st.sampled_from(
        [
            "Kunde",
            "收货人国家和地区",
            "HS Code",
            'a "quoted" \\ name',
            "x" * 150,
            "Cosignee Country",
            "Firm ctry",
            "ctry",
        ]
    ),
    min_size=1,
    max_size=14,
    unique=True,
)


@given(HEADINGS)
def test_any_headings_fit_and_the_example_is_toml(columns: list[str]) -> None:
    """No line but an example for the mapping is wider than 100 columns, and that can be pasted."""
    lines = page(columns, ["Muster FZE " * 20] * len(columns))
    begin = lines.index("  [columns]") if "  [columns]" in lines else len(lines)
    pasted = []
    for line in lines[begin:]:
        if not line:
            break
        pasted.append(line)
    assert all(len(line) <= WIDTH for line in lines if line not in pasted)
    named = tomllib.loads("\n".join(pasted)).get("columns", {})
    unknown = [name for name in recognize(columns).unknown if not name.startswith("cf_")]
    left_open = [line for line in pasted if line.startswith('  # "')]
    assert len(named) + len(left_open) == len(unknown)
    assert set(named) <= set(unknown)
    recognize(columns, named)  # raises where the mapping that was copied has a fault


def test_the_block_can_be_copied_and_silences_nothing() -> None:
    """Whole, however many columns; a column that nothing is known of stays named in every run."""
    columns = ["Kunde", *(f"Colour {chr(97 + at)}{chr(97 + at)}" for at in range(25))]
    lines = page(columns, ["Muster GmbH", *("red" for _ in range(25))])
    block = [line for line in lines[lines.index("  [columns]") :] if line.startswith("  ")]
    mapping = tomllib.loads("\n".join(block))
    assert mapping == {"columns": {}}
    assert sum('= "ignore"' in line for line in block) == 25


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (["Vessel", "Former Name"], '"Former Name" = "vessel.former_name"'),
        (["Kunde", "Telefon"], '"Telefon" = "buyer.phone"'),
        (["Kunde", "E-Mail"], '"E-Mail" = "buyer.email"'),
    ],
)
def test_an_attribute_without_its_party_is_suggested(columns: list[str], line: str) -> None:
    assert any(line in one for one in page(columns, ["A", "B"]))
