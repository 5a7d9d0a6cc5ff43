"""The classes of variation by which recall is measured, each with its floor."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from counterflow.core.errors import TuningError
from counterflow.screening.tuning import disguises, misspelling, wording
from counterflow.screening.tuning.listed_names import Lexicon, ListedText
from counterflow.screening.tuning.tables import tuning_table

Change = Callable[[random.Random, ListedText, Lexicon], str | None]
"""Gives a name varied; the name itself or None where the class does not apply to it."""


class Variation(NamedTuple):
    """One class of variation.

    Attributes:
        name: Its short name, as it is typed.
        words: What it is, for a reader who does not know the program.
        change: Makes the variation; with the same seed always the same one.
        weak: Whether it is drawn from weak aliases instead of strong names.
        country: Whether the listed country goes along, in another spelling.
        as_listed: Whether the name is asked as it stands.
    """

    name: str
    words: str
    change: Change
    weak: bool = False
    country: bool = False
    as_listed: bool = False


class Floor(NamedTuple):
    """The least recall that a class must reach; None where the class is only measured.

    Attributes:
        matches: Share found end to end, at the decision point.
        candidates: Share among the candidates that are scored.
        source: Who set it.
    """

    matches: float | None = None
    candidates: float | None = None
    source: str = ""


class FloorSetter(NamedTuple):
    """Who set a floor.

    Attributes:
        short: In a word or two, for a table.
        words: Who, and why, for a reader who does not know the program.
    """

    short: str
    words: str


GIVEN = "given with the command"
FLOOR_SETTERS: Mapping[str, FloorSetter] = {
    "rule": FloorSetter(
        "promise",
        "follows from a promise of the program: a name that is read like the listed one is never "
        "lost, so one loss is a breach",
    ),
    "target": FloorSetter("target", "the target that the developers set for the matcher"),
    "developers": FloorSetter(
        "developers’ choice",
        "chosen by the developers, and no rule of law; your institution may set its own with "
        "--floor CLASS=SHARE",
    ),
    GIVEN: FloorSetter("yours", "set with --floor by whoever made this report"),
}
"""Who set the floors, by ``source`` in ``data/tuning/floors.yaml``."""
VARIATIONS = (
    Variation("identical", "the name as listed", disguises.identical, as_listed=True),
    Variation("case", "capitals and small letters", disguises.other_case),
    Variation("punctuation", "quotes, hyphens, full stops", disguises.punctuation),
    Variation("accents", "accents left out", disguises.no_accents),
    Variation("legal-form-dropped", "legal form left out", wording.legal_form_dropped),
    Variation("legal-form-otherwise", "legal form abbreviated or written out",
              wording.legal_form_otherwise),
    Variation("legal-form-added", "legal form added", wording.legal_form_added),
    Variation("legal-form-stops", "full stops of the legal form (DOO, d.o.o.)",
              wording.legal_form_stops),
    Variation("words-joined", "two words written as one", wording.words_joined),
    Variation("word-split", "one word written as two", wording.word_split),
    Variation("word-order", "last word first", wording.word_order),
    Variation("initial", "one given name cut to its initial", wording.initial),
    Variation("initials-only", "all given names cut to initials", wording.initials_only),
    Variation("missing-word", "one word of three or more left out", wording.missing_word),
    Variation("extra-word", "one word added", wording.extra_word),
    Variation("romanisation", "another way to write it in Latin letters", wording.romanisation),
    Variation("one-typo", "one slip", misspelling.one_typo),
    Variation("two-typos", "two slips", misspelling.two_typos),
    Variation("typo-in-every-word", "one slip in every word", misspelling.typo_in_every_word),
    Variation("one-word-typo", "name of one word, one slip", misspelling.one_word_typo),
    Variation("two-words-two-typos", "name of two words, two slips",
              misspelling.two_words_two_typos),
    Variation("homoglyphs", "look-alike letters of another alphabet", disguises.homoglyphs),
    Variation("invisible", "characters that nobody sees", disguises.invisible),
    Variation("bidi", "marks that turn the direction of writing", disguises.bidi_marks),
    Variation("country", "the name with its country in another language", disguises.identical,
              country=True, as_listed=True),
    Variation("weak-alias", "a weak alias as listed", disguises.identical,
              weak=True, as_listed=True),
)  # fmt: skip
BY_NAME: Mapping[str, Variation] = {variation.name: variation for variation in VARIATIONS}


@cache
def default_floors() -> Mapping[str, Floor]:
    """Give the floor of every class, as ``data/tuning/floors.yaml`` sets it.

    Example:
        >>> default_floors()["one-typo"].matches
        0.96
    """
    table = tuning_table("floors")
    return {
        name: Floor(row.get("matches"), row.get("candidates"), row.get("source", ""))
        for name, row in table["floors"].items()
    }


def read_floors(given: Mapping[str, float]) -> dict[str, Floor]:
    """Settle the floors: those given for end-to-end recall, else the defaults.

    Args:
        given: Share by class.

    Raises:
        TuningError: there is no such class, or a share is none.

    Example:
        >>> read_floors({"identical": 0.5})["identical"].matches
        0.5
    """
    floors = {name: default_floors().get(name, Floor()) for name in BY_NAME}
    for name, share in given.items():
        if name not in BY_NAME:
            raise TuningError(
                f"there is no class of variation {name!r}",
                remedy="name one of " + ", ".join(BY_NAME),
            )
        if not 0 <= share <= 1:
            raise TuningError(
                f"the floor {share:g} of {name} is no share",
                remedy="write a number from 0 to 1, such as 0.95",
            )
        floors[name] = floors[name]._replace(matches=share, source=GIVEN)
    return floors
