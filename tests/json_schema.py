"""A small checker for the part of JSON Schema that our schemas use; it knows nothing of msgspec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
    "boolean": bool, "null": type(None),
}  # fmt: skip
_KNOWN = frozenset(
    {"$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "required",
     "additionalProperties", "items", "prefixItems", "minItems", "maxItems", "anyOf", "default",
     "enum"}
)  # fmt: skip


def violations(value: Any, schema: Mapping[str, Any], path: str = "$") -> list[str]:
    """Say where a value is not what a schema demands; empty where it is."""
    return list(_faults(value, schema, schema, path))


def _faults(
    value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[str]:
    assert set(schema) <= _KNOWN, f"the checker does not know {set(schema) - _KNOWN}"
    if "$ref" in schema:
        yield from _faults(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, path)
        return
    if "anyOf" in schema:
        ways = [list(_faults(value, one, root, path)) for one in schema["anyOf"]]
        if all(ways):
            yield from min(ways, key=len)
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    kind = schema.get("type")
    truth = isinstance(value, bool)
    if kind and (not isinstance(value, _TYPES[kind]) or (truth and kind != "boolean")):
        yield f"{path}: {value!r} is no {kind}"
    elif kind == "object":
        yield from _of_object(value, schema, root, path)
    elif kind == "array":
        yield from _of_array(value, schema, root, path)


def _of_object(
    value: dict[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (
        f"{path}.{key} is missing" for key in schema.get("required", ()) if key not in value
    )
    more = schema.get("additionalProperties", True)
    for key, part in value.items():
        if key in known:
            yield from _faults(part, known[key], root, f"{path}.{key}")
        elif more is False:
            yield f"{path}.{key} is not known"
        elif isinstance(more, dict):
            yield from _faults(part, more, root, f"{path}.{key}")


def _of_array(
    value: list[Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{path} has {len(value)} items"
    first = schema.get("prefixItems", [])
    for at, part in enumerate(value):
        one = first[at] if at < len(first) else schema.get("items", {})
        if isinstance(one, dict):
            yield from _faults(part, one, root, f"{path}[{at}]")
