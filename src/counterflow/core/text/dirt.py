"""Undo what a system did to a name: HTML entities, and letters read in another encoding.

Only what can be undone without doubt: an encoding is taken back where the whole text turns into
bytes and these bytes are valid UTF-8, which hardly any other text is.
"""

from __future__ import annotations

import re
from functools import cache

ROUNDS = 3
"""Times that a text can have been escaped or misread; a second time is common, a fourth unknown."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
# A first byte of UTF-8 and one that goes on, as the western and the Cyrillic code page show them.
_WESTERN = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u203a\u20ac\u2122]"
)
_CYRILLIC = re.compile(
    "[\u0412-\u0444][\u0080-\u00bf\u0401-\u040f\u0451-\u045f\u0490\u0491\u2013-\u203a\u20ac\u2116\u2122]"
)
_PAGES = ((_WESTERN, "cp1252"), (_WESTERN, "latin-1"), (_CYRILLIC, "cp1251"))
# Russian in code page 1251 that was read as western: words of accented letters only.
_ACCENTS_ONLY = re.compile(r"[\u00c0-\u00ff]{4,}")


def cleaned(text: str) -> str:
    """Give a text without HTML entities and without the traces of a wrong encoding.

    Args:
        text: A name as it came.

    Returns:
        The text that was meant; the same text where nothing shows otherwise.

    Example:
        >>> cleaned("Orlik &amp;amp; S&ouml;hne"), cleaned("Ð˜Ð²Ð°Ð½"), cleaned("MÃ¼ller")
        ('Orlik & Söhne', 'Иван', 'Müller')
        >>> cleaned("Èâàí Ïåòðîâ"), cleaned("Peña Ñuñez"), cleaned("AT&T")
        ('Иван Петров', 'Peña Ñuñez', 'AT&T')
    """
    if "&" in text:
        text = _unescaped(text)
    if text.isascii():
        return text
    for _ in range(ROUNDS):
        meant = _reread(text)
        if not meant:
            break
        text = meant
    return _as_cyrillic(text)


def _unescaped(text: str) -> str:
    """Undo HTML entities, also escaped ones."""
    for _ in range(ROUNDS):
        if not _ENTITY.search(text):
            break
        from html import unescape

        text = unescape(text)
    return text


def _reread(text: str) -> str:
    """Read a text again whose UTF-8 was read in a code page; empty where it was not."""
    for shown, page in _PAGES:
        if not shown.search(text):
            continue
        try:
            meant = text.translate(_bytes_of(page)).encode("latin-1").decode("utf-8")
        except UnicodeError:
            continue
        if any(map(str.isalpha, meant)):
            return meant
    return ""


@cache
def _bytes_of(page: str) -> dict[int, str]:
    """Give the byte, as the letter of that number, for each letter of a code page.

    Bytes that the page leaves out are shown as control characters, as browsers do.
    """
    found: dict[int, str] = {}
    for number in range(0x80, 0x100):
        letter = bytes([number]).decode(page, "ignore")
        if letter:
            found[ord(letter)] = chr(number)
    # A letter of the other pages must not pass for the byte of its own number.
    taken = {ord(byte) for byte in found.values()} - found.keys()
    return found | dict.fromkeys(taken, "\ufffd")


def _as_cyrillic(text: str) -> str:
    """Read words of accented letters only as code page 1251, if all letters are such."""
    if not _ACCENTS_ONLY.search(text) or any(c.isascii() and c.isalpha() for c in text):
        return text
    letters = [c for c in text if c.isalpha()]
    if not all("\u00c0" <= c <= "\u00ff" for c in letters):
        return text
    return text.encode("latin-1", "ignore").decode("cp1251", "ignore")
