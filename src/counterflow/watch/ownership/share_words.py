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
_EDGED: Final = frozenset({"before_range", "-"})
"""Sections whose words may touch neither a letter nor a figure."""
_DASHES = frozenset({"-", "--", "---", "?", "??", ".", "*"})
_BOUNDS: Final = (">=", ">", "<=", "<")
_ABOUT: Final = {
    ">": "about >", "<": "about <", ">=": "about >=", "<=": "about <=", "~": "about",
}  # fmt: skip
"""Sections of words by which a figure is only about right; longer phrases stand in the first."""
_LONGEST_ENDING: Final = 5
"""Letters of words of bounds with which a name may end: AB is a legal form."""
_THIRDS: Final = {"1/3": "33 1/3", "2/3": "66 2/3"}
_ONE_MORE = re.compile(r"(?<=\d) ?(?:\+|plus) ?(?:1|one|une|una|um|uma|eine|одна)\b.*")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-|-(?=[^\W\d_])")
_COMMA = re.compile(r",(?!\d)")


class PlainShare(NamedTuple):
    """A share without words.

    Attributes:
        plain: Figures, signs (``>=``, ``>``, ``<=``, ``<``), ``-`` in a range, ``/`` in a fraction.
        per_cent: Whether a sign or a word says that the figures are per cent.
        says_nothing: Whether the text gives no share.
        counts: Whether the figure is a number of shares, of a total that is not said.
        about: Whether the figure is only about right: ``~``; a little off: ``>``, ``<`` (the figure
            is not reached), ``>=``, ``<=`` (it may be); empty where it is said as it is.
    """

    plain: str = ""
    per_cent: bool = False
    says_nothing: bool = False
    counts: bool = False
    about: str = ""


def plain_share(text: str) -> PlainShare:
    """Write a share with figures and signs alone; what is not understood stays in it.

    Example:
        >>> plain_share("More than 25% but not more than 50%")
        PlainShare(plain='>25 -<=50', per_cent=True, says_nothing=False, counts=False, about='')
        >>> plain_share("not known").says_nothing, plain_share("just over half")[::4]
        (True, ('50', '>'))
    """
    bare = with_plain_digits(text).translate(_SIGNS)
    bare = " ".join(unicodedata.normalize("NFKC", bare).casefold().split())
    if not bare or bare in _DASHES or bare in _phrases("unknown"):
        return PlainShare(says_nothing=True)
    hyphenless, about = _without_about(_HYPHEN.sub(" ", bare))
    figures, marks = _pattern("per_cent").subn(" ", hyphenless)
    figures = _squeezed(figures)
    alone = _squeezed(_pattern("beside").sub(" ", figures))
    if not figures.startswith("-"):
        alone = alone.removeprefix("- ")
    asked = (hyphenless, figures, alone) if about else (bare, figures, alone)
    if said := next(filter(None, map(_said().get, asked)), ""):
        return PlainShare(said, per_cent=True, about=about)
    if about and not alone:
        return PlainShare(says_nothing=True)
    counts = not marks and bool(_counted().search(figures))
    worded = not any(map(str.isdigit, alone))
    if worded:
        alone = _squeezed(_figures().sub(lambda found: f" {_figure_of()[found[0]]} ", alone))
    plain = _signed(_ONE_MORE.sub(" >", alone))
    return PlainShare(plain, per_cent=bool(marks) or worded, counts=counts, about=about)


def _without_about(text: str) -> tuple[str, str]:
    """Take the words out by which a figure is only about right; give the sign of what they say."""
    said = ""
    for sign, name in _ABOUT.items():
        text, met = _pattern(name).subn(" ", text)
        # Two of them ("nearly, about 50") say together no more than that it is about right.
        said = (said and "~") or sign if met else said
    return _squeezed(text), said


def words_before_figure() -> frozenset[str]:
    """Give the words that may stand between a name and its share, in small letters.

    Returns:
        "ca.", "just over", "more than" and the like; of bounds those alone that no name ends with.

    Example:
        >>> {"ca.", "just over", "more than"} <= words_before_figure()
        True
        >>> "ab" in words_before_figure()
        False
    """
    about = [phrase for name in _ABOUT.values() for phrase in _phrases(name)]
    return frozenset(about) | {one for one in _sign_of() if len(one) > _LONGEST_ENDING}


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
def _figure_of() -> dict[str, str]:
    """Give the words that stand for one figure ("half"), for those with a bound before them."""
    held = {phrase: _THIRDS.get(said, said) for phrase, said in _said().items()}
    return {phrase: said for phrase, said in held.items() if said[0].isdigit()}


@cache
def _figures() -> re.Pattern[str]:
    return _any_of(_figure_of(), edge=r"\w")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return _any_of(_phrases(name), edge=r"\w" if name in _EDGED else _LETTER)


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
