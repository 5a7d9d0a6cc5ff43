"""Cut a file of JSON into its records, one object a line or one array, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile

MOST_RECORD_BYTES: Final = 16 << 20
"""A longer record is passed over and refused: no list has one, and one alone could fill memory."""
DEEPEST: Final = 1_000
"""Brackets within brackets, in an array: the decoders give up before."""

_BOM: Final = b"\xef\xbb\xbf"
_LINE: Final = 1 << 20
_MARK = re.compile(rb'["{}\[\],]')
_IN_STRING = re.compile(rb'["\\]')


class JsonRecord(NamedTuple):
    """One record: its number from 1, its line (0 in an array), its bytes, and what is wrong.

    ``wrong`` is a whole sentence without a full stop; ``data`` is empty then. ``fatal`` says that
    nothing after this place could be read. ``open_end`` marks a last line without its newline: if
    it cannot be read either, the file was cut off in it.
    """

    number: int
    line: int
    data: bytes
    wrong: str = ""
    fatal: bool = False
    open_end: bool = False

    def place(self, file: ListFile, what: str = "", remedy: str = "") -> Refusal:
        """Give the place of the record as a refusal; fatal where the file was cut off in it."""
        cut = bool(what) and self.open_end
        return Refusal(
            f"{what}; the file breaks off in it" if cut else what or self.wrong,
            file=file.name,
            row=self.number,
            line=self.line,
            remedy=remedy or "compare the record with the publisher's file and fetch it again",
            fatal=self.fatal or cut,
        )


def read_json_records(file: ListFile) -> Iterator[JsonRecord]:
    """Give the records of a file, as bytes that nobody has parsed yet.

    A damaged line costs that line. In an array brackets are counted outside of texts, never by
    recursion; an element whose end does not come within the limits ends the reading.

    Args:
        file: The file, in UTF-8.

    Yields:
        Every line that is not blank, or every element of the array. An array that breaks off
        ends in a fatal record.

    Example:
        >>> [one.data for one in read_json_records(ListFile("a.json", b'[{"a": 1}, {"b": "]"}]'))]
        [b'{"a": 1}', b'{"b": "]"}']

    Basis:
        RFC 8259; ndjson.org, version 1.0.0.
    """
    if file.head.removeprefix(_BOM).lstrip()[:1] == b"[":
        yield from _elements(file)
    else:
        yield from _lines(file)


def _lines(file: ListFile) -> Iterator[JsonRecord]:
    number = 0
    with file.open() as stream:
        held, size, line = b"", 0, 1
        stream.seek(len(_BOM) if file.head.startswith(_BOM) else 0)
        while piece := stream.readline(_LINE):
            size += len(piece)
            if size <= MOST_RECORD_BYTES:
                held += piece
            if not piece.endswith(b"\n") and len(piece) == _LINE:
                continue
            if size > MOST_RECORD_BYTES or held.strip():
                number += 1
                record = _record(number, line, held.strip(), size)
                yield record._replace(open_end=not piece.endswith(b"\n"))
            held, size, line = b"", 0, line + 1
        if size > MOST_RECORD_BYTES or held.strip():
            yield _record(number + 1, line, held.strip(), size)._replace(open_end=True)


def _record(number: int, line: int, data: bytes, size: int) -> JsonRecord:
    if size > MOST_RECORD_BYTES:
        return JsonRecord(
            number, line, b"", f"the record is longer than {MOST_RECORD_BYTES:,} bytes"
        )
    return JsonRecord(number, line, data)


class _Cutter:
    """Follow the brackets of one array and hold the element that is open."""

    def __init__(self) -> None:
        self.depth = 1
        self.in_string = False
        self.escaped = False
        self.ended = False
        self.behind = False
        self.number = 0
        self._held = bytearray()
        self._size = 0

    def feed(self, piece: bytes) -> Iterator[JsonRecord]:
        """Give the elements that end in a piece of what stands behind the array's opening."""
        at = begin = 0
        while at < len(piece) and not self.ended:
            if self.escaped:
                self.escaped, at = False, at + 1
                continue
            found = (_IN_STRING if self.in_string else _MARK).search(piece, at)
            if not found:
                break
            at = found.end()
            if self._ends_element(found[0]):
                self._hold(piece[begin : at - 1])
                begin = at
                yield from self._cut()
        if self.ended:
            self.behind = self.behind or bool(piece[begin:].strip())
        else:
            self._hold(piece[begin:])

    @property
    def endless(self) -> bool:
        """Tell whether the open element is longer, or deeper, than any record.

        Threat: brackets are followed one by one, and a gigabyte of them takes a quarter of an
        hour.
        """
        return self._size > MOST_RECORD_BYTES or self.depth > DEEPEST

    def _ends_element(self, mark: bytes) -> bool:
        """Take a mark in; tell whether an element of the array ends before it."""
        if self.in_string:
            self.escaped = mark == b"\\"
            self.in_string = mark != b'"'
            return False
        if mark == b'"':
            self.in_string = True
            return False
        if mark == b",":
            return self.depth == 1
        self.depth += 1 if mark in b"{[" else -1
        self.ended = self.depth == 0
        return self.ended

    def _hold(self, data: bytes) -> None:
        self._size += len(data)
        if self._size <= MOST_RECORD_BYTES:
            self._held += data

    def _cut(self) -> Iterator[JsonRecord]:
        data = bytes(self._held).strip()
        # Nothing stands between the brackets of an empty array.
        if data or not self.ended or self.number:
            self.number += 1
            yield _record(self.number, 0, data, self._size)
        self._held.clear()
        self._size = 0


def _elements(file: ListFile) -> Iterator[JsonRecord]:
    cutter = _Cutter()
    opened = False
    for chunk in file.chunks():
        piece = chunk
        if not opened:
            piece = chunk.removeprefix(_BOM).lstrip()[1:]
            opened = True
        yield from cutter.feed(piece)
        if cutter.endless:
            break
    what = ""
    if cutter.endless:
        what = (
            f"the record is longer than {MOST_RECORD_BYTES:,} bytes or nested more than "
            f"{DEEPEST:,} deep, and its end is not in sight"
        )
    elif not cutter.ended:
        what = "the JSON array breaks off: its end is missing"
    elif cutter.behind:
        what = "something stands behind the end of the JSON array"
    if what:
        yield JsonRecord(cutter.number + 1, 0, b"", what, fatal=True)
