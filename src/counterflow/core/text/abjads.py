"""Compare names in Arabic and Hebrew letters with Latin spellings, by their consonants.

One Latin word has one key. One word in Arabic or Hebrew letters has several, as one letter stands
for several sounds (``و`` w, v, o, u; ``כ`` k, kh): the names are alike if the Latin key is one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from counterflow.core.text.name_tables import name_table
from counterflow.core.text.scripts import fold

MOST_KEYS = 64
"""Keys of one word; the likelier choices of its letters come first."""
_MARKS = re.compile(
    r"[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_WORD = re.compile(
    r"[\u05d0-\u05f4\u0620-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u200c\u200d'’׳]+"
    r"|[^\W_]+"
)
_COMPOUND = re.compile("(عبد|.{2,}(?=الد[يی]ن$))ال(.{2,})")
_SUN = "تثدذرزسشصضطظلن"
_LATIN_SOUNDS = (
    ("dzh", "j"), ("tsch", "#"), ("tch", "#"), ("sch", "S"), ("ts", "%"), ("tz", "%"), ("sh", "S"),
    ("ch", "#"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("zh", "j"),
    ("dj", "j"), ("ck", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("#", "c"),
    ("%", "ts"),
)  # fmt: skip
_SOFT_C = re.compile("c(?=[eiy])(?!h)")
_TWICE = re.compile(r"([a-zA-Z])\1+")
_LATIN_VOWELS = re.compile(r"[aeiou]")
_INNER_Y = re.compile(r"(?<=.)y|^y(?![aeiou])")


class AbjadWord(NamedTuple):
    """A word in Arabic or Hebrew letters (or a Latin word between them).

    Attributes:
        word: The letters as written, without marks.
        reading: Its letters in Latin, with the vowels that are written only.
        keys: The consonant keys that a Latin spelling of it may have, likeliest first.
    """

    word: str
    reading: str
    keys: tuple[str, ...]


@lru_cache(maxsize=1 << 15)
def _heard(word: str) -> str:
    """Give a Latin word with one letter for each consonant, and its vowels."""
    heard = _SOFT_C.sub("s", word)
    for written, sound in _LATIN_SOUNDS:
        if written in heard:
            heard = heard.replace(written, sound)
    return _TWICE.sub(lambda found: found[1] if found[1] not in "aeiou" else found[0], heard)


@lru_cache(maxsize=1 << 15)
def latin_key(word: str) -> str:
    """Give the consonants of a folded Latin word, with a mark for a vowel at either end.

    Example:
        >>> latin_key("khalid"), latin_key("khaled"), latin_key("khalidi"), latin_key("ali")
        ('hld', 'hld', 'hldi', 'ali')
    """
    heard = _heard(word)
    begins = "a" if heard[:1] in "aeiou" and heard else ""
    ends = "i" if heard[-1:] in ("a", "i", "o", "u", "y") and len(heard) > 1 else ""
    return begins + _LATIN_VOWELS.sub("", _INNER_Y.sub("", heard)) + ends


class _Letters(NamedTuple):
    """What each letter of the abjads may be."""

    readings: dict[str, str]
    keys: dict[str, tuple[str, ...]]
    persian: dict[str, str]
    persian_marks: frozenset[str]
    no_article: frozenset[str]


@cache
def _letters() -> _Letters:
    table = name_table("romanisation")["abjad"]
    row = str(table["letters"]).split()
    readings: dict[str, str] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for letter, both in zip(row[::2], row[1::2], strict=True):
        reading, _, sounds = both.partition(":")
        readings[letter] = reading.replace("-", "")
        keys[letter] = tuple("" if one == "-" else one for one in sounds.split("/"))
    pairs = str(table["persian"]).split()
    return _Letters(
        readings,
        keys,
        dict(zip(pairs[::2], pairs[1::2], strict=True)),
        frozenset(str(table["persian_marks"])),
        frozenset(str(table["no_article"]).split()),
    )


def _first(letter: str) -> tuple[str, ...]:
    """Give the sounds of a first letter: a vowel leaves its mark."""
    if letter in "\u0648\u05d5":  # waw, vav
        return ("v", "a")
    if letter in "يی":
        return ("y", "a")
    if letter == "י":
        return ("y", "a", "j")
    if letter == "ב":
        return ("b", "v")
    sounds = _letters().keys.get(letter, ("",))
    return sounds if any(sounds) else ("a",)


_ENDS_VOWEL = {
    **dict.fromkeys("اىيیێېےۆۇәۀ", ("i",)),
    **dict.fromkeys("ةەהه", ("i", "h", "")),
    **dict.fromkeys("ہ", ("i", "h", "")),
    **dict.fromkeys("آأعאעءئ", ("", "i")),
    **dict.fromkeys("וو", ("i", "v", "")),
    "י": ("i", ""),
}


def _last(letter: str, before: str) -> tuple[str, ...]:
    """Give the sounds of a last letter, with the mark of a vowel at the end."""
    if letter == "ة":
        return ("i", "h", "t", "")
    if letter in "ءئ" and before in "اآ":
        return ("i", "")
    return _ENDS_VOWEL.get(letter) or _letters().keys.get(letter, ("",))


def _inner(letter: str, before: str, after: str) -> tuple[str, ...]:
    """Give the sounds of a letter inside; waw beside a long vowel is mostly a consonant."""
    if letter == "و" and (before == "ا" or after in "ايی"):
        return ("v", "")
    return _letters().keys.get(letter, ("",))


_GERESH = {"ג": ("j", "g"), "ז": ("j",), "צ": ("c",), "ץ": ("c",), "ת": ("t",), "ד": ("d",)}


def _sounds(word: str) -> list[tuple[str, ...]]:
    """Give the sounds that each letter of a word may have."""
    sounds: list[tuple[str, ...]] = []
    last = len(word.rstrip("'")) - 1
    for at, letter in enumerate(word):
        if letter == "'":
            continue
        before, after = word[at - 1 : at] or " ", word[at + 1 : at + 2] or " "
        if after == "'" and letter in _GERESH:
            sounds.append(_GERESH[letter])
        elif at == 0:
            sounds.append(_first(letter))
        elif at == last:
            sounds.append(_last(letter, before))
        else:
            sounds.append(_inner(letter, before, after))
        if at and letter == before and "" not in sounds[-1]:
            sounds[-1] = (*sounds[-1], "")  # Latin keys write a doubled consonant once
    return sounds


def _combined(sounds: list[tuple[str, ...]]) -> list[str]:
    """Put the sounds together, likeliest first, as many as ``MOST_KEYS`` allows."""
    total = 1
    kept: list[tuple[str, ...]] = []
    for choices in sounds:
        taken = choices if total * len(choices) <= MOST_KEYS else choices[:1]
        total *= len(taken)
        kept.append(taken)
    return ["".join(one) for one in product(*kept)]


@lru_cache(maxsize=32768)
def consonant_keys(word: str) -> tuple[str, ...]:
    """Give the keys that a Latin spelling of a word in Arabic or Hebrew letters may have.

    The Arabic article may be there, be taken into a sun letter, or be missing.

    Example:
        >>> latin_key("khalid") in consonant_keys("خالد")
        True
        >>> {latin_key(one) for one in ("alshami", "ashshami", "shami")} <= set(
        ...     consonant_keys("الشامي"))
        True
    """
    plain = _plain(word)
    if plain in {"بن", "ابن"}:
        return ("bn", "abn")
    body = plain.replace("لله", "له")
    if _has_article(plain):
        rest = _combined(_sounds(body[2:]))
        keys = [*rest, *("al" + key.removeprefix("a") for key in rest)]
        keys += ["a" + key for key in rest if body[2] in _SUN]
        return tuple(dict.fromkeys(keys))
    compound = _COMPOUND.fullmatch(body)
    if compound:
        head, tail = _combined(_sounds(compound[1])), _combined(_sounds(compound[2]))
        keys = [one + link + other for one in head for other in tail for link in ("l", "")]
        return tuple(dict.fromkeys(keys))
    return tuple(dict.fromkeys(_combined(_sounds(body))))


_ANY_VOWELS = "[aeiouy]*"
_SHORT = "(?:[aeiou]|ou|oo|aa|ei(?=y))?"
_SHORT_AT_END = "[aeiou]?"
# Where a word has no letter for a long vowel, Latin may not write one: Mahmud is not Muhammad.
_FIXED = {"محمد": "m[aeou]{1,2}h[aeiou]+m[aeiou]{1,2}[dt]i?|m[ae]hm[ae][dt]|mhd|md|mohd|muhd"}
_LONG_VOWELS = {
    "ا": "[aeiou]*[aeou][aeiouy]*", "و": "(?:[aeiou]*[ouw][aeiou]*|[aeiou]?v[aeiou]*|y?u)",
    "ی": "[aeiou]*[iey][aeiouy]*", "ي": "[aeiou]*[iey][aeiouy]*", "י": "[aeiou]*[iey][aeiouy]*",
    "ו": "(?:[aeiou]*[ouw][aeiou]*|[aeiou]?v[aeiou]*)",
}  # fmt: skip


@lru_cache(maxsize=8192)
def _spelling(word: str) -> re.Pattern[str]:
    """Give the pattern of the Latin spellings of a word in Arabic or Hebrew letters."""
    plain = _plain(word)
    if plain in _FIXED:
        return re.compile(_FIXED[plain])
    body = plain.replace("لله", "له")
    if _has_article(plain):
        return re.compile(f"(?:[aeiu]{_assimilated(body[2])})?{_pattern(body[2:])}")
    compound = _COMPOUND.fullmatch(body)
    if compound:
        link = f"[aeiou]{{0,2}}{_assimilated(compound[2][0])}"
        return re.compile(_pattern(compound[1]) + link + _pattern(compound[2]))
    return re.compile(_pattern(body))


def _assimilated(letter: str) -> str:
    """Give the pattern of the article's consonant before a letter."""
    sounds = "".join(_letters().keys.get(letter, ())) if letter in _SUN else ""
    return f"[l{sounds}]?"


def _pattern(body: str) -> str:
    """Give the pattern of the Latin spellings of a word without an article."""
    hebrew = any("\u05d0" <= letter <= "\u05ea" for letter in body)
    letters = body.replace("'", "")
    pieces = []
    for at, (letter, sounds) in enumerate(zip(letters, _sounds(body), strict=True)):
        last = at == len(letters) - 1
        if at > 0 and not last and letter in _LONG_VOWELS:
            twice = letter == letters[at - 1]
            pieces.append(_ANY_VOWELS if twice else _LONG_VOWELS[letter])
            continue
        heard = "|".join(one for one in sounds if one not in {"", "a", "i"})
        vowel = bool({"a", "i"} & set(sounds))
        gap = _SHORT_AT_END if at == len(letters) - 2 and not hebrew else _SHORT
        if vowel:
            gap = _ANY_VOWELS
        elif last:
            gap = "[aeiou]?e?" if "" in sounds or not heard else "e?"
        optional = "?" if vowel or "" in sounds else ""
        pieces.append((f"(?:{heard}){optional}" if heard else "") + gap)
    return "".join(pieces)


def reads_as(word: str, latin: str) -> bool:
    """Tell whether a folded Latin word spells a word in Arabic or Hebrew letters.

    Stricter than the keys: a long vowel that is written must be there in Latin.

    Example:
        >>> reads_as("حسين", "hussein"), reads_as("حسن", "hussein"), reads_as("حسن", "hassan")
        (True, False, True)
        >>> reads_as("محمد", "muhammad"), reads_as("محمد", "mahmoud"), reads_as("محمود", "mahmoud")
        (True, False, True)
    """
    return latin_key(latin) in consonant_keys(word) and bool(
        _spelling(word).fullmatch(_heard(latin))
    )


@cache
def _names() -> dict[str, str]:
    row = str(name_table("romanisation")["abjad"]["names"]).split()
    return {_plain(word): name for word, name in zip(row[::2], row[1::2], strict=True)}


def given_name(word: str) -> str:
    """Give a spelling of the usual given name that a word in Arabic letters is; empty for others.

    Example:
        >>> given_name("حسين"), given_name("الشامي")
        ('husayn', '')
    """
    return _names().get(_plain(word), "")


def _plain(word: str) -> str:
    """Give a word without vowel marks and joiners, each letter in one form."""
    plain = _MARKS.sub("", unicodedata.normalize("NFC", word)).translate(_SHAPES)
    return plain.replace("تش", "چ").lstrip("'")


_SHAPES = str.maketrans(
    {"\u200c": None, "\u200d": None, "’": "'", "׳": "'", "‘": "'", "װ": "וו", "ױ": "וי", "ײ": "יי",
     "״": None, "ٱ": "ا", "ك": "ک", "ہ": "ه"}
)  # fmt: skip


def _has_article(word: str) -> bool:
    return word.startswith("ال") and len(word) > 4 and word not in _letters().no_article


def _reading(word: str, *, persian: bool) -> str:
    """Romanise the letters of a word; the article stands apart."""
    held = _letters()
    articles = ""
    while _has_article(word):
        articles, word = articles + "al ", word[2:]
    heard = [
        (held.persian.get(letter) if persian else None) or _letter_reading(letter)
        for letter in word
    ]
    if heard and word[0] in "وو":
        heard[0] = "v" if persian else "w"
    if heard and word[0] in "يی":
        heard[0] = "y"
    if heard and word[0] == "ע":
        heard[0] = "a"
    if heard and word[0] == "ع":
        heard[0] = "a"
    return articles + "".join(heard)


def _letter_reading(letter: str) -> str:
    """Give the reading of one letter; of one that the table lacks (Uyghur, Wolof), its sound."""
    known = _letters().readings.get(letter)
    return fold(letter).replace(" ", "") if known is None else known


@lru_cache(maxsize=8192)
def abjad_words(text: str) -> tuple[AbjadWord, ...]:
    """Read a text in Arabic or Hebrew letters into words with their consonant keys.

    A servant name in two words (``عبد الرحمن``) and names in ``الدين`` or ``الله`` become one.

    Example:
        >>> [word.reading for word in abjad_words("عبد الرحمن يوسف الشامي")]
        ['abdalrhmn', 'yusf', 'al shami']
    """
    plain = unicodedata.normalize("NFKC", text)
    persian = not _letters().persian_marks.isdisjoint(plain)
    words: list[str] = []
    for found in _WORD.findall(_MARKS.sub("", plain)):
        word = found if found.isascii() else _plain(found)
        joins = words and (
            (words[-1] == "عبد" and word.startswith("ال"))
            or (word in {"الدين", "الدین", "الله"} and not words[-1].isascii())
        )
        if joins:
            words[-1] += word
        elif word:
            words.append(word)
    read = []
    for word in words:
        if _LETTER.search(word):
            keys, reading = consonant_keys(word), _reading(word, persian=persian)
        else:
            reading = fold(word)
            keys = (latin_key(reading),)
        if reading:
            read.append(AbjadWord(word, reading, keys))
    return tuple(read)


# Hebrew and Arabic; Syriac, Thaana, N'Ko and Mandaic stand between the blocks of Arabic.
_LETTER = re.compile("[\u05d0-\u05f4\u0620-\u06ff\u0750-\u077f\u0870-\u08ff]")


_FIRST = "محمد|علي|علی|غلام|امير|امیر|سيد|سید|مير|میر|شاه|گل|نور|شير|شیر"
_SECOND = (
    "رضا|علي|علی|حسين|حسین|حسن|جواد|مهدي|مهدی|صادق|کاظم|كاظم|باقر|تقي|تقی|نقي|نقی|هادي|هادی|امين|امین"
    "|اکبر|اصغر|محمد|طاهر|يوسف|یوسف|ابراهيم|ابراهیم|اسماعيل|اسماعیل|کريم|کریم|كريم|رحيم|رحیم|سعيد|سعید"
    "|حميد|حمید|قلي|قلی|عباس|صالح|زمان|خان|نبي|نبی|مرتضي|مرتضی|مصطفي|مصطفی|آرش|پارسا"
)
_AS_ONE = re.compile(rf"(?<![^\W\d_])({_FIRST})\u200c?({_SECOND})(?![^\W\d_])")
_APART = re.compile(rf"(?<![^\W\d_])({_FIRST}) ({_SECOND})(?![^\W\d_])")


def other_parting(text: str) -> str:
    """Give a text with its double given names parted where they are one word, or joined.

    Persian writes both, and Latin letters too: ``محمدرضا`` is Mohammadreza and Mohammad Reza.

    Example:
        >>> other_parting("محمدرضا"), other_parting("علی اکبر"), other_parting("خالد")
        ('محمد رضا', 'علیاکبر', 'خالد')
    """
    parted = _AS_ONE.sub(r"\1 \2", text)
    return parted if parted != text else _APART.sub(r"\1\2", text)
