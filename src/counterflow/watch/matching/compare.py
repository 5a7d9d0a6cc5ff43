"""Compare two entities: the score, its features and the reason in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from counterflow.core.model.matches import Comparison, Feature
from counterflow.core.text.brackets import without_brackets
from counterflow.core.text.figures import two_digits
from counterflow.core.text.names import read_name
from counterflow.core.text.word_sounds import skeleton
from counterflow.watch.matching.alignment import Alignment
from counterflow.watch.matching.entity import PERSONS, Profile, read_entity
from counterflow.watch.matching.fields import NamePair, is_common_name
from counterflow.watch.matching.kinds import kind_of
from counterflow.watch.matching.names import NameScore, score_names
from counterflow.watch.matching.qualifiers import (
    AGREE,
    DIFFER,
    UNKNOWN,
    Evidence,
    adjust,
    compare_identifiers,
    compare_registers,
    gather,
)

DECISION_POINT = 0.70
"""The score from which two entities are taken to match, unless a caller says otherwise."""
STRONG = 0.90
"""The score from which an unconfirmed match holds goods (``docs/outcomes.md``)."""
WEAK_CAP = 0.80
"""The most a weak alias can score: the publisher itself says that it screens badly."""
WEAK_COMMON_CAP = 0.65
"""The most that a weak alias of common words can score without a second field that agrees."""
MANY_PAIRS = 2_500
"""Pairs of names beyond which only the likest are scored in full: 200 aliases against 200 are
40,000, and would take seconds."""
MOST_SCORED = 1_000
LONGEST_RANKED = 256
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
    evidence = gather(ours, theirs)
    best = _best_names(ours, theirs, evidence)
    pair = best.pair
    identifier = compare_identifiers(ours, theirs, pair.score, is_firm=evidence.is_firm)
    lowered = pair.score + sum(feature.weight for feature in best.features)
    if identifier is not None and identifier.agreement == DIFFER:
        lowered += identifier.weight
    score = min(1.0, max(0.0, lowered))
    strong = identifier is not None and identifier.agreement == AGREE
    if strong:
        score = max(score, IDENTIFIER_SCORE)
    name = _name_feature(pair, weak=pair.is_weak)
    register = compare_registers(ours, theirs) if strong else None
    features = (name, *(f for f in (identifier, register, *best.features) if f is not None))
    return Comparison(
        score=round(score, 4),
        features=features,
        explanation=_explain(features, pair.alignment, round(score, 4)),
        ours=pair.ours,
        theirs=pair.theirs,
        alias=_alias(pair, theirs),
        strong_identifier=strong,
        weak_alias=pair.is_weak,
    )


def _alias(pair: NamePair, theirs: Profile) -> str:
    """Give the listed name where it is another than the first one, brackets apart."""
    if theirs.names and not pair.is_weak:
        first = theirs.names[0]
        if pair.theirs == first or ("(" in first and pair.theirs == without_brackets(first)):
            return ""
    return pair.theirs


class _Best(NamedTuple):
    """The two names that carry the score, and what the fields beside them weigh."""

    pair: NamePair
    features: tuple[Feature, ...]


def _best_names(ours: Profile, theirs: Profile, evidence: Evidence) -> _Best:
    """Find the two names that score the most; the first of equals, strong before weak.

    Names count for what the fields leave of them, so that an alias that agrees never lowers the
    score (R13).
    """
    person = bool(PERSONS & {ours.schema, theirs.schema})
    best: _Best | None = None
    highest = -1.0
    listed_names = _listed_names(theirs)
    for name, (listed, is_weak) in _likeliest_pairs((*ours.names, *ours.weak), listed_names):
        found = score_names(name, listed, person=person)
        if not is_weak and not evidence.features:
            if found.score > highest:
                highest = found.score
                pair = NamePair(found.score, found.alignment, name, listed, cap=found.cap)
                best = _Best(pair, ())
            continue
        pair = _with_commonness(found, name, listed, ours, theirs)
        if is_weak:
            second = evidence.is_second or not pair.is_common or pair.is_whole
            cap = WEAK_CAP if second else WEAK_COMMON_CAP
            if pair.score > cap:
                pair = pair._replace(score=cap, cap="")
            pair = pair._replace(is_weak=True)
        features = adjust(evidence, pair)
        rank = pair.score + sum([feature.weight for feature in features])
        if best is None or rank > highest:
            best, highest = _Best(pair, features), rank
    if best is None:
        nameless = NamePair(0.0, None, "", "")
        best = _Best(nameless, adjust(evidence, nameless))
    return best


def _likeliest_pairs(
    ours: Sequence[str], listed: Sequence[tuple[str, bool]]
) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Give the pairs of names to score in full: all, or the likest where they are very many.

    They are ranked by their consonants in alphabetical order of the words, which script, vowels
    and order leave alike.
    """
    if len(ours) * len(listed) <= MANY_PAIRS:
        yield from product(ours, listed)
        return
    from rapidfuzz import fuzz, process

    theirs = [_rank_key(name) for name, _ in listed]
    ranks = process.cdist([_rank_key(name) for name in ours], theirs, scorer=fuzz.ratio)
    flat = ranks.ravel()
    likest = (-flat).argsort(kind="stable")[:MOST_SCORED]
    for at in sorted(likest.tolist()):
        mine, other = divmod(at, len(listed))
        yield ours[mine], listed[other]


def _rank_key(name: str) -> str:
    return " ".join(sorted(map(skeleton, read_name(name).words)))[:LONGEST_RANKED]


def _with_commonness(
    found: NameScore, name: str, listed: str, ours: Profile, theirs: Profile
) -> NamePair:
    """Say of two names whether many parties bear them."""
    kinds = {kind_of(ours.schema), kind_of(theirs.schema)}
    person = "person" in kinds or not kinds & {"organisation", "vessel or vehicle"}
    company = "person" not in kinds
    common = is_common_name(name, person=person, company=company) or is_common_name(
        listed, person=person, company=company
    )
    one_word = _is_one_word(name) and _is_one_word(listed)
    return NamePair(found.score, found.alignment, name, listed, common, one_word, cap=found.cap)


def _listed_names(theirs: Profile) -> list[tuple[str, bool]]:
    """Give the listed names with whether each is weak, bracketed parts also left out."""
    names = dict.fromkeys(theirs.names)
    names.update(dict.fromkeys(without_brackets(name) for name in theirs.names if "(" in name))
    weak = [name for name in theirs.weak if name not in names]
    return [(name, False) for name in names] + [(name, True) for name in weak]


def _is_one_word(name: str) -> bool:
    """Tell whether a name is a single word, which many parties may bear by chance."""
    return len(read_name(name).words) <= 1


def _name_feature(pair: NamePair, *, weak: bool) -> Feature:
    agreement = UNKNOWN if not pair.ours or not pair.theirs else AGREE
    if agreement == AGREE and pair.score < DECISION_POINT:
        agreement = DIFFER
    words = "; ".join(filter(None, ["weak alias: caps the score" if weak else "", pair.cap]))
    return Feature("name", agreement, pair.score, pair.ours, pair.theirs, words)


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
        shown = feature.weight and (feature.name, feature.agreement) != ("identifier", AGREE)
        sign = f" ({feature.weight:+.2f})" if shown else ""
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
