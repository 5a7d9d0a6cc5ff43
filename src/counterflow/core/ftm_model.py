"""The FollowTheMoney model by its names: schemata, their properties, what refers to what."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

import msgspec

ENTITY = "entity"
"""The type of a property whose values are ids of entities."""


class Property(msgspec.Struct, frozen=True):
    """A property: its label and type, and for one that refers to an entity, to which and how back.

    ``reverse`` is the name under which the entity referred to shows what refers to it. ``stub``
    says that the property is such a reverse one; ``range`` is then the schema that refers.
    """

    label: str = ""
    type: str = "string"
    range: str = ""
    reverse: str = ""
    reverse_label: str = ""
    stub: bool = False


class Schema(msgspec.Struct, frozen=True):
    """A schema, as the model writes it: only its own properties; ``properties_of`` gives all.

    ``edge`` names the two properties of a schema that ties two entities.
    """

    label: str = ""
    plural: str = ""
    extends: tuple[str, ...] = ()
    matchable: bool = False
    abstract: bool = False
    edge: tuple[str, str] | None = None
    properties: dict[str, Property] = {}


class _File(msgspec.Struct):
    version: str
    schemata: dict[str, Schema]


@cache
def _file() -> _File:
    data = resources.files("counterflow").joinpath("data/schemas/ftm_model.json").read_bytes()
    return msgspec.json.decode(data, type=_File)


def schemata() -> dict[str, Schema]:
    """Give all schemata by name.

    Basis:
        FollowTheMoney model, the version that stands in ``data/schemas/ftm_model.json``.

    Example:
        >>> schemata()["Company"].extends
        ('Organization', 'Asset')
    """
    return _file().schemata


@cache
def lineage(name: str) -> frozenset[str]:
    """Give a schema and all that it extends.

    Raises:
        KeyError: the model has no schema of that name.

    Example:
        >>> sorted(lineage("PublicBody"))
        ['LegalEntity', 'Organization', 'PublicBody', 'Thing']
    """
    above = (lineage(one) for one in schemata()[name].extends)
    return frozenset({name}).union(*above)


@cache
def kinds_of(name: str) -> frozenset[str]:
    """Give a schema and all that extend it: what a search for it may find.

    Example:
        >>> "PublicBody" in kinds_of("Organization")
        True
    """
    return frozenset(one for one in schemata() if name in lineage(one))


@cache
def properties_of(name: str) -> dict[str, Property]:
    """Give all properties of a schema, inherited ones and those by which others refer to it.

    Example:
        >>> properties_of("Vessel")["sanctions"].range
        'Sanction'
    """
    found: dict[str, Property] = {}
    above = lineage(name)
    for one in sorted(above, key=lambda each: len(lineage(each))):
        found.update(schemata()[one].properties)
    for referring, label, prop in _reverse_ones():
        if prop.range in above:
            stub = Property(prop.reverse_label, ENTITY, referring, label, stub=True)
            found.setdefault(prop.reverse, stub)
    return found


def _reverse_ones() -> Iterator[tuple[str, str, Property]]:
    """Give each property that refers to an entity, with the schema it stands in and its name."""
    for name, schema in schemata().items():
        for label, prop in schema.properties.items():
            if prop.type == ENTITY and prop.reverse:
                yield name, label, prop
