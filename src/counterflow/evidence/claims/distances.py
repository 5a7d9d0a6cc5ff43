"""Hold distances that reports state ("900 km east of X") against those between the places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from counterflow.core.assertions import Assertion, ClaimRelation, Mention
from counterflow.watch.places.distances import great_circle_km
from counterflow.watch.places.limits import limit

MILE_KM = 1.609344
"""Kilometres of a mile (International yard and pound agreement, 1959)."""
SHORTEST_KM = 100.0
"""Below it the edge of a town weighs more than a misprint; nothing is concluded."""
_STATED = re.compile(
    r"(?P<number>\d[\d,]{0,9}(?:\.\d{1,6})?)[\s-]*(?P<unit>km|kilomet(?:re|er)s?|miles?|mi)\b"
    r"(?:\s*\([^)]{0,40}\))?(?:\s+[a-z-]+){0,3}?\s+(?:of|from)\s+(?:the\s+)?"
    r"(?P<origin>[A-Z][\w-]*(?:\s+[A-Z][\w-]*){0,3})"
)


@dataclass(frozen=True)
class Stated:
    """A distance as words state it: in kilometres, from where, and the words."""

    km: float
    origin: str
    words: str


def stated_distances(text: str) -> Iterator[Stated]:
    """Read the distances that a text states from a named place.

    Example:
        >>> [(one.km, one.origin) for one in stated_distances("some 900 km east of Northport")]
        [(900.0, 'Northport')]
    """
    for match in _STATED.finditer(text):
        value = float(match["number"].replace(",", ""))
        km = value if match["unit"].startswith("k") else value * MILE_KM
        yield Stated(km, match["origin"], f"{match['number']} {match['unit']}")


def agrees(stated_km: float, computed_km: float) -> bool:
    """Tell whether a stated distance lies near enough to the great circle's.

    Args:
        stated_km: What the report states (kilometres).
        computed_km: Along the great circle (kilometres).
    """
    return abs(stated_km - computed_km) <= computed_km * limit("stated_distance_share")


def misstated(
    assertions: Sequence[Assertion], entities: Sequence[Mention]
) -> Iterator[ClaimRelation]:
    """Find distances that do not fit the places between which they are stated.

    Args:
        assertions: All assertions, with their claims.
        entities: What the reports name, with positions.

    Yields:
        A contradiction of place for each, with both figures. A distance between places whose
        position is not known is left alone; dossiers call it "not computed".
    """
    placed: dict[str, list[Mention]] = {}
    for one in entities:
        if one.latitude is not None and one.longitude is not None:
            placed.setdefault(one.report, []).append(one)
    for said in assertions:
        for stated in stated_distances(said.text):
            ends = _ends(said, stated, placed.get(said.report, []))
            if ends is None or stated.km < SHORTEST_KM:
                continue
            km = _apart(*ends)
            if not agrees(stated.km, km):
                why = (
                    f"{stated.words} stated between {ends[0].text} and {ends[1].text},"
                    f" {km:.0f} km computed"
                )
                yield ClaimRelation(said.claim, said.claim, "place", (said.id,), why)


def _ends(said: Assertion, stated: Stated, placed: list[Mention]) -> tuple[Mention, Mention] | None:
    """Find the place from which is measured and the one, named in the same words, so far away."""
    low = stated.origin.casefold()
    origin = next(
        (one for one in placed if low in (one.text.casefold(), one.name.casefold())), None
    )
    if origin is None:
        return None
    others = [
        one
        for one in placed
        if said.start <= one.start and one.end <= said.end and _id(one) != _id(origin)
    ]
    # Of several places in the words nothing says which is meant.
    return (origin, others[0]) if len({_id(one) for one in others}) == 1 else None


def _id(mention: Mention) -> str:
    return mention.entity or mention.text.casefold()


def _apart(one: Mention, other: Mention) -> float:
    return great_circle_km(
        one.latitude or 0.0, one.longitude or 0.0, other.latitude or 0.0, other.longitude or 0.0
    )
