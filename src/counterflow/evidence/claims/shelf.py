"""Find the claim that says what an assertion says, without holding it against every other.

Postings say which gists share a word or a filling of a role; counting them gives at once how much
each of all gists has in common with a new one. Only those that can be the same claim are looked at
one by one. The answer is that of comparing with every gist of every claim.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from counterflow.core.assertions import Assertion
from counterflow.evidence.claims.amounts import Amount
from counterflow.evidence.claims.fillings import Fillings
from counterflow.evidence.claims.gists import TOGETHER, Gist
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.sameness import (
    ENOUGH,
    LEAST_ALIKE,
    SAME,
    TELLING,
    Common,
    periods_differ,
    weigh,
)

_MANY = 1 << 20  # names, where they are not counted yet
_Ints = NDArray[np.int64]
Thing = TypeVar("Thing")


@dataclass(slots=True)
class _Group:
    """What is known of a claim: all that could contradict another assertion, each once."""

    periods: list[str] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    fillings: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, gist: Gist, roles: Mapping[str, int]) -> None:
        """Add what one more gist says."""
        _add_new(self.periods, gist.period)
        for amount in gist.amounts:
            _add_new(self.amounts, amount)
        for role, filling in roles.items():
            _add_new(self.fillings.setdefault((gist.frame, role), []), filling)


def _add_new(held: list[Thing], one: Thing) -> None:
    if one not in held:
        held.append(one)


@dataclass(slots=True)
class _Lean:
    """A gist with its words and roles as numbers."""

    frame: int
    period: str
    words: list[int]
    roles: dict[str, int]
    names: frozenset[str]
    figures: frozenset[str]
    actors: frozenset[str]
    same: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    """By role, once asked for, which gists have the same in it."""


class Shelf:
    """All claims, and by which words and roles they are found again.

    Args:
        grounds: Where the places lie that assertions name.
    """

    def __init__(self, grounds: Grounds) -> None:
        self.of: dict[str, int] = {}
        self._groups: list[_Group] = []
        self._by_wording: dict[bytes, int] = {}
        self._fillings = Fillings(grounds)
        self._word_numbers: dict[str, int] = {}
        self._frames: dict[str, int] = {"": 0}
        self._with_word: dict[int, array[int]] = defaultdict(lambda: array("i"))
        self._names: list[frozenset[str]] = []
        self._figures: list[frozenset[str]] = []
        self._actors: dict[int, frozenset[str]] = {}
        # Of each gist: group, frame, how many words and roles it has, and when.
        self._group, self._frame, self._size, self._known, self._period = (
            array("i") for _ in range(5)
        )
        self._periods: list[str] = []
        self._period_numbers: dict[str, int] = {}

    def put(self, one: Assertion, gist: Gist, at: int | None, *, taken_up: bool = False) -> None:
        """Put an assertion into a group, or a new one; what only takes it up says nothing new."""
        if at is None:
            at = len(self._groups)
            self._groups.append(_Group())
        self.of[one.id] = at
        wording = _wording(one)
        if taken_up or wording in self._by_wording:
            return  # a reprint says nothing new of what the claim is
        self._by_wording[wording] = at
        self._add(self._lean(gist), gist, at)

    def _add(self, lean: _Lean, gist: Gist, at: int) -> None:
        number = len(self._names)
        self._names.append(lean.names)
        self._figures.append(lean.figures)
        if lean.actors:
            self._actors[number] = lean.actors
        for word in lean.words:
            self._with_word[word].append(number)
        self._fillings.add(lean.roles)
        self._groups[at].add(gist, lean.roles)
        for column, value in (
            (self._group, at),
            (self._frame, lean.frame),
            (self._size, len(lean.words)),
            (self._known, len(lean.roles)),
            (self._period, self._period_number(gist.period)),
        ):
            column.append(value)

    def _period_number(self, period: str) -> int:
        number = self._period_numbers.setdefault(period, len(self._period_numbers))
        if number == len(self._periods):
            self._periods.append(period)
        return number

    def _lean(self, gist: Gist) -> _Lean:
        return _Lean(
            frame=self._frames.setdefault(gist.frame, len(self._frames)),
            period=gist.period,
            words=[self._word_numbers.setdefault(w, len(self._word_numbers)) for w in gist.words],
            roles={role: self._fillings.number(gist, role) for role in gist.roles},
            names=gist.names,
            figures=gist.figures,
            actors=gist.roles.get("actor", frozenset()) if gist.frame == TOGETHER else frozenset(),
        )

    def best(self, one: Assertion, gist: Gist) -> int | None:
        """Find the group that says the same: the same words first, else the best fit.

        Args:
            one: An assertion.
            gist: Its gist.

        Returns:
            Of the groups that contradict it in nothing the one of which a gist is the most alike,
            the first of several; ``None`` where none says the same.
        """
        if (known := self._by_wording.get(_wording(one))) is not None:
            return known
        if not self._names:
            return None
        lean = self._lean(gist)
        left, words, roles = self._hopeful(lean)
        if not len(left):
            return None
        groups = np.frombuffer(self._group, np.intc)[left]
        free = np.zeros(len(self._groups), np.bool_)
        for at in set(groups.tolist()):
            free[at] = not self._conflict(self._groups[at], gist, lean)
        held = free[groups]
        fits = self._weighed(lean, left[held], words[held], roles[held], told=True)
        if not len(fits) or fits.max() < SAME:
            return None
        return int(groups[held][fits == fits.max()].min())

    def _conflict(self, group: _Group, gist: Gist, lean: _Lean) -> bool:
        """Tell whether an assertion contradicts any gist of a group."""
        differ = self._fillings.differ
        return (
            any(periods_differ(gist.period, other) for other in group.periods)
            or any(mine.excludes(other) for mine in gist.amounts for other in group.amounts)
            or (
                bool(gist.frame)
                and any(
                    differ(filling, other)
                    for role, filling in lean.roles.items()
                    for other in group.fillings.get((gist.frame, role), ())
                )
            )
        )

    def _hopeful(self, lean: _Lean) -> tuple[_Ints, _Ints, _Ints]:
        """Give the gists that could be the same, by number, with the words and roles in common."""
        words = self._counts(self._with_word[word] for word in lean.words)
        if lean.frame:
            lean.same = {
                role: self._fillings.rows_with(filling) for role, filling in lean.roles.items()
            }
        roles = np.full(len(self._names), len(lean.actors), np.int64)
        for same in lean.same.values():
            roles += same
        fewer = np.minimum(np.frombuffer(self._size, np.intc), len(lean.words))
        left = np.flatnonzero((roles >= ENOUGH) | (words >= LEAST_ALIKE * fewer))
        hopeful = self._weighed(lean, left, words[left], roles[left], told=False) >= SAME
        left = left[hopeful]
        left = left[~self._contradicts(lean, left)]
        return left, words[left], roles[left] - len(lean.actors)

    def _contradicts(self, lean: _Lean, at: _Ints) -> NDArray[np.bool_]:
        """Tell which gists contradict in a party or a time; what is left is looked at one by one.

        Only those of the same frame are told by parties.
        """
        periods = np.frombuffer(self._period, np.intc)[at]
        marks = np.zeros(len(self._periods) + 1, np.bool_)
        for one in set(periods.tolist()):
            marks[one] = periods_differ(lean.period, self._periods[one])
        found = marks[periods]
        if lean.frame:
            one_frame = np.frombuffer(self._frame, np.intc)[at] == lean.frame
            for role, filling in lean.roles.items():
                found |= one_frame & self._fillings.apart(filling, at, lean.same[role][at])
        return found

    def _counts(self, postings: Iterable[array[int]]) -> _Ints:
        """Count in how many of some postings each gist stands."""
        held = [np.frombuffer(one, np.intc) for one in postings if one]
        if not held:
            return np.zeros(len(self._names), np.int64)
        return np.bincount(np.concatenate(held), minlength=len(self._names))

    def _weighed(
        self, lean: _Lean, at: _Ints, words: _Ints, roles: _Ints, *, told: bool
    ) -> NDArray[np.float64]:
        """Weigh gists by number; unless ``told``, names and partners are taken for the best."""
        frame, size, known = (
            np.frombuffer(one, np.intc)[at] for one in (self._frame, self._size, self._known)
        )
        one_frame = (frame == lean.frame) & bool(lean.frame)
        names, telling = np.full(len(at), _MANY), np.full(len(at), fill_value=True)
        otherwise = np.zeros(len(at), np.bool_)
        if told:
            numbers = at.tolist()
            otherwise = np.array([self._otherwise(lean, one) for one in numbers], np.bool_)
            names = np.array([len(lean.names & self._names[one]) for one in numbers], np.int64)
            telling = (names > 0) | (one_frame & self._telling(lean, at))
            if lean.actors:
                actors = [self._actors.get(one, frozenset()) for one in numbers]
                more = [max(0, len(lean.actors & one) - 1) for one in actors]
                roles = roles + np.array(more, np.int64)
        return weigh(
            Common(
                words=words,
                fewer=np.minimum(size, len(lean.words)),
                all_words=size + len(lean.words) - words,
                roles=np.where(one_frame, roles, 0),
                known=np.minimum(known, len(lean.roles)),
                one_frame=one_frame,
                two_frames=(frame > 0) & bool(lean.frame) & ~one_frame,
                telling=telling,
                names=names,
                otherwise=otherwise,
            )
        )

    def _otherwise(self, lean: _Lean, number: int) -> bool:
        """Tell whether each has a name or a figure that the other has not (``gists.otherwise``)."""
        return bool(
            (lean.names - (names := self._names[number]) and names - lean.names)
            or (lean.figures - (figures := self._figures[number]) and figures - lean.figures)
        )

    def _telling(self, lean: _Lean, at: _Ints) -> NDArray[np.bool_]:
        """Tell of which gists a party or place that they share has a name."""
        found = np.zeros(len(at), np.bool_)
        for role, same in lean.same.items():
            if role in TELLING:
                found |= self._fillings.named_alike(lean.roles[role], at, same[at])
        return found


def _wording(one: Assertion) -> bytes:
    """Give a digest of all that makes an assertion the same as another, letter by letter."""
    said = (one.text, one.frame, sorted(one.roles.items()), one.period)
    return hashlib.blake2b(msgspec.msgpack.encode(said), digest_size=16).digest()
