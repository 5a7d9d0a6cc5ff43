"""Tell whether a file of rows ends where its last row should."""

from __future__ import annotations

from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import NO_DATE, Account

REMEDY = "fetch the file again; the last good version of the list stays in use"


def remark_cut_off(file: ListFile, account: Account, *, newline_needed: bool) -> None:
    r"""Refuse a file that was cut off inside its last row.

    A file cut between two rows looks whole: only the count of the version before can tell.

    Args:
        file: The file, read to its end.
        account: Takes the fatal refusal.
        newline_needed: True where the publisher ends every file with a newline, so that a file
            without one was cut off; else only a damaged last row tells.

    Example:
        >>> account = Account("x")
        >>> remark_cut_off(ListFile("a.csv", b"a,b\\n1,"), account, newline_needed=True)
        >>> account.fatal[0].what
        'the file does not end with a newline: it was cut off'
    """
    if _ends_with_newline(file):
        return
    told = (one for one in reversed(account.refusals) if not one.what.startswith(NO_DATE))
    last = next(told, None)
    damaged = last is not None and last.file == file.name and last.what.startswith("the row ")
    if newline_needed or damaged:
        what = "the file does not end with a newline: it was cut off"
        account.remark(Refusal(what, file=file.name, remedy=REMEDY, fatal=True))


def _ends_with_newline(file: ListFile) -> bool:
    with file.open() as stream:
        stream.seek(max(file.size - 4, 0))
        return stream.read().rstrip(b"\0").endswith((b"\n", b"\x1a"))
