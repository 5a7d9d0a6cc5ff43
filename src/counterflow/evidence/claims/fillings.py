"""Keep what fills roles, row by row, and tell at once which rows have the same in a role.

Ten thousand reports name few thousand parties, places and things, again and again. Two of them are
compared once, and only where a key of theirs says that they could meet; rows are found by postings.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from counterflow.evidence.claims.gists import CORE, Gist
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.sameness import (
    all_named,
    excludes,
    has_name,
    is_code,
    keys_of,
    meets,
)

_NAMED, _ALL_NAMED, _CODE = 1, 2, 4
_OPPOSITE = {"whole": ("whole", "part"), "part": ("whole",)}


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills a role of a frame; ``whole`` holds also what a thing that is built is for."""

    frame: str
    role: str
    forms: frozenset[str]
    whole: frozenset[str]


@dataclass
class Fillings:
    """All fillings by number, and the rows that were added with them.

    Example:
        >>> kept = Fillings(Grounds())
        >>> for name in ("Tarn Marine", "Pell"):
        ...     gist = Gist("call", {"actor": frozenset({name})}, frozenset())
        ...     kept.add({"actor": kept.number(gist, "actor")})
        >>> tarn = Gist("call", {"actor": frozenset({"Tarn"})}, frozenset())
        >>> kept.rows_with(kept.number(tarn, "actor")).tolist()
        [True, False]
    """

    grounds: Grounds
    kept: list[Filling] = field(default_factory=list)
    rows: int = 0
    filled: dict[str, array[int]] = field(
        default_factory=lambda: {role: array("i") for role in CORE}
    )
    """By role the number of each row's filling, -1 where it has none."""
    _numbers: dict[Filling, int] = field(default_factory=dict)
    _flags: array[int] = field(default_factory=lambda: array("b"))
    _forms: list[tuple[int, ...]] = field(default_factory=list)
    _form_numbers: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _met: list[list[int]] = field(default_factory=list)
    _with_form: list[array[int]] = field(default_factory=list)
    _by_key: dict[tuple[str, str, str, str], list[tuple[int, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def number(self, gist: Gist, role: str) -> int:
        """Give the number of what fills a role of a gist, a new one where it was not seen yet."""
        one = Filling(gist.frame, role, gist.roles[role], gist.filling(role))
        found = self._numbers.get(one)
        if found is None:
            found = self._numbers[one] = len(self.kept)
            self.kept.append(one)
            self._flags.append(
                _NAMED * has_name(one.forms)
                + _ALL_NAMED * all_named(one.forms)
                + _CODE * any(map(is_code, one.forms))
            )
            forms = [self._form(one.frame, one.role, form) for form in sorted(one.whole)]
            self._forms.append(tuple(forms))
        return found

    def _form(self, frame: str, role: str, form: str) -> int:
        number = self._form_numbers.get((frame, role, form))
        if number is not None:
            return number
        number = self._form_numbers[frame, role, form] = len(self._met)
        alone = frozenset({form})
        keys = {(frame, role, *key) for key in keys_of(role, alone, self.grounds)}
        near = {
            other
            for *_, side, word in keys
            for opposite in _OPPOSITE[side]
            for other in self._by_key.get((frame, role, opposite, word), ())
        }
        met = [at for at, other in near if meets(role, alone, frozenset({other}), self.grounds)]
        for at in met:
            self._met[at].append(number)
        self._met.append([*met, number])
        self._with_form.append(array("i"))
        for key in keys:
            self._by_key[key].append((number, form))
        return number

    def add(self, roles: Mapping[str, int]) -> None:
        """Add a row with the number of what fills each of its roles."""
        for role, column in self.filled.items():
            column.append(roles.get(role, -1))
        for form in {form for filling in roles.values() for form in self._forms[filling]}:
            self._with_form[form].append(self.rows)
        self.rows += 1

    def rows_with(self, filling: int) -> NDArray[np.bool_]:
        """Tell which rows have the same as a filling in its role of its frame."""
        marks = np.zeros(self.rows, np.bool_)
        for form in self._forms[filling]:
            for other in self._met[form]:
                if held := self._with_form[other]:
                    marks[np.frombuffer(held, np.intc)] = True
        return marks

    def differ(self, a: int, b: int) -> bool:
        """Tell whether two fillings of one role of one frame exclude each other."""
        if not self._flags[a] & self._flags[b] & _ALL_NAMED:
            return False
        one, other = self.kept[a], self.kept[b]
        return not meets(one.role, one.whole, other.whole, self.grounds) and excludes(
            one.role, one.forms, other.forms, self.grounds
        )

    def apart(self, a: int, rows: NDArray[np.int64], same: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell of many rows of one frame at once which exclude a filling; not all are found.

        Args:
            a: A filling.
            rows: Numbers of rows.
            same: Which of them have the same (``rows_with``).

        Returns:
            True only where ``differ`` is; of places and of a body beside a country it says nothing.
        """
        role, own = self.kept[a].role, self._flags[a]
        if not own & _ALL_NAMED or role == "place":
            return np.zeros(len(rows), np.bool_)
        others = np.frombuffer(self.filled[role], np.intc)[rows]
        flags = np.frombuffer(self._flags, np.int8)[others]
        known = (others >= 0) & ((flags & _ALL_NAMED) > 0) & ~same
        if role in ("actor", "recipient"):
            known &= (flags & _CODE) == (own & _CODE)
        return known

    def named_alike(
        self, a: int, rows: NDArray[np.int64], same: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Tell which of some rows have the same as a filling, and one of both bears a name."""
        if self._flags[a] & _NAMED:
            return same
        others = np.frombuffer(self.filled[self.kept[a].role], np.intc)[rows]
        flags = np.frombuffer(self._flags, np.int8)[others]
        return same & (others >= 0) & ((flags & _NAMED) > 0)
