"""Settle which past transactions a change can touch, and say why these and no others."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources

import msgspec
import numpy as np
from numpy.typing import NDArray

from counterflow.core.model.listings import Listing
from counterflow.review.monitor.grounds import Ground, Side, difference
from counterflow.review.monitor.history import History
from counterflow.review.monitor.segments import Segment
from counterflow.review.monitor.touched import ListChange
from counterflow.screening.decisions.acts import acts_of
from counterflow.screening.pipeline.doubtful_days import DAYS_AHEAD, YEARS_BACK
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.places.listed_addresses import ListedAddresses

_DAY = re.compile(rb"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b")
_RULED = ("rules", "goods", "places", "policies", "ownership")
"""Folders of the data whose rows have days."""
_PARTIES = 2_000
"""Candidates that are compared together."""


@dataclass
class Selection:
    """Which transactions are screened again.

    Attributes:
        rows: Of each segment the rows, in order.
        why: What changed and what it touches, in words, for the coverage statement.
        parties: Distinct parties whose matches changed.
    """

    rows: list[tuple[Segment, NDArray[np.int64]]] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    parties: int = 0

    @property
    def count(self) -> int:
        """Count the transactions."""
        return sum(len(rows) for _, rows in self.rows)


def select(
    history: History,
    grounds: Iterable[tuple[Ground, Sequence[Segment]]],
    side: Side,
    *,
    threshold: float,
    progress: Callable[[str], None] | None = None,
) -> Selection:
    """Settle which transactions are screened again.

    Args:
        history: The history.
        grounds: What the decisions of its segments rest on.
        side: What decisions rest on now.
        threshold: Score from which a party is a match.
        progress: Told what takes long.

    Returns:
        Every transaction whose outcome, headline or findings can differ is among them.
    """
    chosen = Selection()
    for ground, segments in grounds:
        if ground == side.ground:
            continue
        everything = difference(ground, side.ground)
        change = None
        if not everything:
            everything, change = _compared(ground, side, threshold, progress)
        if everything or change is None:
            chosen.why.append(f"{everything}: all transactions are screened again")
            chosen.rows += [(one, np.arange(one.about.transactions)) for one in segments]
            continue
        chosen.why.append(
            f"{change.added:,} listings came or changed, {change.removed:,} went or changed, "
            f"{change.affected:,} are met by other keys"
        )
        met = _touched_parties(history, segments, change, progress)
        chosen.parties += len(met)
        chosen.why.append(f"{len(met):,} parties of the history match something else")
        keys = _keys_of_addresses(change)
        for segment in segments:
            rows = [segment.rows_of(met), _at_addresses(segment, keys)]
            rows += _by_days(segment, ground, side.ground)
            chosen.rows.append((segment, np.unique(np.concatenate(rows))))
        chosen.why += _told_of_days(ground, side.ground)
    return chosen


def dated_between(history: History, first: dt.date, last: dt.date) -> Selection:
    """Choose the transactions of the days between two, these among them.

    Args:
        history: The history.
        first: The first day.
        last: The last day.

    Returns:
        Them; those without a date are counted in ``why`` and are not among them.
    """
    chosen = Selection()
    undated = 0
    for segment in history.segments:
        day = np.asarray(segment.state["day"])
        found = np.flatnonzero((day >= first.toordinal()) & (day <= last.toordinal()))
        undated += int((day[segment.live] == 0).sum())
        chosen.rows.append((segment, found))
    chosen.why.append(f"every transaction of {first} to {last} was screened")
    if undated:
        chosen.why.append(f"{undated:,} transactions and customers without a date were left out")
    return chosen


def _compared(
    ground: Ground, side: Side, threshold: float, progress: Callable[[str], None] | None
) -> tuple[str, ListChange | None]:
    """Compare the lists of two grounds; the first answer says why they cannot be compared."""
    after = side.index()
    if ground.snapshots == side.ground.snapshots:
        before: IndexArrays | None = after
    else:
        if progress:
            progress("comparing the lists with those of the last screening …")
        before = side.earlier(ground.snapshots)
    if before is None:
        return "a list version of the last screening is in the store no more", None
    dated = _dated(after, ground.as_of, side.ground.as_of)
    change = ListChange(before, after, threshold=threshold, dated=dated)
    return change.everything, change


def _touched_parties(
    history: History,
    segments: Sequence[Segment],
    change: ListChange,
    progress: Callable[[str], None] | None,
) -> NDArray[np.int64]:
    """Give the parties whose matches changed, by their numbers in the history."""
    found: list[int] = []
    if change.empty:
        return np.empty(0, np.int64)
    # A party stands in the segment that met it first: later ones of another ground may have it too.
    last = max(segments, key=lambda one: one.about.first)
    for segment in history.segments:
        if segment.about.first > last.about.first:
            break
        candidates = change.candidates(segment.kept).tolist()
        if progress:
            progress(f"{len(candidates):,} of {segment.about.parties:,} parties are compared …")
        for at in range(0, len(candidates), _PARTIES):
            some = candidates[at : at + _PARTIES]
            told = change.touched([segment.party(one) for one in some])
            found += [segment.about.base + one for one, yes in zip(some, told, strict=True) if yes]
    return np.array(found, np.int64)


def _dated(index: IndexArrays, before: str, after: str) -> NDArray[np.int64]:
    """Give the listings with an act that began or ended between two days."""
    if before == after:
        return np.empty(0, np.int64)
    decode = msgspec.json.Decoder(Listing).decode
    blobs, begins = index.listings.tobytes(), [0, *index.listing_ends.tolist()]
    found = []
    for at in range(len(index.ids)):
        for act in acts_of(decode(blobs[begins[at] : begins[at + 1]])):
            began = (act.listed_on <= before) != (act.listed_on <= after)
            size = len(act.ended_on)
            ended = size and (act.ended_on < before[:size]) != (act.ended_on < after[:size])
            if began or ended:
                found.append(at)
                break
    return np.array(found, np.int64)


def _keys_of_addresses(change: ListChange) -> NDArray[np.uint64]:
    """Give the keys of the addresses of all listings that changed."""
    keys: set[int] = set()
    for index in change.parts:
        addresses = ListedAddresses(index)
        for at in range(len(index.ids)):
            keys |= addresses.keys_of(at)
    return np.array(sorted(keys), np.uint64)


def _at_addresses(segment: Segment, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Give the transactions with an address under one of some keys."""
    if not len(keys) or not len(segment.addresses):
        return np.empty(0, np.int64)
    return np.asarray(segment.addresses["at"][np.isin(segment.addresses["key"], keys)])


def _by_days(segment: Segment, before: Ground, after: Ground) -> Iterator[NDArray[np.int64]]:
    """Give the transactions whose own day says something else on another day of the answer."""
    if before.as_of == after.as_of:
        return
    was, now = (dt.date.fromisoformat(one.as_of) for one in (before, after))
    day = np.asarray(segment.state["day"])
    yield np.flatnonzero(day == 0)
    ahead = (day - was.toordinal() > DAYS_AHEAD) != (day - now.toordinal() > DAYS_AHEAD)
    yield np.flatnonzero(ahead)
    back = dt.date(max(was.year, now.year) - YEARS_BACK, 1, 1).toordinal()
    if was.year != now.year or _days_between(before.as_of, after.as_of):
        yield np.flatnonzero((day > 0) & (day < back))


def _told_of_days(before: Ground, after: Ground) -> list[str]:
    if before.as_of == after.as_of:
        return []
    told = (
        f"the day of the answer was {before.as_of} and is {after.as_of}: transactions without a "
        "date are screened again, and those whose listings began or ended in between"
    )
    return [told]


def _days_between(one: str, other: str) -> bool:
    """Tell whether any row of the rules names a day between two, the later one among them."""
    first, last = sorted((one, other))
    return any(first < day <= last for day in _days_of_rules())


def _days_of_rules() -> set[str]:
    data = resources.files("counterflow").joinpath("data")
    found: set[str] = set()
    for folder in _RULED:
        for file in data.joinpath(folder).iterdir():
            if file.name.endswith(".yaml"):
                found.update(one.decode() for one in _DAY.findall(file.read_bytes()))
    return found
