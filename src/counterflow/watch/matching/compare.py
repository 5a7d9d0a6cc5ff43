"""Compare two entities: the score, its features and the reason in words."""

from __future__ import annotations

from typing import Any

import msgspec

from counterflow.core.model import Comparison, Feature
from counterflow.core.text.figures import two_digits
from counterflow.core.text.names import read_name, without_brackets
from counterflow.watch.matching.alignment import Alignment
from counterflow.watch.matching.entity import PERSONS, Profile, read_entity
from counterflow.watch.matching.names import NameScore, score_names
from counterflow.watch.matching.qualifiers import (
    AGREE,
    COUNTRY_OTHER,
    COUNTRY_OTHER_ONE_WORD,
    DIFFER,
    QUALIFIERS,
    UNKNOWN,
    compare_identifiers,
    compare_registers,
)

DECISION_POINT = 0.70
"""The score from which two entities are taken to match, unless a caller says otherwise."""
STRONG = 0.90
"""The score from which an unconfirmed match holds goods (``docs/outcomes.md``)."""
WEAK_CAP = 0.80
"""The most a weak alias can score: the publisher itself says that it screens badly."""
IDENTIFIER_SCORE = 0.99
"""The score of an equal strong identifier, whatever the names."""


def compare(ours: Any, theirs: Any) -> Comparison:
    """Settle how alike two FollowTheMoney-shaped entities are, and why.

    Args:
        ours: The party in question.
        theirs: The listed entity; only here weak aliases count as weak.

    Returns:
        A score in 0–1 with its features, the two names compared and a sentence. At
        ``DECISION_POINT`` (0.70) and above the two are taken to match.

    Raises:
        EntityError: either is not FollowTheMoney-shaped.

    Example:
        >>> one = {"schema": "Company", "properties": {"name": ["Alabuga Machinery OOO"]}}
        >>> two = {"schema": "Company", "properties": {"name": ["LLC ALABUGA MACHINERY"]}}
        >>> compare(one, two).score
        1.0
    """
    return compare_profiles(read_entity(ours, empty=True), read_entity(theirs, empty=True))


def compare_profiles(ours: Profile, theirs: Profile) -> Comparison:
    """Compare two entities that were read already; see ``compare``."""
    best, mine, other, weak = _best_names(ours, theirs)
    identifier = compare_identifiers(ours, theirs)
    others = [feature for qualify in QUALIFIERS if (feature := qualify(ours, theirs))]
    if _is_one_word(mine) and _is_one_word(other):
        others = [_of_one_word(feature) for feature in others]
    lowered = best.score + sum(feature.weight for feature in others)
    if identifier is not None and identifier.agreement == DIFFER:
        lowered += identifier.weight
    score = min(1.0, max(0.0, lowered))
    strong = identifier is not None and identifier.agreement == AGREE
    if strong:
        score = max(score, IDENTIFIER_SCORE)
    name = _name_feature(best, mine, other, weak=weak)
    register = compare_registers(ours, theirs)
    features = (name, *(f for f in (identifier, register, *others) if f is not None))
    return Comparison(
        score=round(score, 4),
        features=features,
        explanation=_explain(features, best.alignment, round(score, 4)),
        ours=mine,
        theirs=other,
        alias="" if theirs.names and other == theirs.names[0] else other,
        strong_identifier=strong,
        weak_alias=weak,
    )


def _best_names(ours: Profile, theirs: Profile) -> tuple[NameScore, str, str, bool]:
    """Find the two names that are the most alike; the first of equals, strong before weak.

    Two names of one word count for what another country leaves of them, so that an alias that
    agrees never lowers the score (R13).
    """
    person = bool(PERSONS & {ours.schema, theirs.schema})
    elsewhere = bool(ours.countries and theirs.countries and not ours.countries & theirs.countries)
    best, mine, other, weak, highest = NameScore(0.0, None), "", "", False, -1.0
    for name in (*ours.names, *ours.weak):
        for listed, is_weak in _listed_names(theirs):
            found = score_names(name, listed, person=person)
            score = min(found.score, WEAK_CAP) if is_weak else found.score
            rank = score
            if elsewhere and _is_one_word(name) and _is_one_word(listed):
                rank += COUNTRY_OTHER_ONE_WORD - COUNTRY_OTHER
            if rank > highest:
                best, mine, other = NameScore(score, found.alignment), name, listed
                weak, highest = is_weak, rank
    return best, mine, other, weak


def _listed_names(theirs: Profile) -> list[tuple[str, bool]]:
    """Give the listed names with whether each is weak, bracketed parts also left out."""
    names = dict.fromkeys(theirs.names)
    names.update(dict.fromkeys(without_brackets(name) for name in theirs.names if "(" in name))
    weak = [name for name in theirs.weak if name not in names]
    return [(name, False) for name in names] + [(name, True) for name in weak]


def _is_one_word(name: str) -> bool:
    """Tell whether a name is a single word, which many parties may bear by chance."""
    return len(read_name(name).words) <= 1


def _of_one_word(feature: Feature) -> Feature:
    """Let another country weigh more against a name of one word (HOMA in Sweden)."""
    if feature.weight != COUNTRY_OTHER:
        return feature
    return msgspec.structs.replace(feature, weight=COUNTRY_OTHER_ONE_WORD)


def _name_feature(best: NameScore, mine: str, other: str, *, weak: bool) -> Feature:
    agreement = UNKNOWN if not mine or not other else AGREE
    if agreement == AGREE and best.score < DECISION_POINT:
        agreement = DIFFER
    words = "weak alias: caps the score" if weak else ""
    return Feature("name", agreement, best.score, mine, other, words)


def _explain(features: tuple[Feature, ...], alignment: Alignment | None, score: float) -> str:
    """Say the comparison in words that need no code to be read."""
    name = features[0]
    if name.agreement == UNKNOWN:
        parts = ["no name to compare on one side"]
    else:
        parts = [f"“{name.ours}” compared with listed “{name.theirs}”: {two_digits(name.weight)}"]
        if name.words:
            parts.append(name.words)
    if alignment is not None:
        parts.extend(_explain_words(alignment))
    for feature in features[1:]:
        sign = (
            f" ({feature.weight:+.2f})" if feature.weight and feature.name != "identifier" else ""
        )
        parts.append(f"{feature.words}: {feature.ours} / {feature.theirs}{sign}")
    return "; ".join(parts) + f". Score {two_digits(score)}."


def _explain_words(alignment: Alignment) -> list[str]:
    parts = []
    near = [f"{p.ours} ~ {p.theirs}" for p in alignment.pairs if p.similarity < 1]
    if near:
        parts.append("spelt otherwise: " + ", ".join(near))
    if alignment.ours_alone:
        parts.append("only ours: " + ", ".join(word for word, _ in alignment.ours_alone))
    if alignment.theirs_alone:
        parts.append("only listed: " + ", ".join(word for word, _ in alignment.theirs_alone))
    return parts
