"""Read the objects of an array that stands under a name in a JSON object, one after the other."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account

MOST_HELD: Final = 4 << 20
"""Characters of one record, or before the first: no list known to us has one near it."""

_REMEDY = "fetch the file again; the last good version of the list stays in use"
_GAP = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


class _Window:
    """Hold the part of a file's text that has not been used yet."""

    def __init__(self, file: ListFile) -> None:
        self._chunks = file.chunks()
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self.text = ""
        self.at = 0
        self.ended = False

    @property
    def full(self) -> bool:
        """Tell whether too much is held already."""
        return len(self.text) - self.at > MOST_HELD

    def grow(self) -> bool:
        """Take in more of the file; false where there is no more, or too much is held."""
        if self.ended or self.full:
            return False
        piece = next(self._chunks, None)
        self.ended = piece is None
        more = self._decoder.decode(piece or b"", final=self.ended)
        self.text, self.at = self.text[self.at :] + more, 0
        return True


def opens_with(file: ListFile, mark: bytes) -> bool:
    """Tell whether the first character of a file, blanks aside, is a given one."""
    return file.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == mark


def iterate_objects(file: ListFile, key: str, account: Account) -> Iterator[Any]:
    """Give the values of the array under a name of the outermost object.

    Args:
        file: A JSON file; letters that are not UTF-8 become U+FFFD.
        key: The name.
        account: Takes a fatal refusal where the JSON breaks off, is damaged, or has no such
            array: what stands behind such a place cannot be told apart any more.

    Yields:
        Values as Python objects, in file order; memory does not grow with the file.

    Example:
        >>> file = ListFile("a.json", b'{"total": 2, "results": [{"name": "A"}, {"name": "B"}]}')
        >>> [value["name"] for value in iterate_objects(file, "results", Account("x"))]
        ['A', 'B']
    """
    window = _Window(file)
    opening = re.compile(rf'"{re.escape(key)}"\s*:\s*\[')
    while not (found := opening.search(window.text)):
        if not window.grow():
            within = f" in its first {MOST_HELD:,} characters" if window.full else ""
            _refuse(file, account, 0, f"the file has no array {key!r}{within}")
            return
    window.at = found.end()
    number = 0
    while True:
        value = _next_value(window)
        if value is _END:
            break
        number += 1
        if value is _BROKEN:
            what = "the JSON breaks off or is damaged"
            if window.full:
                what = f"the record is damaged, or longer than {MOST_HELD:,} characters"
            _refuse(file, account, number, what)
            return
        yield value
    if not _ends_whole(window):
        _refuse(file, account, number, "the JSON breaks off behind its records")


_END, _BROKEN = object(), object()


def _next_value(window: _Window) -> Any:
    """Give the next value, or say that the array ended or broke off."""
    while True:
        gap = _GAP.match(window.text, window.at)
        start = gap.end() if gap else window.at
        if window.text[start : start + 1] == "]":
            window.at = start + 1
            return _END
        try:
            value, window.at = _DECODER.raw_decode(window.text, start)
        except RecursionError:
            return _BROKEN
        except ValueError:
            # Not whole yet, or damaged: only the end of the file, or of our patience, can tell.
            window.at = start
            if not window.grow():
                return _BROKEN
        else:
            return value


def _ends_whole(window: _Window) -> bool:
    tail = ""
    while True:
        tail = (window.text[window.at :].rstrip() or tail)[-1:]
        window.at = len(window.text)
        if not window.grow():
            return tail == "}"


def _refuse(file: ListFile, account: Account, row: int, what: str) -> None:
    account.remark(Refusal(what, file=file.name, row=row, remedy=_REMEDY, fatal=True))
