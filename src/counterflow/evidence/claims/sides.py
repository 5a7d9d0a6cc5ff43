"""One wording of a claim by one voice, ready to be held against another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counterflow.core.assertions import Assertion, Claim
from counterflow.evidence.claims.gists import Gist, gist_of


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """A wording of a claim by one voice.

    Attributes:
        said: The first assertion with it.
        gist: Its gist.
        ids: All assertions of this voice with these words.
        reports: The reports in which they stand.
    """

    said: Assertion
    gist: Gist
    ids: tuple[str, ...]
    reports: tuple[str, ...]

    @property
    def denies(self) -> bool:
        """Tell whether the voice denies what the words say."""
        return self.said.stance == "deny"


def sides_of(claims: Sequence[Claim], by_id: Mapping[str, Assertion]) -> tuple[Side, ...]:
    """Give all sides, each voice's wording of a claim once, in order of the claims.

    Args:
        claims: The claims.
        by_id: The assertions by id.
    """
    held: dict[tuple[object, ...], list[Assertion]] = {}
    for claim in claims:
        for name in claim.appearances:
            one = by_id[name]
            denies = one.stance == "deny"
            roles = tuple(sorted(one.roles.items()))
            key = (claim.id, one.speaker_id, denies, one.text, one.frame, roles, one.period)
            held.setdefault(key, []).append(one)
    return tuple(
        Side(
            members[0],
            gist_of(members[0]),
            tuple(one.id for one in members),
            tuple(dict.fromkeys(one.report for one in members)),
        )
        for members in held.values()
    )
