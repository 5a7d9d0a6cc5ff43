"""Gather FollowTheMoney properties: names to lists of values, in the order met."""

from __future__ import annotations

Properties = dict[str, list[str]]
"""FollowTheMoney property names with their values, in the order met."""


def add_value(properties: Properties, name: str, value: str) -> None:
    """Append a value to a property unless it is empty or already there.

    Args:
        properties: Changed in place.
        name: The FollowTheMoney property.
        value: The value; an empty one adds nothing, not even the property.

    Example:
        >>> found: Properties = {}
        >>> add_value(found, "alias", "HESA"); add_value(found, "alias", ""); found
        {'alias': ['HESA']}
    """
    if value:
        values = properties.setdefault(name, [])
        if value not in values:
            values.append(value)
