"""Precision and recall of one decision point on a labelled set."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from counterflow.core.model.parties import entity_of
from counterflow.screening.tuning.intervals import wilson
from counterflow.screening.tuning.labelled_set import LabelledPair
from counterflow.screening.tuning.recall import BREADTH, Finder
from counterflow.watch.matching.compare import compare
from counterflow.watch.matching.entity import read_entity


class Share(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A share with its 95 % interval (Wilson); the whole range where nothing was counted."""

    part: int
    whole: int
    share: float
    low: float
    high: float


class Quality(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a decision point does on a labelled set.

    Attributes:
        source: The labelled set.
        same: Pairs that are the same party.
        different: Pairs that are not.
        recall: Of the pairs that are the same, those that match.
        precision: Of those that match, those that are the same.
        false_alerts: Of those that match, those that are not the same.
    """

    source: str
    same: int
    different: int
    recall: Share
    precision: Share
    false_alerts: Share


def share_of(part: int, whole: int) -> Share:
    """Give a share with its interval.

    Example:
        >>> share_of(48, 50).low
        0.865399
    """
    low, high = wilson(part, whole)
    share = part / whole if whole else 0.0
    return Share(part, whole, round(share, 6), round(low, 6), round(high, 6))


def matched(pairs: Sequence[LabelledPair], finder: Finder, threshold: float) -> dict[str, bool]:
    """Tell of every labelled pair whether it matches.

    A listing that is not on the lists in use does not match: so a list left out shows as misses.

    Args:
        pairs: The pairs.
        finder: What finds listings.
        threshold: The decision point.

    Returns:
        By id of the pair.
    """
    profiles = [read_entity(entity_of(pair.ours)) for pair in pairs if pair.listing]
    found = iter(finder.match(profiles, limit=BREADTH, threshold=threshold))
    answers = {}
    for pair in pairs:
        if pair.listing:
            answers[pair.id] = any(match.id == pair.listing for match in next(found))
        else:
            theirs = {"schema": pair.ours.schema, "properties": {"name": [pair.theirs]}}
            told = compare(entity_of(pair.ours), theirs)
            answers[pair.id] = told.strong_identifier or told.score >= threshold
    return answers


def quality_of(source: str, pairs: Sequence[LabelledPair], answers: dict[str, bool]) -> Quality:
    """Count what was found on a labelled set.

    Args:
        source: Name of the set.
        pairs: The pairs.
        answers: Whether each matches, by id.
    """
    same = sum(pair.same for pair in pairs)
    found = sum(pair.same and answers[pair.id] for pair in pairs)
    alerts = sum(answers[pair.id] for pair in pairs)
    return Quality(
        source=source,
        same=same,
        different=len(pairs) - same,
        recall=share_of(found, same),
        precision=share_of(found, alerts),
        false_alerts=share_of(alerts - found, alerts),
    )
