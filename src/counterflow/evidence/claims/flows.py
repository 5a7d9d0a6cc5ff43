"""Draw flows out of claims: what goes from whom to whom, by which route, and what stands of it."""

from __future__ import annotations

from collections.abc import Sequence

from counterflow.core.assertions import Assertion, Claim, Flow

_FRAMES = {"transfer": "asserted", "offer": "offered", "seek": "sought"}


def find_flows(claims: Sequence[Claim], assertions: Sequence[Assertion]) -> tuple[Flow, ...]:
    """Read flows from claims of transfer, offer and request.

    Args:
        claims: The claims.
        assertions: All assertions with their claim.

    Returns:
        One flow for each claim that names a giver or a taker, and a thing; in order of the claims.
    """
    by_claim: dict[str, list[Assertion]] = {}
    for one in assertions:
        by_claim.setdefault(one.claim, []).append(one)
    flows = []
    for claim in claims:
        if claim.frame not in _FRAMES or not (claim.roles.get("item") or claim.roles.get("route")):
            continue
        source = next(iter((*claim.roles.get("source", ()), *claim.roles.get("actor", ()))), "")
        target = next(iter((*claim.roles.get("recipient", ()), *claim.roles.get("target", ()))), "")
        if not source and not target:
            continue
        voices = by_claim.get(claim.id, [])
        flows.append(
            Flow(
                source=source,
                target=target,
                item=", ".join(claim.roles.get("item", ())),
                route=", ".join(claim.roles.get("route", ())),
                status=_status(claim, voices),
                by=next((one.speaker for one in voices), ""),
                claims=(claim.id,),
            )
        )
    return tuple(flows)


def _status(claim: Claim, voices: list[Assertion]) -> str:
    stances = {one.stance for one in voices}
    if "acknowledge" in stances:
        return "acknowledged"
    if stances == {"deny"}:
        return "denied"
    if stances == {"plan"}:
        return "planned"
    return _FRAMES[claim.frame]
