"""Parquet: types, sizes, damage."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables import reading
from counterflow.core.tables.reading import Row
from open_files import is_open


def open_table(source: Path | str, **options: Any) -> Any:
    """Open a table whose items a test takes for rows or refusals, as it expects them."""
    return reading.open_table(source, **options)


def written(folder: Path, columns: Any, **options: Any) -> Path:
    path = folder / "a.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return path


def test_types_come_as_rows_hold_them(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {
            "id": [1, None],
            "name": pa.array(["Acme", "Ac\0me"]).dictionary_encode(),
            "value": [Decimal("1.50"), None],
            "day": [dt.date(2023, 6, 9), None],
            "at": pa.array([1_686_297_600_000_000_001, None], pa.timestamp("ns")),
            "raw": [b"\xd0\x9f", b"\xff\x00"],
            "clock": [dt.time(7, 30), None],
            "nested": [[{"a": 1, "b": Decimal("2.5"), "c": dt.time(7, 30), "d": b"\xff"}], None],
            "id_": [True, False],
        },
    )
    table = open_table(path)
    first, second = table
    assert first.cells == [
        1, "Acme", "1.50", dt.date(2023, 6, 9), dt.datetime.fromisoformat("2023-06-09T08:00"),
        "П", "07:30:00", [{"a": 1, "b": "2.5", "c": "07:30:00", "d": "ff"}], True,
    ]  # fmt: skip
    assert second.cells == [None, "Acme", None, None, None, "ff00", None, None, False]
    assert "at: times were cut to microseconds" in table.notes
    assert "NUL characters removed from cells: 1" in table.notes


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"]), path)
    table = open_table(path)
    assert (table.columns, list(table)) == (("a", "a (2)"), [Row(1, 0, [1, 2])])


def test_no_rows_are_said(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, {"id": pa.array([], pa.string())}))
    assert list(table) == []
    assert "the file holds columns and no rows" in table.notes


def test_a_huge_cell_is_refused_with_its_column(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": ["1", "2", "3"], "name": ["a", "x" * 10_000_000, "b"]})
    found = list(open_table(path))
    assert [type(item) for item in found] == [Row, Refusal, Row]
    assert (found[1].row, found[1].column) == (2, "name")
    assert "10,000,000 characters" in found[1].what


def test_a_truncated_file_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": list(range(1000))})
    content = path.read_bytes()
    for size in (4, 12, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:size])
        with pytest.raises(InputError, match="truncated or damaged") as caught:
            open_table(path)
        assert "export the file again" in caught.value.remedy


def test_damage_inside_is_one_fatal_refusal(tmp_path: Path) -> None:
    path = written(
        tmp_path, {"id": [f"{n * 7919:x}" for n in range(100_000)]}, row_group_size=20_000,
        write_page_checksum=True, compression="zstd", use_dictionary=False,
    )  # fmt: skip
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = bytes(400)
    path.write_bytes(content)
    *rows, last = open_table(path)
    assert isinstance(last, Refusal)
    assert last.fatal
    assert [row.cells[0] for row in rows] == [f"{n * 7919:x}" for n in range(len(rows))]
    assert last.row == len(rows) + 1


def test_a_damaged_file_is_left_closed(tmp_path: Path) -> None:
    """Windows would refuse to remove or replace it, also while the error is being told."""
    path = written(tmp_path, {"a": ["x"] * 99})
    path.write_bytes(path.read_bytes()[:-60] + b"PAR1")
    with pytest.raises(InputError, match="truncated or damaged") as fault:
        open_table(path)
    assert not is_open(path)
    assert fault.value.__traceback__, "the frames of the error would have kept the file open"


def test_a_file_that_is_damaged_after_it_was_opened_is_left_closed(tmp_path: Path) -> None:
    path = written(tmp_path, {"a": ["x"] * 99})
    rows = iter(open_table(path))
    path.write_bytes(path.read_bytes()[:-60] + b"PAR1")
    assert next(rows).fatal
    assert not is_open(path)
    assert list(rows) == []
