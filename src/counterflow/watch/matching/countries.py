"""Countries: one in common agrees, neighbours and former states do not speak against a match."""

from __future__ import annotations

from functools import cache

from counterflow.core.facts import package_yaml
from counterflow.core.model.matches import Feature
from counterflow.watch.matching.entity import CRAFT, ORGANISATIONS, Profile
from counterflow.watch.matching.fields import AGREE, DIFFER, UNKNOWN

COUNTRY_OTHER = -0.05
COUNTRY_OTHER_ONE_WORD = -0.12
COUNTRY_OTHER_COMMON = -0.32
"""Another country clears a name that many parties bear."""


@cache
def _related() -> dict[str, frozenset[str]]:
    """Give the countries that are no evidence against one another, both ways."""
    table = package_yaml("country_relations.yaml")
    related: dict[str, set[str]] = {}
    for one, others in (*table["borders"].items(), *table["parts"].items()):
        for other in others.split():
            related.setdefault(one, set()).add(other)
            related.setdefault(other, set()).add(one)
    for former, states in table["former"].items():
        union = {former, *states.split()}
        for one in union:
            related.setdefault(one, set()).update(union - {one})
    return {one: frozenset(others) for one, others in related.items()}


def are_related(one: str, other: str) -> bool:
    """Tell whether two countries are neighbours, parts of one state, or were one state.

    Args:
        one: An ISO 3166 alpha-2 code in lower case, or that of a former state (``su``).
        other: Another.

    Example:
        >>> are_related("ru", "kz"), are_related("su", "ua"), are_related("rs", "me")
        (True, True, True)
        >>> are_related("ir", "ph")
        False
    """
    return one == other or other in _related().get(one, ())


def are_apart(ours: Profile, theirs: Profile) -> bool:
    """Tell whether both have countries, none in common, and no two that are related."""
    if (
        not ours.countries
        or not theirs.countries
        or not ours.countries.isdisjoint(theirs.countries)
    ):
        return False
    return not any(are_related(one, two) for one in ours.countries for two in theirs.countries)


def compare_countries(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether the countries agree; one in common is enough.

    Where a person lives and whose national he is are two questions, and so are the flag and the
    seat of a ship's owner: answers to two questions do not contradict one another.
    """
    if not ours.countries or not theirs.countries:
        return None
    mine, other = ", ".join(sorted(ours.countries)), ", ".join(sorted(theirs.countries))
    if not ours.countries.isdisjoint(theirs.countries):
        return Feature("country", AGREE, 0.0, mine, other, "a country in common")
    if not are_apart(ours, theirs):
        words = "neighbours, or once one state: says nothing against"
        return Feature("country", UNKNOWN, 0.0, mine, other, words)
    if not _ask_the_same(ours, theirs):
        words = "residence and nationality are two things: says nothing against"
        return Feature("country", UNKNOWN, 0.0, mine, other, words)
    return Feature("country", DIFFER, COUNTRY_OTHER, mine, other, "no country in common")


def _ask_the_same(ours: Profile, theirs: Profile) -> bool:
    """Tell whether both sides give a country of one sort: nationality, or seat and residence."""
    if {ours.schema, theirs.schema} & (ORGANISATIONS | CRAFT):
        return True
    if ours.nationalities and theirs.nationalities:
        return True
    return bool(ours.countries - ours.nationalities and theirs.countries - theirs.nationalities)
