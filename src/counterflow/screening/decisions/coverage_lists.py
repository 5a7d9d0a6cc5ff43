"""Settle what of the lists was not screened, and what a person must know of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from counterflow.core.model.snapshots import ListState
from counterflow.screening.decisions.regimes import regimes_covered, regimes_in, required_lists

NO_OFFICIAL = (
    "no official list in the store, or none was chosen: import one with `counterflow lists import`"
)
NONE_USABLE = (
    "no official list was screened: each has no version of that day, was refused or has ended"
)

OUTDATED = "and addresses are not compared"
"""How a lack ends that versions stored before 2026-11-21 still name: addresses are compared now."""


@lru_cache(maxsize=64)
def coverage_of_lists(
    lists: tuple[ListState, ...], nexus: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give what the lists lack and what is to be told of them: the same for a whole run."""
    return tuple(_missing_lists(lists, nexus)), tuple(_told_of_lists(lists))


def _missing_lists(lists: tuple[ListState, ...], nexus: frozenset[str]) -> Iterator[str]:
    """Name what of the lists was not screened: all, some, parts of one, a regime of the user."""
    official = [state for state in lists if state.official or state.state == "ended"]
    # A list of which only the newest version was refused was screened: by the version before it.
    screened = [s for s in official if s.official and s.snapshot and s.state != "absent"]
    if not screened:
        yield NONE_USABLE if official else NO_OFFICIAL
    yield from (
        f"list {s.list} is not whole: {lack}"
        for s in lists
        for lack in s.lacks
        if not lack.endswith(OUTDATED)
    )
    yield from (told for state in lists if (told := _unusable(state)))
    if not screened:
        return
    covered = {regime for state in screened for regime in regimes_covered(state)}
    untold = ", ".join(state.list for state in screened if not regimes_in(state.authority))
    for regime in sorted(nexus - covered):
        of_it = [state.list for state in screened if regime in regimes_in(state.authority)]
        if of_it and (due := " or ".join(required_lists(regime))):
            yield f"no {due}, which {regime} law requires: {', '.join(of_it)} alone is not enough"
            continue
        hint = f" (whose law these are is not stated: {untold})" if untold else ""
        yield f"no official list of {regime} law{hint}"


def _told_of_lists(lists: tuple[ListState, ...]) -> Iterator[str]:
    """Say what a person must know of lists that were screened: who let one in, that one ended."""
    for state in lists:
        if state.state == "ended" or (state.state == "current" and state.official and state.why):
            yield f"list {state.list}: {state.why}"


def _unusable(state: ListState) -> str:
    """Say of a list that nothing of it was screened, or only an older version."""
    why = f" ({state.why})" if state.why else ""
    if state.state == "refused" and state.snapshot:
        day = state.snapshot.partition("@")[2].partition("#")[0]
        return f"list {state.list} was screened against its version of {day}: {state.why}"
    if state.state == "refused":
        return f"list {state.list} was refused: not screened{why}"
    if state.state == "absent":
        return f"list {state.list} has no version of that day or before: not screened{why}"
    return ""
