"""Answer ``/match``: the entities that resemble those asked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from counterflow.core.ftm_model import kinds_of, schemata
from counterflow.core.model.matches import Feature, Match
from counterflow.serve.api.yente.algorithms import NAMES_ONLY
from counterflow.serve.api.yente.book import Book
from counterflow.serve.api.yente.shapes import (
    Entity,
    FeatureResult,
    Matches,
    QueryEcho,
    ScoredEntity,
    Total,
)
from counterflow.watch.matching.entity import read_entity

ROOM: Final = 500
"""Listings of a query that are looked at before those are left out that were not asked for."""
_NAME_KEYS: Final = frozenset({"name", "alias", "previousName", "weakAlias", "abbreviation"})


class Asked(NamedTuple):
    """How a request wants its matches.

    Attributes:
        limit: At most so many results of a query.
        threshold: Score from which a result is a match.
        cutoff: Results of this score or below are left out.
        algorithm: One of ``algorithms.NAMES``.
        scope: The lists asked.
        without: Schemata, each with all that extend it, that are left out.
        topics: Only entities with one of these; all where empty.
        changed_since: Only entities that changed after this moment; all where empty.
        excluded: Ids that are left out, and use no result slot.
    """

    limit: int
    threshold: float
    cutoff: float
    algorithm: str
    scope: frozenset[str]
    without: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    changed_since: str = ""
    excluded: frozenset[str] = frozenset()


def find(book: Book, queries: Iterable[QueryEcho], asked: Asked) -> list[Matches]:
    """Find the entities that resemble each of some queries.

    Args:
        book: The lists in use.
        queries: As read by ``examples.read_queries``.
        asked: How they are asked for.

    Returns:
        One answer per query, in order; the best result first. A result of exactly the cut-off is
        left out, as yente does, and ``total`` counts the matches before the limit.

    Raises:
        EntityError: a query holds nothing that could be compared: an empty answer would look like
            no match.
    """
    found = list(queries)
    profiles = [
        read_entity({"schema": one.schema, "properties": _compared(one, asked.algorithm)})
        for one in found
    ]
    per_query = book.matcher.match(
        profiles, limit=max(ROOM, asked.limit), threshold=max(0.0, asked.cutoff)
    )
    return [
        _answer(book, query, matches, asked)
        for query, matches in zip(found, per_query, strict=True)
    ]


def _compared(query: QueryEcho, algorithm: str) -> dict[str, list[str]]:
    if algorithm != NAMES_ONLY:
        return query.properties
    return {key: values for key, values in query.properties.items() if key in _NAME_KEYS}


def _answer(book: Book, query: QueryEcho, matches: Iterable[Match], asked: Asked) -> Matches:
    """Put the results of one query together."""
    best: dict[str, Match] = {}
    without = frozenset().union(*(kinds_of(one) for one in asked.without if one in schemata()))
    for match in matches:
        if match.list not in asked.scope or match.id in asked.excluded:
            continue
        if match.score <= asked.cutoff or match.schema in without:
            continue
        if match.id not in best or match.score > best[match.id].score:
            best[match.id] = match
    results: list[ScoredEntity] = []
    count = 0
    for match in sorted(best.values(), key=lambda one: (-one.score, one.id)):
        if len(results) >= asked.limit and not (asked.topics or asked.changed_since):
            count += match.score >= asked.threshold
            continue
        entity = _entity(book, match, asked.scope)
        if not _wanted(entity, asked):
            continue
        count += match.score >= asked.threshold
        if len(results) < asked.limit:
            results.append(scored(entity, match, asked.threshold))
    return Matches(200, results, Total(count), query)


def _entity(book: Book, match: Match, scope: frozenset[str]) -> Entity:
    places = book.places[match.id]
    if len(places) == 1:
        return book.entity_of([match.listing])
    return book.entity_of([one for one in book.listings(match.id) if one.list in scope])


def _wanted(entity: Entity, asked: Asked) -> bool:
    if asked.topics and not set(asked.topics) & set(entity.properties.get("topics", ())):
        return False
    return not asked.changed_since or (entity.last_change or "") > asked.changed_since


def scored(entity: Entity, match: Match, threshold: float) -> ScoredEntity:
    """Give an entity with its score and the reasons for it."""
    features = match.comparison.features
    return ScoredEntity(
        id=entity.id,
        caption=entity.caption,
        schema=entity.schema,
        properties=entity.properties,
        datasets=entity.datasets,
        referents=entity.referents,
        target=entity.target,
        first_seen=entity.first_seen,
        last_seen=entity.last_seen,
        last_change=entity.last_change,
        score=match.score,
        match=match.score >= threshold,
        explanations={_word(feature): _explained(feature) for feature in features},
        explanation=match.comparison.explanation,
    )


def _word(feature: Feature) -> str:
    return "name_match" if feature.name == "name" else feature.name.replace(" ", "_")


def _explained(feature: Feature) -> FeatureResult:
    return FeatureResult(
        score=round(feature.weight, 4),
        detail=feature.words or None,
        query=feature.ours or None,
        candidate=feature.theirs or None,
        weight=1.0,
        agreement=feature.agreement,
    )
