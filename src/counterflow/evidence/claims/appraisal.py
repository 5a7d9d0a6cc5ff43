"""Appraise claims by the Admiralty code: reliability of the source and credibility, never fused."""

from __future__ import annotations

from collections.abc import Sequence

from counterflow.core.assertions import Appraisal, Assertion, Claim, ClaimRelation, Origin
from counterflow.evidence.claims.origins import voices_by_claim


def appraise(
    claims: Sequence[Claim],
    relations: Sequence[ClaimRelation],
    origins: Sequence[Origin],
    assertions: Sequence[Assertion],
) -> tuple[Appraisal, ...]:
    """Appraise each claim as far as rules allow.

    Reliability is left at F, as no record of a source's earlier words is kept. Credibility is 1
    only where two or more independent origins agree and nobody denies; 2 where somebody
    acknowledges what concerns himself; 3 where several origins agree and one denies; else 6.

    Returns:
        One appraisal for each claim, in order, with the rule that gave it.
    """
    denied = {one.a for one in relations if one.kind == "denial"}
    behind = voices_by_claim(origins, assertions)
    stances_on: dict[str, set[str]] = {}
    for one in assertions:
        stances_on.setdefault(one.claim, set()).add(one.stance)
    made = []
    for claim in claims:
        voices, stances = behind.get(claim.id, ()), stances_on.get(claim.id, set())
        credibility, rule = "6", "one origin: cannot be judged"
        if len(voices) > 1 and claim.id not in denied:
            credibility, rule = "1", f"{len(voices)} independent origins agree, nobody denies"
        elif len(voices) > 1:
            credibility, rule = "3", f"{len(voices)} independent origins, denied"
        elif "acknowledge" in stances:
            credibility, rule = "2", "acknowledged by the one whom it concerns"
        elif claim.id in denied:
            credibility, rule = "6", "one origin, denied: cannot be judged"
        made.append(Appraisal(claim.id, "F", credibility, rule))
    return tuple(made)
