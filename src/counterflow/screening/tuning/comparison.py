"""Two decision points, or two sets of lists, over the same parties and the same labelled set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from counterflow.core.model.matches import Match
from counterflow.core.model.parties import Party, entity_of
from counterflow.core.model.snapshots import ListState
from counterflow.screening.tuning.intervals import paired_change
from counterflow.screening.tuning.labelled_set import LabelledSet
from counterflow.screening.tuning.quality import Quality, Share, matched, quality_of, share_of
from counterflow.screening.tuning.recall import BREADTH, Finder
from counterflow.watch.matching.entity import read_entity

LISTED_CHANGES = 1000
"""Alerts gained and alerts lost that are named, each; all of them are counted."""
_BATCH = 100


class Side(NamedTuple):
    """One of the two that are compared.

    Attributes:
        name: As it was asked for.
        finder: What finds listings.
        threshold: Its decision point.
        as_of: Day whose lists it uses, ISO 8601.
        lists: Those lists with their versions.
    """

    name: str
    finder: Finder
    threshold: float
    as_of: str
    lists: tuple[ListState, ...]


class Volume(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one side alerts.

    Attributes:
        name: The side as it was asked for.
        threshold: Its decision point.
        as_of: Day whose lists it uses.
        lists: Those lists.
        alerts: Pairs of a distinct party and a listing that match.
        parties: Distinct parties with an alert, of all.
        records: How often those parties stand in the file.
        quality: Precision and recall on the labelled set; ``None`` where none was given.
    """

    name: str
    threshold: float
    as_of: str
    lists: tuple[ListState, ...]
    alerts: int
    parties: Share
    records: int
    quality: Quality | None


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An alert that only one side raises."""

    party: str
    country: str
    listing: str
    list: str
    listed: str
    score: float


class Forecast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many parties with an alert to expect, scaled from the file.

    Attributes:
        parties: Distinct parties for which it is made.
        before: Of these, with an alert on side A, with the ends of the 95 % interval.
        after: The same on side B.
        change: The difference, with the ends of its own 95 % interval (Agresti and Min).
    """

    parties: int
    before: tuple[int, int, int]
    after: tuple[int, int, int]
    change: tuple[int, int, int]


class Comparison(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What changes between two sides.

    Attributes:
        source: The file whose parties were compared.
        compared: Distinct parties compared.
        before: Side A.
        after: Side B.
        gained: Alerts of B alone; at most ``LISTED_CHANGES``.
        gained_count: All of them.
        lost: Alerts of A alone; at most ``LISTED_CHANGES``.
        lost_count: All of them.
        forecast: Alert volume.
        labelled_lost: Labelled pairs that are the same party and match on side A alone.
        labelled_gained: The same on side B alone.
        labelled_between: Labelled pairs, the same party or not, that match on one side alone: on
            the same lists, those that score between the two thresholds.
    """

    source: str
    compared: int
    before: Volume
    after: Volume
    gained: tuple[Change, ...]
    gained_count: int
    lost: tuple[Change, ...]
    lost_count: int
    forecast: Forecast
    labelled_lost: tuple[str, ...] = ()
    labelled_gained: tuple[str, ...] = ()
    labelled_between: int = 0


Alerts = dict[tuple[Party, str], Match]


def compare_sides(
    before: Side,
    after: Side,
    parties: Counter[Party],
    *,
    source: str = "",
    labelled: LabelledSet | None = None,
    volume: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Compare two sides.

    Args:
        before: Side A.
        after: Side B.
        parties: Distinct parties, and how often each stands in the file.
        source: Name of the file.
        labelled: The labelled set.
        volume: Distinct parties for which alerts are forecast; those of the file if ``None``.
        progress: Told how many parties a side has compared since the last call.
    """
    one, other = (_alerts(side, list(parties), progress) for side in (before, after))
    gained = [pair for pair in other if pair not in one]
    lost = [pair for pair in one if pair not in other]
    answers: list[dict[str, bool]] = [{}, {}]
    if labelled is not None:
        answers = [matched(labelled.pairs, s.finder, s.threshold) for s in (before, after)]
    same = [pair.id for pair in labelled.pairs if pair.same] if labelled else []
    return Comparison(
        source=source,
        compared=len(parties),
        before=_volume(before, one, parties, labelled, answers[0]),
        after=_volume(after, other, parties, labelled, answers[1]),
        gained=_named(gained, other),
        gained_count=len(gained),
        lost=_named(lost, one),
        lost_count=len(lost),
        forecast=_forecast(one, other, len(parties), volume or len(parties)),
        labelled_lost=tuple(one for one in same if answers[0][one] and not answers[1][one]),
        labelled_gained=tuple(one for one in same if answers[1][one] and not answers[0][one]),
        labelled_between=sum(answers[0][pair] != answers[1][pair] for pair in answers[0]),
    )


def _alerts(side: Side, parties: Sequence[Party], progress: Callable[[int], None] | None) -> Alerts:
    found: Alerts = {}
    for start in range(0, len(parties), _BATCH):
        part = parties[start : start + _BATCH]
        profiles = [read_entity(entity_of(party)) for party in part]
        answers = side.finder.match(profiles, limit=BREADTH, threshold=side.threshold)
        for party, matches in zip(part, answers, strict=True):
            found.update({(party, match.id): match for match in matches})
        if progress is not None:
            progress(len(part))
    return found


def _volume(
    side: Side,
    alerts: Alerts,
    parties: Counter[Party],
    labelled: LabelledSet | None,
    answers: dict[str, bool],
) -> Volume:
    alerted = {party for party, _ in alerts}
    quality = quality_of(labelled.source, labelled.pairs, answers) if labelled else None
    return Volume(
        name=side.name,
        threshold=side.threshold,
        as_of=side.as_of,
        lists=side.lists,
        alerts=len(alerts),
        parties=share_of(len(alerted), len(parties)),
        records=sum(parties[party] for party in alerted),
        quality=quality,
    )


def _named(pairs: Sequence[tuple[Party, str]], alerts: Alerts) -> tuple[Change, ...]:
    """Name alerts, the highest score first."""
    rows = [
        Change(
            party=party.name,
            country=party.country,
            listing=listing,
            list=(match := alerts[party, listing]).list,
            listed=match.comparison.theirs or match.caption,
            score=match.score,
        )
        for party, listing in pairs
    ]
    rows.sort(key=lambda row: (-row.score, row.party, row.listing))
    return tuple(rows[:LISTED_CHANGES])


def _forecast(one: Alerts, other: Alerts, compared: int, volume: int) -> Forecast:
    before, after = {party for party, _ in one}, {party for party, _ in other}
    more, less = len(after - before), len(before - after)
    low, high = paired_change(more, less, compared)
    middle = (more - less) / compared if compared else 0.0
    return Forecast(
        parties=volume,
        before=_scaled(share_of(len(before), compared), volume),
        after=_scaled(share_of(len(after), compared), volume),
        change=(round(middle * volume), round(low * volume), round(high * volume)),
    )


def _scaled(share: Share, volume: int) -> tuple[int, int, int]:
    return round(share.share * volume), round(share.low * volume), round(share.high * volume)
