"""JSON as tables: lines, arrays, envelopes, single objects, and what breaks them."""

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.reading import Row, open_table

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=6,
)
RECORDS = st.lists(
    st.dictionaries(st.sampled_from(["id", "name", "b c"]), VALUES, min_size=1),
    min_size=2,
    max_size=6,
)


def opened(folder: Path, data: Any, name: str = "a.json") -> Any:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return open_table(path)


@settings(max_examples=150, deadline=None)
@given(
    RECORDS,
    st.sampled_from(["lines", "array", "pretty"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_records_are_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], layout: str, code: str
) -> None:
    if layout == "lines":
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    else:
        text = json.dumps(records, indent=2 if layout == "pretty" else None)
    table = opened(tmp_path_factory.mktemp("t"), text.encode(code), "a.txt")
    assert table.format == ("ndjson" if layout == "lines" else "json")
    read = [dict(zip(table.columns, row.cells, strict=True)) for row in table]
    assert set(table.columns) == {key for record in records for key in record}
    assert read == [{key: record.get(key) for key in table.columns} for record in records]


def test_a_late_key_has_its_column(tmp_path: Path) -> None:
    table = opened(tmp_path, '{"a":1}\n' * 3000 + '{"a":2,"late":"x"}\n')
    assert table.columns == ("a", "late")
    assert list(table)[-1] == Row(3001, 3001, [2, "x"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"a":1', "broken JSON"),
        (b"[1]", "an array"),
        (b"7", "a number"),
        (b'{"a":NaN}', "NaN is not JSON"),
        (b'{"a":"x","a":"y"}', "stands twice"),
        (b'{"a":"\xff"}', "not UTF-8"),
        (b'{"a":"\\ud800"}', "half a character"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b'{"a":"' + b"x" * 100_001 + b'"}', "100,001 characters"),
        (b'{"a":' + b"9" * 5000 + b"}", "Exceeds the limit"),
    ],
)
def test_a_bad_line_is_refused_alone(tmp_path: Path, line: bytes, said: str) -> None:
    found = list(opened(tmp_path, b'{"a":1}\n\n' + line + b'\n{"a":2}\n{"a":3}\n', "a.ndjson"))
    assert [type(item) for item in found] == [Row, Refusal, Row, Row]
    assert (found[1].row, found[1].line) == (2, 3)
    assert said in found[1].what


def test_an_envelope_gives_its_records_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    table = opened(tmp_path, '{"count": 2, "results": [{"a": 1}, {"b": 2.5}], "next": null}')
    assert [row.cells for row in table] == [[1, None], [None, 2.5]]
    assert "records: the objects of 'results'; left out beside them: count, next" in table.notes


def test_one_object_is_one_record(tmp_path: Path) -> None:
    table = opened(tmp_path, '{"id": "x", "parties": [{"a": 1}], "goods": [{"b": 2}]}')
    assert list(table) == [Row(1, 0, ["x", [{"a": 1}], [{"b": 2}]])]


def test_numbers_are_exact_integers_or_floats(tmp_path: Path) -> None:
    table = opened(tmp_path, '[{"a": 123456789012345678901234567890, "b": 1.5, "c": 1.0}]')
    (row,) = table
    assert row.cells == [123456789012345678901234567890, 1.5, 1.0]
    assert [type(cell) for cell in row.cells] == [int, float, float]


def test_json_that_breaks_off_gives_what_stood_before(tmp_path: Path) -> None:
    text = "[" + ",".join(f'{{"a":{n}}}' for n in range(500))
    for damaged in (text, text + ', {"a": oops}]', text + "] trailing"):
        *rows, last = opened(tmp_path, damaged)
        assert [row.cells[0] for row in rows] == list(range(500))
        assert last.fatal
        assert last.row == 501


def test_a_truncated_gzip_of_json(tmp_path: Path) -> None:
    data = gzip.compress(("[" + ",".join(f'{{"a":{n}}}' for n in range(5000)) + "]").encode())
    *rows, last = opened(tmp_path, data[: len(data) // 2])
    assert 0 < len(rows) < 5000
    assert last.fatal


def test_items_that_are_no_objects_or_repeat_keys_are_refused(tmp_path: Path) -> None:
    found = list(
        opened(tmp_path, '[{"a": 1}, 7, {"a": 1, "a": 2}, {"a": {"b": 1, "b": 2}}, {"a": 3}]')
    )
    assert [type(item) for item in found] == [Row, Refusal, Refusal, Refusal, Row]
    assert found[2].column == "a"


def test_deep_nesting_is_an_error_before_it_costs_memory(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nested more than 100 deep"):
        opened(tmp_path, '[{"a":' + "[" * 200 + "]" * 200 + "}]")


def test_documents_without_records(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no object"):
        opened(tmp_path, '"text"')
    table = opened(tmp_path, "[]")
    assert (table.columns, list(table)) == ((), [])
    assert any("no records" in note for note in table.notes)


def test_nul_is_taken_out_of_nested_values_too(tmp_path: Path) -> None:
    table = opened(tmp_path, '[{"a": "x\\u0000y", "b": ["\\u0000"]}]')
    assert list(table) == [Row(1, 0, ["xy", [""]])]
    assert "NUL characters removed from cells: 2" in table.notes


def test_too_many_keys_are_an_error(tmp_path: Path) -> None:
    line = json.dumps({f"k{n}": 1 for n in range(2001)})
    for text in (f"{line}\n{line}\n", f"[{line}]"):
        with pytest.raises(InputError, match="2,001 columns"):
            opened(tmp_path, text)


@pytest.mark.parametrize("digits", [4_300, 4_301, 5_000, 100_000, 600_000])
def test_a_number_that_nobody_can_read_is_refused(tmp_path: Path, digits: int) -> None:
    """From 4,301 digits on the parser in C died with the process."""
    number = "9" * digits
    (tmp_path / "a.json").write_text(f'[{{"name": "A"}}, {{"name": "B", "n": {number}}}]')
    code = (
        "from counterflow.core.tables.reading import open_table; "
        "from counterflow.core.model.refusals import Refusal; "
        f"rows = list(open_table({str(tmp_path / 'a.json')!r})); "
        "print([getattr(one, 'what', 'row') for one in rows])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr[-400:]
    assert done.stdout.startswith(b"['row', ")
    assert (b"more than 4,300 digits" in done.stdout) is (digits > 4_300)


@given(st.integers(0, 600), st.integers(4_301, 9_000))
def test_a_long_number_is_seen_where_two_blocks_meet(before: int, digits: int) -> None:
    data = b'[{"a": "' + b"x" * ((1 << 18) - 300 - before) + b'"}, {"a": ' + b"9" * digits + b"}]"
    with tempfile.TemporaryDirectory() as folder:
        found = list(opened(Path(folder), data))
    assert isinstance(found[-1], Refusal)
    assert "more than 4,300 digits" in found[-1].what
