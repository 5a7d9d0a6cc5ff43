"""Read an address piece by piece: streets, houses, floors, units, boxes, towns."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from counterflow.core.text.scripts import fold
from counterflow.watch.places.address_words import AddressWords, load_address_words

_PARTS = re.compile(r"[,;\n|()\[\]،؛，；、（）]| - | – ")
_PARTING = "0x0"
"""The word that stands for a comma once a text is folded."""
_GLUED = re.compile(r"([a-z]+)(\d+[a-z]?)|(\d+)(?:st|nd|rd|th|eme)|(\d+)([a-z]{2,})")
_DASHED = re.compile(r"(?<![\w-])(?:(\d{1,4})-([A-Za-z])|([A-Za-z])-(\d{1,4}))(?![\w-])")
"""A number and a letter with a dash between them ("7-B" is 7B)."""
_NUMBER = re.compile(r"\d{1,4}[a-z]")
_LONGEST_NAME = 3
"""Words of a street's name that are read on one side of the word for it."""
_HOUSE_DIGITS, _POSTCODE_DIGITS = 4, (5, 6)
_CODE_LEAST = 5
"""Letters and digits that the number of a plot has at least."""
_LETTERS = 2
"""Letters that a unit has at most in place of a number ("Unit B")."""


_CODE = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{0,4}\d+[A-Za-z]?(?:-[A-Za-z]{0,2}\d+)+|(?<![A-Za-z0-9])[A-Za-z]{1,4}-\d{2,}"
)
"""The number of a plot or unit in a free zone ("Q1-08-051", "S-20119")."""


_CARE = re.compile(r"(?:\bc/o|\bcare of)\b\s*:?\s*([^,;\n|()]{3,80})", re.IGNORECASE)


class Read(NamedTuple):
    """What was read of an address; see ``addresses.Address``."""

    streets: list[tuple[str, ...]]
    houses: list[str]
    parts: dict[str, set[str]]
    boxes: set[str]
    postcodes: set[str]
    buildings: list[frozenset[str]]
    towns: set[str]
    codes: set[str]


def read_parts(text: str) -> Read:
    """Read the parts of an address.

    Args:
        text: As written, any script.
    """
    return _Reader(load_address_words()).read(text)


def care_of(text: str) -> str:
    """Give whom an address names as the one in whose care something is sent; empty for nobody.

    Example:
        >>> care_of("c/o Alder Agency, Quay 2"), care_of("Quay 2")
        ('Alder Agency', '')
    """
    found = _CARE.search(text) if "/" in text or "are of" in text.lower() else None
    return found[1].strip() if found else ""


def read_codes(text: str) -> set[str]:
    """Give the numbers of plots in an address, without their dashes.

    Example:
        >>> read_codes("SAIF Zone, Q1-08-051"), read_codes("12-14 Alder Road")
        ({'q108051'}, set())
    """
    found = (code.replace("-", "").lower() for code in _CODE.findall(text))
    return {code for code in found if len(code) >= _CODE_LEAST}


def _pieces(text: str, words: AddressWords) -> list[list[str]]:
    """Give the folded words of each piece between commas; one fold for all is five times faster."""
    if not text.isascii():
        text = _signs().sub(lambda sign: _spoken(sign, words), text)
    text = _DASHED.sub(r"\1\2\3\4", text) if "-" in text else text
    pieces: list[list[str]] = [[]]
    for word in fold(_PARTS.sub(f" {_PARTING} ", text)).split():
        if word == _PARTING:
            if pieces[-1]:
                pieces.append([])
        elif word.isalpha() or word.isdigit():
            pieces[-1].append(word)
        else:
            pieces[-1].extend(_unglued(word))
    return pieces


@cache
def _signs() -> re.Pattern[str]:
    """Give a pattern of the signs of scripts without blanks, with the number in front of each."""
    signs = "".join(load_address_words().signs)
    return re.compile(rf"([0-9０-９]+|[A-ZＡ-Ｚ])?\s*([{signs}])")


def _spoken(sign: re.Match[str], words: AddressWords) -> str:
    """Write a sign as a word: 93号1804室 is house 93, unit 1804."""
    kind, number = words.signs[sign[2]], sign[1] or ""
    if kind == "street":
        return f"{number} street, "
    if kind == "town":
        return f"{number}, "
    return f", {kind} {number}, " if number else sign[0]


def _unglued(word: str) -> list[str]:
    """Part a number from the letters glued to it ("rm1205", "12th", "5bis")."""
    found = _GLUED.fullmatch(word)
    if found is None:
        return [word]
    if found[1]:
        return [found[1], found[2]] if len(found[1]) > 1 or found[1] in "dkn" else [word]
    return [found[3]] if found[3] else [found[4], found[5]]


class _Reader:
    """Gather what the pieces of one address say."""

    def __init__(self, words: AddressWords) -> None:
        self._words = words
        self._read = Read([], [], {}, set(), set(), [], set(), set())
        self._open: list[str] = []
        self._bare: list[tuple[tuple[str, ...], list[str]]] = []
        self._named: list[tuple[str, ...]] = []
        self._numbered = False

    def read(self, text: str) -> Read:
        """Read an address whole."""
        for piece in _pieces(text, self._words):
            if piece and not any(tuple(piece[: len(form)]) == form for form in self._words.care):
                self._take(piece)
        read = self._read
        if "-" in text:
            read.codes.update(read_codes(text))
        if not read.streets and not self._bare and read.houses and self._named:
            # "Villa 6, Al Hamra Village": no word for a street, and the number bears its own.
            self._bare.append((self._named[0], []))
        if not read.streets and self._bare:
            name, numbers = self._bare[0]
            read.streets.append(name[:_LONGEST_NAME])
            together = "".join(name)
            read.towns.difference_update(name, [town for town in read.towns if together in town])
            self._open = self._open or numbers
        elif read.streets and not self._open and self._bare:
            self._open = self._bare[0][1]
        if not read.houses:
            read.houses.extend(self._open[:2])
        if "k" in read.parts:
            kind = "floor" if self._numbered else "building"
            read.parts.setdefault(kind, set()).update(read.parts.pop("k"))
        return read

    def _take(self, words: list[str]) -> None:
        """Read one piece."""
        known = self._words
        if not known.box_heads.isdisjoint(words):
            words = self._without_boxes(words)
        at = self._street_at(words)
        if at >= 0:
            words = self._take_street(words, at)
        names, numbers = self._part(words)
        if at >= 0 or not names:
            self._open.extend(numbers)
        elif numbers:
            self._bare.append((tuple(names), numbers))
        elif left := tuple(name for name in names if name not in known.broad):
            self._named.append(left)
        if not known.named.isdisjoint(words):
            telling = frozenset(names) - known.named - known.broad
            if telling:
                self._read.buildings.append(telling)
        self._read.towns.update(names)
        if 1 < len(names) <= _LONGEST_NAME:
            self._read.towns.add("".join(names))  # Shang Hai, Hong Kong: written together too

    def _without_boxes(self, words: list[str]) -> list[str]:
        """Take post-office boxes out."""
        for form in self._words.boxes:
            for at in range(len(words) - len(form)):
                value = words[at + len(form)]
                if tuple(words[at : at + len(form)]) == form and value[0].isdigit():
                    self._read.boxes.add(value)
                    return words[:at] + words[at + len(form) + 1 :]
        return words

    def _street_at(self, words: list[str]) -> int:
        """Give where the word for a street stands; -1 where none does."""
        streets, endings = self._words.streets, self._words.endings
        for at, word in enumerate(words):
            if word in streets and len(words) > 1:
                return at
            if len(word) > 6 and word.endswith(endings):
                return at
        return -1

    def _take_street(self, words: list[str], at: int) -> list[str]:
        """Take the name of the street out of a piece."""
        word = words[at]
        side = self._words.streets.get(word)
        if side is None:
            self._read.streets.append((self._stem(word),))
            return words[:at] + words[at + 1 :]
        after = self._run(words[at + 1 :])
        before = self._run(words[:at][::-1])[::-1]
        use_after = bool(after) and (side == "before" or not before)
        name = after if use_after else before
        if not name:
            return words
        self._read.streets.append(tuple(name))
        if use_after:
            return words[:at] + words[at + 1 + len(name) :]
        return words[: at - len(name)] + words[at + 1 :]

    def _run(self, words: list[str]) -> list[str]:
        """Give the first words up to one that cannot be of a street's name."""
        taken: list[str] = []
        for word in words:
            ends = not word.isalpha() or word in self._words.kinds or word in self._words.streets
            if ends or len(taken) == _LONGEST_NAME:
                break
            taken.append(word)
        return taken

    def _stem(self, word: str) -> str:
        """Take the word for a street off its name ("hauptstrasse")."""
        ending = next(one for one in self._words.endings if word.endswith(one))
        return word.removesuffix(ending)

    def _part(self, words: list[str]) -> tuple[list[str], list[str]]:
        """Part the names of a piece from its free numbers; take what bears a mark out."""
        kinds = self._words.kinds
        names: list[str] = []
        numbers: list[str] = []
        at, end = 0, len(words)
        while at < end:
            word = words[at]
            at += 1
            kind = kinds.get(word)
            if kind == "house" and at < end and kinds.get(words[at]) == "house":
                continue  # Villa no. 6
            if kind is None:
                self._sort(word, names, numbers)
            elif kind == "floor" and at > 1 and numbers and words[at - 2] == numbers[-1]:
                self._mark(kind, word, numbers.pop())  # 12/F; 11. kat 1874
            elif at < end and _is_value(words[at], kind) and words[at] not in kinds:
                self._mark(kind, word, words[at])
                at += 1
            elif kind == "house" and numbers:
                self._mark(kind, word, numbers.pop())  # 88 hao
            elif len(word) > _LETTERS:
                names.append(word)
        return names, numbers

    def _sort(self, word: str, names: list[str], numbers: list[str]) -> None:
        """Put a word without a mark where it belongs."""
        if word.isalpha():
            names.append(word)
        elif word.isdigit():
            if len(word) <= _HOUSE_DIGITS:
                numbers.append(word)
            elif len(word) in _POSTCODE_DIGITS:
                self._read.postcodes.add(word)
        elif _NUMBER.fullmatch(word):
            numbers.append(word)

    def _mark(self, kind: str, word: str, value: str) -> None:
        """Keep a number with the word that says what it counts.

        Behind "No:15" the Turkish K and D are a floor and a flat; elsewhere the Russian ones are a
        building and a house.
        """
        if kind == "house" and not self._read.houses:
            self._read.houses.append(value)
            self._numbered = word == "no"
            return
        if kind == "house":
            kind = "unit"
        elif word == "k":
            kind = "k"
        self._read.parts.setdefault(kind, set()).add(value.lstrip("0") or "0")


def _is_value(word: str, kind: str) -> bool:
    """Tell whether a word can be the number of a floor, a unit, a house."""
    return word[0].isdigit() or (kind != "house" and (len(word) == 1 or word[1].isdigit()))
