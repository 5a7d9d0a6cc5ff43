"""Read the YAML and TOML that users write: mappings, and lists of a few entries by hand."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import msgspec
import yaml

from counterflow.core.errors import ListUsageError
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.own_columns import Mapping, fields

MOST_BYTES = 8 << 20
"""A longer document by hand is none; parsing it would take minutes."""
DEEPEST = 12

_MARKED = re.compile(rb"^(?:\xef\xbb\xbf)?own_list\s*[:=]", re.MULTILINE)
_TOML = re.compile(rb"^(?:\xef\xbb\xbf)?own_list\s*=", re.MULTILINE)
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_REMEDY = "correct the file as docs/lists/own_lists.md shows"


def is_document(file: ListFile) -> bool:
    """Tell a document by hand by its key ``own_list``; never raises."""
    return file.head.lstrip()[:1] not in (b"{", b"[", b"<") and bool(_MARKED.search(file.head))


def read_document(file: ListFile) -> tuple[Mapping, list[Any] | None]:
    r"""Read a document by hand.

    All scalars are texts: a country ``NO`` stays Norway, a date stays as written. YAML anchors,
    a key that stands twice and deep nesting are refused.

    Args:
        file: A file for which `is_document` holds.

    Returns:
        The mapping, and the entries where the document is a list itself.

    Raises:
        ListError: It is too long, no YAML or TOML, or says what no mapping says.

    Example:
        >>> text = b"own_list: House\nentries:\n  - {name: Acme, country: NO}\n"
        >>> read_document(ListFile("a.yaml", text))[1]
        [{'name': 'Acme', 'country': 'NO'}]
    """
    if file.size > MOST_BYTES:
        raise _fault(file, f"the document is longer than {MOST_BYTES:,} bytes")
    try:
        text = file.data.decode("utf-8-sig")
        held: Any = tomllib.loads(text) if _TOML.search(file.head) else _read_yaml(text)
    except UnicodeDecodeError as error:
        raise _fault(file, "the document is not UTF-8 text") from error
    except (tomllib.TOMLDecodeError, yaml.YAMLError, ValueError) as error:
        raise _fault(file, " ".join(str(error).split())[:300]) from error
    except RecursionError as error:
        raise _fault(file, "the document is nested too deeply") from error
    if not isinstance(held, dict):
        raise _fault(file, "the document is no mapping of keys to values")
    entries = held.pop("entries", None)
    if entries is not None and not isinstance(entries, list):
        raise _fault(file, "`entries` is no list")
    try:
        mapping = msgspec.convert(held, Mapping)
    except msgspec.ValidationError as error:
        raise _fault(file, str(error)) from error
    _check(file, mapping)
    return mapping, entries


def _check(file: ListFile, mapping: Mapping) -> None:
    named = {*mapping.columns, *mapping.defaults}
    if strange := sorted(named - fields()):
        known = ", ".join(sorted(fields()))
        raise _fault(file, f"no field of a list: {', '.join(strange)}; known are {known}")
    if mapping.date_order not in ("", "dmy", "mdy"):
        raise _fault(file, f"`date_order` is {mapping.date_order!r}, not dmy or mdy")


def _fault(file: ListFile, what: str) -> ListUsageError:
    return ListUsageError(
        what,
        where=file.name,
        why="nothing of a document that is half understood is used",
        remedy=_REMEDY,
    )


def _read_yaml(text: str) -> Any:
    """Build texts, lists and dicts from the events of a document, without recursion.

    Threat: anchors can unfold a small file to gigabytes, and a loader that builds by recursion
    dies of deep nesting.
    """
    root: list[Any] = []
    open_: list[Any] = [root]
    keys: list[str | None] = [None]
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ValueError("YAML anchors and aliases are not read")
        if isinstance(event, yaml.ScalarEvent):
            _put(open_, keys, "" if event.value in _EMPTY and not event.style else event.value)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            held: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            _put(open_, keys, held)
            open_.append(held)
            keys.append(None)
            if len(open_) > DEEPEST:
                raise ValueError(f"the document is nested more than {DEEPEST} deep")
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            open_.pop()
            keys.pop()
    if len(root) != 1:
        raise ValueError(f"{len(root)} documents stand in the file where one is read")
    return root[0]


def _put(open_: list[Any], keys: list[str | None], value: Any) -> None:
    """Put a value where it belongs: into the open list, or as key or value of the open dict."""
    held = open_[-1]
    if isinstance(held, list):
        held.append(value)
        return
    key = keys[-1]
    if key is not None:
        held[key] = value
        keys[-1] = None
    elif not isinstance(value, str):
        raise ValueError("a key is no text")
    elif value in held:
        raise ValueError(f"the key {value!r} stands twice")
    else:
        keys[-1] = value
