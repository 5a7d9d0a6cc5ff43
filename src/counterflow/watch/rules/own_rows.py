"""Give the rows of a user's own rulebook what its file leaves out: source, authority and more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

OWN: Final = "your own rulebook"
"""Who stands behind a row of the user's own."""
_FILE: Final = "this file"
"""The name of the file itself among its sources; no name of an authority's source has a blank."""


def as_own(file: Any, name: str) -> Any:
    """Settle what the rows of a user's own rulebook rest on: on the file itself, before all else.

    A user's rule is the user's own word: it needs no document behind it, and no document that it
    names turns it into a rule of an authority.

    Args:
        file: The file as read; what is no mapping is given back, for the reader to refuse.
        name: The file's name, without its folder.

    Returns:
        The file with itself as a source, and each row with itself as the first of its sources,
        ``verified`` where the row says nothing, and an authority that names the file.

    Example:
        >>> as_own({"flags": [{"authority": "BIS"}]}, "house.yaml")["flags"][0]["authority"]
        'your own rulebook house.yaml, which names BIS'
    """
    if not isinstance(file, Mapping):
        return file
    named = file.get("sources", {})
    rows = file.get("flags")
    whole = dict(file)
    if isinstance(named, Mapping):
        title = str(file.get("title") or name)
        whole["sources"] = {**named, _FILE: {"issuer": OWN, "title": title}}
    if isinstance(rows, list):
        whole["flags"] = [_own_row(row, name) if isinstance(row, Mapping) else row for row in rows]
    return whole


def _own_row(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    named = row.get("sources", [])
    authority = f"{OWN} {name}"
    if row.get("authority"):
        authority += f", which names {row['authority']}"
    sources = [_FILE, *named] if isinstance(named, list) else named
    return {"verified": True, **row, "authority": authority, "sources": sources}
