"""Answer ``/search``: entities by words, with filters, facets, an order and pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

from counterflow.core.ftm_model import kinds_of, schemata
from counterflow.serve.api.replies import Fault
from counterflow.serve.api.yente.book import Book
from counterflow.serve.api.yente.dataset_scope import COLLECTIONS
from counterflow.serve.api.yente.search_index import FACETS, SearchIndex
from counterflow.serve.api.yente.search_query import Condition, read_query
from counterflow.serve.api.yente.shapes import Entity, Facet, FacetItem, SearchResponse, Total

LABELS: Final = {
    "countries": "Countries", "topics": "Topics", "datasets": "Data sources",
    "schema": "Entity types", "identifiers": "Identifiers", "genders": "Genders",
}  # fmt: skip
_SHOWN: Final = 100
"""Values of a facet that are named."""
_ORDERS: Final = {"asc": "ASC", "desc": "DESC"}
_COLUMNS: Final = frozenset({"id", "schema", "caption", "last_change", "target"})
_DECODE: Final = msgspec.json.Decoder(Entity).decode


class Wanted(NamedTuple):
    """What a search asks for; names are those of yente's parameters."""

    q: str
    schema: str
    scope: frozenset[str]
    exclude_schema: Sequence[str] = ()
    changed_since: str = ""
    filters: Mapping[str, Sequence[str]] = {}
    target: bool | None = None
    limit: int = 10
    offset: int = 0
    sort: Sequence[str] = ()
    fuzzy: bool = False
    simple: bool = False
    facets: Sequence[str] = ()
    every: bool = False


def read_filters(texts: Sequence[str]) -> dict[str, list[str]]:
    """Read filters of the form ``field:value``, split at the first colon.

    Raises:
        Fault: 400, there is no colon.

    Example:
        >>> read_filters(["properties.birthDate:1985"])
        {'properties.birthDate': ['1985']}
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        field, colon, value = text.partition(":")
        if not colon or not field or not value:
            raise Fault(400, f"Invalid filter: {text!r}")
        found.setdefault(field, []).append(value)
    return found


def search(book: Book, index: SearchIndex, wanted: Wanted) -> SearchResponse:
    """Find entities by words.

    Raises:
        Fault: 400, the schema, the query, a facet or an order is none.
    """
    where, values = _where(index, wanted)
    order, joined, order_values = _order(wanted)
    try:
        ((count,),) = index.rows(f"SELECT count(*) FROM entity WHERE {where}", values)
        rows = index.rows(
            f"SELECT body FROM entity {joined} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
            [*order_values, *values, wanted.limit, wanted.offset],
        )
        facets = {name: _facet(book, index, name, where, values) for name in wanted.facets}
    except sqlite3.Error as fault:
        raise Fault(400, f"Search error: {fault}") from fault
    results = [_scoped(_DECODE(row[0]), wanted.scope) for row in rows]  # type: ignore[arg-type]
    total = Total(int(str(count)))
    return SearchResponse(wanted.limit, wanted.offset, total, results, facets, book.lists)


def _scoped(entity: Entity, scope: frozenset[str]) -> Entity:
    datasets = [one for one in entity.datasets if one in scope]
    return msgspec.structs.replace(entity, datasets=datasets)


def _where(index: SearchIndex, wanted: Wanted) -> tuple[str, list[object]]:
    """Put the conditions of a search together."""
    if wanted.schema not in schemata():
        raise Fault(400, "Invalid schema")
    kinds = kinds_of(wanted.schema)
    kinds -= frozenset().union(
        *(kinds_of(one) for one in wanted.exclude_schema if one in schemata())
    )
    parts, values = [f"schema IN ({_marks(kinds)})"], list[object](sorted(kinds))
    _add_words(index, wanted, parts, values)
    _among("datasets", sorted(wanted.scope), parts, values)
    for field, allowed in wanted.filters.items():
        if wanted.every:
            for one in allowed:
                _among(field, [one], parts, values)
        else:
            _among(field, allowed, parts, values)
    if wanted.changed_since:
        parts.append("last_change > ?")
        values.append(wanted.changed_since)
    if wanted.target is not None:
        parts.append("target = ?")
        values.append(int(wanted.target))
    return " AND ".join(parts), values


def _add_words(index: SearchIndex, wanted: Wanted, parts: list[str], values: list[object]) -> None:
    def like(word: str) -> list[str]:
        room = 1 if len(word) <= 5 else 2
        near = process.extract(
            word, index.vocabulary(), scorer=OSA.distance, score_cutoff=room, limit=None
        )
        return [term for term, _, _ in near] or [word]

    found: Condition | None = read_query(
        wanted.q, simple=wanted.simple, fuzzy=wanted.fuzzy, like=like
    )
    if found is not None:
        parts.append(f"place IN ({found.sql})")
        values.extend(found.values)


def _among(field: str, allowed: Sequence[str], parts: list[str], values: list[object]) -> None:
    parts.append(
        f"place IN (SELECT place FROM value WHERE field = ? AND value IN ({_marks(allowed)}))"
    )
    values.extend([field, *allowed])


def _marks(values: Sequence[str] | frozenset[str]) -> str:
    return ", ".join("?" * len(values))


def _order(wanted: Wanted) -> tuple[str, str, list[object]]:
    """Give the order of the results: as asked, then by the likeness of names, then by id."""
    parts, joins, values = [], [], list[object]()
    for number, text in enumerate(wanted.sort):
        field, _, way = text.partition(":")
        if way and way not in _ORDERS:
            raise Fault(400, f"Search error: no order: {text!r}")
        if field in _COLUMNS:
            parts.append(f"entity.{field} {_ORDERS[way or 'asc']}")
            continue
        joins.append(
            f"LEFT JOIN (SELECT place, min(value) AS first FROM value WHERE field = ?"
            f" GROUP BY place) AS s{number} USING (place)"
        )
        values.append(field)
        parts.append(f"s{number}.first IS NULL, s{number}.first {_ORDERS[way or 'asc']}")
    plain = [word for word in wanted.q.split() if word.isalnum()]
    if plain and not wanted.sort:
        joins.append(
            "LEFT JOIN (SELECT rowid AS place, bm25(words, 5.0, 1.0) AS rank FROM words"
            " WHERE words MATCH ?) AS relevance USING (place)"
        )
        values.append(" OR ".join(f'"{word}"' for word in plain))
        parts.append("relevance.rank IS NULL, relevance.rank")
    return ", ".join([*parts, "entity.id"]), " ".join(joins), values


def _facet(book: Book, index: SearchIndex, name: str, where: str, values: list[object]) -> Facet:
    """Count the results by one field."""
    if name not in FACETS:
        raise Fault(400, f"Search error: no facet: {name}")
    rows = index.rows(
        "SELECT value, count(*) FROM value WHERE field = ? AND place IN"
        f" (SELECT place FROM entity WHERE {where}) GROUP BY value ORDER BY 2 DESC, 1 LIMIT ?",
        [name, *values, _SHOWN],
    )
    items = [
        FacetItem(str(value), _label(book, name, str(value)), int(str(count)))
        for value, count in rows
    ]
    return Facet(LABELS[name], items)


def _label(book: Book, facet: str, value: str) -> str:
    if facet == "datasets":
        snapshot = book.snapshots.get(value)
        return (snapshot.title if snapshot is not None else "") or COLLECTIONS.get(value, value)
    if facet == "schema" and value in schemata():
        return schemata()[value].plural or schemata()[value].label or value
    if facet == "countries":
        import pycountry

        found = pycountry.countries.get(alpha_2=value.upper())
        return str(found.name) if found is not None else value
    return value
