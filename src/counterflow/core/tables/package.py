"""What an Excel file holds before anybody unpacks it: sizes, cells in error, its real extent.

The reader of sheets lays every sheet out as a full rectangle, unpacks whatever it is given,
and shows a cell in error as an empty one. All three are looked at here first.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lxml import etree

from counterflow.core.errors import InputError
from counterflow.core.tables.rows import MAX_COLUMNS

MAX_UNPACKED = 2 << 30
"""A file that unpacks to more is refused."""

MAX_RATIO = 200
"""A file that unpacks to this many times its size, and to over 100 MB, is refused."""

MAX_SHEET_CELLS = 30_000_000
"""A sheet whose filled corner cells span more is refused: it is laid out in full."""

_RATIO_FROM = 100 << 20
_BLOCK = 1 << 20
_MAX_TOKEN = 16 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, etree.LxmlError)
_TOKEN = re.compile(
    rb"<(?:\w+:)?(?P<tag>row|c)(?=[\s/>])(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
    rb"|(?P<bare>(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*</(?:\w+:)?c>)"
)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]*)(\d+)[\"']")
_STYLE = re.compile(rb"\bs\s*=\s*[\"'](\d+)[\"']")
_STYLES = "xl/styles.xml"
_PERCENTAGES = ("9", "10")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
"""What of a number format is shown as it stands: quoted, escaped, or a blank of some width."""
_IN_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")


@dataclass
class SheetScan:
    """What was found in a sheet's XML: cells (row and column from 0) that hold no value.

    ``errors`` are cells in error (``#REF!``); ``uncalculated`` are formulas that no program
    has calculated yet. ``rows`` and ``columns`` are the sheet's extent. ``percent`` are the cells
    whose number is shown as a percentage.
    """

    errors: dict[int, list[int]] = field(default_factory=dict)
    uncalculated: dict[int, list[int]] = field(default_factory=dict)
    percent: dict[int, list[int]] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


def check_package(path: Path, source: str) -> None:
    """Refuse an Excel file that is damaged, encrypted, or would unpack beyond measure.

    Args:
        path: The file.
        source: Its name, for messages.

    Raises:
        InputError: With the reason.

    Basis: the sizes in the zip's directory (APPNOTE 6.3, 4.3.12); that they do not lie is
    checked while reading, against the checksum of each part.
    """
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except _BROKEN as error:
        raise damaged(source, error) from error
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, path.stat().st_size)
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked / packed > MAX_RATIO):
        raise InputError(
            f"the Excel file would unpack from {packed:,} to {unpacked:,} bytes",
            where=source,
            why="It could exhaust the memory of this machine",
            remedy="save the sheet as CSV, if the file is trusted",
        )
    if len({part.filename for part in parts}) < len(parts):
        raise damaged(source, ValueError("a part stands in it twice"))
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(
            "the Excel file is encrypted", where=source, remedy="save it without a password"
        )


def damaged(source: str, error: BaseException) -> InputError:
    """Say that an Excel file could not be read, and why."""
    lines = str(error).splitlines() or [type(error).__name__]
    return InputError(
        "the Excel file is damaged or no Excel file",
        where=source,
        why=lines[0],
        remedy="open it in Excel and save it again as .xlsx, or export it as CSV",
    )


def sheet_parts(path: Path, source: str) -> dict[str, str]:
    """Give the name of the part that holds each sheet, by the sheet's name, in their order.

    Also reads the shared texts to their end, so that a wrong checksum or size is found here.

    Raises:
        InputError: The workbook's directory is missing or damaged.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(path) as package:
            book = etree.fromstring(package.read("xl/workbook.xml"), parser)
            links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), parser)
            for name in package.namelist():
                if name.lower() in ("xl/sharedstrings.xml", "xl/styles.xml"):
                    with package.open(name) as part:
                        while part.read(_BLOCK):
                            pass
    except (*_BROKEN, KeyError) as error:
        raise damaged(source, error) from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found: dict[str, str] = {}
    for sheet in book.iter("{*}sheet"):
        ids = [value for key, value in sheet.items() if key.endswith("}id")]
        target = targets.get(ids[0], "") if ids else ""
        absolute = target.startswith("/")
        found[sheet.get("name", "")] = target[1:] if absolute else str(PurePosixPath("xl", target))
    return found


def percent_styles(path: Path, source: str) -> frozenset[bytes]:
    """Give the numbers of the cell styles of an Excel file that show a percentage.

    Args:
        path: The file.
        source: Its name, for messages.

    Returns:
        The numbers, as cells name them; empty where the file has no styles.

    Raises:
        InputError: The styles are damaged.

    Basis:
        ECMA-376 Part 1, 18.8.30 (formats 9 and 10 are percentages) and 18.8.31: a per cent sign
        that is neither in quotation marks nor behind a backslash multiplies by 100.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(path) as package:
            name = next((one for one in package.namelist() if one.lower() == _STYLES), "")
            styles = etree.fromstring(package.read(name), parser) if name else None
    except _BROKEN as error:
        raise damaged(source, error) from error
    if styles is None:
        return frozenset()
    own = {
        one.get("numFmtId")
        for one in styles.iter("{*}numFmt")
        if "%" in _LITERAL.sub("", one.get("formatCode", ""))
    }
    cells = next(styles.iter("{*}cellXfs"), None)
    formats = [] if cells is None else [one.get("numFmtId") for one in cells.iter("{*}xf")]
    return frozenset(
        str(at).encode() for at, one in enumerate(formats) if one in own or one in _PERCENTAGES
    )


def part_sizes(path: Path) -> dict[str, int]:
    """Give the unpacked size of every part of a package that `check_package` found sound."""
    with zipfile.ZipFile(path) as package:
        return {part.filename: part.file_size for part in package.infolist()}


def scan_sheet(
    path: Path, part: str, source: str, percent: frozenset[bytes] = frozenset()
) -> SheetScan:
    """Find the extent of a sheet and its cells without a value, without laying it out.

    Args:
        path: The file.
        part: The name of the sheet's part inside it.
        source: The file's name, for messages.
        percent: The styles that show a percentage (``percent_styles``).

    Raises:
        InputError: The part is missing, damaged, or spans more cells than may be laid out.
    """
    scan = _Scanner(source, percent)
    try:
        with zipfile.ZipFile(path) as package, package.open(part) as sheet:
            rest = b""
            while block := sheet.read(_BLOCK):
                if b"\0" in block:
                    raise damaged(source, ValueError("a sheet is not in UTF-8"))
                rest = scan.feed(rest + block)
    except (*_BROKEN, KeyError) as error:
        raise damaged(source, error) from error
    return scan.found


class _Scanner:
    """Follow rows and cells through a sheet's XML, also where they do not say their place."""

    def __init__(self, source: str, percent: frozenset[bytes]) -> None:
        self.source = source
        self.percent = percent
        self.found = SheetScan()
        self.row = -1
        self.column = -1

    def feed(self, data: bytes) -> bytes:
        """Take in a piece; give back its unfinished end."""
        done = 0
        for token in _TOKEN.finditer(data):
            self._note(token)
            done = token.end()
        # No token holds more than two opening brackets: what is unfinished starts behind there.
        rest = data[max(done, data.rfind(b"<", 0, max(0, data.rfind(b"<"))), 0) :]
        if len(rest) > _MAX_TOKEN:
            raise damaged(self.source, ValueError("a cell is larger than 16 MB"))
        return rest

    def _note(self, token: re.Match[bytes]) -> None:
        if token["bare"]:
            self.found.uncalculated.setdefault(self.row, []).append(self.column)
            return
        attributes = token["attributes"]
        place = _PLACE.search(attributes)
        if token["tag"] == b"row":
            self.row = int(place[2]) - 1 if place else self.row + 1
            self.column = -1
            return
        self.column = _column_index(place[1]) if place else self.column + 1
        if place:
            self.row = int(place[2]) - 1
        if _IN_ERROR.search(attributes):
            self.found.errors.setdefault(self.row, []).append(self.column)
        if self.percent and (style := _STYLE.search(attributes)) and style[1] in self.percent:
            self.found.percent.setdefault(self.row, []).append(self.column)
        self._measure()

    def _measure(self) -> None:
        found = self.found
        if self.row < found.rows and self.column < found.columns:
            return
        found.rows = max(found.rows, self.row + 1)
        found.columns = max(found.columns, self.column + 1)
        if found.rows * found.columns > MAX_SHEET_CELLS or found.columns > MAX_COLUMNS:
            raise InputError(
                f"the sheet spans {found.rows:,} rows and {found.columns:,} columns",
                where=self.source,
                why="It could exhaust the memory of this machine",
                remedy="delete what stands far outside the table, or save the sheet as CSV",
            )


def _column_index(letters: bytes) -> int:
    """Give the index of a column from 0 by its letters.

    Example:
        >>> _column_index(b"A"), _column_index(b"AB")
        (0, 27)
    """
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
