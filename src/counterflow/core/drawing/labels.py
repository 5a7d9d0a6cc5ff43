"""Find a place for each label where it covers neither another label nor a mark."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

# Right first, as a reader expects; then left, and round.
_DIRECTIONS = (0.0, 180.0, -35.0, 35.0, -145.0, 145.0, -90.0, 90.0)
RINGS = (0.0, 16.0, 32.0, 52.0, 76.0)
"""Pixels beyond the mark's edge; from the second ring on a leader line joins label and mark."""
NEAR_RINGS = (-2.0, 1.0, 4.0, 8.0)
"""The same for numbers, which stand so near that no line is needed."""

_ANCHORS = {-1: "end", 0: "middle", 1: "start"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, ``top`` above ``bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Give the shared area in square pixels; 0 where they are apart."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0

    def outside(self, width: float, height: float) -> float:
        """Give the area that lies outside a frame from 0, 0."""
        whole = (self.right - self.left) * (self.bottom - self.top)
        return whole - self.overlap(Box(0, 0, width, height))


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark that wants a label: its centre, its radius, and the label's size, in pixels."""

    x: float
    y: float
    radius: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a label stands.

    Attributes:
        box: The room kept for it.
        anchor: The side of the box that lies next to the mark, as SVG's ``text-anchor``: text
            is often narrower than estimated.
        far: Whether it is so far from its mark that a line must join them.
        covered: Square pixels of labels, marks and obstacles that it covers, and of room that it
            takes outside the frame; 0 where it stands free.
    """

    box: Box
    anchor: str
    far: bool
    covered: float = 0.0

    @property
    def x(self) -> float:
        """Give the point that the text is anchored to."""
        middle = (self.box.left + self.box.right) / 2
        return {"start": self.box.left, "end": self.box.right}.get(self.anchor, middle)


def seat_labels(
    spots: Sequence[Spot],
    obstacles: Sequence[Box],
    *,
    width: float,
    height: float,
    rings: Sequence[float] = RINGS,
) -> list[Seat]:
    """Settle where each label stands.

    Greedy: spots are served in the order given, each takes the first seat that covers nothing,
    near ones before far ones. Where none is free it takes the one that covers least, so that no
    label is ever left out.

    Args:
        spots: Marks, the most important first.
        obstacles: What else may not be covered.
        width: Of the frame.
        height: Of the frame.
        rings: Pixels beyond a mark's edge at which seats are tried, the best first.

    Returns:
        One seat per spot, in order.

    Example:
        >>> spots = [Spot(50, 50, 5, 30, 12), Spot(52, 50, 5, 30, 12)]
        >>> one, two = seat_labels(spots, [], width=200, height=100)
        >>> one.box.overlap(two.box)
        0.0
    """
    taken = [*obstacles, *(_mark_box(spot) for spot in spots)]
    seats = []
    for spot in spots:
        best, least = None, math.inf
        for seat in _seats(spot, rings):
            covered = 4 * seat.box.outside(width, height)
            covered += sum(seat.box.overlap(box) for box in taken)
            if covered < least:
                best, least = seat, covered
            if not covered:
                break
        assert best is not None  # every spot has candidates
        seats.append(replace(best, covered=least))
        taken.append(best.box)
    return seats


def _mark_box(spot: Spot) -> Box:
    r = spot.radius + 2
    return Box(spot.x - r, spot.y - r, spot.x + r, spot.y + r)


def _seats(spot: Spot, rings: Sequence[float]) -> Iterator[Seat]:
    """Give candidate seats, the best first."""
    for ring in rings:
        for degrees in _DIRECTIONS:
            across, down = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
            away = spot.radius + 4 + ring
            x, y = spot.x + across * away, spot.y + down * away
            # The label's nearest edge touches the point: its middle lies half its size further.
            left = x - spot.wide * (0.5 - 0.5 * _sign(across))
            top = y - spot.high * (0.5 - 0.5 * down)
            box = Box(left, top, left + spot.wide, top + spot.high)
            yield Seat(box, _ANCHORS[int(_sign(across))], ring > 0)


def _sign(value: float) -> float:
    """Give -1, 0 or 1, near zero counted as zero."""
    return 0.0 if abs(value) < 1e-9 else math.copysign(1.0, value)
