"""Ask all red flags about one transaction; those that could not speak are not asked at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from counterflow.watch.rules.asking import RAISED, Reply, answer_word, ask_flag
from counterflow.watch.rules.conditions import Condition, all_hold
from counterflow.watch.rules.flag_rows import Flag
from counterflow.watch.rules.signs import SETTLED, Sign, SignValue

MOST_PLANS: Final = 4096
"""Selections kept: files give few different sets of what is there."""


class ReadSigns(Protocol):
    """The signs of one transaction, and what they can be read from."""

    @property
    def there(self) -> frozenset[str]:
        """Name what is there (``read_from`` of the signs)."""

    def get(self, name: str) -> SignValue | None:
        """Give a sign; ``None`` where it is unknown."""


@dataclass(frozen=True, slots=True)
class Replies:
    """What the flags of one transaction come to.

    Attributes:
        told: Flags that are raised, and those about which a person answered, in order.
        asked: Flags whose question is open and must be told.
        unknown: Flags that data could raise, had what they need been there; named only where the
            goods are listed.
    """

    told: tuple[Reply, ...] = ()
    asked: tuple[Flag, ...] = ()
    unknown: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The flags that matter to transactions with the same things there.

    Attributes:
        speaking: Those that data could raise.
        asking: Those whose question may have to be told.
        lacking: Those that data could raise, had what they need been there.
        listed: Whether goods are listed.
    """

    speaking: tuple[Flag, ...]
    asking: tuple[Flag, ...]
    lacking: tuple[Flag, ...]
    listed: bool


@dataclass(slots=True)
class FlagRoom:
    """The flags, arranged so that few of them are asked about an ordinary transaction.

    Args:
        flags: The flags, in order.
        signs: The signs, for what each is read from.
        off: Topics that a policy switched off.
    """

    flags: Sequence[Flag]
    signs: Mapping[str, Sign]
    off: frozenset[str] = frozenset()
    _plans: dict[tuple[str, frozenset[str]], Plan] = field(default_factory=dict)

    def ask(self, kind: str, signs: ReadSigns, answers: Mapping[str, str], on: dt.date) -> Replies:
        """Settle what the flags come to.

        Args:
            kind: Kind of the transaction.
            signs: Its signs.
            answers: What a person answered, by the id of the flag.
            on: The day of the transaction.

        Returns:
            The replies, in the order of the flags.
        """
        plan = self._planned(kind, signs.there)
        told: list[Reply] = []
        unknown = list(plan.lacking)
        for flag in plan.speaking:
            if flag.id in answers:
                continue
            held = all_hold(flag.raised_when, signs.get)
            if held:
                told.append(Reply(flag, RAISED, computed=True))
            elif held is None:
                unknown.append(flag)
        if answers:
            told = self._with_answers(told, kind, signs, answers)
        return Replies(
            tuple(told),
            tuple(_open_questions(plan.asking, unknown, signs, answers, on)),
            self._in_order(unknown, answers) if plan.listed else (),
        )

    def _in_order(self, flags: Iterable[Flag], answers: Mapping[str, str]) -> tuple[Flag, ...]:
        """Give the flags that nobody answered, in the order of the rulebooks."""
        left = {flag.id for flag in flags if flag.id not in answers}
        return tuple(flag for flag in self.flags if flag.id in left)

    def _with_answers(
        self, told: list[Reply], kind: str, signs: ReadSigns, answers: Mapping[str, str]
    ) -> list[Reply]:
        """Add what a person answered, in the order of the flags."""
        replies = {reply.flag.id: reply for reply in told}
        for flag in self._of_kind(kind):
            if answer := answers.get(flag.id, ""):
                replies[flag.id] = ask_flag(flag, signs.get, answer)
        return [replies[flag.id] for flag in self.flags if flag.id in replies]

    def _of_kind(self, kind: str) -> list[Flag]:
        return [flag for flag in self.flags if kind in flag.kinds and flag.topic not in self.off]

    def _planned(self, kind: str, there: frozenset[str]) -> Plan:
        """Give what could be raised and asked with what is there."""
        key = (kind, there)
        known = self._plans.get(key)
        if known is None:
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
            known = self._plan(kind, there)
            self._plans[key] = known
        return known

    def _plan(self, kind: str, there: frozenset[str]) -> Plan:
        own = self._of_kind(kind)
        speaking = [flag for flag in own if flag.computed and self._could(flag.raised_when, there)]
        asking = [flag for flag in own if flag.asked_when and self._could(flag.asked_when, there)]
        silent = [flag for flag in own if flag.computed and flag not in speaking]
        # What is settled by its absence (no listed goods, no finding) lacks nothing.
        settled = there | SETTLED
        lacking = [flag for flag in silent if not self._could(flag.raised_when, settled)]
        return Plan(tuple(speaking), tuple(asking), tuple(lacking), "goods.listed" in there)

    def _could(self, conditions: Iterable[Condition], there: frozenset[str]) -> bool:
        return all(self._could_hold(condition, there) for condition in conditions)

    def _could_hold(self, condition: Condition, there: frozenset[str]) -> bool:
        """Tell whether a condition could hold: every gate is there, and some of its signs."""
        if condition.holds_of_nothing:
            return True
        return all(self._readable(name, there) for name in condition.gates) and any(
            self._readable(name, there) for name in condition.needs
        )

    def _readable(self, name: str, there: frozenset[str]) -> bool:
        source = self.signs[name].read_from
        return not source or not source.isdisjoint(there)


def _open_questions(
    flags: Iterable[Flag],
    unknown: Sequence[Flag],
    signs: ReadSigns,
    answers: Mapping[str, str],
    on: dt.date,
) -> Iterator[Flag]:
    """Give the flags whose question a person must answer here and did not.

    Where the data settle a flag, nobody need be asked: only what is unknown is open.
    """
    left = {flag.id for flag in unknown}
    for flag in flags:
        answer = answers.get(flag.id, "")
        # An answer that says neither yes nor no leaves even a settled flag in doubt.
        unsettled = not flag.computed or flag.id in left or answer
        if (answer and answer_word(answer)) or not unsettled or flag.standing(on) == "ended":
            continue
        if all_hold(flag.asked_when, signs.get):
            yield flag
