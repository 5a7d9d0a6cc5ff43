"""Damage to delimited text: nothing is swallowed, nothing untouched is lost."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables import reading
from counterflow.core.tables.bytestream import BLOCK
from counterflow.core.tables.quoting import MAX_QUOTED_LINES
from counterflow.core.tables.reading import Row


def open_table(source: Path | str, **options: Any) -> Any:
    """Open a table whose items a test takes for rows or refusals, as it expects them."""
    return reading.open_table(source, **options)


WORDS = st.text("abcXYZ Пр", min_size=1, max_size=6)


def read(folder: Path, data: Any, **options: Any) -> list[Any]:
    path = folder / "a.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(open_table(path, **options))


@st.composite
def quoted_lines(draw: Any) -> list[str]:
    """Records of three cells, quoted where drawn; quoted cells may hold the delimiter."""
    lines = []
    for number in range(draw(st.integers(3, 12))):
        cells = [str(number)]
        for _ in range(2):
            word = draw(WORDS)
            cells.append(f'"{word}, {draw(WORDS)}"' if draw(st.booleans()) else word)
        lines.append(",".join(cells))
    return lines


@settings(max_examples=300, deadline=None)
@given(quoted_lines(), st.data())
def test_a_dropped_quote_costs_its_own_line_only(
    tmp_path_factory: pytest.TempPathFactory, lines: Any, data: Any
) -> None:
    quotes = [(n, p) for n, line in enumerate(lines) for p, c in enumerate(line) if c == '"']
    whole = read(tmp_path_factory.mktemp("t"), "id,a,b\n" + "\n".join(lines) + "\n")
    assert all(isinstance(item, Row) for item in whole)
    if not quotes:
        return
    hurt, place = data.draw(st.sampled_from(quotes))
    damaged = list(lines)
    damaged[hurt] = lines[hurt][:place] + lines[hurt][place + 1 :]
    found = read(tmp_path_factory.mktemp("t"), "id,a,b\n" + "\n".join(damaged) + "\n")
    assert [item.line for item in found] == list(range(2, len(lines) + 2))
    assert [
        n if isinstance(n, int) else n.row
        for n in (i if isinstance(i, Refusal) else i.number for i in found)
    ] == list(range(1, len(lines) + 1))
    assert [item for n, item in enumerate(found) if n != hurt] == [
        item for n, item in enumerate(whole) if n != hurt
    ]


@settings(max_examples=200, deadline=None)
@given(
    quoted_lines(),
    st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from([b"\0", b"\xff", b"\xd0"])), max_size=5
    ),
)
def test_spliced_bytes_cost_no_other_row(
    tmp_path_factory: pytest.TempPathFactory, lines: Any, splices: Any
) -> None:
    data = bytearray("id,a,b\n" + "\n".join(lines) + "\n", "utf-8")
    start = len(b"id,a,b\n")
    hurt = set()
    for place, byte in splices:
        at = start + place % (len(data) - start)
        data[at:at] = byte
    for number, line in enumerate(bytes(data).split(b"\n")[1:-1]):
        if line.replace(b"\0", b"").decode("utf-8", "replace") != lines[number]:
            hurt.add(number)
    whole = read(tmp_path_factory.mktemp("t"), "id,a,b\n" + "\n".join(lines) + "\n")
    found = read(tmp_path_factory.mktemp("t"), bytes(data), encoding="utf-8")
    assert len(found) == len(lines)
    for number, (before, after) in enumerate(zip(whole, found, strict=True)):
        if number in hurt:
            assert isinstance(after, Refusal)
            assert after.line == number + 2
        else:
            assert after == before


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 30))
def test_any_bytes_give_numbered_records(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, repeats: int
) -> None:
    """Whatever stands below a header, records are numbered upwards; only blank rows leave gaps."""
    data = b"a,b\n" + (junk + b'\n"x') * repeats + b"\n1,2\n"
    found = read(tmp_path_factory.mktemp("t"), data, encoding="utf-8", format="csv", delimiter=",")
    numbers = [item.row if isinstance(item, Refusal) else item.number for item in found]
    assert numbers == sorted(set(numbers))
    assert min(numbers) >= 1
    lines = [item.line for item in found]
    assert lines == sorted(set(lines))


def test_an_open_quote_refuses_one_line_of_many(tmp_path: Path) -> None:
    body = "".join(f"{n},name {n}\n" for n in range(3000))
    found = read(tmp_path, f'id,name\n{body}x,"open\n{body}')
    refused = [item for item in found if isinstance(item, Refusal)]
    assert len(found) == 6001
    assert [(item.row, item.line, item.column) for item in refused] == [(3001, 3002, "name")]
    assert refused[0].what == "a quote is opened and not closed"


@pytest.mark.parametrize("lines", [2, MAX_QUOTED_LINES, MAX_QUOTED_LINES + 1])
def test_a_cell_over_many_lines_up_to_the_limit(tmp_path: Path, lines: Any) -> None:
    cell = "\n".join(f"line {n}" for n in range(lines))
    first = read(tmp_path, f'id,text\n1,"{cell}"\n2,x\n')[0]
    assert isinstance(first, Row) == (lines <= MAX_QUOTED_LINES)


def test_cells_over_lines_and_blocks(tmp_path: Path) -> None:
    """Records and their look ahead cross the borders of the blocks that are read."""
    wanted = [[str(n), f'"{n}"\nAcme, {"x" * (n % 90)}'] for n in range(BLOCK // 20)]
    data = "".join(f'{a},"{b.replace(chr(34), chr(34) * 2)}"\n' for a, b in wanted)
    assert [row.cells for row in read(tmp_path, "id,text\n" + data)] == wanted


def test_a_stray_byte_refuses_its_row_with_line_and_column(tmp_path: Path) -> None:
    lines = [f"{n},Пример,x".encode() for n in range(50)]
    lines[20] = b"20,Ac\xe9me,x"
    found = read(tmp_path, b"id,name,note\n" + b"\n".join(lines))
    (refused,) = [item for item in found if isinstance(item, Refusal)]
    assert (refused.row, refused.line, refused.column) == (21, 22, "name")
    assert "byte 0xE9" in refused.what
    assert "UTF-8" in refused.remedy
    assert len(found) == 50


def test_a_huge_cell_is_refused_with_its_column_and_size(tmp_path: Path) -> None:
    for cell in ("x" * 10_000_000, '"' + "x" * 10_000_000 + '"'):
        found = read(tmp_path, f"id,name,note\n1,a,b\n2,{cell},c\n3,d,e\n")
        assert [type(item) for item in found] == [Row, Refusal, Row]
        assert found[1].column == "name"
        assert "10,000,000 characters" in found[1].what


def test_a_line_beyond_memory_is_refused_unheld(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(b"id,name\n1,a\n2,")
        for _ in range(40):
            stream.write(b"x," * (1 << 19))
        stream.write(b"\n3,c\n")
    found = list(open_table(path))
    assert [type(item) for item in found] == [Row, Refusal, Row]
    assert "longer than 16 MB" in found[1].what
    assert found[2] == Row(3, 4, ["3", "c"])


def test_a_stray_carriage_return_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, "a,b\n1,x\ry\n2,z\n3,w\n")
    assert isinstance(found[0], Refusal)
    assert found[1:] == [Row(2, 3, ["2", "z"]), Row(3, 4, ["3", "w"])]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2000), st.booleans())
def test_a_truncated_gzip_gives_what_is_readable_then_one_fatal_refusal(
    tmp_path_factory: pytest.TempPathFactory, cut: int, damage: bool
) -> None:
    lines = [f"{n},{n * 7919 % 1000003:x}" for n in range(2000)]
    packed = gzip.compress(("id,name\n" + "\n".join(lines) + "\n").encode())
    keep = len(packed) - 1 - cut
    data = packed[:keep] + (b"\0\xff" * 40 if damage else b"")
    path = tmp_path_factory.mktemp("t") / "a.csv.gz"
    path.write_bytes(data)
    found = list(open_table(path))
    *rows, last = found
    assert isinstance(last, Refusal)
    assert last.fatal
    assert last.row == len(found)
    if not damage:
        assert [",".join(row.cells) for row in rows] == lines[: len(rows)]
        assert len(rows) > 1000 - cut // 2


def test_gzip_members_are_read_one_after_another(tmp_path: Path) -> None:
    data = gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n") + b"\0" * 100
    assert [row.cells for row in read(tmp_path, data)] == [["1", "2"], ["3", "4"]]
    damaged = read(tmp_path, gzip.compress(b"a,b\n1,2\n") + b"garbage")
    assert damaged[0] == Row(1, 2, ["1", "2"])
    assert damaged[-1].fatal


def test_a_gzip_with_nothing_readable_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends before its end \(.*a\.csv\)"):
        read(tmp_path, gzip.compress(b"a,b\n1,2\n")[:11])
