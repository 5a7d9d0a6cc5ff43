"""Lay two names side by side, word by word, and say how much of each is met by the other."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from counterflow.core.text.names import NameForm
from counterflow.watch.matching.letters import stopped_letters, written_letters
from counterflow.watch.matching.words import (
    CUT_SHORT,
    INITIAL,
    abjad_similarity,
    word_similarity,
)

JOINED = 0.88
"""How alike a word and two joined words must be to count as one word split in two."""
REST = 0.86
"""How alike all that is left of two names must be, without spaces, to be the same words."""
MOST_WORDS = 64
"""Words of a name up to which each word is laid against each; of longer names, the equal words are
paired first, and so many of what is left: 2,000 words a side would take a minute."""
LEGAL_LETTERS = 3
"""The fewest letters of a legal form that may be written together with the word before it."""


@dataclass(frozen=True, slots=True)
class WordPair:
    """Words of ours laid against words of theirs, with their likeness and weight."""

    ours: str
    theirs: str
    similarity: float
    weight: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two names side by side.

    Attributes:
        pairs: The words that meet, best first.
        ours_alone: Words of ours without a partner, with weights.
        theirs_alone: Words of theirs without a partner, with weights.
    """

    pairs: tuple[WordPair, ...]
    ours_alone: tuple[tuple[str, float], ...]
    theirs_alone: tuple[tuple[str, float], ...]


def align(ours: NameForm, theirs: NameForm, *, initials: bool = False) -> Alignment:
    """Settle which word of one name answers which word of the other.

    Words pair greedily, the most alike first (ties by position), then words that were split or
    joined are tried on what is left. Word order is not evidence: lists write
    ``SURNAME, Given`` and forms turn it. An initial answers a word in the name of a person; ships
    and companies are called "Lady R", and theirs counts only with a full stop, inside the name.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> found = align(read_name("Sahara Tunder Trading"), read_name("SAHARA THUNDER"))
        >>> [(pair.ours, pair.theirs) for pair in found.pairs], found.ours_alone
        ([('sahara', 'sahara'), ('tunder', 'thunder')], (('trading', 0.35),))
    """
    if max(len(ours.words), len(theirs.words)) > MOST_WORDS:
        return _align_long(ours, theirs, initials=initials)
    return _align(ours, theirs, initials=initials)


def _align_long(ours: NameForm, theirs: NameForm, *, initials: bool) -> Alignment:
    """Align names of many words: equal words first, then the first of what is left."""
    places: dict[str, list[int]] = {}
    for j in reversed(range(len(theirs.words))):
        places.setdefault(theirs.words[j], []).append(j)
    left: list[int] = []
    pairs: list[WordPair] = []
    for i, word in enumerate(ours.words):
        if not places.get(word):
            left.append(i)
            continue
        weight = (ours.weights[i] + theirs.weights[places[word].pop()]) / 2
        pairs.append(WordPair(word, word, 1.0, weight))
    right = sorted(j for found in places.values() for j in found)
    rest = _align(
        _only(ours, left[:MOST_WORDS]), _only(theirs, right[:MOST_WORDS]), initials=initials
    )
    return Alignment(
        pairs=(*pairs, *rest.pairs),
        ours_alone=(*rest.ours_alone, *_costs(ours, left[MOST_WORDS:])),
        theirs_alone=(*rest.theirs_alone, *_costs(theirs, right[MOST_WORDS:])),
    )


def _only(form: NameForm, kept: list[int]) -> NameForm:
    """Give a name with some of its words only."""
    words = tuple([form.words[at] for at in kept])
    return form._replace(
        words=words,
        weights=tuple([form.weights[at] for at in kept]),
        costs=tuple([form.costs[at] for at in kept]),
        raws=tuple([form.raws[at] for at in kept]) if form.raws else (),
        compact="".join(words),
        legal_words=form.legal_words[:MOST_WORDS],
    )


def _costs(form: NameForm, places: list[int]) -> tuple[tuple[str, float], ...]:
    return tuple([(form.words[at], form.costs[at]) for at in places])


def _align(ours: NameForm, theirs: NameForm, *, initials: bool) -> Alignment:
    """Align names of which each word can be laid against each."""
    scored = _likenesses(ours, theirs, initials=initials)
    left, right = set(range(len(ours.words))), set(range(len(theirs.words)))
    pairs: list[WordPair] = []
    if len(left) != len(right):
        pairs.extend(_written_together(ours, theirs, left, right))
        pairs.extend(_swapped(_written_together(theirs, ours, right, left)))
    if ours.legal_words or theirs.legal_words:
        pairs.extend(_with_legal(ours, theirs, left, right))
        pairs.extend(_swapped(_with_legal(theirs, ours, right, left)))
    for cost, _, i, j in scored:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            weight = (ours.weights[i] + theirs.weights[j]) / 2
            pairs.append(WordPair(ours.words[i], theirs.words[j], -cost, weight))
    if left or right:
        _drop_legal(ours, left, theirs.legal_words)
        _drop_legal(theirs, right, ours.legal_words)
        # Each asks for words left over on both sides, and for two on one of them.
        if left and right and len(left) + len(right) > 2:
            if initials:
                pairs.extend(_initials(ours, theirs, left, right))
                pairs.extend(_swapped(_initials(theirs, ours, right, left)))
            pairs.extend(_split(ours, theirs, left, right))
            pairs.extend(_swapped(_split(theirs, ours, right, left)))
            pairs.extend(_rest(ours, theirs, left, right))
    return Alignment(
        pairs=tuple(pairs),
        ours_alone=_costs(ours, sorted(left)),
        theirs_alone=_costs(theirs, sorted(right)),
    )


def _likenesses(
    ours: NameForm, theirs: NameForm, *, initials: bool
) -> list[tuple[float, int, int, int]]:
    """Give all pairs of words that are alike, the most alike first, ties by their distance."""
    bare = ours.skeletal != theirs.skeletal
    scored = []
    letters_of = written_letters if initials else stopped_letters
    mine, listed = letters_of(ours.text), letters_of(theirs.text)
    single = [len(other) == 1 and other not in listed for other in theirs.words]
    cut = bool(ours.cut or theirs.cut)
    for i, word in enumerate(ours.words):
        alone = len(word) == 1 and word not in mine
        for j, other in enumerate(theirs.words):
            if (alone or single[j]) and word != other:
                continue
            if bare:
                similarity = (
                    abjad_similarity(ours.raws[i], other)
                    if ours.skeletal
                    else abjad_similarity(theirs.raws[j], word)
                )
            else:
                similarity = word_similarity(*((word, other) if word <= other else (other, word)))
            if similarity < CUT_SHORT and cut and _is_cut(ours, word, theirs, other):
                similarity = CUT_SHORT
            if initials and similarity < INITIAL and _is_sign(word, other):
                similarity = INITIAL
            if similarity > 0:
                scored.append((-similarity, abs(i - j), i, j))
    scored.sort()
    return scored


def _with_legal(one: NameForm, other: NameForm, left: set[int], right: set[int]) -> list[WordPair]:
    """Pair a word of ``one`` that the other name's legal form was written together with.

    "Tradingcompany" is "Trading Company"; two letters may be the end of any word.
    """
    forms = tuple(
        [word for word in other.legal_words if len(word) >= LEGAL_LETTERS and word in one.compact]
    )
    if not forms:
        return []
    pairs = []
    places = {word: j for j, word in enumerate(other.words)}
    for i in sorted(left):
        word = one.words[i]
        if not word.endswith(forms) or word in places:
            continue
        for form in forms:
            j = places.get(word.removesuffix(form))
            if j is not None and j in right and i in left:
                left.discard(i)
                right.discard(j)
                pairs.append(WordPair(word, other.words[j], 1.0, other.weights[j]))
    return pairs


def _written_together(
    one: NameForm, other: NameForm, left: set[int], right: set[int]
) -> list[WordPair]:
    """Pair two neighbours of ``one`` with the word of ``other`` that they make when written as one.

    Before all others: "Mohammadreza" is also near to "Mohammad" alone.
    """
    if len(one.words) <= len(other.words):
        return []
    pairs = []
    places = {word: j for j, word in enumerate(other.words)}
    for i in range(len(one.words) - 1):
        if i not in left or i + 1 not in left:
            continue
        j = places.get(one.words[i] + one.words[i + 1])
        if j is not None and j in right:
            left -= {i, i + 1}
            right.discard(j)
            weight = max(other.weights[j], one.weights[i], one.weights[i + 1])
            parted = f"{one.words[i]} {one.words[i + 1]}"
            pairs.append(WordPair(parted, other.words[j], 1.0, weight))
    return pairs


def _is_cut(ours: NameForm, word: str, theirs: NameForm, other: str) -> bool:
    """Tell whether one word is the beginning of the other and was written with a full stop."""
    return (word in ours.cut and other.startswith(word)) or (
        other in theirs.cut and word.startswith(other)
    )


SIGNS = frozenset({"sh", "ch", "zh", "kh", "ts", "ya", "yu", "dz", "dj"})
"""Romanised single letters of other scripts, as initials."""


def _is_sign(word: str, other: str) -> bool:
    """Tell whether one word is the initial of the other, written with two Latin letters."""
    return (word in SIGNS and len(other) > 2 and other.startswith(word)) or (
        other in SIGNS and len(word) > 2 and word.startswith(other)
    )


def _drop_legal(form: NameForm, left: set[int], legal: tuple[str, ...]) -> None:
    """Leave out leftovers that are a misspelt word of the other name's legal form ("LTa")."""
    if not legal:
        return
    for i in sorted(left):
        word = form.words[i]
        if any(OSA.distance(word, other) <= (1 if len(other) < 7 else 2) for other in legal):
            left.discard(i)


def _initials(one: NameForm, other: NameForm, left: set[int], right: set[int]) -> list[WordPair]:
    """Pair a cluster of initials of ``one`` ("AK") with the words of ``other`` that it begins."""
    for i in sorted(left):
        cluster = one.words[i]
        if not 2 <= len(cluster) <= 3 or len(right) < len(cluster):
            continue
        taken = sorted(right)[: len(cluster)]
        if all(other.words[j][0] == sign for j, sign in zip(taken, cluster, strict=True)):
            left.discard(i)
            right.difference_update(taken)
            words = " ".join(other.words[j] for j in taken)
            weight = sum(other.weights[j] for j in taken)
            return [WordPair(cluster, words, INITIAL, weight)]
    return []


def _split(one: NameForm, other: NameForm, left: set[int], right: set[int]) -> list[WordPair]:
    """Pair two neighbouring leftovers of ``one`` with a single leftover of ``other``."""
    pairs: list[WordPair] = []
    if len(left) < 2 or not right:
        return pairs
    for i in sorted(left):
        if i not in left or i + 1 not in left:
            continue
        joined = one.words[i] + one.words[i + 1]
        for j in sorted(right):
            similarity = fuzz.ratio(joined, other.words[j]) / 100
            if similarity >= JOINED and _needs_both(one.words[i : i + 2], other.words[j], joined):
                left -= {i, i + 1}
                right.discard(j)
                parted = f"{one.words[i]} {one.words[i + 1]}"
                weight = max(other.weights[j], one.weights[i], one.weights[i + 1])
                pairs.append(WordPair(parted, other.words[j], similarity, weight))
                break
    return pairs


def _needs_both(parts: tuple[str, ...], word: str, joined: str) -> bool:
    """Tell whether a word needs both parts, and is not one of them with another word beside."""
    if joined == word:
        return True
    apart = OSA.distance(joined, word)
    return len(joined) >= 5 and all(OSA.distance(part, word) > apart for part in parts)


def _swapped(pairs: list[WordPair]) -> list[WordPair]:
    """Turn pairs found from the other side round."""
    return [WordPair(p.theirs, p.ours, p.similarity, p.weight) for p in pairs]


def _rest(ours: NameForm, theirs: NameForm, left: set[int], right: set[int]) -> list[WordPair]:
    """Pair all that is left of both names where it is the same but for its spaces."""
    if len(left) + len(right) < 3 or not left or not right:
        return []
    mine = "".join([ours.words[i] for i in sorted(left)])
    other = "".join([theirs.words[j] for j in sorted(right)])
    shorter, longer = sorted((len(mine), len(other)))
    # However alike, texts of so different lengths cannot reach the bound.
    if shorter < 5 or 2 * shorter < REST * (shorter + longer):
        return []
    likeness = fuzz.ratio(mine, other) / 100
    if likeness < REST:
        return []
    weight = max(sum(ours.weights[i] for i in left), sum(theirs.weights[j] for j in right))
    pair = WordPair(
        " ".join(ours.words[i] for i in sorted(left)),
        " ".join(theirs.words[j] for j in sorted(right)),
        likeness,
        weight,
    )
    left.clear()
    right.clear()
    return [pair]
