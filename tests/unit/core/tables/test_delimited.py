"""Delimited text: every dialect is read back equal, every oddity is said."""

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables import reading
from counterflow.core.tables.reading import Row, Table
from counterflow.core.tables.rows import MAX_COLUMNS


def open_table(source: Path | str, **options: Any) -> Any:
    """Open a table whose items a test takes for rows or refusals, as it expects them."""
    return reading.open_table(source, **options)


CHARS = st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")
CELLS = st.text(CHARS, max_size=12) | st.sampled_from(
    [
        '5" pipe',
        "a,b;c\td|e^f~g",
        "two\nlines",
        "cr\r\nlf",
        "Тегеран",
        " pad ",
        '""',
        "\u2028",
        "\x85",
    ]
)


def written(folder: Path, text: Any, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path


def rows_of(table: Table) -> list[list[Any]]:
    return [item.cells for item in table if isinstance(item, Row)]


def refusals_of(table: Table) -> list[Refusal]:
    return [item for item in table if isinstance(item, Refusal)]


@st.composite
def tables(draw: Any) -> list[list[str]]:
    width = draw(st.integers(1, 5))
    return [
        draw(st.lists(CELLS, min_size=width, max_size=width))
        for _ in range(draw(st.integers(0, 6)))
    ]


@settings(max_examples=300, deadline=None)
@given(
    tables(),
    st.sampled_from(",;\t|^~"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.booleans(),
)
def test_any_dialect_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    delimiter: str,
    end: str,
    quoting: Any,
    code: str,
    packed: bool,
) -> None:
    width = len(rows[0]) if rows else 2
    header = [f"c{index}" for index in range(width)]
    stream = io.StringIO()
    # Before Python 3.13 the csv module leaves a lone CR unquoted where lines end with LF.
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n", quoting=quoting)
    writer.writerows([header, *rows])
    text = stream.getvalue()
    if end == "\n" and "\n" not in "".join(map("".join, rows)):
        text = text.replace("\r\n", "\n")
    data = text.encode(code)
    path = written(tmp_path_factory.mktemp("t"), gzip.compress(data) if packed else data)
    table = open_table(path, delimiter=delimiter)
    assert table.columns == tuple(header)
    # A row without any value is an empty line and no record, but keeps its number.
    filled = [(n, row) for n, row in enumerate(rows, 1) if any(row)]
    found = list(table)
    assert [(item.number, item.cells) for item in found if isinstance(item, Row)] == filled
    assert len(found) == len(filled)


def test_rows_without_a_value_are_counted_and_no_records(tmp_path: Path) -> None:
    """Spreadsheets end in rows of commas: none is lost in silence, none is refused."""
    table = open_table(written(tmp_path, "a,b\n1,2\n,\n,\n3,4\n"))
    assert [(row.number, row.cells) for row in table if isinstance(row, Row)] == [
        (1, ["1", "2"]),
        (4, ["3", "4"]),
    ]
    assert "rows without any value, which are no records: 2" in table.notes


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [["id", "name", "price"], ["1", "Acme trading", "1.5"], ["2", "Beta - works", "2.5"]]
    path = written(tmp_path, "\n".join(map(delimiter.join, lines)))
    table = open_table(path)
    assert table.columns == ("id", "name", "price")
    assert rows_of(table) == lines[1:]


def test_carriage_returns_alone_end_lines(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, 'a,b\r1,"x\ny"\r3,4\r'))
    assert rows_of(table) == [["1", "x\ny"], ["3", "4"]]


def test_the_sep_line_of_excel_is_understood(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "sep=^\na^b\n1,2^3,4\n"))
    assert (table.columns, list(table)) == (("a", "b"), [Row(1, 3, ["1,2", "3,4"])])


def test_title_lines_above_the_header_are_left_out_and_said(tmp_path: Path) -> None:
    path = written(tmp_path, "Shipments of June\n\nby order\nid,name\n1,Acme\n")
    table = open_table(path, is_header=lambda cells: len({"id", "name"} & set(cells)))
    assert list(table) == [Row(1, 5, ["1", "Acme"])]
    assert "header: line 4 (2 filled lines above it are no data and were left out)" in table.notes


def test_names_of_columns_are_made_unique_and_said(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, " Name ,name,Name,,Name (2)\n1,2,3,4,5\n"))
    assert table.columns == ("Name", "name", "Name (3)", "column 4", "Name (2)")
    assert any("Name (3), column 4" in note for note in table.notes)


def test_short_rows_are_padded_and_longer_ones_refused(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "a,b,c\n1,2\n1,2,3,,\n\n1,2,3,4\n1,2,3\n"))
    first, second, refused, last = table
    assert first == Row(1, 2, ["1", "2", None], short=1)
    assert second == Row(2, 3, ["1", "2", "3"], over=2)
    assert (refused.row, refused.line) == (3, 5)
    assert "shifted" in refused.what
    assert last == Row(4, 6, ["1", "2", "3"])


def test_cp1251_is_guessed_and_said(tmp_path: Path) -> None:
    names = ["Особая экономическая зона", "Торговый дом Пример", "Завод радиодеталей", "Москва"]
    text = "номер;получатель\n" + "".join(f"{n};{name}\n" for n, name in enumerate(names * 5))
    path = written(tmp_path, text, encoding="cp1251")
    table = open_table(path)
    assert [row[1] for row in rows_of(table)][:4] == names
    assert any("not UTF-8; read as cp1251, a guess" in note for note in table.notes)
    assert rows_of(open_table(path, encoding="windows-1251")) == rows_of(table)


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf16_with_and_without_a_mark(tmp_path: Path, code: str) -> None:
    text = "id,name\n1,Sample Trading\n2,Пример\n"
    assert rows_of(open_table(written(tmp_path, text, encoding=code)))[1] == ["2", "Пример"]


def test_an_unknown_encoding_or_delimiter_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n1,2\n")
    for wrong in ("utf-9", "rot13", "hex"):
        with pytest.raises(InputError, match="unknown encoding"):
            open_table(path, encoding=wrong)
    with pytest.raises(InputError, match="cannot be a delimiter"):
        open_table(path, delimiter='"')


def test_empty_files_and_headers_without_rows(tmp_path: Path) -> None:
    for nothing in (b"", b"\xef\xbb\xbf", b"\n\r\n\n", gzip.compress(b"")):
        with pytest.raises(InputError, match="is empty"):
            open_table(written(tmp_path, nothing))
    table = open_table(written(tmp_path, "id,name\n\n"))
    assert list(table) == []
    assert any("header and no rows" in note for note in table.notes)


def test_too_many_columns_are_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, ",".join(f"c{n}" for n in range(MAX_COLUMNS + 1)) + "\n")
    with pytest.raises(InputError, match="2,001 columns"):
        open_table(path)


def test_a_file_can_be_read_twice_and_notes_do_not_double(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "a,b\n1\0,2\n"))
    assert list(table) == list(table) == [Row(1, 2, ["1", "2"])]
    assert [note for note in table.notes if "NUL" in note] == [
        "NUL characters removed from cells: 1"
    ]


def test_standard_input_can_be_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,2\n")))
    assert [row.cells for row in open_table("-")] == [["1", "2"]]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,2\n")))
    table = open_table("-")
    assert list(table) == list(table)
    assert table.source == "standard input"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 90, "old .xls"),
        (b"%PDF-1.7 x", "a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 8 + b"\0" * 99, "binary file"),
        (b"PK\x03\x04" + b"x" * 90, "zip file, but not an Excel file"),
    ],
)
def test_other_kinds_of_file_are_named(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        open_table(written(tmp_path, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv cannot be read"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(InputError, match="cannot be read"):
        open_table(tmp_path)


def test_an_end_mark_is_no_record_and_said(tmp_path: Path) -> None:
    """OFAC's delimited files end with a Ctrl-Z on a line of its own."""
    table = open_table(written(tmp_path, "a,b\r\n1,2\r\n\x1a"))
    assert list(table) == [Row(1, 2, ["1", "2"])]
    assert any("Ctrl-Z" in note for note in table.notes)


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", ["Société Générale de café", "Müller & Söhne Gerätebau", "Compañía señor"]),
        ("cp1250", ["Žďár nad Sázavou, společnost", "Příbram s ručením omezeným"]),
        ("koi8_r", ["Торговый дом Пример", "Завод радиодеталей"]),
        ("gb18030", ["上海贸易有限公司", "深圳市电子科技有限公司"]),
    ],
)
def test_common_encodings_are_guessed(tmp_path: Path, encoding: str, names: list[str]) -> None:
    text = "id;name\n" + "".join(f"{n};{name}\n" for n, name in enumerate(names * 9))
    table = open_table(written(tmp_path, text, encoding=encoding))
    assert [row[1] for row in rows_of(table)][: len(names)] == names


def test_other_encodings_that_fit_as_well_are_named(tmp_path: Path) -> None:
    """A guess between encodings that read other letters is the user's to check."""
    text = "id;name\n" + "1;Compañía señor café\n" * 9
    notes = " ".join(open_table(written(tmp_path, text, encoding="cp1252")).notes)
    assert "read as cp1252, a guess" in notes
    assert "cp1250" in notes
    assert "would fit as well" in notes
