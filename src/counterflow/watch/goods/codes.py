"""Read an HS code however it is written, and say what had to be repaired."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DIGITS = re.compile(r"\d+")
_ALLOWED = re.compile(r"^(?:HS|HTS|HSN|CN|TARIC|ТН ВЭД)?[\s:#.]*([\d.\s/\-']+)$", re.IGNORECASE)
_PIECES = re.compile(r"[\s/\-']+")
_LOST_TAIL = re.compile(r"^(\d{4})\.(\d)$")
_WHOLE_FLOAT = re.compile(r"^(\d{4,12})\.0$")
_HEADING_FLOAT = re.compile(r"^(\d{4})\.0{1,2}$")
_FIRST_HEADINGS = (6, 10, 9, 10, 11, 4, 14, 14, 10)
"""The last heading of chapters 01 to 09 (HS 2022): what a restored zero must not exceed."""


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
    def hs6(self) -> str:
        """Give the six international digits; empty where there are fewer."""
        return self.digits[:6] if len(self.digits) >= 6 else ""

    @property
    def heading(self) -> str:
        """Give the four digits of the heading; empty where there are fewer."""
        return self.digits[:4] if len(self.digits) >= 4 else ""


def read_hs_code(written: str) -> HsCode:  # noqa: PLR0911 - one way of writing after another
    """Settle which HS code a cell means.

    Dots, blanks, dashes and a leading "HS" are fine; national suffixes to 8, 10 or 12 digits
    are kept but not compared; digits of any script are digits. Spreadsheets store codes as
    numbers: an odd number of digits has lost the zero of chapters 01-09 where such a heading
    exists, ``8541.1`` the last zero of 8541.10, ``854231.0`` is 854231 and ``8534.0`` stands for
    the subheading 8534.00. Each repair is said; digits restored at the end are counted as a guess,
    and where the guess is on no table the tables ask about the digits given
    (``GoodsTables.under_heading``).

    Args:
        written: The cell as text.

    Returns:
        The code; ``problem`` is filled where six digits could not be read.

    Example:
        >>> read_hs_code("8542.31.00 00").hs6, read_hs_code("10121").digits
        ('854231', '010121')
        >>> read_hs_code("8542").problem
        'only 4 digits: six are needed'

    Basis:
        International Convention on the Harmonized System (two-digit chapters, four-digit
        headings, six-digit subheadings); repairs are this project's.
    """
    text = _plain_digits(written.strip())
    if not text:
        return HsCode(written, problem="no code given")
    found = _ALLOWED.match(text)
    if not found:
        return HsCode(written, problem=f"not a code: {_short(text)}")
    text = found.group(1).strip()
    if sum(len(re.sub(r"\D", "", piece)) >= 6 for piece in _PIECES.split(text)) > 1:
        return HsCode(written, problem="two codes in one cell: give each a line of its own")
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
    digits = "".join(_DIGITS.findall(text))
    if len(digits) % 2 == 0:
        return _checked(written, digits, "")
    if len(digits) >= 3 and _has_heading(f"0{digits}"):
        restored = f"0{digits}"
        return _checked(
            written, restored, f"{text} taken as {restored}: a number lost its leading zero"
        )
    # No chapter 01-09 has this heading, so a digit of the tail is what is missing.
    lost = f"{text}: a digit is missing behind the sixth" if len(digits) > 6 else ""
    return _checked(written, digits, lost)


def _plain_digits(text: str) -> str:
    """Write digits of other scripts (full width, Arabic) as 0-9: the tables hold no others."""
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text
    )


def _has_heading(digits: str) -> bool:
    """Tell whether the Harmonized System has this heading of chapters 01 to 09."""
    chapter, heading = int(digits[:2]), int(digits[2:4])
    return 1 <= chapter <= 9 and 1 <= heading <= _FIRST_HEADINGS[chapter - 1]


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
    if len(digits) < 6:
        return HsCode(written, digits, repair, f"only {len(digits)} digits: six are needed")
    return HsCode(written, digits, repair, guessed=guessed)


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:21] + "…"
