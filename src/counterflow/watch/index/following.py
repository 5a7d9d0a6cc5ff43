"""Follow the words of our names to listed names. Compiled loops; ``bounds`` says how far."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.bounds import (
    AS_PERSON,
    KINDEST,
    ROUNDING,
    bound_of,
    gauge,
    span_start,
    widest,
)
from counterflow.watch.index.compiled import compiled
from counterflow.watch.index.rooms import Asked, Joined, Listed, Pairs, Spellings, Work
from counterflow.watch.index.signs import PARTS, UNIT, add_sign, answered, may_meet

Postings = tuple[NDArray[np.int64], NDArray[np.int32]]
"""Where the names of each key end, and the names."""
_Ours = tuple[NDArray[np.float64], NDArray[np.bool_], float, float, float, int, NDArray[np.int64]]
"""What ``_touch`` asks of our name."""


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
    start, end = span_start(asked.word_ends, form), asked.word_ends[form]
    total, initials, reachable, beside, links = 0.0, 0.0, 0.0, 0.0, 0
    # Arrays are taken out of their tuples once: Numba counts a reference each time it is done.
    near, keys, likes = spellings.ends, spellings.key, spellings.likeness
    posting_ends, marked, chain = listed.posting_ends, work.marked, work.chain
    words, like, after = work.word, work.like, work.next
    masks = work.mask
    for i in range(end - start):
        masks[i, :] = np.uint64(0)
        weight = asked.weight[start + i]
        initial = asked.initial[start + i]
        sought = asked.word[start + i]
        spread = 0
        for at in range(span_start(near, sought), near[sought]):
            key = keys[at]
            add_sign(masks, i, key)
            spread += posting_ends[key] - span_start(posting_ends, key)
            if links == len(words):
                return 0.0, 0.0, 0.0, 0.0, -1
            words[links] = i
            like[links] = likes[at]
            after[links] = chain[key] if marked[key] == mark else -1
            marked[key] = mark
            chain[key] = links
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
    word: int, mark: int, spellings: Spellings, postings: Postings, signs: NDArray[np.uint64],
    work: Work, hits: int,
    ours: _Ours,
) -> int:  # fmt: skip
    """Note the names that a word leads to, but for those whose other words cannot be ours.

    Args:
        word: Place of the word.
        mark: The mark of our name.
        spellings: What words may stand for.
        postings: The listed names that keys lead to.
        signs: Signs of listed names.
        work: Room for what is noted.
        hits: Names noted so far.
        ours: Weights of our words, which of them may lack a partner, the weight beyond which a
            listed name is too wide, the least bound, the weight of our words, the row of costs, and
            the first letters.
    """
    ends, names = postings
    seen, touched, special, masks = work.seen, work.touched, work.special, work.mask
    keys = spellings.key
    weights, initials, limit, least, total, cost, firsts = ours
    for at in range(span_start(spellings.ends, word), spellings.ends[word]):
        for p in range(span_start(ends, keys[at]), ends[keys[at]]):
            name = names[p]
            alone = (signs[name, PARTS] & np.uint64(0xFFFFFF)) * UNIT
            beside = np.int64((signs[name, PARTS] >> np.uint64(24)) & np.uint64(0xFF))
            # Short words of a listed name may answer what is left of ours: no limit holds for it.
            if alone > limit and not beside & 127:
                continue
            theirs_first = np.int64(signs[name, PARTS + 1])
            short, letters = firsts[1], firsts[2]
            if beside > 127 or cost == AS_PERSON:
                short, letters = short + firsts[3], letters | firsts[4]
            listed_short = answered(beside & 127, theirs_first >> 32, firsts[0])
            count = answered(short, letters, theirs_first)
            met, mine = 0.0, listed_short
            for i in range(len(weights)):
                if may_meet(masks, i, signs, name):
                    count += 1.0
                    met += weights[i]
                    if not initials[i]:
                        mine += weights[i]
            theirs = min((signs[name, PARTS] >> np.uint64(32)) * UNIT, count)
            left = max(alone - theirs, 0.0)
            lacking = max(total - mine, 0.0)
            met = (met + listed_short + theirs) / 2
            if bound_of(met, min(mine, total), theirs, lacking, left, cost) < least:
                continue
            if seen[name] != mark:
                seen[name] = mark
                special[name] = 0.0
                touched[hits] = name
                hits += 1
    return hits


@compiled
def _touch_joined(
    key: int, mark: int, listed: Listed, work: Work, hits: int, like: float, weight: float
) -> int:
    """Note the names that several words at once lead to, of so much weight."""
    theirs = listed.key_weight[key] if listed.key_weight[key] > 0 else weight
    ends, postings = listed.posting_ends, listed.postings
    seen, touched = work.seen, work.touched
    special, special_met, special_theirs = work.special, work.special_met, work.special_theirs
    for p in range(span_start(ends, key), ends[key]):
        name = postings[p]
        if seen[name] != mark:
            seen[name] = mark
            special[name] = 0.0
            touched[hits] = name
            hits += 1
        if special[name] <= 0.0:
            special_met[name] = 0.0
            special_theirs[name] = 0.0
        special[name] += weight
        special_theirs[name] += theirs
        special_met[name] += like * weight
    return hits


@compiled
def _reach(
    form: int, mark: int, asked: Asked, spellings: Spellings, listed: Listed, work: Work,
    sums: tuple[float, float, float, float],
) -> int:  # fmt: skip
    """Touch all names that the rarest words lead to.

    Initials lead nowhere beside other words, but they meet: a name of ours is not given up, nor a
    listed one left out as too wide, for what its initials could add.
    """
    start, end = span_start(asked.word_ends, form), asked.word_ends[form]
    cost = AS_PERSON if asked.person[form] else KINDEST
    total, _, left, beside = sums
    least, firsts, hits = asked.least[form] - ROUNDING, asked.firsts[form], 0
    weights, initials = asked.weight[start:end], asked.initial[start:end]
    every, few = (listed.posting_ends, listed.postings), (listed.short_ends, listed.shorts)
    signs, enough = listed.name_sign, False
    _rarest_first(work.spread, work.order, end - start)
    for o in range(end - start):
        i = work.order[o]
        if not work.spread[i] or (initials[i] and total > 0):
            continue
        most = left + beside + firsts[1] + firsts[3]
        enough = enough or bound_of(most, most, most, total - left, 0.0, cost) < least
        limit = np.inf if enough else widest(most, total - left, cost, least)
        ours = (weights, initials, limit, least, total, cost, firsts)
        # Letters of a listed name may answer what is left of ours: such names are few.
        postings = few if enough else every
        word = asked.word[start + i]
        hits = _touch(word, mark, spellings, postings, signs, work, hits, ours)
        left -= 0.0 if initials[i] else weights[i]
    return hits


@compiled
def _reach_joined(
    form: int, mark: int, joined: Joined, listed: Listed, work: Work, hits: int
) -> int:
    """Touch all names that several words as one lead to."""
    spellings = joined.spellings
    for key in range(span_start(joined.ends, form), joined.ends[form]):
        weight = joined.weight[key]
        for at in range(span_start(spellings.ends, key), spellings.ends[key]):
            like = spellings.likeness[at]
            hits = _touch_joined(spellings.key[at], mark, listed, work, hits, like, weight)
    return hits


@compiled
def follow(
    asked: Asked,
    spellings: Spellings,
    joined: Joined,
    listed: Listed,
    work: Work,
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
        hits = _reach(form, stamp + form, asked, spellings, listed, work, sums)
        hits = _reach_joined(form, stamp + form, joined, listed, work, hits)
        if found + hits > len(pairs.form):
            return found, form, False
        gauge(form, stamp + form, hits, asked, listed, work, sums)
        for t in range(hits):
            if work.bound[t] >= asked.least[form]:
                pairs.form[found], pairs.name[found] = form, work.touched[t]
                pairs.bound[found] = work.bound[t]
                found += 1
    return found, len(asked.word_ends), False
