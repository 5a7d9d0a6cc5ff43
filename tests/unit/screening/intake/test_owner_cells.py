"""Shares of owners in a trade file: their columns, and cells that hold several owners."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.model.parties import Detail, Identifier, Party
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.rows import Row, Table
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.native import transaction_of
from counterflow.screening.intake.owner_cells import owners_in_cell
from counterflow.screening.intake.transactions import read_transactions


def owners(columns: list[str], *cells: str) -> list[tuple[str, str]]:
    """Give the owners of one row with what the paper says of their shares."""
    table = Table(tuple(columns), "a.csv", "csv", {}, lambda: iter([Row(1, 2, list(cells))]))
    (read,) = read_transactions(table, recognize(columns))
    assert isinstance(read, Transaction)
    return [(one.name, one.detail("share")) for one in read.parties if one.role == "owner"]


@pytest.mark.parametrize(
    "heading",
    [
        "Owner share", "share", "Share %", "Stake", "stake (%)", "Ownership %", "ownership",
        "% owned", "% of shares", "Shareholding", "Shareholding percentage", "Anteil",
        "Anteil in %",
        "Beteiligung", "Доля", "доля, %", "Equity %", "Owner %", "% held",
    ],
)  # fmt: skip
def test_a_share_column_belongs_to_the_owner(heading: str) -> None:
    assert owners(["Buyer", "Owner", heading], "Alder AG", "Birch AG", "51 %") == [
        ("Birch AG", "51 %")
    ]


def test_each_share_belongs_to_the_owner_before_it() -> None:
    columns = ["Buyer", "Shareholder 1", "Stake 1", "Shareholder 2", "Stake 2"]
    assert owners(columns, "Alder AG", "Birch AG", "51", "Cedar AG", "49") == [
        ("Birch AG", "51"), ("Cedar AG", "49"),
    ]  # fmt: skip
    columns = ["Buyer", "Owner", "Share", "UBO", "Share %"]
    assert owners(columns, "Alder AG", "Birch AG", "51", "Cedar AG", "49") == [
        ("Birch AG", "51"), ("Cedar AG", "49"),
    ]  # fmt: skip
    assert owners(["Stake", "Owner"], "51", "Birch AG") == [("Birch AG", "51")]


def test_without_an_owner_a_share_is_nobodys() -> None:
    assert recognize(["Buyer", "Share", "Quota"]).unknown == ("Share", "Quota")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Birch AG", [("Birch AG", "")]),
        ("Birch AG (60%)", [("Birch AG", "60%")]),
        ("Birch 60 %; Cedar Co., Ltd. 40 %", [("Birch", "60 %"), ("Cedar Co., Ltd.", "40 %")]),
        ("Birch AG – 33,3% and Cedar – 66,7%", [("Birch AG", "33,3%"), ("Cedar", "66,7%")]),
        ("60% Birch AG, 40% Cedar", [("Birch AG", "60%"), ("Cedar", "40%")]),
        ("Липа (25–50%)\nООО «Кедр» (>50%)", [("Липа", "25–50%"), ("ООО «Кедр»", ">50%")]),
        ("Birch AG (60%), Cedar", [("Birch AG (60%), Cedar", "")]),
        ("(60%)", [("(60%)", "")]),
        ("Birch AG (130%)", [("Birch AG", "130%")]),
        ("Birch AG ca. 60 %, Cedar approx. 40%", [("Birch AG", "ca. 60 %"),
                                                  ("Cedar", "approx. 40%")]),
        ("Approx. 60 % Birch AG; about 40 % Cedar", [("Birch AG", "Approx. 60 %"),
                                                     ("Cedar", "about 40 %")]),
        ("Birch AG (more than 25 %)", [("Birch AG", "more than 25 %")]),
        ("ООО «Кедр» около 50 %", [("ООО «Кедр»", "около 50 %")]),
        ("Petro CA 30 %", [("Petro CA", "30 %")]),
        ("Birch AB 30 %", [("Birch AB", "30 %")]),
    ],
)  # fmt: skip
def test_owners_of_one_cell(cell: str, found: list[tuple[str, str]]) -> None:
    assert owners(["Buyer", "Owner"], "Alder AG", cell) == found
    given_one = {"id": "1", "parties": [{"role": "owner", "name": cell}]}
    read = transaction_of(given_one)
    assert [(one.name, one.detail("share")) for one in read.parties] == found
    assert transaction_of(read) == read


def test_what_stands_beside_a_cell_of_several_is_kept_with_the_whole() -> None:
    number = Identifier("leiCode", "213800WAVVOPS85N2205")
    whole = Party("owner", "Birch 60%, Cedar 40%", identifiers=(number,))
    found = owners_in_cell(whole)
    assert found[0] == whole
    assert [one.name for one in found[1:]] == ["Birch", "Cedar"]
    assert not any(one.identifiers for one in found[1:])


def test_a_share_that_stands_in_its_column_leaves_the_name_alone() -> None:
    party = Party("owner", "Birch (60%)", details=(Detail("share", "60"),))
    assert owners_in_cell(party) == (party,)


@given(strategies.any_text, st.sampled_from(["owner", "buyer"]))
def test_any_cell_gives_its_party_or_owners_with_shares(text: str, role: str) -> None:
    party = Party(role, f"{text} 5%")
    found = owners_in_cell(party)
    assert found == (party,) or all(one.name and one.detail("share") for one in found)
