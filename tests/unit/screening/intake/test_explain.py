"""What --explain-columns shows, and what it does not."""

from __future__ import annotations

from typing import Any

from counterflow.core.tables.rows import Row
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.explain import explain_columns


def explain(columns: list[str], *records: list[Any]) -> list[dict[str, Any]]:
    rows = [Row(number, number, list(record)) for number, record in enumerate(records, start=1)]
    return explain_columns(recognize(columns), rows)


def test_every_column_is_shown() -> None:
    """Understood, unknown and clashing columns are told apart."""
    lines = explain(["BL", "Invoice No", "colour"], ["1", "2", "red"], ["", "3", "red"])
    by_name = {line["column"]: line for line in lines}
    assert by_name["BL"]["understood_as"] == "id"
    assert by_name["BL"]["filled"] == 0.5
    assert by_name["Invoice No"]["understood_as"] == ""
    assert '"BL" is used' in by_name["Invoice No"]["problem"]
    assert by_name["colour"] == {
        "column": "colour",
        "understood_as": "",
        "by": "",
        "filled": 1.0,
        "example": "red",
        "problem": "",
    }


def test_persons_are_not_shown() -> None:
    """Birth dates, identifiers and names of persons are withheld."""
    columns = ["Director", "Director date of birth", "Buyer passport no", "Owner", "Buyer"]
    shown = {
        line["column"]: line["example"]
        for line in explain(columns, ["Jane Roe", "1980-12-31", "X12", "John Roe", "A Ltd"])
    }
    assert shown["Buyer"] == "A Ltd"
    hidden = [shown[name] for name in columns[:4]]
    assert hidden == ["(withheld)"] * 4


def test_unread_countries_are_counted() -> None:
    """A country column says which of its wordings are not understood."""
    lines = explain(["Consignee Country"], ["Iran"], ["Atlantis"], ["N/A"], [""])
    assert lines[0]["problem"] == '1 wording is not understood as a country: "Atlantis"'


def test_constants_and_notes_follow() -> None:
    """The currency of a heading and the notes of the plan are shown."""
    lines = explain(["Value (USD)", "reporting_country"], ["1", "Kenya"])
    assert [line["example"] for line in lines if line["column"] == "constant currency"] == ["USD"]
    assert any("reporting country is not used" in line["problem"] for line in lines)


def test_long_examples_are_cut() -> None:
    """An example is one short line."""
    (line, *_) = explain(["colour"], ["a\n" * 60])
    assert len(line["example"]) <= 40
    assert "\n" not in line["example"]


def test_three_different_examples_are_shown() -> None:
    """Values that repeat tell nothing new."""
    (line, *_) = explain(["colour"], ["red"], ["red"], ["blue"], [None], [7.0], ["green"])
    assert line["example"] == "red | blue | 7"
