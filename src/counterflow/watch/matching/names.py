"""The likeness of two names, 0 to 1, from their alignment. The decision point is 0.70.

The constants were chosen by reasoning on the cases in ``tests/cases/party_matching.yaml`` and
are to be replaced by ones fitted to labelled pairs (issue "Find them all, fast").
"""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from counterflow.core.text.names import NameForm, are_opposites, read_name
from counterflow.watch.matching.alignment import Alignment, align

HOPELESS = 50
"""Share (0-100) of its letters that the shorter name must find in the other to be aligned."""
NUMBER_CAP = 0.6
"""The most that two names with different numbers can score: ships and series companies."""
SISTER_CAP = 0.65
"""The most that two names can score that a word such as north or south tells apart."""
LEGAL_COST = 0.03
"""What two different legal forms cost."""


class NameScore(NamedTuple):
    """The likeness of two names and the alignment that it rests on."""

    score: float
    alignment: Alignment | None


class Unmet(NamedTuple):
    """What a word without a partner costs, for one kind of name.

    ``ours`` and ``theirs`` weigh words that only one side has; the second figure of each grows
    when little else agrees. ``both`` weighs a word replaced by another.
    """

    ours: tuple[float, float]
    theirs: tuple[float, float]
    both: float


# A further word in a company's name usually makes it another company ("Albatros Hotel"); in a
# person's it is a middle name or a patronymic. What the list has and we lack costs less: trade
# papers shorten names.
COMPANY = Unmet(ours=(0.6, 1.0), theirs=(0.3, 0.2), both=0.6)
PERSON = Unmet(ours=(0.3, 0.3), theirs=(0.2, 0.4), both=0.6)


def score_names(ours: str, theirs: str, *, person: bool = False) -> NameScore:
    """Settle how alike two names are.

    Args:
        ours: A name as written on our side, any script.
        theirs: A listed name, any script.
        person: Whether either is known to be a natural person.

    Returns:
        The score, rounded to four digits, and the alignment (``None`` where the names are the
        same or share nothing).

    Example:
        >>> score_names("OOO Alabuga Mashinery", "LIMITED LIABILITY COMPANY ALABUGA MACHINERY")[0]
        0.9552
        >>> score_names("Albatros Hotel SA", "ALBATROS OOO")[0] < 0.7
        True
    """
    return score_forms(read_name(ours), read_name(theirs), person=person)


def score_forms(one: NameForm, other: NameForm, *, person: bool = False) -> NameScore:
    """Settle how alike two names are that were read already; see ``score_names``."""
    if not one.words or not other.words:
        return NameScore(0.0, None)
    legal = LEGAL_COST if _legal_differs(one, other) and not person else 0.0
    if one.compact == other.compact or one.bag == other.bag:
        return NameScore(round(1.0 - legal, 4), None)
    if _hopeless(one, other):
        return NameScore(0.0, None)
    alignment = align(one, other, initials=person)
    score = weigh(alignment, PERSON if person else COMPANY)
    if one.numbers != other.numbers and one.numbers and other.numbers:
        score = min(score, NUMBER_CAP)
    if _sisters(alignment):
        score = min(score, SISTER_CAP)
    return NameScore(round(max(0.0, score - legal), 4), alignment)


def weigh(alignment: Alignment, unmet: Unmet) -> float:
    """Put an alignment into one number: what meets, over that plus what does not."""
    met = sum(pair.similarity * pair.weight for pair in alignment.pairs)
    if met == 0:
        return 0.0
    compared = sum(pair.weight for pair in alignment.pairs)
    ours = sum(weight for _, weight in alignment.ours_alone)
    theirs = sum(weight for _, weight in alignment.theirs_alone)
    cost = (
        ours * (unmet.ours[0] + unmet.ours[1] / met)
        + theirs * (unmet.theirs[0] + unmet.theirs[1] / met)
        + min(ours, theirs) * unmet.both
    )
    return met / (compared + cost)


def _sisters(alignment: Alignment) -> bool:
    """Tell whether what is left over on both sides tells sister companies apart."""
    return any(
        are_opposites(ours, theirs)
        for ours, _ in alignment.ours_alone
        for theirs, _ in alignment.theirs_alone
    )


def _legal_differs(one: NameForm, other: NameForm) -> bool:
    return bool(one.legal and other.legal and not one.legal & other.legal)


def _hopeless(one: NameForm, other: NameForm) -> bool:
    """Tell cheaply that two names share no word and few letters, so that none will pair.

    Letters are compared without their order: a changed first letter ("Zahara Tunder") moves a
    word in any sorted sequence, and must not hide the name.
    """
    if one.skeletal or other.skeletal or not set(one.words).isdisjoint(other.words):
        return False
    mine, listed = "".join(sorted(one.compact)), "".join(sorted(other.compact))
    shared = LCSseq.similarity(mine, listed)
    return 100 * shared < HOPELESS * min(len(mine), len(listed))
