"""Settle whether two assertions carry the same claim: frame and roles decide, never likeness alone.

An embedding puts "X sent it" beside "X never sent it" and beside "X sent it before the war". So two
assertions are the same claim where their frames agree, no role, period or number contradicts and
enough roles are shared; the words they share only settle what roles leave open.
"""

from __future__ import annotations

from counterflow.evidence.claims.gists import CORE, Gist, things, wider
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.periods import can_meet, spans

_NOWHERE = Grounds()
_UNFRAMED = 0.62
_ENOUGH = 2
_MOSTLY = 0.5
_NEARLY = 0.7
_TELLING = frozenset(CORE) - {"item"}
# Where goods pass through or end up may be said in parts: a port here, a plant there.
_PARTIAL = frozenset({"route", "recipient"})


def sameness(a: Gist, b: Gist, grounds: Grounds = _NOWHERE) -> float:
    """Measure how far two gists are the same claim.

    Args:
        a: One assertion's gist.
        b: The other's.
        grounds: Where the places that they name lie.

    Returns:
        0 where frame, roles, period or number contradict; else 0-1, of which 0.5 and more counts as
        the same.
    """
    if conflict(a, b, grounds):
        return 0.0
    if a.frame != b.frame or not a.frame:
        return _by_words(a, b)
    shared = shared_roles(a, b, grounds)
    alike = len(a.words & b.words) / max(1, min(len(a.words), len(b.words)))
    if not (_telling(a, b, shared) or a.names & b.names):
        return 0.6 * alike  # "the engines" of two stories are not the same engines
    weight = len(shared) + _more_partners(a, b)
    if alike >= _NEARLY:
        return alike  # one wording, in which a parser found fewer roles
    if weight < _ENOUGH and alike < _MOSTLY:
        return 0.0
    known = max(min(len(a.roles), len(b.roles)), 1)
    return min(1.0, 0.35 * weight / known + 0.1 * min(weight, 3) + 0.4 * alike)


def _more_partners(a: Gist, b: Gist) -> int:
    """Count partners beyond the first: two who work together fill two roles with one word."""
    if a.frame != "cooperate":
        return 0
    common = a.roles.get("actor", frozenset()) & b.roles.get("actor", frozenset())
    return max(0, len(common) - 1)


def _telling(a: Gist, b: Gist, shared: frozenset[str]) -> bool:
    """Tell whether a shared party or place has a name: "the company" is another in each story."""
    return any(
        any(form != form.lower() for form in gist.roles[role])
        for role in shared & _TELLING
        for gist in (a, b)
    )


def conflict(a: Gist, b: Gist, grounds: Grounds = _NOWHERE) -> bool:
    """Tell whether two gists cannot be one claim: another period, number, thing, place or party."""
    if not can_meet(a.period, b.period) or amounts_differ(a, b):
        return True
    if bool(a.period) != bool(b.period) and spans(a.period or b.period):
        return True  # "in recent weeks" says less or more than what bears no time
    return a.frame == b.frame and bool(a.frame) and bool(differing_roles(a, b, grounds))


def _by_words(a: Gist, b: Gist) -> float:
    """Compare what has no frame: only nearly the same words are the same claim."""
    shared = len(a.words & b.words)
    alike = shared / max(1, min(len(a.words), len(b.words)))
    framed = bool(a.frame and b.frame)
    named = not framed and len(a.names & b.names) > 1 and shared > 3
    likeness = max(_jaccard(a, b) * 1.4, 0.3 + 0.5 * alike if named else 0.0)
    return min(1.0, likeness) if likeness >= _UNFRAMED else 0.0


def _jaccard(a: Gist, b: Gist) -> float:
    return len(a.words & b.words) / max(1, len(a.words | b.words))


def amounts_differ(a: Gist, b: Gist) -> bool:
    """Tell whether the two give numbers of one thing that cannot both be right."""
    return any(one.excludes(other) for one in a.amounts for other in b.amounts)


def shared_roles(a: Gist, b: Gist, grounds: Grounds = _NOWHERE) -> frozenset[str]:
    """Name the roles in which both have the same."""
    return frozenset(role for role in set(a.roles) & set(b.roles) if _meets(role, a, b, grounds))


def differing_roles(a: Gist, b: Gist, grounds: Grounds = _NOWHERE) -> frozenset[str]:
    """Name the roles in which both name something, and not the same."""
    return frozenset(
        role
        for role in set(a.roles) & set(b.roles)
        if not _meets(role, a, b, grounds)
        and _excludes(role, a.roles[role], b.roles[role], grounds)
    )


def _meets(role: str, a: Gist, b: Gist, grounds: Grounds) -> bool:
    mine, theirs = a.roles[role], b.roles[role]
    if role == "item":
        if a.frame == "build":
            mine, theirs = mine | a.uses, theirs | b.uses
        wide = (
            {wider().get(form, form) for form in mine},
            {wider().get(form, form) for form in theirs},
        )
        if mine & theirs or wide[0] & theirs or mine & wide[1]:
            return True
        if all(form in things() for form in mine | theirs):
            return False
    near = [(x, y) for x in mine for y in theirs if grounds.country(x) == grounds.country(y) != ""]
    if role != "item" and any(role in _PARTIAL or not grounds.apart(x, y) for x, y in near):
        return True
    return any(_one_name(x.lower(), y.lower()) for x in mine for y in theirs)


def _one_name(a: str, b: str) -> bool:
    """Tell whether one naming is the other or its beginning or end, by whole words."""
    if a == b:
        return True
    short, long = sorted((a.split(), b.split()), key=len)
    if not short or len(" ".join(short)) <= 3:
        return False
    return long[: len(short)] == short or long[-len(short) :] == short


def _excludes(role: str, a: frozenset[str], b: frozenset[str], grounds: Grounds) -> bool:
    """Tell whether two fillings contradict; "the firm" may be anyone, a company of any country."""
    if not (_all_named(a) and _all_named(b)):
        return False
    if role == "place":
        return any(grounds.apart(x, y) for x in a for y in b)
    codes = [{form for form in forms if len(form) == 2 and form.isupper()} for forms in (a, b)]
    if role in ("actor", "recipient") and bool(codes[0]) != bool(codes[1]):
        ours, theirs = ({grounds.country(form) for form in forms} - {""} for forms in (a, b))
        return bool(ours and theirs and not ours & theirs)
    return True


def _all_named(forms: frozenset[str]) -> bool:
    return all(form in things() or form != form.lower() for form in forms)
