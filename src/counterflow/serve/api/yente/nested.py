"""Answer ``/entities``: an entity, alone, with what is tied to it, or page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from counterflow.core.ftm_model import ENTITY, properties_of, schemata
from counterflow.serve.api.replies import Fault
from counterflow.serve.api.yente.book import Book, copied
from counterflow.serve.api.yente.shapes import Adjacent, Entity, Page, Total
from counterflow.serve.api.yente.ties import Tie, made_entity, ties_of

_MISSING: Final = "No such entity!"


def entity_of(book: Book, name: str, *, nested: bool) -> Entity:
    """Give an entity by its id.

    Args:
        book: The entities.
        name: The id.
        nested: Whether what is tied to it stands in it, two steps far across an edge.

    Raises:
        Fault: 404, there is none.
    """
    found = book.entity(name) or made_entity(book, name)
    if found is None:
        raise Fault(404, _MISSING)
    if not nested:
        return found
    if name not in book.places:
        return _with_ends(book, found, without=frozenset())
    entity = copied(found)
    for tie in ties_of(book, name):
        inner = _with_ends(book, tie.entity, without=frozenset({name}))
        entity.properties.setdefault(tie.name, []).append(inner)
    return entity


def _with_ends(book: Book, entity: Entity, without: frozenset[str]) -> Entity:
    """Put entities in place of the ids that a record refers to; the asker's own is left out."""
    shown = copied(entity)
    known = properties_of(entity.schema) if entity.schema in schemata() else {}
    for name, values in list(shown.properties.items()):
        prop = known.get(name)
        if prop is None or prop.type != ENTITY or prop.stub:
            continue
        ends: list[Any] = [book.entity(value) or value for value in values if value not in without]
        if ends:
            shown.properties[name] = ends
        else:
            del shown.properties[name]
    return shown


def adjacent(book: Book, name: str, *, sort: Sequence[str], limit: int, offset: int) -> Adjacent:
    """Give what is adjacent to an entity, by property, a page of each.

    Raises:
        Fault: 404, there is no such entity.
    """
    entity = entity_of(book, name, nested=False)
    groups: dict[str, list[Tie]] = {}
    for tie in ties_of(book, name) if name in book.places else ():
        groups.setdefault(tie.name, []).append(tie)
    pages = {
        prop: _page(book, name, ties, sort=sort, limit=limit, offset=offset)
        for prop, ties in groups.items()
    }
    return Adjacent(entity, pages)


def adjacent_by(
    book: Book, name: str, prop: str, *, sort: Sequence[str], limit: int, offset: int
) -> Page:
    """Give a page of what is adjacent to an entity by one property.

    Raises:
        Fault: 404, there is no such entity, or its schema has no such property that refers to one.
    """
    entity = entity_of(book, name, nested=False)
    known = properties_of(entity.schema) if entity.schema in schemata() else {}
    if prop not in known or known[prop].type != ENTITY:
        raise Fault(404, "No such property!")
    ties = [tie for tie in ties_of(book, name) if tie.name == prop] if name in book.places else []
    return _page(book, name, ties, sort=sort, limit=limit, offset=offset)


def _page(
    book: Book, name: str, ties: Sequence[Tie], *, sort: Sequence[str], limit: int, offset: int
) -> Page:
    results = [_with_ends(book, tie.entity, without=frozenset({name})) for tie in ties]
    for text in reversed(sort):
        field, _, way = text.partition(":")
        results.sort(key=lambda one, field=field: _first(one, field), reverse=way == "desc")  # type: ignore[misc]
    return Page(limit, offset, Total(len(results)), results[offset : offset + limit])


def _first(entity: Entity, field: str) -> str:
    value = getattr(entity, field, None)
    if isinstance(value, str):
        return value
    values = entity.properties.get(field.removeprefix("properties."), ())
    return next((one for one in values if isinstance(one, str)), "")
