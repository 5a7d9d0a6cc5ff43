"""Random histories of small lists: what is in use on a day equals a plain model of it."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import GuardError, ListError
from counterflow.core.model import today
from counterflow.watch.lists import marks
from counterflow.watch.lists.keeping import in_use
from counterflow.watch.lists.store import ListStore

FIRST = dt.date(2026, 1, 1)
DAYS = 24
SIZES = (40, 41, 42, 43, 10)
"""Listings of the five contents; the last is refused where a great one is in use before it."""
BY = {"who": "A. Tester", "why": "a model"}


class Kept(NamedTuple):
    """What the model knows of one content."""

    size: int
    state: str
    published: int | None
    came: tuple[int, ...]
    order: int

    def key(self, day: int, turns: dict[int, list[int]]) -> tuple[int, int, int]:
        """Give the greatest (day it counts from, day of import, turn) that counts by a day."""
        counted = [
            (at, turn)
            for number, (at, turn) in enumerate(zip(self.came, turns[self.size], strict=True))
            if number == 0 or at <= day
        ]
        at, turn = max(counted)
        return (at if self.published is None else self.published, at, turn)

    @property
    def since(self) -> int:
        return self.came[0] if self.published is None else self.published


class Model:
    """What must be in use, by the words of the documents alone."""

    def __init__(self) -> None:
        self.kept: dict[int, Kept] = {}
        self.turns: dict[int, list[int]] = {}
        self.pinned: int | None = None
        self.turn = 0

    def usable(self, day: int) -> list[Kept]:
        """Give the versions that count on a day, the newest last."""
        found = [one for one in self.kept.values() if one.state == "kept" and one.since <= day]
        return sorted(found, key=lambda one: one.key(day, self.turns))

    def newest_of(self, day: int, *, at_all: bool = False) -> Kept | None:
        """Give what a version of a day is judged by: whenever it was imported."""
        found = [one for one in self.kept.values() if one.state == "kept" and one.since <= day]
        later = 10**9 if at_all else day
        return max(found, key=lambda one: one.key(later, self.turns), default=None)

    def bring(self, size: int, at: int, published: int | None) -> str:
        """Import a content: "kept", "refused", or "contradiction"."""
        self.turn += 1
        known = self.kept.get(size)
        if known is not None:
            if published is not None and known.published not in (None, published):
                return "contradiction"
            self.turns[size].append(self.turn)
            day = known.published if published is None else published
            self.kept[size] = known._replace(published=day, came=(*known.came, at))
            return known.state
        before = self.newest_of(at if published is None else published, at_all=True)
        state = "refused" if before is not None and size < before.size * 0.9 else "kept"
        self.turns[size] = [self.turn]
        self.kept[size] = Kept(size, state, published, (at,), self.turn)
        return state


ACTION = st.one_of(
    st.tuples(st.just("bring"), st.sampled_from(SIZES), st.integers(0, DAYS),
              st.none() | st.integers(0, DAYS)),
    st.tuples(st.just("bring"), st.sampled_from(SIZES), st.integers(0, DAYS), st.none()),
    st.tuples(st.sampled_from(["accept", "pin", "unpin", "remove"]), st.sampled_from(SIZES)),
)  # fmt: skip


def edition(folder: Path, size: int) -> Path:
    path = folder / f"sdn_{size}.csv"
    rest = ",-0- " * 8 + "\r\n"
    rows = [f'{n},"INVENTED {n} LLC",-0- ,"SDGT"{rest}' for n in range(size)]
    path.write_bytes("".join(rows).encode() + b"\x1a")
    return path


@given(actions=st.lists(ACTION, min_size=1, max_size=14))
def test_what_is_in_use_equals_a_plain_model(actions: list[tuple]) -> None:  # type: ignore[type-arg]
    """With A→B→A, late imports, refusals, and what persons decide; every version stays whole."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, model = ListStore(folder / "lists"), Model()
        for action, size, *when in actions:
            if action == "bring":
                _bring(store, model, edition(folder, size), size, *when)
            else:
                _decide(store, model, action, size)
        _compare(store, model)


def _iso(day: int) -> str:
    return (FIRST + dt.timedelta(days=day)).isoformat()


def _bring(
    store: ListStore, model: Model, path: Path, size: int, at: int, published: int | None
) -> None:
    due = model.bring(size, at, published)
    try:
        snapshot, _ = store.import_list(
            [path],
            name="us",
            retrieved_at=f"{_iso(at)}T08:00:00Z",
            published_on=None if published is None else _iso(published),
        )
    except GuardError:
        assert due == "refused"
    except ListError:
        assert due == "contradiction"
    else:
        assert due == "kept"
        assert snapshot.listings == size


def _decide(store: ListStore, model: Model, action: str, size: int) -> None:
    known = model.kept.get(size)
    if action == "unpin":
        if model.pinned is not None:
            marks.unpin(store, "us", **BY)
            model.pinned = None
        return
    if known is None:
        return
    versions = [one for one in store.versions("us") if one.snapshot.listings == size]
    snapshot = versions[0].snapshot
    if action == "accept" and known.state == "refused":
        marks.accept(store, "us", snapshot.id, **BY)
        model.kept[size] = known._replace(state="kept")
    elif action == "pin" and known.state == "kept":
        marks.pin(store, "us", snapshot.id, **BY)
        model.pinned = size
    elif action == "remove" and model.pinned != size:
        marks.remove(store, versions, **BY)
        del model.kept[size]


def _compare(store: ListStore, model: Model) -> None:
    for day in range(-1, DAYS + 2):
        due = [one.size for one in model.usable(day)][-1:]
        assert [one.listings for one in store.current(FIRST + dt.timedelta(days=day))] == due
    every = sorted(
        (one for one in model.kept.values() if one.state == "kept"),
        key=lambda one: (one.size == model.pinned, one.key(10**9, model.turns)),
    )
    if model.kept:
        assert [one.listings for one in store.snapshots("us")] == [one.size for one in every]
    assert [one.listings for one in store.current()] == [one.size for one in every][-1:]
    pinned = [model.pinned] if model.pinned is not None else [one.size for one in every][-1:]
    assert [one.listings for one in store.current(today())] == pinned
    newest = in_use(store.versions("us")) if model.kept else None
    unpinned = max(every, key=lambda one: one.key(10**9, model.turns), default=None)
    assert (newest and newest.snapshot.listings) == (unpinned and unpinned.size)
    for version in store.versions("us") if model.kept else []:
        store.verify(version.snapshot)
        assert sum(1 for _ in store.listings(version.snapshot)) == version.snapshot.listings
        assert version.state == model.kept[version.snapshot.listings].state
        data = b"".join(store.original(version.snapshot))
        assert data.count(b"\r\n") == version.snapshot.listings
    told = [event.what for event in store.log()]
    assert told.count("removed") <= told.count("kept") + told.count("refused")
