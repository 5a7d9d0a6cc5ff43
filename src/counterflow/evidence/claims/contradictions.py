"""Find claims that are the same but for one thing: the number, the day, the place, who did it.

Two claims that differ are mostly two claims. They contradict each other only where they speak of
one event: all roles that both fill agree but the one in question, and both cannot be true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from counterflow.core.assertions import Assertion, Claim, ClaimRelation
from counterflow.evidence.claims.gists import Gist, gist_of, happens_once, kind_of, wider_kinds
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.periods import can_meet, faces_away
from counterflow.evidence.claims.sameness import amounts_differ, differing_roles, shared_roles

_ENOUGH = 2
_PARTIES = frozenset({"actor"})


@dataclass(frozen=True)
class _Side:
    """One assertion of a claim, ready to compare."""

    said: Assertion
    gist: Gist


def between_claims(
    claims: Sequence[Claim], by_id: Mapping[str, Assertion], grounds: Grounds
) -> Iterator[ClaimRelation]:
    """Find contradictions between claims of one frame.

    Args:
        claims: The claims.
        by_id: The assertions by id.
        grounds: Where the places lie that they name.

    Yields:
        At most one contradiction of each kind for two claims, with the assertions of both sides.
    """
    sides = {
        claim.id: [_Side(by_id[each], gist_of(by_id[each])) for each in claim.appearances]
        for claim in claims
        if claim.frame
    }
    answered = {
        one.said.id
        for members in sides.values()
        for one in members
        if one.said.stance == "deny" and any(_against(one, other) for other in members)
    }
    for a, b in _near(sides):
        found: dict[str, tuple[list[str], str]] = {}
        for one in sides[a]:
            for other in sides[b]:
                told = _contradiction(one, other, grounds)
                if told is not None and not {one.said.id, other.said.id} & answered:
                    kind, why = told
                    ids = found.setdefault(kind, ([], why))[0]
                    ids += [one.said.id, other.said.id]
        for kind, (ids, why) in found.items():
            yield ClaimRelation(a, b, kind, tuple(dict.fromkeys(ids)), why)


def _against(denial: _Side, other: _Side) -> bool:
    """Tell whether a denial already stands against somebody's word within its claim."""
    return (
        other.said.stance != "deny"
        and other.said.speaker_id != denial.said.speaker_id
        and can_meet(denial.said.period, other.said.period)
    )


def _near(sides: Mapping[str, list[_Side]]) -> Iterator[tuple[str, str]]:
    """Give pairs of claims of one frame that name one party, place or thing."""
    order = {name: at for at, name in enumerate(sides)}
    holders: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
    for name, members in sides.items():
        for one in members:
            for role, forms in one.gist.roles.items():
                for form in forms:
                    holders[one.gist.frame, role, form][name] = None
    pairs = {
        (a, b) for names in holders.values() for a in names for b in names if order[a] < order[b]
    }
    yield from sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))


def _contradiction(one: _Side, other: _Side, grounds: Grounds) -> tuple[str, str] | None:
    a, b = one.gist, other.gist
    if one.said.speaker_id == other.said.speaker_id or a.frame != b.frame:
        return None
    denials = (one.said.stance == "deny", other.said.stance == "deny")
    if any(denials):
        return _wider_denial(one, other, grounds) if sum(denials) == 1 else None
    differing = differing_roles(a, b, grounds)
    shared = shared_roles(a, b, grounds)
    if not _one_event(a, b, shared):
        return None
    return (
        _number(one, other, differing)
        or _date(one, other, differing)
        or _place(a, b, differing)
        or _identity(a, b, differing, shared)
    )


def _one_event(a: Gist, b: Gist, shared: frozenset[str]) -> bool:
    """Tell whether enough is shared to be one event: two roles, or one and a name in the words."""
    return len(shared) >= _ENOUGH or (bool(shared) and bool(a.names & b.names))


def _wider_denial(one: _Side, other: _Side, grounds: Grounds) -> tuple[str, str] | None:
    """Tell whether a denial of the wider denies the narrower: no arms at all, so no drones."""
    denied, said = (one, other) if one.said.stance == "deny" else (other, one)
    if not can_meet(one.said.period, other.said.period):
        return None
    met = set(shared_roles(denied.gist, said.gist, grounds))
    if differing_roles(denied.gist, said.gist, grounds) - {"item"}:
        return None
    things = denied.gist.roles.get("item"), said.gist.roles.get("item")
    if things[0] and things[1] and any(kind in wider_kinds(thing)
                                       for kind in things[0] for thing in things[1]):  # fmt: skip
        met.add("item")
    elif things[0] and "item" not in met:
        return None
    if len(met) < _ENOUGH or set(denied.gist.roles) - met - {"place", "route"}:
        return None
    return "denial", f"denied by {denied.said.speaker}"


def _number(one: _Side, other: _Side, differing: frozenset[str]) -> tuple[str, str] | None:
    if differing or not can_meet(one.said.period, other.said.period):
        return None
    for mine in one.gist.amounts:
        for theirs in other.gist.amounts:
            if mine.excludes(theirs):
                unit = ", ".join(sorted(mine.units & theirs.units))
                return "number", f"{mine.text} against {theirs.text} {unit}"
    return None


def _date(one: _Side, other: _Side, differing: frozenset[str]) -> tuple[str, str] | None:
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
