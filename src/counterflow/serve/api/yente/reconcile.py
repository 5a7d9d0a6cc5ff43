"""Answer OpenRefine: what cells may mean, suggestions, and columns of matched entities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from counterflow.core.ftm_model import Property, properties_of, schemata
from counterflow.serve.api.replies import Fault
from counterflow.serve.api.yente.book import Book
from counterflow.serve.api.yente.examples import MOST, read_example
from counterflow.serve.api.yente.matching import Asked, find
from counterflow.serve.api.yente.shapes import Entity, Example, ScoredEntity

_PREFIXES: Final = 5
"""Schemata or properties that are suggested; yente's own number."""
_BASIC: Final = ("Person", "Organization", "Company", "LegalEntity", "Vessel")


class Asking(msgspec.Struct):
    """One query of the reconciliation protocol."""

    query: str = ""
    type: str | list[str] | None = None
    limit: int = 5
    properties: list[dict[str, Any]] = []


class Extension(msgspec.Struct):
    """A request for columns: which entities, which properties."""

    ids: list[str]
    properties: list[dict[str, Any]] = []


def manifest(dataset: str, base: str, query: str) -> dict[str, Any]:
    """Describe the service to OpenRefine.

    Args:
        dataset: The data set of the path.
        base: The address of the server, without a slash at the end.
        query: The query string of the request, carried on to the service's paths.

    Basis:
        W3C Reconciliation Service API 0.2.
    """
    tail = f"?{query}" if query else ""
    path = f"/reconcile/{dataset}/suggest"

    def service(name: str) -> dict[str, str]:
        return {"service_url": base, "service_path": f"{path}/{name}{tail}"}

    return {
        "versions": ["0.2"],
        "name": f"Counterflow: {dataset}",
        "identifierSpace": "https://followthemoney.tech/reference/",
        "schemaSpace": "https://followthemoney.tech/explorer/schemata/",
        "documentation": f"{base}/",
        "batchSize": 3,
        "view": {"url": f"{base}/entities/{{{{id}}}}"},
        "preview": {"url": f"{base}/entities/{{{{id}}}}", "width": 430, "height": 600},
        "suggest": {name: service(name) for name in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {
                "service_url": base,
                "service_path": f"/reconcile/{dataset}/extend/property{tail}",
            },
            "property_settings": [],
            "propose_settings": [],
        },
        "defaultTypes": [_type(name) for name in _BASIC],
    }


def _type(name: str) -> dict[str, str]:
    schema = schemata()[name]
    return {"id": name, "name": schema.label or name, "description": schema.plural}


def read_asking(text: str, kind: Any) -> Any:
    """Read a JSON field of a form.

    Raises:
        Fault: 400, it is not of its shape.
    """
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as fault:
        raise Fault(400, f"Cannot parse reconciliation queries: {fault}") from fault


def answer(
    book: Book, queries: Mapping[str, Asking], scope: frozenset[str], asked: Asked
) -> dict[str, Any]:
    """Answer the queries of a table.

    Raises:
        Fault: 400, more than 100 queries, or an unknown type.
    """
    if len(queries) > MOST:
        raise Fault(400, f"Too many queries in one batch (limit: {MOST})")
    echoes = [read_example(_example(one)) for one in queries.values()]
    told: dict[str, Any] = {}
    for (key, one), echo in zip(queries.items(), echoes, strict=True):
        if not echo.properties:
            told[key] = {"result": []}
            continue
        limit = max(1, min(one.limit, 500))
        (found,) = find(book, [echo], asked._replace(limit=limit, scope=scope))
        told[key] = {"result": [_result(entity) for entity in found.results]}
    return told


def _example(one: Asking) -> Example:
    """Make an entity of a query: its words are the name, its properties what they say."""
    kind = one.type[0] if isinstance(one.type, list) and one.type else one.type
    schema = str(kind or "LegalEntity")
    matchable = schema in schemata() and schemata()[schema].matchable
    properties: dict[str, Any] = {"name": [one.query]} if one.query.strip() else {}
    for given in one.properties:
        name = str(given.get("pid", "")).rpartition(":")[2]
        value = given.get("v")
        values = value if isinstance(value, list) else [value]
        texts = [
            str(each.get("id", each.get("name", ""))) if isinstance(each, dict) else each
            for each in values
        ]
        properties.setdefault(name, []).extend(texts)
    return Example(schema if matchable or schema not in schemata() else "LegalEntity", properties)


def _result(entity: ScoredEntity) -> dict[str, Any]:
    return {
        "id": entity.id,
        "name": entity.caption,
        "description": entity.explanation,
        "type": [_type(entity.schema)] if entity.schema in schemata() else [],
        "score": entity.score,
        "match": entity.match,
    }


def suggest_types(prefix: str) -> list[dict[str, str]]:
    """Give schemata that can be matched and whose name or label begins with a text."""
    text = prefix.lower()
    found = [
        name
        for name, schema in sorted(schemata().items())
        if schema.matchable
        and (name.lower().startswith(text) or schema.label.lower().startswith(text))
    ]
    return [_type(name) for name in found[:_PREFIXES]]


def suggest_properties(prefix: str) -> list[dict[str, str]]:
    """Give properties whose name or label begins with a text, each with its schema."""
    text = prefix.lower()
    found: dict[str, dict[str, str]] = {}
    for schema in _BASIC:
        for name, prop in sorted(properties_of(schema).items()):
            if prop.stub or not (
                name.lower().startswith(text) or prop.label.lower().startswith(text)
            ):
                continue
            found.setdefault(
                name, {"id": f"{schema}:{name}", "name": prop.label, "description": schema}
            )
    return list(found.values())[:_PREFIXES]


def suggest_entities(entities: list[Entity]) -> list[dict[str, Any]]:
    """Give found entities as suggestions."""
    return [
        {
            "id": one.id,
            "name": one.caption,
            "description": ", ".join(one.datasets),
            "notable": [_type(one.schema)] if one.schema in schemata() else [],
        }
        for one in entities
    ]


def proposed(kind: str, limit: int) -> dict[str, Any]:
    """Give the properties that can be added as columns for a schema.

    Raises:
        Fault: 400, there is no such schema.
    """
    if kind not in schemata():
        raise Fault(400, f"Unknown type: {kind}")
    found = [
        {"id": name, "name": prop.label or name}
        for name, prop in sorted(properties_of(kind).items())
        if _is_column(prop)
    ]
    shown = found[:limit] if limit else found
    return {"limit": limit, "type": kind, "properties": shown}


def _is_column(prop: Property) -> bool:
    return not prop.stub and prop.type != "entity"


def extend(book: Book, asked: Extension) -> dict[str, Any]:
    """Give columns of entities.

    Raises:
        Fault: 400, more than 100 entities, or one that is not there.
    """
    if len(asked.ids) > MOST:
        raise Fault(400, f"Too many entities in one batch (limit: {MOST})")
    rows: dict[str, Any] = {}
    names: dict[str, str] = {}
    for wanted in asked.properties:
        name = str(wanted.get("id", "")).rpartition(":")[2]
        names[name] = _label(name)
    for key in asked.ids:
        entity = book.entity(key)
        if entity is None:
            raise Fault(400, f"No such entity: {key}")
        rows[key] = {
            str(wanted.get("id", "")): _cells(entity, wanted) for wanted in asked.properties
        }
    meta = [
        {"id": str(one.get("id", "")), "name": names[str(one.get("id", "")).rpartition(":")[2]]}
        for one in asked.properties
    ]
    return {"meta": meta, "rows": rows}


def _label(name: str) -> str:
    for schema in schemata().values():
        if name in schema.properties:
            return schema.properties[name].label or name
    return name


def _cells(entity: Entity, wanted: dict[str, Any]) -> list[dict[str, str]]:
    name = str(wanted.get("id", "")).rpartition(":")[2]
    values = [str(value) for value in entity.properties.get(name, ())]
    settings = wanted.get("settings") or {}
    try:
        limit = int(settings.get("limit") or 0)
    except (TypeError, ValueError):
        limit = 0
    return [{"str": value} for value in (values[:limit] if limit > 0 else values)]
