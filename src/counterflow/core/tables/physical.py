"""Physical lines out of blocks of bytes, none of them held beyond a limit."""

from __future__ import annotations

from collections.abc import Iterator

from counterflow.core.tables.bytestream import CutShortError
from counterflow.core.tables.rows import MAX_ROW_BYTES


def whole_lines(blocks: Iterator[bytes], newline: bytes) -> Iterator[bytes]:
    r"""Regroup blocks so that each holds whole lines only, without the last line's end.

    A line over ``MAX_ROW_BYTES`` comes as its first ``MAX_ROW_BYTES + 1`` bytes, alone, so that
    the reader can refuse it without anybody having held it.

    Args:
        blocks: Bytes of an ASCII-compatible encoding.
        newline: One byte, the end of a line.

    Example:
        >>> list(whole_lines(iter([b"a\nb\nc", b"d\ne"]), b"\n"))
        [b'a\nb', b'cd', b'e']
    """
    parts: list[bytes] = []
    held = 0
    for block in blocks:
        last = block.rfind(newline)
        if last < 0:
            if held <= MAX_ROW_BYTES:
                parts.append(block)
                held += len(block)
            continue
        if held:
            first = block.find(newline)
            yield b"".join([*parts, block[:first]])[: MAX_ROW_BYTES + 1]
            if first < last:
                yield block[first + 1 : last]
        else:
            yield block[:last]
        rest = block[last + 1 :]
        parts, held = [rest], len(rest)
    if held:
        yield b"".join(parts)[: MAX_ROW_BYTES + 1]


class LineBuffer:
    """Physical lines one at a time, with a look ahead.

    ``cut`` says, after the end, that a packed file ended too early; its last, partial line is
    not given, for its cells may be halves. ``taken`` counts the lines gone by; ``suspect`` how
    many of the next ones were given back for a closer look.
    """

    def __init__(self, blocks: Iterator[bytes], newline: str) -> None:
        self._newline = newline.encode()
        self._chunks = whole_lines(blocks, self._newline)
        self._lines: list[bytes] = []
        self._at = 0
        self.taken = 0
        self.suspect = 0
        self.cut: CutShortError | None = None

    def chunk(self) -> bytes | None:
        """Give all lines up to the next convenient end as one piece; None at the end."""
        if self._at < len(self._lines):
            piece = self._newline.join(self._lines[self._at :])
        else:
            try:
                piece = next(self._chunks)
            except StopIteration:
                return None
            except CutShortError as error:
                self.cut = error
                return None
        self._lines, self._at = [], 0
        return piece

    def give_back(self, lines: list[bytes]) -> None:
        """Put back the lines of a chunk, to be taken one by one."""
        self._lines, self._at = lines, 0
        self.suspect = len(lines)

    def peek(self, ahead: int) -> bytes | None:
        """Show the line that many places after the next one; None behind the end."""
        while self._at + ahead >= len(self._lines):
            kept = self._lines[self._at :]
            self._lines, self._at = [], 0
            piece = self.chunk()
            self._lines = kept
            if piece is None:
                return None
            self._lines += piece.split(self._newline)
        return self._lines[self._at + ahead]

    def take(self, count: int = 1) -> None:
        """Go on behind that many lines that were peeked at."""
        self._at += count
        self.taken += count
        self.suspect = max(0, self.suspect - count)
