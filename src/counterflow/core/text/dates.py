"""Read the dates of trade papers without choosing between day and month."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal, NamedTuple

Precision = Literal["day", "month", "year", ""]

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2199
"""Years read as Gregorian: outside them another calendar (Iranian 1403, Thai 2567) is likelier."""

_LANGUAGES = (
    *("de", "es", "fr", "id", "it", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "vi", "cs"),
)
_TIME = re.compile(
    r"(?:[T ]|,\s*)\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[AP]M)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.\s]+(\d{1,2})[-/.\s]+(\d{1,2})")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"\d{4}")
_THREE = re.compile(r"(\d{1,2})\s*([-/.\s])\s*(\d{1,2})\s*[-/.\s]\s*(\d{4}|\d{2})")
_DAY_WORD = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º)?[-\s.,/]*(?:de\s+)?([^\W\d]+)[-\s.,/]*(?:de\s+)?(\d{4}|\d{2})"
)
_WORD_DAY = re.compile(r"([^\W\d]+)[-\s.,/]*(\d{1,2})(?:st|nd|rd|th)?[-\s.,/]+(\d{4})")
_WORD_YEAR = re.compile(r"([^\W\d]+)[-\s.,/']*(?:de\s+)?(\d{4}|\d{2})")
_YEAR_WORD = re.compile(r"(\d{4})[-\s.,/]*([^\W\d]+)(?:[-\s.,/]*(\d{1,2}))?")
# "5 марта 2024 г.": the Russian and Ukrainian sign for "year".
_YEAR_SIGN = re.compile(r"(?<=\d)\s*(?:года|году|року|г|р)\.?$")
_ENGLISH = {
    name: number
    for number, names in enumerate(
        (
            *(("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april")),
            *(("may",), ("jun", "june"), ("jul", "july"), ("aug", "august")),
            *(("sep", "sept", "september"), ("oct", "october"), ("nov", "november")),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}


class DateReading(NamedTuple):
    """What a date cell says.

    ``iso`` is ``2024-03-05``, ``2024-03`` or ``2024`` according to ``precision``, and empty
    where nothing was read. ``problem`` is what a person should know; it may stand beside a
    reading (a year of two digits). An empty cell has neither.
    """

    iso: str = ""
    precision: Precision = ""
    problem: str = ""


def read_date(text: object, order: str | None = None) -> DateReading:
    """Settle which day, month or year a cell means.

    Args:
        text: A date or datetime; text as ISO 8601, ``5.3.2024`` (dots: the day comes first),
            ``5/3/2024`` or ``5-3-2024``, ``5-Mar-2024``, ``5 March 2024``, ``March 5, 2024``,
            ``Jul 2025``, ``20240305``, ``2024``, with or without a time, which is dropped. Month
            names in English and fifteen other languages.
        order: ``dmy`` or ``mdy`` for dates with slashes or hyphens; None where it is not known.

    Returns:
        The reading. Where both orders are possible and `order` is not given, ``iso`` is empty
        and the problem names both. A day that does not exist, or not in the given order, is a
        problem. A year of two digits is read (00–68 as 20xx, as POSIX strptime does) with a
        problem beside it.

    Example:
        >>> read_date("Jul 2025")
        DateReading(iso='2025-07', precision='month', problem='')
        >>> read_date("03/04/2024").problem
        '"03/04/2024" is 2024-04-03 or 2024-03-04'
        >>> read_date("03/04/2024", "dmy").iso
        '2024-04-03'
    """
    if isinstance(text, dt.datetime):
        return DateReading(text.date().isoformat(), "day")
    if isinstance(text, dt.date):
        return DateReading(text.isoformat(), "day")
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    if text is None:
        return DateReading()
    return _read(str(text), order if order in ("dmy", "mdy") else None)


def iso_day(text: str) -> dt.date | None:
    """Give the day that a text in ISO 8601 names; ``None`` where it names none.

    For texts whose faults are told elsewhere, with their place.

    Example:
        >>> iso_day("2024-03-05"), iso_day("March"), iso_day("")
        (datetime.date(2024, 3, 5), None, None)
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def is_iso_day(text: str) -> bool:
    """Tell whether a text is one day of the calendar, written as YYYY-MM-DD and not otherwise.

    Example:
        >>> is_iso_day("2024-02-29"), is_iso_day("2023-02-29"), is_iso_day("20240229")
        (True, False, False)
    """
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def infer_order(values: Iterable[object]) -> str:
    """Settle in which order a column writes day and month.

    Args:
        values: Cells of one column; all but slash and hyphen dates are passed over.

    Returns:
        ``dmy`` or ``mdy`` where a first or second part above 12 decides; empty where nothing
        decides or cells contradict each other.

    Example:
        >>> infer_order(["03/04/2024", "25/04/2024"]), infer_order(["25/04/2024", "04/25/2024"])
        ('dmy', '')
    """
    found: set[str] = set()
    for value in values:
        if not isinstance(value, str):
            continue
        match = _THREE.fullmatch(_plain(value))
        if match is None or not _orders(match):
            continue
        first, second = int(match[1]), int(match[3])
        if 12 < first <= 31 and second <= 12:
            found.add("dmy")
        elif 12 < second <= 31 and first <= 12:
            found.add("mdy")
    return found.pop() if len(found) == 1 else ""


def _orders(match: re.Match[str]) -> bool:
    """Tell whether a date can decide an order: "24-03-05" may begin with the year."""
    return match[2] == "/" or (match[2] == "-" and len(match[4]) == 4)


def _plain(text: str) -> str:
    """Fold wide digits and Han date marks, and drop a time of day."""
    folded = unicodedata.normalize("NFKC", text).strip().rstrip(".,")
    folded = _YEAR_SIGN.sub("", folded)
    if "年" in folded or "년" in folded:
        folded = re.sub(r"\s*[年月년월]\s*", "-", folded).rstrip("日일-").strip()
    # A cell of prose is no date, and need not be searched for a time.
    return folded if len(folded) > 80 else _TIME.sub("", folded).strip()


@lru_cache(maxsize=1 << 14)
def _read(text: str, order: str | None) -> DateReading:
    plain = _plain(text)
    if not plain:
        # A time alone is no date; dots and blanks alone are an empty cell.
        return _unread(text) if any(map(str.isalnum, text)) else DateReading()
    if (match := _YEAR_FIRST.fullmatch(plain)) or (match := _COMPACT.fullmatch(plain)):
        return _day(text, int(match[1]), int(match[2]), int(match[3]))
    if match := _THREE.fullmatch(plain):
        return _three_numbers(text, match, order)
    if match := _YEAR_MONTH.fullmatch(plain) or _MONTH_YEAR.fullmatch(plain):
        year, month = sorted((match[1], match[2]), key=len, reverse=True)
        return _month(text, int(year), int(month))
    if _YEAR.fullmatch(plain):
        return _year(text, int(plain))
    return _with_word(text, plain)


def _three_numbers(text: str, match: re.Match[str], order: str | None) -> DateReading:
    first, second = int(match[1]), int(match[3])
    year, note = _full_year(text, match[4])
    if match[2] not in "-/":
        order = "dmy"
    readings = {"dmy": _day(text, year, second, first), "mdy": _day(text, year, first, second)}
    if order is not None:
        if readings[order].problem:
            return DateReading(
                problem=f'"{text.strip()}" is not a day that exists, read as {order}'
            )
        return _noted(readings[order], note)
    if note and match[2] == "-":
        # "24-03-05" may be ISO 8601 with its century left out.
        readings["ymd"] = _day(text, _full_year(text, match[1])[0], second, int(match[4]))
    possible = {reading.iso: reading for reading in readings.values() if reading.iso}
    if len(possible) > 1:
        both = " or ".join(possible)
        return DateReading(problem=f'"{text.strip()}" is {both}')
    return _noted(next(iter(possible.values()), readings["dmy"]), note)


def _with_word(text: str, plain: str) -> DateReading:
    """Read a date whose month is a word."""
    day = ""
    if match := _DAY_WORD.fullmatch(plain):
        day, word, year_text = match.groups()
    elif match := _WORD_DAY.fullmatch(plain):
        word, day, year_text = match.groups()
    elif match := _YEAR_WORD.fullmatch(plain):
        year_text, word, day = match[1], match[2], match[3] or ""
    elif match := _WORD_YEAR.fullmatch(plain):
        word, year_text = match.groups()
    else:
        return _unread(text)
    month = _month_number(word)
    if not month:
        return _unread(text)
    year, note = _full_year(text, year_text)
    if not day:
        return _noted(_month(text, year, month), note)
    return _noted(_day(text, year, month, int(day)), note)


def _full_year(text: str, digits: str) -> tuple[int, str]:
    if len(digits) == 4:
        return int(digits), ""
    short = int(digits)
    year = 2000 + short if short <= 68 else 1900 + short
    return year, f'"{text.strip()}" has a year of two digits, read as {year}'


def _noted(reading: DateReading, note: str) -> DateReading:
    return reading._replace(problem=note) if note and reading.iso else reading


def _day(text: str, year: int, month: int, day: int) -> DateReading:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _year(text, year)
    try:
        return DateReading(dt.date(year, month, day).isoformat(), "day")
    except ValueError:
        return DateReading(problem=f'"{text.strip()}" is not a day that exists')


def _month(text: str, year: int, month: int) -> DateReading:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _year(text, year)
    if not 1 <= month <= 12:
        return DateReading(problem=f'"{text.strip()}" is not a month that exists')
    return DateReading(f"{year}-{month:02d}", "month")


def _year(text: str, year: int) -> DateReading:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DateReading(
            problem=f'"{text.strip()}" has the year {year}, which is not of the Gregorian calendar'
            f" between {FIRST_YEAR} and {LAST_YEAR}"
        )
    return DateReading(f"{year:04d}", "year")


def _unread(text: str) -> DateReading:
    return DateReading(problem=f'"{text.strip()[:40]}" is not understood as a date')


def _month_number(word: str) -> int:
    """Give the month that a word names, 0 where it names none or two."""
    folded = _fold(word)
    return _ENGLISH.get(folded) or _foreign_months().get(folded, 0)


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return "".join(c for c in decomposed if c.isalpha())


@lru_cache(maxsize=1)
def _foreign_months() -> dict[str, int]:
    from babel import Locale

    months: dict[str, int] = {}
    for language in _LANGUAGES:
        for context in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    # "listopad" is October in one language and November in another.
                    key = _fold(name)
                    months[key] = number if months.get(key, number) == number else 0
    return months
