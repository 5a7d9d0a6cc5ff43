"""A row with a cell too many is seen, also where the last cell is blank."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterflow.core.model.refusals import Refusal
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.reading import open_table
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.transactions import read_transactions

HEAD = "id,consignee,country,remarks"


def read(
    folder: Path, text: str, **mapping: str
) -> tuple[list[Transaction | Refusal], int, dict[str, str]]:
    """Read a file; give what its rows became, how many there are, and the notes."""
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    table = open_table(path, is_header=known_columns)
    given_columns = {name.replace("_", " "): target for name, target in mapping.items()}
    plan = recognize(table.columns, given_columns, sample=table)
    found = list(read_transactions(table, plan))
    return found, table.records, {str(at): note for at, note in enumerate(table.notes)}


def blocks(one: Transaction | Refusal) -> list[str]:
    """Give the remarks of a transaction that make it not fully screened."""
    assert isinstance(one, Transaction)
    return [remark.what for remark in one.remarks if remark.blocks]


@pytest.mark.parametrize("last", ["", " ", '""'])
def test_a_shifted_row_whose_last_cell_is_blank_is_not_fully_screened(
    tmp_path: Path, last: str
) -> None:
    rows = ["1,Alder AG,AE,x", f"2,Birch, Inc,AE,{last}", "3,Cedar AG,AE,", "4,Elm AG,AE,y"]
    found, count, _ = read(tmp_path, "\n".join([HEAD, *rows]))
    assert count == len(found) == 4
    assert [bool(blocks(one)) for one in found] == [False, True, False, False]
    assert any("1 blank cell(s) more than there are columns" in what for what in blocks(found[1]))


def test_even_in_a_file_of_one_row(tmp_path: Path) -> None:
    (one,), count, _ = read(tmp_path, f"{HEAD}\n1,Birch, Inc,AE,")
    assert count == 1
    assert blocks(one)


def test_a_file_whose_rows_all_end_in_a_delimiter_is_read_as_it_is_meant(tmp_path: Path) -> None:
    rows = [f"{at},Alder AG,AE,x," for at in range(5)]
    found, count, notes = read(tmp_path, "\n".join([HEAD, *rows, "9,Birch, Inc,AE,x,"]))
    assert count == len(found) == 6
    assert not any(blocks(one) for one in found if isinstance(one, Transaction))
    assert [one.row for one in found if isinstance(one, Refusal)] == [6]
    found, _, _ = read(tmp_path, "\n".join([HEAD, *rows, "9,Birch, Inc,AE,,"]))
    assert [one.id for one in found if isinstance(one, Transaction) and blocks(one)] == ["9"]
    text = "\n".join([HEAD, *rows])
    found, _, notes = read(tmp_path, text)
    assert not any(map(blocks, found))
    assert any("rows end in 1 blank cell" in note for note in notes.values())


def test_a_value_under_no_heading_may_have_shifted(tmp_path: Path) -> None:
    rows = ["1,Alder AG,AE,", "2,Birch, Inc,AE", "3,Cedar AG,AE,", "4,Elm AG,AE,"]
    text = "\n".join(["id,consignee,country,", *rows])
    found, count, _ = read(tmp_path, text)
    assert count == len(found) == 4
    assert [any("no heading" in what for what in blocks(one)) for one in found] == [
        False, True, False, False,
    ]  # fmt: skip
    found, _, _ = read(tmp_path, text, column_4="ignore")
    assert not any("no heading" in what for what in blocks(found[1]))


def test_a_column_without_a_name_that_rows_fill_is_an_ordinary_one(tmp_path: Path) -> None:
    rows = [f"{at},Alder AG,AE,note" for at in range(4)]
    found, _, _ = read(tmp_path, "\n".join(["id,consignee,country,", *rows]))
    assert not any(map(blocks, found))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["", "Alder AG", "AE", "7", " "]), max_size=7), max_size=8)
)
def test_rows_in_are_rows_out_and_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    text = "\n".join([HEAD, *map(",".join, rows), "z,Birch AG,AE,"])
    found, count, _ = read(tmp_path, text)
    ended = [row for one in found for row in ([one.row] if isinstance(one, Refusal) else one.rows)]
    # Rows without any value are empty lines and no records; they keep their place.
    assert len(ended) == len(set(ended)) == count
    width = len(HEAD.split(","))
    filled = [row for row in rows if ",".join(row)]
    over = [row for row in filled if any(map(str.strip, row[width:]))]
    assert sum(isinstance(one, Refusal) for one in found) >= len(over)
