"""Try whether parties that a list must hold are found in a new version of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from counterflow.core.model import Listing, Snapshot
from counterflow.core.text.names import read_name
from counterflow.watch.lists.guards import Counts
from counterflow.watch.lists.pack import load_watch_pack
from counterflow.watch.lists.versions import day_of
from counterflow.watch.matching.compare import DECISION_POINT, compare_profiles
from counterflow.watch.matching.entity import Profile, read_entity

MOST: Final = 8
"""Canaries that are tried of one list."""

_LABELS: Final = {
    "OFAC SDN": "ofac_sdn",
    "UK Sanctions List": "uk_sanctions_list",
    "Canada SEMA": "ca_sema",
    "EU asset freeze": "eu_fsf",
}
"""What the watch pack calls a list, and the source label of that list's own listings."""


class Canary(NamedTuple):
    """A party that a list must hold since a day."""

    label: str
    since: str
    profile: Profile


@cache
def canaries() -> tuple[Canary, ...]:
    """Give the parties of the watch pack whose designation somebody verified, by list.

    Basis:
        ``data/watch_pack/parties.yaml``: each with its source. A party that is taken off a list is
        taken off the pack; until then a person accepts the version.
    """
    found = []
    for listing in load_watch_pack()[1]:
        for act in listing.designations:
            label = next((label for word, label in _LABELS.items() if word in act.authority), "")
            verified = act.citation is not None and act.citation.verified
            if label and verified and act.listed_on:
                profile = read_entity({"schema": listing.schema, "properties": listing.properties})
                found.append(Canary(label, act.listed_on, profile))
    return tuple(found)


def failing_canaries(snapshot: Snapshot, counts: Counts, listings: Iterable[Listing]) -> list[str]:
    """Settle which parties that a version of a list must hold are not found in it.

    Args:
        snapshot: The version.
        counts: How many of its listings are of each source label.
        listings: All of its listings.

    Returns:
        One sentence per canary that no listing matches; empty where the list has none.
    """
    labels = counts.get("source", {})
    due = [one for one in canaries() if one.label in labels and one.since < day_of(snapshot)][:MOST]
    if not due:
        return []
    words = [_own_words(one.profile) for one in due]
    missing = dict(enumerate(due))
    for listing in listings:
        if not missing:
            break
        listed = _listed_words(listing)
        near = [at for at in missing if not words[at].isdisjoint(listed)]
        if not near:
            continue
        profile = read_entity({"schema": listing.schema, "properties": listing.properties})
        for at in near:
            if compare_profiles(missing[at].profile, profile).score >= DECISION_POINT:
                del missing[at]
    return [
        f"the canary “{one.profile.names[0]}”, listed since {one.since}, is not found"
        for one in missing.values()
    ]


def _own_words(profile: Profile) -> set[str]:
    """Give the words that few others share; half a list is a "company" or an "industry"."""
    forms = [read_name(name) for name in profile.names]
    own = {
        word
        for form in forms
        for word, weight in zip(form.words, form.weights, strict=True)
        if weight >= 1
    }
    return own or {word for form in forms for word in form.words}


def _listed_words(listing: Listing) -> set[str]:
    names = [
        name
        for key in ("name", "alias", "previousName")
        for name in listing.properties.get(key, ())
    ]
    return {word for name in names for word in read_name(name).words}
