"""The likeness of two names, 0 to 1, from their alignment. The decision point is 0.70.

The constants were chosen by reasoning on the cases in ``tests/cases/party_matching.yaml`` and
are to be replaced by ones fitted to labelled pairs (issue "Find them all, fast").
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from rapidfuzz.distance import OSA, LCSseq

from counterflow.core.text.known_names import is_given_name, is_known, is_patronymic
from counterflow.core.text.names import NameForm, read_names
from counterflow.core.text.word_weights import are_opposites, is_opposite
from counterflow.watch.matching.alignment import Alignment, align
from counterflow.watch.matching.telling import says_little
from counterflow.watch.matching.words import are_other_syllables

HOPELESS = 50
"""Share (0-100) of its letters that the shorter name must find in the other to be aligned."""
NUMBER_CAP = 0.6
"""The most that two names with different numbers can score: ships and series companies."""
SISTER_CAP = 0.65
"""The most that two names can score that a word such as north or south tells apart."""
SLIPS = 3
"""The most slips of the pen in one name."""
LEFT_SLIPS = 2
LEFT_SHARE = 0.45
"""The most slips in words that are not alike by themselves, and their share of the letters."""
SLIPS_BELOW = 0.8
"""The score below which a name is also read as a whole with a few slips."""
SLIP_COST = 1.4
DISTINCTIVE = 0.5
"""The weight from which the letters of a word leave room for slips."""
ACRONYM = 0.72
ACRONYM_WORDS = 4
MUCH = 2.0
A_LETTER = 0.4
"""Where so much agrees, another known word a letter apart costs this part: it may be a slip."""
FATHERS = 3
"""Words of a name from which it can be a chain of given name, father's name, family name."""
LEGAL_COST = 0.03
"""What two different legal forms cost."""
NUMBERS_DIFFER = f"at most {NUMBER_CAP:.2f}, because the numbers differ"
TOLD_APART = f"at most {SISTER_CAP:.2f}, because words such as north and south tell them apart"
LITTLE_SHARED = f"at most {SISTER_CAP:.2f}, because only common words agree"
TURNED_ROUND = f"at most {SISTER_CAP:.2f}, because two given names have changed places"
INITIALS_ALONE = f"at most {ACRONYM:.2f}, because one name is the initials of the other"
CAPS = (NUMBERS_DIFFER, TOLD_APART, LITTLE_SHARED, TURNED_ROUND, INITIALS_ALONE)
"""What can keep a score down, in the words of explanations and of ``docs/matching.md``."""


class NameScore(NamedTuple):
    """The likeness of two names and the alignment that it rests on.

    Attributes:
        score: The likeness, rounded to four digits.
        alignment: Word by word; ``None`` where the names are the same or share nothing.
        cap: What kept the score down, one of ``CAPS``; empty where nothing did.
    """

    score: float
    alignment: Alignment | None
    cap: str = ""


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
PERSON = Unmet(ours=(0.3, 0.3), theirs=(0.2, 0.4), both=1.2)


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
        >>> score_names("OOO Alabga Machinery", "LIMITED LIABILITY COMPANY ALABUGA MACHINERY")[0]
        0.9259
        >>> score_names("Albatros Hotel SA", "ALBATROS OOO")[0] < 0.7
        True
    """
    return score_readings(read_names(ours), read_names(theirs), person=person)


def score_readings(
    ours: Sequence[NameForm], theirs: Sequence[NameForm], *, person: bool = False
) -> NameScore:
    """Settle how alike two names are that can be read in several ways: the likest two count."""
    best = score_forms(ours[0], theirs[0], person=person)
    if len(ours) == len(theirs) == 1:
        return best
    pairs = [(mine, other) for mine in ours for other in theirs][1:]
    return max(
        [best, *(score_forms(mine, other, person=person) for mine, other in pairs)],
        key=itemgetter(0),
    )


def score_forms(one: NameForm, other: NameForm, *, person: bool = False) -> NameScore:
    """Settle how alike two names are that were read already; see ``score_names``."""
    if not one.words or not other.words:
        return NameScore(0.0, None)
    legal = LEGAL_COST if _legal_differs(one, other) and not person else 0.0
    same = one.compact == other.compact or one.bag == other.bag
    if same and not (person and len(one.words) > 2 and one.compact != other.compact):
        return NameScore(round(1.0 - legal, 4), None)
    if not person and (short := acronym_score(one, other)):
        return NameScore(short, None, INITIALS_ALONE)
    if not same and _hopeless(one, other):
        return NameScore(0.0, None)
    alignment = align(one, other, initials=person)
    score, cap = _capped(one, other, alignment, person=person)
    return NameScore(round(max(0.0, score - legal), 4), alignment, cap)


def _capped(
    one: NameForm, other: NameForm, alignment: Alignment, *, person: bool
) -> tuple[float, str]:
    """Weigh an alignment; tell what kept its score down. Only caps that can are looked into."""
    score, cap = weigh(alignment, PERSON if person else COMPANY), ""
    if score > SISTER_CAP and not person and says_little(alignment):
        score, cap = SISTER_CAP, LITTLE_SHARED
    if score < SLIPS_BELOW and (slips := slips_score(alignment)) > score:
        score, cap = slips, ""
    if score > SISTER_CAP and person and _father_and_son(one, other, alignment):
        score, cap = SISTER_CAP, TURNED_ROUND
    if score > SISTER_CAP and _sisters(alignment):
        score, cap = SISTER_CAP, TOLD_APART
    if score > NUMBER_CAP and one.numbers != other.numbers and one.numbers and other.numbers:
        score, cap = NUMBER_CAP, NUMBERS_DIFFER
    return score, cap


def acronym_score(one: NameForm, other: NameForm) -> float:
    """Score a name that is made of the initials of the other; 0 where it is not.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> acronym_score(read_name("OSTN"), read_name("Organisation for Sugar Trade Naryvan"))
        0.72
    """
    short, full = sorted((one, other), key=lambda form: len(form.words))
    if len(short.words) != 1 or len(full.initials) < ACRONYM_WORDS or len(full.words) < 2:
        return 0.0
    return ACRONYM if short.words[0] == full.initials else 0.0


def slips_score(alignment: Alignment) -> float:
    """Score two names by the letters that differ in the whole of them, a few slips of the pen.

    A short word has no room for slips of its own, but a name has: one letter in five, two in ten,
    three in fifteen. What is left over on both sides may not be words that people know.
    """
    ours = [word for word, _ in alignment.ours_alone]
    theirs = [word for word, _ in alignment.theirs_alone]
    if bool(ours) != bool(theirs) or len(ours) > SLIPS or len(theirs) > SLIPS:
        return 0.0
    mine, other = "".join(ours), "".join(theirs)
    edits = OSA.distance(mine, other)
    if edits > min(LEFT_SLIPS, LEFT_SHARE * max(len(mine), len(other))):
        return 0.0
    if any(c.isdigit() for c in mine + other) or (ours and _are_other_words(ours, theirs)):
        return 0.0
    letters = max(len(mine), len(other))
    for pair in alignment.pairs:
        if pair.weight >= DISTINCTIVE:
            letters += max(len(pair.ours), len(pair.theirs))
        if pair.similarity < 1:
            edits += OSA.distance(pair.ours, pair.theirs)
    if edits > SLIPS or letters == 0:
        return 0.0
    return max(0.0, 1 - SLIP_COST * edits / letters)


def _are_other_words(ours: list[str], theirs: list[str]) -> bool:
    """Tell whether what is left over on both sides are words, and no slips of one another."""
    if all(map(is_known, (*ours, *theirs))):
        return True
    return len(ours) == len(theirs) == 1 and are_other_syllables(ours[0], theirs[0])


def _father_and_son(one: NameForm, other: NameForm, alignment: Alignment) -> bool:
    """Tell whether two known names of a chain have changed places (Hassan Ali, Ali Hassan).

    A surname that moves from the front to the end turns the whole name and is no change.
    """
    mine = {word: at for at, word in enumerate(one.words)}
    listed = {word: at for at, word in enumerate(other.words)}
    if len(mine) != len(one.words) or len(listed) != len(other.words):
        return False
    order = sorted(
        (mine[p.ours], listed[p.theirs])
        for p in alignment.pairs
        if p.ours in mine and p.theirs in listed
    )
    if len(order) < FATHERS:
        return False
    ranks = {place: rank for rank, place in enumerate(sorted(place for _, place in order))}
    places = [ranks[place] for _, place in order]
    turns = sum(places[i] > places[(i + 1) % len(places)] for i in range(len(places)))
    if turns <= 1:
        return False
    moved = [
        one.words[ours]
        for at, ((ours, _), place) in enumerate(zip(order, places, strict=True))
        if at != place
    ]
    # The ending of a patronymic says which word is the father's, wherever it stands.
    if any(map(is_patronymic, moved)):
        return False
    return len(moved) == 2 and all(map(is_given_name, moved))


def weigh(alignment: Alignment, unmet: Unmet) -> float:
    """Put an alignment into one number: what meets, over that plus what does not."""
    met = sum(pair.similarity * pair.weight for pair in alignment.pairs)
    if met == 0:
        return 0.0
    compared = sum(pair.weight for pair in alignment.pairs)
    ours = sum(weight for _, weight in alignment.ours_alone)
    theirs = sum(weight for _, weight in alignment.theirs_alone)
    both = unmet.both
    if met >= MUCH and _a_letter_apart(alignment):
        both *= A_LETTER
    cost = (
        ours * (unmet.ours[0] + unmet.ours[1] / met)
        + theirs * (unmet.theirs[0] + unmet.theirs[1] / met)
        + min(ours, theirs) * both
    )
    return met / (compared + cost)


def _a_letter_apart(alignment: Alignment) -> bool:
    """Tell whether all that differs is one known word in place of another a letter apart."""
    if len(alignment.ours_alone) != 1 or len(alignment.theirs_alone) != 1:
        return False
    return OSA.distance(alignment.ours_alone[0][0], alignment.theirs_alone[0][0]) == 1


def _sisters(alignment: Alignment) -> bool:
    """Tell whether what is left over on both sides tells sister companies apart."""
    ours = [word for word, _ in alignment.ours_alone if is_opposite(word)]
    theirs = [word for word, _ in alignment.theirs_alone if is_opposite(word)]
    return any(are_opposites(one, other) for one in set(ours) for other in set(theirs))


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
