"""Names in the cells of trade papers: a place behind, a second name, a ship's prefix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.model.matches import Comparison
from counterflow.core.model.parties import Identifier, Party, entity_of
from counterflow.screening.intake.cells import read_name as read_cell
from counterflow.watch.matching.compare import DECISION_POINT, IDENTIFIER_SCORE, compare
from counterflow.watch.matching.entity import read_entity

CASES = Path(__file__).parents[3] / "cases" / "name_cells.yaml"
ROWS = yaml.safe_load(CASES.read_text("utf-8"))["cases"]
BETWEEN = st.sampled_from([", ", "; ", "\n", " / ", " c/o ", " for account of ", " (", " - "])


def _compared(cell: str, row: dict[str, Any]) -> Comparison:
    ours = Party("consignee", cell, schema=row.get("as", "LegalEntity"))
    theirs = {"schema": row.get("schema", "Company"), "properties": {"name": [row["listed"]]}}
    return compare(entity_of(ours), theirs)


@pytest.mark.parametrize("row", ROWS, ids=[row["cell"] for row in ROWS])
def test_cells_are_read_as_the_officer_reads_them(row: dict[str, Any]) -> None:
    score = _compared(row["cell"], row).score
    if row["expect"] == "same":
        bare = _compared(row["name"], row).score
        assert score >= bare >= DECISION_POINT
    else:
        assert score < DECISION_POINT


def test_the_name_that_was_compared_is_said() -> None:
    found = _compared("Clairvaudon SAS, Mahan Air", {"listed": "MAHAN AIR"})
    assert found.ours == "Mahan Air"
    assert found.explanation.startswith("“Mahan Air” compared with listed “MAHAN AIR”: 1.00")


@given(strategies.names, BETWEEN, strategies.any_text)
def test_what_stands_behind_a_name_only_adds_names(name: str, between: str, tail: str) -> None:
    cell = f"{name}{between}{tail}"
    profile = read_entity(entity_of(Party("buyer", cell)))
    assert profile.names[:1] == ((cell.strip(),) if cell.strip() else ())
    assert all(further.strip() for further in profile.names)
    assert read_entity(entity_of(Party("buyer", cell))) == profile


@given(
    strategies.names,
    st.sampled_from(["M/V {}", "MT {}", "{} VOY 12", "{} V.012", "{} IMO 9179842"]),
)
def test_a_ship_is_found_as_its_bare_name_is(name: str, written: str) -> None:
    ships = {"as": "Vessel", "schema": "Vessel", "listed": name}
    assert _compared(written.format(name), ships).score >= _compared(name, ships).score


@given(strategies.names, strategies.names)
def test_a_company_before_or_behind_a_second_name_hides_neither(one: str, other: str) -> None:
    for cell in (
        f"{one} Ltd; {other} LLC",
        f"{one} Ltd c/o {other} LLC",
        f"{one} Ltd, {other} LLC",
    ):
        for name in (f"{one} Ltd", f"{other} LLC"):
            assert _compared(cell, {"listed": name}).score == 1, cell


def test_a_person_is_not_parted_at_its_comma() -> None:
    assert read_entity(entity_of(Party("director", "FENGRI, Brasdol", schema="Person"))).names == (
        "FENGRI, Brasdol",
    )


@pytest.mark.parametrize(
    "written", ["IMO 9179842", "(IMO: 9179842)", "IMO No. 9179842", "imo#9179842"]
)
def test_an_imo_number_in_a_name_counts_as_one(written: str) -> None:
    ours = entity_of(Party("vessel", f"Kevmav {written}", schema="Vessel"))
    found = compare(
        ours, {"schema": "Vessel", "properties": {"name": ["Q"], "imoNumber": ["9179842"]}}
    )
    assert found.strong_identifier
    assert found.score >= IDENTIFIER_SCORE


def test_an_imo_number_with_a_wrong_check_digit_names_nobody() -> None:
    ours = Party("vessel", "Kevmav IMO 9179843", identifiers=(Identifier("imoNumber", "9179842"),))
    assert list(read_entity(entity_of(ours)).identifiers) == ["9179842"]


def test_names_of_an_entity_are_not_cells() -> None:
    """A listing's name, or an entity given by hand, is one name as it stands."""
    entity = {"schema": "Company", "properties": {"name": ["Clairvaudon SAS, Mahan Air"]}}
    assert read_entity(entity).names == ("Clairvaudon SAS, Mahan Air",)
    assert len(read_entity({**entity, "as_written": True}).names) == 3


def test_a_person_beside_a_company_is_not_taken_for_one() -> None:
    """The legal form of the company in the cell does not speak against the person in it."""
    alone = _compared("Brasdol Fengri", {"listed": "Brasdol Fengri", "schema": "Person"})
    beside = _compared(
        "Kevmav LLC, Brasdol Fengri", {"listed": "Brasdol Fengri", "schema": "Person"}
    )
    assert alone.score == beside.score == 1


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Mahan Air\nTehran", "Mahan Air, Tehran"),
        ("Mahan  Air,\r\n 5 Azadi\tStreet\n\nTehran ", "Mahan Air, 5 Azadi Street, Tehran"),
        ("to the order of\nMahan Air", "Mahan Air"),
        (",\n,", ", ,"),
        ("Mahan  Air", "Mahan Air"),
    ],
)
def test_the_lines_of_a_cell_are_kept_apart(cell: str, name: str) -> None:
    """Found in review: the reading of a file used to fold the line breaks away."""
    assert read_cell(cell).name == name
