"""The owners above some parties: walked up from them, with everything that may be above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.holdings import Merged, Statement, merge
from counterflow.watch.ownership.shares import UNKNOWN, Share, told
from counterflow.watch.ownership.ties import WORDS, Kind

MOST_MEMBERS: Final = 2_000
"""Members of one structure. A policy of ours: a larger one is cut, and the answer says so."""
_UPWARD = frozenset({Kind.SHARES, Kind.VOTES, Kind.CONTROL, Kind.INFLUENCE})


class Member(NamedTuple):
    """Somebody in a structure.

    Attributes:
        name: The name to show.
        names: All names.
        country: ISO alpha-2, empty where not known.
        identifiers: FollowTheMoney property and value.
        schema: FollowTheMoney schema.
    """

    name: str
    names: tuple[str, ...] = ()
    country: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    schema: str = "LegalEntity"


class Holding(NamedTuple):
    """What all statements say of one pair and one kind.

    Attributes:
        owner: Member.
        owned: Member.
        kind: ``SHARES``, ``VOTES`` or ``CONTROL`` (which ``INFLUENCE`` is too).
        low: Lower end in units that is sure; of control 1 where it is stated plainly. Where a
            source is doubtful, or only a name tells who is meant, it is 0.
        high: Upper end in units; of control 1.
        known: Whether some source says the share.
        source: The sources, joined.
        as_of: The latest day of which a source speaks, empty where none says.
        words: The sources' own words.
        said: The share as the sources say it, however sure it is.
    """

    owner: int
    owned: int
    kind: Kind
    low: int
    high: int
    known: bool
    source: str = ""
    as_of: str = ""
    words: str = ""
    said: Share = UNKNOWN

    def told(self) -> str:
        """Say what is held, from the owner's side."""
        kind = Kind.INFLUENCE if self.kind is Kind.CONTROL and not self.low else self.kind
        share = told(self.said) if kind in (Kind.SHARES, Kind.VOTES) else ""
        return WORDS[kind].format(share=share)


class Side(NamedTuple):
    """A tie that is no ownership: a director, a family, a link without direction."""

    one: int
    other: int
    kind: Kind
    source: str
    words: str


class _Told(NamedTuple):
    statement: Statement
    source: str
    as_of: str
    words: str


class Structure:
    """Parties and everybody above them on one day.

    Args:
        graph: The graph; ``None`` where only what a paper says is known.
        day: The day, an ordinal.
        most: Members at most.

    Attributes:
        members: Everybody, by number.
        into: Holdings by who is owned.
        out: The same holdings by their owners.
        sides: Ties that are no ownership.
        selfs: Shares and votes that somebody is said to hold in itself; they count for nobody.
        cut: Whether more members are there than were taken.
    """

    def __init__(self, graph: OwnershipGraph | None, day: int, *, most: int = MOST_MEMBERS) -> None:
        self._graph = graph
        self._day = day
        self._most = most
        self._at: dict[int, int] = {}
        self._told: dict[tuple[int, int, Kind], list[_Told]] = {}
        self._waiting: list[int] = []
        self._nodes: dict[int, list[int]] = {}
        self._doubtful: set[int] = set()
        self._sure: set[int] = set()
        self.members: list[Member] = []
        self.into: dict[int, list[Holding]] = {}
        self.out: dict[int, list[Holding]] = {}
        self.sides: list[Side] = []
        self.selfs: list[Holding] = []
        self.cut = False

    def add(self, member: Member) -> int:
        """Take in somebody; give the number."""
        at = len(self.members)
        self.members.append(member)
        self._nodes[at] = []
        self._waiting.append(at)
        return at

    def join(self, at: int, nodes: Sequence[int], *, sure: bool) -> int:
        """Say which nodes of the graph a member is.

        Args:
            at: The member.
            nodes: Positions in the graph.
            sure: Whether a number tells so. Where only a name does, the graph's ties of these nodes
                raise a question and settle nothing, unless a number of another party tells of them.

        Returns:
            The member that stands for these nodes: another one where a node is that one's already.
        """
        same = next((self._at[node] for node in nodes if node in self._at), at)
        for node in nodes:
            if node not in self._at:
                self._at[node] = same
                self._nodes[same].append(node)
        (self._sure if sure else self._doubtful).update(nodes)
        return same

    def nodes_of(self, at: int) -> Sequence[int]:
        """Give the nodes of the graph that a member is."""
        return self._nodes[at]

    def hold(self, owner: int, owned: int, share: Share, source: str, words: str = "") -> None:
        """Take in what a paper says of two members, with its own words for the share."""
        statement = Statement(-1, share.low, share.high, share.known, stated=True)
        told = _Told(statement, source, "", words)
        if owner == owned:
            self.selfs.append(_holding(owner, owned, Kind.SHARES, [told]))
            return
        self._told.setdefault((owner, owned, Kind.SHARES), []).append(told)

    def climb(self) -> None:
        """Walk up from everybody taken in, then settle what each pair's statements come to."""
        parties = set(self._waiting)
        while self._waiting:
            at = self._waiting.pop(0)
            for node in self._nodes[at]:
                self._climb_from(at, node, sides=at in parties)
        for (owner, owned, kind), said in self._told.items():
            holding = _holding(owner, owned, kind, said)
            self.into.setdefault(owned, []).append(holding)
            self.out.setdefault(owner, []).append(holding)

    def _climb_from(self, at: int, node: int, *, sides: bool) -> None:
        graph = self._graph
        if graph is None:
            return
        for tie in graph.owners_of(node):
            self._take(graph, at, tie, sides=sides)
        for tie in graph.held_by(node) if sides else ():
            if graph.kind(tie) in (Kind.FAMILY, Kind.LINK) and self._is_live(tie):
                self._side(graph, tie, at, self._member(int(graph.ties.owned[tie]), walk=False))

    def _take(self, graph: OwnershipGraph, at: int, tie: int, *, sides: bool) -> None:
        """Take in one tie by which a member is owned, controlled, directed or linked."""
        if not self._is_live(tie):
            return
        kind = graph.kind(tie)
        upward = kind in _UPWARD
        if not upward and not sides:
            return
        ties = graph.ties
        if ties.owner[tie] == ties.owned[tie]:
            self.selfs.append(_holding(at, at, kind, [self._told_by(graph, tie, firm=True)]))
            return
        owner = self._member(int(ties.owner[tie]), walk=upward)
        if owner is None or owner == at:
            return
        if not upward:
            self._side(graph, tie, at, owner)
            return
        ends = {int(ties.owner[tie]), int(ties.owned[tie])}
        named_alone = ends & self._doubtful - self._sure
        firm = kind is not Kind.INFLUENCE and bool(ties.stated[tie]) and not named_alone
        counted = Kind.CONTROL if kind is Kind.INFLUENCE else kind
        told = self._told_by(graph, tie, firm=firm)
        self._told.setdefault((owner, at, counted), []).append(told)

    @staticmethod
    def _told_by(graph: OwnershipGraph, tie: int, *, firm: bool) -> _Told:
        ties = graph.ties
        return _Told(
            Statement(int(ties.source[tie]), *graph.share(tie), stated=firm),
            graph.sources[ties.source[tie]],
            graph.days[ties.as_of[tie]],
            graph.words[ties.words[tie]],
        )

    def _member(self, node: int, *, walk: bool) -> int | None:
        """Give the member that a node is; ``None`` where the structure is full."""
        known = self._at.get(node)
        graph = self._graph
        if known is not None or graph is None:
            return known
        if len(self.members) >= self._most:
            self.cut = True
            return None
        at = len(self.members)
        self.members.append(member_of(graph, node))
        self._at[node] = at
        self._nodes[at] = [node]
        if walk:
            self._waiting.append(at)
        return at

    def _is_live(self, tie: int) -> bool:
        assert self._graph is not None
        ties = self._graph.ties
        return bool(ties.start[tie] <= self._day <= ties.end[tie])

    def _side(self, graph: OwnershipGraph, tie: int, at: int, other: int | None) -> None:
        if other is None:
            return
        source = graph.sources[graph.ties.source[tie]]
        words = graph.words[graph.ties.words[tie]]
        self.sides.append(Side(at, other, graph.kind(tie), source, words))


def member_of(graph: OwnershipGraph, node: int) -> Member:
    """Give a node of a graph as a member."""
    return Member(
        graph.caption(node),
        graph.names[node],
        graph.countries[node],
        graph.identifiers[node],
        graph.schemas[node],
    )


def _holding(owner: int, owned: int, kind: Kind, said: Sequence[_Told]) -> Holding:
    """Settle what all statements about a pair come to."""
    merged = _merged(kind, said)
    first = said[0]
    if len(said) == 1:
        low, high, known = first.statement.low, first.statement.high, first.statement.known
        share = Share(low, high, known)
        return Holding(
            owner, owned, kind, *merged, first.source, first.as_of, first.words, share
        )  # fmt: skip
    return Holding(
        owner, owned, kind, *merged,
        source=_joined(one.source for one in said),
        as_of=max(one.as_of for one in said),
        words=_joined(one.words for one in said),
        said=Share(*merge(one.statement._replace(stated=True) for one in said)),
    )  # fmt: skip


def _merged(kind: Kind, said: Sequence[_Told]) -> Merged:
    if kind is Kind.CONTROL:
        return Merged(int(any(one.statement.stated for one in said)), 1, known=True)
    return merge(one.statement for one in said)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))
