"""A JSON document as a table: an array of objects, alone or in an envelope, or one object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import ijson

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.bytestream import CutShortError, read_blocks
from counterflow.core.tables.objects import FaultError, cells_of, check_width
from counterflow.core.tables.rows import Notes, NulCleaner, Row, Table

MAX_DEPTH = 100
"""Deeper nesting is an attack: the streaming builder's memory grows with its square."""

_MAX_EVENTS = 2_000_000
"""More keys and values in one record than this are an attack on memory."""

_MOST_DIGITS = 4_300
"""The longest integer that Python reads (``sys.int_info.default_max_str_digits``)."""
_DIGITS = re.compile(rb"[0-9]{%d}" % (_MOST_DIGITS + 1))

_REMEDY = "export the file again; every record before this place was read"
_BROKEN = (ijson.JSONError, ValueError)


class _Stream:
    """A file's blocks as something to ``read`` from, up to a number that nobody can read.

    Threat: Python refuses to make an integer of more than 4,300 digits, and the parser in C goes on
    with the error unhandled: the process dies (ijson 3.6.0, yajl2_c, at 4,301 digits).
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self._blocks = read_blocks(path, encoding)
        self._before = b""
        self._endless = False

    def read(self, size: int = -1) -> bytes:
        if size == 0:  # ijson asks for nothing to learn whether it is given bytes or text
            return b""
        if self._endless:
            raise ValueError(f"more than {_MOST_DIGITS:,} digits stand in a row")
        block = next(self._blocks, b"")
        found = _DIGITS.search(self._before + block)
        if found:
            self._endless = True
            # What stands before the number is given; an empty piece would be the file's end.
            return block[: max(found.start() - len(self._before), 0)] or b" "
        self._before = block[-_MOST_DIGITS:]
        return block


@dataclass
class _Survey:
    """What a document holds: the keys of its records, wherever the records turn out to be."""

    top: str = ""
    top_keys: dict[str, None] = field(default_factory=dict)
    tables: dict[str, dict[str, None]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    records: int = 0

    @property
    def place(self) -> tuple[str, dict[str, None]]:
        """Give the prefix of the records and their keys."""
        if self.top == "start_array":
            return "item", self.tables.get("", {})
        if len(self.tables) == 1:
            ((name, keys),) = self.tables.items()
            return f"{name}.item", keys
        return "", self.top_keys


def open_json(path: Path, source: str, *, encoding: str, noted: Notes) -> Table:
    """Open a JSON document: its records are the objects of its one array, or itself.

    Args:
        path: The file, plain or gzip-packed.
        source: Its name, for messages.
        encoding: The encoding as detected or given.
        noted: What is known so far; what is understood here is added.

    Returns:
        The table, streamed. Where the document breaks off, what stands before it is given and
        then one fatal refusal.

    Raises:
        InputError: It holds no object, or is nested more than 100 deep, or has too many keys.

    Basis: RFC 8259.
    """
    survey = _survey(path, source, encoding)
    prefix, keys = survey.place
    if survey.top not in ("start_array", "start_map"):
        raise InputError(
            "the JSON holds no object", where=source, remedy="give an array of objects"
        )
    if prefix.endswith(".item"):
        noted["records"] = f"records: the objects of {prefix.removesuffix('.item')!r}"
        if survey.others:
            noted["records"] += f"; left out beside them: {', '.join(survey.others[:20])}"
    elif not prefix:
        noted["records"] = "records: the whole document is one record"
    if not keys:
        noted["rows"] = "the file holds no records with keys"
    columns = tuple(keys)

    def read() -> Iterator[Row | Refusal]:
        nul = NulCleaner(noted)
        return _rows(_Stream(path, encoding), source, prefix, columns, nul)

    return Table(columns, source, "json", noted, read)


def _survey(path: Path, source: str, encoding: str) -> _Survey:
    """Go through the document once, holding nothing but keys."""
    stream = _Stream(path, encoding)
    survey = _Survey()
    kinds: list[str] = []
    names: list[str] = [""]
    events = 0
    try:
        for event, value in ijson.basic_parse(stream):
            events = _note_event(survey, event, value, kinds, names) * (events + 1)
            if len(kinds) > MAX_DEPTH or events > _MAX_EVENTS:
                raise InputError(
                    f"a record is nested more than {MAX_DEPTH} deep or has too many values",
                    where=f"{source}, record {survey.records}",
                    why="Reading it would exhaust memory",
                    remedy="give one object for each record",
                )
    except (*_BROKEN, CutShortError):
        pass  # what was surveyed stands; the pass over the rows reports the fault
    check_width(survey.place[1], source)
    return survey


def _note_event(
    survey: _Survey, event: str, value: Any, kinds: list[str], names: list[str]
) -> bool:
    """Note one parser event; false where a record begins, so that its size counts from 0."""
    depth = len(kinds)
    begins = False
    if event == "map_key":
        if depth == 1:
            survey.top_keys.setdefault(value)
            survey.others.append(value)
            names[0] = value
        elif depth == 2 and survey.top == "start_array":
            survey.tables.setdefault("", {}).setdefault(value)
        elif depth == 3 and kinds[1] == "start_array" and survey.top == "start_map":
            survey.tables[names[0]].setdefault(value)
    elif event in ("start_map", "start_array"):
        survey.top = survey.top or event
        begins = event == "start_map" and kinds in (["start_array"], ["start_map", "start_array"])
        if begins and kinds[0] == "start_map" and names[0] not in survey.tables:
            survey.tables[names[0]] = {}
            survey.others.remove(names[0])
        survey.records += begins
        kinds.append(event)
    elif event in ("end_map", "end_array"):
        kinds.pop()
    elif not survey.top:
        survey.top = event
    return not begins


def _rows(
    stream: _Stream, source: str, prefix: str, columns: tuple[str, ...], nul: NulCleaner
) -> Iterator[Row | Refusal]:
    number = 0
    try:
        for value in ijson.items(stream, prefix, map_type=_Pairs):
            number += 1
            try:
                yield Row(number, 0, cells_of(_plain(value), columns, nul))
            except FaultError as fault:
                yield Refusal(
                    what=fault.what,
                    file=source,
                    row=number,
                    column=fault.column,
                    remedy="give one object, with each key once, for each record",
                )
    except CutShortError as error:
        yield _fatal(error.what, source, number + 1, error.remedy)
    except _BROKEN as error:
        what = f"the JSON is broken: {str(error).splitlines()[0].strip()}"
        yield _fatal(what, source, number + 1, _REMEDY)


def _fatal(what: str, source: str, row: int, remedy: str) -> Refusal:
    return Refusal(what=what, file=source, row=row, remedy=remedy, fatal=True)


class _Pairs(dict[str, Any]):
    """An object that remembers a key that stood twice: the parser keeps the last in silence."""

    twice = ""

    def __setitem__(self, key: str, value: Any) -> None:
        if key in self:
            self.twice = key
        super().__setitem__(key, value)


def _plain(value: Any) -> Any:
    """Turn parsed values into plain ones: objects into dicts, decimals into floats."""
    if isinstance(value, _Pairs):
        if value.twice:
            raise FaultError(
                "the key stands twice, so one of its values would be lost", value.twice
            )
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value
