"""The listings in use as entities, by id: a matcher knows them by place, a client by name."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import msgspec

from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import ListState, Snapshot
from counterflow.engine import Engine
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.serve.api.yente.shapes import Entity, ListInUse

TOPICS = {
    Effect.BLOCKING: "sanction",
    Effect.SECTORAL: "sanction",
    Effect.TRANSACTION_BAN: "sanction",
    Effect.LICENCE: "export.control",
    Effect.CAUTION: "export.risk",
}
"""The topic that says what an entry does in law, where its list gives none.

Basis: topics of FollowTheMoney 4 (``sanction``, ``export.control``, ``export.risk``).
"""
RISKS = (
    *("sanction", "debarment", "export", "wanted", "crime", "role.pep", "role.rca"),
    *("reg.action", "reg.warn", "poi", "fin.fraud", "mare"),
)
"""Topics, and beginnings of topics, that make an entity a target."""


class Book:
    """The entities of one state of the lists.

    Args:
        matcher: The matcher over these lists; every listing stands in its index.
        snapshots: The versions in use.
        states: Whether each may be relied on.
        digest: The index's digest: two books of one digest hold the same.
    """

    def __init__(
        self,
        matcher: PartyMatcher,
        snapshots: Sequence[Snapshot],
        states: Sequence[ListState],
        digest: str,
    ) -> None:
        self.matcher = matcher
        self.snapshots = {snapshot.list: snapshot for snapshot in snapshots}
        self.digest = digest
        self.states = tuple(states)
        self.lists = [ListInUse(one.list, one.snapshot, one.state, one.why) for one in states]
        self.places: dict[str, list[int]] = {}
        for at, name in enumerate(matcher.index.ids):
            self.places.setdefault(name, []).append(at)

    def __len__(self) -> int:
        return len(self.places)

    def listings(self, name: str) -> list[Listing]:
        """Give the listings of an id: one, or one of each list that uses the same id."""
        return [self.matcher.listing(at) for at in self.places.get(name, ())]

    def entity(self, name: str, scope: frozenset[str] | None = None) -> Entity | None:
        """Give an entity by its id, of some lists or all; ``None`` where they hold none of it."""
        found = [one for one in self.listings(name) if scope is None or one.list in scope]
        return self.entity_of(found) if found else None

    def entities(self) -> Iterator[Entity]:
        """Give every entity, in the order of the lists."""
        for name in self.places:
            yield self.entity_of(self.listings(name))

    def entity_of(self, listings: Sequence[Listing]) -> Entity:
        """Give one entity of the listings that share an id; their values are put together."""
        first = listings[0]
        properties: dict[str, list[str]] = {}
        for listing in listings:
            for key, values in listing.properties.items():
                known = properties.setdefault(key, [])
                known.extend(value for value in values if value not in known)
        if not properties.get("topics"):
            topics = {TOPICS[one.effect] for one in listings if one.effect in TOPICS}
            if topics:
                properties["topics"] = sorted(topics)
        return Entity(
            id=first.id,
            caption=first.caption,
            schema=first.schema,
            properties=properties,
            datasets=sorted({listing.list for listing in listings}),
            target=any(topic.startswith(RISKS) for topic in properties.get("topics", ())),
            last_seen=self._seen(listings),
            last_change=_latest(_changed(listing) for listing in listings),
        )

    def _seen(self, listings: Sequence[Listing]) -> str | None:
        found = (self.snapshots.get(listing.list) for listing in listings)
        return _latest(moment(one.retrieved_at) for one in found if one is not None)


def _changed(listing: Listing) -> str | None:
    """Say when an entry last changed, by what its list says of it."""
    return moment(listing.amended_on) or moment(listing.listed_on)


def moment(text: str) -> str | None:
    """Write a day or a moment of ISO 8601 as yente writes it; ``None`` where it is none.

    Example:
        >>> moment("2023-06-09"), moment("2026-11-20T08:00:00+00:00"), moment("2014")
        ('2023-06-09T00:00:00', '2026-11-20T08:00:00', None)
    """
    if len(text) == len("2023-06-09"):
        return f"{text}T00:00:00"
    return text[:19] if len(text) >= len("2023-06-09T00:00:00") else None


def _latest(moments: Iterator[str | None]) -> str | None:
    return max(filter(None, moments), default=None)


class Shelf:
    """Give the book of what is in use now; made anew once the lists have changed.

    Args:
        engine: Answers every question.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._book: Book | None = None
        self._lock = threading.Lock()

    def book(self) -> Book:
        """Give the book of the lists in use.

        Raises:
            ListError: there is no list, or one is damaged.
        """
        engine, book = self.engine, self._book
        if book is not None and book.matcher is engine.matcher and book.states == engine.lists:
            return book
        with self._lock:
            book = self._book = Book(
                engine.matcher, engine.snapshots, engine.lists, engine.index_digest
            )
        return book

    @property
    def is_ready(self) -> bool:
        """Tell whether a question would be answered without building anything."""
        return self._book is not None


def copied(entity: Entity) -> Entity:
    """Give an entity whose properties can be added to."""
    return msgspec.structs.replace(entity, properties=dict(entity.properties))
