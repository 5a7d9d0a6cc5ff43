"""Tell the kinds of private letters from authorities, and what each kind does."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from counterflow.core.facts import load_facts
from counterflow.core.model.law import Citation, Effect
from counterflow.watch.sources.own_columns import plain_words
from counterflow.watch.sources.programmes import programmes_of


class Letter(NamedTuple):
    """A kind of letter: its title, its effect, what it asks for, and who says so."""

    title: str
    effect: Effect
    handling: str
    citation: Citation


def letter_of(text: str) -> Letter | None:
    """Tell which kind of letter a register names; None for none that is known.

    Example:
        >>> letter = letter_of("Is-Informed letter")
        >>> letter.title, str(letter.effect)
        ('is-informed letter', 'licence requirement')

    Basis:
        BIS, guidance of 2024-07-10, as ``data/programmes/letters.yaml`` cites it.
    """
    return _letters().get(plain_words(text))


@cache
def _letters() -> dict[str, Letter]:
    programmes = programmes_of("letters")
    found: dict[str, Letter] = {}
    for row in load_facts("programmes/letters.yaml")["programmes"]:
        known = programmes[str(row["code"]).upper()]
        letter = Letter(known.title, known.effect, str(row["handling"]), known.citation)
        found.update({plain_words(str(spelled)): letter for spelled in row["spelled"]})
    return found
