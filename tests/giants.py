"""Files with one record, cell or line of any size, written piece by piece: for tests of limits.

Run as a program it reads such files with one reader and says what came of each, how long it took
and how much memory the process had taken by then, so that a test can start it and judge.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counterflow.core.errors import ListError
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account, Reader, stream
from mutations import ALL_READERS, outcome_of, sets_of

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes
else:
    import resource

MIB = 1 << 20
RECORDS = {
    "ca_sema_xml": b"record",
    "ch_seco_xml": b"target",
    "eu_fsf_xml": b"sanctionEntity",
    "ofac_advanced_xml": b"DistinctParty",
    "ofac_enhanced_xml": b"entity",
    "ofac_xml": b"sdnEntry",
    "uk_sanctions_xml": b"Designation",
    "un_xml": b"INDIVIDUAL",
    "us_bis_entities": b"TR",
}
"""The XML readers, each with an element that is a record."""

JSON = ("ftm_json", "senzing_json", "jp_meti_json", "us_csl_json")
_LIMIT = re.compile(r"(more|longer) than (is read|\d)|limit|deeper than \d|cut off")

Pieces = Iterator[bytes]


def peak_mb() -> int:
    """Give the most memory of this process, in MB.

    ``ru_maxrss`` begins with that of the process which started this one; Linux tells our own.
    """
    if sys.platform == "win32":
        # PROCESS_MEMORY_COUNTERS: its size, page faults, then the peak of the working set.
        told = (ctypes.c_size_t * 9)()
        ask = ctypes.WinDLL("kernel32", use_last_error=True).K32GetProcessMemoryInfo
        ask.argtypes = [wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD]
        if not ask(wintypes.HANDLE(-1), told, ctypes.sizeof(told)):
            raise ctypes.WinError(ctypes.get_last_error())
        return int(told[1]) >> 20
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(x for x in status.read_text("ascii").splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def repeated(part: bytes, size: int) -> Pieces:
    """Give a part again and again, up to a size."""
    block = part * max(1, MIB // len(part))
    for at in range(0, size, len(block)):
        yield block[: max(len(part), (size - at) // len(part) * len(part))]


def xml_shapes(data: bytes, tag: bytes, sizes: dict[str, int]) -> dict[str, Pieces]:
    """Give XML files of which one thing is giant, the last record of a sound file mostly."""
    found = list(re.finditer(rb"<(?:\w+:)?" + tag + rb"(?=[\s>])[^>]*>", data))
    opening = found[-1]
    end = re.compile(rb"</(?:\w+:)?" + tag + rb">").search(data, opening.end())
    assert end
    inner = data[opening.end() : end.start()]
    before, behind = data[: opening.end()], data[opening.end() :]
    root = re.search(rb"<(?![?!])[^>]*>", data)
    assert root

    def inside(begin: bytes, part: bytes, size: int, close: bytes = b"") -> Pieces:
        return itertools.chain([before, begin], repeated(part, size), [close, behind])

    in_tag = data[: opening.end() - 1].rstrip(b"/")
    return {
        "record": inside(b"", inner or b"<a>b</a>", sizes["record"]),
        "text": inside(b"<a>", b"A" * 64, sizes["text"], b"</a>"),
        "character data": inside(b"<a><![CDATA[", b"A" * 64, sizes["text"], b"]]></a>"),
        "comment": inside(b"<!--", b"A" * 64, sizes["text"], b"-->"),
        "children": inside(b"", b"<a>b</a>", 8 * 1_000_000),
        "attribute": itertools.chain(
            [in_tag, b' giant="'], repeated(b"A" * 64, sizes["attribute"]), [b'">', behind]
        ),
        "attributes": itertools.chain(
            [in_tag], (b' a%d="b"' % at for at in range(sizes["name"] // 10)), [b">", behind]
        ),
        "name": inside(b"<", b"A" * 64, sizes["name"], b"/>"),
        "between records": itertools.chain(
            [data[: root.end()]], repeated(b"A" * 64, sizes["text"]), [data[root.end() :]]
        ),
    }


def json_shapes(data: bytes, sizes: dict[str, int]) -> dict[str, Pieces]:
    """Give JSON files of which one record is giant: the first one."""
    opening = re.search(rb'"results"\s*:\s*\[|^\s*\[', data)
    lines = opening is None
    at = opening.end() if opening else 0
    before, behind = data[:at], (b"\n" if lines else b",") + data[at:]

    def record(begin: bytes, part: bytes, size: int, close: bytes) -> Pieces:
        return itertools.chain([before, begin], repeated(part, size), [close, behind])

    return {
        "text": record(b'{"name": "', b"A" * 64, sizes["text"], b'"}'),
        "record": record(b'{"name": [', b'"AB", ', sizes["record"], b'"AB"]}'),
        "brackets": record(b"", b"[", sizes["record"], b""),
        "no end": itertools.chain([before], repeated(b"A" * 64, sizes["text"])),
        "blanks": record(b"", b" " * 64, sizes["text"], b"{}"),
    }


def row_shapes(data: bytes, delimiter: bytes, sizes: dict[str, int]) -> dict[str, Pieces]:
    """Give files of rows of which one cell, line or record is giant."""
    at = data.find(b"\n", len(data) // 2) + 1
    before, behind = data[:at], data[at:]

    def row(begin: bytes, part: bytes, size: int, close: bytes = b"\n") -> Pieces:
        return itertools.chain([before, begin], repeated(part, size), [close, behind])

    return {
        "cell": row(b'"', b"A" * 64, sizes["text"], b'"\n'),
        "line": row(b"", b"A" * 64, sizes["text"]),
        "cells": row(b"", b"A" + delimiter, sizes["text"]),
        "record over lines": row(b"", b'"A\n"' + delimiter, sizes["lines"]),
        "quote that stays open": row(b'"', b"A" * 63 + b"\n", sizes["text"], b""),
        "line at the end": itertools.chain([data], repeated(b"A" * 64, sizes["text"])),
    }


def shapes_of(reader: Reader, sizes: dict[str, int]) -> dict[str, Pieces]:
    """Give the giant files for one reader, made of its first fixture."""
    data = next(
        file.data
        for files in sets_of(reader)
        for file in files
        if outcome_of(reader, [file]) != "refused" and not file.name.endswith((".xlsx", ".yaml"))
    )
    if reader.format in RECORDS:
        return xml_shapes(data, RECORDS[reader.format], sizes)
    if reader.format in JSON:
        return json_shapes(data, sizes)
    first = data.partition(b"\n")[0]
    delimiter = max((b",", b";", b"\t"), key=first.count)
    return row_shapes(data, delimiter, sizes)


def read(reader: Reader, file: ListFile) -> dict[str, Any]:
    """Read a file to its end; say what came out, how long it took and the memory ever taken."""
    started = time.monotonic()
    account = Account(reader.format)
    told: list[str] = []
    state = "read"
    try:
        reader.claims(file)
        for _ in stream(reader, [file], "giant", account):
            pass
    except ListError as fault:
        state, told = "refused", [str(fault)]
    else:
        told = [f"{r.what} ({r.file}, row {r.row}, line {r.line})" for r in account.refusals]
        state = "fatal" if account.fatal else state
    limits = [text for text in told if _LIMIT.search(text)]
    return {
        "state": state,
        "told": (limits or told[:3])[:1],
        "seconds": round(time.monotonic() - started, 1),
        "peak_mb": peak_mb(),
    }


def main(name: str, sizes: str) -> None:
    """Write the files of one reader, one at a time, read each and print a line of JSON for it."""
    reader = ALL_READERS[name]
    sets_of(reader)
    for shape, pieces in shapes_of(reader, json.loads(sizes)).items():
        with tempfile.TemporaryDirectory(prefix="counterflow-giant-") as folder:
            path = Path(folder, "giant.list")
            with path.open("wb") as target:
                target.writelines(pieces)
            size = path.stat().st_size
            found = read(reader, ListFile(path.name, path))
        print(json.dumps({"shape": shape, "size": size, **found}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
