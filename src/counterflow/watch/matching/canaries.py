"""Try whether parties that a list must hold are found in a new version of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation, read_day
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import Snapshot
from counterflow.core.text.scripts import fold
from counterflow.core.text.word_weights import word_weight
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
    "EU 269/2014 Annex I (asset freeze)": "eu_fsf",
    "EU 2023/1529 Annex III (asset freeze)": "eu_fsf",
}
"""What the watch pack calls a list, and the source label of that list's own listings.

Basis:
    The EU's file is the consolidated list of all asset freezes: ``data/programmes/eu.yaml``, FSF.
"""
_FILE: Final = "canaries.yaml"


class Canary(NamedTuple):
    """A party that a list must hold since a day."""

    label: str
    since: str
    profile: Profile


@cache
def canaries() -> tuple[Canary, ...]:
    """Give the parties that somebody saw on a list, by list.

    Returns:
        Those of the watch pack whose designation is verified and dated, then those of
        ``data/canaries.yaml``.

    Raises:
        RuleError: A row of the file lacks its source, its list, its name or its day.

    Example:
        >>> sorted({one.label for one in canaries()})
        ['ca_sema', 'eu_fsf', 'ofac_sdn', 'uk_sanctions_list', 'us_csl']

    Basis:
        ``data/watch_pack/parties.yaml`` and ``data/canaries.yaml``: each row with its source. A
        party that is taken off a list is taken off them; until then a person accepts the version.
    """
    return (*_of_the_pack(), *_of_the_file())


def has_canaries(labels: Iterable[str]) -> bool:
    """Tell whether any canary is known for a list, by the source labels of its listings.

    Example:
        >>> has_canaries(["un_sc"]), has_canaries(["ca_sema"])
        (False, True)
    """
    return not {one.label for one in canaries()}.isdisjoint(labels)


def _of_the_file() -> Iterator[Canary]:
    file = load_facts(_FILE)
    for row in file.get("canaries", ()):
        where = f"{_FILE}, {row.get('list')}: {row.get('name')}"
        citation, since = read_citation(file, row, where), read_day(row.get("since"), where)
        if not row.get("list") or not row.get("name") or since is None:
            raise RuleError(
                "a canary without its list, its name or its day",
                where=where,
                why="a list that lost its entries could pass",
                remedy="give `list`, `name` and `since`",
            )
        if citation.verified:
            entity = {"schema": "LegalEntity", "properties": {"name": [row["name"]]}}
            yield Canary(str(row["list"]), since.isoformat(), read_entity(entity))


def _of_the_pack() -> Iterator[Canary]:
    for listing in load_watch_pack()[1]:
        for act in listing.designations:
            label = next((label for word, label in _LABELS.items() if word in act.authority), "")
            verified = act.citation is not None and act.citation.verified
            if label and verified and act.listed_on:
                profile = read_entity({"schema": listing.schema, "properties": listing.properties})
                yield Canary(label, act.listed_on, profile)


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
    near = _near(due, listings)
    missing = [one for one, found in zip(due, near, strict=True) if not _is_found(one, found)]
    return [
        f"the canary “{one.profile.names[0]}”, listed since {one.since}, is not found"
        for one in missing
    ]


def _near(due: list[Canary], listings: Iterable[Listing]) -> list[list[Listing]]:
    """Give, for each canary, the listings that share a telling word, the likest first."""
    words = [_own_words(one.profile) for one in due]
    wanted = frozenset().union(*words)
    near: list[list[tuple[int, Listing]]] = [[] for _ in due]
    for listing in listings:
        shared = _listed_words(listing) & wanted
        if not shared:
            continue
        for at, own in enumerate(words):
            if met := len(own & shared):
                near[at].append((met, listing))
    return [[listing for _, listing in sorted(found, key=lambda one: -one[0])] for found in near]


def _is_found(canary: Canary, near: list[Listing]) -> bool:
    """Tell whether one of the listings matches."""
    return any(
        compare_profiles(
            canary.profile, read_entity({"schema": one.schema, "properties": one.properties})
        ).score
        >= DECISION_POINT
        for one in near
    )


def _own_words(profile: Profile) -> set[str]:
    """Give the words of each name that few others share; half a list is a "company".

    A name of shared words alone ("Iran Air") is looked for by all of them.
    """
    found: set[str] = set()
    for name in profile.names:
        words = set(fold(name).split())
        found |= {word for word in words if word_weight(word) >= 1} or words
    return found


def _listed_words(listing: Listing) -> set[str]:
    names = [
        name
        for key in ("name", "alias", "previousName")
        for name in listing.properties.get(key, ())
    ]
    return set(" ".join(map(fold, names)).split())
