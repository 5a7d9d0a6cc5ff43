"""Hold what one designation of the UK's lists says, whatever the format of its file."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

Parts = tuple[str, str, str, str, str, str]
"""Name 1 to Name 6: given name, four names between, family name or the whole name."""

_MAY_BEGIN_EMPTY = ("address", "passport", "national_id", "birth_place")


class UkName(msgspec.Struct, frozen=True):
    """One name: its six parts, what kind of name the list calls it, how strong."""

    parts: Parts
    kind: str = ""
    strength: str = ""

    @property
    def text(self) -> str:
        """Give the name as it is said: parts 1 to 6 in their order."""
        return " ".join(part for part in self.parts if part)


class UkRecord(msgspec.Struct):
    """What a designation says, by our words for the columns and elements of the UK's files.

    ``values`` holds the repeated facts (``birth``, ``nationality``, ``imo`` …); a value of
    ``passport``, ``national_id`` or ``registration`` is a number and what is said of it, one of
    ``native`` a name with its script and language, one of ``address`` its lines and country.
    """

    uid: str
    kind: str = ""
    regimes: list[str] = []
    measures: list[str] = []
    listed_on: str = ""
    amended_on: str = ""
    names: list[UkName] = []
    values: dict[str, list[tuple[str, ...]]] = {}
    # Threat: a record of 50,000 names; looking each up in a list would take minutes.
    met: set[tuple[str, ...]] = set()

    def add(self, key: str, *value: str) -> None:
        """Add a fact once; one that is empty adds nothing."""
        if not any(value):
            return
        cleaned = tuple(" ".join(part.split()) for part in value)
        holds = cleaned[0] or (key in _MAY_BEGIN_EMPTY and any(cleaned))
        if holds and (key, *cleaned) not in self.met:
            self.met.add((key, *cleaned))
            self.values.setdefault(key, []).append(cleaned)

    def add_name(self, parts: Sequence[str], kind: str, strength: str) -> None:
        """Add a name once; one without a part adds nothing."""
        one, two, three, four, five, six = (" ".join(part.split()) for part in parts)
        name = UkName((one, two, three, four, five, six), kind, strength)
        told = ("name", *name.parts, kind, strength)
        if name.text and told not in self.met:
            self.met.add(told)
            self.names.append(name)

    def add_regime(self, text: str) -> None:
        """Add the regulations a designation rests on."""
        if text and text not in self.regimes:
            self.regimes.append(text)

    def add_measures(self, text: str) -> None:
        """Add the measures of a cell, which are parted by bars."""
        for piece in text.split("|"):
            measure = " ".join(piece.split())
            if measure and measure not in self.measures:
                self.measures.append(measure)

    def singles(self, key: str) -> list[str]:
        """Give the first part of every value of a fact."""
        return [value[0] for value in self.values.get(key, ())]
