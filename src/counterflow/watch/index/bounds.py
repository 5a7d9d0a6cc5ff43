"""Bound the likeness of two names by the words that may meet. Compiled loops.

The bound is the formula of ``matching.names.weigh``, with what is not known taken in favour of the
pair. It is an estimate, not a proof: the scorer forgives sounds, vowels and parted short words
that the keys do not see, so the search keeps pairs below the decision point
(docs/decisions/001).

Arrays are taken out of their tuples at the top of a loop: each time that it is done takes longer
than the work on one word.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.compiled import compiled, inlined
from counterflow.watch.index.rooms import Asked, Listed, Work
from counterflow.watch.index.signs import PARTS, answered
from counterflow.watch.matching.names import COMPANY, PERSON
from counterflow.watch.matching.words import INITIAL

COSTS = np.array(
    [[*COMPANY.ours, *COMPANY.theirs, COMPANY.both], [*PERSON.ours, *PERSON.theirs, PERSON.both]]
)
COSTS = np.vstack((COSTS, COSTS.min(axis=0)))
AS_COMPANY, AS_PERSON, KINDEST = 0, 1, 2
"""Rows of what words without a partner cost; the kindest where the kind is not known."""
ROUNDING = 1e-4
"""Weights of listed names are kept in single precision."""
SHORT = INITIAL / 2
"""What a word adds that a letter answers: letters themselves weigh little."""
SPECIAL = 0.9
"""What a bound by joined, parted or vowelless words counts: they are seldom the best reading."""


@inlined
def bound_of(
    met: float, ours: float, theirs: float, left_ours: float, left_theirs: float, cost: int
) -> float:
    """Put what meets and what does not into one number, as ``matching.names.weigh`` does."""
    bound = 0.0
    if met > 0.0:
        unmet = (
            left_ours * (COSTS[cost, 0] + COSTS[cost, 1] / met)
            + left_theirs * (COSTS[cost, 2] + COSTS[cost, 3] / met)
            + min(left_ours, left_theirs) * COSTS[cost, 4]
        )
        bound = met / ((ours + theirs) / 2 + unmet)
    return bound


@compiled
def widest(most: float, alone: float, cost: int, least: float) -> float:
    """Give the greatest weight of a listed name that can still reach ``least``.

    Names that rarer words lead to are known by now, so another name meets at most ``most``, and
    ``alone`` of ours stays alone. What it holds beyond that stays alone too.
    """
    if most <= 0.0 or least <= 0.0:
        return np.inf
    room = most / least - most - alone * (COSTS[cost, 0] + COSTS[cost, 1] / most)
    each = COSTS[cost, 2] + COSTS[cost, 3] / most
    beyond = room / (each + COSTS[cost, 4])
    if beyond > alone:
        beyond = (room - alone * COSTS[cost, 4]) / each
    whole: float = most + beyond + ROUNDING
    return whole


@compiled
def span_start(ends: NDArray[np.int64], at: int) -> int:
    """Give where an entry of running ends begins."""
    return int(ends[at - 1]) if at else 0


@inlined
def _likest(
    link: int,
    best: NDArray[np.float64],
    words: NDArray[np.int32],
    likes: NDArray[np.float64],
    after: NDArray[np.int32],
) -> tuple[int, float]:
    """Give the word of ours that a listed word is likest to, of those less alike so far; -1: none.

    ``link`` is the first of the links from that listed word.
    """
    like, which = 0.0, -1
    while link >= 0:
        i = words[link]
        if likes[link] > like and likes[link] > best[i]:
            like, which = likes[link], i
        link = after[link]
    return which, like


@inlined
def _met(
    best: NDArray[np.float64], partner: NDArray[np.float64],
    weigh: NDArray[np.float64], initial: NDArray[np.bool_], start: int, end: int,
) -> tuple[float, float]:  # fmt: skip
    """Sum up what meets, and the weight of our words that do, initials left out."""
    met, ours = 0.0, 0.0
    for i in range(end - start):
        if best[i] > 0.0:
            met += best[i] * (weigh[start + i] + partner[i]) / 2
            if not initial[start + i]:
                ours += weigh[start + i]
    return met, ours


@compiled
def gauge(
    form: int, mark: int, hits: int, asked: Asked, listed: Listed, work: Work,
    sums: tuple[float, float, float, float],
) -> None:  # fmt: skip
    """Bound the likeness of a name of ours and all that it touched, by the words of both.

    Each listed word is laid to its likest free word of ours.
    """
    best, partner, marked, chain = work.best, work.partner, work.marked, work.chain
    words, likes, after = work.word, work.like, work.next
    ends, keys, weights = listed.word_ends, listed.word_key, listed.word_weight
    start, end = span_start(asked.word_ends, form), asked.word_ends[form]
    weigh, initial = asked.weight, asked.initial
    firsts, signs = asked.firsts, listed.name_sign
    for t in range(hits):
        name = work.touched[t]
        for i in range(end - start):
            best[i] = 0.0
        theirs = 0.0
        for w in range(span_start(ends, name), ends[name]):
            if marked[keys[w]] != mark:
                continue
            which, like = _likest(chain[keys[w]], best, words, likes, after)
            if which >= 0:
                if best[which] > 0.0:
                    theirs -= partner[which]
                best[which] = like
                partner[which] = weights[w]
                theirs += weights[w]
        met, ours = _met(best, partner, weigh, initial, start, end)
        cost = AS_PERSON if asked.person[form] or listed.name_person[name] else AS_COMPANY
        left = max(listed.name_weight[name] - listed.name_free[name] - theirs, 0.0)
        alone = max(sums[0] - ours, 0.0)
        # A letter or a word cut short may answer any word of the other name that is left.
        short, letters = firsts[form, 1], firsts[form, 2]
        if cost == AS_PERSON:
            short, letters = short + firsts[form, 3], letters | firsts[form, 4]
        theirs_first = np.int64(signs[name, PARTS + 1])
        given = min(answered(short, letters, theirs_first), left)
        taken = min(answered(listed.name_short[name], theirs_first >> 32, firsts[form, 0]), alone)
        bound = bound_of(
            met + SHORT * (given + taken), ours + taken, theirs + given,
            alone - taken, left - given, cost,
        )  # fmt: skip
        if work.special[name] > 0.0:
            joined = _joined(name, listed, work, (met, ours, theirs), sums[0] + sums[1], cost)
            bound = max(bound, joined)
        work.bound[t] = bound


@compiled
def _joined(
    name: int, listed: Listed, work: Work, laid: tuple[float, float, float], whole: float, cost: int
) -> float:
    """Bound the likeness of two names where several words are read as one.

    ``laid`` says of the other words what meets, and their weight on both sides; ``whole`` is the
    weight of our name.
    """
    met, ours, theirs = laid
    compared = work.special[name] + ours
    like = (work.special_met[name] + met) / compared
    mine = min(compared, whole)
    listed_whole = listed.name_weight[name]
    other = min(work.special_theirs[name] + theirs, listed_whole)
    return SPECIAL * bound_of(
        like * (mine + other) / 2, mine, other, whole - mine, listed_whole - other, cost
    )
