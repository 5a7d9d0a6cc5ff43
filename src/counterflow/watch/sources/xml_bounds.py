"""Say when one record, tag or text of an XML file holds more than any list does."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile

MOST_RECORD_BYTES: Final = 2 << 20
"""Bytes of one record, or of one tag between records; the longest record seen has 10,492."""

_REMEDY: Final = "fetch the file again; the last good version of the list stays in use"
# libxml2 names the limit that was passed, not its size (without huge_tree: parserInternals.h).
_LIMITS: Final = (
    ("name too long", "the limit is 50,000 bytes for a name"),
    ("depth", "the limit is 256 elements inside one another"),
    ("too long", "the limit is 10,000,000 bytes for a text"),
    ("too big", "the limit is 10,000,000 bytes for a text"),
    ("resource limit", "the limit is 10,000,000 bytes for a text or a tag"),
    # The words of libxml2 2.11, which the wheels of lxml 6.1 for Windows hold.
    ("huge text node", "the limit is 10,000,000 bytes for a text"),
    ("huge input lookup", "the limit is 10,000,000 bytes for a text or a tag"),
)


class Bounds:
    """Count the bytes since the last element or record was complete.

    Threat: the parser hands a record over when its end has come, and looks at a tag when its
    ``>`` has. Until then it holds all of it, and it sets no limit of its own: a record of
    200 MiB stood in 6.4 GB of memory (libxml2 2.14.6).

    Args:
        file: The file that is read.
        most_bytes: Bytes that may pass; what is refused may be a piece of the file longer.
    """

    def __init__(self, file: ListFile, most_bytes: int = MOST_RECORD_BYTES) -> None:
        self._file = file
        self._most = most_bytes
        self._taken = 0
        self._began = 0
        self._mark: tuple[Any, ...] = ()

    def passed(self, size: int, root: Any, open_at: Any) -> Refusal | None:
        """Take a piece of the file in.

        Args:
            size: Its bytes; the parser has seen them.
            root: The root element; none before it opened.
            open_at: The record that is open; none between records.

        Returns:
            The fatal refusal, where too much has passed.
        """
        mark = _mark(root, open_at)
        same = len(mark) == len(self._mark) and all(
            new is old or (isinstance(new, int) and new == old)
            for new, old in zip(mark, self._mark, strict=True)
        )
        if not same:
            # What stands open may have begun anywhere in this piece.
            self._began, self._mark = self._taken, mark
        self._taken += size
        if self._taken - self._began <= self._most + size:
            return None
        what = "a tag, a comment or blanks hold"
        if open_at is not None:
            # A namespace may hold any letters: lxml's own reading of the name raises then.
            name = open_at.tag.rpartition("}")[2]
            what = f"the record <{name}> holds"
        return Refusal(
            f"{what} more than {self._most:,} bytes, behind byte {self._began:,} of the file",
            file=self._file.name,
            line=getattr(mark[0], "sourceline", None) or 0,
            remedy=_REMEDY,
            fatal=True,
        )


def _mark(root: Any, open_at: Any) -> tuple[Any, ...]:
    """Give what stays the same while the parser waits for the end of one thing."""
    if open_at is not None:
        return (open_at,)
    last = root
    while last is not None:
        try:
            last = last[-1]
        except IndexError:
            return last, len(last.text or ""), len(last.tail or "")
    return (None,)


def broken(error: etree.XMLSyntaxError, file: ListFile) -> Refusal:
    """Give the refusal of XML that breaks off, is damaged or passes a limit of the parser."""
    told = " ".join(str(error.msg).split())
    what = "the XML breaks off or is not well-formed"
    limit = next((words for key, words in _LIMITS if key in told.casefold()), "")
    if limit:
        what = f"the XML holds more than is read ({limit})"
    return Refusal(
        f"{what}: {told}", file=file.name, line=error.lineno or 0, remedy=_REMEDY, fatal=True
    )
