"""Screening again what a change touches gives what screening everything again gives."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from confusable import later, lists, parties
from counterflow.core.model.decisions import Decision
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Designation, Listing
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import Transaction
from counterflow.review.monitor.grounds import Ground, Side
from counterflow.review.monitor.history import History, place_of
from counterflow.review.monitor.parts import catch_up, ground_of, line_of, note_part
from counterflow.review.monitor.rescreen import Doors, Rescreened, rescreen
from counterflow.review.monitor.segments import Standing, standing_of
from counterflow.review.monitor.standing import noted_parts, overlay
from counterflow.screening.decisions.coverage_lists import coverage_of_lists
from counterflow.screening.decisions.screen import Screener
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.storage.database.records import Records, records_url
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.build import build_index
from counterflow.watch.places.listed_addresses import ListedAddresses

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
        self.now = f"own@2026-04-01#{len(self.indexes):012}"
        self.indexes[self.now] = build_index(listings)

    def screener(self) -> Screener:
        """Give what screens by the lists of now."""
        index = self.indexes[self.now]
        states = (
            ListState("own", self.now, "current", authority="US"),
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
    return Transaction(key, kind="order", date=draw(st.sampled_from(DAYS)), parties=tuple(held))


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
            assert stands(records, history) == full(world, past)
            assert told.transactions == len(past)
        records.close()
