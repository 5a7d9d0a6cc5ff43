"""One giant thing in a list: refused at a limit, by every reader, in bounded time and memory.

Each reader runs in a process of its own, whose peak of memory is asked of the system. Sizes pass
every limit by little here; ``HYPOTHESIS_PROFILE=soak`` takes a text and a cell of 1 GB, an
attribute of 500 MB, a record of 300 MB and a name of 50 MB.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import giants
from counterflow.core.errors import ListError
from counterflow.watch.sources import grouped_rows
from counterflow.watch.sources.delimited_rows import (
    MOST_COLUMNS,
    MOST_DAMAGED,
    BoundedLines,
    read_records,
)
from counterflow.watch.sources.grouped_rows import read_groups
from counterflow.watch.sources.json_records import read_json_records
from counterflow.watch.sources.json_stream import iterate_objects
from counterflow.watch.sources.list_file import WHOLE_BYTES, ListFile
from counterflow.watch.sources.ofac_rows import MOST_LINES, read_rows
from counterflow.watch.sources.parsed import Account
from counterflow.watch.sources.xml_bounds import broken
from counterflow.watch.sources.xml_stream import walk
from mutations import ALL_READERS

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
MOST_MB = 400
SLOWEST_SECONDS = 600.0 if SOAK else 120.0
SIZES = {
    "record": 300_000_000 if SOAK else 18_000_000,
    "text": 1_000_000_000 if SOAK else 18_000_000,
    "attribute": 500_000_000 if SOAK else 18_000_000,
    "name": 50_000_000 if SOAK else 6_000_000,
    "lines": 1_000_000_000 if SOAK else 6_000_000,
}
# A user's own list is a table of any size: its rows are refused one by one, to the end.
OWN_SIZES = {**SIZES, "lines": 60_000_000 if SOAK else 2_000_000}
_NUMBER = re.compile(r"\d{3},\d{3}|131072|16 MB|1,000 deep")
_NO_LIMIT = {
    *(("own_list", shape) for shape in ("record over lines", "quote that stays open")),
    *(("jp_meti", shape) for shape in ("record over lines", "quote that stays open")),
    *(("ofac_csv", shape) for shape in ("cell", "line", "cells", "quote that stays open")),
    ("ofac_csv", "line at the end"),
    ("jp_export_bans", "record over lines"),
    ("us_csl_json", "brackets"),
    ("us_csl_json", "blanks"),
}
"""What is refused for another cause than its size, at the sizes of a usual run."""


@pytest.mark.parametrize("name", ALL_READERS)
def test_a_giant_is_refused_in_bounded_time_and_memory(name: str) -> None:
    sizes = OWN_SIZES if name == "own_list" else SIZES
    run = [sys.executable, giants.__file__, name, json.dumps(sizes)]
    environment = {**os.environ, "PYTHONPATH": str(Path(giants.__file__).parent)}
    ran = subprocess.run(run, capture_output=True, text=True, check=False, env=environment)
    assert ran.returncode == 0, ran.stderr[-2000:]
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(found) >= len(("text", "record", "brackets", "no end", "blanks"))
    for one in found:
        judge(name, one)


def judge(name: str, one: dict[str, Any]) -> None:
    """Hold what came of one giant file against what must come of it."""
    assert one["size"] > 2_000_000, one
    assert one["seconds"] < SLOWEST_SECONDS, one
    assert one["peak_mb"] < MOST_MB, one
    assert one["told"], one
    assert "giant.list" in one["told"][0], one
    if (name, one["shape"]) not in _NO_LIMIT:
        assert _NUMBER.search(one["told"][0]), one
    if name in giants.RECORDS:
        assert one["state"] == "fatal", one


RECORD = b'<list><entry id="1"><name>Zavrelka</name></entry>%b</list>'


def walked(data: bytes, most_bytes: int) -> tuple[int, Account]:
    account = Account("x")
    found = walk(ListFile("a.xml", data), ("entry",), account, most_bytes=most_bytes)
    return sum(1 for _ in found), account


def test_many_records_are_not_one_long_record() -> None:
    """A limit on a record is none on a file: here fifty times as much as one may hold."""
    record = b"<entry>" + b"<name>Zavrelka</name>" * 1000 + b"</entry>\n"
    count, account = walked(RECORD % (record * 500), 200_000)
    assert (count, account.refusals) == (501, [])


def test_long_stretches_between_records_are_read_over() -> None:
    """What nobody asked for may be long, as long as its elements end."""
    count, account = walked(RECORD % (b"<other>" + b"<a>b</a>" * 800_000 + b"</other>"), 200_000)
    assert (count, account.refusals) == (1, [])


@pytest.mark.parametrize(
    ("long", "line", "what"),
    [
        (b"<entry>" + b"\n<a>b</a>" * 500_000 + b"</entry>", 1, "the record <entry> holds more"),
        (b"\n<entry a='" + b"a" * 4_000_000 + b"'/>", 1, "a tag, a comment or blanks hold more"),
        (b"<!--" + b"a" * 4_000_000 + b"-->", 1, "a tag, a comment or blanks hold more"),
    ],
    ids=["children", "attribute", "comment"],
)
def test_the_refusal_says_what_where_and_how_much(long: bytes, line: int, what: str) -> None:
    count, account = walked(RECORD % long, 500_000)
    (refusal,) = account.refusals
    assert count == 1
    assert refusal.fatal
    assert refusal.what.startswith(f"{what} than 500,000 bytes")
    assert (refusal.file, refusal.line) == ("a.xml", line)


def test_a_text_too_long_for_the_parser_names_its_limit() -> None:
    _, account = walked(RECORD % (b"a" * 14_000_000), 1 << 30)
    assert "the limit is 10,000,000 bytes for a text" in account.refusals[0].what


@pytest.mark.parametrize(
    "told",
    [
        "Resource limit exceeded: Text node too long, try XML_PARSE_HUGE",
        "xmlSAX2Characters: huge text node",
        "internal error: Huge input lookup",
    ],
    ids=["2.14", "2.11", "2.11 tag"],
)
def test_the_limit_is_named_whichever_libxml2_was_built_in(told: str) -> None:
    """The wheels of lxml 6.1 hold libxml2 2.14 for Linux and 2.11 for Windows."""
    refusal = broken(etree.XMLSyntaxError(told, 1, 2, 3), ListFile("a.xml", b""))
    assert refusal.what.startswith("the XML holds more than is read (the limit is 10,000,000 bytes")
    assert refusal.fatal


def test_a_record_over_many_lines_is_stopped_with_its_first_line() -> None:
    lines = BoundedLines(io.StringIO("a,b\n" + '"x\n",' * 100), ListFile("a.csv"), 50)
    assert next(lines) == "a,b\n"
    lines.begin()
    with pytest.raises(ListError, match=r"more than 50 characters \(a\.csv, line 2\)"):
        list(lines)


def test_a_header_of_too_many_columns_is_refused() -> None:
    wide = ListFile("a.csv", ",".join(map(str, range(MOST_COLUMNS + 1))).encode())
    with pytest.raises(ListError, match="2,001 columns, more than 2,000"):
        list(read_records(wide, Account("x"), required=["1"]))


def test_a_file_of_damaged_rows_is_given_up() -> None:
    file = ListFile("a.csv", b"id,name\n" + b"1\n" * (MOST_DAMAGED + 5))
    account = Account("x")
    with pytest.raises(ListError, match=r"more than 100,000 rows .*\(a\.csv, line 100,002\)"):
        list(read_records(file, account, required=["id"]))
    assert len(account.refusals) == 10_000, "one by one up to here, and counted behind it"


def test_an_entry_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped_rows, "MOST_OPEN_ROWS", 50)
    rows = [f"{at // 40},a\n" for at in range(400)]
    file = ListFile("a.csv", ("id,name\n" + "".join(rows)).encode())

    def groups(file: ListFile) -> int:
        found = read_groups(file, Account("x"), key="id", required=["id"], header_line=1)
        return sum(1 for _ in found)

    assert groups(file) == 10, "entries that end make room for others"
    with pytest.raises(ListError, match=r"more than 50 rows .*'1' among them \(a\.csv, line 52\)"):
        groups(ListFile("a.csv", b"id,name\n0,a\n" + b"1,a\n" * 60 + b"0,a\n"))


def test_a_file_of_lines_alone_is_refused_before_it_is_split() -> None:
    with pytest.raises(ListError, match=f"more than {MOST_LINES:,} lines"):
        read_rows(ListFile("sdn.csv", b"\n" * (MOST_LINES + 1)), "primary")


def test_a_file_that_is_read_whole_has_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "big"
    with path.open("wb") as sparse:
        sparse.truncate(WHOLE_BYTES + 1)
    with pytest.raises(ListError, match=f"more than {WHOLE_BYTES:,} bytes"):
        _ = ListFile("big", path).data


def test_what_stands_behind_the_array_may_be_long() -> None:
    """The end of the file is looked for piece by piece."""
    data = b'{"results": [{"name": "A"}], "x": "' + b"a" * 9_000_000 + b'"}\n'
    for cut, fatal in ((0, 0), (3, 1)):
        account = Account("x")
        file = ListFile("a.json", data[: len(data) - cut])
        assert len(list(iterate_objects(file, "results", account))) == 1
        assert len(account.fatal) == fatal


@pytest.mark.parametrize(
    ("inside", "kept"), [(b"[" * 5_000, 1), (b'"' + b"A" * 20_000_000, 1), (b'"A"', 3)]
)
def test_an_element_whose_end_is_not_in_sight_ends_the_reading(inside: bytes, kept: int) -> None:
    """Brackets are followed one by one: a gigabyte of them would take a quarter of an hour."""
    found = list(read_json_records(ListFile("a.json", b'[{"a": 1}, ' + inside + b', {"b": 2}]')))
    assert [one.fatal for one in found] == [False] * kept + [True] * (kept == 1)
    if kept == 1:
        assert "16,777,216 bytes or nested more than 1,000 deep" in found[-1].wrong
