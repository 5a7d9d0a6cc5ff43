"""Written tables: whole or absent, equal when read back, never a formula."""

import csv
import datetime as dt
import io
import json
import os
import zipfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import InputError, RunError
from counterflow.core.tables import reading
from counterflow.core.tables.atomic import WholeFile
from counterflow.core.tables.neutral import neutralize
from counterflow.core.tables.reading import Row
from counterflow.core.tables.writers import XlsxWriter
from counterflow.core.tables.writing import FORMATS, open_writer


def open_table(source: Path | str, **options: Any) -> Any:
    """Open a table whose items a test takes for rows or refusals, as it expects them."""
    return reading.open_table(source, **options)


TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
FORMULAS = st.builds(
    str.__add__,
    st.sampled_from(
        ["=", "+", "-", "@", "\t", "\r", "\n", "\0", " =", "\ufeff=", "＝", "-1", "'=", "\0="]
    ),
    TEXT,
)
NUMBER_LIKE = st.sampled_from(
    ["-12.5", "+49", "-1e5", "-5%", "-,5", "-1,5", "--1", "-1+1", "+", "-", "-1\n"]
)
CELLS = TEXT | FORMULAS | NUMBER_LIKE


def is_number(text: Any) -> bool:
    try:
        float(text.replace(",", ".").removesuffix("%"))
    except ValueError:
        return False
    return True


@settings(max_examples=500)
@given(CELLS)
def test_neutralizing_twice_is_neutralizing_once_and_can_be_undone(text: Any) -> None:
    once = neutralize(text)
    assert neutralize(once) == once
    assert once in (text, f"'{text}")
    assert once[:1] not in tuple("=+-@\t\r\n\0＝＋－＠") or is_number(once) or not once
    assert once.lstrip("\ufeff\u200b \t\r\n\v\f")[:1] not in tuple("=@＝＋－＠") or once.startswith(
        "'"
    )


@pytest.mark.parametrize("text", ["-12.5", "+49", "-1e5", "-1,5", "-5%", "", "Acme", "a=b", "12"])
def test_numbers_and_plain_text_stay(text: Any) -> None:
    assert neutralize(text) == text


@pytest.mark.parametrize(
    "text",
    ["=cmd|' /C calc'!A0", "+1+1", "-1-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "-٣", "-1\n=1"],
)
def test_formulas_become_text(text: Any) -> None:
    assert neutralize(text) == f"'{text}"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6), st.sampled_from(["csv", "tsv"])
)
def test_delimited_text_is_read_back_as_neutralised(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], kind: str
) -> None:
    path = tmp_path_factory.mktemp("w") / f"a.{kind}"
    with open_writer(path, kind, ["=a", "b"]) as writer:
        for row in rows:
            writer.write(row)
    delimiter = "," if kind == "csv" else "\t"
    wanted = [[neutralize(cell.replace("\0", "")) for cell in row] for row in rows]
    table = open_table(path, delimiter=delimiter)
    assert table.columns == ("'=a", "b")
    assert [row.cells for row in table] == [row for row in wanted if any(row)]
    plain = list(
        csv.reader(io.StringIO(path.read_bytes().decode(), newline=""), delimiter=delimiter)
    )
    assert plain == [["'=a", "b"], *wanted]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=6),
    st.sampled_from(["ndjson", "parquet"]),
)
def test_other_formats_keep_texts_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], kind: str
) -> None:
    path = tmp_path_factory.mktemp("w") / f"a.{kind}"
    with open_writer(path, kind, ["a", "b"]) as writer:
        for row in rows:
            writer.write(row)
    if kind == "parquet":
        assert [list(row.values()) for row in pq.read_table(path).to_pylist()] == rows
    else:
        lines = path.read_text("utf-8").split("\n")[:-1]
        assert [list(json.loads(line).values()) for line in lines] == rows


def test_values_of_every_type(tmp_path: Path) -> None:
    day, time = dt.date(2023, 6, 9), dt.datetime.fromisoformat("2023-06-09T07:30")
    row = ["x", 7, 1.5, True, None, day, time, [{"a": 1}]]
    columns = [f"c{n}" for n in range(len(row))]
    found = {}
    for kind in FORMATS:
        path = tmp_path / f"a.{kind}"
        with open_writer(path, kind, columns) as writer:
            writer.write(row)
        (found[kind],) = open_table(path)
    nested = '[{"a":1}]'
    iso = ["2023-06-09", "2023-06-09T07:30:00"]
    assert found["csv"].cells == ["x", "7", "1.5", "true", "", *iso, nested]
    assert found["ndjson"].cells == ["x", 7, 1.5, True, None, *iso, [{"a": 1}]]
    assert found["parquet"].cells == ["x", "7", "1.5", "true", None, *iso, nested]
    assert found["xlsx"].cells == [*row[:7], nested]


def test_no_cell_of_a_sheet_is_a_formula_or_a_link(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    cells = ["=1+1", "https://example.org", "internal:A1", "{=1}", "-12.5", "x" * 40_000, 2**60]
    with open_writer(path, "xlsx", [f"={n}" for n in range(len(cells))]) as writer:
        writer.write(cells)
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
        assert not [name for name in package.namelist() if "_rels/sheet" in name]
    assert b"<f" not in xml
    assert b"hyperlink" not in xml
    (row,) = open_table(path)
    assert row.cells[:5] == ["'=1+1", *cells[1:5]]
    assert row.cells[5].endswith("[cut: 40,000 characters]")
    assert row.cells[6] == str(2**60)


def test_rows_beyond_a_sheet_go_on_further_sheets() -> None:
    stream = io.BytesIO()
    writer = XlsxWriter(stream, ["n"], sheet_rows=2)
    for number in range(5):
        writer.write([number])
    writer.finish()
    with zipfile.ZipFile(stream) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3


@pytest.mark.parametrize("kind", [*FORMATS, "tsv"])
@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_an_interrupted_output_leaves_the_old_one(
    tmp_path: Path, kind: str, fault: type[BaseException]
) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")

    def interrupted() -> Iterator[list[str]]:
        for number in range(30_000):
            yield [f"row {number}"]
        raise fault

    with pytest.raises(fault), open_writer(path, kind, ["a"]) as writer:
        deque(map(writer.write, interrupted()))
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("kind", [*FORMATS, "tsv"])
def test_nothing_stands_at_the_target_before_the_end(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "out"
    with open_writer(path, kind, ["a"]) as writer:
        writer.write(["x"])
        assert not path.exists()
        writer.close()
        assert path.stat().st_size
        writer.close()
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


def test_an_abandoned_output_is_gone(tmp_path: Path) -> None:
    with open_writer(tmp_path / "out", "csv", ["a"]) as writer:
        writer.abandon()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="rights and links of POSIX")
def test_a_replaced_file_keeps_its_rights_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "out", tmp_path / "link"
    path.write_bytes(b"")
    path.chmod(0o640)
    link.symlink_to(path)
    with open_writer(link, "csv", ["a"]):
        pass
    assert link.is_symlink()
    assert path.read_bytes() == b"a\r\n"
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "posix", reason="POSIX replaces files that are read-only or open")
def test_a_file_that_windows_will_not_replace_is_told_and_stays(tmp_path: Path) -> None:
    """Before the work where it is read-only, at the end where a program opened it meanwhile."""
    path = tmp_path / "out"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(RunError, match=r"cannot be written.*close the file in other programs"):
        WholeFile(path)
    assert [item.name for item in tmp_path.iterdir()] == ["out"]
    path.chmod(0o666)
    refused = pytest.raises(RunError, match="cannot be written")
    with path.open("rb"), refused, open_writer(path, "csv", ["a"]) as writer:
        writer.write(["new"])
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


def test_streams_stay_open_and_get_everything() -> None:
    for kind in FORMATS:
        stream = io.BytesIO()
        with open_writer(stream, kind, ["a"]) as writer:
            writer.write(["x"])
        assert stream.tell()
        assert not stream.closed


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="unknown format"),
        open_writer(tmp_path / "a", "doc", ["a"]),
    ):
        pass
    with pytest.raises(InputError, match="twice"), open_writer(tmp_path / "a", "csv", ["a", "a"]):
        pass
    with (
        pytest.raises(RunError, match="cannot be written"),
        open_writer(tmp_path / "no" / "a", "csv", ["a"]),
    ):
        pass
    with pytest.raises(RunError, match="cannot be written"), open_writer(tmp_path, "csv", ["a"]):
        pass
    assert list(tmp_path.iterdir()) == []


def test_numbers_and_texts_that_json_lacks_are_kept_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    with open_writer(path, "ndjson", ["a", "b", "c"]) as writer:
        writer.write([float("inf"), 10**30, ["half \ud800"]])
    assert msgspec.json.decode(path.read_bytes()) == {
        "a": "inf",
        "b": str(10**30),
        "c": ["half \ufffd"],
    }


def test_parquet_has_one_schema_over_its_groups(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with open_writer(path, "parquet", ["a", "n"]) as writer:
        for number in range(45_000):
            writer.write([None if number < 20_000 else number, number])
    file = pq.ParquetFile(path)
    assert file.metadata.num_row_groups == 3
    assert [str(field.type) for field in file.schema_arrow] == ["string", "string"]
    assert list(open_table(path))[-1] == Row(45_000, 0, ["44999", "44999"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", FORMATS)
def test_a_full_disk_is_said(kind: str) -> None:
    """The zip file left behind complains about the device on its way out; that is let pass."""
    rows = [[f"row {number}"] for number in range(30_000)]
    with (
        Path("/dev/full").open("wb", buffering=0) as device,
        pytest.raises(RunError, match="No space left on device"),
        open_writer(device, kind, ["a"]) as writer,
    ):
        deque(map(writer.write, rows))


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is no file"), open_writer("/dev/null", "csv", ["a"]):
        pass
    assert Path("/dev/null").is_char_device()
