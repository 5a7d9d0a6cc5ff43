"""Find the owners of a transaction's parties: those that the papers name and those of the graph."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.transactions import Transaction
from counterflow.screening.pipeline.names_within import names_within
from counterflow.screening.pipeline.owner_claims import OWNER, Claim, claims_of
from counterflow.screening.pipeline.parts import day_of, name_parties
from counterflow.watch.ownership.graph import NAME, NUMBER, Found, OwnershipGraph
from counterflow.watch.ownership.shares import Share
from counterflow.watch.ownership.structure import Member, Structure, member_of

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
        named: The members whom the papers name, by the subject.
    """

    structure: Structure
    parties: tuple[OwnedParty, ...]
    asked: tuple[AskedOwner, ...]
    remarks: tuple[tuple[str, str], ...]
    named: tuple[tuple[str, int], ...] = ()


class OwnerFinder:
    """Find the owners of parties.

    Args:
        graph: What was imported; ``None`` where nothing was.
        sources: Versions of the graphs in use, for coverage.
    """

    def __init__(self, graph: OwnershipGraph | None = None, sources: Sequence[str] = ()) -> None:
        self.graph = graph
        self.sources = tuple(sources)
        self._known: dict[tuple[str, str, str, tuple[Identifier, ...]], _Met] = {}

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
        met = [self._met(party) for _, party in named]
        if not papers and not any(map(any, met)):
            return None
        structure = Structure(self.graph, (day_of(transaction) or as_of).toordinal())
        remarks: list[tuple[str, str]] = []
        claims = list(claims_of(named, remarks))
        held = {claim.target for claim in claims}
        members, parties = [], []
        for at, ((subject, party), (found, _)) in enumerate(zip(named, met, strict=True)):
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
        within = _join_within(structure, named, met, members, parties)
        for claim in claims:
            _hold(structure, claim, members, within)
        structure.climb()
        asked = tuple(_asked(structure, named, members))
        subjects = (subject for subject, _ in named)
        of_papers = tuple(zip(subjects, members, strict=True))
        return Owned(structure, tuple(parties), asked, tuple(remarks), of_papers)

    def _member(self, party: Party, found: Sequence[Found]) -> Member:
        """Give a party as a member; one that is asked by number alone bears its name there."""
        if not party.name and found and self.graph is not None:
            return member_of(self.graph, found[0].node)
        return _member(party)

    def _met(self, party: Party) -> _Met:
        """Give the nodes that a party, and the others named in its cell, may be."""
        graph = self.graph
        if graph is None or not (party.name or party.identifiers):
            return _NOBODY
        key = party.name, party.address, party.country, party.identifiers
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _look_up(graph, party)
            if len(self._known) > REMEMBERED:
                self._known.clear()
        return known


class _Met(NamedTuple):
    """What of a graph a party may be, and what of it the others named in its cell may be."""

    found: tuple[Found, ...] = ()
    within: tuple[tuple[str, tuple[Found, ...]], ...] = ()


_NOBODY: Final = _Met()


def _look_up(graph: OwnershipGraph, party: Party) -> _Met:
    """Find a party in a graph; several names in one cell are several parties.

    One name beside an address is the party itself. Of two, either may sit in the country of the
    cell, so that another country speaks against neither.
    """
    names = names_within(party)
    whole = [party.name] if party.name else []
    alone = [*whole, *names] if len(names) < 2 else whole
    numbers = [(one.kind, one.value) for one in party.identifiers]
    found = _with_ties(graph, graph.find(alone, party.country, numbers))
    within = []
    for name in names if len(names) > 1 else ():
        near = graph.find([name], party.country, ())
        if others := _with_ties(graph, near or graph.find([name], "", ())):
            within.append((name, others))
    return _Met(found, tuple(within))


def _with_ties(graph: OwnershipGraph, found: Sequence[Found]) -> tuple[Found, ...]:
    """Give those that somebody stands above or beside."""
    return tuple(one for one in found if graph.owners_of(one.node) or graph.held_by(one.node))


def _join_within(
    structure: Structure,
    named: Sequence[tuple[str, Party]],
    met: Sequence[_Met],
    members: Sequence[int],
    parties: list[OwnedParty],
) -> dict[int, list[int]]:
    """Take in those whom a cell names beside its party; give them by the party's position."""
    within: dict[int, list[int]] = {}
    for at, ((subject, party), (_, others)) in enumerate(zip(named, met, strict=True)):
        for name, found in others:
            member = structure.add(Member(name, (name,), schema=party.schema))
            member = structure.join(member, [one.node for one in found], sure=False)
            if member == members[at] or member in within.get(at, ()):
                continue
            within.setdefault(at, []).append(member)
            if party.role != OWNER:
                parties.append(OwnedParty(subject, party, member, found[0].by))
    return within


def _hold(
    structure: Structure, claim: Claim, members: Sequence[int], within: Mapping[int, Sequence[int]]
) -> None:
    """Take in what the papers say of one owner; of several in its cell each may hold the share."""
    target, share, words = members[claim.target], claim.share, claim.words
    structure.hold(members[claim.owner], target, share, THE_PAPERS, words)
    for member in within.get(claim.owner, ()):
        structure.hold(member, target, Share(0, share.high, share.known), THE_PAPERS, words)


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
