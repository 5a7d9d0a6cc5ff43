"""What a complete screening needs, by kind of transaction: the policy profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from counterflow.core.facts import load_facts

LEG = "leg"
"""What of ``wanted`` is no role."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a complete screening of one kind of transaction needs.

    Attributes:
        name: The kind: order, shipment, payment, check.
        roles: Groups of roles; any role of a group meets it.
        goods_code: ``none``, ``any`` (one line with a code) or ``six digits`` (every line).
        destination: Whether a destination country is needed.
        wanted: What helps and is not required: roles, and ``leg`` for any leg of the way.
    """

    name: str
    roles: tuple[tuple[str, ...], ...]
    goods_code: str
    destination: bool
    wanted: tuple[str, ...] = ()


@cache
def load_profiles() -> Mapping[str, Profile]:
    """Load the policy profiles of the package by kind.

    Example:
        >>> load_profiles()["payment"].roles
        (('payer',), ('payee',))
    """
    file = load_facts("policies/profiles.yaml")
    return {
        name: Profile(
            name,
            tuple(tuple(group) for group in entry["roles"]),
            entry["goods_code"],
            entry["destination"],
            tuple(entry.get("wanted", ())),
        )
        for name, entry in file["profiles"].items()
    }
