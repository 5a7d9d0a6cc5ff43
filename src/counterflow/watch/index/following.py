"""Follow the words of our names to listed names and bound their likeness. Compiled loops.

The bound is the formula of ``matching.names.weigh``, with what is not known taken in favour of the
pair. It is an estimate, not a proof: the scorer forgives sounds, vowels and parted short words
that the keys do not see, so the search keeps pairs below the decision point
(docs/decisions/001).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.compiled import compiled
from counterflow.watch.matching.names import COMPANY, PERSON

_COSTS = np.array(
    [[*COMPANY.ours, *COMPANY.theirs, COMPANY.both], [*PERSON.ours, *PERSON.theirs, PERSON.both]]
)
_KINDEST = _COSTS.min(axis=0)
_ROUNDING = 1e-4
"""Weights of listed names are kept in single precision."""
SPECIAL = 0.9
"""What a bound by joined, parted or vowelless words counts: they are seldom the best reading."""


class Listed(NamedTuple):
    """What is followed of the index; see ``build.IndexArrays``.

    ``key_weight`` is the greatest weight of the words that a key stands for, 0 where it stands for
    several words.
    """

    posting_ends: NDArray[np.int64]
    postings: NDArray[np.int32]
    word_ends: NDArray[np.int64]
    word_key: NDArray[np.int32]
    word_weight: NDArray[np.float32]
    name_weight: NDArray[np.float32]
    name_initials: NDArray[np.float32]
    name_person: NDArray[np.bool_]
    key_weight: NDArray[np.float32]


class Asked(NamedTuple):
    """What is sought of our names.

    Attributes:
        word_ends: Running ends of the words of each name.
        word: Position of each word among the sought keys.
        weight: Its weight.
        initial: Whether it may lack a partner: a single letter, a particle, a misspelt legal form.
        special_ends: Running ends of the keys of several words, of consonants, per name.
        special: Position of each among the sought keys.
        special_weight: Weight of the words that it stands for.
        person: Whether the name is a natural person's.
    """

    word_ends: NDArray[np.int64]
    word: NDArray[np.int64]
    weight: NDArray[np.float64]
    initial: NDArray[np.bool_]
    special_ends: NDArray[np.int64]
    special: NDArray[np.int64]
    special_weight: NDArray[np.float64]
    person: NDArray[np.bool_]


class Spellings(NamedTuple):
    """The listed keys that each sought key may stand for; see ``spelling.find_spellings``."""

    ends: NDArray[np.int64]
    key: NDArray[np.int32]
    likeness: NDArray[np.float32]


class Work(NamedTuple):
    """Room for one search at a time: what is noted of listed keys and names."""

    seen: NDArray[np.int64]
    touched: NDArray[np.int32]
    special: NDArray[np.float64]
    special_met: NDArray[np.float64]
    special_theirs: NDArray[np.float64]
    marked: NDArray[np.int64]
    chain: NDArray[np.int32]
    word: NDArray[np.int32]
    like: NDArray[np.float64]
    next: NDArray[np.int32]
    spread: NDArray[np.int64]
    order: NDArray[np.int64]
    best: NDArray[np.float64]
    partner: NDArray[np.float64]


def room_for(names: int, keys: int, words: int, links: int) -> Work:
    """Make room for searches over so many listed names and keys.

    Args:
        names: Listed names.
        keys: Listed keys.
        words: Words of our longest name.
        links: Listed words that all words of one of our names may stand for.
    """
    return Work(
        np.full(names, -1, np.int64), np.empty(names, np.int32),
        np.zeros(names), np.zeros(names), np.zeros(names),
        np.full(keys, -1, np.int64), np.empty(keys, np.int32),
        np.empty(links, np.int32), np.empty(links), np.empty(links, np.int32),
        np.zeros(words, np.int64), np.zeros(words, np.int64), np.zeros(words), np.zeros(words),
    )  # fmt: skip


@compiled
def bound_of(
    met: float,
    ours: float,
    theirs: float,
    left_ours: float,
    left_theirs: float,
    cost: NDArray[np.float64],
) -> float:
    """Put what meets and what does not into one number, as ``matching.names.weigh`` does."""
    if met <= 0.0:
        return 0.0
    unmet = (
        left_ours * (cost[0] + cost[1] / met)
        + left_theirs * (cost[2] + cost[3] / met)
        + min(left_ours, left_theirs) * cost[4]
    )
    bound: float = met / ((ours + theirs) / 2 + unmet)
    return bound


@compiled
def _widest(most: float, alone: float, cost: NDArray[np.float64], least: float) -> float:
    """Give the greatest weight of a listed name that can still reach ``least``.

    Names that rarer words lead to are known by now, so another name meets at most ``most``, and
    ``alone`` of ours stays alone. What it holds beyond that stays alone too.
    """
    if most <= 0.0 or least <= 0.0:
        return np.inf
    room = most / least - most - alone * (cost[0] + cost[1] / most)
    each = cost[2] + cost[3] / most
    beyond = room / (each + cost[4])
    if beyond > alone:
        beyond = (room - alone * cost[4]) / each
    widest: float = most + beyond + _ROUNDING
    return widest


@compiled
def _span(ends: NDArray[np.int64], at: int) -> int:
    """Give where an entry of running ends begins."""
    return int(ends[at - 1]) if at else 0


@compiled
def _rarest_first(spread: NDArray[np.int64], order: NDArray[np.int64], count: int) -> None:
    """Order the words of a name by how many listed names they lead to, by insertion."""
    for i in range(count):
        at = i
        while at and spread[order[at - 1]] > spread[i]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = i


@compiled
def _mark(
    form: int, mark: int, asked: Asked, spellings: Spellings, listed: Listed, work: Work
) -> tuple[float, float, float, float, int]:
    """Note which listed keys the words of a name may stand for, and how common each word is.

    Returns:
        Weight of the words, of the initials, of the words that are on a list at all, of the
        initials that are, and the number of links; -1 links where there was no room for all.
    """
    start, end = _span(asked.word_ends, form), asked.word_ends[form]
    total, initials, reachable, beside, links = 0.0, 0.0, 0.0, 0.0, 0
    for i in range(end - start):
        weight = asked.weight[start + i]
        initial = asked.initial[start + i]
        sought = asked.word[start + i]
        spread = 0
        for at in range(_span(spellings.ends, sought), spellings.ends[sought]):
            key = spellings.key[at]
            spread += listed.posting_ends[key] - _span(listed.posting_ends, key)
            if links == len(work.word):
                return 0.0, 0.0, 0.0, 0.0, -1
            work.word[links] = i
            work.like[links] = spellings.likeness[at]
            work.next[links] = work.chain[key] if work.marked[key] == mark else -1
            work.marked[key] = mark
            work.chain[key] = links
            links += 1
        work.spread[i] = spread
        if initial:
            initials += weight
            beside += weight if spread else 0.0
        else:
            total += weight
            reachable += weight if spread else 0.0
    return total, initials, reachable, beside, links


@compiled
def _touch(
    key: int, mark: int, listed: Listed, work: Work, hits: int, widest: float,
    like: float, weight: float,
) -> int:  # fmt: skip
    """Note the names that a key leads to; with a weight, that several words at once lead there."""
    theirs = listed.key_weight[key] if listed.key_weight[key] > 0 else weight
    for p in range(_span(listed.posting_ends, key), listed.posting_ends[key]):
        name = listed.postings[p]
        if work.seen[name] != mark:
            if listed.name_weight[name] - listed.name_initials[name] > widest:
                continue
            work.seen[name] = mark
            work.special[name] = 0.0
            work.special_met[name] = 0.0
            work.special_theirs[name] = 0.0
            work.touched[hits] = name
            hits += 1
        if weight > 0.0:
            work.special[name] += weight
            work.special_theirs[name] += theirs
            work.special_met[name] += like * weight
    return hits


@compiled
def _reach(
    form: int, mark: int, asked: Asked, spellings: Spellings, listed: Listed, work: Work,
    sums: tuple[float, float, float, float], least: float,
) -> int:  # fmt: skip
    """Touch all names that the rarest words, or several words as one, lead to.

    Initials lead nowhere beside other words, but they meet: a name of ours is not given up, nor a
    listed one left out as too wide, for what its initials could add.
    """
    start, end = _span(asked.word_ends, form), asked.word_ends[form]
    cost = _COSTS[1] if asked.person[form] else _KINDEST
    total, _, left, beside = sums
    hits = 0
    _rarest_first(work.spread, work.order, end - start)
    for o in range(end - start):
        i = work.order[o]
        if not work.spread[i] or (asked.initial[start + i] and total > 0):
            continue
        most = left + beside
        if bound_of(most, most, most, total - left, 0.0, cost) < least:
            break
        widest = _widest(most, total - left, cost, least)
        left -= 0.0 if asked.initial[start + i] else asked.weight[start + i]
        sought = asked.word[start + i]
        for at in range(_span(spellings.ends, sought), spellings.ends[sought]):
            hits = _touch(spellings.key[at], mark, listed, work, hits, widest, 0.0, 0.0)
    for s in range(_span(asked.special_ends, form), asked.special_ends[form]):
        sought = asked.special[s]
        weight = asked.special_weight[s]
        for at in range(_span(spellings.ends, sought), spellings.ends[sought]):
            like = spellings.likeness[at]
            hits = _touch(spellings.key[at], mark, listed, work, hits, np.inf, like, weight)
    return hits


@compiled
def _lay_beside(mark: int, name: int, count: int, listed: Listed, work: Work) -> float:
    """Lay each listed word to its likest free word of ours; give the weight of those laid."""
    for i in range(count):
        work.best[i] = 0.0
    theirs = 0.0
    for w in range(_span(listed.word_ends, name), listed.word_ends[name]):
        key = listed.word_key[w]
        if work.marked[key] != mark:
            continue
        link, like, which = work.chain[key], 0.0, -1
        while link >= 0:
            i = work.word[link]
            if work.like[link] > like and work.like[link] > work.best[i]:
                like, which = work.like[link], i
            link = work.next[link]
        if which >= 0:
            if work.best[which] > 0.0:
                theirs -= work.partner[which]
            work.best[which] = like
            work.partner[which] = listed.word_weight[w]
            theirs += listed.word_weight[w]
    return theirs


@compiled
def _bound(
    form: int, mark: int, name: int, asked: Asked, listed: Listed, work: Work,
    sums: tuple[float, float, float, float],
) -> float:  # fmt: skip
    """Bound the likeness of two names by their words, or by several words read as one."""
    start, end = _span(asked.word_ends, form), asked.word_ends[form]
    total, initials, _, _ = sums
    theirs = _lay_beside(mark, name, end - start, listed, work)
    met, ours = 0.0, 0.0
    for i in range(end - start):
        if work.best[i] > 0.0:
            weight = asked.weight[start + i]
            met += work.best[i] * (weight + work.partner[i]) / 2
            if not asked.initial[start + i]:
                ours += weight
    cost = _COSTS[1] if asked.person[form] or listed.name_person[name] else _COSTS[0]
    whole = listed.name_weight[name]
    left = max(whole - listed.name_initials[name] - theirs, 0.0)
    bound = bound_of(met, ours, theirs, max(total - ours, 0.0), left, cost)
    if work.special[name] > 0.0:
        compared = work.special[name] + ours
        like = (work.special_met[name] + met) / compared
        mine = min(compared, total + initials)
        other = min(work.special_theirs[name] + theirs, whole)
        joined = bound_of(
            like * (mine + other) / 2, mine, other, total + initials - mine, whole - other, cost
        )
        bound = max(bound, SPECIAL * joined)
    return bound


class Pairs(NamedTuple):
    """Room for the pairs that were found: our names, listed names, bounds."""

    form: NDArray[np.int64]
    name: NDArray[np.int64]
    bound: NDArray[np.float32]


@compiled
def follow(
    asked: Asked,
    spellings: Spellings,
    listed: Listed,
    work: Work,
    least: NDArray[np.float64],
    begin: int,
    stamp: int,
    pairs: Pairs,
) -> tuple[int, int, bool]:
    """Find the pairs of names whose bound reaches that of our name, from one of our names on.

    Of each name the rarest words are followed, until what is left could not reach ``least`` alone.
    Pairs are put down in the order of our names. ``stamp`` is greater than every mark that an
    earlier question left in ``work``.

    Returns:
        The number of pairs; the name to go on with where there was no room for more, else the
        number of our names; whether the room for links was too small.
    """
    found = 0
    for form in range(begin, len(asked.word_ends)):
        total, initials, reachable, beside, links = _mark(
            form, stamp + form, asked, spellings, listed, work
        )
        if links < 0:
            return found, form, True
        sums = (total, initials, reachable, beside)
        hits = _reach(form, stamp + form, asked, spellings, listed, work, sums, least[form])
        if found + hits > len(pairs.form):
            return found, form, False
        for t in range(hits):
            name = work.touched[t]
            bound = _bound(form, stamp + form, name, asked, listed, work, sums)
            if bound >= least[form]:
                pairs.form[found], pairs.name[found], pairs.bound[found] = form, name, bound
                found += 1
    return found, len(asked.word_ends), False
