"""Find how voices and claims stand to each other: denials, other numbers, days, places, parties.

A denial counts against what was asserted only where both speak of periods that can be the same: who
admits deliveries *before* a war and denies them *during* it does not contradict himself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from counterflow.core.assertions import Assertion, Claim, ClaimRelation
from counterflow.evidence.claims.contradictions import between_claims
from counterflow.evidence.claims.following import Following, not_followed
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.periods import can_meet
from counterflow.evidence.claims.stories import Stories

_NOWHERE = Grounds()
_NO_STORIES = Stories()


def relate(
    claims: Sequence[Claim],
    assertions: Sequence[Assertion],
    grounds: Grounds = _NOWHERE,
    stories: Stories = _NO_STORIES,
    days: Mapping[str, str] | None = None,
    following: Following = not_followed,
) -> tuple[ClaimRelation, ...]:
    """Find contradictions and variants within each claim and between claims.

    Args:
        claims: The claims.
        assertions: All assertions, with their claim.
        grounds: Where the places lie that they name.
        stories: Which reports are of one story.
        days: The day of each report (EDTF) by its id.
        following: Told how far the work is.

    Returns:
        Relations in order of the claims; ``a`` and ``b`` are claim ids, ``assertions`` both sides.
    """
    by_id = {one.id: one for one in assertions}
    found: list[ClaimRelation] = []
    for claim in claims:
        voices = [by_id[each] for each in claim.appearances]
        found += _denials(claim, voices)
        found += _variants(claim, voices)
    return (*found, *between_claims(claims, by_id, grounds, stories, days, following))


def _denials(claim: Claim, voices: list[Assertion]) -> Iterator[ClaimRelation]:
    against = [one for one in voices if one.stance == "deny"]
    for_it = [one for one in voices if one.stance != "deny"]
    pairs = [
        (a, d)
        for d in against
        for a in for_it
        if a.speaker_id != d.speaker_id and can_meet(a.period, d.period)
    ]
    if pairs:
        ids = tuple(dict.fromkeys([*(a.id for a, _ in pairs), *(d.id for _, d in pairs)]))
        speakers = ", ".join(dict.fromkeys(d.speaker for _, d in pairs))
        yield ClaimRelation(claim.id, claim.id, "denial", ids, f"denied by {speakers}")


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
