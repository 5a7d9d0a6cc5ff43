"""Take a file that holds no list (empty, a web page), so that its bytes can be kept aside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from counterflow.core.errors import ListError
from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.reading import ListInput, gather_input

FORMAT: Final = "none"
"""The format of a version that holds no list."""
MOST_BYTES: Final = 16 << 20
"""Most bytes of a web page that is kept; error pages are small."""

EMPTY: Final = "the file is empty"
WEB_PAGE: Final = "the file is a web page (HTML) and no list"

_HTML: Final = re.compile(
    rb"\s*(?:(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_REMEDIES: Final = {
    EMPTY: "fetch the list again",
    WEB_PAGE: "open it in a browser: it is often a page of an error or one to log in; then fetch "
    "the list itself",
}


def take_files(paths: Sequence[Path], *, format: str | None = None) -> ListInput:
    """Find the files of a list and their reader; a file without any list is taken as it is.

    An empty file and a web page are what a publisher's server gives when it fails. They are kept
    aside as every version that a guard refuses, so that it can be shown later what was given.

    Args:
        paths: As for ``gather_input``.
        format: As for ``gather_input``.

    Returns:
        The files; where the only one holds no list, with a reader that refuses it.

    Raises:
        ListError: As for ``gather_input``.
    """
    try:
        return gather_input(paths, format=format)
    except ListError:
        given = _without_list(paths)
        if given is None:
            raise
        return given


def _without_list(paths: Sequence[Path]) -> ListInput | None:
    """Give the only file, if it is empty or a web page; None where it is something else."""
    if len(paths) != 1 or not paths[0].is_file():
        return None
    try:
        file = load_list_file(paths[0], most_bytes=MOST_BYTES)
    except ListError as fault:
        if fault.what != EMPTY or paths[0].stat().st_size > MOST_BYTES:
            return None
        return _refused(ListFile(paths[0].name, paths[0].read_bytes()), EMPTY)
    return _refused(file, WEB_PAGE) if is_web_page(file.head) else None


def is_web_page(head: bytes) -> bool:
    """Tell whether bytes begin as a web page does.

    Args:
        head: The first bytes of a file.

    Example:
        >>> is_web_page(b"<!DOCTYPE html><title>503"), is_web_page(b"<list/>")
        (True, False)

    Basis:
        The HTML standard, 13.1.
    """
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return _HTML.match(head.replace(b"\0", b"")) is not None


def _refused(file: ListFile, what: str) -> ListInput:
    def read(files: Sequence[ListFile], _name: str, account: Account) -> Iterator[Listing]:
        account.remark(Refusal(what, file=files[0].name, remedy=_REMEDIES[what], fatal=True))
        yield from ()

    return ListInput(Reader(FORMAT, "no list", lambda _: True, read), [file], [])
