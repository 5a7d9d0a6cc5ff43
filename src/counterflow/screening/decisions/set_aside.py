"""Say which listings of a name were set aside, and by what, so that nothing vanishes unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.screening.pipeline.weighed import SetAside
from counterflow.watch.matching.compare import STRONG

NAMED = 3
"""Listings that the note names, the most alike name first."""
RULE = "party-set-aside"
_CAUSES = {
    "birth date": ("the birth date differs", "birth date and spelling of the name"),
    "identifier": (
        "a number kept for life differs",
        "number (IMO, tax, register, identity) on the papers",
    ),
}
"""Per feature: what differs, and what to look at where in doubt."""


def set_aside_notes(subject: str, aside: Sequence[SetAside]) -> Iterator[Finding]:
    """Note the listings that a birth date or a number kept for life alone keeps from matching.

    A mistyped date must not make an exact name vanish: whoever reads the answer can see what was
    compared, and look.

    Args:
        subject: The part of the transaction.
        aside: What the matcher set aside, the most alike name first.

    Yields:
        At most one note for each of the two causes (outcome *no match found*). It counts the
        listings and names three of them.

    Example:
        >>> found = SetAside("l-1", "birth date", "1970-12-31", "1954", 1.0)
        >>> (note,) = set_aside_notes("director", [found])
        >>> print(note.summary)
        1 listing of this name was set aside: the birth date differs (1970-12-31; listed 1954): l-1
    """
    for cause, (differs, compare) in _CAUSES.items():
        group = [one for one in aside if one.cause == cause]
        if not group:
            continue
        ours = _some(one.ours for one in group)
        theirs = _some(one.theirs for one in group)
        yield Finding(
            kind="party",
            subject=subject,
            outcome=Outcome.NO_MATCH,
            summary=(
                f"{_counted(group)} set aside: {differs} ({ours}; listed {theirs}): "
                f"{_some(one.id for one in group)}"
            ),
            rule=RULE,
            ours=ours,
            theirs=theirs,
            next_step=f"if in doubt, check the {compare}, and screen again without it",
        )


def _counted(group: Sequence[SetAside]) -> str:
    """Say how many there are, and whether they bear the very name."""
    alike = all(one.name_score >= STRONG for one in group)
    name = "this name" if alike else "this or a like name"
    return (
        f"1 listing of {name} was" if len(group) == 1 else f"{len(group)} listings of {name} were"
    )


def _some(values: Iterator[str]) -> str:
    """Give the first of the different values, and say that there are more."""
    different = list(dict.fromkeys(values))
    more = ", …" if len(different) > NAMED else ""
    return ", ".join(islice(different, NAMED)) + more
