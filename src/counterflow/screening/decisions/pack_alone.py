"""Say of whom only the watch pack speaks: an example, and no list of anybody's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome, strongest
from counterflow.core.model.snapshots import ListState

_EXAMPLE: Final = "example"


def pack_notes(findings: Iterable[Finding], lists: Sequence[ListState]) -> tuple[str, ...]:
    """Settle which findings on parties rest on the watch pack alone.

    The pack names the authority that listed a party once; whether that list holds it today, only
    the list itself says.

    Args:
        findings: All findings of one transaction.
        lists: The lists in use.

    Returns:
        One sentence per party, for the coverage; none where no official list was asked, as the
        coverage says that already, or where another list says as much of the same part.

    Example:
        >>> lists = [ListState("watch_pack", "", "example", official=False),
        ...          ListState("un_sc", "un_sc@2026-11-20#0", "current")]
        >>> found = Finding("party", "buyer", Outcome.HOLD, "", list="watch_pack")
        >>> pack_notes([found], lists)[0][:47]
        'buyer: the hold rests on the watch pack alone, '
    """
    packs = {state.list for state in lists if state.state == _EXAMPLE}
    if not packs or not any(state.official and state.snapshot for state in lists):
        return ()
    ours, others = dict[str, Outcome](), dict[str, Outcome]()
    for one in findings:
        if one.list and one.outcome.strength:
            side = ours if one.list in packs else others
            side[one.subject] = strongest([side.get(one.subject, Outcome.NO_MATCH), one.outcome])
    return tuple(
        f"{subject}: the {outcome} rests on the watch pack alone, an example and no official list; "
        "no list in use says as much: look the party up at the authority that the finding names"
        for subject, outcome in ours.items()
        if outcome.strength > others.get(subject, Outcome.NO_MATCH).strength
    )
