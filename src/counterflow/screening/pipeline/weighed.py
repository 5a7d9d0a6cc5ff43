"""What became of the candidates of a party; apart, so that whoever reads it loads no search."""

from __future__ import annotations

from typing import NamedTuple

from counterflow.core.model.matches import Match

BREADTH = 75
"""Matches of a party that are judged, and candidates scored where the threshold is low."""
EXEMPTED = "good-guy"
"""The rule of a note that a good-guy entry made of a match."""


class SetAside(NamedTuple):
    """A listing whose name alone would have matched, and the field that speaks against it.

    Attributes:
        id: The listing.
        cause: The feature that differs: ``birth date`` or ``identifier`` (a ship's IMO number).
        ours: Our value of it.
        theirs: The listed value.
        name_score: The likeness of the names alone.
    """

    id: str
    cause: str
    ours: str
    theirs: str
    name_score: float


class Weighed(NamedTuple):
    """What became of the candidates of one party.

    Attributes:
        matches: Those that match, best first; equal scores in the order of ids.
        set_aside: Those that only a differing birth date or IMO number keeps from matching, the
            most alike name first.
    """

    matches: tuple[Match, ...]
    set_aside: tuple[SetAside, ...]
