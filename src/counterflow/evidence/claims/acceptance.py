"""Let a named person take what a claim proposes into the watch data, and take it out again.

The word of the person is kept twice: as a judgement in the ledger, and, with all that a finding
must tell, in the accepted data that screening reads. The second is what counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from counterflow.core.assertions import Judgement
from counterflow.core.days import today
from counterflow.core.dossiers import Footprint
from counterflow.core.errors import ReportError
from counterflow.evidence.claims.proposals import Proposal, propose, tell_claims
from counterflow.evidence.claims.store import judge, load_ledger
from counterflow.watch.accepted import kept
from counterflow.watch.accepted.place import has_accepted
from counterflow.watch.accepted.records import Acceptance, WatchEntry

Footprints = Mapping[str, Footprint]


def accept_claim(
    folder: Path,
    said: Judgement,
    entries: Sequence[str] = (),
    footprints: Footprints | None = None,
) -> Acceptance | None:
    """Accept a claim: what it proposes counts as watch data from today on.

    Args:
        folder: The store.
        said: Claim, person and reason.
        entries: Ids of what is taken; where none is named, everything but what is too wide.
        footprints: The ground of exhibits, by claim or site.

    Returns:
        What was accepted; ``None`` where the claim names nothing to watch for: then the judgement
        alone is kept.

    Raises:
        ReportError: person or reason is missing, the claim is not in the ledger, it does not
            propose an entry that is named, or something of it is accepted already.
        StoreError: the store cannot be written.
    """
    found = next(
        (one for one in propose(load_ledger(folder), footprints) if one.told.claim == said.claim),
        None,
    )
    taken = _taken(said.claim, found, entries)
    if found is None or not taken:
        judge(folder, said)
        return None
    if any(one.told.claim == said.claim for one in kept.accepted_on(folder, today())):
        raise kept.accepted_before(said.claim)
    # First the ledger: a judgement without its data is seen and can be repeated.
    judge(folder, said)
    return kept.accept(folder, Acceptance(found.told, taken, said.by, said.because))


def withdraw_claim(folder: Path, said: Judgement) -> bool:
    """Withdraw or dispute a claim: nothing of it counts as watch data from today on.

    Args:
        folder: The store.
        said: Claim, person, reason, and the act (``withdraw`` or ``dispute``).

    Returns:
        Whether something of it was accepted.

    Raises:
        ReportError: person or reason is missing, or the claim is in neither ledger nor accepted
            data; or nothing of it is accepted and the act is ``withdraw``.
        StoreError: the store cannot be written.
    """
    standing = {one.told.claim for one in kept.accepted_on(folder, today())}
    if said.act == "withdraw" and said.claim not in standing:
        raise ReportError(
            f"nothing of the claim {said.claim} is accepted",
            remedy="see: counterflow claims accepted",
        )
    if said.claim not in standing or said.claim in {one.id for one in load_ledger(folder).claims}:
        # A claim that a lost ledger does not hold any more can still be taken out.
        judge(folder, said)
    return kept.withdraw(folder, said.claim, by=said.by, because=said.because)


def retell_accepted(folder: Path) -> int:
    """Tell accepted claims as the ledger knows them now; see ``kept.retell``.

    A denial that is read after the acceptance stands with every finding from then on.

    Returns:
        How many are told anew.
    """
    if not has_accepted(folder):
        return 0
    claims = frozenset(one.told.claim for one in kept.accepted_on(folder, today()))
    return kept.retell(folder, tell_claims(load_ledger(folder), claims)) if claims else 0


def _taken(claim: str, found: Proposal | None, entries: Sequence[str]) -> tuple[WatchEntry, ...]:
    proposed = {one.id: one for one in found.entries} if found is not None else {}
    unknown = [entry for entry in entries if entry not in proposed]
    if unknown:
        raise ReportError(
            f"the claim {claim} does not propose {', '.join(unknown)}",
            why="only what its words name can be accepted on its ground",
            remedy="see: counterflow claims proposals",
        )
    if entries:
        return tuple(proposed[entry] for entry in dict.fromkeys(entries))
    return tuple(one for one in proposed.values() if not one.by_choice)
