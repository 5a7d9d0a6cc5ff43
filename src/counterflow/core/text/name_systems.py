"""Bring Latin spellings of one name together that come from two systems of romanisation.

``variants`` works on one word and changes only what shows its system plainly: Wade-Giles, French,
German or Polish spellings of Russian names, French and Egyptian ones of Arabic, Somali, Turkish.
Chinese and Korean need the whole name: ``pinyin_words`` and ``korean_name``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import product
from zlib import crc32

from counterflow.core.text.compound_names import compound_names
from counterflow.core.text.name_tables import name_table
from counterflow.core.text.spelling_families import family_spellings

MOST_VARIANTS = 8
MOST_READINGS = 32
_SYLLABLES = 3
_Table = dict[str, tuple[str, ...]]


@cache
def _table(group: str, name: str) -> _Table:
    row = str(name_table("romanisation")[group][name]).split()
    return {
        key.replace("-", ""): tuple(one.replace("-", "") for one in read.split("/"))
        for key, read in zip(row[::2], row[1::2], strict=True)
    }


@cache
def _pinyin() -> frozenset[str]:
    table = name_table("syllables")["pinyin"]
    return frozenset(
        f"{initial}{final}" for initial, finals in table.items() for final in str(finals).split()
    ) | frozenset({"er", "lue", "nue"})


@cache
def _wade() -> dict[str, tuple[str, ...]]:
    """Give each Wade-Giles syllable, without apostrophes, its syllables in pinyin."""
    found: dict[str, tuple[str, ...]] = {}
    for initial, starts in _table("systems", "wade_initials").items():
        for final, ends in _table("systems", "wade_finals").items():
            if not _fits(initial, final):
                continue
            heard = [_spelt(start, end) for start in starts for end in ends]
            if final == "u" and initial not in _HISSING:
                heard = [one for one in heard if not one.endswith("i")]
            if final == "i" and initial == "ch":
                heard = [one for one in heard if one in {"ji", "qi"}]
            real = tuple(dict.fromkeys(one for one in heard if one in _pinyin()))
            if real:
                found.setdefault(initial + final, real)
    return found


_HISSING = frozenset({"ts", "tz", "ss", "sz"})


def _fits(initial: str, final: str) -> bool:
    """Tell whether Wade-Giles writes this end after this beginning."""
    if final == "ih":
        return initial in {"ch", "sh", "j"}
    if initial in {"tz", "ss", "sz"}:
        return final == "u"
    return final != "i" or initial not in {*_HISSING, "s", "sh", "j"}


def _spelt(start: str, end: str) -> str:
    """Write a syllable by the spelling rules of pinyin."""
    if start in {"j", "q", "x"}:
        return start + {"ung": "iong", "ueh": "ue"}.get(end, end)
    if end == "i" and start in {"z", "c", "s"}:
        return start + end
    return "" if end.startswith("i") and start in {"z", "c", "s"} else start + end


@lru_cache(maxsize=1 << 12)
def _wade_words(word: str) -> tuple[str, ...]:
    """Read a word as Wade-Giles, in all ways; nothing where it is no such word."""
    if len(word) > _SYLLABLES * 6 or _not_wade().search(word):
        return ()
    wade = _wade()
    # The fewest syllables: "chiang" is one word of one syllable, not "chi ang".
    open_ends: list[tuple[int, tuple[tuple[str, ...], ...]]] = [(0, ())]
    for _ in range(_SYLLABLES):
        further = [
            (end, (*parts, wade[word[at:end]]))
            for at, parts in open_ends
            for end in range(at + 1, min(len(word), at + 6) + 1)
            if word[at:end] in wade
        ]
        whole = [parts for end, parts in further if end == len(word)]
        if whole:
            heard = ["".join(one) for parts in whole for one in product(*parts)]
            return tuple(dict.fromkeys(heard))[:MOST_READINGS]
        open_ends = further
    return ()


@cache
def _not_wade() -> re.Pattern[str]:
    """Give the pattern of letters that Wade-Giles does not write: most words hold one."""
    return re.compile(f"[^{''.join(sorted(frozenset().union(*_wade())))}]")


@cache
def _sure() -> frozenset[str]:
    return frozenset(str(name_table("romanisation")["systems"]["wade_sure"]).split())


@cache
def _only_wade() -> re.Pattern[str]:
    """Give the pattern of the longer syllables that pinyin does not have."""
    only = {one for one in _wade() if len(one) >= 4 and one not in _pinyin()}
    return re.compile("|".join(sorted(only | _sure(), key=len, reverse=True)))


def _is_pinyin(word: str) -> bool:
    """Tell whether a word is one to three syllables of pinyin."""
    return any(
        head in _pinyin() and (not tail or _is_pinyin(tail))
        for head, tail in ((word[:at], word[at:]) for at in range(1, min(7, len(word) + 1)))
    )


@lru_cache(maxsize=1 << 12)
def pinyin_words(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Give what each word of a Wade-Giles name may be in pinyin; nothing for other names.

    A name is taken for Wade-Giles if all its words can be, and one of them cannot be pinyin.
    Apostrophes are lost in folding, so ``ch`` is zh, ch, j or q, ``ts`` z or c and so on.

    Example:
        >>> pinyin_words(("tseng", "li", "fen"))
        (('zeng', 'ceng'), ('li',), ('fen',))
        >>> pinyin_words(("li", "fen")), pinyin_words(("tsar", "ivan"))
        ((), ())
    """
    if not 2 <= len(words) <= 3:
        return ()
    if not all(map(_wade_words, words)) or all(map(_is_pinyin, words)):
        return ()
    return tuple(map(_wade_words, words))


LONGEST = 64
"""Letters beyond which no word is a name by another system: its patterns would take seconds."""
_ABD = re.compile(
    r"^abd[aeiou]{0,2}(?:l|(?P<sun>[rsztdn])(?=(?P=sun))|s(?=sh)|sh(?=sh)|ch(?=ch)|d(?=dh))"
    r"(?P<rest>[a-z]{3,})$"
)
_DIN = re.compile(
    r"^(?P<head>[a-z]{2,}?)(?:[aeou]{0,2}dd(?:ine?|een)|[aeu]ld(?:in|een)|[aeu]ttine?|[eu]d(?:ine?|een))$"
)
_SLAVIC = re.compile(
    r"(?:[eo]wa?|[eo]ff|[eo]va?|[iy]t?sch|[iy]tch|wi[ct]z|witsch|vitch|wich|wna|sk[iy]j?|enko|ine|uk)$"
)
_RUSSIAN = (
    ("schtsch", "shch"), ("szcz", "shch"), ("chtch", "shch"), ("tsch", "ch"), ("tch", "ch"),
    ("cz", "ch"), ("sch", "sh"), ("sz", "sh"), ("witz", "vich"), ("wicz", "vich"), ("ou", "u"),
    ("off$", "ov"), ("eff$", "ev"), ("dj", "j"), ("w", "v"), ("ine$", "in"),
)  # fmt: skip
_ARABIC = (
    ("dj", "j"), ("ouia$", "awiya"), ("aoui", "awi"), ("oui", "awi"), ("ou", "u"),
    ("ine$", "in"), ("ane$", "an"), ("ene$", "en"),
)  # fmt: skip
_SHOWS_FRENCH = re.compile("|".join(written for written, _ in _ARABIC))
_EGYPTIAN = re.compile(
    "[aiu]g[iu]$|^g[ae]m|^g[ae]l[ai]l|^nagu?i|^(?:ha|ta|ra)ga?[bgi]|^gab[ei]r$|^mag[ei]d|^wag[ei]h"
)


def _changed(word: str, rules: Sequence[tuple[str, str]]) -> str:
    for written, standard in rules:
        word = re.sub(written, standard, word)
    return word


def _arabic(word: str) -> list[str]:
    """Give the usual English spelling of an Arabic name in French or Egyptian spelling."""
    found: list[str] = []
    servant = _ABD.match(word) if word.startswith("abd") else None
    if servant:
        rest = servant["rest"]
        rest = rest[:-1] if re.search("[mn]ane$|ine$", rest) else rest
        found.append("abdul" + rest)
    faith = _DIN.match(word) if len(word) >= 7 and ("d" in word or "tt" in word) else None
    if faith:
        found.append(faith["head"].rstrip("aeiou") + "uddin")
    if ("ou" in word or "dj" in word or word.endswith("ne")) and _SHOWS_FRENCH.search(word):
        found.append(_changed(word, _ARABIC))
    # French ch, in words that show the French ou or are names of that shape.
    french = "ch" in word and ("ou" in word or word.endswith(("i", "a", "f")))
    if french and "tch" not in word and "sch" not in word and len(word) > 4:
        found.append(_changed(word.replace("ch", "sh"), _ARABIC))
    if "g" in word and _EGYPTIAN.search(word):
        found.append(re.sub("g(?:u(?=[ei]))?", "j", word.replace("gg", "g")))
    return found


@lru_cache(maxsize=1 << 16)
def variants(word: str) -> tuple[str, ...]:
    """Give the standard spellings of a folded word that is spelt by another system.

    Args:
        word: One folded Latin word.

    Returns:
        Standard spellings, likeliest first; nothing where the word shows no other system.

    Example:
        >>> variants("abderrahmane"), variants("xasan"), variants("tseng")
        (('abdulrahman', 'abderrahman'), ('hassan',), ('zeng', 'ceng'))
        >>> variants("choroschilow"), variants("smith")
        (('khoroshilov',), ())
    """
    if len(word) > LONGEST:
        return ()
    found: list[str] = []
    for table in ("somali", "turkish"):
        found.extend(_table("systems", table).get(word, ()))
    if len(word) >= 4 and _SLAVIC.search(word):
        found.extend(_russian(word))
    found.extend(_arabic(word))
    if word in _sure() or (_only_wade().search(word) and not _is_pinyin(word)):
        found.extend(_wade_words(word))
    for written, plain in (("oe", "o"), ("ue", "u"), ("ae", "a")):
        if written in word and written in word[1:] and len(word) > 4:
            found.append(word[0] + word[1:].replace(written, plain))
    if len(word) >= 4:
        found.extend(family_spellings(word))
    if not found:
        return ()
    unlike = (one for one in dict.fromkeys(found) if one != word)
    return tuple(one for _, one in zip(range(MOST_VARIANTS), unlike, strict=False))


def _russian(word: str) -> list[str]:
    """Give the English spelling of a Russian name spelt in German, French or Polish."""
    plain = _changed(word, _RUSSIAN)
    if plain == word:
        return []
    # Where the spelling is German, ch is the sound that English writes kh.
    if "w" in word and re.search("(?<![ts])ch", word) and "cz" not in word:
        return [_changed(re.sub("(?<![ts])ch", "kh", word), _RUSSIAN)]
    return [plain]


_ONSETS = {
    **dict.fromkeys(("kk", "gg", "k", "g"), "k"), **dict.fromkeys(("tt", "dd", "t", "d"), "t"),
    **dict.fromkeys(("pp", "bb", "p", "b"), "p"), **dict.fromkeys(("jj", "ch", "j"), "c"),
    **dict.fromkeys(("ss", "sh", "s"), "s"), "r": "r", "l": "r", "m": "m", "n": "n", "h": "h",
}  # fmt: skip
_KOREAN_VOWELS = {
    **dict.fromkeys(("yeo", "yo", "you", "yeu"), "yo"), **dict.fromkeys(("yu", "yoo"), "yu"),
    **dict.fromkeys(("eo", "o"), "o"), **dict.fromkeys(("oo", "u", "eu", "woo"), "u"),
    **dict.fromkeys(("ui", "eui", "i", "ee"), "i"), **dict.fromkeys(("ae", "ai", "ay", "e"), "e"),
    **dict.fromkeys(("ye", "yae"), "ye"), **dict.fromkeys(("oe", "oi", "oy", "we", "wae"), "we"),
    **dict.fromkeys(("wo", "weo"), "wo"), "a": "a", "ya": "ya", "wa": "wa", "wi": "wi",
}  # fmt: skip
_CODAS = {"ng": "q", "ck": "k", "k": "k", "g": "k", "n": "n", "l": "l", "m": "m", "p": "p",
          "b": "p", "t": "t", "d": "t"}  # fmt: skip
_ANY = [
    "|".join(sorted(table, key=len, reverse=True)) for table in (_ONSETS, _KOREAN_VOWELS, _CODAS)
]
_ANY[2] += "|h(?![a-z])"
_SYLLABLE = f"(?:{_ANY[0]})?(?:{_ANY[1]})(?:{_ANY[2]})?"
_PARTS = re.compile(f"({_ANY[0]})?({_ANY[1]})({_ANY[2]})?")
_ONE_OR_TWO = re.compile(f"({_SYLLABLE})({_SYLLABLE})?")


def _syllable_key(syllable: str) -> str:
    found = _PARTS.fullmatch(syllable)
    if not found:
        return syllable
    onset, spelt, coda = (found[n] or "" for n in (1, 2, 3))
    vowel = _KOREAN_VOWELS[spelt]
    # Loose spellings write u for eo in these syllables (Jung, Sung, Young, Hyun, Chul).
    if (
        (vowel == "yu" and (coda in {"ng", "k"} or (onset and coda)))
        or (spelt == "u" and coda == "ng" and _ONSETS.get(onset) in {"c", "s"})
        or (spelt == "u" and onset + coda == "chl")
    ):
        vowel = vowel.replace("u", "o")
    return _ONSETS.get(onset, "") + vowel + _CODAS.get(coda, "")


@lru_cache(maxsize=1 << 12)
def korean_key(word: str) -> str:
    """Give one key for the spellings of one or two Korean syllables; another word unchanged.

    Plain, tense and aspirate consonants are one, and so are eo and o, eu and u: the northern and
    the loose systems do not tell them apart. Only for words of Korean names (``korean_names``).

    Example:
        >>> korean_key("yonghui") == korean_key("younghee") == korean_key("yeonghui")
        True
        >>> korean_key("jinho") == korean_key("chinho")
        True
    """
    found = _ONE_OR_TWO.fullmatch(word)
    if not found:
        return word
    return "".join(_syllable_key(syllable) for syllable in found.groups() if syllable)


@cache
def _korean_surnames() -> dict[str, str]:
    groups = str(name_table("romanisation")["korean"]["surnames"]).split("/")
    return {name: group.split()[0] for group in groups for name in group.split()}


@lru_cache(maxsize=1 << 12)
def korean_names(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the keys of a Korean name, surname first; nothing for another name.

    Two keys where both the first and the last word may be the surname.

    Example:
        >>> korean_names(("yi", "yong", "hui")), korean_names(("younghee", "lee"))
        (('i yoqhi',), ('i yoqhi',))
        >>> korean_names(("john", "lee"))
        ()
    """
    if not 2 <= len(words) <= 3:
        return ()
    surnames = _korean_surnames()
    keys: list[str] = []
    for surname, given in ((words[0], words[1:]), (words[-1], words[:-1])):
        if surname not in surnames:
            continue
        joined = "".join(given)
        if all(map(_ONE_OR_TWO.fullmatch, given)) and _ONE_OR_TWO.fullmatch(joined):
            parts = given if len(given) == 2 else (joined,)
            keys.append(f"{surnames[surname]} {''.join(map(korean_key, parts))}")
    return tuple(dict.fromkeys(keys))


def closed_key(key: str) -> str:
    """Give a key with letters behind that are others for every key, so that no two are near.

    Keys are compared as words are, where a letter apart is a slip; "minjun" and "minjung" are two
    names. Names with a slip are still near as they are written.

    Example:
        >>> closed_key("mincun")[:6], closed_key("mincun") == closed_key("mincoq")
        ('mincun', False)
    """
    rest = crc32(key.encode())
    letters = []
    for _ in range(len(key)):
        rest, letter = divmod(rest * 31 + 7, 26)
        letters.append("abcdefghijklmnopqrstuvwxyz"[letter])
    return key + "".join(letters)


_SERVANT = re.compile(
    r"\babd[ue]? ?(?:[aeiu][lrsdztn]|[aeu]sh|[lrsdzn]) (?=[a-z]{3})"
    r"|\babd[uea](?:[lrsz]|sh) (?=[a-z]{3})"
)
_OF_FAITH = re.compile(
    r"(?<=[a-z]{3}) (?:(?:[aeu]l|[aeuio]d)? ?(?:din|dine|deen|diin)|[aeu][dl](?:din|dine|deen))\b"
)
_OF_GOD = re.compile(r"(?<=[a-z]{3}) (?:ul ?|al )?(?:[uao]llah?|lah)\b")


@lru_cache(maxsize=1 << 12)
def joined_names(text: str) -> str:
    """Write the compound Arabic names of a folded text as one word each, in one spelling.

    Example:
        >>> joined_names("muhammad abd al rahman"), joined_names("nur ad din zengi")
        ('muhammad abdulrahman', 'nuruddin zengi')
        >>> joined_names("abd"), joined_names("seif allah")
        ('abd', 'seifullah')
    """
    text = compound_names(text)
    if " " not in text:
        return text
    if "abd" in text:
        text = _SERVANT.sub("abdul", text)
    # Asked first, as a search goes through the whole text.
    if "din" in text or "deen" in text or "diin" in text:
        text = _OF_FAITH.sub("uddin", text)
    if "lah" in text or ("lla" in text and "d" in text):
        text = _OF_GOD.sub("ullah", text)
    return text
