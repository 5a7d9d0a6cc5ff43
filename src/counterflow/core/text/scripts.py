"""Turn any script into lower-case ASCII words, the form in which names are compared."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from anyascii import anyascii

# Apostrophes and modifier letters mark sounds inside a word (Ta'if, Shagivaleev's soft sign):
# they join what they stand between. Anything else that is no letter or digit parts words.
_JOINING = dict.fromkeys(map(ord, "'’‘ʼʹʻ`´ʿʾ\u200b\u200c\u200d\u00ad\ufeff"), None)
_PARTING = {at: " " for at in range(128) if not (chr(at).isdigit() or "a" <= chr(at) <= "z")}
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
# Without U+061C and U+FEFF, which are marks and no letters.
# Hebrew and Arabic alone: Syriac, Thaana, N'Ko and Mandaic, between the blocks of Arabic, are
# read letter by letter.
_SKELETAL = re.compile(
    r"[\u0590-\u061b\u061d-\u06ff\u0750-\u077f\u0870-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
)
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
# Written forms that one keyboard or font puts for another in Persian and Arabic.
# fmt: off
_PRESHAPED = str.maketrans(
    {"ي": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ـ": None}
)
# fmt: on
_LETTERS = frozenset({"Lu", "Ll", "Lo"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters by name that nothing is seen of."""
_GERMANIC = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ł": "l"}
)
# The Cyrillic letters on which romanisations differ most are set to the commonest choice.
_CYRILLIC = str.maketrans(
    {"щ": "shch", "ё": "e", "ъ": None, "ь": None, "й": "y", "ы": "y", "э": "e", "ж": "zh",
     "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "ю": "yu", "я": "ya", "і": "i", "ї": "i",
     "є": "e", "ґ": "g", "ў": "u", "қ": "k", "ғ": "g", "ұ": "u", "ү": "u", "ө": "o", "ә": "a",
     "ң": "n", "һ": "h", "җ": "j"}
)  # fmt: skip


def with_plain_digits(text: str) -> str:
    """Write the digits of every script as 0 to 9: two numbers are two ships in Arabic too.

    Args:
        text: Any text.

    Returns:
        The text, all else in it unchanged.

    Example:
        >>> with_plain_digits("الفجر ٣") == "الفجر 3", with_plain_digits("Olya 3")
        (True, 'Olya 3')
    """
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Give the comparable form of a text: lower-case ASCII words with one space between.

    Folding twice gives the same as folding once. Letters of other scripts are romanised letter
    by letter; the result is for comparing and never shown as a transliteration.

    Args:
        text: Any text, any script.

    Returns:
        Words of ``a-z`` and ``0-9``; empty where nothing of that kind remains.

    Example:
        >>> fold("АО «ОЭЗ ППТ Алабуга»")
        'ao oez ppt alabuga'
        >>> fold("S.A. de C.V.  Müller & Söhne")
        'sa de cv muller and sohne'
    """
    if text.isascii():
        return _fold_plain(text.lower())
    plain = with_plain_digits(unicodedata.normalize("NFKC", text)).casefold()
    plain = plain.translate(_PRESHAPED).translate(_GERMANIC).translate(_CYRILLIC)
    plain = plain.translate(_JOINING)
    plain = unicodedata.normalize("NFD", plain)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = plain if plain.isascii() else _romanise(plain)
    return _fold_plain(plain)


@cache
def made_by_folding() -> bytes:
    """Name everything that ``fold`` rests on, for tables of folded texts that are kept.

    Returns:
        A hash of this module, the edition of Unicode and the version of anyascii.
    """
    from importlib import metadata

    versions = f"{unicodedata.unidata_version} {metadata.version('anyascii')} "
    return hashlib.sha256(versions.encode() + Path(__file__).read_bytes()).digest()


def _fold_plain(text: str) -> str:
    """Fold a text in small ASCII letters."""
    if "'" in text or "`" in text:
        text = text.replace("'", "").replace("`", "")
    if "." in text:
        text = _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", text)
    if "&" in text:
        text = text.replace("&", " and ")
    return " ".join(text.translate(_PARTING).split())


def _romanise(text: str) -> str:
    """Romanise letter by letter; Han characters become separate syllables."""
    pieces = []
    for letter in text:
        if letter.isascii():
            pieces.append(letter)
        elif "\u3400" <= letter <= "\u9fff":
            pieces.append(f" {anyascii(letter)} ")
        else:
            pieces.append(anyascii(letter) or _stand_in(letter))
    plain = "".join(pieces).lower()
    # Letters of breath alone (alaph, ayin) are romanised as apostrophes, which are dropped.
    return plain if any(map(str.isalnum, plain)) else "".join(map(_stand_in, text))


def _stand_in(letter: str) -> str:
    """Give letters for one that no table romanises, so that a name in such letters is not empty.

    They say nothing of its sound; equal letters give equal ones.
    """
    if unicodedata.category(letter) not in _LETTERS or letter in _FILLERS:
        return ""
    return "".join(chr(ord("a") + int(digit)) for digit in str(ord(letter)))


def is_skeletal(text: str) -> bool:
    """Tell whether a text is in a script that leaves short vowels out (Arabic, Hebrew).

    Such names are compared by consonants, because letter-by-letter romanisation cannot
    know the vowels.

    Example:
        >>> is_skeletal("شرکت ماهان"), is_skeletal("Mahan")
        (True, False)
    """
    return bool(_SKELETAL.search(text))
