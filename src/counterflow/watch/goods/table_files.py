"""Read the files of goods tables: the package's, and those that a user drops into a folder."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_yaml
from counterflow.core.model.outcomes import Outcome
from counterflow.watch.goods.rows import GoodsRow, read_row

COLUMNS = (
    "hs", "hs6", "eccn", "part_number", "maker", "what", "tier", "source", "in_force_from",
    "in_force_to",
)  # fmt: skip
"""The columns of a user's own table in CSV; one of the first five and ``what`` are needed."""
OUTCOMES = tuple(outcome.value for outcome in Outcome if outcome is not Outcome.STOP)
EXTENDS = "extends-"
"""How the name of a CSV file begins that adds rows to a table: ``extends-ear_746_supp5.csv``."""
LARGEST = 20_000_000
"""Bytes of a user's own table: a hundred times the largest list of goods codes."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """One goods table as read from its file.

    Attributes:
        name: Short name of the table.
        title: Its full title.
        authority: Who lists these goods.
        file: The file that it was read from.
        rows: Its rows.
        older: Codes of older HS editions, with what they may be today.
        holds: What of the official table is here, in words; empty for the whole.
        lacks: What of it is not here, in words.
        as_of: The day of the text that was read, where it differs from the first day.
        destinations: Countries it is about, in words of its own file; empty for every one.
    """

    name: str
    title: str
    authority: str
    file: str
    rows: tuple[GoodsRow, ...]
    older: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    holds: str = ""
    lacks: str = ""
    as_of: str = ""
    destinations: tuple[str, ...] = ()


@cache
def package_tables() -> tuple[TableFile, ...]:
    """Give the tables of ``data/goods``: every file there that has ``rows``.

    A file says its place by ``order`` (50 if it says none); files of one place follow by name.

    Raises:
        RuleError: see ``read_row``; or two tables share a name.
    """
    folder = resources.files("counterflow").joinpath("data/goods")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yaml"))
    loaded = [(name, load_facts(f"goods/{name}")) for name in names]
    tables = [(name, file) for name, file in loaded if "rows" in file]
    tables.sort(key=lambda pair: (pair[1].get("order", 50), pair[0]))
    return _distinct(_read_table(file, f"goods/{name}") for name, file in tables)


def own_tables(folder: Path | None) -> tuple[TableFile, ...]:
    """Give the user's own tables: every YAML and CSV file of a folder, by name.

    Raises:
        RuleError: a wrong row, with file, line and reason; a file too large or not UTF-8.
    """
    if folder is None or not folder.is_dir():
        return ()
    tables = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".yaml", ".yml"):
            tables.append(_read_own(_yaml_table(path), path))
        elif path.suffix.lower() == ".csv":
            tables.append(_read_own(_csv_table(path), path))
    return _distinct((*package_tables(), *tables))[len(package_tables()) :]


def own_tables_digest(folder: Path | None) -> str:
    """Give the SHA-256 over the user's own tables; empty where there are none."""
    if folder is None or not folder.is_dir():
        return ""
    digest, count = hashlib.sha256(), 0
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".yaml", ".yml", ".csv"):
            digest.update(f"{path.name}\0".encode() + path.read_bytes())
            count += 1
    return digest.hexdigest() if count else ""


def _distinct(tables: Any) -> tuple[TableFile, ...]:
    known: dict[str, TableFile] = {}
    for table in tables:
        if table.name in known:
            raise RuleError(
                f"two goods tables are called {table.name!r}",
                where=f"{known[table.name].file}, {table.file}",
                remedy="rename one of them: rules name a table by this word",
            )
        known[table.name] = table
    return tuple(known.values())


def _read_table(file: Mapping[str, Any], where: str) -> TableFile:
    """Read a table of the package's shape."""
    lacking = [key for key in ("table", "title", "authority", "sources") if not file.get(key)]
    if lacking:
        raise RuleError(f"the table lacks {', '.join(lacking)}", where=where)
    entries = file["rows"]
    if not isinstance(entries, list) or not all(isinstance(one, Mapping) for one in entries):
        raise RuleError("`rows` is no list of rows", where=where)
    places = (f"{where}, {_place(entry, at)}" for at, entry in enumerate(entries, start=1))
    return TableFile(
        name=str(file["table"]),
        title=str(file["title"]),
        authority=str(file["authority"]),
        file=where,
        rows=tuple(
            read_row(file, entry, place) for entry, place in zip(entries, places, strict=True)
        ),
        older={one["old"]: tuple(one["new"]) for one in file.get("older_editions", ())},
        holds=str(file.get("holds") or ""),
        lacks=str(file.get("lacks") or ""),
        as_of=str(file.get("content_as_of") or ""),
        destinations=tuple(file.get("destinations") or ()),
    )


def _place(entry: Mapping[str, Any], at: int) -> str:
    return f"line {entry['line']}" if "line" in entry else f"row {at}"


def _read_own(file: Any, path: Path) -> TableFile:
    """Read a user's table; what its file leaves out is the user's own word."""
    if isinstance(file, Mapping) and (extended := _extended(file, path)):
        return _read_addition(file, path, extended)
    if not isinstance(file, Mapping) or not file.get("rows"):
        raise RuleError(
            "the table has no `rows`",
            where=path.name,
            remedy="see docs/goods.md, “A table of your own”",
        )
    title = str(file.get("title") or path.stem)
    sources = file.get("sources") or {"own": {"title": title, "issuer": "your own table"}}
    whole = {
        "table": f"own_{path.stem}",
        "authority": "your own table",
        "source": next(iter(sources)),
        "verified": True,
        "outcome": "review",
        **file,
        "title": title,
        "sources": sources,
    }
    if whole["outcome"] not in OUTCOMES:
        raise RuleError(
            f"unknown outcome {whole['outcome']!r}",
            where=path.name,
            remedy="one of: " + ", ".join(OUTCOMES),
        )
    return _read_table(whole, path.name)


def _extended(file: Mapping[str, Any], path: Path) -> str:
    """Give the table of an authority to which a user's file adds rows; empty for none.

    A CSV file has no place for a word about itself: its name says it.
    """
    if path.suffix.lower() == ".csv" and path.stem.startswith(EXTENDS):
        return path.stem.removeprefix(EXTENDS)
    return str(file.get("extends") or "")


def _read_addition(file: Mapping[str, Any], path: Path, name: str) -> TableFile:
    """Read the rows that a user adds to a table of an authority which is held in part.

    Rules speak of such rows as of the authority's own; what they rest on is the user's file.
    """
    known = {table.name: table for table in package_tables()}
    if name not in known:
        raise RuleError(
            f"it extends {name!r}, which is no table",
            where=path.name,
            remedy="one of: " + ", ".join(known),
        )
    if own := [key for key in ("outcome", "destinations", "table") if file.get(key)]:
        raise RuleError(
            f"it extends {name} and has {', '.join(own)} of its own",
            where=path.name,
            why="what such a row comes to, and for which countries, is said by the rules",
            remedy="leave that out, or leave `extends` out",
        )
    base = known[name]
    title = f"{base.title}, rows of your own file {path.name}"
    sources = file.get("sources") or {"own": {"title": path.name, "issuer": "your own table"}}
    whole = {"source": next(iter(sources)), "verified": True, **file, "sources": sources,
             "table": base.name, "title": title, "authority": base.authority}  # fmt: skip
    read = _read_table(whole, path.name)
    return replace(read, name=f"{base.name}, {path.name}", destinations=base.destinations)


def _yaml_table(path: Path) -> Any:
    """Read a user's YAML, each row with its line: a fault is looked for there."""
    text = _text(path)
    file = read_yaml(text, path.name)
    if not isinstance(file, Mapping) or not isinstance(file.get("rows"), list):
        return file
    # Loaded where somebody has tables of their own.
    import yaml

    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    listed = next(value for key, value in root.value if key.value == "rows")
    lines = [node.start_mark.line + 1 for node in listed.value]
    rows = [
        {**row, "line": line} if isinstance(row, Mapping) else row
        for row, line in zip(file["rows"], lines, strict=True)
    ]
    return {**file, "rows": rows}


def _csv_table(path: Path) -> dict[str, Any]:
    """Read a CSV file as a table: columns by name, one row a line, its line for errors."""
    text = _text(path)
    dialect = (
        ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    )
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=dialect)
    headings = [_heading(name) for name in reader.fieldnames or ()]
    unknown = sorted(set(headings) - set(COLUMNS))
    if unknown or "what" not in headings:
        raise RuleError(
            f"unknown columns: {', '.join(unknown)}" if unknown else "there is no column `what`",
            where=f"{path.name}, line 1",
            remedy="columns: " + ", ".join(COLUMNS),
        )
    reader.fieldnames = headings
    rows = list(_csv_rows(reader, path))
    sources = {row["source"]: {"title": row["source"], "issuer": "your own table"} for row in rows}
    return {"rows": rows, "sources": sources}


def _heading(name: object) -> str:
    """Read the name of a column; "Part Number" and "part-number" are ``part_number``."""
    return str(name).strip().lower().replace(" ", "_").replace("-", "_")


def _csv_rows(reader: csv.DictReader[str], path: Path) -> Iterator[dict[str, Any]]:
    for cells in reader:
        where = f"{path.name}, line {reader.line_num}"
        if None in cells or None in cells.values():
            raise RuleError("the line has more or fewer cells than columns", where=where)
        entry: dict[str, Any] = {k: str(v).strip() for k, v in cells.items() if str(v).strip()}
        if not entry:
            continue
        for key in ("hs", "hs6"):
            if key in entry:
                entry[key] = entry[key].replace(".", "").replace(" ", "")
        yield {"source": path.stem, **entry, "line": reader.line_num}


def _text(path: Path) -> str:
    """Read a user's file as UTF-8, with or without its mark."""
    if path.stat().st_size > LARGEST:
        raise RuleError(f"more than {LARGEST:,} bytes: no table of goods", where=path.name)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise RuleError(
            f"not UTF-8 at byte {fault.start}", where=path.name, remedy="save it as UTF-8"
        ) from fault
