"""Find how voices on a claim stand to each other: denials, other numbers, other days.

A denial counts against what was asserted only where both speak of periods that can be the same: who
admits deliveries *before* a war and denies them *during* it does not contradict himself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from counterflow.core.assertions import Assertion, Claim, ClaimRelation

_NUMBER = re.compile(r"\b(\d[\d,.]*)\s+(?:[a-z-]+\s){0,2}?([a-z]{3,})", re.IGNORECASE)


def relate(claims: Sequence[Claim], assertions: Sequence[Assertion]) -> tuple[ClaimRelation, ...]:
    """Find contradictions and variants within each claim.

    Args:
        claims: The claims.
        assertions: All assertions, with their claim.

    Returns:
        Relations in order of the claims; ``a`` and ``b`` are claim ids, ``assertions`` both sides.
    """
    by_id = {one.id: one for one in assertions}
    found: list[ClaimRelation] = []
    for claim in claims:
        voices = [by_id[each] for each in claim.appearances]
        found += _denials(claim, voices)
        found += _numbers(claim, voices)
        found += _periods(claim, voices)
        found += _variants(claim, voices)
    return tuple(found)


def _denials(claim: Claim, voices: list[Assertion]) -> Iterator[ClaimRelation]:
    against = [one for one in voices if one.stance == "deny"]
    for_it = [one for one in voices if one.stance != "deny"]
    pairs = [
        (a, d)
        for d in against
        for a in for_it
        if a.speaker_id != d.speaker_id and _can_meet(a.period, d.period)
    ]
    if pairs:
        ids = tuple(dict.fromkeys([*(a.id for a, _ in pairs), *(d.id for _, d in pairs)]))
        speakers = ", ".join(dict.fromkeys(d.speaker for _, d in pairs))
        yield ClaimRelation(claim.id, claim.id, "denial", ids, f"denied by {speakers}")


def _numbers(claim: Claim, voices: list[Assertion]) -> Iterator[ClaimRelation]:
    said: dict[str, dict[str, list[Assertion]]] = {}
    for one in voices:
        for number, unit in _NUMBER.findall(one.text):
            if not re.fullmatch(r"(?:19|20)\d\d", number):
                said.setdefault(unit.lower().rstrip("s"), {}).setdefault(
                    number.strip(".,"), []
                ).append(one)
    for unit, values in said.items():
        speakers = {one.speaker for ones in values.values() for one in ones}
        if len(values) > 1 and len(speakers) > 1:
            ids = tuple(dict.fromkeys(one.id for ones in values.values() for one in ones))
            yield ClaimRelation(
                claim.id, claim.id, "number", ids, f"{' against '.join(values)} {unit}"
            )


def _periods(claim: Claim, voices: list[Assertion]) -> Iterator[ClaimRelation]:
    dated = [one for one in voices if one.period and one.stance != "deny"]
    for at, one in enumerate(dated):
        for other in dated[at + 1 :]:
            if one.speaker_id != other.speaker_id and not _can_meet(one.period, other.period):
                why = f"{one.time} ({one.period}) against {other.time} ({other.period})"
                yield ClaimRelation(claim.id, claim.id, "date", (one.id, other.id), why)


def _variants(claim: Claim, voices: list[Assertion]) -> Iterator[ClaimRelation]:
    """Name one speaker's two wordings on two occasions: no misquotation."""
    for at, one in enumerate(voices):
        for other in voices[at + 1 :]:
            if (
                one.speaker_id == other.speaker_id
                and one.occasion != other.occasion
                and one.text != other.text
            ):
                yield ClaimRelation(
                    claim.id, claim.id, "variant", (one.id, other.id), "two occasions"
                )
                return


def _can_meet(a: str, b: str) -> bool:
    """Tell whether two periods (EDTF) can have a day in common; an unknown one can.

    Example:
        >>> _can_meet("../2022-02-24", "2022-08/.."), _can_meet("", "2022")
        (False, True)
    """
    if not a or not b:
        return True
    (first_a, last_a), (first_b, last_b) = _bounds(a), _bounds(b)
    return first_a <= last_b and first_b <= last_a


def _bounds(period: str) -> tuple[str, str]:
    first, _, last = period.partition("/") if "/" in period else (period, "/", period)
    return ("" if first == ".." else first, "9" if last == ".." else f"{last}-99")
