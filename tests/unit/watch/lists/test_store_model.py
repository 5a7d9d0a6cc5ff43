"""Random histories of small lists: what is in use on a day equals a plain model of it."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.days import today
from counterflow.core.errors import GuardError
from counterflow.watch.lists import marks
from counterflow.watch.lists.keeping import in_use
from counterflow.watch.lists.store import ListStore

FIRST = dt.date(2026, 1, 1)
DAYS = 6
SIZES = (40, 41, 42, 43, 10)
"""Listings of the five contents; the last is refused where a great one is in use before it."""
TODAY = (today() - FIRST).days
BY = {"who": "A. Tester", "why": "a model"}


class Came(NamedTuple):
    """One import of a content: its day, the day stated for it if any, and its turn."""

    at: int
    stated: int | None
    turn: int


class Kept(NamedTuple):
    """What the model knows of one content."""

    size: int
    state: str
    published: int | None
    came: tuple[Came, ...]
    accepted: int | None = None

    def days(self) -> list[tuple[int, int, int, bool]]:
        """Give (day it counts from, day of import, turn, whether that is new) of each import."""
        told = set() if self.published is None else {self.published}
        first = self.came[0]
        # What we held on a day was published by then, whatever day is stated for it.
        since = first.at if self.published is None else min(self.published, first.at)
        found = [(since, first.at, first.turn, True)]
        for at, stated, turn in self.came[1:]:
            day = max(told, default=at) if stated is None else stated
            day = min(day, at)
            found.append((day, at, turn, stated is not None and stated not in told))
            told |= set() if stated is None else {stated}
        return found

    def key(self, day: int, *, imports: bool = True) -> tuple[int, int, int] | None:
        """Give the greatest import that counts by a day; that it came later is told or not."""
        counted = [
            one[:3]
            for one in self.days()
            if one[0] <= day and (one[3] or not imports or one[1] <= day)
        ]
        return max(counted, default=None)


class Model:
    """What must be in use, by the words of the documents alone."""

    def __init__(self) -> None:
        self.kept: dict[int, Kept] = {}
        self.pins: list[tuple[int, int | None]] = []
        """Day and content of each pin and, with no content, of each lifting."""
        self.turn = 0
        self.last = 0

    @property
    def pinned(self) -> int | None:
        return self.pins[-1][1] if self.pins else None

    def pinned_on(self, day: int) -> int | None:
        return next((size for at, size in reversed(self.pins) if at <= day), None)

    def usable(self, day: int) -> list[Kept]:
        """Give the versions that count on a day, the one in use last."""
        found = [
            (one.size == self.pinned_on(day), key, one)
            for one in self.kept.values()
            if one.state == "kept"
            and (one.accepted is None or one.accepted <= day)
            and (key := one.key(day)) is not None
        ]
        return [one for *_, one in sorted(found)]

    def newest_of(self, day: int) -> Kept | None:
        """Give what a version of a day is judged by: whenever it was imported or accepted."""
        found = [
            (key, one)
            for one in self.kept.values()
            if one.state == "kept" and (key := one.key(day, imports=False)) is not None
        ]
        return max(found)[1] if found else None

    def bring(self, size: int, at: int, published: int | None) -> str:
        """Import a content: "kept" or "refused"."""
        self.turn += 1
        self.last = max(self.last, at)
        known = self.kept.get(size)
        if known is not None:
            if known.published is None and published is not None and published <= known.came[0].at:
                known = known._replace(published=published)
            self.kept[size] = known._replace(came=(*known.came, Came(at, published, self.turn)))
            return known.state
        before = self.newest_of(at if published is None else min(at, published))
        state = "refused" if before is not None and size < before.size * 0.9 else "kept"
        self.kept[size] = Kept(size, state, published, (Came(at, published, self.turn),))
        return state


DAY = st.integers(0, DAYS)
"""Few days, so that imports, decisions and days of publication meet on one."""
BRING = st.tuples(st.just("bring"), st.sampled_from(SIZES), DAY, st.none() | DAY)
DECIDE = st.tuples(st.sampled_from(["accept", "pin", "unpin"]), st.sampled_from(SIZES), DAY)
REMOVE = st.tuples(st.just("remove"), st.sampled_from(SIZES), DAY)
ACTION = st.one_of(BRING, BRING, BRING, DECIDE, DECIDE, REMOVE)


def edition(folder: Path, size: int) -> Path:
    path = folder / f"sdn_{size}.csv"
    rest = ",-0- " * 8 + "\r\n"
    rows = [f'{n},"INVENTED {n} LLC",-0- ,"SDGT"{rest}' for n in range(size)]
    path.write_bytes("".join(rows).encode() + b"\x1a")
    return path


@given(actions=st.lists(ACTION, min_size=6, max_size=16))
@settings(max_examples=max(150, settings().max_examples))
def test_what_is_in_use_equals_a_plain_model(actions: list[tuple]) -> None:  # type: ignore[type-arg]
    """With A→B→A, late imports, refusals, and what persons decide; every version stays whole."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, model = ListStore(folder / "lists"), Model()
        for action, size, *when in actions:
            if action == "bring":
                _bring(store, model, edition(folder, size), size, *when)
            else:
                _decide(store, model, action, size, *when)
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
    else:
        assert due == "kept"
        assert snapshot.listings == size


def _decide(store: ListStore, model: Model, action: str, size: int, day: int) -> None:
    day = model.last = max(model.last, day)  # nothing is dated back
    # A removal is of today, and so is what is decided after it.
    given = dict(BY) if day == TODAY else {**BY, "at": f"{_iso(day)}T12:00:00Z"}
    known = model.kept.get(size)
    if action == "unpin":
        if model.pinned is not None:
            marks.unpin(store, "us", **given)
            model.pins.append((day, None))
        return
    if known is None:
        return
    versions = [one for one in store.versions("us") if one.snapshot.listings == size]
    snapshot = versions[0].snapshot
    if action == "accept" and known.state == "refused":
        marks.accept(store, "us", snapshot.id, **given)
        model.kept[size] = known._replace(state="kept", accepted=day)
    elif action == "pin" and known.state == "kept":
        marks.pin(store, "us", snapshot.id, **given)
        model.pins.append((day, size))
    elif action == "remove" and model.pinned != size:
        marks.remove(store, versions, **BY)
        model.last = TODAY
        del model.kept[size]


def _compare(store: ListStore, model: Model) -> None:
    for day in range(-1, DAYS + 2):
        due = [one.size for one in model.usable(day)][-1:]
        assert [one.listings for one in store.current(FIRST + dt.timedelta(days=day))] == due
    every = [one for one in model.kept.values() if one.state == "kept"]
    every.sort(key=lambda one: (one.size == model.pinned, one.key(10**9)))
    if model.kept:
        assert [one.listings for one in store.snapshots("us")] == [one.size for one in every]
    assert [one.listings for one in store.current()] == [one.size for one in every][-1:]
    assert [one.listings for one in store.current(today())] == [one.size for one in every][-1:]
    newest = in_use(store.versions("us")) if model.kept else None
    every.sort(key=lambda one: one.key(10**9) or ())
    assert (newest and newest.snapshot.listings) == (every[-1].size if every else None)
    for version in store.versions("us") if model.kept else []:
        store.verify(version.snapshot)
        assert sum(1 for _ in store.listings(version.snapshot)) == version.snapshot.listings
        assert version.state == model.kept[version.snapshot.listings].state
        data = b"".join(store.original(version.snapshot))
        assert data.count(b"\r\n") == version.snapshot.listings
    told = [event.what for event in store.log()]
    assert told.count("removed") <= told.count("kept") + told.count("refused")
