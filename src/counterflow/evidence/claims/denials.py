"""Tell whether a denial denies what another says though it says less, or something wider.

"No arms at all" denies the drones; "the university never acted for the works" denies that it was
their front, though it names no year; "nothing was imported" denies each import of its story.
"""

from __future__ import annotations

import re

from counterflow.evidence.claims.gists import Gist, content_words, wider_kinds
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.pairs import Pair
from counterflow.evidence.claims.periods import can_meet
from counterflow.evidence.claims.sameness import (
    amounts_differ,
    differing_roles,
    has_name,
    shared_roles,
)
from counterflow.evidence.claims.sides import Side

_ENOUGH = 2
_WORD = re.compile(r"[\w-]+")


def denial(pair: Pair, grounds: Grounds) -> tuple[str, str] | None:
    """Tell whether one of a pair denies what the other says.

    Args:
        pair: Two sides, of which one denies.
        grounds: Where the places lie that they name.

    Returns:
        The kind and who denies; ``None`` where both can be true.
    """
    denied, said = (pair.one, pair.other) if pair.one.denies else (pair.other, pair.one)
    if not can_meet(denied.said.period, said.said.period):
        return None
    a, b = denied.gist, said.gist
    shared = shared_roles(a, b, grounds)
    if not shared and not pair.one_story:
        return None
    apart = differing_roles(a, b, grounds)
    if "item" in apart and _holds(a, b):
        apart -= {"item"}
    if _wider(a, b, shared, apart) or (pair.one_story and _in_story(denied, said, shared, apart)):
        return "denial", f"denied by {denied.said.speaker}"
    return None


def _wider(a: Gist, b: Gist, shared: frozenset[str], apart: frozenset[str]) -> bool:
    """Tell whether all that is denied is met by what is said, or holds it."""
    if apart - {"item"}:
        return False
    met = set(shared)
    if _holds(a, b):
        met.add("item")
    elif a.roles.get("item") and "item" not in met:
        return False
    return len(met) >= _ENOUGH and not set(a.roles) - met - {"place", "route"}


def _holds(wide: Gist, narrow: Gist) -> bool:
    """Tell whether a thing of the one is a kind of which a thing of the other is."""
    return any(
        kind in wider_kinds(thing)
        for kind in wide.roles.get("item", ())
        for thing in narrow.roles.get("item", ())
    )


def _in_story(denied: Side, said: Side, shared: frozenset[str], apart: frozenset[str]) -> bool:
    """Tell whether a denial is of one story with what it denies, and nothing sets them apart.

    Whom and what it names must stand in the other's words, or it counts the same things; and no
    role may be filled with something else in the other.
    """
    a, b = denied.gist, said.gist
    own = frozenset({"actor"} if a.own else ())  # whose house it is, the story tells
    apart -= own
    # "the University" is none other than the university whose whole name stands there.
    if not all(_in_words(a.roles[role], said) for role in apart) or amounts_differ(a, b):
        return False
    named = [role for role, forms in a.roles.items() if role not in own and has_name(forms)]
    if not all(role in shared or _in_words(a.roles[role], said) for role in named):
        return False
    if not all(_alike(a, b, role) for role in a.roles.keys() & b.roles.keys() - shared - own):
        return False
    counted = any(mine.heads & theirs.heads for mine in a.amounts for theirs in b.amounts)
    return bool(named) or counted


def _alike(a: Gist, b: Gist, role: str) -> bool:
    """Tell whether two fillings that are not the same at least share a word of weight."""
    mine, theirs = (content_words(" ".join(gist.roles[role])) for gist in (a, b))
    return not mine.isdisjoint(theirs) or (role == "item" and _holds(a, b))


def _in_words(forms: frozenset[str], said: Side) -> bool:
    words = f" {' '.join(_WORD.findall(said.said.text.lower()))} "
    return any(f" {form.lower()} " in words for form in forms)
