"""Bring the words of a share to figures and signs: "mehr als 25 Prozent" is ``>25``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from counterflow.core.facts import load_facts
from counterflow.core.text.scripts import with_plain_digits

FILE: Final = "ownership/share_words.yaml"
_SIGNS = str.maketrans({
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "≥": ">=", "≤": "<=", "⩾": ">=", "⩽": "<=",
    "½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4", "⁄": "/", "’": "'",
    "(": " ", ")": " ", ":": " ", ";": " ", '"': " ",
})  # fmt: skip
_LETTER: Final = r"[^\W\d_]"
"""What may not stand beside a word that may touch its figure: "51percent"."""
_DASHES = frozenset({"-", "--", "---", "?", "??", ".", "*"})
_BOUNDS: Final = (">=", ">", "<=", "<")
_ONE_MORE = re.compile(r"(?<=\d) ?(?:\+|plus) ?(?:1|one|une|una|um|uma|eine|одна)\b.*")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-|-(?=[^\W\d_])")
_COMMA = re.compile(r",(?!\d)")


class PlainShare(NamedTuple):
    """A share without words.

    Attributes:
        plain: Figures, signs (``>=``, ``>``, ``<=``, ``<``), ``-`` in a range, ``/`` in a fraction.
        per_cent: Whether a sign or a word says that the figures are per cent.
        says_nothing: Whether the text gives no share, or one that is only about right.
        counts: Whether the figure is a number of shares, of a total that is not said.
    """

    plain: str = ""
    per_cent: bool = False
    says_nothing: bool = False
    counts: bool = False


def plain_share(text: str) -> PlainShare:
    """Write a share with figures and signs alone; what is not understood stays in it.

    Example:
        >>> plain_share("More than 25% but not more than 50%")
        PlainShare(plain='>25 -<=50', per_cent=True, says_nothing=False, counts=False)
        >>> plain_share("not known").says_nothing, plain_share("ca. 30 %").says_nothing
        (True, True)
    """
    bare = with_plain_digits(text).translate(_SIGNS)
    bare = " ".join(unicodedata.normalize("NFKC", bare).casefold().split())
    if not bare or bare in _DASHES or bare in _phrases("unknown"):
        return PlainShare(says_nothing=True)
    figures, marks = _pattern("per_cent").subn(" ", _HYPHEN.sub(" ", bare))
    figures = _squeezed(figures)
    alone = _squeezed(_pattern("beside").sub(" ", figures))
    if not figures.startswith("-"):
        alone = alone.removeprefix("- ")
    if said := next(filter(None, map(_said().get, (bare, figures, alone))), ""):
        return PlainShare(said, per_cent=True)
    if _pattern("about").search(figures):
        return PlainShare(says_nothing=True)
    counts = not marks and bool(_counted().search(figures))
    plain = _signed(_ONE_MORE.sub(" >", alone))
    return PlainShare(plain, per_cent=bool(marks), counts=counts)


def _signed(bare: str) -> str:
    """Write bounds, ranges and fractions with their signs."""
    bare = _pattern("before_range").sub(" ", bare)
    bare = _between("/").sub("/", bare)
    bare = _bounds().sub(lambda found: f" {_sign_of()[found[0]]}", bare)
    bare = _pattern("-").sub("-", bare)
    bare = re.sub(r"([<>]=?) ", r"\1", _squeezed(_COMMA.sub(" ", bare)))
    # "from 25 to 50": the second sign is the dash of a range.
    return re.sub(r" ?- ?(?=[<>])", " -", bare)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _phrases(name: str) -> frozenset[str]:
    rows = load_facts(FILE)[name]
    return frozenset(unicodedata.normalize("NFKC", str(row)).casefold() for row in rows)


@cache
def _said() -> dict[str, str]:
    return {
        unicodedata.normalize("NFKC", str(phrase)).casefold(): str(share)
        for share, phrases in load_facts(FILE)["said"].items()
        for phrase in phrases
    }


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return _any_of(_phrases(name), edge=_LETTER if name in ("per_cent", "beside") else r"\w")


@cache
def _between(name: str) -> re.Pattern[str]:
    """Match phrases of a section that stand between two figures."""
    return re.compile(rf"(?<=\d) (?:{'|'.join(map(re.escape, _phrases(name)))}) (?=\d)")


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf"\d ?(?:{'|'.join(map(re.escape, _phrases('counted')))})(?!\w)")


@cache
def _sign_of() -> dict[str, str]:
    return {phrase: sign for sign in _BOUNDS for phrase in _phrases(sign)}


@cache
def _bounds() -> re.Pattern[str]:
    return _any_of(_sign_of(), edge=r"\w")


def _any_of(phrases: Iterable[str], *, edge: str) -> re.Pattern[str]:
    """Match whole phrases, the longest first; a sign needs no edge."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    words = [re.escape(phrase) for phrase in ordered if phrase[0].isalpha()]
    signs = [re.escape(phrase) for phrase in ordered if not phrase[0].isalpha()]
    whole = [rf"(?<!{edge})(?:{'|'.join(words)})(?!{edge})"] if words else []
    return re.compile("|".join([*whole, *signs]))
