"""The bytes of a file as blocks, unpacked and in UTF-8, however the file was packed."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from counterflow.core.errors import InputError

BLOCK = 1 << 18
_GZIP = b"\x1f\x8b"
_MARK = "counterflow-mark"
_ORDER_MARKS = {
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
}


class CutShortError(InputError):
    """Say that a packed file ends, or is damaged, before its end."""


def _mark_bad_bytes(error: UnicodeError) -> tuple[str, int]:
    """Put a mark where bytes cannot be decoded, so that their row is found and refused."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udc80", error.end


codecs.register_error(_MARK, _mark_bad_bytes)


def is_packed(path: Path) -> bool:
    """Tell whether a file is gzip-packed, by its first bytes.

    Basis: RFC 1952, section 2.3.1.
    """
    with path.open("rb") as handle:
        return handle.read(2) == _GZIP


def read_blocks(path: Path, encoding: str = "utf-8") -> Iterator[bytes]:
    """Give a file's content as blocks of UTF-8 without a byte order mark, unpacking gzip.

    Bytes that the encoding does not know become the byte 0x80, which no UTF-8 text holds
    alone: whoever decodes the block finds them at their place.

    Raises:
        CutShortError: After the last readable block of a gzip file that is truncated or damaged.
    """
    with path.open("rb") as handle:
        blocks: Iterator[bytes] = iter(partial(handle.read, BLOCK), b"")
        if is_packed(path):
            blocks = _unpack(blocks)
        if encoding != "utf-8":
            blocks = _recode(blocks, encoding)
        yield from _without_mark(blocks)


def read_sample(path: Path, size: int) -> tuple[bytes, bool]:
    """Give the first bytes of the unpacked file as they stand, and whether they are all of it."""
    parts: list[bytes] = []
    held = 0
    with path.open("rb") as handle:
        blocks: Iterator[bytes] = iter(partial(handle.read, BLOCK), b"")
        try:
            for block in _unpack(blocks) if is_packed(path) else blocks:
                parts.append(block)
                held += len(block)
                if held > size:
                    return b"".join(parts)[:size], False
        except CutShortError:
            if not held:
                raise
            return b"".join(parts), False
    return b"".join(parts), True


def _without_mark(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Drop a UTF-8 byte order mark at the beginning."""
    head = b""
    for block in blocks:
        head += block
        if len(head) >= 3:
            break
    if head := head.removeprefix(codecs.BOM_UTF8):
        yield head
    yield from blocks


def _recode(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    # Without a byte order mark, Python's utf-16 and utf-32 may raise past any error handler.
    if encoding in ("utf-16", "utf-32"):
        first = next(blocks, b"")
        marks = [mark for mark in _ORDER_MARKS[encoding] if first.startswith(mark)]
        encoding += "-be" if marks == [_ORDER_MARKS[encoding][1]] else "-le"
        blocks = chain([first.removeprefix(marks[0] if marks else b"")], blocks)
    decoder = codecs.getincrementaldecoder(encoding)(errors=_MARK)
    for block in blocks:
        if text := decoder.decode(block):
            yield text.encode("utf-8", "surrogateescape")
    if text := decoder.decode(b"", final=True):
        yield text.encode("utf-8", "surrogateescape")


def _unpack(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack gzip members one after another, never more than a block at a time."""
    unpacker = zlib.decompressobj(31)
    for packed in blocks:
        block = packed
        while True:
            if unpacker.eof:
                block = block.lstrip(b"\0")  # gzip allows padding after a member
                if not block:
                    break
                unpacker = zlib.decompressobj(31)
            saved = unpacker.copy()
            try:
                data = unpacker.decompress(block, BLOCK)
            except zlib.error as error:
                yield from _rescue(saved, block)
                raise _cut("is damaged") from error
            if data:
                yield data
            block = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if not block and (unpacker.eof or len(data) < BLOCK):
                break
    if not unpacker.eof:
        raise _cut("ends before its end")


def _rescue(unpacker: zlib._Decompress, block: bytes) -> Iterator[bytes]:
    """Give what stands before the damage, which zlib discards with the failed call."""
    for place in range(0, len(block), 64):
        try:
            if data := unpacker.decompress(block[place : place + 64]):
                yield data
        except zlib.error:
            return  # the caller reports the damage itself


def _cut(how: str) -> CutShortError:
    return CutShortError(
        f"the gzip file {how}",
        why="Rows after this place could not be read",
        remedy="copy or export the file again and compare its size with the original",
    )
