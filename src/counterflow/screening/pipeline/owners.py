"""Find the owners of a transaction's parties: those that the papers name and those of the graph."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from counterflow.core.errors import InputError
from counterflow.core.model import Identifier, Party, Transaction
from counterflow.screening.pipeline.parts import day_of, name_parties
from counterflow.watch.ownership.graph import NAME, NUMBER, Found, OwnershipGraph
from counterflow.watch.ownership.naming import plain_name
from counterflow.watch.ownership.shares import UNKNOWN, Share, read_share
from counterflow.watch.ownership.structure import Member, Structure, member_of

OWNER: Final = "owner"
SHARE: Final = "share"
OWNS: Final = ("owns", "of")
"""Details of an owner that name whom it owns: a role, or a party of the transaction by its name."""
TARGETS: Final = ("buyer", "consignee", "end_user", "payee", "payer", "party")
"""Roles of whom an owner is taken to own where the paper does not say: the first that is there."""
PAPER: Final = "paper"
THE_PAPERS: Final = "the transaction's own papers"
NAMES_ASKED: Final = 3
"""Names of one owner that are screened."""
REMEMBERED: Final = 50_000
"""Distinct parties whose nodes are remembered."""


class OwnedParty(NamedTuple):
    """A party whose owners are known.

    Attributes:
        subject: The part of the transaction.
        party: As written.
        member: Its number in the structure.
        by: What tells that its owners are known: ``number``, ``name and country``, ``name`` (of
            the graph) or ``paper``.
    """

    subject: str
    party: Party
    member: int
    by: str


class AskedOwner(NamedTuple):
    """Somebody above a party, as a party to screen.

    Attributes:
        member: Its number in the structure.
        party: What is compared with the listings.
    """

    member: int
    party: Party


@dataclass(frozen=True, slots=True)
class Owned:
    """The owners of the parties of one transaction.

    Attributes:
        structure: Everybody above the parties.
        parties: The parties whose owners are known.
        asked: Everybody to screen, with their names.
        remarks: What of the papers on owners could not be read, by the subject.
    """

    structure: Structure
    parties: tuple[OwnedParty, ...]
    asked: tuple[AskedOwner, ...]
    remarks: tuple[tuple[str, str], ...]


class OwnerFinder:
    """Find the owners of parties.

    Args:
        graph: What was imported; ``None`` where nothing was.
        sources: Versions of the graphs in use, for coverage.
    """

    def __init__(self, graph: OwnershipGraph | None = None, sources: Sequence[str] = ()) -> None:
        self.graph = graph
        self.sources = tuple(sources)
        self._known: dict[tuple[str, str, tuple[Identifier, ...]], tuple[Found, ...]] = {}

    def gather(self, transaction: Transaction, as_of: dt.date) -> Owned | None:
        """Find everybody above the parties of a transaction.

        Args:
            transaction: The transaction; ties count on its day.
            as_of: The day where it has none.

        Returns:
            ``None`` where nobody is known to own anybody: the usual case, told without building
            anything.
        """
        papers = any(party.role == OWNER for party in transaction.parties)
        if not papers and self.graph is None:
            return None
        named = name_parties(transaction.parties)
        nodes = [self._nodes(party) for _, party in named]
        if not papers and not any(nodes):
            return None
        structure = Structure(self.graph, (day_of(transaction) or as_of).toordinal())
        remarks: list[tuple[str, str]] = []
        claims = list(_claims(named, remarks))
        held = {claim.target for claim in claims}
        members, parties = [], []
        for at, ((subject, party), found) in enumerate(zip(named, nodes, strict=True)):
            by = found[0].by if found else ""
            own = member = structure.add(self._member(party, found))
            # A namesake of the graph must not stand above whom the papers speak of.
            if by == NAME and at in held:
                member = structure.add(_member(party))
            member = structure.join(member, [one.node for one in found], sure=by == NUMBER)
            members.append(own if by == NAME and at in held else member)
            if party.role == OWNER:
                continue
            if at in held:
                known = NUMBER if by == NUMBER else PAPER
                parties.append(OwnedParty(subject, party, members[at], known))
            if found and not (at in held and member == members[at]):
                parties.append(OwnedParty(subject, party, member, by))
        for claim in claims:
            structure.hold(members[claim.owner], members[claim.target], claim.share, THE_PAPERS)
        structure.climb()
        asked = tuple(_asked(structure, named, members))
        return Owned(structure, tuple(parties), asked, tuple(remarks))

    def _member(self, party: Party, found: Sequence[Found]) -> Member:
        """Give a party as a member; one that is asked by number alone bears its name there."""
        if not party.name and found and self.graph is not None:
            return member_of(self.graph, found[0].node)
        return _member(party)

    def _nodes(self, party: Party) -> tuple[Found, ...]:
        """Give the nodes that a party may be and that somebody stands above or beside."""
        graph = self.graph
        if graph is None or not (party.name or party.identifiers):
            return ()
        key = party.name, party.country, party.identifiers
        known = self._known.get(key)
        if known is None:
            numbers = [(one.kind, one.value) for one in party.identifiers]
            found = graph.find([party.name] if party.name else [], party.country, numbers)
            known = tuple(
                one for one in found if graph.owners_of(one.node) or graph.held_by(one.node)
            )
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return known


class _Claim(NamedTuple):
    """What the papers say of one owner: positions among the parties, and the share."""

    owner: int
    target: int
    share: Share


def _claims(named: Sequence[tuple[str, Party]], remarks: list[tuple[str, str]]) -> Iterator[_Claim]:
    for at, (subject, party) in enumerate(named):
        if party.role == OWNER:
            target = _target(at, party, subject, named, remarks)
            if target is not None:
                yield _Claim(at, target, _share(party, subject, remarks))


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
            if party.role == role or plain_name(party.name) == plain:
                return place
        remarks.append((subject, f"“{said}”, which it is said to own, is no party of the papers"))
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


def _member(party: Party) -> Member:
    numbers = tuple((one.kind, one.value) for one in party.identifiers)
    return Member(party.name, (party.name,), party.country, numbers, party.schema)


def _asked(
    structure: Structure, named: Sequence[tuple[str, Party]], members: Sequence[int]
) -> Iterator[AskedOwner]:
    """Give everybody of a structure as parties to screen, those of the papers as written."""
    own = set(members)
    for (_, party), at in zip(named, members, strict=True):
        yield AskedOwner(at, party)
    for at, member in enumerate(structure.members):
        if at in own:
            continue
        numbers = tuple(Identifier(kind, value) for kind, value in member.identifiers)
        for name in member.names[:NAMES_ASKED] or (("",) if numbers else ()):
            yield AskedOwner(
                at, Party(OWNER, name, member.schema, member.country, identifiers=numbers)
            )
