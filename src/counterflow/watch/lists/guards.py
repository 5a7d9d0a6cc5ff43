"""Judge a new version of a list before it is used: what has vanished, shrunk or broken off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.sources.parsed import Account

NAMES = {"programme": "programme", "schema": "type of record", "source": "source label"}
"""What listings are counted by, as a person calls it."""

PARTS = "part"
"""The group of counts that tells how many listings have an alias, an address and so on."""
ADDRESS_ONLY = "entries give only an address"
"""A lack that says what the list is, and not what is missing from it."""
_NUMBER = re.compile(r"\d[\d,.]*")

MOST_GROUPS = 2_000
"""Names of one kind (programmes, sources) that are counted; a list of strays has endless ones."""

Counts = Mapping[str, Mapping[str, int]]
"""How many listings are of each programme, schema and source."""


class Limits(NamedTuple):
    """How far a new version may differ before a person must look at it.

    Attributes:
        shrunken: Share of the listings of the version before that may be missing, in all.
        refused: Share of the records that may be refused.
        fewest: Listings that a group must have had for its vanishing to count.
        spared: So many lost listings or refused records never count: of a small list they are a
            large share.

    Basis:
        Set by judgement on OFAC's history of 2021-08 to 2024-05, in which no real version lost
        more than 1.64 % of the entries (150 of 9,158, 2021-12-22 to 2021-12-30):
        docs/lists/guards.md.
    """

    shrunken: float = 0.05
    refused: float = 0.01
    fewest: int = 1
    spared: int = 3


class Judged(NamedTuple):
    """A version with how many of its listings are of each programme, schema and source."""

    snapshot: Snapshot
    counts: Counts


def trips(
    new: Judged, account: Account, before: Judged | None, limits: Limits | None = None
) -> tuple[str, ...]:
    """Settle which guards a version sets off.

    Args:
        new: The version.
        account: How it was read.
        before: The version in use; ``None`` for the first.
        limits: How far it may differ.

    Returns:
        One sentence per guard, the gravest first; empty where the version may be used.

    Example:
        >>> one = Judged(Snapshot("un", "0", "un_xml", listings=100), {"programme": {"DPRK": 9}})
        >>> two = Judged(Snapshot("un", "1", "un_xml", listings=90), {})
        >>> for trip in trips(two, Account("un_xml"), one): print(trip)
        the list shrank by 10.0 %: 90 listings where un@undated#0 holds 100 (limit 5 %)
        the programme DPRK vanished: 9 listings before
    """
    limits = limits or Limits()
    return (
        *_broken(new.snapshot, account, limits),
        *_vanished(new, before, limits),
        *_less_whole(new, before, limits),
    )


def _broken(new: Snapshot, account: Account, limits: Limits) -> Iterator[str]:
    for refusal in account.fatal:
        place = f" ({refusal.file}{f', line {refusal.line}' if refusal.line else ''})"
        yield f"{refusal.what}{place if refusal.file else ''}"
    if not new.listings and not account.fatal:
        yield "the list holds no listing"
    refused = account.refused + account.damaged
    total = max(1, account.records + account.damaged)
    if refused > limits.spared and refused / total > limits.refused:
        share = f"{refused / total:.1%}".replace("%", " %")
        most = f"{limits.refused * 100:g} %"
        yield f"{refused:,} of {total:,} records were refused, {share} (limit {most})"
    if account.doubles:
        yield f"{account.doubles:,} records bear an id that stands on an earlier one"


def _vanished(new: Judged, before: Judged | None, limits: Limits) -> Iterator[str]:
    if before is None or not before.snapshot.listings:
        return
    was, now = before.snapshot, new.snapshot
    lost = (was.listings - now.listings) / was.listings
    if lost > limits.shrunken and was.listings - now.listings > limits.spared:
        told = f"{now.listings:,} listings where {was.id} holds {was.listings:,}"
        yield f"the list shrank by {lost * 100:.1f} %: {told} (limit {limits.shrunken * 100:g} %)"
    for group, counts in before.counts.items():
        if group == PARTS:
            continue
        left = new.counts.get(group, {})
        if len(left) >= MOST_GROUPS:
            continue  # the rare names were not counted: they may still be there
        for name, count in sorted(counts.items()):
            if count >= limits.fewest and not left.get(name):
                word = NAMES.get(group, group)
                yield f"the {word} {name or '(none)'} vanished: {count:,} listings before"


def _less_whole(new: Judged, before: Judged | None, limits: Limits) -> Iterator[str]:
    """Tell of companions that are gone: the entries are all there, with less said of each."""
    if before is None or not before.snapshot.listings:
        return
    parts = new.counts.get(PARTS, {})
    for part, had in before.counts.get(PARTS, {}).items():
        have = parts.get(part, 0)
        # Of a list whose entries went the entries are told of, not what each of them had.
        due = had * min(1.0, new.snapshot.listings / before.snapshot.listings)
        if due - have > limits.spared and (due - have) / due > limits.shrunken:
            told = f"{have:,} listings have one where {before.snapshot.id} has {had:,}"
            yield f"{part} are missing: {told} (limit {limits.shrunken * 100:g} %)"
    for lack in new_lacks(new.snapshot.lacks, before.snapshot.lacks, limits.spared):
        yield f"it is less whole than {before.snapshot.id}: {lack}"


def new_lacks(now: Sequence[str], before: Sequence[str], spared: int = 0) -> list[str]:
    """Give what a version was read without and the one before was not, whatever the numbers.

    Args:
        now: What the version was read without, in words.
        before: The same of the one before.
        spared: A lack that counts so many, or fewer, is none.

    Example:
        >>> new_lacks(["17 remarks end", "2 numbers end", "no aliases"], ["4 remarks end"], 3)
        ['no aliases']
    """
    had = {_NUMBER.sub("", lack) for lack in before}
    return [
        lack
        for lack in now
        if _NUMBER.sub("", lack) not in had
        and ADDRESS_ONLY not in lack
        and _count_in(lack) > spared
    ]


def _count_in(lack: str) -> float:
    found = _NUMBER.match(lack)
    return int(re.sub(r"\D", "", found[0])) if found else float("inf")
