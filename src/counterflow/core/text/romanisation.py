"""Read names of any script in Latin letters, best reading first.

Tables are in ``data/names/romanisation.yaml``. Names in Arabic and Hebrew letters, which leave
vowels out, are compared by ``abjads.consonant_keys``; their reading here has the letters only.
Two romanisations in Latin letters are brought together by ``name_systems``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from counterflow.core.text.abjads import abjad_words
from counterflow.core.text.japanese import japanese
from counterflow.core.text.name_tables import name_table
from counterflow.core.text.scripts import fold, is_skeletal
from counterflow.core.text.syllabaries import brahmic, han, hangul, kana, thai

MOST = 5
"""Readings of one text; the first is the best."""
_Reader = Callable[[str], tuple[str, ...]]
_RUNS = re.compile(
    r"(?P<cyrillic>[\u0400-\u052f]+(?:[^\w]+[\u0400-\u052f]+)*)"
    r"|(?P<greek>[\u0370-\u03ff\u1f00-\u1fff]+)"
    r"|(?P<armenian>[\u0531-\u0556\u0561-\u0588]+)"
    r"|(?P<georgian>[\u10a0-\u10fa\u1c90-\u1cbf]+)"
    r"|(?P<brahmic>[\u0900-\u0963\u0971-\u09fd\u0a00-\u0a65\u0a70-\u0ae5\u0b00-\u0b65\u0b80-\u0be5"
    r"\u0c00-\u0c65\u0c80-\u0ce5\u0d00-\u0d65]"
    r"[\u0900-\u0963\u0971-\u09fd\u0a00-\u0a65\u0a70-\u0ae5\u0b00-\u0b65\u0b80-\u0be5"
    r"\u0c00-\u0c65\u0c80-\u0ce5\u0d00-\u0d65\u200c\u200d]*)"
    r"|(?P<thai>[\u0e01-\u0e3a\u0e40-\u0e4e]+)"
    r"|(?P<kana>[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff]+)"
    r"|(?P<han>[\u3005\u3400-\u9fff\uf900-\ufaff]+(?:[·•・‧][\u3400-\u9fff]+)*)"
    r"|(?P<hangul>[\uac00-\ud7a3] [\uac00-\ud7a3]{1,2}(?![\uac00-\ud7a3])|[\uac00-\ud7a3]+)"
)
_MARKED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
_PARTED = re.compile(r"[\u3005\u3400-\u9fff]{1,3} [\u3005\u3400-\u9fff]{1,3}")
"""A name in Han characters whose two parts stand apart, as Japan writes it."""
_LATIN = re.compile("[a-zA-Z]")
_OTHER = re.compile("[\u0370-\u052f]")
_MIXED = re.compile(r"[^\W\d_]+")
_UNSEEN = dict.fromkeys(
    map(
        ord,
        "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
        "\u2060\u2066\u2067\u2068\u2069\ufeff",
    )
)


def readings(text: str) -> tuple[str, ...]:
    """Give the Latin readings of a text, folded, best first.

    Each part in another script is read by the rules of its script: Cyrillic by the language
    that its letters show (else as ``fold`` does, near to the English system BGN/PCGN),
    Greek as spoken today, Han as pinyin with the surname apart, kana as Hepburn, Hangul by the
    Revised Romanisation with the usual spellings of surnames. The first readings of all parts
    make the first reading of the text, the second ones the second, and so on.

    Args:
        text: A name in any script or several.

    Returns:
        One to ``MOST`` readings; the folded text itself for plain ASCII.

    Example:
        >>> readings("Chen Xiaodong"), readings("陈晓东")
        (('chen xiaodong',), ('chen xiaodong', 'chen xiao dong'))
        >>> readings("Ευάγγελος Μπουρνάζος")
        ('evangelos mpournazos', 'evangelos bournazos')
        >>> readings("이정호")
        ('lee jeongho', 'i jeongho', 'lee jungho', 'ri jongho')
    """
    if text.isascii():
        return (fold(text),)
    return _read(text)


@lru_cache(maxsize=1 << 12)
def _read(text: str) -> tuple[str, ...]:
    """Read a text that is not plain ASCII."""
    text = unicodedata.normalize("NFKC", text.translate(_UNSEEN))
    if _LATIN.search(text):
        text = _MIXED.sub(_unmixed, text)
    if _PARTED.fullmatch(text) and japanese(text.replace(" ", "")):
        text = text.replace(" ", "")
    if is_skeletal(text):
        words = abjad_words(text)
        return (" ".join(word.reading for word in words),) if words else ("",)
    parts: list[tuple[str, ...]] = []
    at = 0
    for run in _RUNS.finditer(text):
        parts.append((text[at : run.start()],))
        parts.append(_readers()[str(run.lastgroup)](run.group()))
        at = run.end()
    parts.append((text[at:],))
    most = min(MOST, max(map(len, parts)))
    whole = ["".join(part[min(n, len(part) - 1)] for part in parts) for n in range(most)]
    read = [form for one in whole for form in _marked(one)]
    return tuple(dict.fromkeys(read))[:MOST]


def _unmixed(found: re.Match[str]) -> str:
    """Write a word that mixes Latin with look-alike letters in one alphabet.

    Latin, if all its other letters look like Latin ones; else Cyrillic.
    """
    word = found.group()
    if word.isascii() or not _LATIN.search(word) or not _OTHER.search(word):
        return word
    latin = word.translate(_lookalikes())
    return word.translate(_seen_as_cyrillic()) if _OTHER.search(latin) else latin


def _marked(text: str) -> tuple[str, ...]:
    """Fold a text; marked Latin letters also as the sounds that they stand for."""
    plain = fold(text)
    if text.isascii() or not _MARKED.search(text):
        return (plain,)
    text = unicodedata.normalize("NFC", text)
    marks = name_table("romanisation")["mark_of"]
    kinds = [kind for kind, letters in marks.items() if not set(letters).isdisjoint(text)]
    if "turkic" in kinds or not kinds:
        # German and Turkish share ö and ü; a letter of Turkish alone decides.
        kinds = ["turkic"] if kinds else ["pinyin"] if {"ü", "Ü"} & set(text) else ["french"]
    elif "germanic" in kinds and "ü" in text.casefold() and _ends_in_umlaut(text):
        kinds = ["pinyin"]
    heard = text.casefold()
    for kind in kinds:
        heard = heard.translate(_sounds(kind))
    return tuple(dict.fromkeys((plain, fold(heard))))


def _ends_in_umlaut(text: str) -> bool:
    """Tell whether a word is a Chinese syllable with ü (Lü, Nüying)."""
    return bool(re.search(r"\b[ln]ü(?:e?\b|(?=[b-df-hj-np-tv-z]))", text.casefold()))


@cache
def _sounds(kind: str) -> dict[int, str]:
    table = str(name_table("romanisation")["marked"].get(kind, "")).split()
    return {ord(seen): heard for seen, heard in zip(table[::2], table[1::2], strict=True)}


@cache
def _lookalikes() -> dict[int, str]:
    table = str(name_table("romanisation")["lookalike"]).split()
    return {ord(seen): meant for seen, meant in zip(table[::2], table[1::2], strict=True)}


@cache
def _seen_as_cyrillic() -> dict[int, str]:
    seen: dict[int, str] = {}
    for cyrillic, latin in _lookalikes().items():
        if cyrillic >= ord("\u0400"):
            seen.setdefault(ord(latin), chr(cyrillic))
    return seen


@cache
def _alphabet(name: str) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """Give the pattern of an alphabet's letters, longest first, and their readings."""
    table = str(name_table("romanisation")[name]).split()
    letters = {
        unicodedata.normalize("NFD", key): tuple(read.split("/"))
        for key, read in zip(table[::2], table[1::2], strict=True)
    }
    longest = sorted(letters, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), letters


def _by_alphabet(alphabet: str, word: str) -> tuple[str, ...]:
    """Read a word by a table: once with first readings, once with last ones."""
    pattern, letters = _alphabet(alphabet)
    first = pattern.sub(lambda found: letters[found.group()][0], word)
    last = pattern.sub(lambda found: letters[found.group()][-1], word)
    return (first, last)


def _bare(word: str) -> str:
    """Give a word in small letters without accents."""
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


_EFTHON = re.compile(r"(?<=[αεη])υ(?P<next>.|$)")
_DIAERESIS = str.maketrans({"ϊ": "|ι", "ΐ": "|ι", "ϋ": "|υ", "ΰ": "|υ"})


def _greek(word: str) -> tuple[str, ...]:
    """Read Greek by ELOT 743, then as heard (``μπ`` b, ``ντ`` d, ``χ`` h, ``υ`` i)."""
    plain = _bare(word.casefold().translate(_DIAERESIS))
    plain = _EFTHON.sub(
        lambda found: ("f" if found["next"] in set("θκξπστφχψ") else "v") + found["next"], plain
    )
    first, last = _by_alphabet("greek", plain)
    return (first.replace("|", ""), last.replace("|", ""))


def _georgian(word: str) -> tuple[str, ...]:
    return _by_alphabet("georgian", word.lower())[:1]


def _armenian(word: str) -> tuple[str, ...]:
    """Read Armenian; ``ե`` and ``ո`` at the beginning are ye and vo."""
    plain = word.casefold()
    read = _by_alphabet("armenian", plain)[0]
    if plain.startswith("ե") and not plain.startswith("եւ"):
        return ("ye" + read[1:], read)
    if plain.startswith("ո") and not plain.startswith("ու"):
        return ("vo" + read[1:], read)
    return (read, read.replace("yan", "ian")) if read.endswith("yan") else (read,)


_HARD = re.compile("ъ(?![еёюяє])")


def _cyrillic(run: str) -> tuple[str, ...]:
    """Read a run of Cyrillic words by the language that the letters show, then as Russian."""
    small = unicodedata.normalize("NFC", run.casefold())
    letters = set(small)
    if letters & set("ђјљњћџѓќѕ"):
        return _by_alphabet("serbian", small)
    if "ў" in letters:
        return (_by_alphabet("belarusian", small)[0], small)
    if letters & set("іїєґ") and not letters & set("әғқңөұүһ"):
        return (_by_alphabet("ukrainian", small)[0], small)
    if _HARD.search(small):
        return (_by_alphabet("bulgarian", small)[0], small)
    return (small,)


@cache
def _readers() -> dict[str, _Reader]:
    return {
        "cyrillic": _cyrillic,
        "greek": _greek,
        "armenian": _armenian,
        "georgian": _georgian,
        "brahmic": brahmic,
        "thai": thai,
        "kana": kana,
        "han": han,
        "hangul": hangul,
    }
