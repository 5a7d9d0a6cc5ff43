"""Part the names that Canada's list writes into one cell, without parting a name itself."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from counterflow.core.text.names import read_name
from counterflow.watch.sources.entry_draft import script_of

MOST_LETTERS: Final = 10_000
"""The longest real cell has under 1,000 letters."""
FEWEST_WORDS: Final = 2
"""A piece with fewer words may be a part of the name beside it ("Alexei or Aleksei Petrov")."""

_LANGUAGES: Final = {
    "russian": "rus",
    "belarusian": "bel",
    "belarussian": "bel",
    "arabic": "ara",
    "ukrainian": "ukr",
    "persian": "fas",
    "farsi": "fas",
    "burmese": "mya",
    "chinese": "zho",
    "hebrew": "heb",
    "spanish": "spa",
}
_SURE: Final = re.compile(r"[;\n]")
_LABEL: Final = re.compile(
    rf"[\s,.]{{0,5}}\b(?P<language>{'|'.join(_LANGUAGES)})\s*:\s*",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\s+(or|and)\s+", re.IGNORECASE)


class AliasReading(NamedTuple):
    """A name of a cell, with the language that its label states (ISO 639-3)."""

    text: str
    language: str = ""


def split_aliases(cell: str, *, person: bool) -> list[AliasReading]:
    """Tell which names a cell holds.

    Semicolons, labels of languages and line breaks between scripts part names. A comma parts
    them where the script changes, or between whole names of a person; "or" and "and" only between
    whole names of one kind. What is not sure, and a cell of more than 10,000
    letters, stays one name.

    Args:
        cell: The cell.
        person: True for a person: a comma in a company's name belongs to it ("Plant, LLC").

    Returns:
        Names in the order written, without doubles.

    Example:
        >>> [name.text for name in split_aliases("Primer, LLC; Завод, ООО", person=False)]
        ['Primer, LLC', 'Завод, ООО']
        >>> split_aliases("Ann Examplova, Russian: Анна Примерова", person=True)[1]
        AliasReading(text='Анна Примерова', language='rus')
    """
    found: dict[AliasReading, None] = {}
    if len(cell) > MOST_LETTERS:
        return [AliasReading(" ".join(cell.split()))]
    for piece in _SURE.split(_unwrapped(cell)):
        for language, labelled in _labelled(piece):
            for comma in _at_commas(labelled, person=person):
                for name in _at_words(comma):
                    plain = " ".join(name.split()).strip(" ,;")
                    if plain:
                        found[AliasReading(plain, language)] = None
    return list(found)


def split_languages(name: str) -> list[str]:
    """Give both halves of a name written in English and French, else nothing.

    Example:
        >>> split_languages("Example Industries Organization/Organisation des industries")
        ['Example Industries Organization', 'Organisation des industries']
        >>> split_languages("A/B Trading")
        []
    """
    halves = [half.strip() for half in name.split("/")]
    whole = len(halves) == FEWEST_WORDS and all(len(h.split()) >= FEWEST_WORDS for h in halves)
    return halves if whole else []


def _unwrapped(cell: str) -> str:
    """Join lines of one script: the publisher wraps long names; keep a break between scripts."""
    result = ""
    for line in cell.splitlines():
        breaks = script_of(result.rpartition("\n")[2]) != script_of(line)
        result += ("\n" if breaks and result.strip() else " ") + line.strip()
    return result


def _labelled(text: str) -> list[tuple[str, str]]:
    """Part a text at the labels of languages; what stands before the first has none."""
    result: list[tuple[str, str]] = []
    language, start = "", 0
    for label in _LABEL.finditer(text):
        result.append((language, text[start : label.start()]))
        language, start = _LANGUAGES[label["language"].casefold()], label.end()
    return [*result, (language, text[start:])]


def _at_commas(text: str, *, person: bool) -> list[str]:
    """Part at commas between scripts; for a person also between whole names."""
    pieces = text.split(",")
    if person and all(len(piece.split()) >= FEWEST_WORDS for piece in pieces):
        return pieces
    result = pieces[:1]
    for piece in pieces[1:]:
        before, after = script_of(result[-1]), script_of(piece)
        if before and after and before != after and read_name(piece).words:
            result.append(piece)
        else:
            result[-1] += f",{piece}"
    return result


def _at_words(text: str) -> list[str]:
    """Part at "or" between whole names, and at "and" where neither side is in Latin letters."""
    result, start = [], 0
    for word in _WORD.finditer(text):
        before, after = text[start : word.start()], text[word.end() :]
        foreign = "Latn" not in (script_of(before), script_of(after)) and script_of(before)
        whole = min(len(before.split()), len(after.split())) >= FEWEST_WORDS
        if foreign or (word[1].casefold() == "or" and whole):
            result.append(before)
            start = word.end()
    return [*result, text[start:]]
