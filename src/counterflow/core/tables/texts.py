"""Values as text, as numbers and as JSON: what a written cell holds."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import msgspec


def text_of(value: Any) -> str:
    """Give a value as the text of a cell.

    Args:
        value: Anything a row holds.

    Returns:
        Empty for None; ISO 8601 for dates; ``true`` and ``false``; JSON for nested values.

    Example:
        >>> text_of(None), text_of(True), text_of(1.5), text_of([{"a": 1}])
        ('', 'true', '1.5', '[{"a":1}]')
    """
    if isinstance(value, str):
        return str(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (dt.date, dt.datetime, dt.time)):
        return value.isoformat()
    return msgspec.json.encode(json_of(value)).decode()


def json_of(value: Any) -> Any:
    """Give a value as JSON can hold it: no number is lost, none becomes null.

    Infinity and what is none, and integers over 64 bits, become text.

    Example:
        >>> json_of(float("inf")), json_of({"a": 1})
        ('inf', {'a': 1})
    """
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return str(value)
    if isinstance(value, dict):
        return {str(key): json_of(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_of(item) for item in value]
    return value


def storable(text: str) -> str:
    r"""Give a text that can be encoded: half a character (a lone surrogate) becomes U+FFFD.

    Example:
        >>> storable("a\ud800b") == "a\ufffdb"
        True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def storable_json(value: Any) -> Any:
    """Give a nested value all of whose texts can be encoded.

    Example:
        >>> storable_json({"a": ["b"]})
        {'a': ['b']}
    """
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): storable_json(item) for key, item in value.items()}
    return [storable_json(item) for item in value] if isinstance(value, list) else value
