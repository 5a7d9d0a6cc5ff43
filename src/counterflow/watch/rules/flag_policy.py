"""What red flags come to together: weights, contexts and combinations, as data of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.watch.rules.conditions import Condition
from counterflow.watch.rules.signs import Sign, load_signs

RAISED_SIGN: Final = Sign("raised", "texts", "the ids of the flags that are raised", frozenset())


@dataclass(frozen=True, slots=True)
class Context:
    """From which sum of weights flags are a review or a hold, in one kind of situation.

    Attributes:
        id: Stable name.
        says: The situation in words.
        when: All of these must hold; empty for any.
        review_from: Least sum of a review.
        hold_from: Least sum of a hold, of flags that somebody verified; ``None`` for never.
    """

    id: str
    says: str
    when: tuple[Condition, ...]
    review_from: int
    hold_from: int | None


@dataclass(frozen=True, slots=True)
class Together:
    """Flags and signs that weigh more together than their sum.

    Attributes:
        id: Stable name.
        says: What makes it so, in words.
        when: All of these must hold; they may also name ``raised``.
        adds: The weight added to the sum.
    """

    id: str
    says: str
    when: tuple[Condition, ...]
    adds: int


@dataclass(frozen=True, slots=True)
class FlagPolicy:
    """The policy for red flags.

    Attributes:
        contexts: The first that fits counts; the last fits always.
        together: Combinations; each that fits counts.
        off: Topics that are switched off.
        tables: Goods tables that make goods listed for flags.
    """

    contexts: tuple[Context, ...]
    together: tuple[Together, ...]
    off: frozenset[str]
    tables: frozenset[str]


@cache
def load_flag_policy() -> FlagPolicy:
    """Load the policy of the package.

    Raises:
        RuleError: a row is wrong; the file, the row and the reason are named.

    Example:
        >>> [context.id for context in load_flag_policy().contexts][-1]
        'ordinary'
    """
    return read_flag_policy(load_facts("policies/flags.yaml"), load_signs())


def read_flag_policy(file: Mapping[str, Any], signs: Mapping[str, Sign]) -> FlagPolicy:
    """Read a policy, checking every word of it; see ``load_flag_policy``."""
    contexts = tuple(_context(row, signs) for row in file["contexts"])
    if not contexts or contexts[-1].when:
        raise RuleError(
            "the last context has conditions, or there is none",
            where="policies/flags.yaml",
            why="flags outside every context would come to nothing",
        )
    seen = {**signs, RAISED_SIGN.name: RAISED_SIGN}
    together = tuple(_together(row, seen) for row in file["together"])
    return FlagPolicy(
        contexts, together, frozenset(file["topics_off"]), frozenset(file["goods_tables"])
    )


def _context(row: Mapping[str, Any], signs: Mapping[str, Sign]) -> Context:
    where = f"policies/flags.yaml, context {row.get('id')}"
    hold_from = row.get("hold_from")
    return Context(
        str(row["id"]),
        str(row["says"]),
        _conditions(row.get("when", ()), signs, where),
        _weight(row.get("review_from"), where),
        None if hold_from is None else _weight(hold_from, where),
    )


def _together(row: Mapping[str, Any], signs: Mapping[str, Sign]) -> Together:
    where = f"policies/flags.yaml, together {row.get('id')}"
    when = _conditions(row.get("when", ()), signs, where)
    if not when:
        raise RuleError("a combination without conditions", where=where, why="it always speaks")
    return Together(str(row["id"]), str(row["says"]), when, _weight(row.get("adds"), where))


def _conditions(
    texts: Sequence[str], signs: Mapping[str, Sign], where: str
) -> tuple[Condition, ...]:
    return tuple(Condition(text, signs, where) for text in texts)


def _weight(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise RuleError(f"{value!r} is no weight", where=where, remedy="a whole number from 1")
    return value
