"""Open any table: recognise what the file is by its content, then hand it to its reader."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from counterflow.core.errors import InputError
from counterflow.core.tables.arrays import open_json
from counterflow.core.tables.bytestream import CutShortError, is_packed, read_sample
from counterflow.core.tables.delimited import open_delimited
from counterflow.core.tables.encodings import check_encoding, detect_encoding
from counterflow.core.tables.objects import open_ndjson
from counterflow.core.tables.rows import Notes, Row, Table

__all__ = ["READ_FORMATS", "Row", "Table", "open_table"]

READ_FORMATS = ("csv", "tsv", "ndjson", "json", "xlsx", "parquet")
"""The formats that can be named when opening; every delimited file is ``csv``."""

_SAMPLE = 1 << 18
# Each comment is matched once and for all (?>): a thousand of them must not be tried in every way.
_HTML = re.compile(
    r"(?:(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html|head|body|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"<(?:\?xml\b|!doctype\b|!--)", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z_][\w:.-]*(?:\s[^<>]*)?/?>\s*<")
_OTHER_FORMATS = (
    (b"\xd0\xcf\x11\xe0", "an old .xls file, or an Excel file with a password"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"\x28\xb5\x2f\xfd", "packed with zstandard"),
    (b"7z\xbc\xaf", "packed with 7-Zip"),
)


def open_table(
    source: str | Path,
    *,
    format: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    is_header: Callable[[Sequence[str]], int] | None = None,
) -> Table:
    r"""Open a table, whatever it is: delimited text, NDJSON, JSON, Excel or Parquet.

    The format is seen from the content; endings only decide where content cannot. Text may be
    gzip-packed. Nothing is loaded whole except a sheet of Excel.

    Args:
        source: A path, or ``-`` for standard input (kept in a temporary file meanwhile).
        format: One of ``READ_FORMATS``, to overrule what was recognised.
        encoding: The encoding of a text file; recognised where None.
        delimiter: The delimiter of a text file; recognised where None.
        sheet: The sheet of an Excel file; the first one with something in it where None.
        is_header: Says how many of some cells are known column names, to find the header
            below title lines; without it the first row that is not empty is the header.

    Returns:
        The table: its columns, notes on what was understood, and its rows and refusals.

    Raises:
        InputError: There is no such file, it is empty or damaged, or of another kind.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.csv").write_text("name;country\nAcme;AE\n")
        ...     table = open_table(Path(folder, "a.csv"))
        ...     table.columns, [row.cells for row in table]
        (('name', 'country'), [['Acme', 'AE']])

    Basis: magic bytes of Parquet ("PAR1"), zip (APPNOTE 4.3.7) and gzip (RFC 1952).
    """
    if str(source) != "-":
        path = Path(source)
        _check_file(path)
        return _open(path, str(source), format, encoding, delimiter, sheet, is_header)
    path = _keep_standard_input()
    try:
        table = _open(path, "standard input", format, encoding, delimiter, sheet, is_header)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    weakref.finalize(table, path.unlink, missing_ok=True)
    return table


def _open(
    path: Path,
    source: str,
    wanted: str | None,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    is_header: Callable[[Sequence[str]], int] | None,
) -> Table:
    noted: Notes = {}
    sample, complete = _sample(path, source)
    found = _check_format(wanted, source) or _binary_format(sample, path, source)
    if found in ("parquet", "xlsx"):
        if is_packed(path):
            raise InputError(f"{source} is gzip-packed", remedy="unpack it first")
        if found == "parquet":
            # Readers of binary files bring large libraries; a text needs none of them.
            from counterflow.core.tables.columnar import open_parquet

            return open_parquet(path, source, noted=noted)
        from counterflow.core.tables.sheets import open_xlsx

        return open_xlsx(path, source, noted=noted, sheet=sheet, is_header=is_header)
    if is_packed(path):
        noted["packed"] = "packed with gzip"
    if encoding is None:
        known, noted["encoding"] = detect_encoding(sample, source)
    else:
        known = check_encoding(encoding)
        noted["encoding"] = f"encoding: {known} (given)"
    found = found or _text_format(sample.decode(known, "replace"), source, complete=complete)
    if found in ("ndjson", "json") and encoding is None and not known.startswith("utf-"):
        # JSON is UTF-8 (RFC 8259, 8.1): bytes that are not cost their record, no guess is made.
        known, noted["encoding"] = "utf-8", "encoding: utf-8, as JSON must be"
    if found == "ndjson":
        return open_ndjson(path, source, encoding=known, noted=noted)
    if found == "json":
        return open_json(path, source, encoding=known, noted=noted)
    return open_delimited(
        path,
        source,
        encoding=known,
        noted=noted,
        delimiter=delimiter or ("\t" if found == "tsv" else None),
        is_header=is_header,
    )


def _sample(path: Path, source: str) -> tuple[bytes, bool]:
    """Give the first bytes of a file, and whether they are all of it."""
    try:
        sample, complete = read_sample(path, _SAMPLE)
    except CutShortError as error:
        raise InputError(
            error.what, where=source, why="Nothing of it could be read", remedy=error.remedy
        ) from error
    if not sample:
        raise InputError(f"{source} is empty", why="There is nothing to screen")
    return sample, complete


def _check_file(path: Path) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise InputError(
            f"{path} cannot be read",
            why=error.strerror or type(error).__name__,
            remedy="check the name and the rights of the file",
        ) from error


def _check_format(wanted: str | None, source: str) -> str:
    if wanted and wanted not in READ_FORMATS:
        raise InputError(
            f"unknown format {wanted!r}",
            where=source,
            remedy=f"name one of: {', '.join(READ_FORMATS)}",
        )
    return wanted or ""


def _binary_format(sample: bytes, path: Path, source: str) -> str:
    """Recognise a binary format; empty for text."""
    if sample.startswith(b"PAR1"):
        return "parquet"
    if sample.startswith(b"PK\x03\x04"):
        return _zip_format(sample, path, source)
    for magic, kind in _OTHER_FORMATS:
        if sample.startswith(magic):
            raise InputError(
                f"{source} is {kind}",
                why="It cannot be read as a table",
                remedy="save it as .xlsx without a password, or as CSV",
            )
    return ""


def _zip_format(sample: bytes, path: Path, source: str) -> str:
    """Tell an Excel file from other zip files by the names of its parts."""
    # The names stand unpacked in the file, also in one whose directory, at its end, is lost.
    content = sample + _tail(path)
    if b"xl/workbook.xml" in content or b"xl/worksheets/" in content:
        return "xlsx"
    raise InputError(
        f"{source} is a zip file, but not an Excel file (.xlsx)",
        why="It cannot be read as a table",
        remedy="unpack it, or save .xlsb and .ods files as .xlsx",
    )


def _tail(path: Path) -> bytes:
    with path.open("rb") as handle:
        handle.seek(0, os.SEEK_END)
        handle.seek(max(0, handle.tell() - (1 << 20)))
        return handle.read()


def _text_format(text: str, source: str, *, complete: bool) -> str:
    """Tell JSON from delimited text by its first characters, NDJSON from JSON by its lines."""
    begin = text.lstrip("\ufeff \t\r\n")
    _refuse_markup(begin, source)
    ending = Path(source.removesuffix(".gz")).suffix.lower()
    if not begin.strip("\0") and complete:
        raise InputError(f"{source} is empty", why="There is nothing to screen")
    if ending in (".ndjson", ".jsonl"):
        return "ndjson"
    if re.match(r"\[\s*[{\]]", begin) or (ending == ".json" and begin[:1] != "{"):
        return "json"
    if not re.match(r'\{\s*["}]', begin):
        return "tsv" if ending == ".tsv" else "csv"
    lines = [line for line in begin.split("\n") if line.strip()]
    # Broken lines must not hide that the others are one object each.
    return "ndjson" if len(lines) > 1 and _whole_objects(lines[:20]) > 0.5 else "json"


def _refuse_markup(begin: str, source: str) -> None:
    """Refuse XML and HTML, whose lines would all be rows that cannot be read.

    Raises:
        InputError: The text begins as a web page or as XML.

    Basis: XML 1.0, 2.8 (prolog); the HTML standard, 13.1.
    """
    if _HTML.match(begin):
        raise InputError(
            f"{source} is HTML, no table",
            why="It is a web page (often one to log in, or an error), or a report saved as one",
            remedy="download the file itself, or open the page in Excel and save it as .xlsx",
        )
    if _XML.match(begin) or (_TAG.match(begin) and "</" in begin):
        raise InputError(
            f"{source} is XML, no table",
            why="Its lines are no transactions",
            remedy="if it is a sanctions list: counterflow lists import; else export CSV or .xlsx",
        )


def _whole_objects(lines: list[str]) -> float:
    """Give the share of lines that are each a whole JSON object."""
    whole = 0
    for line in lines:
        with contextlib.suppress(msgspec.DecodeError, RecursionError, UnicodeError):
            msgspec.json.decode(line, type=dict[str, msgspec.Raw])
            whole += 1
    return whole / len(lines)


def _keep_standard_input() -> Path:
    """Write standard input to a temporary file, so that it can be read twice."""
    descriptor, name = tempfile.mkstemp(prefix="counterflow-", suffix=".input")
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as kept:
            shutil.copyfileobj(sys.stdin.buffer, kept)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
