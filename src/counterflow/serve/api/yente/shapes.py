"""The shapes of yente's API, written as JSON in the order of their fields."""

from __future__ import annotations

from typing import Any

import msgspec

PropertyValues = list[Any]
"""Texts, or entities of the same shape in a nested reply."""


class Entity(msgspec.Struct):
    """An entity as yente gives it: all ten keys are always present.

    Dates are ``YYYY-MM-DDTHH:MM:SS`` without a zone, or ``None`` where nobody knows.
    """

    id: str
    caption: str
    schema: str
    properties: dict[str, PropertyValues]
    datasets: list[str]
    referents: list[str] = []
    target: bool = False
    first_seen: str | None = None
    last_seen: str | None = None
    last_change: str | None = None


class FeatureResult(msgspec.Struct):
    """What one comparison did to a score. ``agreement`` is ours: agree, differ or unknown."""

    score: float
    detail: str | None = None
    query: str | None = None
    candidate: str | None = None
    weight: float | None = None
    agreement: str = ""


class ScoredEntity(msgspec.Struct):
    """An entity that resembles a query; ``explanation`` is ours: the reason in words."""

    id: str
    caption: str
    schema: str
    properties: dict[str, PropertyValues]
    datasets: list[str]
    referents: list[str]
    target: bool
    first_seen: str | None
    last_seen: str | None
    last_change: str | None
    score: float
    match: bool
    explanations: dict[str, FeatureResult]
    explanation: str = ""


class Total(msgspec.Struct):
    """How many there are; ``gte`` where they were not all counted."""

    value: int
    relation: str = "eq"


class Example(msgspec.Struct):
    """An entity asked about. A property may be one value in place of a list."""

    schema: str
    properties: dict[str, Any]
    id: str | None = None


class MatchRequest(msgspec.Struct):
    """The body of ``/match``."""

    queries: dict[str, Example]
    weights: dict[str, float] = {}
    config: dict[str, str | float | bool | None] = {}


class ListInUse(msgspec.Struct):
    """A version of a list that answered, and whether it may be relied on; a field of ours."""

    list: str
    snapshot: str
    state: str
    why: str = ""


class QueryEcho(msgspec.Struct):
    """The query as it was understood."""

    id: str | None
    schema: str
    properties: dict[str, list[str]]


class Matches(msgspec.Struct):
    """The answer to one query."""

    status: int
    results: list[ScoredEntity]
    total: Total
    query: QueryEcho


class MatchResponse(msgspec.Struct):
    """The reply of ``/match``; ``lists`` and ``notes`` are ours."""

    responses: dict[str, Matches]
    limit: int
    lists: list[ListInUse]
    notes: list[str]


class FacetItem(msgspec.Struct):
    """One value of a facet and how many results bear it."""

    name: str
    label: str
    count: int = 0


class Facet(msgspec.Struct):
    """The values of one facet, the most frequent first."""

    label: str
    values: list[FacetItem]


class SearchResponse(msgspec.Struct):
    """The reply of ``/search``."""

    limit: int
    offset: int
    total: Total
    results: list[Entity]
    facets: dict[str, Facet]
    lists: list[ListInUse]


class Page(msgspec.Struct):
    """A page of what is adjacent to an entity by one property."""

    limit: int
    offset: int
    total: Total
    results: list[Any]


class Adjacent(msgspec.Struct):
    """An entity and what is adjacent to it, by property."""

    entity: Entity
    adjacent: dict[str, Page]
