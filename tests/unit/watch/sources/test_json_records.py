"""Records of JSON files, cut without parsing: lines, arrays, damage, sizes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.sources import json_records
from counterflow.watch.sources.json_records import read_json_records
from counterflow.watch.sources.list_file import ListFile


def cut(data: bytes) -> list[tuple[int, int, bytes, bool]]:
    return [
        (one.number, one.line, one.data, bool(one.wrong))
        for one in read_json_records(ListFile("a", data))
    ]


@pytest.mark.parametrize(
    ("data", "records"),
    [
        (b"", []),
        (b"[]", []),
        (b' [{"a": "\\"]"}, {} ]', [(1, 0, b'{"a": "\\"]"}', False), (2, 0, b"{}", False)]),
        (b"\xef\xbb\xbf[1, [2, {}]]", [(1, 0, b"1", False), (2, 0, b"[2, {}]", False)]),
        (b"[{},]", [(1, 0, b"{}", False), (2, 0, b"", False)]),
        (b"[{}", [(1, 0, b"", True)]),
        (b"[{}] x", [(1, 0, b"{}", False), (2, 0, b"", True)]),
        (b"{}\r\n\n{bad\n{", [(1, 1, b"{}", False), (2, 3, b"{bad", False), (3, 4, b"{", False)]),
        (b"\xef\xbb\xbf{}", [(1, 1, b"{}", False)]),
    ],
)
def test_records(data: bytes, records: list[tuple[int, int, bytes, bool]]) -> None:
    assert cut(data) == records


json_values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@given(st.lists(json_values, max_size=5), st.sampled_from([None, 1]))
def test_an_array_is_cut_where_a_parser_cuts_it(values: list[Any], indent: int | None) -> None:
    data = json.dumps(values, indent=indent, ensure_ascii=False).encode("utf-8", "replace")
    assert [json.loads(one[2]) for one in cut(data)] == json.loads(data)


@pytest.mark.parametrize("array", [False, True])
def test_a_record_beyond_all_measure_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, *, array: bool
) -> None:
    monkeypatch.setattr(json_records, "MOST_RECORD_BYTES", 1000)
    long = b'"' + b"a" * 5000 + b'"'
    data = b"[1, " + long + b", 2]" if array else b"1\n" + long + b"\n2\n"
    found = list(read_json_records(ListFile("a", data)))
    assert [one.data for one in found] == [b"1", b"", b"2"]
    assert "longer than 1,000 bytes" in found[1].wrong


def test_an_array_across_pieces_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.dumps([{"a": 'x"\\y', "b": [1, {"c": "]"}]}] * 3).encode()
    whole = cut(data)
    for size in (1, 2, 3, 7):
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        monkeypatch.setattr(ListFile, "chunks", lambda _, pieces=pieces: iter(pieces))
        assert cut(data) == whole
