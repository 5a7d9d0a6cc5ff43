"""Gather FollowTheMoney properties: names to lists of values, in the order met."""

from __future__ import annotations

from typing import Final

Properties = dict[str, list[str]]
"""FollowTheMoney property names with their values, in the order met."""

_FEW: Final = 32
"""Values that are looked through one by one; more of them get a set beside the list."""


class _Values(list[str]):
    """Hold many values of one property, with a set that tells which are there.

    Threat: a record of half a megabyte with 60,000 names; looking each up in a list took 34 s.
    """

    __slots__ = ("met",)

    def __init__(self, values: list[str]) -> None:
        super().__init__(values)
        self.met = set(values)


def add_value(properties: Properties, name: str, value: str) -> None:
    """Append a value to a property unless it is empty or already there.

    The time that it takes does not grow with the number of values that are there, as long as
    nothing else adds to a property.

    Args:
        properties: Changed in place.
        name: The FollowTheMoney property.
        value: The value; an empty one adds nothing, not even the property.

    Example:
        >>> found: Properties = {}
        >>> add_value(found, "alias", "HESA"); add_value(found, "alias", ""); found
        {'alias': ['HESA']}
    """
    if not value:
        return
    values = properties.setdefault(name, [])
    if isinstance(values, _Values):
        if value not in values.met:
            values.met.add(value)
            values.append(value)
    elif value not in values:
        values.append(value)
        if len(values) > _FEW:
            properties[name] = _Values(values)
