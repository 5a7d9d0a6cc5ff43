"""Part the text of one entry of Japan's export-ban lists: Japanese, English, aliases, address."""

from __future__ import annotations

import re
from typing import NamedTuple

ADDRESS_LABEL = re.compile(r"所\s*在\s*地\s*[：:]")
"""The label of the address; the PDF spaces its letters out where a line is short."""

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff（）「」【】、：･]")
_LETTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_GLUED = re.compile(r"^(.*[\u3040-\u30ff\u3400-\u9fff」])\s*([A-Z“\"][^\u3040-\u9fff]*)$")
_LATIN_START = re.compile(r"[A-Z“\"'‘(0-9a-z]")
_AKA = re.compile(
    r",?\s*(?:a\.\s?k\.\s?a\.?,?\s*|(?=the\s+following\s[a-z\s-]*alias))"
    r"(?:the\s+following\s+(?P<count>[a-z-]*?)\s*alias(?:es)?\s*[:;,.]?)?",
    re.IGNORECASE,
)
_NARROW = re.compile(r"\((別\s*称[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)\)")
_BULLET = re.compile(r"(?:^|\n|;|:)\s*[-‐—–―−]\s*(?=\S)")
_AND = re.compile(r"[;,]?\s*\band\s*$")
_BRACKETED = re.compile(r"（([^（）]*(?:（[^（）]*）[^（）]*)*)(?:）|$)")
_OTHERWISE = re.compile(r"別\s*称\s*[、､,：:]?")
_ALSO = re.compile(r"\n\s*別\s*称\s*[：:]")
_BETWEEN = re.compile(r"[、､;；]|\s*及び\s*")
_EDGES = " \n;,.、"
_COUNTS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)


class BanEntry(NamedTuple):
    """What an entry says; ``announced`` is how many aliases it says there are, 0 for no number."""

    japanese: str
    english: str
    aliases: tuple[str, ...]
    native_aliases: tuple[str, ...]
    address: str
    announced: int


def read_entry(text: str) -> BanEntry:
    r"""Part an entry.

    Args:
        text: Its lines without its number.

    Returns:
        The parts; ``english`` is empty where the entry has no name in Latin letters.

    Example:
        >>> read_entry("ゼンダ製作所（別称、ＺＷ及びツェンダ）\nZenda Works, a.k.a., "
        ... "the following one alias:\n-ZW.\n所在地：1 Test Road, Strelsau.")
        BanEntry(japanese='ゼンダ製作所', english='Zenda Works', aliases=('ZW',),
                 native_aliases=('ＺＷ', 'ツェンダ'), address='1 Test Road, Strelsau', announced=1)
    """
    names, *rest = ADDRESS_LABEL.split(text, maxsplit=1)
    names, *also = _ALSO.split(names, maxsplit=1)
    names, native = _take_brackets(_NARROW.sub(r"（\1）", names))
    japanese, english = _by_language(names)
    name, aliases, announced = _english_names(english)
    if also:
        more, latin = _by_language(also[0])
        native += [piece for piece in _BETWEEN.split(more) if piece.strip()]
        aliases += [piece for piece in latin.split(";") if piece.strip()]
    return BanEntry(
        japanese.strip(),
        name,
        tuple(alias for alias in map(_clean, aliases) if alias),
        tuple(dict.fromkeys(piece.strip() for piece in native)),
        _clean(" ".join(rest)),
        announced,
    )


def _english_names(text: str) -> tuple[str, list[str], int]:
    """Give the name, those listed behind dashes, and how many the text says there are."""
    found = _AKA.search(text)
    if not found:
        name, *pieces = _BULLET.split(text)
        return _clean(name), pieces, 0
    word = (found["count"] or "").casefold()
    announced = _COUNTS.index(word) + 1 if word in _COUNTS else 0
    return _clean(text[: found.start()]), _BULLET.split(text[found.end() :]), announced


def _take_brackets(text: str) -> tuple[str, list[str]]:
    """Take the names in full-width brackets out of a text; other brackets stay."""
    native: list[str] = []

    def take(found: re.Match[str]) -> str:
        inner = "".join(line.strip() for line in found[1].splitlines())
        otherwise = _OTHERWISE.match(inner)
        if not otherwise and (not _LETTER.search(inner) or re.search(r"[A-Za-z]", inner)):
            return found[0]
        names = inner[otherwise.end() :] if otherwise else inner
        native.extend(piece for piece in _BETWEEN.split(names) if piece.strip())
        return "\n" if "\n" in found[0] else ""

    return _BRACKETED.sub(take, text), native


def _by_language(text: str) -> tuple[str, str]:
    """Give the Japanese lines, and behind them the English ones."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    for at, line in enumerate(lines):
        if not _JAPANESE.search(line) and _LATIN_START.match(line) and (at or len(lines) == 1):
            return "".join(lines[:at]), "\n".join(lines[at:])
        glued = _GLUED.match(line)
        if glued and not any(map(_LETTER.search, lines[at + 1 :])) and _ends_here(lines, at):
            return "".join([*lines[:at], glued[1]]), "\n".join([glued[2], *lines[at + 1 :]])
    joined = "".join(lines)
    return (joined, "") if _LETTER.search(joined) else ("", "\n".join(lines))


def _ends_here(lines: list[str], at: int) -> bool:
    """Tell whether the English begins inside a line, as no line of its own follows."""
    return at + 1 == len(lines) or not lines[at + 1][:1].isupper()


def _clean(text: str) -> str:
    return _AND.sub("", " ".join(text.split()).strip(_EDGES)).strip(_EDGES)
