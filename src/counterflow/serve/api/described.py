"""Say of a route what it gives and how it refuses."""

from __future__ import annotations

from typing import Any, Final

import msgspec

TEMPLATE: Final = "#/components/schemas/{name}"
"""Where the description of the API keeps a shape."""


class Problem(msgspec.Struct, omit_defaults=True):
    """What every refusal holds; the further fields where the fault is one of ours."""

    detail: str
    code: str = ""
    where: str = ""
    why: str = ""
    remedy: str = ""


def gives(shape: type, *problems: int) -> dict[int | str, dict[str, Any]]:
    """Say what a route gives, for its entry in the description.

    Args:
        shape: The struct of a good reply.
        problems: Statuses under which it refuses.
    """
    told: dict[int | str, dict[str, Any]] = {200: _content(shape.__name__, "As asked.")}
    for status in problems:
        told[status] = _content(Problem.__name__, "Refused, and why.")
    return told


def _content(name: str, description: str) -> dict[str, Any]:
    reference = {"$ref": TEMPLATE.format(name=name)}
    return {"description": description, "content": {"application/json": {"schema": reference}}}
