"""How a delimited file separates its cells and its lines."""

from __future__ import annotations

import contextlib
import csv
from collections import Counter

from counterflow.core.errors import InputError

DELIMITERS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "vertical bar",
    "^": "caret",
    "~": "tilde",
}


def check_delimiter(delimiter: str, source: str) -> str:
    """Give the delimiter that the user chose, refusing what cannot be one.

    Raises:
        InputError: It is not one character, or is a quote or the end of a line.

    Example:
        >>> check_delimiter(";", "a.csv")
        ';'
    """
    if len(delimiter) != 1 or delimiter in '"\r\n\0' or ord(delimiter) > 127:
        raise InputError(
            f"{delimiter!r} cannot be a delimiter",
            where=source,
            remedy="give one character such as , ; | or a tab",
        )
    return delimiter


def detect_newline(text: str) -> str:
    r"""Say which character ends the lines: a carriage return where no line feed does.

    Line ends inside quotes do not count: cells may hold the other kind.

    Args:
        text: The beginning of the file.

    Returns:
        ``"\n"`` (also for CR LF) or ``"\r"``.

    Example:
        >>> detect_newline('a,"x\ny"\rb,z\r') == "\r"
        True
        >>> detect_newline("a,b\r\n1,2\r\n") == "\n"
        True
    """
    outside = "".join(text.split('"')[0::2]).replace("\r\n", "\n")
    return "\r" if outside.count("\r") > outside.count("\n") else "\n"


def detect_delimiter(lines: list[str]) -> str:
    """Say which character separates the cells: the one that gives the most even table.

    Args:
        lines: The first lines of the file.

    Returns:
        A comma where no candidate occurs (a table of one column).

    Example:
        >>> detect_delimiter(["name;price", "Acme, Inc;1,5", "Beta;2,5"])
        ';'
    """
    scored = [(_evenness(lines, delimiter), delimiter) for delimiter in DELIMITERS]
    best, delimiter = max(scored, key=lambda pair: pair[0])
    return delimiter if best > (0.0, 0) else ","


def _evenness(lines: list[str], delimiter: str) -> tuple[float, int]:
    """Measure the share of records with the commonest width above one, then that width."""
    widths: list[int] = []
    plain = (line.removesuffix("\r") for line in lines)
    # After a fault the records before it are still a sample; the reader reports the fault.
    with contextlib.suppress(csv.Error):
        widths.extend(len(cells) for cells in csv.reader(plain, delimiter=delimiter) if cells)
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0.0, 0
    width, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    return round(count / len(widths), 2), width
