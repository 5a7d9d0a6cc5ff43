"""Put assertions together to claims: one for what is said, whoever says it and however worded.

Which report was read first makes no difference to what belongs together: assertions are compared in
the order of publication, not in that of reading.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from counterflow.core.assertions import Assertion, Claim
from counterflow.evidence.claims.answers import answered_by
from counterflow.evidence.claims.following import Following, followed, not_followed
from counterflow.evidence.claims.gists import gist_of
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.shelf import Shelf

_NOWHERE = Grounds()


def gather_claims(
    assertions: Sequence[Assertion],
    grounds: Grounds = _NOWHERE,
    published: Mapping[str, str] | None = None,
    following: Following = not_followed,
) -> tuple[tuple[Claim, ...], tuple[Assertion, ...]]:
    """Put assertions together to claims.

    Args:
        assertions: Assertions of any number of reports, in order of report and place.
        grounds: Where the places lie that they name.
        published: The day of each report (EDTF) by its id.
        following: Told how far the work is.

    Returns:
        The claims in order of their first appearance, and the assertions with their claim's id.
        What belongs together does not depend on the order of the reports.

    Example:
        >>> roles = {"actor": ("IR",), "recipient": ("RU",), "item": ("uav",)}
        >>> one = Assertion("a", "r", 0, 4, "Iran sent drones", "x", frame="transfer", roles=roles)
        >>> two = Assertion("b", "s", 0, 4, "It shipped UAVs", "y", frame="transfer", roles=roles)
        >>> len(gather_claims([one, two])[0])
        1
    """
    shelf = Shelf(grounds)
    days = published or {}
    told: dict[str, list[Assertion]] = defaultdict(list)
    for one in assertions:
        told[one.report].append(one)
    in_order = sorted(told, key=lambda name: (days.get(name) or "~", name))
    for report in followed("putting claims together", in_order, following, every=20):
        for at, one in enumerate(told[report]):
            gist = gist_of(one)
            meant = answered_by(one, told[report][:at], grounds)
            if meant is not None:
                shelf.put(one, gist, shelf.of[meant.id], taken_up=True)
            else:
                shelf.put(one, gist, shelf.best(one, gist))
    return _named(assertions, shelf)


def _named(
    assertions: Sequence[Assertion], shelf: Shelf
) -> tuple[tuple[Claim, ...], tuple[Assertion, ...]]:
    held: dict[int, list[Assertion]] = {}
    for one in assertions:
        held.setdefault(shelf.of[one.id], []).append(one)
    claims = {at: _claim(members) for at, members in held.items()}
    return tuple(claims.values()), tuple(
        msgspec.structs.replace(one, claim=claims[shelf.of[one.id]].id) for one in assertions
    )


def _claim(members: list[Assertion]) -> Claim:
    first = next((member for member in members if member.frame), members[0])
    roles: dict[str, tuple[str, ...]] = {}
    for member in members:
        if member.frame == first.frame:
            for role, forms in member.roles.items():
                roles[role] = tuple(dict.fromkeys((*roles.get(role, ()), *forms)))
    start = members[0]
    digest = hashlib.sha256(f"{start.report}:{start.start}-{start.end}".encode()).hexdigest()[:12]
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
