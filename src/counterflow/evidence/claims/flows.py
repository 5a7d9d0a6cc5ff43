"""Draw flows out of claims: what goes from whom to whom, by which route, and what stands of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from counterflow.core.assertions import Assertion, Claim, Flow
from counterflow.evidence.claims.amounts import CURRENCIES, amounts_of
from counterflow.evidence.claims.grounds import Grounds

_FRAMES = {"transfer": "asserted", "offer": "offered", "seek": "sought"}
_NOWHERE = Grounds()


def find_flows(
    claims: Sequence[Claim], assertions: Sequence[Assertion], grounds: Grounds = _NOWHERE
) -> tuple[Flow, ...]:
    """Read flows from claims of transfer, offer and request.

    Args:
        claims: The claims.
        assertions: All assertions with their claim.
        grounds: Where the places lie that they name: a port stands for its country, and on the
            route.

    Returns:
        A flow for each claim that names a giver or a taker, and a thing; another where it is
        denied; in order of the claims.
    """
    by_claim: dict[str, list[Assertion]] = {}
    for one in assertions:
        by_claim.setdefault(one.claim, []).append(one)
    flows: list[Flow] = []
    for claim in claims:
        if claim.frame not in _FRAMES or not (claim.roles.get("item") or claim.roles.get("route")):
            continue
        source = (*claim.roles.get("source", ()), *claim.roles.get("actor", ()))
        target = (*claim.roles.get("recipient", ()), *claim.roles.get("target", ()))
        if source or target:
            for status, by in _standings(claim, by_claim.get(claim.id, [])):
                flows.append(
                    Flow(
                        source=_end(source, grounds),
                        target=_end(target, grounds),
                        item=", ".join(claim.roles.get("item", ())),
                        route=", ".join(_stops(claim, (*source, *target), grounds)),
                        value=_value(by_claim.get(claim.id, [])),
                        status=status,
                        by=by,
                        claims=(claim.id,),
                    )
                )
    return tuple(flows)


def _value(voices: Sequence[Assertion]) -> str:
    """Give the first sum of money in the words of a claim, as it stands there."""
    sums = (
        amount.text
        for one in voices
        for amount in amounts_of(one.text)
        if not amount.units.isdisjoint(CURRENCIES)
    )
    return next(sums, "")


def _end(forms: Sequence[str], grounds: Grounds) -> str:
    """Give the country of an end where one is known, else its name."""
    return next((code for form in forms if (code := grounds.country(form))), next(iter(forms), ""))


def _stops(claim: Claim, ends: Sequence[str], grounds: Grounds) -> list[str]:
    """Give seas and towns of the route: those named as such, and the ports at both ends."""
    ports = [form for form in ends if grounds.country(form) not in ("", form)]
    return list(dict.fromkeys([*claim.roles.get("route", ()), *ports]))


def _standings(claim: Claim, voices: Sequence[Assertion]) -> Iterator[tuple[str, str]]:
    """Say what stands of a claim, with the first who says so and the first who denies it."""
    said = [one for one in voices if one.stance != "deny"]
    stances = {one.stance for one in said}
    if said or not voices:
        status = _FRAMES[claim.frame]
        if "acknowledge" in stances:
            status = "acknowledged"
        elif stances == {"plan"}:
            status = "planned"
        yield status, next((one.speaker for one in said), "")
    denied = next((one.speaker for one in voices if one.stance == "deny"), None)
    if denied is not None:
        yield "denied", denied
