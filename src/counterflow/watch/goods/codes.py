"""Read an HS code however it is written, and say what had to be repaired."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

_DIGITS = re.compile(r"\d+")
_PREFIX = (
    r"(?:ex\b[\s.:]*)?(?:(?:H\.?S\.?|HTSUS|HTS|HSN|CN|TARIC|ТН ВЭД)"
    r"(?:[\s\-]*(?:codes?|no|nr|number|код)\b)?)?[\s:#.]*(?:ex(?=[\s.\d])[\s.:]*)?"
)
_ALLOWED = re.compile(rf"^{_PREFIX}([\d.\s/\-']+)$", re.IGNORECASE)
_LABEL = re.compile(rf"^{_PREFIX}", re.IGNORECASE)
_PIECES = re.compile(r"[\s/\-']+")
_SEPARATORS = re.compile(r"[,;|/&+\n]|\s-\s|\b(?:and|und|et|or|y)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CODE_LIKE = re.compile(
    r"(?<![\w.,])\d{4}[ .\-]?\d{2}(?:[ .\-]?\d{2}){0,3}(?![\w]|[.,]\d)"
    r"|(?<![\w.,])\d{2}\.\d{2}\.\d{2}(?:\.?\d{2}){0,3}(?![\w]|[.,]\d)"
)
_PAIRS = re.compile(r"(\d{4})[ .]\d{2}(?= \d{4}[ .]\d{2}\b|$) ?")
_DECIMAL_COMMA = re.compile(r"^\d{4}(?:,\d{1,2}){1,4}$")
_THOUSANDS = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_COMMA_FOR_POINT = re.compile(r"(?<!\d)(\d{4}),(\d{2})(?!\d)")
_LOST_TAIL = re.compile(r"^(\d{4})\.(\d)$")
_WHOLE_FLOAT = re.compile(r"^(\d{4,12})\.0$")
_HEADING_FLOAT = re.compile(r"^(\d{4})\.0{1,2}$")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d{1,11}))?E\+?(\d{1,2})", re.IGNORECASE)
_PARTED = re.compile(r"(?<=\d)[_:](?=\d)")
_LETTERS = re.compile(r"(?=(?:[^\d]*\d){4})[\dOolI.\s\-]*[OolI][\dOolI.\s\-]*")
"""A code in which a scanner or a hand put letters for digits ("85O7.60", "8542.3l")."""
_DIGIT_OF = str.maketrans("OolI", "0011")
# Marks that people and spreadsheets put for a point, a comma, a dash or a quotation mark.
_MARKS = str.maketrans(
    {
        "．": ".", "，": ",", "；": ";", "、": ",", "／": "/", "‐": "-", "‑": "-", "–": "-",
        "·": ".", "•": ".", "。": ".",
        "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "（": "(", "）": ")", "：": ":",
    }
)  # fmt: skip
_LAST_HEADINGS = (
    6, 10, 9, 10, 11, 4, 14, 14, 10, 8, 9, 14, 2, 4, 22, 5, 4, 6, 5, 9, 6, 9, 9, 4, 30, 21, 16,
    53, 42, 6, 5, 15, 7, 7, 7, 6, 7, 27, 26, 17, 15, 6, 4, 21, 4, 2, 7, 23, 11, 7, 13, 12, 11,
    8, 16, 9, 5, 11, 11, 6, 17, 17, 10, 6, 7, 3, 4, 15, 14, 20, 18, 29, 26, 19, 8, 16, 0, 6, 7,
    7, 13, 15, 11, 87, 49, 9, 16, 7, 8, 33, 14, 9, 7, 6, 8, 20, 6,
)  # fmt: skip
"""The last heading of each chapter from 01 (HS 2022): what tells a code from another number."""
RESERVED = "77"
"""The chapter that the Harmonized System keeps for later use: no goods stand in it."""
RESERVED_SAID = f"chapter {RESERVED} of the Harmonized System is reserved and holds no goods"
_LEADING_ZERO = "a number lost its leading zero"
LONGEST_KEPT = 64
"""Characters of a cell that is remembered."""


@dataclass(frozen=True, slots=True)
class HsCode:
    """An HS code as understood.

    Attributes:
        written: As given.
        digits: All digits, repaired; empty where no code was understood.
        repair: What was repaired, in words; empty where nothing was.
        problem: Why no six digits could be read; empty where they could.
        guessed: How many digits at the end were restored on the guess that a number lost them.
    """

    written: str
    digits: str = ""
    repair: str = ""
    problem: str = ""
    guessed: int = 0

    @property
    def given(self) -> int:
        """Count the digits that stand on no guess."""
        return len(self.digits) - self.guessed

    @property
    def impossible(self) -> bool:
        """Tell whether no table can be asked by what is written, and no heading stands in it.

        A chapter that does not exist or is reserved (77), a heading that does not exist, letters,
        fewer than four digits, more than twelve. A heading of four or five digits is only short.

        Example:
            >>> [code for code in ("0012.34", "7701.10", "8599", "854", "ABC", "8542", "")
            ...  if read_hs_code(code).impossible]
            ['0012.34', '7701.10', '8599', '854', 'ABC']
        """
        if not self.written.strip():
            return False
        if self.digits[:2] == RESERVED:
            return True
        short = 4 <= len(self.digits) < 6 and _has_heading(self.digits)
        return bool(self.problem) and not short

    @property
    def hs6(self) -> str:
        """Give the six international digits; empty where there are fewer."""
        return self.digits[:6] if len(self.digits) >= 6 else ""

    @property
    def heading(self) -> str:
        """Give the four digits of the heading; empty where there are fewer."""
        return self.digits[:4] if len(self.digits) >= 4 else ""


def read_hs_code(written: str) -> HsCode:
    """Settle which HS code a cell means.

    Dots, blanks, dashes, a decimal comma and a leading "HS code" or "ex" are fine; national
    suffixes to 8, 10 or 12 digits are kept but not compared; digits of any script are digits.
    Spreadsheets store codes as numbers: an odd number of digits has lost the zero of chapters
    01-09 where such a heading exists, ``8541.1`` the last zero of 8541.10, ``854231.0`` is 854231,
    ``8534.0`` stands for the subheading 8534.00, and ``8.54231E+05`` is 854231 again. A zero in
    front that makes a heading which does not exist is padding (``0854231``), and words around one
    code do not hide it. Each repair is said; digits restored at the end are counted as a guess,
    and where the guess is on no table the tables ask about the digits given
    (``GoodsTables.under_heading``).

    Args:
        written: The cell as text.

    Returns:
        The code; ``problem`` is filled where six digits could not be read, and where the cell
        holds several codes: ``read_hs_codes`` gives each of them.

    Example:
        >>> read_hs_code("8542.31.00 00").hs6, read_hs_code("10121").digits
        ('854231', '010121')
        >>> read_hs_code("8542").problem, read_hs_code("854231; 854239").problem
        ('only 4 digits: six are needed', 'two codes in one cell: give each a line of its own')

    Basis:
        International Convention on the Harmonized System (two-digit chapters, four-digit
        headings, six-digit subheadings); repairs are this project's.
    """
    codes, unread = _read(written)
    if len(codes) > 1:
        number = "two" if len(codes) == 2 else str(len(codes))
        return HsCode(written, problem=f"{number} codes in one cell: give each a line of its own")
    if unread:
        return HsCode(written, problem=f"{codes[0].digits} is read, and not: {_short(unread)}")
    return codes[0]


def read_hs_codes(written: str) -> tuple[HsCode, ...]:
    """Give every HS code of a cell, so that each is screened.

    A cell with several codes, or with digits beside a code, is still a fault of the papers:
    ``read_hs_code`` says so.

    Args:
        written: The cell as text.

    Returns:
        At least one code, in the order of the cell; one without digits where none was understood.

    Example:
        >>> [code.hs6 for code in read_hs_codes("8542.31, 8471.50 and 8542 32")]
        ['854231', '847150', '854232']
    """
    return _read(written)[0]


def _read(written: str) -> tuple[tuple[HsCode, ...], str]:
    """Read a cell, or take it from memory; a text of a thousand characters is not kept."""
    return _kept(written) if len(written) <= LONGEST_KEPT else _read_cell(written)


# Several rooms ask about each line, and a file names the same few thousand codes throughout.
@lru_cache(maxsize=1 << 13)
def _kept(written: str) -> tuple[tuple[HsCode, ...], str]:
    return _read_cell(written)


def _read_cell(written: str) -> tuple[tuple[HsCode, ...], str]:
    """Give the codes of a cell, and the digits of it that belong to none of them."""
    text = _plain(written)
    if not text:
        return (HsCode(written, problem="no code given"),), ""
    text = _PARTED.sub(".", text)
    if _LETTERS.fullmatch(text):
        return (_of_letters(written, text),), ""
    if number := _SCIENTIFIC.fullmatch(_LABEL.sub("", text)):
        return (_of_number(written, *number.groups("")),), ""
    if _DECIMAL_COMMA.match(_LABEL.sub("", text)):
        text = text.replace(",", ".")
    elif _THOUSANDS.match(text):
        text = text.replace(",", "")
    else:
        # Two digits are never a code of their own, so that the comma is a point.
        text = _COMMA_FOR_POINT.sub(r"\1.\2", text)
    if pieces := _split(_LABEL.sub("", text)):
        return _each(written, pieces), ""
    if found := _ALLOWED.match(text):
        return (_read_one(written, found[1].strip()),), ""
    return _among_words(written, text)


def _each(written: str, pieces: Iterable[str]) -> tuple[HsCode, ...]:
    """Read each piece of a cell, one code once."""
    codes = {code.digits: code for code in (_read_one(piece, piece) for piece in pieces)}
    if len(codes) == 1:
        return tuple(replace(code, written=written) for code in codes.values())
    return tuple(codes.values())


def _split(text: str) -> list[str]:
    """Part a text that holds several codes and no other words; nothing where it does not.

    A slash may stand inside a code ("8542/31"), and so may a blank: behind them only six digits,
    or the four of a heading that exists, begin another code.
    """
    pieces = [_LABEL.sub("", piece.strip()).strip() for piece in _SEPARATORS.split(text)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > 1 and all(_is_code(piece) for piece in pieces):
        return pieces
    return list(_rows(text))


def _is_code(piece: str) -> bool:
    """Tell whether a piece can be a code by itself, not the tail of the one before it."""
    digits = "".join(_DIGITS.findall(piece))
    alone = re.fullmatch(r"[\d.\s\-']+", piece) is not None
    if not alone or not 4 <= len(digits) <= 12:
        return False
    return len(digits) >= 6 or _has_heading(digits[:4])


def _rows(text: str) -> Iterator[str]:
    """Give the codes that stand in a row ("854231 854239"); nothing where it is one code."""
    if not re.fullmatch(r"[\d.\s/\-']+", text):
        return
    pieces = [piece for piece in _PIECES.split(text) if piece.strip(".")]
    if len(pieces) > 1 and all(len(re.sub(r"\D", "", piece)) >= 6 for piece in pieces):
        yield from pieces
    else:
        pairs = [pair for pair in _PAIRS.finditer(text) if _has_heading(pair[1])]
        if len(pairs) > 1 and "".join(pair[0] for pair in pairs) == text:
            yield from (pair[0].strip() for pair in pairs)


def _among_words(written: str, text: str) -> tuple[tuple[HsCode, ...], str]:
    """Read the codes that stand among words ("8542.31 (MCU)"); say what else is a number."""
    found = [match for match in _CODE_LIKE.finditer(text) if _has_heading(_digits(match[0])[:4])]
    if not found:
        bare = _ALLOWED.match(_BRACKETS.sub(" ", text).strip())
        if bare:
            return (_read_one(written, bare[1].strip()),), ""
        return (HsCode(written, problem=f"not a code: {_short(text)}"),), ""
    rest = text
    for match in found:
        rest = rest.replace(match[0], " ", 1)
    unread = " ".join(
        word for word in _BRACKETS.sub(" ", rest).split() if sum(map(str.isdecimal, word)) > 1
    )
    pieces = [piece for match in found for piece in _split(match[0]) or [match[0]]]
    codes = _each(written, pieces)
    if len(codes) > 1 or unread:
        return codes, unread
    (one,) = codes
    said = one.repair or f"{_short(text)} taken as {one.digits}"
    return (replace(one, repair=said),), ""


def _of_letters(written: str, text: str) -> HsCode:
    """Read a code with O for 0 and l or I for 1, and say so."""
    read = _read_one(written, text.translate(_DIGIT_OF))
    said = f"{_short(written)} taken as {read.digits}: letters stand for digits"
    return replace(read, repair="; ".join(filter(None, [said, read.repair])))


def _of_number(written: str, first: str, rest: str, power: str) -> HsCode:
    """Read what a spreadsheet wrote as a number with a power of ten: 8.54231E+05 is 854231."""
    shown = first + rest
    lost = int(power) + 1 - len(shown)
    if not 0 <= lost <= 12 - len(shown):
        return HsCode(written, problem=f"not a code: {_short(written)}")
    if len(shown) < 4:
        return HsCode(written, problem=f"a number that shows {len(shown)} digits of a code alone")
    digits = shown + "0" * lost
    if lost and len(digits) % 2 and _has_heading(f"0{digits}"):
        digits = f"0{digits}"
    read = _checked(written, digits, "", guessed=lost) if lost else _read_one(written, digits)
    said = f"{_short(written)} taken as {read.digits}: a spreadsheet wrote it as a number"
    if lost:
        said += f" and shows {read.given} digits of it"
    return replace(read, repair="; ".join(filter(None, [said, read.repair])))


def _read_one(written: str, text: str) -> HsCode:
    """Read one code of digits, dots, blanks and dashes."""
    if heading := _HEADING_FLOAT.match(text):
        digits = heading.group(1) + "00"
        repair = _repair(text, digits)
        return _checked(written, digits, repair, guessed=2 if repair else 0)
    if whole := _WHOLE_FLOAT.match(text):
        text = whole.group(1)
    if tail := _LOST_TAIL.match(text):
        digits = f"{tail.group(1)}{tail.group(2)}0"
        repair = f"{text} taken as {digits}: a number lost its last zero"
        return _checked(written, digits, repair, guessed=1)
    return _read_digits(written, text, _digits(text))


def _read_digits(written: str, text: str, digits: str) -> HsCode:
    """Settle by its digits alone where a code has a zero too few or too many in front."""
    repair = ""
    bare = digits.lstrip("0")
    if digits != bare and len(bare) >= 4 and not _has_heading(digits[:4]) and _has_heading(bare):
        repair = (
            f"{text} taken as {bare}: there is no heading {digits[:4]}, a zero was put in front"
        )
        digits = bare
    if len(digits) % 2 == 0:
        return _checked(written, digits, repair)
    if not repair and len(digits) >= 3 and _has_heading(f"0{digits}"):
        restored = f"0{digits}"
        return _checked(written, restored, f"{text} taken as {restored}: {_LEADING_ZERO}")
    # No chapter 01-09 has this heading, so a digit of the tail is what is missing.
    lost = f"{text}: a digit is missing behind the sixth" if len(digits) > 6 else ""
    return _checked(written, digits, "; ".join(said for said in (repair, lost) if said))


def _plain(written: str) -> str:
    """Write digits of other scripts as 0-9, usual points and dashes; drop what is not seen.

    Characters of no width come with copied text, ``="854231"`` with exported spreadsheets.
    """
    text = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in written.translate(_MARKS)
        if unicodedata.category(letter) != "Cf"
    )
    text = text.removeprefix("=") if '="' in text else text
    return text.strip(" \t\r\n\"'\u00a0")


def _digits(text: str) -> str:
    return "".join(_DIGITS.findall(text))


def _has_heading(digits: str) -> bool:
    """Tell whether the Harmonized System has the heading with which digits begin.

    Chapter 77 is reserved, 98 and 99 are national: any heading of them may exist.
    """
    chapter, heading = int(digits[:2]), int(digits[2:4] or 0)
    if chapter in (77, 98, 99):
        return True
    return 1 <= chapter <= 97 and 1 <= heading <= _LAST_HEADINGS[chapter - 1]


def _repair(text: str, digits: str) -> str:
    return "" if text.endswith(".00") else f"{text} taken as {digits}: a number lost a last zero"


def _checked(written: str, digits: str, repair: str, *, guessed: int = 0) -> HsCode:
    """Refuse what cannot be a code by its length or chapter."""
    if len(digits) > 12:
        return HsCode(written, problem=f"{len(digits)} digits: a code has at most 12")
    chapter = int(digits[:2] or 0)
    # Chapter 77 is reserved; 98 and 99 are national. All three may stand in real declarations.
    if not digits or not 1 <= chapter <= 99:
        return HsCode(written, problem=f"no such chapter: {_short(written)}")
    unknown = len(digits) >= 4 and not _has_heading(digits[:4])
    why = f"there is no heading {digits[:4]} in the Harmonized System" if unknown else ""
    if len(digits) < 6:
        count = "1 digit" if len(digits) == 1 else f"{len(digits)} digits"
        why = f", and {why}" if why else ": six are needed"
        return HsCode(written, digits, repair, f"only {count}{why}")
    if why:
        return HsCode(written, digits, repair, why, guessed)
    return HsCode(written, digits, repair, guessed=guessed)


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:21] + "…"
