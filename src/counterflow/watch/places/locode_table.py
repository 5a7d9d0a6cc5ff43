"""The user's own copy of UN/LOCODE: read once, kept in the store, opened by memory map."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterflow.core.errors import InputError, StoreError
from counterflow.core.text.scripts import fold

FORMAT = 1
ROWS, ABOUT = "unlocode.npy", "unlocode.json"
_ROW = np.dtype([("key", "<u8"), ("lat", "<f4"), ("lon", "<f4"), ("code", "S5")])
_CODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_UNECE = re.compile(r"(\d{2})(\d{2})([NS])\s+(\d{3})(\d{2})([EW])")
_COLUMNS = 11
"""Columns of UNECE's own code list, which has no heading."""
FEWEST = 1000
"""Codes that a whole list has at least."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table: a code, its name and, where the list gives it, its position."""

    code: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, eq=False)
class LocodeTable:
    """UN/LOCODE as the user imported it.

    Attributes:
        rows: Sorted by key; each code and each name stands under keys of its own.
        title: The file that it was read from.
        sha256: Hash of that file.
        codes: How many codes it holds.
        placed: How many of them have a position.
    """

    rows: NDArray[Any]
    title: str
    sha256: str
    codes: int
    placed: int

    def find(self, text: str, country: str = "") -> tuple[TableRow, ...]:
        """Give the rows of a code, or of a name in a country (or, without one, anywhere).

        Args:
            text: A code of five characters, or a name.
            country: ISO alpha-2; empty where not known.
        """
        code = text.replace(" ", "").replace("-", "").upper()
        if _CODE.fullmatch(code) and (found := self._at(_key(code))):
            return found
        name = fold(text)
        if not name:
            return ()
        return self._at(_key(f"{country[:2]}|{name}"))

    def _at(self, key: int) -> tuple[TableRow, ...]:
        keys = self.rows["key"]
        start = int(np.searchsorted(keys, np.uint64(key)))
        found: list[TableRow] = []
        while start < len(keys) and int(keys[start]) == key and len(found) < 50:
            row = self.rows[start]
            found.append(TableRow(row["code"].decode(), "", float(row["lat"]), float(row["lon"])))
            start += 1
        return tuple(found)


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def import_locodes(file: Path, folder: Path) -> LocodeTable:
    """Read a copy of UN/LOCODE and keep it in a folder of the store.

    UNECE's own code list (``CodeListPart*.csv``, no heading, eleven columns or more) and tables
    with a heading (``locode`` or ``country`` with ``location``, ``name``, ``lat``, ``lon`` or
    ``coordinates``) are read, gzip allowed. A row whose position is a geocoder's guess (column
    ``geocoded``) gives its code and name without a position.

    Args:
        file: The file.
        folder: Folder of the places in the store; it is made where it is missing.

    Returns:
        The table as kept.

    Raises:
        InputError: the file is no such list, or holds too few codes to be whole.
        StoreError: the folder cannot be written.
    """
    data = _bytes_of(file)
    rows = list(_read(data, str(file)))
    codes = {row.code for row in rows}
    if len(codes) < FEWEST:
        raise InputError(
            f"only {len(codes)} codes were found, where a whole list has 100,000",
            where=str(file),
            why="a part of the list would leave places unknown without a sign",
            remedy="give the whole UN/LOCODE list as CSV",
        )
    array = _array(rows)
    placed = len({row.code for row in rows if not np.isnan(row.lat)})
    sha256 = hashlib.sha256(data).hexdigest()
    about = {
        "format": FORMAT, "title": file.name, "sha256": sha256,
        "codes": len(codes), "placed": placed, "rows": len(array),
        "array": hashlib.sha256(array.tobytes()).hexdigest(),
    }  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in ((ROWS, _npy(array)), (ABOUT, json.dumps(about).encode())):
            scratch = folder / f".{name}.new"
            scratch.write_bytes(content)
            scratch.replace(folder / name)
    except OSError as fault:
        raise StoreError(
            f"the places cannot be written: {fault.strerror or fault}",
            where=str(folder),
            remedy="free space or give a writable store with --store",
        ) from fault
    return LocodeTable(array, file.name, sha256, len(codes), placed)


def open_locodes(folder: Path) -> LocodeTable | None:
    """Open the table of a store; ``None`` where none was imported.

    Raises:
        StoreError: it is damaged: a place could be missing from it.
    """
    if not (folder / ABOUT).is_file():
        return None
    try:
        about = json.loads((folder / ABOUT).read_bytes())
        rows = np.load(folder / ROWS, mmap_mode="r")
        whole = about["format"] == FORMAT and rows.dtype == _ROW and len(rows) == about["rows"]
        if not whole or hashlib.sha256(rows.tobytes()).hexdigest() != about["array"]:
            raise ValueError("not as it was written")  # noqa: TRY301 - one wording for all damage
    except (OSError, ValueError, KeyError, EOFError) as fault:
        raise StoreError(
            f"the imported UN/LOCODE table is damaged: {fault}",
            where=str(folder),
            why="a place could be missing from it",
            remedy="import it again with `counterflow places import-locodes`, or delete the folder",
        ) from fault
    return LocodeTable(rows, about["title"], about["sha256"], about["codes"], about["placed"])


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def _bytes_of(file: Path) -> bytes:
    try:
        data = file.read_bytes()
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (OSError, EOFError) as fault:
        raise InputError(
            f"the file cannot be read: {fault}", where=str(file), remedy="give a CSV, gzip allowed"
        ) from fault


def _text_of(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # as UNECE's own files are written


def _read(data: bytes, where: str) -> Iterator[TableRow]:
    reader = csv.reader(io.StringIO(_text_of(data), newline=""))
    first = next(reader, [])
    heading = [cell.strip().casefold().replace(" ", "_") for cell in first]
    if {"locode", "unlocode", "location"} & set(heading):
        yield from (row for cells in reader if (row := _headed(heading, cells)))
        return
    if len(first) < _COLUMNS:
        raise InputError(
            "the file is no UN/LOCODE list",
            where=where,
            why="its first line is neither a heading with `locode` nor a row of eleven columns",
            remedy="give UNECE's code list as CSV",
        )
    yield from (row for cells in (first, *reader) if (row := _unece(cells)))


def _headed(heading: list[str], cells: list[str]) -> TableRow | None:
    row = dict(zip(heading, cells, strict=False))
    code = row.get("locode") or row.get("unlocode") or row.get("country", "") + row["location"]
    code = code.replace(" ", "").upper()
    if not _CODE.fullmatch(code):
        return None
    name = row.get("name_ascii") or row.get("namewodiacritics") or row.get("name") or ""
    lat, lon = _position(row.get("coordinates", ""))
    if row.get("lat") and row.get("lon") and not row.get("geocoded"):
        try:
            lat, lon = float(row["lat"]), float(row["lon"])
        except ValueError:
            lat = lon = float("nan")  # a place without a position, and counted as one
    return TableRow(code, name, lat, lon)


def _unece(cells: list[str]) -> TableRow | None:
    if len(cells) < _COLUMNS or not _CODE.fullmatch(code := (cells[1] + cells[2]).strip()):
        return None
    return TableRow(code, cells[4] or cells[3], *_position(cells[10]))


def _position(text: str) -> tuple[float, float]:
    found = _UNECE.fullmatch(text.strip())
    if not found:
        return float("nan"), float("nan")
    lat = int(found[1]) + int(found[2]) / 60
    lon = int(found[4]) + int(found[5]) / 60
    return (-lat if found[3] == "S" else lat), (-lon if found[6] == "W" else lon)


def _array(rows: list[TableRow]) -> NDArray[Any]:
    """Put each row under its code, its name in its country, and its name alone."""
    made: dict[tuple[int, str], tuple[int, float, float, bytes]] = {}
    for row in rows:
        name = fold(row.name.partition("(")[0])
        keys = [row.code, *([f"{row.code[:2]}|{name}", f"|{name}"] if name else [])]
        for text in keys:
            key = _key(text)
            known = made.get((key, row.code))
            if known is None or np.isnan(known[1]):
                made[key, row.code] = (key, row.lat, row.lon, row.code.encode())
    return np.sort(np.array(list(made.values()), dtype=_ROW), order=["key", "code"])
