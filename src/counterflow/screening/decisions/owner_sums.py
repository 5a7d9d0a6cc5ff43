"""Say of which parties more than the whole is held: some share of theirs is wrong or has ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.screening.pipeline.owners import THE_PAPERS, Owned
from counterflow.watch.ownership.checks import ROUNDING
from counterflow.watch.ownership.shares import ONE_PER_CENT, WHOLE, told
from counterflow.watch.ownership.ties import Kind

RULE: Final = "owners-over-whole"
_TOLD: Final = 8
_ASK: Final = (
    "ask the party for a register extract: which share is wrong or has ended; until then all count"
)


def sum_findings(owned: Owned) -> Iterator[Finding]:
    """Say of which parties of a transaction the owners' shares add up to more than the whole.

    Args:
        owned: Who stands above the parties.

    Yields:
        One finding per party: *review* where the transaction's own papers say one of the shares,
        since they contradict themselves or a register; a note where the imported data alone do.
        Only what the shares are at least is added; a tenth of a per cent is taken for rounding.
    """
    met = set()
    for party in owned.parties:
        holdings = [
            one for one in owned.structure.into.get(party.member, ()) if one.kind is Kind.SHARES
        ]
        total = sum(one.said.low for one in holdings)
        if total <= WHOLE + ROUNDING or party.member in met:
            continue
        met.add(party.member)
        papers = any(THE_PAPERS in one.source for one in holdings)
        members = owned.structure.members
        owners = [f"{members[one.owner].name} {told(one.said)}" for one in holdings]
        more = f" and {len(owners) - _TOLD} others" if len(owners) > _TOLD else ""
        yield Finding(
            "ownership",
            party.subject,
            Outcome.REVIEW if papers else Outcome.NO_MATCH,
            f"the shares in {members[party.member].name or party.subject} add up to "
            f"{total / ONE_PER_CENT:.6g} %: {', '.join(owners[:_TOLD])}{more}",
            rule=RULE,
            ours=party.party.name,
            next_step=_ASK if papers else "",
        )
