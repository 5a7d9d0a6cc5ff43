"""Say whether the lists behind an answer may be relied on, wherever somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterable

from counterflow.core.model.decisions import Coverage
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.snapshots import UNRELIABLE, ListState
from counterflow.publish.exports.wording import HEADLINES

NO_OFFICIAL = "no official list"
STALE_NOTE = "a list is stale"
_NAMED = ("stale", "refused", "absent")


def list_state(states: Iterable[ListState]) -> str:
    """Say in one cell whether the lists of an answer may be relied on.

    Args:
        states: The lists of a decision or of a run.

    Returns:
        ``current``; or what is wrong, with the names of the lists.

    Example:
        >>> old = ListState("un_sc", "un_sc@2026-01-01#0a1b", "stale")
        >>> later = ListState("us_ofac_sdn", "", "absent")
        >>> list_state([old, later])
        'stale: un_sc; absent: us_ofac_sdn'
        >>> list_state([])
        'no official list'
    """
    found = list(states)
    said = [] if any(state.official for state in found) else [NO_OFFICIAL]
    for word in _NAMED:
        names = [state.list for state in found if state.state == word]
        if names:
            said.append(f"{word}: {', '.join(names)}")
    return "; ".join(said) or "current"


def fully_screened(coverage: Coverage) -> str:
    """Say whether all that is required was screened, against lists that may be relied on.

    Example:
        >>> old = ListState("un_sc", "un_sc@2026-01-01#0a1b", "stale")
        >>> fully_screened(Coverage("order", complete=True, lists=(old,)))
        'yes, but lists are stale'
    """
    if not coverage.complete:
        return "no"
    return "yes, but lists are stale" if coverage.stale else "yes"


def headline_words(headline: str, states: Iterable[ListState]) -> str:
    """Give a headline as a person reads it: *no match found* never stands alone on a stale list.

    Example:
        >>> old = ListState("un_sc", "un_sc@2026-01-01#0a1b", "stale")
        >>> headline_words("no match found", [old]), headline_words("hold", [old])
        ('no match found (a list is stale)', 'hold')
    """
    doubtful = headline == str(Outcome.NO_MATCH) and _unreliable(states)
    return f"{headline} ({STALE_NOTE})" if doubtful else headline


def meaning_of(headline: str, states: Iterable[ListState]) -> str:
    """Say what a headline of a run means; empty for one that is not known.

    Example:
        >>> current = ListState("un_sc", "un_sc@2026-01-01#0a1b", "current")
        >>> meaning_of("no match found", [current])
        'nothing found, all required parts screened'
        >>> meaning_of("no match found", [])
        'cannot be reached without an official list'
    """
    found = list(states)
    if headline == str(Outcome.NO_MATCH):
        if not any(state.official for state in found):
            return "cannot be reached without an official list"
        if _unreliable(found):
            return f"nothing found, but {STALE_NOTE}"
    return HEADLINES.get(headline, "")


def _unreliable(states: Iterable[ListState]) -> bool:
    return any(state.state in UNRELIABLE for state in states)
