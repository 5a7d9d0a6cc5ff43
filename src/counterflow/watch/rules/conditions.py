"""Conditions of rulebook rows, in the Common Expression Language, over the signs.

A condition is compiled once: names, types and form are checked then, by the language's own
compiler. It has no loops without end, no calls into Python and no way out of the values given.
An unknown sign is simply not given: ``and`` and ``or`` are then settled where the other side
settles them, and unknown otherwise (docs/decisions/008-conditions-of-rulebooks.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from cel_expr_python import cel

from counterflow.core.errors import RuleError
from counterflow.watch.rules.signs import Sign, Signs, SignValue

LONGEST: Final = 400
"""Letters of a condition: a longer one is not read by anybody."""
MOST_REMEMBERED: Final = 4096
"""Answers that one condition keeps, by the values of its signs."""
_TYPES: Final = {
    "yes or no": cel.Type.BOOL,
    "whole number": cel.Type.INT,
    "number": cel.Type.DOUBLE,
    "text": cel.Type.STRING,
    "day": cel.Type.STRING,
    "texts": cel.Type.List(cel.Type.STRING),
}
_WORD = re.compile(r"[A-Za-z_]\w*")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class Condition:
    """One compiled condition.

    Args:
        text: The expression.
        signs: The signs that it may name.
        where: File, row and field, for the error.

    Raises:
        RuleError: the expression is malformed, names no sign or one that is not there, compares
            what cannot be compared, or gives something else than yes or no.

    Attributes:
        text: The expression as written.
        needs: The signs that it names.
        gates: Those of them without which it cannot hold: unknown, or no, and it does not.
        holds_of_nothing: Whether it holds where nothing is there: ``!("party" in found)``.
    """

    __slots__ = ("_compiled", "_known", "gates", "holds_of_nothing", "needs", "text")

    def __init__(self, text: str, signs: Mapping[str, Sign], where: str) -> None:
        self.text = text
        names = dict.fromkeys(_WORD.findall(_QUOTED.sub("", text)))
        self.needs = tuple(name for name in names if name in signs)
        if len(text) > LONGEST:
            raise _refused(text, where, f"it is too long: {LONGEST} letters are read", signs)
        types = frozenset((sign.name, sign.type) for sign in signs.values())
        try:
            self._compiled = _language(types).compile(text)
        except RuntimeError as fault:
            raise _refused(text, where, _plain(str(fault)), signs) from fault
        if self._compiled.return_type() != cel.Type.BOOL:
            raise _refused(text, where, "it does not give yes or no", signs)
        if not self.needs:
            raise _refused(text, where, "it names no sign: it would always speak, or never", signs)
        self._known: dict[object, bool | None] = {}
        self.gates = tuple(name for name in self.needs if self._needs(signs[name]))
        self.holds_of_nothing = self._of_nothing(signs)

    def holds(self, signs: Signs) -> bool | None:
        """Settle whether the condition holds; ``None`` where the unknown keeps it open.

        Raises:
            RuleError: every sign is known, and the expression cannot be settled (a division by
                zero): a rule that cannot be asked is not one that passed.
        """
        needs = self.needs
        if len(needs) == 1:
            value = signs(needs[0])
            if value is None:
                return None
            key: object = tuple(value) if isinstance(value, list) else value
        else:
            values = [signs(name) for name in needs]
            # A list is no key.
            key = tuple([tuple(one) if isinstance(one, list) else one for one in values])
        if key in self._known:
            return self._known[key]
        found = self._evaluate({name: signs(name) for name in needs})
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = found
        return found

    def _evaluate(self, values: Mapping[str, SignValue | None]) -> bool | None:
        known = {name: value for name, value in values.items() if value is not None}
        answer = self._compiled.eval(data=known)
        if answer.type() == cel.Type.BOOL:
            return bool(answer.value())
        if len(known) == len(values):
            raise RuleError(
                f"the condition `{self.text}` cannot be settled: {_plain(str(answer.value()))}",
                why="a rule that cannot be asked is not one that passed",
                remedy="correct the row",
            )
        return None

    def _of_nothing(self, signs: Mapping[str, Sign]) -> bool:
        """Tell whether the condition holds by what is settled where nothing is there."""
        absent = {name: signs[name].absent for name in self.needs}
        if all(value is None for value in absent.values()):
            return False
        try:
            return self._evaluate(absent) is True
        except RuleError:  # the first of no texts, say: it does not hold
            return False

    def _needs(self, sign: Sign) -> bool:
        """Tell whether the condition cannot hold where a sign is unknown, or no.

        Alone in a condition, a sign is needed. A yes-or-no sign is needed where its *no* settles
        the condition whatever the others are: then, without it, nothing can make it hold.
        """
        if len(self.needs) == 1:
            return True
        return (
            sign.type == "yes or no"
            and self._evaluate({**dict.fromkeys(self.needs), sign.name: False}) is False
        )


def all_hold(conditions: Iterable[Condition], signs: Signs) -> bool | None:
    """Settle whether all conditions hold: one that does not settles it, then one unknown.

    Example:
        >>> declared = {"old": Sign("old", "yes or no", "it is old", frozenset())}
        >>> one = Condition("old", declared, "here")
        >>> all_hold([one], {"old": True}.get), all_hold([one], {}.get)
        (True, None)
    """
    settled: bool | None = True
    for condition in conditions:
        held = condition.holds(signs)
        if held is False:
            return False
        if held is None:
            settled = None
    return settled


@cache
def _language(types: frozenset[tuple[str, str]]) -> cel.Env:
    """Give the language with these signs as its only names."""
    return cel.NewEnv(variables={name: _TYPES[word] for name, word in types})


@cache
def _near(name: str, known: tuple[str, ...]) -> str:
    from rapidfuzz import process

    found = process.extractOne(name, known, score_cutoff=70)
    return f"; did you mean {found[0]}" if found else ""


def _refused(text: str, where: str, what: str, signs: Mapping[str, Sign]) -> RuleError:
    unknown = re.search(r"undeclared reference to '([^']+)'", what)
    hint = _near(unknown[1], tuple(sorted(signs))) if unknown else ""
    return RuleError(
        f"the condition `{text[:LONGEST]}` is refused: {what}{hint}",
        where=where,
        why="a rule that cannot be asked would look like one that passed",
        remedy="see the signs with `counterflow rules signs`",
    )


def _plain(said: str) -> str:
    r"""Give the compiler's words without its frame: place and fault, one after the other.

    Example:
        >>> _plain("INVALID_ARGUMENT: ERROR: <input>:1:5: no such sign\n | a < b\n | ....^")
        'position 5: no such sign'
    """
    parts = re.findall(r"ERROR: <input>:\d+:(\d+): ([^\n]+)", said)
    if not parts:
        return " ".join(said.split())
    return "; ".join(f"position {at}: {what.strip()}" for at, what in parts)
