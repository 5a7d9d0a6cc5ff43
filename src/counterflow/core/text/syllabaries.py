"""Read scripts whose signs are syllables: Indian scripts, Thai, kana, Han and Hangul."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from anyascii import anyascii

from counterflow.core.text.japanese import japanese
from counterflow.core.text.name_tables import name_table

_BLOCK = 0x80
_NUKTAS = "\u093c\u09bc\u0a3c\u0abc"
_DOTTED = {"k": "q", "j": "z", "ph": "f", "d": "r", "dh": "rh", "g": "gh"}
_FALLEN = re.compile(r"(?<=[aeiou][^aeiou])a(?=[^aeiou]{1,2}[aeiou])")
_KEEPS_END = range(0x0B00, 0x0D80)
"""Blocks of the scripts whose words end in the vowel that a consonant has in itself."""
_VIRAMA = 0x4D


@cache
def _pairs(*path: str) -> dict[str, str]:
    """Give a table that is written as a row of pairs."""
    table: Any = name_table("romanisation")
    for key in path:
        table = table[key]
    row = str(table).split()
    return dict(zip(row[::2], row[1::2], strict=True))


@cache
def _row(*path: str) -> tuple[str, ...]:
    """Give a table that is written as a row of readings; ``-`` is silent."""
    table: Any = name_table("romanisation")
    for key in path:
        table = table[key]
    return tuple("" if one == "-" else one for one in str(table).split())


def brahmic(word: str) -> tuple[str, ...]:
    """Read a word of an Indian script, without the unwritten vowel at the end of northern words.

    Example:
        >>> brahmic("राजेश"), brahmic("হাসিনা"), brahmic("कमला")
        (('rajesh',), ('hasina',), ('kamala', 'kamla'))
    """
    consonants = _pairs("brahmic", "consonants")
    vowels, signs = _pairs("brahmic", "vowels"), _pairs("brahmic", "signs")
    pieces: list[str] = []
    open_syllable = joined = joins = False
    for letter in unicodedata.normalize("NFC", word):
        place = f"{ord(letter) % _BLOCK:02x}"
        if "\u0900" <= letter < "\u0d80" and place in consonants:
            if open_syllable:
                pieces.append("a")
            pieces.append(consonants[place])
            joined, joins = joins, False
            open_syllable = True
            continue
        if place in vowels:
            pieces.append(("a" if open_syllable else "") + vowels[place])
        elif ord(letter) % _BLOCK == _VIRAMA:
            open_syllable, joins = False, True
            continue
        elif place in signs:
            nasal = signs[place] in {"n", "h"}
            pieces.append(("a" if open_syllable and nasal else "") + signs[place])
        else:
            if letter in _NUKTAS and pieces:
                pieces[-1] = _DOTTED.get(pieces[-1], pieces[-1])
            elif letter == "ৎ":
                pieces.append("at" if open_syllable else "t")
                open_syllable = False
            continue  # a joiner or a sign that is not read
        open_syllable = False
    if open_syllable and (joined or ord(word[0]) in _KEEPS_END or len(pieces) == 1):
        pieces.append("a")
    read = "".join(pieces).replace("oya", "wa")
    fallen = _FALLEN.sub("", read)
    # Tamil has one letter for each pair: ch and s, nt and nd.
    loose = _tamil(read) if "\u0b80" <= word[0] < "\u0c00" else read
    return tuple(dict.fromkeys((read, fallen, loose)))


def _tamil(read: str) -> str:
    """Read Tamil letters by what they mostly stand for between vowels and behind a nasal."""
    for written, heard in (("tt", "th"), ("ch", "s"), ("nt", "nd"), ("mp", "mb"), ("nk", "ng")):
        read = read.replace(written, heard)
    return read


_THAI_SILENT = re.compile("(?:[ทตดศ]ร|.)[ิุ]?์")
_THAI_MARKS = re.compile("[่้๊๋ํ๎ๆฯ]")
_C = "[ก-ฮ]"
_ON = f"(?P<on>(?:[กขคตปผพท][รลว](?=[ะ-ูก-ฮ])|ห(?=[งนมรลวยญ])[งนมรลวยญ]|ทร|สร|{_C}))"
_ON_LED = f"(?P<on>(?:[กขคตปผพทส][รล]|ห[งนมรลวยญ]|{_C}))"
_END = f"(?P<end>{_C}(?![ะ-ู็])(?!อ(?!$))(?![รลว]?[ะาำิ-ู]))?"
_NO_END = "(?P<end>)"
_SURE_END = f"(?P<end>{_C}(?![ะ-ู]))"
_THAI: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), vowel)
    for pattern, vowel in (
        (f"เ{_ON_LED}ีย{_END}", "ia"), (f"เ{_ON_LED}ือ{_END}", "uea"),
        (f"เ{_ON_LED}าะ{_NO_END}", "o"), (f"เ{_ON_LED}า{_NO_END}", "ao"),
        (f"เ{_ON_LED}ิ{_END}", "oe"), (f"เ{_ON_LED}ย{_NO_END}", "oei"),
        (f"เ{_ON_LED}อ{_END}", "oe"), (f"เ{_ON_LED}[็ะ]?{_END}", "e"),
        (f"แ{_ON_LED}[็ะ]?{_END}", "ae"), (f"โ{_ON_LED}ะ?{_END}", "o"),
        (f"[ใไ]{_ON_LED}ย?{_NO_END}", "ai"), (f"{_ON}ัว{_END}", "ua"),
        (f"{_ON}ัย{_NO_END}", "ai"), (f"{_ON}[ัา]{_END}", "a"),
        (f"{_ON}ะ{_NO_END}", "a"), (f"{_ON}ำ{_NO_END}", "am"), (f"{_ON}[ิี]{_END}", "i"),
        (f"{_ON}[ึื]อ?{_END}", "ue"), (f"{_ON}[ุู]{_END}", "u"),
        (f"{_ON}รร{_SURE_END}", "a"), (f"{_ON}รร{_NO_END}", "an"),
        (f"{_ON}ว{_SURE_END}", "ua"), (f"{_ON}อ{_END}", "o"),
        (f"{_ON}(?P<end>{_C}(?![ะ-ูอ]))", "o"), (f"{_ON}{_NO_END}", "a"),
    )
)  # fmt: skip


_LED = 11
"""The patterns that begin with a vowel which is written before its consonant."""


def thai(word: str) -> tuple[str, ...]:
    """Read a Thai word by the Royal system, with the vowels that are not written, and loosely.

    Example:
        >>> thai("สมชาย"), thai("วงศ์ทอง"), thai("เจริญ")
        (('somchai',), ('wongthong', 'wongtong'), ('charoen', 'jaroen'))
    """
    onsets, codas = _pairs("thai", "onset"), _pairs("thai", "coda")
    plain = _THAI_MARKS.sub("", _THAI_SILENT.sub("", word.replace("ํา", "ำ")))
    plain = plain.replace("เจริญ", "จะเริญ")
    pieces: list[str] = []
    at = 0
    while at < len(plain):
        for pattern, vowel in _THAI[:_LED] if plain[at] in "เแโใไ" else _THAI[_LED:]:
            found = pattern.match(plain, at)
            if found:
                on = found["on"]
                if on == "ทร":
                    on = "ซ"
                start = on[-1] if on[0] == "ห" and len(on) > 1 else on
                sound = "".join(onsets.get(letter, "") for letter in start)
                pieces.append(sound + vowel + codas.get(found["end"] or "", ""))
                at = found.end()
                break
        else:
            at += 1
    read = "".join(pieces)
    loose = _BREATHED.sub(r"\1", read)
    if "จ" in plain:
        loose = loose.replace("ch", "j")
    return tuple(dict.fromkeys((read, loose)))


_BREATHED = re.compile("([tpk])h")
_LENGTH = re.compile(r"o[ou]|uu|aa|ii(?=[a-z])")


def kana(word: str) -> tuple[str, ...]:
    """Read kana by Hepburn: without long vowels, then with them written out.

    Example:
        >>> kana("ケンゾウ"), kana("はっとり"), kana("しんいち")
        (('kenzo', 'kenzou'), ('hattori',), ('shinichi',))
    """
    plain = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in word)
    signs = _pairs("kana")
    pieces: list[str] = []
    doubled = False
    at = 0
    while at < len(plain):
        size = 2 if at + 1 < len(plain) and plain[at : at + 2] in signs else 1
        read = signs.get(plain[at : at + size], "")
        at += size
        if plain[at - 1] == "ッ":
            doubled = True
            continue
        if plain[at - 1] == "ー" and pieces and pieces[-1]:
            read = "u" if pieces[-1][-1] == "o" else pieces[-1][-1]
        if doubled and read:
            read = ("t" if read.startswith("ch") else read[0]) + read
            doubled = False
        pieces.append(read)
    spelt = "".join(pieces)
    short = _LENGTH.sub(lambda found: found.group()[0], spelt)
    return tuple(dict.fromkeys((short, spelt)))


@lru_cache(maxsize=8192)
def pinyin(character: str) -> str:
    """Give the reading of one Han character in names.

    Example:
        >>> pinyin("曾"), pinyin("东")
        ('zeng', 'dong')
    """
    known = _pairs("han", "in_names").get(character)
    return known or anyascii(character).strip().lower()


@cache
def _surnames() -> frozenset[str]:
    return frozenset("".join(_row("han", "surnames"))) | frozenset(_pairs("han", "as_surname"))


def han(run: str) -> tuple[str, ...]:
    """Read Han characters as pinyin: surname and given name, then syllables apart.

    Names parted by a dot are foreign: each part is one word, and a second reading gives the
    sounds for which the characters stand. Longer runs are read as one word, then in syllables.

    Example:
        >>> han("诸葛文龙"), han("深圳")
        (('zhuge wenlong', 'zhu ge wen long'), ('shenzhen', 'shen zhen'))
        >>> han("图尔荪·阿卜杜")
        ('tuersun abudu', 'tursun abdu')
    """
    name = japanese(run)
    run = re.sub("(.)々", r"\1\1", run)
    parts = re.split("[·•・‧]", run)
    if len(parts) > 1:
        plain = " ".join("".join(map(pinyin, part)) for part in parts)
        return tuple(dict.fromkeys((plain, " ".join(map(_foreign, parts)))))
    chinese = _chinese(run)
    # A family name of one character is as usual in China.
    return (*chinese[:1], *name, *chinese[1:]) if len(run) > 1 else chinese


def _chinese(run: str) -> tuple[str, ...]:
    """Read a run as a Chinese name, surname first, or as one word and in syllables."""
    apart = list(map(pinyin, run))
    compound = 2 if len(run) > 2 and run[:2] in _row("han", "compounds") else 1
    if len(run) > 4 or len(run) == 1 or (compound == 1 and run[0] not in _surnames()):
        return tuple(dict.fromkeys(("".join(apart), " ".join(apart))))
    surname = _pairs("han", "as_surname").get(run[:compound], "".join(apart[:compound]))
    given = apart[compound:]
    syllables = [surname, *given] if compound == 1 else apart
    read = [f"{surname} {''.join(given)}", " ".join(syllables)]
    if len(run) == 2:
        read.append("".join(apart))
    other = _pairs("han", "other_surname").get(run[:compound])
    if other:
        read.append(f"{other} {''.join(given)}")
    return tuple(dict.fromkeys(read))


def _foreign(part: str) -> str:
    """Read characters for the foreign sounds that they stand for."""
    sounds = _pairs("han", "foreign")
    read = "".join(sounds.get(c) or pinyin(c) for c in part)
    return re.sub(r"(?<=[^aeiou])r(?=[^aeiou]|$)", "er", read)


@cache
def _hangul_surnames() -> dict[str, tuple[str, ...]]:
    return {name: tuple(read.split("/")) for name, read in _pairs("hangul", "surnames").items()}


def _jamo(syllable: str) -> tuple[int, int, int]:
    number = ord(syllable) - 0xAC00
    return number // 588, number % 588 // 28, number % 28


def _apart(syllables: str, vowels: str = "vowel") -> str:
    """Romanise syllable by syllable, as in names, where sounds do not change one another."""
    heard = ""
    onsets, codas = _row("hangul", "onset"), _row("hangul", "coda")
    for syllable in syllables:
        onset, vowel, coda = _jamo(syllable)
        heard += onsets[onset] + _row("hangul", vowels)[vowel] + codas[coda]
    return heard


# How two consonants change one another where syllables meet.
_MEETING = {
    "kn": "ngn", "km": "ngm", "kr": "ngn", "pn": "mn", "pm": "mm", "pr": "mn", "tn": "nn",
    "tm": "nm", "tr": "nn", "nr": "ll", "lr": "ll", "ln": "ll", "ngr": "ngn", "mr": "mn",
    "th": "t", "kh": "k", "ph": "p",
}  # fmt: skip


def _flowing(syllables: str) -> str:
    """Romanise with the changes of sound between syllables, as in other words."""
    onsets, codas, moved = (_row("hangul", key) for key in ("onset", "coda", "moved"))
    heard = ""
    parts = list(map(_jamo, syllables))
    for at, (onset, vowel, coda) in enumerate(parts):
        heard += _row("hangul", "vowel")[vowel]
        if not at:
            heard = onsets[onset] + heard
        if at + 1 == len(parts):
            heard += codas[coda]
            continue
        onset_next = onsets[parts[at + 1][0]]
        meeting = codas[coda] + onset_next if onset_next else moved[coda]
        heard += _MEETING.get(meeting, meeting) if onset_next else meeting
    return heard


def hangul(run: str) -> tuple[str, ...]:
    """Read Hangul: a surname in its usual spellings and the given name; other words as spoken.

    The readings of a name: Revised Romanisation with the commonest spelling of the surname, the
    same with the strict one, the loose spelling that passports show, and the northern one.

    Example:
        >>> hangul("박영희")
        ('park yeonghui', 'bak yeonghui', 'park younghee', 'pak yonghui')
        >>> hangul("무역회사")
        ('muyeokhoesa', 'muyeokoesa')
    """
    joined = run.replace(" ", "")
    surnames = _hangul_surnames()
    size = 2 if joined[:2] in surnames and len(joined) > 2 else 1
    if not 2 <= len(joined) - size + 1 <= 3 or joined[:size] not in surnames:
        return tuple(dict.fromkeys((_apart(joined), _flowing(joined))))
    spelt = surnames[joined[:size]]
    given = joined[size:]
    second = spelt[1] if len(spelt) > 1 else spelt[0]
    loose = _apart(given, "loose_vowel").replace("yu", "you") if given else ""
    read = (
        f"{spelt[0]} {_apart(given)}",
        f"{second} {_apart(given)}",
        f"{spelt[0]} {re.sub('you(?!ng|n)', 'yu', loose) if loose.startswith('you') else loose}",
        f"{spelt[min(2, len(spelt) - 1)]} {_northern(given)}",
    )
    return tuple(dict.fromkeys(read))


def _northern(given: str) -> str:
    """Romanise as in the north: McCune-Reischauer without marks, single consonants plain."""
    return _apart(given, "north_vowel")
