"""Screening again what a change touches gives what screening everything again gives."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from confusable import later, lists, parties
from counterflow.core.errors import StoreError
from counterflow.core.model.decisions import Decision
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Designation, Listing
from counterflow.core.model.parties import Party
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import Transaction
from counterflow.review.monitor.grounds import Ground, Side
from counterflow.review.monitor.history import History, place_of
from counterflow.review.monitor.parts import catch_up, ground_of, line_of, note_part
from counterflow.review.monitor.rescreen import BATCH, Doors, Rescreened, rescreen
from counterflow.review.monitor.segments import Standing, standing_of
from counterflow.review.monitor.standing import noted_parts, overlay
from counterflow.review.monitor.tables import EVENTS, PARTS, RESCREENS
from counterflow.screening.decisions.coverage_lists import coverage_of_lists
from counterflow.screening.decisions.screen import Screener
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.storage.database.records import Records, StoreBusyError, records_url
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.build import build_index
from counterflow.watch.places.listed_addresses import ListedAddresses
from postgres import fresh_database
from strategies import listing

NEXUS = frozenset({"US"})
THRESHOLD = 0.7
ADDRESSES = ("Quay 12, Hamburg", "Quay 12, Naryvan", "Harbour Road 7, Port Quo", "Al Sufouh 3")
DAYS = ("", "2016-05-01", "2026-03-01", "2026-06-09", "2027-08-01")


class World:
    """All versions of lists, and what screens on each: an engine without settings."""

    def __init__(self) -> None:
        self.indexes: dict[str, IndexArrays] = {}
        self.now = ""
        self.as_of = dt.date(2026, 4, 1)
        self.rules = "r1"
        self.state = "current"

    def publish(self, listings: list[Listing]) -> None:
        """Let the lists be these from now on."""
        self.now = f"us_ofac_sdn@2026-04-01#{len(self.indexes):012}"
        self.indexes[self.now] = build_index(listings)

    def screener(self) -> Screener:
        """Give what screens by the lists of now."""
        index = self.indexes[self.now]
        states = (
            ListState("us_ofac_sdn", self.now, "current", authority="OFAC"),
            *([ListState("other", "", "refused", why="half read")] if self.state != "current"
              else []),
        )  # fmt: skip
        addresses = ListedAddresses(index)
        return Screener(
            matcher=PartyMatcher(index), lists=states, as_of=self.as_of, nexus=NEXUS,
            threshold=THRESHOLD, engine="1", settings="s", digest=self.rules,
            addresses=lambda: addresses,
        )  # fmt: skip

    def side(self) -> Side:
        """Give what decisions rest on now."""
        screener = self.screener()
        lacking = coverage_of_lists(screener.lists, NEXUS)[0]
        ground = Ground((self.now,), self.as_of.isoformat(), "s", self.rules, "1", lacking)
        return Side(
            ground,
            lambda: self.indexes[self.now],
            lambda snapshots: self.indexes.get(snapshots[0]),
            lambda: screener,
            ("1",),
        )


def keep(records: Records, history: History, part: str, decided: Sequence[Decision],
         screener: Screener) -> None:  # fmt: skip
    """Keep decisions as a part of the past."""
    with records.writing() as connection:
        first = history.end("decisions")
        ground = ground_of(decided[0], NEXUS)
        note_part(connection, part, "decisions", first=first, count=len(decided), ground=ground)
    with records.reading() as connection:
        noted = noted_parts(connection)
    catch_up(
        history, noted,
        lambda _: [line_of(one, nexus=NEXUS, parties_of=screener.parties_of) for one in decided],
    )  # fmt: skip


def stands(records: Records, history: History) -> list[Standing]:
    """Give what stands decided of all transactions, in order."""
    with records.reading() as connection:
        known = overlay(connection)
    return [
        known.get(place_of(segment, row)) or segment.standing(row)
        for segment in history.segments
        for row in range(segment.about.transactions)
    ]


def full(world: World, transactions: Sequence[Transaction]) -> list[Standing]:
    """Screen everything by the lists of now."""
    return [standing_of(one, NEXUS) for one in world.screener().screen(list(transactions))]


def _again(records: Records, history: History, world: World, **doors: object) -> Rescreened:
    return rescreen(
        records, history, world.side(), threshold=THRESHOLD, actor="Ann",
        doors=Doors(**doors),  # type: ignore[arg-type]
    )  # fmt: skip


@st.composite
def transactions(draw: st.DrawFn, key: str) -> Transaction:
    """Give a transaction of a few parties, some with an address."""
    held = []
    for role in draw(st.lists(st.sampled_from(("buyer", "consignee", "owner")), min_size=1,
                              max_size=3, unique=True)):  # fmt: skip
        one = draw(parties(role))
        address = draw(st.sampled_from(("", "", *ADDRESSES)))
        held.append(msgspec.structs.replace(one, address=address))
    kind = draw(st.sampled_from(("order", "check")))
    return Transaction(key, kind=kind, date=draw(st.sampled_from(DAYS)), parties=tuple(held))


def _with_more(one: Listing, address: str, day: str, end: str) -> Listing:
    """Give a listing an address and an act with its days."""
    held = dict(one.properties)
    if address:
        held["address"] = [address]
    act = Designation("US", "US", effect=Effect.BLOCKING, listed_on=day, ended_on=end)
    return msgspec.structs.replace(one, properties=held, designations=(act,) if day else ())


@st.composite
def full_lists(draw: st.DrawFn, listings: list[Listing]) -> list[Listing]:
    """Give some of the listings addresses and acts with days."""
    return [
        _with_more(
            one,
            draw(st.sampled_from(("", "", "", *ADDRESSES))),
            draw(st.sampled_from(("", "", "2026-01-05", "2026-05-01"))),
            draw(st.sampled_from(("", "", "2026-05-20"))),
        )
        for one in listings
    ]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_delta_is_full(data: st.DataObject) -> None:
    """Lists, days, rules and states of lists change at random, and history grows meanwhile."""
    world = World()
    listed = data.draw(lists(20, bare=True).flatmap(full_lists))
    world.publish(listed)
    past: list[Transaction] = []
    with tempfile.TemporaryDirectory() as folder:
        records = Records(records_url(Path(folder)), write=True)
        history = History(Path(folder) / "history", ("1",))
        for turn in range(data.draw(st.integers(1, 3))):
            more = [data.draw(transactions(f"t-{turn}-{at}")) for at in range(6)]
            screener = world.screener()
            keep(records, history, f"part-{turn}", screener.screen(more), screener)
            past += more
            change = data.draw(st.sampled_from(("lists", "lists", "day", "rules", "state")))
            if change == "lists":
                listed = data.draw(later(listed, bare=True))
                world.publish(listed)
            elif change == "day":
                world.as_of = data.draw(
                    st.sampled_from(
                        (dt.date(2026, 5, 10), dt.date(2026, 6, 1), dt.date(2027, 1, 2))
                    )
                )
            elif change == "rules":
                world.rules += "x"
            else:
                world.state = "refused" if world.state == "current" else "current"
            told = _again(records, history, world)
            now = full(world, past)
            assert stands(records, history) == now
            assert told.transactions == len(past)
            # The headline follows from what stands and from what the lists lack by now.
            lacking = told.ground.lacking
            said = [one.headline for one in world.screener().screen(past)]
            assert [one.headline(lacking) for one in now] == said
        records.close()


def _orders(names: Sequence[str]) -> list[Transaction]:
    return [
        Transaction(f"t-{at}", kind="check", date="2026-03-01", parties=(Party("buyer", name),))
        for at, name in enumerate(names)
    ]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_change_is_followed_on_both_databases(kind: str, tmp_path: Path) -> None:
    """The same events, and no event can be changed, whichever database keeps them."""
    url = records_url(tmp_path, fresh_database() if kind == "postgresql" else "")
    world = World()
    world.publish([listing("l-1", "Brasdol Fengri")])
    past = _orders(["Brasdol Fengri", "Quowex Ulmvor", "Sovrin Kevmav"])
    with Records(url, write=True) as records:
        history = History(tmp_path / "history", ("1",))
        screener = world.screener()
        keep(records, history, "part-0", screener.screen(past), screener)
        world.publish([listing("l-2", "Quowex Ulmvor")])
        told = _again(records, history, world)
        assert (told.screened, told.changed) == (2, 2)
        assert stands(records, history) == full(world, past)
        with records.reading() as connection:
            found = connection.execute(sa.select(EVENTS.c.subject, EVENTS.c.before, EVENTS.c.after))
            assert [tuple(one) for one in found.all()] == [
                ("t-0", "hold", "no match found"),
                ("t-1", "no match found", "hold"),
            ]
        with pytest.raises(StoreError, match="never changed"), records.writing() as connection:
            connection.execute(sa.delete(EVENTS))


def test_two_rescreens_do_not_write_the_same_twice(tmp_path: Path) -> None:
    """The slower of two processes is told; what it had screened is not kept a second time."""
    world = World()
    world.publish([listing("l-1", "Brasdol Fengri")])
    with Records(records_url(tmp_path), write=True) as records:
        history = History(tmp_path / "history", ("1",))
        screener = world.screener()
        past = _orders(["Brasdol Fengri", "Quowex Ulmvor"])
        keep(records, history, "part-0", screener.screen(past), screener)
        world.publish([listing("l-2", "Quowex Ulmvor")])

        def meanwhile(*_: object) -> None:
            with records.writing() as connection:
                connection.execute(sa.update(RESCREENS).values(done=RESCREENS.c.done + BATCH))

        with pytest.raises(StoreBusyError, match="same rescreen"):
            _again(records, history, world, tell=meanwhile)
        with records.reading() as connection:
            assert connection.execute(sa.select(EVENTS)).all() == []


def test_headlines_of_a_whole_batch_change_with_one_event(tmp_path: Path) -> None:
    """A list that is refused says the same of all that is kept: nothing is screened for it."""
    world = World()
    world.publish([listing("l-1", "Brasdol Fengri")])
    with Records(records_url(tmp_path), write=True) as records:
        history = History(tmp_path / "history", ("1",))
        screener = world.screener()
        past = _orders(["Quowex Ulmvor", "Sovrin Kevmav"])
        keep(records, history, "part-0", screener.screen(past), screener)
        world.state = "refused"
        assert _again(records, history, world).screened == 0
        assert stands(records, history) == full(world, past)
        with records.reading() as connection:
            (event,) = connection.execute(sa.select(EVENTS)).all()
        assert "half read" in event.after


def test_what_was_purged_is_not_screened_again(tmp_path: Path) -> None:
    world = World()
    world.publish([listing("l-1", "Brasdol Fengri")])
    with Records(records_url(tmp_path), write=True) as records:
        history = History(tmp_path / "history", ("1",))
        screener = world.screener()
        decided = screener.screen(_orders(["Brasdol Fengri", "Brasdol Fengri"]))
        ground = ground_of(decided[0], NEXUS)
        with records.writing() as connection:
            note_part(connection, "part-0", "decisions", first=0, count=2, ground=ground)
        with records.reading() as connection:
            noted = noted_parts(connection)
        last = line_of(decided[1], nexus=NEXUS, parties_of=screener.parties_of)
        catch_up(history, noted, lambda _: [None, last])
        world.rules += "x"
        told = _again(records, history, world)
        assert (told.transactions, told.screened) == (1, 1)
        with records.reading() as connection:
            (part,) = connection.execute(sa.select(PARTS)).all()
        assert '"rules":"r1x"' in part.ground
