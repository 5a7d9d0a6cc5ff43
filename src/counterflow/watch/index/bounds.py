"""Bounds on the score of two names from the words they share, for millions of pairs at once.

The formula is that of ``matching.names.weigh``, with what is not known yet taken in favour of
the pair. It is an estimate, not a proof: the scorer forgives sounds, vowels and parted short words
that the keys do not see, so the search keeps pairs well below the decision point
(``search.LEAST``), and a few pairs near 0.70 are still lost (docs/decisions/001).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.names import NameForm, sound_key
from counterflow.watch.index.build import IndexArrays
from counterflow.watch.index.spellings import Spellings
from counterflow.watch.matching.names import COMPANY, PERSON, Unmet

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDEST = Unmet(
    ours=(min(COMPANY.ours[0], PERSON.ours[0]), min(COMPANY.ours[1], PERSON.ours[1])),
    theirs=(min(COMPANY.theirs[0], PERSON.theirs[0]), min(COMPANY.theirs[1], PERSON.theirs[1])),
    both=min(COMPANY.both, PERSON.both),
)


def first_bound(
    met: Floats,
    compared: tuple[Floats, Floats],
    skipped: Floats,
    ours: Floats,
    theirs: Floats,
) -> NDArray[np.float32]:
    """Bound pairs by the weights of the keys met, every key not followed taken as met.

    Args:
        met: Our weight of the keys met, times their likeness.
        compared: Weight of the keys met, in our name and in the listed one. One word may weigh
            little here and much there ("MS", "MCS").
        skipped: Weight of our words that were not followed, taken as met on both sides.
        ours: Weight of our whole name.
        theirs: Weight of the listed name.

    Returns:
        One bound per pair. Keys of one word may be met twice, so what is compared is cut to the
        name's own weight.
    """
    likeness = met / np.maximum(compared[0], 1e-6)
    mine = np.minimum(compared[0] + skipped, ours)
    other = np.minimum(compared[1] + skipped, theirs)
    both = (mine + other) / 2
    least_met = np.maximum(both * likeness, 1e-6)
    return _score(least_met, both, ours - mine, theirs - other, KINDEST)


def word_bound(
    form: Ints, name: Ints, forms: list[NameForm], index: IndexArrays, spellings: Spellings
) -> NDArray[np.float32]:
    """Bound pairs by which word of a listed name answers which of ours.

    Args:
        form: Positions in ``forms``.
        name: Positions of listed names.
        forms: Our names as read.
        index: The index of the listed names.
        spellings: Spellings of all words of ``forms``.

    Returns:
        One bound per pair. An initial counts as met, as it fits many words.
    """
    used = np.unique(form)
    table = _our_words(used, forms, len(index.keys), spellings)
    starts = np.concatenate(([0], index.word_ends[:-1]))[name]
    counts = index.word_ends[name] - starts
    pair = np.repeat(np.arange(len(name)), counts)
    at = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    at += np.arange(len(at))
    their_weight = index.word_weight[at].astype(np.float64)
    wanted = np.repeat(form, counts) * len(index.keys) + index.word_key[at]
    place = np.minimum(np.searchsorted(table.key, wanted), max(len(table.key) - 1, 0))
    hit = table.key[place] == wanted if len(table.key) else np.zeros(len(wanted), dtype=bool)
    pair, place, their_weight = pair[hit], place[hit], their_weight[hit]
    weight = (their_weight + table.weight[place]) / 2
    size = len(name)
    met = np.bincount(pair, weights=weight * table.likeness[place], minlength=size)
    compared = np.bincount(pair, weights=weight, minlength=size)
    theirs = np.bincount(pair, weights=their_weight, minlength=size)
    _, once = np.unique(pair * 64 + table.word[place], return_index=True)
    ours = np.bincount(pair[once], weights=table.weight[place][once], minlength=size)
    our_total = np.array([_total(forms[i]) for i in used.tolist()])[np.searchsorted(used, form)]
    left_ours = np.maximum(our_total - ours, 0)
    left_theirs = np.maximum(index.name_weight[name] - index.name_initials[name] - theirs, 0)
    least_met: Floats = np.maximum(met, 1e-6).astype(np.float64)
    return _score(least_met, compared.astype(np.float64), left_ours, left_theirs, KINDEST)


class _Words:
    """All words of our names with the listed keys they may stand for, sorted by name and key."""

    __slots__ = ("key", "likeness", "weight", "word")

    def __init__(self, key: Ints, word: Ints, weight: Floats, likeness: Floats) -> None:
        # Where two words of a name stand for one key, the more alike comes first.
        order = np.lexsort((-likeness, key))
        self.key, self.word = key[order], word[order]
        self.weight, self.likeness = weight[order], likeness[order]


def _our_words(used: Ints, forms: list[NameForm], keys: int, spellings: Spellings) -> _Words:
    owners, words, weights, found = [], [], [], []
    for at in used.tolist():
        form = forms[at]
        for number, (word, weight) in enumerate(zip(form.words, form.weights, strict=True)):
            spelling = spellings[sound_key(word)]
            if len(spelling.keys):
                owners.append(at)
                words.append(min(number, 63))
                weights.append(weight)
                found.append(spelling)
    if not found:
        none = np.empty(0, np.int64)
        return _Words(none, none, np.empty(0), np.empty(0))
    sizes = [len(spelling.keys) for spelling in found]
    return _Words(
        np.repeat(np.array(owners, dtype=np.int64) * keys, sizes)
        + np.concatenate([spelling.keys for spelling in found]),
        np.repeat(np.array(words, dtype=np.int64), sizes),
        np.repeat(np.array(weights, dtype=np.float64), sizes),
        np.concatenate([spelling.likeness for spelling in found]).astype(np.float64),
    )


def _total(form: NameForm) -> float:
    """Add up the weights of the words that are no initials."""
    return sum(
        weight for word, weight in zip(form.words, form.weights, strict=True) if len(word) > 1
    )


def _score(
    met: Floats, compared: Floats, left_ours: Floats, left_theirs: Floats, unmet: Unmet
) -> NDArray[np.float32]:
    cost = (
        left_ours * (unmet.ours[0] + unmet.ours[1] / met)
        + left_theirs * (unmet.theirs[0] + unmet.theirs[1] / met)
        + np.minimum(left_ours, left_theirs) * unmet.both
    )
    bound: NDArray[np.float32] = (met / np.maximum(compared + cost, 1e-6)).astype(np.float32)
    return bound
