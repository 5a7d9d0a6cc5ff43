"""Read what the papers of a transaction say of owners: who holds what in whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from counterflow.core.errors import InputError
from counterflow.core.model.parties import Party
from counterflow.screening.pipeline.names_within import names_within
from counterflow.watch.ownership.naming import plain_name
from counterflow.watch.ownership.shares import UNKNOWN, Share, only_about, read_share

OWNER: Final = "owner"
SHARE: Final = "share"
OWNS: Final = ("owns", "of")
"""Details of an owner that name whom it owns: a role, or a party of the transaction by its name."""
TARGETS: Final = ("buyer", "consignee", "end_user", "payee", "payer", "party")
"""Roles of whom an owner is taken to own where the paper does not say: the first that is there."""


class Claim(NamedTuple):
    """What the papers say of one owner: positions among the parties, and the share.

    ``words`` are those of the papers, where the share is only about right.
    """

    owner: int
    target: int
    share: Share
    words: str = ""


def claims_of(
    named: Sequence[tuple[str, Party]], remarks: list[tuple[str, str]]
) -> Iterator[Claim]:
    """Settle what the owners of the papers hold in whom.

    Args:
        named: The parties with their subjects.
        remarks: Where to say what could not be read, by the subject.

    Yields:
        One claim per owner whose target is known.

    Example:
        >>> from counterflow.screening.pipeline.parts import name_parties
        >>> from counterflow.watch.ownership.shares import told
        >>> parties = [Party("buyer", "Alder AG"), Party("owner", "Birch AG")]
        >>> (claim,) = claims_of(name_parties(parties), [])
        >>> claim.owner, claim.target, told(claim.share)
        (1, 0, 'an unknown share')
    """
    for at, (subject, party) in enumerate(named):
        if party.role == OWNER:
            target = _target(at, party, subject, named, remarks)
            if target is not None:
                words = only_about(party.detail(SHARE))
                yield Claim(at, target, _share(party, subject, remarks), words)


def _target(
    at: int,
    owner: Party,
    subject: str,
    named: Sequence[tuple[str, Party]],
    remarks: list[tuple[str, str]],
) -> int | None:
    """Settle whom an owner owns, by its position among the parties."""
    others = [(place, party) for place, (_, party) in enumerate(named) if place != at]
    said = next(filter(None, map(owner.detail, OWNS)), "")
    if said:
        role, plain = "_".join(said.casefold().split()), plain_name(said)
        for place, party in others:
            if party.role == role or plain in map(plain_name, (party.name, *names_within(party))):
                return place
        if plain == plain_name(owner.name):
            remarks.append((subject, f"“{owner.name}” is said to own itself"))
        else:
            what = f"“{said}”, which it is said to own, is no party of the papers"
            remarks.append((subject, what))
    for role in TARGETS:
        for place, party in others:
            if party.role == role:
                return place
    first = next((place for place, party in others if party.role != OWNER), None)
    if first is None:
        remarks.append((subject, "an owner is named, and nobody whom it could own"))
    return first


def _share(owner: Party, subject: str, remarks: list[tuple[str, str]]) -> Share:
    try:
        return read_share(owner.detail(SHARE))
    except InputError as fault:
        what = f"{fault.what}: {fault.why}; the share counts as unknown"
        remarks.append((subject, what))
        return UNKNOWN
