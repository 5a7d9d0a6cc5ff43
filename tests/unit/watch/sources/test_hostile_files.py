"""Every reader against files that are broken, wrong or built to harm.

Whatever a file holds, its reading ends in listings with a whole account or in a ListError, in
bounded time and memory. Sizes are small here; ``HYPOTHESIS_PROFILE=soak`` takes large ones.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import Reader
from counterflow.watch.sources.reading import gather_input
from mutations import ALL_READERS, mutate, outcome_of, sets_of

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
HUGE = 64 << 20 if SOAK else 2 << 20
DEEP = 1_000_000 if SOAK else 20_000
SLOWEST = 120.0 if SOAK else 20.0
HTML = b"""<!DOCTYPE html>
<html><head><title>503 Service Unavailable</title></head>
<body><h1>Service unavailable</h1><p>Try again later.</p></body></html>
"""

readers = pytest.mark.parametrize("reader", ALL_READERS.values(), ids=list(ALL_READERS))
_ROOT = re.compile(rb"<(?![?!])[^>]*>")


def tried(reader: Reader, data: bytes, name: str = "") -> str:
    """Read one file in place of the reader's first fixture; give what came out."""
    first, *others = sets_of(reader)[0]
    files = [ListFile(name or first.name, data), *others]
    started = time.monotonic()
    outcome = outcome_of(reader, files)
    assert time.monotonic() - started < SLOWEST
    return outcome


def first_of(reader: Reader) -> bytes:
    return sets_of(reader)[0][0].data


def is_xml(reader: Reader) -> bool:
    return first_of(reader).lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")


def is_json(reader: Reader) -> bool:
    return first_of(reader).lstrip(b"\xef\xbb\xbf \r\n")[:1] in (b"{", b"[")


def after_root(data: bytes, inside: bytes) -> bytes:
    """Put something right behind the opening of the root element."""
    found = _ROOT.search(data)
    assert found
    return data[: found.end()] + inside + data[found.end() :]


@readers
def test_every_reader_has_a_fixture_that_it_reads(reader: Reader) -> None:
    outcomes = [outcome_of(reader, files) for files in sets_of(reader)]
    assert {"whole", "partly"} & set(outcomes)


@readers
def test_no_reader_claims_the_files_of_another(reader: Reader) -> None:
    for files in sets_of(reader):
        for file in files:
            claimed = [one.format for one in ALL_READERS.values() if one.claims(file)]
            assert claimed == [reader.format], file.name


@readers
def test_document_types_are_never_followed(reader: Reader, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (at, b"&l%d;" % (at - 1) * 10 if at else b"ha") for at in range(12)
    )
    outside = f'<!ENTITY x SYSTEM "{secret.as_uri()}">'.encode()
    for inside, used in ((laughs, b"&l11;"), (outside, b"&x;"), (b"", b"")):
        doctype = b"<!DOCTYPE r [" + inside + b"]>"
        data = first_of(reader)
        if is_xml(reader):
            at = _ROOT.search(data)
            assert at
            data = data[: at.start()] + doctype + after_root(data[at.start() :], used)
            assert tried(reader, data) == "refused"
            assert tried(reader, data.decode().encode("utf-16")) in ("refused", "fatal")
        else:
            tried(reader, doctype + data)


@readers
def test_deep_nesting_ends(reader: Reader) -> None:
    data = first_of(reader)
    if is_xml(reader):
        opened = after_root(data, b"<a>" * DEEP)
        closed = after_root(data, b"<a>" * DEEP + b"</a>" * DEEP)
        assert tried(reader, opened) in ("refused", "fatal")
        assert tried(reader, closed) in ("refused", "fatal")
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
        deep = opening * DEEP + b"1" + closing * DEEP
        tried(reader, deep)
        tried(reader, b"[" + deep)
        tried(reader, data + b"\n" + deep + b"\n")


@readers
def test_a_huge_text_ends_in_bounded_memory(reader: Reader) -> None:
    data = first_of(reader)
    middle = data.find(b"\n", len(data) // 2) + 1
    huge = b"A" * HUGE
    if is_xml(reader):
        data = after_root(data, b"<a>" + huge + b"</a>")
    elif is_json(reader):
        data = data[:middle] + json.dumps({"a": huge.decode()}).encode() + b"\n" + data[middle:]
    else:
        data = data[:middle] + b'"' + huge + data[middle:]
    tracemalloc.start()
    try:
        tried(reader, data)
        assert tracemalloc.get_traced_memory()[1] < 12 * HUGE + (64 << 20)
    finally:
        tracemalloc.stop()


@readers
@pytest.mark.parametrize(
    "content",
    [
        HTML,
        b"<html><body>error</body></html>",
        b'{"error": "service unavailable"}',
        b"[]",
        b"{}",
        b"\0" * 5000,
        b"\x1a",
        b" \r\n \r\n",
        b"a",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"%PDF-1.7\n",
        b"PK\x03\x04" + b"\0" * 100,
        b"GIF89a",
        b"-0- ",
        "﻿имя;страна\n".encode("utf-16"),
    ],
)
def test_a_file_of_another_kind_gives_no_list(reader: Reader, content: bytes) -> None:
    assert tried(reader, content) in ("refused", "fatal")


@pytest.mark.parametrize("name", ["sdn.csv", "list.xml", "list.json", "list.ndjson", "list.yaml"])
def test_an_error_page_is_no_list_of_any_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HTML)
    with pytest.raises(ListError, match="not recognised"):
        gather_input([path])


@readers
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2] + "Ж".encode("utf-16") * 3 + data[len(data) // 2 :],
        lambda data: data[: len(data) // 2] + b"\xe9\xe8\xff" + data[len(data) // 2 :],
        lambda data: data.decode("utf-8", "replace").encode("utf-16"),
        lambda data: data.decode("utf-8", "replace").encode("utf-16-le"),
        lambda data: b"\0".join(data[at : at + 50] for at in range(0, len(data), 50)),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data + b"\x1a",
        lambda data: data + data,
        lambda data: data + HTML,
        lambda data: data + gzip.compress(data, mtime=0),
    ],
    ids=[
        *("mixed UTF-16", "mixed cp1252", "UTF-16", "UTF-16 bare", "NULs", "CR", "CRLF", "BOM"),
        *("control-Z", "doubled", "page behind", "gzip behind"),
    ],
)
def test_spoiled_files(reader: Reader, spoil: Callable[[bytes], bytes]) -> None:
    tried(reader, spoil(first_of(reader)))


@readers
def test_a_list_inside_two_gzips_is_no_list(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "list.gz"
    path.write_bytes(gzip.compress(gzip.compress(first_of(reader), mtime=0), mtime=0))
    with pytest.raises(ListError):
        gather_input([path])


def test_a_gzip_bomb_is_stopped_early(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb", compresslevel=9) as bomb:
        for _ in range(512 if SOAK else 32):
            bomb.write(b"0" * (1 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(ListError, match=r"more than 20,000,000 bytes"):
            load_list_file(path, most_bytes=20_000_000)
        assert tracemalloc.get_traced_memory()[1] < 100 << 20
    finally:
        tracemalloc.stop()


@readers
def test_a_file_cut_at_every_tenth_is_accounted_for(reader: Reader) -> None:
    data = first_of(reader)
    for tenth in range(11):
        tried(reader, data[: len(data) * tenth // 10])


@readers
@given(seed=st.integers(0, 2**32))
def test_random_faults_end_in_an_account_or_an_error(reader: Reader, seed: int) -> None:
    draw = random.Random(seed)
    files = draw.choice(sets_of(reader))
    at = draw.randrange(len(files))
    broken = ListFile(files[at].name, mutate(files[at].data, draw))
    outcome_of(reader, [*files[:at], broken, *files[at + 1 :]])


@readers
def test_a_file_cut_or_spoiled_in_its_first_bytes(reader: Reader) -> None:
    data = first_of(reader)
    for at in range(0, min(len(data), 400), 7):
        tried(reader, data[:at])
        tried(reader, data[:at] + b'"' + data[at:])
        tried(reader, data[:at] + b'"x"y' + data[at:])
