"""Say what was compared with a listing, and what each part did to the score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counterflow.core.model.matches import Comparison, Feature
from counterflow.core.text.figures import two_digits
from counterflow.core.text.legal_forms import is_legal_form
from counterflow.core.text.names import read_name
from counterflow.core.text.scripts import fold
from counterflow.watch.matching.compare import WEAK_CAP, WEAK_COMMON_CAP
from counterflow.watch.matching.names import score_names
from counterflow.watch.matching.qualifiers import AGREE

SAME = "the same but for case, order, spaces, script or legal form"
SAME_WRITTEN_OUT = "the same but for case, order, spaces, script, legal form, "
"""How a sentence begins on names whose letters differ and which score 1.00 all the same."""
_WHOLE = 10_000
_TWO_DIGITS = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of what was compared: the part, both sides, and what it did to the score.

    ``points`` is what the row says of the score, in hundredths. Those of all rows add up to the
    score that is shown, unless an equal number decides; a sum below 0 or above 1 is cut.
    """

    part: str
    ours: str
    theirs: str
    says: str
    points: int = 0


def compared(comparison: Comparison | None) -> list[Compared]:
    """Give what was compared with a listing, row by row; empty where nothing is recorded.

    Args:
        comparison: That of a finding or of a match.

    Example:
        >>> name = Feature("name", "agree", 0.7846, "Acme Machines", "ACME MACHINERY WORKS")
        >>> birth = Feature("birth date", "agree", 0.15, "1970-03-05", "1970-03-05", "they agree")
        >>> [row.says for row in compared(Comparison(0.9346, (name, birth)))]
        ['alike to 0.78 of 1', 'they agree: adds 0.15']
    """
    if comparison is None:
        return []
    return list(_rows(comparison))


def _rows(comparison: Comparison) -> Iterator[Compared]:
    """Give the rows; each figure is the step between two sums that are cut as scores are."""
    total = 0.0
    for feature in comparison.features:
        before = _points(total)
        total += 0.0 if _decides(feature) else feature.weight
        points = _points(total) - before
        ours, theirs = feature.ours, feature.theirs
        if feature.name == "country":
            ours, theirs = ours.upper(), theirs.upper()
        says = _says(feature, points, weak=comparison.weak_alias)
        if feature is comparison.features[-1] and not comparison.strong_identifier:
            says += _cut(total)
        yield Compared(feature.name, ours, theirs, says, points)


def _points(score: float) -> int:
    """Give a score in hundredths, cut as ``two_digits`` cuts it."""
    return round(score * _WHOLE) // _TWO_DIGITS


def _cut(total: float) -> str:
    """Say that a sum was cut; empty where it was not."""
    if _points(total) < 0:
        return "; a score never falls below 0.00"
    return "; a score never rises above 1.00" if round(total * _WHOLE) > _WHOLE else ""


def _decides(feature: Feature) -> bool:
    return feature.name == "identifier" and feature.agreement == AGREE


def _says(feature: Feature, points: int, *, weak: bool) -> str:
    if feature.name == "name":
        return _weak_name_says(feature) if weak else _name_says(feature)
    if _decides(feature):
        return f"{feature.words}: this alone is a match"
    done = _done(feature.weight, points)
    return f"{feature.words}: {done}" if feature.words else done


def _done(weight: float, points: int) -> str:
    """Say what a weight did."""
    if not weight:
        return "changes nothing"
    if not points:
        return "changes less than 0.01"
    amount = f"{abs(points) / 100:.2f}"
    return f"adds {amount}" if points > 0 else f"takes {amount} off"


def _name_says(feature: Feature) -> str:
    if not feature.ours or not feature.theirs:
        return "no name to compare on one side"
    if feature.weight >= 1:
        return same_but_for(feature.ours, feature.theirs)
    if feature.weight <= 0:
        return "not alike"
    told = f"alike to {two_digits(feature.weight)} of 1"
    return f"{told}; {feature.words}" if feature.words else told


def _weak_name_says(feature: Feature) -> str:
    """Say how alike a weak alias is, and its cap only where that decided."""
    if not feature.ours or not feature.theirs:
        return _name_says(feature)
    told = f"alike to {two_digits(feature.weight)} of 1; the list calls this alias weak"
    alike = max(score_names(feature.ours, feature.theirs, person=p).score for p in (False, True))
    caps = (WEAK_CAP, WEAK_COMMON_CAP)
    capped = feature.weight in caps and alike > feature.weight
    return f"{told}, so it counts {feature.weight:.2f} at most" if capped else told


def same_but_for(ours: str, theirs: str) -> str:
    """Say in what two names differ that count as the same.

    Example:
        >>> same_but_for("Sahara Thunder", "SAHARA THUNDER OOO")
        'the same but for case, order, spaces, script or legal form'
        >>> same_but_for("Trading", "TDG Ltd.").partition("script, ")[2]
        'legal form, abbreviations or translated terms'
    """
    mine, listed = _letters(ours), _letters(theirs)
    if not mine or not listed or set(mine) & set(listed):
        return SAME
    one, other = read_name(ours), read_name(theirs)
    if one.skeletal or other.skeletal:
        return SAME
    if one.bag == other.bag or one.compact == other.compact:
        return SAME_WRITTEN_OUT + "abbreviations or translated terms"
    return SAME_WRITTEN_OUT + "abbreviations, translated terms or ways of spelling in Latin letters"


def _letters(name: str) -> tuple[str, ...]:
    """Give the folded words of a name without its legal form: as they stand, and in any order."""
    words, at = fold(name).split(), 0
    rest: list[str] = []
    while at < len(words):
        ends = range(len(words), at, -1)
        end = next((end for end in ends if is_legal_form(" ".join(words[at:end]))), 0)
        rest.extend(() if end else words[at : at + 1])
        at = end or at + 1
    return ("".join(rest), " ".join(sorted(rest))) if rest else ()
