"""Read an entity that a client asks about, as yente reads it."""

from __future__ import annotations

from typing import Any

from counterflow.core.ftm_model import properties_of, schemata
from counterflow.serve.api.replies import Fault
from counterflow.serve.api.yente.shapes import Example, QueryEcho

MOST = 100
"""Queries in one request; yente's own bound."""
_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")


def read_queries(queries: dict[str, Example]) -> dict[str, QueryEcho]:
    """Read the queries of a request.

    Raises:
        Fault: 400, there are none or too many, or one cannot be used; its key is named.
    """
    if not queries:
        raise Fault(400, "No queries provided.")
    if len(queries) > MOST:
        raise Fault(400, f"Too many queries in one batch (limit: {MOST})")
    return {key: read_example(example) for key, example in queries.items()}


def read_example(example: Example) -> QueryEcho:
    """Read one query: known properties, every value a text; a name is built from its parts.

    Raises:
        Fault: 400, the schema is unknown, or entities of it are not compared.

    Example:
        >>> read_example(Example("Person", {"name": "Ivan", "shoeSize": 44, "nationality": ["ru"]}))
        QueryEcho(id=None, schema='Person', properties={'name': ['Ivan'], 'nationality': ['ru']})
    """
    schema = schemata().get(example.schema)
    if schema is None:
        raise Fault(400, f"Cannot parse example entity: No such schema: {example.schema}")
    if not schema.matchable:
        raise Fault(400, f"Cannot parse example entity: Schema is not matchable: {example.schema}")
    known = properties_of(example.schema)
    properties: dict[str, list[str]] = {}
    for name, given in example.properties.items():
        prop = known.get(name)
        if prop is None or prop.stub:
            continue
        values = [
            text for text in map(_text, given if isinstance(given, list) else [given]) if text
        ]
        if values:
            properties[name] = list(dict.fromkeys(values))
    if "name" not in properties and (parts := _from_parts(properties)):
        properties["name"] = [parts]
    if "country" in known and (countries := _of_phones(properties)):
        properties.setdefault("country", countries)
    return QueryEcho(example.id, example.schema, properties)


def _text(value: Any) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(str(value).split())


def _from_parts(properties: dict[str, list[str]]) -> str:
    return " ".join(properties[part][0] for part in _PARTS if properties.get(part))


def _of_phones(properties: dict[str, list[str]]) -> list[str]:
    """Give the countries of phone numbers in international form."""
    if not properties.get("phone") or properties.get("country"):
        return []
    import phonenumbers

    found = []
    for text in properties["phone"]:
        try:
            number = phonenumbers.parse(text)
        except phonenumbers.NumberParseException:
            continue
        if region := phonenumbers.region_code_for_number(number):
            found.append(region.lower())
    return list(dict.fromkeys(found))
