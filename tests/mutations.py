"""Break list files at random, the same way for one seed, and see what a reader makes of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from counterflow.core.errors import ListError
from counterflow.watch.sources import ftm_json, opensanctions_csv, own_list, senzing_json
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import Account, Reader, stream
from counterflow.watch.sources.reading import READERS

FIXTURES = Path(__file__).parent / "fixtures" / "lists"
_OURS = (ftm_json.READER, opensanctions_csv.READER, senzing_json.READER, own_list.READER)

ALL_READERS: dict[str, Reader] = {one.format: one for one in (*READERS, *_OURS)}
"""Every registered reader, so that one registered later is tried too."""

TOKENS = (
    *(b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xfe\xff", b"\x1a", b"\r", b"\n", b"\t"),
    *(b'"', b"'", b"\\", b",", b";", b"|", b"@", b"&", b"<", b">", b"]]>", b"<![CDATA[", b"<!--"),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b"null",
        b"true",
        b"-1",
        b"1e999",
        b"NaN",
        b"\\ud800",
        b"\\u0000",
    ),
    *(
        b"&amp;",
        b"&x;",
        b"&#0;",
        b"&#xD800;",
        b"<a",
        b"</",
        b"-0- ",
        b"99999999999999999999",
        b"0000",
    ),
    *(
        b"9999-99-99",
        b"31 Feb 1970",
        b"circa ",
        b" to ",
        "é".encode("cp1252"),
        "Ж".encode("utf-16"),
    ),
)


_TEXT = re.compile(rb">[^<>]+<")
_WORD = re.compile(rb"\w+")
_NUMBERS = (
    b"0",
    b"-1",
    b"31",
    b"9999",
    b"00000000",
    b"123456789012345678901234567890",
    b"a" * 3000,
)


def _inputs(folder: Path) -> list[Path]:
    """Give the files of a folder that are lists: no goldens, which are what a list became."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return [path for path in files if ".golden." not in path.name and path.suffix != ".md"]


@cache
def sets_of(reader: Reader) -> tuple[tuple[ListFile, ...], ...]:
    """Give the fixtures that a reader claims, those of one folder together if they are one list."""
    found: list[tuple[ListFile, ...]] = []
    for folder in sorted(path for path in FIXTURES.rglob("*") if path.is_dir()):
        files = [load_list_file(path) for path in _inputs(folder)]
        claimed = tuple(file for file in files if reader.claims(file))
        if not claimed:
            continue
        together = outcome_of(reader, claimed) in ("whole", "partly")
        found.extend([claimed] if together else [(file,) for file in claimed])
    return tuple(found)


def outcome_of(reader: Reader, files: Sequence[ListFile]) -> str:
    """Read files and say what came out; any other exception than ListError is a fault of ours.

    Returns:
        ``whole``, ``partly`` (records were refused), ``fatal`` or ``refused``.
    """
    for file in files:
        reader.claims(file)
    account = Account(reader.format)
    listed = 0
    try:
        for listing in stream(reader, files, "fuzzed", account):
            listed += 1
            assert listing.id.startswith(("fuzzed-", listing.publisher_id or "?"))
            assert all(all(values) for values in listing.properties.values())
    except ListError:
        return "refused"
    assert account.records == account.listed + account.refused
    assert account.listed == listed
    assert listed or account.fatal
    if account.fatal:
        return "fatal"
    return "partly" if account.refusals else "whole"


def mutate(data: bytes, draw: random.Random) -> bytes:
    """Give a file with one to six faults."""
    for _ in range(draw.choice((1, 1, 1, 2, 3, 6))):
        data = draw.choice(_FAULTS)(data, draw)
    return data


def _flip(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data) or 1)
    return data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data) + 1)]


def _drop(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data) + 1)
    return data[:at] + data[at + draw.randint(1, 200) :]


def _repeat(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data) + 1)
    end = at + draw.randint(1, 400)
    return data[:end] + data[at:end] * draw.randint(1, 4) + data[end:]


def _insert(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data) + 1)
    return data[:at] + draw.choice(TOKENS) * draw.choice((1, 1, 1, 2, 50)) + data[at:]


def _swap_lines(data: bytes, draw: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    draw.shuffle(lines)
    return b"".join(lines)


def _empty_cell(data: bytes, draw: random.Random) -> bytes:
    """Empty a stretch between two quotes, tags or commas near a place."""
    mark = draw.choice((b'"', b",", b";", b"\t"))
    begin = data.find(mark, draw.randrange(len(data) + 1))
    end = data.find(mark, begin + 1)
    return data[: begin + 1] + data[end:] if 0 <= begin < end else data


def _empty_text(data: bytes, draw: random.Random) -> bytes:
    """Empty the text of an element, so that XML stays well-formed."""
    found = _TEXT.search(data, draw.randrange(len(data) + 1))
    return data[: found.start()] + b"><" + data[found.end() :] if found else data


def _swap_words(data: bytes, draw: random.Random) -> bytes:
    """Put a word, or a number that no list expects, in the place of another word."""
    words = [
        found
        for _ in range(2)
        if (found := _WORD.search(data, draw.randrange(len(data) + 1))) is not None
    ]
    if len(words) < 2:
        return data
    other = draw.choice((words[1][0], words[1][0], *_NUMBERS))
    return data[: words[0].start()] + other + data[words[0].end() :]


def _other_encoding(data: bytes, draw: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        draw.choice(("utf-16", "utf-16-le", "cp1251", "cp1252", "latin-1")), "replace"
    )


_FAULTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip,
    _flip,
    _cut,
    _drop,
    _repeat,
    _insert,
    _insert,
    _swap_lines,
    _empty_cell,
    _empty_text,
    _swap_words,
    _swap_words,
    _other_encoding,
)
