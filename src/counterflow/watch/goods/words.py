"""Words of a description, and phrases sought among them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_WORD = re.compile(r"[^\W_]+")
_ODD = str.maketrans(
    {"ł": "l", "ı": "i", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ь": None, "ъ": None,
     # Arabic and Persian write one letter in two forms; papers mix them. The stroke that
     # lengthens a word says nothing.
     "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "\u0640": None}
)  # fmt: skip
ARABIC = re.compile(r"[\u0600-\u06ff]")
"""A letter of the Arabic script."""
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_KEY = 3
"""Letters by which stems and endings are looked up; shorter ones are looked up whole."""
_T = TypeVar("_T")


def fold_text(text: str) -> str:
    """Write a text so that case, accents and widths do not matter.

    Example:
        >>> fold_text("Circuit INTÉGRÉ"), fold_text("Микроконтроллёр")
        ('circuit integre', 'микроконтроллер')
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFKC", kept).translate(_ODD)


def split_words(text: str) -> list[str]:
    """Give the words and numbers of a folded text in order."""
    return _WORD.findall(text)


def is_unspaced(text: str) -> bool:
    """Tell whether a text has letters of a script that is written without blanks."""
    return not text.isascii() and _UNSPACED.search(text) is not None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word as a table writes it: whole, a stem (``word*``) or an ending (``*word``)."""

    text: str
    kind: str = "word"

    def fits(self, word: str) -> bool:
        """Tell whether a word of a description is meant; a plural -s does not matter."""
        if self.kind == "stem":
            return word.startswith(self.text)
        if self.kind == "ending":
            return word.endswith(self.text)
        return word == self.text or (word[-1:] == "s" and self.text in _singulars(word))


def read_patterns(phrase: str) -> tuple[Pattern, ...]:
    """Read a phrase of a table.

    Example:
        >>> [(one.text, one.kind) for one in read_patterns("Infrarot* Kamera")]
        [('infrarot', 'stem'), ('kamera', 'word')]
    """
    patterns = []
    for piece in phrase.split():
        text = "".join(split_words(fold_text(piece)))
        kind = "stem" if piece.endswith("*") else "ending" if piece.startswith("*") else "word"
        patterns.append(Pattern(text, kind))
    return tuple(pattern for pattern in patterns if pattern.text)


def _singulars(word: str) -> tuple[str, ...]:
    """Give what a word that ends in -s may be the plural of."""
    if word.endswith("ies"):
        return word[:-1], word[:-3] + "y"
    return (word[:-1], word[:-2]) if word.endswith("es") else (word[:-1],)


@dataclass(frozen=True, slots=True)
class Span(Generic[_T]):
    """Where a phrase stands: from word ``start`` up to, and without, word ``end``."""

    start: int
    end: int
    value: _T


@dataclass(slots=True)
class Phrases(Generic[_T]):
    """Phrases by the beginning or ending of their first word, so that most words cost a lookup."""

    whole: dict[str, list[tuple[tuple[Pattern, ...], _T]]] = field(default_factory=dict)
    stems: dict[str, list[tuple[tuple[Pattern, ...], _T]]] = field(default_factory=dict)
    endings: dict[str, list[tuple[tuple[Pattern, ...], _T]]] = field(default_factory=dict)
    unspaced: list[tuple[str, _T]] = field(default_factory=list)

    def add(self, phrase: str, value: _T) -> None:
        """Take a phrase in; one of an unspaced script is sought as it stands."""
        if is_unspaced(phrase):
            self.unspaced.append((fold_text(phrase), value))
            return
        patterns = read_patterns(phrase)
        if not patterns:
            raise ValueError(phrase)
        first = patterns[0]
        if first.kind == "word":
            self.whole.setdefault(first.text, []).append((patterns, value))
        elif first.kind == "stem":
            self.stems.setdefault(first.text[:_KEY], []).append((patterns, value))
        else:
            self.endings.setdefault(first.text[-_KEY:], []).append((patterns, value))

    def find(self, words: Sequence[str]) -> Iterator[Span[_T]]:
        """Give every place at which a phrase stands among words."""
        for at, word in enumerate(words):
            for patterns, value in self._candidates(word):
                end = at + len(patterns)
                if end <= len(words) and all(
                    pattern.fits(one) for pattern, one in zip(patterns, words[at:end], strict=True)
                ):
                    yield Span(at, end, value)

    def _candidates(self, word: str) -> Iterator[tuple[tuple[Pattern, ...], _T]]:
        yield from self.whole.get(word, ())
        if word[-1] == "s":
            for one in _singulars(word):
                yield from self.whole.get(one, ())
        yield from self.stems.get(word[:_KEY], ())
        yield from self.endings.get(word[-_KEY:], ())

    def inside(self, text: str) -> Iterator[tuple[str, _T]]:
        """Give every phrase of an unspaced script that stands in a folded text."""
        return ((phrase, value) for phrase, value in self.unspaced if phrase in text)


def phrases_of(listed: Iterable[str]) -> Phrases[str]:
    """Gather phrases that stand for themselves."""
    phrases = Phrases[str]()
    for phrase in listed:
        phrases.add(phrase, phrase)
    return phrases
