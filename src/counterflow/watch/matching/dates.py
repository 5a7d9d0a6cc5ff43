"""Dates of birth and of incorporation, graded: a slip of the pen is not another party."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from counterflow.core.model.matches import Feature
from counterflow.watch.matching.entity import Profile
from counterflow.watch.matching.fields import AGREE, DIFFER, NamePair

BIRTH_OTHER = -0.35
"""Another date in full, or years that are ``FAR_YEARS`` apart."""
BIRTH_APART = -0.31
"""The same year with another day, or years that are a few apart: a namesake, less surely."""
BIRTH_DOUBT = -0.15
"""Two years apart, or another month, where one date gives no day."""
BIRTH_NEAR = -0.08
"""A slip of the pen, or an estimate."""
BIRTH_LIFT = 0.15
"""What a full date that agrees adds to a weaker name."""
LIFTED_FROM = 0.5
"""The name score below which no birth date helps."""
LIFTED_TO = 0.95
FAR_YEARS = 8
FOUNDED_OTHER = -0.05
FOUNDED_OTHER_COMMON = -0.2
FULL = 10
PLACEHOLDER = "-01-01"
"""1 January stands for an unknown day."""

_YEARS_APART = {1: BIRTH_NEAR, 2: BIRTH_DOUBT}
"""What years apart take where one date gives no day: lists often estimate."""
_WORDS = {
    BIRTH_NEAR: "the birth dates are a slip of the pen or an estimate apart",
    BIRTH_DOUBT: "the birth dates are apart, but one is not known to the day",
    BIRTH_APART: "another birth date: probably a namesake",
    BIRTH_OTHER: "another birth date: probably a namesake",
}


def compare_birth_dates(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether the birth dates speak for or against the same person.

    Of all pairs of dates the kindest counts. What an agreeing date adds depends on the names, see
    ``lift``.

    Example:
        >>> from counterflow.watch.matching.entity import read_entity
        >>> one = read_entity({"properties": {"name": "A", "birthDate": "1970-03-05"}})
        >>> two = read_entity({"properties": {"name": "A", "birthDate": "1970-05-03"}})
        >>> compare_birth_dates(one, two).weight
        -0.08
    """
    if not ours.birth_dates or not theirs.birth_dates:
        return None
    weight, _, mine, other = max(
        (_birth_weight(one, two), min(len(one), len(two)), one, two)
        for one in map(known_part, ours.birth_dates)
        for two in map(known_part, theirs.birth_dates)
    )
    if weight:
        return Feature("birth date", DIFFER, weight, mine, other, _WORDS[weight])
    words = "the birth dates agree as far as both are known"
    return Feature("birth date", AGREE, 0.0, mine, other, words)


def known_part(date: str) -> str:
    """Give a date without what stands for an unknown day.

    Example:
        >>> known_part("1970-01-01"), known_part("1970-01-02")
        ('1970', '1970-01-02')
    """
    return date[:4] if date.endswith(PLACEHOLDER) and len(date) == FULL else date


def full_days(dates: tuple[str, ...]) -> tuple[str, ...]:
    """Give the distinct dates that are known to the day: those by which a weaker name is lifted.

    Example:
        >>> full_days(("1970", "1970-03-05", "1970-01-01"))
        ('1970-03-05',)
    """
    return tuple(dict.fromkeys(day for day in map(known_part, dates) if len(day) == FULL))


def is_firm(birth: Feature | None) -> bool:
    """Tell whether birth dates agree to the day."""
    if birth is None or birth.agreement != AGREE:
        return False
    return birth.ours == birth.theirs and len(birth.ours) == FULL


def lift(pair: NamePair) -> float:
    """Say what a birth date that agrees to the day adds to a weaker name.

    A date never makes up for another name: many people share a birthday, brothers and twins
    most of all.
    """
    if not LIFTED_FROM <= pair.score < LIFTED_TO or not pair.can_be_helped:
        return 0.0
    return round(min(BIRTH_LIFT, LIFTED_TO - pair.score), 4)


def birth_weight(feature: Feature, pair: NamePair) -> float:
    """Say what a birth date that differs takes beside two names.

    Lists estimate years. A year that is off by little says nothing against a whole and rare name;
    beside a name that many bear, or of which a word is left over, it is a second doubt.

    Args:
        feature: The birth dates as ``compare_birth_dates`` found them.
        pair: The names.
    """
    if min(len(feature.ours), len(feature.theirs)) == FULL or not (pair.is_common or pair.has_left):
        return feature.weight
    if feature.weight == BIRTH_DOUBT:
        return BIRTH_APART
    return BIRTH_DOUBT if pair.has_left and feature.weight == BIRTH_NEAR else feature.weight


def _birth_weight(one: str, two: str) -> float:
    shared = min(len(one), len(two))
    if one[:shared] == two[:shared]:
        return 0.0
    years = _years(one, two)
    if shared == FULL:
        near = is_slip(one, two) or (years == 1 and one[4:] == two[4:])
        return BIRTH_NEAR if near else BIRTH_OTHER if years else BIRTH_APART
    if years == 0:
        return BIRTH_NEAR if OSA.distance(one[:shared], two[:shared]) <= 1 else BIRTH_DOUBT
    return _YEARS_APART.get(years, BIRTH_APART if years < FAR_YEARS else BIRTH_OTHER)


def _years(one: str, two: str) -> int:
    return abs(int(one[:4]) - int(two[:4]))


def is_slip(one: str, two: str) -> bool:
    """Tell whether two full dates are a slip of the pen apart.

    One digit wrong, two digits turned round, or day and month swapped.

    Example:
        >>> is_slip("1970-03-05", "1970-05-03"), is_slip("1962-05-06", "1692-05-06")
        (True, True)
        >>> is_slip("1970-03-05", "1970-11-30")
        False
    """
    return f"{one[:5]}{one[8:10]}-{one[5:7]}" == two or OSA.distance(one, two) <= 1


def compare_founding(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether two companies were founded on other days.

    Another date never clears a rare name. Against common words it counts, together with another
    place or number.
    """
    if not ours.founded or not theirs.founded:
        return None
    pairs = [(_birth_weight(a, b), a, b) for a in ours.founded for b in theirs.founded]
    weight, mine, other = max(pairs)
    if weight >= BIRTH_NEAR:
        words = (
            "the dates of incorporation agree, but for a slip"
            if weight
            else ("the dates of incorporation agree as far as both are known")
        )
        return Feature("incorporation", AGREE, 0.0, mine, other, words)
    words = "another date of incorporation"
    return Feature("incorporation", DIFFER, FOUNDED_OTHER, mine, other, words)
