"""Say of which parties the owners own each other in a loop, or somebody owns itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.screening.pipeline.owners import THE_PAPERS, Owned
from counterflow.watch.ownership.explain import tell_holding
from counterflow.watch.ownership.loops import LOOP_KINDS, Loop, loop_through, loops_among
from counterflow.watch.ownership.naming import plain_name
from counterflow.watch.ownership.shares import WHOLE
from counterflow.watch.ownership.structure import Holding, Member, Structure

RULE: Final = "owners-in-loop"
_TOLD: Final = 8
_PERSON: Final = "Person"
_ASK: Final = (
    "ask the party for a register extract or a structure chart: who stands above the loop; "
    "until then every holding counts as it is said"
)


def loop_findings(owned: Owned) -> Iterator[Finding]:
    """Say which parties of a transaction have a loop of owners above them, and by which holdings.

    A loop changes no test: nobody is caught by a share that leads back to it. It is said because
    somebody else may stand above it whom nobody names.

    Args:
        owned: Who stands above the parties.

    Yields:
        One finding per loop, and per holding in oneself, for each part of the transaction that it
        stands above; of the papers' owners who are above nobody, for the first of them. *Review*
        where the papers say any holding of it, or each holding of the loop may be half or more, so
        that nobody outside decides; else a note. A person with a firm of the same name, and own
        shares in imported data, are notes.
    """
    structure, same = owned.structure, _same_members(owned)
    holdings = [
        one
        for into in structure.into.values()
        for one in into
        if one.kind in LOOP_KINDS and one.high > 0
    ]
    above = _above(holdings, same)
    ends = [
        (same.get(one.owner, one.owner), same.get(one.owned, one.owned), at)
        for at, one in enumerate(holdings)
    ]
    for loop in loops_among(ends):
        members = set(loop.members)
        by, outcome = _strongest(holdings, [e for e in ends if {e[0], e[1]} <= members], loop)
        told = _tell_loop(structure, [holdings[at] for at in by], len(members) - len(by))
        for subject, name in _reached(owned, members, above, same):
            yield _finding(subject, name, told, outcome)
    for one in (*structure.selfs, *(h for h in holdings if _is_self(h, same))):
        weight = _weight_of_self(structure, one)
        told = f"{tell_holding(structure, one)}: it is said to hold a share in itself"
        for subject, name in _reached(owned, {same.get(one.owned, one.owned)}, above, same):
            yield _finding(subject, name, f"{told}, which counts for nobody else", weight)


def _finding(subject: str, name: str, what: str, outcome: Outcome) -> Finding:
    step = _ASK if outcome.strength else ""
    return Finding("ownership", subject, outcome, what, rule=RULE, ours=name, next_step=step)


def _strongest(
    holdings: Sequence[Holding], ends: Sequence[tuple[int, int, int]], loop: Loop
) -> tuple[tuple[int, ...], Outcome]:
    """Give the loop of a group that weighs most, with what it supports.

    A further, smaller loop of the same owners must not hide one that leaves nobody outside.
    """
    closed = loops_among(one for one in ends if 2 * holdings[one[2]].high >= WHOLE)
    for owner, owned, at in ends:
        if owner != owned and THE_PAPERS in holdings[at].source:
            return loop_through(ends, at), Outcome.REVIEW
    return (closed[0].by, Outcome.REVIEW) if closed else (loop.by, Outcome.NO_MATCH)


def _tell_loop(structure: Structure, by: Sequence[Holding], others: int) -> str:
    told = [tell_holding(structure, one) for one in by[:_TOLD]]
    more = [f"and {len(by) - _TOLD} further holdings"] if len(by) > _TOLD else []
    rest = [f"{others} others stand on loops with them"] if others else []
    return f"its owners own each other in a loop: {'; '.join([*told, *more, *rest])}"


def _weight_of_self(structure: Structure, one: Holding) -> Outcome:
    """Give a note for a trader and the firm of the same name, and for own shares of registers."""
    person = _PERSON in (structure.members[one.owner].schema, structure.members[one.owned].schema)
    papers = THE_PAPERS in one.source
    return Outcome.REVIEW if papers and not person else Outcome.NO_MATCH


def _is_self(holding: Holding, same: Mapping[int, int]) -> bool:
    return same.get(holding.owner, holding.owner) == same.get(holding.owned, holding.owned)


def _same_members(owned: Owned) -> dict[int, int]:
    """Give for members of the papers the first of exactly the same name, who is the same party.

    One paper that writes a name twice means one party; the tests still count each as written, so
    that nothing is lost where it does not.
    """
    members = owned.structure.members
    first: dict[str, list[int]] = {}
    same: dict[int, int] = {}
    of_data = ((party.subject, party.member) for party in owned.parties)
    for _, at in (*owned.named, *of_data):
        bearers = first.setdefault(plain_name(members[at].name), [])
        known = next((one for one in bearers if _may_be_one(members[one], members[at])), None)
        if known is None:
            bearers.append(at)
        elif known != at:
            same[at] = known
    return same


def _may_be_one(one: Member, other: Member) -> bool:
    numbers = dict(one.identifiers)
    countries = {one.country.upper(), other.country.upper()} - {""}
    return (
        bool(one.name)
        and len(countries) < 2
        and all(numbers.get(kind, value) == value for kind, value in other.identifiers)
    )


def _above(holdings: Iterable[Holding], same: Mapping[int, int]) -> dict[int, set[int]]:
    """Give who directly owns whom, by who is owned."""
    into: dict[int, set[int]] = {}
    for one in holdings:
        into.setdefault(same.get(one.owned, one.owned), set()).add(same.get(one.owner, one.owner))
    return into


def _reached(
    owned: Owned, wanted: set[int], into: Mapping[int, set[int]], same: Mapping[int, int]
) -> list[tuple[str, str]]:
    """Give the parts, with their names, that stand below some members or are one of them."""
    found: dict[str, str] = {}
    for party in owned.parties:
        start = same.get(party.member, party.member)
        if wanted & _climbed(start, into):
            found.setdefault(party.subject, party.party.name)
    if not found:
        members = owned.structure.members
        found = {
            subject: members[at].name for subject, at in owned.named if same.get(at, at) in wanted
        }
    first = next(iter(found.items()), None)
    of_parties = {party.subject for party in owned.parties}
    return [one for one in found.items() if one[0] in of_parties] or ([first] if first else [])


def _climbed(start: int, into: Mapping[int, set[int]]) -> set[int]:
    met, waiting = {start}, [start]
    for node in waiting:
        new = into.get(node, set()) - met
        met |= new
        waiting += new
    return met
