"""Read an export control number however it is written, and say why one cannot be."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

CATEGORY = re.compile(r"\d[A-E]?")
"""A category of the Commerce Control List (3), or a product group in it (3A)."""
_ECCN = re.compile(r"([0-9O])\s?([A-E])\s?([0-9O]{3})(?!\d)(.*)", re.DOTALL)
_ARMS = re.compile(r"[0-9][A-E]6\d\d|0[A-E]50[1-9]|9[A-E]515")
_PARAGRAPH = re.compile(
    r"(?:[.\s\-]*(?:\([A-Z]\)|[A-Z](?![A-Z])|\(\d{1,3}\)|\d{1,3}(?!\d)|\(?[IVX]+(?![A-Z])\)?))*\.?\Z"
)
_STEPS = re.compile(r"[A-Z]+|\d+")
_LABEL = re.compile(
    r"^(?:US\s+|EU\s+|AL|ECCN|CCL|DUAL[\s-]?USE|EXPORT CONTROL (?:NO|NUMBER)|"
    r"AUSFUHRLISTE|NR|NO|NUMBER|CODE|CLASS(?:IFICATION)?)\b[\s:.#=-]*"
)
_EAR99 = re.compile(r"EAR\s?[-.]?\s?99\b")
_NONE = re.compile(r"(?:N/?A|N\.A\.|NONE|NLR|NOT CONTROLLED|NO LICEN[CS]E REQUIRED|[-–—/.]+)\Z")
_MUNITIONS = re.compile(
    r"(?:ML\s?\d{1,2}|USML|ITAR|CATEGORY\s+[IVX]+\b|[IVX]{1,5}\s?\([A-Z]\)|00(?:0[1-9]|1\d|2[0-2])[A-Z]?\b)"
)
_SEPARATORS = re.compile(
    r"[;,|&\n]|\s/\s|/(?=\s*(?:[0-9O]\s?[A-E]\s?[0-9O]{3}|EAR|N/?A\b|NLR))|\b(?:AND|OR|UND|ODER|ET)\b"
)
_SIGNS = re.compile(r"[\s.,:+()/\-]+")
_NUMBER_LIKE = re.compile(r"(?=.*[1-9])(?!.*[A-Z]{4})[A-Z0-9]{1,12}")
_TWINS = str.maketrans("АВСЕОΑΒΕΟ", "ABCEOABEO")
"""Letters of Cyrillic and Greek that look like those of a number, and are typed for them."""
_SPREADSHEET = re.compile(r"(\d)(?:[.,]0+)?E\+?0*(\d{1,3})\Z")


@dataclass(frozen=True, slots=True)
class Eccn:
    """An export control number as understood.

    Attributes:
        written: As given.
        kind: ``eccn``, ``EAR99``, ``munitions`` (a number of a munitions list), ``none`` (nothing
            is given, or it says that no number applies) or ``unread``.
        code: Its five characters (``3A001``); empty for other kinds.
        paragraph: What follows them (``.a.1``).
        problem: Why it cannot be read; empty where it could.
        repair: What was repaired, in words; empty where nothing was.
        beside: What stands behind a number and was not read; empty where nothing does.
    """

    written: str
    kind: str
    code: str = ""
    paragraph: str = ""
    problem: str = ""
    repair: str = ""
    beside: str = ""

    @property
    def impossible(self) -> bool:
        """Tell whether a number is written that no list can have; words are no number.

        A mistyped number may be that of controlled goods, so that it must be asked about. Words
        ("TBD", "see invoice") and a zero that fills a cell give no number at all.

        Example:
            >>> [read_eccn(text).impossible for text in ("0X999", "7A9", "EAR99X", "TBD", "0")]
            [True, True, True, False, False]
        """
        compact = _SIGNS.sub("", _plain(self.written))
        return self.kind == "unread" and _NUMBER_LIKE.fullmatch(compact) is not None

    @property
    def military(self) -> bool:
        """Tell whether the number is one of arms: the 600 and 500 series, 9x515, a munitions list.

        Basis:
            15 CFR 772.1 ("600 series"), and the numbers 0x501 to 0x505 and 9x515 of the Commerce
            Control List, which came from the US Munitions List.

        Example:
            >>> [read_eccn(text).military for text in ("0A604", "9A515.a", "0A501", "3A001")]
            [True, True, True, False]
        """
        return self.kind == "munitions" or _ARMS.fullmatch(self.code) is not None

    @property
    def shown(self) -> str:
        """Give the number as it is usually written."""
        return f"{self.code}{self.paragraph}" or self.kind


def read_eccn(written: str) -> Eccn:
    """Settle which export control number a text gives.

    The dual-use numbers of the EU, the UK and Germany (AL) have the shape of an ECCN: category
    0 to 9, product group A to E, three digits, paragraphs. Numbers of munitions lists are told
    apart. A letter O for a zero is repaired and said; what stands behind a number is left and said.

    Args:
        written: One number, as text.

    Example:
        >>> read_eccn("3a001 a 1").shown, read_eccn("ECCN: 5A992.c").shown, read_eccn("EAR 99").kind
        ('3A001.a.1', '5A992.c', 'EAR99')
        >>> read_eccn("3F001").problem
        'no such product group: F (A to E)'

    Basis:
        15 CFR 738.2 (structure of the Commerce Control List); the numbers of Annex I to Regulation
        (EU) 2021/821 are built alike.
    """
    text = _plain(written)
    if not text or _NONE.match(text):
        return Eccn(written, "none")
    if ear99 := _EAR99.match(text):
        if hidden := _ECCN.search(text, ear99.end()):
            problem = f"both EAR99 and {_short(hidden[0])}: goods are the one or the other"
            return Eccn(written, "unread", problem=problem)
        return Eccn(written, "EAR99")
    if found := _ECCN.match(text):
        return _checked(written, found)
    if _MUNITIONS.match(text):
        return Eccn(written, "munitions")
    return Eccn(written, "unread", problem=_problem(text))


def read_eccns(written: str) -> tuple[Eccn, ...]:
    """Give every control number of a cell.

    Returns:
        At least one; each number once.

    Example:
        >>> [one.shown for one in read_eccns("3A001.a.1; 5A992 / EAR99")]
        ['3A001.a.1', '5A992', 'EAR99']
    """
    pieces = [piece for piece in _SEPARATORS.split(_plain(written)) if piece.strip(" .:-")]
    if len(pieces) < 2:
        return (read_eccn(written),)
    return tuple({one.shown: one for one in map(read_eccn, pieces)}.values())


def _plain(written: str) -> str:
    """Write a number in capitals of ASCII, without the words that only announce it."""
    text = unicodedata.normalize("NFKC", written).strip().strip("\"'“”’").strip().upper()
    if any(map(str.isdecimal, text)):
        text = text.translate(_TWINS)
    while label := _LABEL.match(text):
        text = text[label.end() :]
    return text


def _checked(written: str, found: re.Match[str]) -> Eccn:
    category, group, number, rest = found.groups()
    beside = "" if _PARAGRAPH.match(rest) else _short(rest.strip())
    code = f"{category}{group}{number}".replace("O", "0")
    repair = f"{found[1]}{group}{number} taken as {code}: a letter O for a zero"
    steps = [] if beside else _STEPS.findall(rest)
    paragraph = "".join(f".{step.lower()}" for step in steps)
    said = repair if "O" in category + number else ""
    return Eccn(written, "eccn", code, paragraph, repair=said, beside=beside)


def _problem(text: str) -> str:
    """Say why a text is no control number."""
    if made := _SPREADSHEET.match(text):
        return f"a spreadsheet made a number of it; it may be {made[1]}E{int(made[2]):03d}"
    if re.match(r"\d[F-Z]\d{3}", text):
        return f"no such product group: {text[1]} (A to E)"
    if many := re.match(r"(\d{2,})[A-E]\d{3}", text):
        return f"no such category: {many[1]} (0 to 9)"
    if re.match(r"\d[A-E]\d+", text):
        return f"an ECCN has three digits behind its letter: {_short(text)}"
    if CATEGORY.fullmatch(text) and text != "0":
        return f"a category or a group alone is no ECCN: {text}"
    return f"not an ECCN: {_short(text)}"


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:21] + "…"
