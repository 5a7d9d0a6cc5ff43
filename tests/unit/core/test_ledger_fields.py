"""The page on reports names every field of the ledger, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from counterflow.core import assertions

PAGE = Path(__file__).parents[3] / "docs" / "reports.md"
RECORDS = {
    "`reports`": assertions.Report,
    "`speakers`": assertions.Speaker,
    "`occasions`": assertions.Occasion,
    "`assertions`": assertions.Assertion,
    "`entities`": assertions.Mention,
    "possible listing": assertions.PossibleListing,
    "`claims`": assertions.Claim,
    "`relations`": assertions.ClaimRelation,
    "`origins`": assertions.Origin,
    "`flows`": assertions.Flow,
    "`reprints`": assertions.ReprintFamily,
    "`appraisals`": assertions.Appraisal,
    "judgement": assertions.Judgement,
}


def rows() -> dict[str, str]:
    """Give the rows of the table of fields by the record that they describe."""
    table = PAGE.read_text("utf-8").split("### Each field")[1].split("\n\n")[2]
    found = [line.strip("| ").split(" | ", 1) for line in table.splitlines()[2:]]
    return dict(found)


@pytest.mark.parametrize("name", RECORDS)
def test_the_page_names_every_field_and_no_other(name: str) -> None:
    fields = set(RECORDS[name].__struct_fields__)
    told = rows()[name]
    # What begins a piece of the row, before its standard, are fields.
    heads = [re.match(r"(?:`\w+`(?:, )?)+", piece.strip()) for piece in told.split("; ")]
    named = {word for head in heads if head for word in re.findall(r"`(\w+)`", head[0])}
    assert named == fields


def test_the_page_describes_every_part_of_a_ledger() -> None:
    parts = {f"`{name}`" for name in assertions.Ledger.__struct_fields__} - {"`extracted`"}
    assert parts <= set(rows())
    assert set(rows()) == set(RECORDS)
