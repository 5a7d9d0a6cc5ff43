"""Find claims that are the same but for one thing: the number, the day, the place, who did it.

Two claims that differ are mostly two claims. They contradict each other only where they speak of
one event: all roles that both fill agree but the one in question, and both cannot be true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from counterflow.core.assertions import Assertion, Claim, ClaimRelation
from counterflow.evidence.claims.amounts import CURRENCIES
from counterflow.evidence.claims.denials import denial
from counterflow.evidence.claims.following import Following, not_followed
from counterflow.evidence.claims.gists import Gist, happens_once, kind_of, nouns_of
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.pairs import Pair, pairs_to_compare
from counterflow.evidence.claims.periods import (
    can_meet,
    faces_away,
    length_in_days,
    spoken_days,
    within,
)
from counterflow.evidence.claims.retorts import retorts
from counterflow.evidence.claims.sameness import (
    amounts_differ,
    differing_roles,
    has_name,
    shared_roles,
)
from counterflow.evidence.claims.sides import Side, sides_of
from counterflow.evidence.claims.stories import Stories

_ENOUGH = 2
_SAME_SPAN = 0.75  # "in two months" may be 50 days
_PARTIES = frozenset({"actor"})
_NO_STORIES = Stories()


def between_claims(
    claims: Sequence[Claim],
    by_id: Mapping[str, Assertion],
    grounds: Grounds,
    stories: Stories = _NO_STORIES,
    days: Mapping[str, str] | None = None,
    following: Following = not_followed,
) -> Iterator[ClaimRelation]:
    """Find contradictions between claims.

    Args:
        claims: The claims.
        by_id: The assertions by id.
        grounds: Where the places lie that they name.
        stories: Which reports are of one story.
        days: The day of each report (EDTF) by its id.
        following: Told how far the work is.

    Yields:
        At most one contradiction of each kind for two claims, with the assertions of both sides.
    """
    sides = sides_of(claims, by_id)
    answered = _answered(sides)
    found: dict[tuple[str, str, str], tuple[dict[str, None], str]] = {}
    order = {claim.id: at for at, claim in enumerate(claims)}

    def add(one: Side, other: Side, kind: str, why: str) -> None:
        a, b = sorted((one, other), key=lambda side: order[side.said.claim])
        key = (a.said.claim, b.said.claim, kind)
        found.setdefault(key, ({}, why))[0].update(dict.fromkeys((*a.ids, *b.ids)))

    for pair in pairs_to_compare(sides, grounds, stories, days or {}, following):
        told = _contradiction(pair, grounds, answered)
        if told is not None:
            add(pair.one, pair.other, *told)
    for one, other, kind, why in retorts(sides, by_id, stories):
        add(one, other, kind, why)
    for (a, b, kind), (ids, why) in sorted(
        found.items(), key=lambda row: (order[row[0][0]], order[row[0][1]], row[0][2])
    ):
        yield ClaimRelation(a, b, kind, tuple(ids), why)


def _answered(sides: Sequence[Side]) -> frozenset[str]:
    """Name the assertions that deny what somebody says within their own claim."""
    by_claim: dict[str, list[Side]] = {}
    for one in sides:
        by_claim.setdefault(one.said.claim, []).append(one)
    return frozenset(
        name
        for members in by_claim.values()
        if any(one.denies for one in members)
        for one in members
        if one.denies and any(_against(one, other) for other in members)
        for name in one.ids
    )


def _against(denial: Side, other: Side) -> bool:
    """Tell whether a denial already stands against somebody's word within its claim."""
    return (
        not other.denies
        and other.said.speaker_id != denial.said.speaker_id
        and can_meet(denial.said.period, other.said.period)
    )


def _contradiction(
    pair: Pair, grounds: Grounds, answered: frozenset[str]
) -> tuple[str, str] | None:
    one, other = pair.one, pair.other
    a, b = one.gist, other.gist
    if one.denies != other.denies:
        if {one.said.id, other.said.id} & answered:
            return None
        return denial(pair, grounds)
    if one.denies:
        return None
    differing = differing_roles(a, b, grounds)
    shared = shared_roles(a, b, grounds)
    if not _one_event(pair, shared):
        return None
    return (
        _number(one, other, differing)
        or _date(one, other, differing)
        or _place(a, b, differing)
        or _identity(a, b, differing, shared)
    )


def _one_event(pair: Pair, shared: frozenset[str]) -> bool:
    """Tell whether enough is shared to be one event.

    Two roles, of which one has a name; in one story less: one role, or that such events are counted
    ("six flights").
    """
    a, b = pair.one.gist, pair.other.gist
    named = any(has_name(gist.roles[role]) for role in shared for gist in (a, b))
    if named and len(shared) >= _ENOUGH:
        return True
    return pair.one_story and (bool(shared) or _events_counted(a, b))


def _events_counted(a: Gist, b: Gist) -> bool:
    return any(
        mine.heads & theirs.heads & nouns_of(a.frame) for mine in a.amounts for theirs in b.amounts
    )


def _number(one: Side, other: Side, differing: frozenset[str]) -> tuple[str, str] | None:
    if differing or not can_meet(one.said.period, other.said.period) or _spans_differ(one, other):
        return None
    for mine in one.gist.amounts:
        for theirs in other.gist.amounts:
            if mine.excludes(theirs) and not _part_of_whole(one, mine.most, other, theirs.most):
                unit = ", ".join(sorted((mine.heads & theirs.heads) - CURRENCIES))
                return "number", f"{mine.text} against {theirs.text} {unit}".rstrip()
    return None


def _spans_differ(one: Side, other: Side) -> bool:
    """Tell whether what is counted over twelve months is held against what is over eight."""
    spans = [
        length_in_days(side.said.period) or spoken_days(side.said.text) for side in (one, other)
    ]
    return 0 not in spans and min(spans) < _SAME_SPAN * max(spans)


def _part_of_whole(one: Side, mine: float, other: Side, theirs: float) -> bool:
    """Tell whether the smaller number is of a time within that of the larger."""
    less, more = (one, other) if mine < theirs else (other, one)
    return within(less.said.period, more.said.period)


def _date(one: Side, other: Side, differing: frozenset[str]) -> tuple[str, str] | None:
    """Find two times for one thing: what happens once, or "only before" against "since"."""
    a, b = one.said, other.said
    if differing or can_meet(a.period, b.period) or amounts_differ(one.gist, other.gist):
        return None
    if not happens_once(a.frame) and not faces_away(a.period, b.period):
        return None  # what was sent in two years was sent twice
    return "date", f"{a.time or a.period} ({a.period}) against {b.time or b.period} ({b.period})"


def _place(a: Gist, b: Gist, differing: frozenset[str]) -> tuple[str, str] | None:
    if differing != {"place"} or not can_meet(a.period, b.period) or amounts_differ(a, b):
        return None
    here, there = (", ".join(sorted(gist.roles["place"])) for gist in (a, b))
    return "place", f"{here} against {there}"


def _identity(
    a: Gist, b: Gist, differing: frozenset[str], shared: frozenset[str]
) -> tuple[str, str] | None:
    """Find two doers of one deed: of a thing named by itself, that is done once."""
    if differing != _PARTIES or not happens_once(a.frame) or not can_meet(a.period, b.period):
        return None
    things = a.roles.get("item", frozenset()) & b.roles.get("item", frozenset())
    named = any(kind_of(thing) == "" and thing != thing.lower() for thing in things)
    if not named and "place" not in shared:
        return None
    mine, theirs = (", ".join(sorted(gist.roles["actor"])) for gist in (a, b))
    return "identity", f"{mine} against {theirs}"
