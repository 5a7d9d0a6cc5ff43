"""Count who is behind a claim: origins, never outlets.

An origin is a voice on one occasion. Two papers that quote one spokesman on one day are one origin,
and so are the spokesman and his house.
"""

from __future__ import annotations

from collections.abc import Sequence

from counterflow.core.assertions import Assertion, Claim, Occasion, Origin


def find_origins(
    assertions: Sequence[Assertion], occasions: Sequence[Occasion]
) -> tuple[Origin, ...]:
    """Put assertions together by voice and occasion.

    Args:
        assertions: All assertions, with their claims; the newsroom's own are no origin of a claim.
        occasions: All occasions; ids begin with the voice.

    Returns:
        The origins in order of their first assertion.
    """
    dates = {one.id: one.date for one in occasions}
    groups: list[tuple[str, str, list[Assertion]]] = []
    for one in assertions:
        if not one.occasion:
            continue
        voice, date = one.occasion.split("@")[0], dates.get(one.occasion, "")
        for at, (known, when, members) in enumerate(groups):
            if known == voice and _same_day(when, date):
                groups[at] = (known, max(when, date, key=len), [*members, one])
                break
        else:
            groups.append((voice, date, [one]))
    return tuple(
        Origin(
            id=f"{voice}@{date}",
            speaker=voice,
            occasion=date,
            claims=tuple(dict.fromkeys(member.claim for member in members if member.claim)),
            reports=tuple(dict.fromkeys(member.report for member in members)),
        )
        for voice, date, members in groups
    )


def origins_of(
    claim: Claim, origins: Sequence[Origin], assertions: Sequence[Assertion]
) -> tuple[str, ...]:
    """Name the independent voices that stand behind a claim; those who deny it are none.

    Returns:
        Voices in order; one voice on several occasions is one.
    """
    for_it = {
        one.occasion.split("@")[0]
        for one in assertions
        if one.claim == claim.id and one.stance != "deny" and one.occasion
    }
    return tuple(
        dict.fromkeys(
            one.speaker for one in origins if claim.id in one.claims and one.speaker in for_it
        )
    )


def _same_day(a: str, b: str) -> bool:
    """Tell whether two dates can be one day: a month holds its days, an unknown date anything."""
    if a.startswith("..") or b.startswith(".."):
        return a == b
    return a.startswith(b) or b.startswith(a)
