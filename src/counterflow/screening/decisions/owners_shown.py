"""Show everybody above one party, and what each regime's test says of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from counterflow.core.drawing.trees import TreeRow
from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.ownership import ownership_findings
from counterflow.screening.pipeline.owners import OwnedParty, OwnerFinder
from counterflow.screening.pipeline.weighed import BREADTH, Weighed
from counterflow.watch.matching.compare import STRONG
from counterflow.watch.ownership.ended import ended_ties
from counterflow.watch.ownership.tree import owner_rows

if TYPE_CHECKING:
    from counterflow.screening.pipeline.parties import PartyMatcher


class OwnersShown(NamedTuple):
    """One party, as the ownership data know it.

    Attributes:
        party: Who it is there, and by what that is told.
        name: Its name there.
        rows: The party and everybody above it, as a tree.
        findings: What listed owners mean for it, the strongest first.
        ended: Ties above anybody of the tree that had ended before the day, in words.
    """

    party: OwnedParty
    name: str
    rows: tuple[TreeRow, ...]
    findings: tuple[Finding, ...]
    ended: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Give the strongest outcome of the findings."""
        return self.findings[0].outcome if self.findings else Outcome.NO_MATCH


def show_owners(
    party: Party,
    finder: OwnerFinder,
    matcher: PartyMatcher,
    *,
    nexus: frozenset[str] | None,
    as_of: dt.date,
    on: dt.date,
    regime: str = "",
) -> list[OwnersShown]:
    """Settle who stands above one party on a day, and what follows.

    Args:
        party: The party.
        finder: The ownership data.
        matcher: What finds the listings that an owner resembles.
        nexus: Regimes that bind the user.
        as_of: The day whose lists are used.
        on: The day whose ties and tests count.
        regime: Only this regime's tests (US, EU, UK); all of them where empty.

    Returns:
        One entry for each that the party may be; none where nobody is known above it.
    """
    asked = Transaction("owners", kind="check", date=on.isoformat(), parties=(party,))
    owned = finder.gather(asked, on)
    if owned is None:
        return []
    # Cut as a screening cuts: an equal number may stand behind many like names.
    weighed = matcher.weigh_parties([one.party for one in owned.asked], limit=BREADTH)
    marks = {
        one.member: _mark(weight)
        for one, weight in zip(owned.asked, weighed, strict=True)
        if weight.matches
    }
    found = ownership_findings(owned, weighed, nexus, as_of=as_of, on=on, regime=regime)
    members = range(len(owned.structure.members))
    nodes = [node for at in members for node in owned.structure.nodes_of(at)]
    ended = tuple(ended_ties(finder.graph, nodes, on)) if finder.graph is not None else ()
    shown = sorted(found, key=lambda one: -one.outcome.strength)
    return [
        OwnersShown(
            known,
            owned.structure.members[known.member].name,
            tuple(owner_rows(owned.structure, known.member, marks)),
            tuple(shown),
            ended,
        )
        for known in owned.parties
    ]


def _mark(weighed: Weighed) -> str:
    """Give the headline of a member by how sure it is that it is listed."""
    if any(match.comparison.strong_identifier for match in weighed.matches):
        return str(Outcome.STOP)
    return str(Outcome.HOLD if weighed.matches[0].score >= STRONG else Outcome.REVIEW)
