"""Settle whether two assertions carry the same claim: frame and roles decide, never likeness alone.

An embedding puts "X sent it" beside "X never sent it" and beside "X sent it before the war". So two
assertions are the same claim where their frames agree, no role, period or number contradicts and
enough roles are shared; the words they share only settle what roles leave open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from counterflow.evidence.claims.gists import CORE, TOGETHER, Gist, otherwise, things, wider
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.periods import can_meet, spans

_NOWHERE = Grounds()
SAME = 0.5
"""From here on two gists are the same claim."""
ENOUGH = 2
"""Roles that settle the matter, whatever the words."""
LEAST_ALIKE = 0.4
"""What shares fewer roles and a smaller part of its words is never the same (``weigh``)."""
_UNFRAMED = 0.62
_FEW_WORDS = 2  # what shares fewer words and no role is not compared
_MOSTLY = 0.5
_NEARLY = 0.7
TELLING = frozenset(CORE) - {"item"}
"""Roles whose names tell one story from another."""
_REMEMBERED = 1 << 16
# Where goods pass through or end up may be said in parts: a port here, a plant there.
_PARTIAL = frozenset({"route", "recipient"})


@dataclass(frozen=True)
class Common:
    """What pairs of gists have in common, one element for each pair.

    Attributes:
        words: How many words they share.
        fewer: How many words the shorter one has.
        all_words: How many words both have together.
        roles: In how many roles both have the same, partners beyond the first added.
        known: How many roles the one with fewer has.
        one_frame: Whether both have a frame and it is the same.
        two_frames: Whether both have a frame and it is another.
        telling: Whether a shared party or place has a name, or the words share one.
        names: How many names the words share.
        otherwise: Whether each has a name or a figure that the other has not.
    """

    words: NDArray[np.int64]
    fewer: NDArray[np.int64]
    all_words: NDArray[np.int64]
    roles: NDArray[np.int64]
    known: NDArray[np.int64]
    one_frame: NDArray[np.bool_]
    two_frames: NDArray[np.bool_]
    telling: NDArray[np.bool_]
    names: NDArray[np.int64]
    otherwise: NDArray[np.bool_]


def weigh(common: Common) -> NDArray[np.float64]:
    """Measure how far pairs of gists that do not contradict each other are the same claim.

    Args:
        common: What they have in common.

    Returns:
        0-1 for each pair, of which ``SAME`` and more counts as the same.
    """
    alike = common.words / np.maximum(1, common.fewer)
    known = np.maximum(1, common.known)
    told = 0.35 * common.roles / known + 0.1 * np.minimum(common.roles, 3) + 0.4 * alike
    told = np.where((common.roles < ENOUGH) & (alike < _MOSTLY), 0.0, told)
    # One wording, in which a parser found fewer roles.
    told = np.where(alike >= _NEARLY, alike, told)
    # "the engines" of two stories are not the same engines
    untold = np.where(common.otherwise, 0.0, 0.6 * alike)
    framed = np.where(common.telling, told, untold)
    alone = np.where(common.one_frame, framed, _by_words(common, alike))
    compared = (common.words >= _FEW_WORDS) | (common.one_frame & (common.roles > 0))
    return np.where(compared, np.minimum(1.0, alone), 0.0)


def _by_words(common: Common, alike: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compare what has no frame: only nearly the same words, of the same names and figures."""
    named = ~common.two_frames & (common.names > 1) & (common.words > 3)
    jaccard = common.words / np.maximum(1, common.all_words)
    likeness = np.maximum(jaccard * 1.4, np.where(named, 0.3 + 0.5 * alike, 0.0))
    return np.where((likeness >= _UNFRAMED) & ~common.otherwise, likeness, 0.0)


def sameness(a: Gist, b: Gist, grounds: Grounds = _NOWHERE) -> float:
    """Measure how far two gists are the same claim.

    Args:
        a: One assertion's gist.
        b: The other's.
        grounds: Where the places that they name lie.

    Returns:
        0 where frame, roles, period or number contradict; else 0-1, of which ``SAME`` and more
        counts as the same.
    """
    if conflict(a, b, grounds):
        return 0.0
    one_frame = bool(a.frame) and a.frame == b.frame
    shared = shared_roles(a, b, grounds) if one_frame else frozenset()
    names = a.names & b.names
    common = Common(
        words=np.array([len(a.words & b.words)]),
        fewer=np.array([min(len(a.words), len(b.words))]),
        all_words=np.array([len(a.words | b.words)]),
        roles=np.array([len(shared) + _more_partners(a, b) if one_frame else 0]),
        known=np.array([min(len(a.roles), len(b.roles))]),
        one_frame=np.array([one_frame]),
        two_frames=np.array([bool(a.frame) and bool(b.frame) and not one_frame]),
        telling=np.array([_telling(a, b, shared) or bool(names)]),
        names=np.array([len(names)]),
        otherwise=np.array([otherwise(a, b)]),
    )
    return float(weigh(common)[0])


def _more_partners(a: Gist, b: Gist) -> int:
    """Count partners beyond the first: two who work together fill two roles with one word."""
    if a.frame != TOGETHER:
        return 0
    common = a.roles.get("actor", frozenset()) & b.roles.get("actor", frozenset())
    return max(0, len(common) - 1)


def _telling(a: Gist, b: Gist, shared: frozenset[str]) -> bool:
    """Tell whether a shared party or place has a name: "the company" is another in each story."""
    return any(has_name(gist.roles[role]) for role in shared & TELLING for gist in (a, b))


def has_name(forms: frozenset[str]) -> bool:
    """Tell whether one of some forms is a name, by its capitals."""
    return any(form != form.lower() for form in forms)


def conflict(a: Gist, b: Gist, grounds: Grounds = _NOWHERE) -> bool:
    """Tell whether two gists cannot be one claim: another period, number, thing, place or party."""
    if periods_differ(a.period, b.period) or amounts_differ(a, b):
        return True
    return a.frame == b.frame and bool(a.frame) and bool(differing_roles(a, b, grounds))


@lru_cache(maxsize=1 << 16)
def periods_differ(a: str, b: str) -> bool:
    """Tell whether two periods (EDTF) are of two claims.

    Example:
        >>> periods_differ("2030", "2031"), periods_differ("2030", "")
        (True, False)
        >>> periods_differ("2030/..", "")
        True
    """
    if not can_meet(a, b):
        return True
    # "in recent weeks" says less or more than what bears no time
    return bool(a) != bool(b) and spans(a or b)


def amounts_differ(a: Gist, b: Gist) -> bool:
    """Tell whether the two give numbers of one thing that cannot both be right."""
    return any(one.excludes(other) for one in a.amounts for other in b.amounts)


def shared_roles(a: Gist, b: Gist, grounds: Grounds = _NOWHERE) -> frozenset[str]:
    """Name the roles in which both have the same."""
    return frozenset(
        role
        for role in set(a.roles) & set(b.roles)
        if meets(role, a.filling(role), b.filling(role), grounds)
    )


def differing_roles(a: Gist, b: Gist, grounds: Grounds = _NOWHERE) -> frozenset[str]:
    """Name the roles in which both name something, and not the same."""
    return frozenset(
        role
        for role in set(a.roles) & set(b.roles)
        if not meets(role, a.filling(role), b.filling(role), grounds)
        and excludes(role, a.roles[role], b.roles[role], grounds)
    )


def meets(role: str, mine: frozenset[str], theirs: frozenset[str], grounds: Grounds) -> bool:
    """Tell whether two fillings of a role are the same, or one holds the other.

    Args:
        role: The role.
        mine: What fills it (``Gist.filling``).
        theirs: What fills it elsewhere.
        grounds: Where places lie.
    """
    asked = (role, mine, theirs)
    known = grounds.met.get(asked)
    if known is None:
        if len(grounds.met) >= _REMEMBERED:
            grounds.met.clear()
        known = grounds.met[asked] = _meet(role, mine, theirs, grounds)
    return known


def _meet(role: str, mine: frozenset[str], theirs: frozenset[str], grounds: Grounds) -> bool:
    if role == "item":
        wide = (
            {wider().get(form, form) for form in mine},
            {wider().get(form, form) for form in theirs},
        )
        if mine & theirs or wide[0] & theirs or mine & wide[1]:
            return True
    near = [(x, y) for x in mine for y in theirs if grounds.country(x) == grounds.country(y) != ""]
    if role != "item" and any(role in _PARTIAL or not grounds.apart(x, y) for x, y in near):
        return True
    return any(
        _one_name(x.lower(), y.lower())
        for x in mine
        for y in theirs
        if role != "item" or not {x, y} <= things()  # two things are told by kind, not by name
    )


def keys_of(role: str, forms: frozenset[str], grounds: Grounds) -> Iterator[tuple[str, str]]:
    """Give keys of a filling: two that meet have a key of one with the other side of the other.

    Yields:
        Pairs of a side and a word: what is ``whole`` here is ``whole`` or ``part`` there.
    """
    for form in forms:
        if role == "item":
            yield "whole", form
            yield "part", wider().get(form, form)
        elif country := grounds.country(form):
            yield "whole", f"in {country}"
        words = form.lower().split()
        yield "whole", " ".join(words)
        for cut in range(1, len(words)):
            yield "part", " ".join(words[:cut])
            yield "part", " ".join(words[cut:])


def _one_name(a: str, b: str) -> bool:
    """Tell whether one naming is the other or its beginning or end, by whole words."""
    if a == b:
        return True
    short, long = sorted((a.split(), b.split()), key=len)
    if not short or len(" ".join(short)) <= 3:
        return False
    return long[: len(short)] == short or long[-len(short) :] == short


def excludes(role: str, a: frozenset[str], b: frozenset[str], grounds: Grounds) -> bool:
    """Tell whether two fillings contradict; "the firm" may be anyone, a company of any country."""
    if not (all_named(a) and all_named(b)):
        return False
    if role == "place":
        return any(grounds.apart(x, y) for x in a for y in b)
    codes = [any(map(is_code, forms)) for forms in (a, b)]
    if role in ("actor", "recipient") and codes[0] != codes[1]:
        ours, theirs = ({grounds.country(form) for form in forms} - {""} for forms in (a, b))
        return bool(ours and theirs and not ours & theirs)
    return True


def is_code(form: str) -> bool:
    """Tell whether a form is a country (ISO 3166-1 alpha-2)."""
    return len(form) == 2 and form.isupper()


def all_named(forms: frozenset[str]) -> bool:
    """Tell whether all of some forms are names or things of the field."""
    return all(form in things() or form != form.lower() for form in forms)
