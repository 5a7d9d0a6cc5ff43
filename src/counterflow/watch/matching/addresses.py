"""Addresses: the same one helps a like name, another one speaks only against a common name."""

from __future__ import annotations

from functools import lru_cache

from counterflow.core.model.matches import Feature
from counterflow.core.text.brackets import inside_brackets
from counterflow.core.text.name_tables import words_of_class
from counterflow.core.text.scripts import fold
from counterflow.watch.matching.countries import are_apart
from counterflow.watch.matching.entity import Profile
from counterflow.watch.matching.fields import AGREE, DIFFER, NamePair

ADDRESS_OTHER_COMMON = -0.15
ADDRESS_LIFT = 0.08
HELPED_FROM = 0.6
HELPED_TO = 0.95
PLACE_OTHER = -0.32
SHARE = 0.6
"""Share of the shorter address that is found in the other one where they are the same."""
LONGEST = 60
"""Words of an address that are read."""


def compare_addresses(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether two addresses are the same, or have nothing in common.

    Addresses that share a town and no more say nothing.
    """
    if not ours.addresses or not theirs.addresses:
        return None
    likeness, mine, other = max(
        (_likeness(_words(one), _words(two)), one, two)
        for one in ours.addresses
        for two in theirs.addresses
    )
    if likeness >= SHARE:
        return Feature("address", AGREE, 0.0, mine, other, "the same address")
    if likeness > 0:
        return None
    return Feature("address", DIFFER, 0.0, mine, other, "another address")


@lru_cache(maxsize=1 << 12)
def _words(address: str) -> frozenset[str]:
    words = fold(address).split()[:LONGEST]
    return frozenset([word for word in words if len(word) > 2 or word.isdigit()])


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Give the share of the shorter address that both have; the same house needs its number."""
    shared = one & other
    if not shared:
        return 0.0 if one and other else 0.1
    has_number = any(any(c.isdigit() for c in word) for word in shared)
    if len(shared) < 2 or not has_number:
        return 0.1
    return len(shared) / min(len(one), len(other))


def address_lift(pair: NamePair) -> float:
    """Say what the same address adds to a like name; it never makes up for another one."""
    if not HELPED_FROM <= pair.score < HELPED_TO or not pair.can_be_helped:
        return 0.0
    return round(min(ADDRESS_LIFT, HELPED_TO - pair.score), 4)


def compare_bracketed_places(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether places in brackets tell sister companies apart ("(Jersey)", "(Cayman)").

    They are places where they are known as such, or where the countries differ too.
    """
    if not ours.names or not theirs.names or "(" not in ours.names[0] or "(" not in theirs.names[0]:
        return None
    mine, other = _bracketed(ours.names), _bracketed(theirs.names)
    if not mine or not other or mine & other or _joined(ours.names) & _joined(theirs.names):
        return None
    places = words_of_class("place")
    if not (are_apart(ours, theirs) or (mine & places and other & places)):
        return None
    words = "another place in brackets tells sister companies apart"
    said = ", ".join(sorted(mine)), ", ".join(sorted(other))
    return Feature("place", DIFFER, PLACE_OTHER, *said, words)


def _bracketed(names: tuple[str, ...]) -> set[str]:
    inside = (fold(part).split() for name in names for part in inside_brackets(name))
    return {word for words in inside for word in words}


def _joined(names: tuple[str, ...]) -> set[str]:
    """Give what stands in brackets without spaces ("Hong Kong", "Hongkong")."""
    return {"".join(fold(part).split()) for name in names for part in inside_brackets(name)}
