"""Settle what listed owners mean for a party, regime by regime, and say by which holdings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Listing
from counterflow.core.model.matches import Match
from counterflow.core.model.outcomes import Outcome
from counterflow.screening.decisions.acts import Act, acts_of
from counterflow.screening.decisions.owner_groups import Answer, by_owner
from counterflow.screening.decisions.owner_loops import loop_findings
from counterflow.screening.decisions.owner_sums import sum_findings
from counterflow.screening.decisions.ownership_policy import (
    CONFIRMED,
    MINORITY,
    OWNERS,
    POSSIBLE,
    SIDE,
    STRONG,
    Evidence,
    load_ownership_policy,
)
from counterflow.screening.decisions.policy import party_finding
from counterflow.screening.pipeline.owner_claims import OWNER
from counterflow.screening.pipeline.owners import Owned, OwnedParty
from counterflow.screening.pipeline.weighed import Weighed
from counterflow.watch.ownership.explain import tell_holding, tell_path, tell_status
from counterflow.watch.ownership.regime_tests import OTHER, RegimeTest, asked_on, load_tests
from counterflow.watch.ownership.solver import Status
from counterflow.watch.ownership.structure import MOST_MEMBERS, Holding, Structure
from counterflow.watch.ownership.ties import WORDS, Kind
from counterflow.watch.ownership.verdicts import Verdict, judge

KIND: Final = "ownership"
MINORITY_RULE: Final = "owner-below-tests"
SIDE_RULE: Final = "owner-side-tie"
CUT_RULE: Final = "owners-cut"
PAPERS_RULE: Final = "owners-of-papers"
UNKNOWN_RULE: Final = "owner-unknown-share"
_LEVEL: Final = {Outcome.STOP: CONFIRMED, Outcome.HOLD: STRONG, Outcome.REVIEW: POSSIBLE}
_REACHED: Final = {CONFIRMED: (CONFIRMED,), STRONG: (CONFIRMED, STRONG), POSSIBLE: OWNERS}
_ASK: Final = "ask the party for a register extract or a structure chart that shows the share"


@dataclass(frozen=True, slots=True)
class ListedOwner:
    """A member that resembles a listed party, under one act.

    Attributes:
        member: Its number in the structure.
        match: The listing.
        act: The act.
        level: ``confirmed``, ``strong`` or ``possible``.
        finding: What the match alone would support if the owner were a party.
    """

    member: int
    match: Match
    act: Act
    level: str
    finding: Finding


def ownership_findings(
    owned: Owned,
    weighed: Sequence[Weighed],
    nexus: frozenset[str] | None,
    *,
    as_of: dt.date,
    on: dt.date,
    regime: str = "",
) -> Iterator[Finding]:
    """Give the findings on the owners of a transaction's parties.

    Args:
        owned: Who stands above the parties.
        weighed: What the matcher says of ``owned.asked``, in order.
        nexus: Regimes that bind the user; ``None`` where not declared.
        as_of: The day asked: what lists say.
        on: The day of the transaction: which tests hold.
        regime: Only the tests of this regime (US, EU, UK); all of them where empty.

    Yields:
        For each party: one finding per listed owner, or owners who count together, with the answer
        of each test that they meet, may meet or cannot be told to meet; else one caution for each
        listed party above it or beside it; shares of more than the whole; loops of owners; and what
        of the papers could not be read.
    """
    listed = list(_listed(owned, weighed, nexus, as_of, on))
    tests = [test for test in asked_on(on) if regime in ("", test.regime)]
    for party in owned.parties:
        others = [one for one in listed if one.member != party.member]
        if others:
            yield from _of_party(owned.structure, party, others, tests)
        if owned.structure.cut:
            yield _cut(party)
    yield from sum_findings(owned)
    yield from loop_findings(owned)
    for subject, what in owned.remarks:
        yield Finding(KIND, subject, Outcome.REVIEW, what, rule=PAPERS_RULE, next_step=_ASK)


def laws_of_tests() -> dict[str, frozenset[str]]:
    """Give whose law each test is, by its id; licences are held against it.

    Example:
        >>> laws_of_tests()["uk-over-50"]
        frozenset({'UK'})
    """
    return {test.id: frozenset({test.regime}) for test in load_tests() if test.regime != OTHER}


def _listed(
    owned: Owned,
    weighed: Sequence[Weighed],
    nexus: frozenset[str] | None,
    as_of: dt.date,
    on: dt.date,
) -> Iterator[ListedOwner]:
    """Give every act under which somebody of a structure may be listed."""
    for asked, found in zip(owned.asked, weighed, strict=True):
        for match in found.matches:
            for single in _acts_apart(match.listing):
                one = msgspec.structs.replace(match, listing=single)
                finding = party_finding(OWNER, asked.party, one, nexus, as_of=as_of, on=on)
                level = _LEVEL.get(finding.outcome)
                act = acts_of(single)[0]
                if level and act.effect is not Effect.CAUTION:
                    yield ListedOwner(asked.member, match, act, level, finding)


def _acts_apart(listing: Listing) -> Iterator[Listing]:
    """Give an entry once for each of its acts: each regime's test counts its own acts."""
    if not listing.designations:
        yield listing
    for act in listing.designations:
        yield msgspec.structs.replace(listing, designations=(act,))


def _of_party(
    structure: Structure,
    party: OwnedParty,
    listed: Sequence[ListedOwner],
    tests: Sequence[RegimeTest],
) -> Iterator[Finding]:
    above = _ancestors(structure, party.member)
    owners = [one for one in listed if one.member in above]
    found = [
        answer
        for test, seeds in _asked_tests(owners, tests)
        if (answer := _by_test(structure, party, seeds, test)) is not None
    ]
    found += _unknown_shares(structure, party, owners, found)
    if not found:
        found += _minorities(structure, party, owners)
    yield from by_owner(found)
    yield from _sides(structure, party, listed)


def _asked_tests(
    owners: Sequence[ListedOwner], tests: Sequence[RegimeTest]
) -> Iterator[tuple[RegimeTest, list[ListedOwner]]]:
    """Give each test of the day with the owners whose acts it counts.

    An act whose regime has no row for its effect on that day is asked about by the row ``other``.
    """
    own = [test for test in tests if test.regime != OTHER]
    spoken: set[int] = set()
    for test in own:
        seeds = [one for one in owners if _counts(test, one.act)]
        spoken |= {id(one) for one in seeds}
        if seeds:
            yield test, seeds
    rest = [one for one in owners if id(one) not in spoken]
    for test in tests:
        if test.regime == OTHER and rest:
            yield test, rest


def _counts(test: RegimeTest, act: Act) -> bool:
    return test.regime in act.regimes and act.effect in test.effects


def _by_test(
    structure: Structure, party: OwnedParty, seeds: Sequence[ListedOwner], test: RegimeTest
) -> Answer | None:
    """Give the strongest finding that one test supports; ``None`` where it is not met."""
    policy = load_ownership_policy()
    best: tuple[Outcome, Verdict, str] | None = None
    for level in OWNERS:
        members = {one.member for one in seeds if one.level in _REACHED[level]}
        if not members:
            continue
        verdict = judge(structure, party.member, members, test)
        if verdict.status is Status.NOT:
            continue
        evidence = Evidence(
            level, str(verdict.status), verdict.limb, test.status, test.effect, test.verified
        )
        outcome = policy.outcome(evidence, party.by)
        if best is None or outcome.strength > best[0].strength:
            best = outcome, verdict, level
    if best is None:
        return None
    outcome, verdict, level = best
    carrying = {one.owner for one in verdict.carried_by}
    used = [one for one in seeds if one.member in carrying and one.level in _REACHED[level]]
    used = used or list(seeds)
    finding = _finding(structure, party, outcome, verdict, used)
    return Answer(finding, frozenset(one.member for one in used))


def _finding(
    structure: Structure,
    party: OwnedParty,
    outcome: Outcome,
    verdict: Verdict,
    used: Sequence[ListedOwner],
) -> Finding:
    lead = _lead(used)
    test = verdict.test
    members = {one.member for one in used}
    path = tell_path(structure, party.member, verdict, members)
    unsure = "" if test.verified else " (a row that nobody has verified)"
    return Finding(
        kind=KIND,
        subject=party.subject,
        outcome=outcome,
        summary=f"{tell_status(verdict)}{unsure}: {path}; {_tell_owners(structure, used)}"
        f"{_tell_identity(party)}; {test.summary}",
        rule=f"{test.id}, {UNKNOWN_RULE}" if verdict.status is Status.UNKNOWN else test.id,
        listing=lead.match.id,
        list=lead.match.list,
        ours=path,
        theirs=lead.match.caption,
        score=lead.match.score,
        effect=str(test.effect),
        next_step=_next_step(outcome, verdict, structure.members[lead.member].name),
        comparison=lead.match.comparison,
        citations=tuple(dict.fromkeys([*test.citations, *lead.finding.citations])),
    )


def _next_step(outcome: Outcome, verdict: Verdict, owner: str) -> str:
    if outcome is Outcome.STOP:
        return verdict.test.next_step
    if verdict.status is Status.UNKNOWN:
        return _ASK
    settle = f"settle whether {owner} is the listed party and what it holds"
    return f"{settle}; if so: {verdict.test.next_step}"


def _unknown_shares(
    structure: Structure, party: OwnedParty, owners: Sequence[ListedOwner], found: Sequence[Answer]
) -> Iterator[Answer]:
    """Hold for a listed owner with an unknown share where no test did (R26)."""
    sure = {one.member: one for one in owners if one.level != POSSIBLE}
    outcome = load_ownership_policy().outcome(Evidence(STRONG, "unknown"), party.by)
    if any(one.finding.outcome.strength >= outcome.strength for one in found):
        return
    for holding in structure.into.get(party.member, ()):
        owner = sure.get(holding.owner)
        if owner is not None and holding.kind is Kind.SHARES and not holding.known:
            told = tell_holding(structure, holding)
            summary = f"a listed owner with an unknown share: {told}"
            finding = _caution(structure, party, outcome, summary, owner, UNKNOWN_RULE, _ASK)
            yield Answer(finding, frozenset({owner.member}))
            return


def _minorities(
    structure: Structure, party: OwnedParty, owners: Sequence[ListedOwner]
) -> Iterator[Answer]:
    """Caution about listed parties that stand above a party without meeting a test."""
    outcome = load_ownership_policy().outcome(Evidence(STRONG, MINORITY), party.by)
    told: set[int] = set()
    for owner in sorted(owners, key=lambda one: OWNERS.index(one.level)):
        if owner.member in told or owner.level == POSSIBLE:
            continue
        told.add(owner.member)
        path = "; ".join(
            tell_holding(structure, one) for one in _way(structure, owner.member, party.member)
        )
        summary = f"a listed party stands above it, and no test of ownership is met: {path}"
        step = "ask who decides in the party, and watch for a change of the share"
        finding = _caution(structure, party, outcome, summary, owner, MINORITY_RULE, step)
        yield Answer(finding, frozenset({owner.member}))


def _sides(
    structure: Structure, party: OwnedParty, listed: Sequence[ListedOwner]
) -> Iterator[Finding]:
    """Caution about listed directors, relatives and links of a party; none of them is ownership."""
    outcome = load_ownership_policy().outcome(Evidence(STRONG, SIDE), party.by)
    sure = {one.member: one for one in listed if one.level != POSSIBLE}
    told: set[tuple[int, Kind]] = set()
    for side in structure.sides:
        owner = sure.get(side.other)
        if side.one != party.member or owner is None or (side.other, side.kind) in told:
            continue
        told.add((side.other, side.kind))
        names = structure.members[side.other].name, structure.members[side.one].name
        words = f" ({side.words})" if side.words else ""
        summary = (
            f"{names[0]} {WORDS[side.kind]} {names[1]}{words}, by {side.source}: no ownership "
            "follows from it"
        )
        step = "ask who owns the party and who decides; a listed person may not sign for it"
        yield _caution(structure, party, outcome, summary, owner, SIDE_RULE, step)


def _caution(
    structure: Structure,
    party: OwnedParty,
    outcome: Outcome,
    summary: str,
    owner: ListedOwner,
    rule: str,
    next_step: str,
) -> Finding:
    return Finding(
        kind=KIND,
        subject=party.subject,
        outcome=outcome,
        summary=f"{summary}; {_tell_owners(structure, [owner])}{_tell_identity(party)}",
        rule=rule,
        listing=owner.match.id,
        list=owner.match.list,
        ours=structure.members[owner.member].name,
        theirs=owner.match.caption,
        score=owner.match.score,
        effect=str(Effect.CAUTION),
        next_step=next_step,
        comparison=owner.match.comparison,
        citations=owner.finding.citations,
    )


def _cut(party: OwnedParty) -> Finding:
    return Finding(
        KIND,
        party.subject,
        Outcome.REVIEW,
        f"more than {MOST_MEMBERS:,} parties stand above it; the others were not screened",
        rule=CUT_RULE,
        next_step="screen the whole structure on its own, and ask why it is so large",
    )


def _lead(used: Sequence[ListedOwner]) -> ListedOwner:
    return min(used, key=lambda one: (OWNERS.index(one.level), -one.match.score, one.match.id))


def _tell_owners(structure: Structure, used: Iterable[ListedOwner]) -> str:
    """Say of each listed owner which listing it resembles, and how surely."""
    parts: dict[int, str] = {}
    for one in sorted(used, key=lambda one: (OWNERS.index(one.level), -one.match.score)):
        name = structure.members[one.member].name
        words = one.finding.summary
        parts.setdefault(one.member, f"{name}: {words}")
    return "; ".join(parts.values())


def _tell_identity(party: OwnedParty) -> str:
    """Say where it is not sure that the party is the one whose owners are known."""
    if party.by == "name and country":
        return "; the party is known by its name and country alone"
    if party.by == "name":
        return "; only the name says that it is this party: compare country and numbers"
    return ""


def _ancestors(structure: Structure, party: int) -> set[int]:
    met, waiting = {party}, [party]
    for node in waiting:
        for holding in structure.into.get(node, ()):
            if holding.high > 0 and holding.owner not in met:
                met.add(holding.owner)
                waiting.append(holding.owner)
    return met - {party}


def _way(structure: Structure, owner: int, party: int) -> list[Holding]:
    """Give the shortest way down from an owner to a party."""
    way: dict[int, Holding | None] = {party: None}
    waiting = [party]
    for node in waiting:
        for holding in structure.into.get(node, ()):
            if holding.high > 0 and holding.owner not in way:
                way[holding.owner] = holding
                waiting.append(holding.owner)
    found: list[Holding] = []
    step = way.get(owner)
    while step is not None:
        found.append(step)
        step = way[step.owned]
    return found
