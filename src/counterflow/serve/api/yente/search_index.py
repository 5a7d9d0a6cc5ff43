"""A full-text index of the entities in use, in SQLite, made when somebody first searches."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from anyascii import anyascii

from counterflow.core.ftm_model import properties_of, schemata
from counterflow.serve.api.yente.book import Book
from counterflow.serve.api.yente.shapes import Entity

FORM: Final = 1
"""Raised when the tables change: an index of another form is made anew."""
_NAMES: Final = ("name", "alias", "weakAlias", "previousName")
_TABLES: Final = """
CREATE TABLE entity (
    place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, schema TEXT NOT NULL, caption TEXT NOT NULL,
    target INTEGER NOT NULL, last_change TEXT, body BLOB NOT NULL
);
CREATE TABLE value (
    field TEXT NOT NULL, value TEXT NOT NULL, place INTEGER NOT NULL,
    PRIMARY KEY (field, value, place)
) WITHOUT ROWID;
CREATE INDEX of_place ON value (place, field);
CREATE VIRTUAL TABLE words USING fts5 (
    names, text, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
"""
FACETS: Final = ("countries", "topics", "datasets", "schema", "identifiers", "genders")
"""Fields that a search can count by, and filter by."""


def open_search(book: Book, folder: Path | None) -> SearchIndex:
    """Open the full-text index of a book, made and kept in its index's folder.

    Args:
        book: The entities.
        folder: Where the index of these lists is kept; ``None`` keeps it in memory only.
    """
    if folder is not None and folder.is_dir():
        file = folder / f"search-{FORM}.sqlite"
        with contextlib.suppress(OSError, sqlite3.Error):
            if not file.is_file():
                _make(book, file)
            return SearchIndex(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True,
                                               check_same_thread=False))  # fmt: skip
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    _fill(connection, book)
    return SearchIndex(connection)


def _make(book: Book, file: Path) -> None:
    """Make the file beside its place, so that it is there whole or not at all."""
    scratch = file.with_name(f".{file.name}.{os.getpid()}.part")
    scratch.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(scratch)
        with contextlib.closing(connection):
            _fill(connection, book)
        scratch.replace(file)
    finally:
        scratch.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, book: Book) -> None:
    connection.executescript(_TABLES)
    encode = msgspec.json.Encoder().encode
    with connection:
        for place, entity in enumerate(book.entities()):
            connection.execute(
                "INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?)",
                (place, entity.id, entity.schema, entity.caption, entity.target,
                 entity.last_change, encode(entity)),
            )  # fmt: skip
            connection.executemany(
                "INSERT OR IGNORE INTO value VALUES (?, ?, ?)",
                ((field, value, place) for field, value in _values(entity)),
            )
            names, text = _words(entity)
            connection.execute(
                "INSERT INTO words (rowid, names, text) VALUES (?, ?, ?)", (place, names, text)
            )
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")


def _values(entity: Entity) -> Iterator[tuple[str, str]]:
    """Give what an entity can be filtered by: fields of yente's index, and every property."""
    yield "schema", entity.schema
    yield "id", entity.id
    for dataset in entity.datasets:
        yield "datasets", dataset
    known = properties_of(entity.schema) if entity.schema in schemata() else {}
    for name, values in entity.properties.items():
        kind = known[name].type if name in known else ""
        group = {"country": "countries", "topic": "topics", "identifier": "identifiers",
                 "gender": "genders", "name": "names", "date": "dates"}.get(kind)  # fmt: skip
        for value in values:
            yield f"properties.{name}", value
            if group:
                yield group, value


def _words(entity: Entity) -> tuple[str, str]:
    """Give the names of an entity and all its texts, each also in Latin letters."""
    names = [value for key in _NAMES for value in entity.properties.get(key, ())]
    every = [value for values in entity.properties.values() for value in values]
    return (
        "\n".join(dict.fromkeys([*names, *map(anyascii, names)])),
        "\n".join(dict.fromkeys([entity.id, *every, *map(anyascii, every)])),
    )


class SearchIndex:
    """One open full-text index; threads may share it, they take turns.

    Args:
        connection: The database of the index.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def rows(self, sql: str, values: list[object]) -> list[tuple[object, ...]]:
        """Ask the database; statements are made by ``searching`` alone.

        Raises:
            sqlite3.Error: the full-text query is none.
        """
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def vocabulary(self) -> list[str]:
        """Give all words of the index, for those that are like a word of a query."""
        with self._lock:
            return [row[0] for row in self._connection.execute("SELECT term FROM vocabulary")]
