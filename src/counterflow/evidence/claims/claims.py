"""Put assertions together to claims: one for what is said, whoever says it and however worded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import msgspec

from counterflow.core.assertions import Assertion, Claim
from counterflow.evidence.claims.sameness import Gist, gist_of, sameness

SAME = 0.5


def gather_claims(
    assertions: Sequence[Assertion],
) -> tuple[tuple[Claim, ...], tuple[Assertion, ...]]:
    """Put assertions together to claims.

    Args:
        assertions: Assertions of any number of reports, in order of report and place.

    Returns:
        The claims in order of their first appearance, and the assertions with their claim's id.

    Example:
        >>> one = Assertion("a", "r", 0, 4, "Iran sent drones to Russia", "x")
        >>> two = Assertion("b", "s", 0, 4, "Iran has sent drones to Russia", "y")
        >>> len(gather_claims([one, two])[0])
        1
    """
    groups: list[tuple[Gist, list[Assertion]]] = []
    for at, one in enumerate(assertions):
        gist = gist_of(one)
        answered = _answered(one, assertions[:at], groups)
        if answered is not None:
            answered[1].append(one)
            continue
        best = max(groups, key=lambda group: _fit(gist, group), default=None)
        if best is not None and _fit(gist, best) >= SAME:
            best[1].append(one)
        else:
            groups.append((gist, [one]))
    claims: list[Claim] = []
    named: dict[str, str] = {}
    for _, members in groups:
        claim = _claim(members)
        claims.append(claim)
        named |= {member.id: claim.id for member in members}
    return tuple(claims), tuple(
        msgspec.structs.replace(one, claim=named[one.id]) for one in assertions
    )


def _fit(gist: Gist, group: tuple[Gist, list[Assertion]]) -> float:
    return sameness(gist, group[0])


_CHARGE = re.compile(
    r"^(?:(?:the|these|those|such|any|all|both)\s+)?(?:\w+\s)?(?:accusation|allegation|claim|charge|report|suggestion|assertion|story)s?$",
    re.IGNORECASE,
)


def _answered(
    one: Assertion, before: Sequence[Assertion], groups: list[tuple[Gist, list[Assertion]]]
) -> tuple[Gist, list[Assertion]] | None:
    """Find the claim that "the accusation" answers: the last that another made in the report."""
    if not _CHARGE.match(one.text.strip()):
        return None
    for other in reversed(before):
        if (
            other.report == one.report
            and other.speaker_id != one.speaker_id
            and other.frame
            and other.stance != "deny"
        ):
            return next((group for group in groups if other in group[1]), None)
    return None


def _claim(members: list[Assertion]) -> Claim:
    first = members[0]
    roles: dict[str, tuple[str, ...]] = {}
    for member in members:
        for role, forms in member.roles.items():
            roles[role] = tuple(dict.fromkeys((*roles.get(role, ()), *forms)))
    digest = hashlib.sha256(f"{first.report}:{first.start}-{first.end}".encode()).hexdigest()[:12]
    return Claim(
        id=f"c-{digest}",
        frame=first.frame,
        roles=dict(sorted(roles.items())),
        period=next((member.period for member in members if member.period), ""),
        text=max(
            (member.text for member in members), key=lambda text: (len(text) < 160, len(text))
        ),
        appearances=tuple(member.id for member in members),
    )
