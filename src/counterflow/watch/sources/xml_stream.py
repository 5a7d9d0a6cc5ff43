"""Walk the records of an XML list, one after the other, trusting nothing in the file."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from lxml import etree

from counterflow.core.errors import ListError
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account
from counterflow.watch.sources.xml_bounds import MOST_RECORD_BYTES, Bounds, broken
from counterflow.watch.sources.xml_layout import Layout, Strangers

_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_BEFORE = b"\xef\xbb\xbf\xff\xfe \r\n\t"
"""Byte order marks and blanks that may stand before the first element."""
_NOT_TEXT = re.compile(rb"<!--.*?-->", re.DOTALL)


def root_name(file: ListFile) -> str:
    """Tell the local name of a file's root element from its first bytes; empty for no XML.

    Example:
        >>> root_name(ListFile("a.xml", b'<?xml version="1.0"?><s:export xmlns:s="urn:x"/>'))
        'export'
    """
    # UTF-16 is seen through its zero bytes.
    head = _NOT_TEXT.sub(b"", file.head.replace(b"\0", b""))
    if not head.lstrip(_BEFORE).startswith(b"<"):
        return ""
    found = _ROOT.search(head)
    return found[1].decode("ascii", "replace") if found else ""


def place_of(element: Any, file: ListFile, row: int, *, whose: str = "the publisher's") -> Refusal:
    """Say where a record stands, for a refusal of it or a remark upon it.

    Args:
        element: The record, as ``walk`` gives it.
        file: Its file.
        row: Its number among the records, from 1.
        whose: Whose file it should be compared with.

    Returns:
        A refusal that does not say yet what is wrong; of the physical line 0 is unknown.
    """
    return Refusal(
        "",
        file=file.name,
        row=row,
        line=element.sourceline or 0,
        remedy=f"compare the record with {whose} file and fetch it again",
    )


def walk(
    file: ListFile,
    tags: Collection[str],
    account: Account,
    *,
    on_root: Callable[[Any], None] | None = None,
    layout: Layout | None = None,
    most_bytes: int = MOST_RECORD_BYTES,
) -> Iterator[Any]:
    """Give each element of some local names, whole, as soon as it has been read.

    The element is emptied when the next one is asked for, and so is everything before it: memory
    does not grow with the file. What breaks off, is not well-formed or is longer than any record
    gives a fatal refusal.

    Args:
        file: The file.
        tags: Local names; elements inside one of them are not given again.
        account: Takes the refusal.
        on_root: Called with the root element when it opens: its attributes are there.
        layout: Where records stand: what stands there under another name is refused as a record.
            Without it nothing but the records is looked at.
        most_bytes: Most bytes of one record, and of one tag between records.

    Yields:
        lxml elements in the order of the file. ``local`` names their children.

    Raises:
        ListError: The file has a document type declaration. No official list has one, and one
            could make a parser fetch or expand what is not in the file.

    Basis:
        libxml2 without ``huge_tree``: elements nested deeper than 256 and texts of more than
        10,000,000 bytes are refused.
    """
    _refuse_doctype(file)
    root_tag = root_name(file)
    # Names are filtered inside the parser: asking Python about every element is ten times slower.
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{tag}" for tag in {*tags, root_tag} - {""}],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: Any = None
    open_at: Any = None
    bounds = Bounds(file, most_bytes)
    strangers = Strangers(layout, frozenset(tags), file, account) if layout else None
    for piece in _pieces(file):
        error = _feed(parser, piece)
        for event, element in parser.read_events():
            if root is None:
                root = element.getroottree().getroot()
                _read_root(root, file, on_root)
            if element is root:
                continue
            if event == "start" and open_at is None:
                open_at = element
            elif event == "end" and element is open_at:
                yield element
                open_at = None
                _forget(element, root, strangers)
        wrong = bounds.passed(len(piece or b""), root, open_at)
        if error is not None:
            wrong = broken(error, file)
        if wrong is not None:
            account.remark(wrong)
            return
        _prune(root, open_at, strangers)
    if strangers and root is not None:
        strangers.end(root)


def _pieces(file: ListFile) -> Iterator[bytes | None]:
    """Give the bytes in pieces, then None for their end."""
    yield from file.chunks()
    yield None


def _feed(parser: Any, piece: bytes | None) -> etree.XMLSyntaxError | None:
    """Give the parser a piece, or its end; what it read before an error is still to be had."""
    try:
        if piece is None:
            parser.close()
        else:
            parser.feed(piece)
    except etree.XMLSyntaxError as error:
        return error
    return None


def _prune(root: Any, open_at: Any, strangers: Strangers | None) -> None:
    """Drop what has been read of elements that nobody asked for.

    Only the last child of each level can still be open. Threat: a file of a gigabyte that holds
    no record at all would otherwise stand in memory as a tree.
    """
    at = root
    while at is not None and at is not open_at and len(at):
        if strangers is not None:
            for read in at[:-1]:
                strangers.leave(read, root)
        del at[:-1]
        at = at[0]


def _read_root(element: Any, file: ListFile, on_root: Callable[[Any], None] | None) -> None:
    if element.getroottree().docinfo.doctype:
        raise _doctype(file)
    if on_root is not None:
        on_root(element)


def _forget(element: Any, root: Any, strangers: Strangers | None) -> None:
    """Empty an element and drop what stands before it."""
    element.clear(keep_tail=False)
    while element.getprevious() is not None:
        parent = element.getparent()
        if strangers:
            strangers.leave(parent[0], root)
        del parent[0]


def local(element: Any) -> str:
    """Give an element's name without its namespace.

    Publishers change namespaces and keep names (OFAC did on 2024-05-07).
    """
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@functools.lru_cache(maxsize=1024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def children(element: Any, *path: str) -> Iterator[Any]:
    """Give the descendants that stand at a path of local names, in the order of the file."""
    if not path:
        yield element
        return
    for child in element:
        if local(child) == path[0]:
            yield from children(child, *path[1:])


def text_at(element: Any, *path: str) -> str:
    """Give the text of the first descendant at a path, its blanks made single; empty for none."""
    for found in children(element, *path):
        return " ".join("".join(found.itertext()).split())
    return ""


def _refuse_doctype(file: ListFile) -> None:
    # Threat: entity expansion and external entities need a DOCTYPE. It is looked for in the bytes
    # too (UTF-16 seen through its zero bytes), so that no parser option is trusted alone.
    head = file.head.replace(b"\0", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise _doctype(file)


def _doctype(file: ListFile) -> ListError:
    return ListError(
        "the file carries a document type declaration",
        where=file.name,
        why="no official list has one; it could make the reader fetch or expand other content",
        remedy="fetch the list from its publisher again",
    )
