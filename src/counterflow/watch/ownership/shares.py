"""Shares as exact intervals: what a cell says, in whole units, so that sums are exact."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Final, NamedTuple

from counterflow.core.errors import InputError

ONE_PER_CENT: Final = 2_520_000_000
"""Units of one per cent. Six decimals of a per cent and every fraction down to tenths are whole."""
WHOLE: Final = 100 * ONE_PER_CENT
_UNKNOWN_WORDS = frozenset(
    {"", "-", "--", "?", "n/a", "na", "none", "null", "unknown", "not known", "nd", "n.d.", "tbd"}
)
_NUMBER = r"(\d{1,3}(?:[.,]\d{1,18})?)(?: (\d{1,6}) ?/ ?(\d{1,6}))?"
_ONE = re.compile(rf"(>=|=>|<=|=<|>|<|=)? ?{_NUMBER}")
_FRACTION = re.compile(r"(\d{1,9}) ?/ ?(\d{1,9})")
_RANGE = re.compile(rf"{_NUMBER} ?(?:-|to) ?{_NUMBER}")
_WORDS = (
    ("at least", ">="), ("or more", ">="), ("minimum", ">="), ("from", ">="),
    ("more than", ">"), ("over", ">"), ("above", ">"),
    ("at most", "<="), ("or less", "<="), ("up to", "<="), ("maximum", "<="),
    ("less than", "<"), ("under", "<"), ("below", "<"),
)  # fmt: skip
_MOST = 80


class Share(NamedTuple):
    """A share as an interval, both ends belonging to it.

    Attributes:
        low: Lower end, in units (``ONE_PER_CENT``).
        high: Upper end, in units. An open end ("<50") lies one unit inside.
        known: False where the source says nothing: then it is 0 to 100.

    Example:
        >>> told(Share(25 * ONE_PER_CENT, WHOLE, known=True))
        'at least 25 %'
    """

    low: int
    high: int
    known: bool


UNKNOWN: Final = Share(0, WHOLE, known=False)


def read_share(text: str) -> Share:
    """Read a share as people and registers write it.

    Args:
        text: A per cent (``50``, ``50 %``, ``33 1/3``), a fraction of the whole (``1/3``), a range
            (``20-60``), a bound (``>=25``, ``<50``, ``more than 25 %``), or nothing.

    Returns:
        The interval; ``UNKNOWN`` for nothing and for words that say nothing. What is finer than a
        unit is widened, never rounded away.

    Raises:
        InputError: it is no share, is negative, lies above 100 per cent, or ends below its start.

    Example:
        >>> told(read_share("33 1/3")), told(read_share("20-60 %")), told(read_share("<50"))
        ('33 1/3 %', '20 to 60 %', 'less than 50 %')
        >>> read_share("") is UNKNOWN
        True
    """
    plain = " ".join(text.split()).casefold()
    if plain in _UNKNOWN_WORDS:
        return UNKNOWN
    if len(plain) > _MOST:
        raise _no_share(text[:_MOST] + "…", "it is longer than any share")
    if plain.startswith(("-", "\u2212")):
        raise _no_share(text, "it is negative")
    plain = plain.translate(_SIGNS).replace("%", " ").replace("per cent", " ")
    plain = " ".join(plain.replace("percent", " ").split())
    for words, sign in _WORDS:
        if words in plain:
            plain = f"{sign}{' '.join(plain.replace(words, ' ').split())}"
            break
    return _interval(plain, text)


_SIGNS = str.maketrans({
    "–": "-", "—": "-", "−": "-", "≥": ">=", "≤": "<=", "\u00a0": " ",
    "½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4",
})  # fmt: skip


def _interval(plain: str, text: str) -> Share:
    if found := _RANGE.fullmatch(plain):
        low = _number(found[1], found[2], found[3], text)
        high = _number(found[4], found[5], found[6], text)
        if high < low:
            raise _no_share(text, "its end lies below its start")
        stated = _between(low, high, text)
        return UNKNOWN if stated[:2] == UNKNOWN[:2] else stated
    if found := _FRACTION.fullmatch(plain):
        part = 100 * _fraction(found[1], found[2], text)
        return _between(part, part, text)
    if not (found := _ONE.fullmatch(plain)):
        raise _no_share(text, "no number, range or bound is seen in it")
    value = _number(found[2], found[3], found[4], text)
    sign = found[1] or "="
    exact = _between(value, value, text)
    if sign in (">=", "=>", ">"):
        least = exact.low + (sign == ">")
        if least > WHOLE:
            raise _no_share(text, "nothing is more than the whole")
        return Share(least, WHOLE, known=True)
    if sign in ("<=", "=<", "<"):
        return Share(0, max(0, exact.high - (sign == "<")), known=True)
    return exact


def _number(whole: str, over: str | None, under: str | None, text: str) -> Fraction:
    value = Fraction(whole.replace(",", "."))
    return value + (_fraction(over, under, text) if over and under else 0)


def _fraction(over: str, under: str, text: str) -> Fraction:
    if not int(under):
        raise _no_share(text, "it divides by nothing")
    return Fraction(int(over), int(under))


def _between(low: Fraction, high: Fraction, text: str) -> Share:
    if high > 100:
        raise _no_share(text, "it lies above 100 per cent")
    return Share(math.floor(low * ONE_PER_CENT), math.ceil(high * ONE_PER_CENT), known=True)


def _no_share(text: str, why: str) -> InputError:
    return InputError(
        f"not a share: {text!r}",
        why=why,
        remedy="write 50, 33 1/3, 20-60, >=25 or <50, in per cent; leave it empty where not known",
    )


def told(share: Share) -> str:
    """Say a share in words.

    Example:
        >>> told(UNKNOWN), told(read_share("12.5")), told(read_share(">50"))
        ('an unknown share', '12.5 %', 'more than 50 %')
    """
    low, high, known = share
    if not known:
        return "an unknown share"
    if low == high:
        return f"{_figure(low)} %"
    above, below = low % 1000 == 1, high % 1000 == 999
    if high == WHOLE:
        return f"more than {_figure(low - 1)} %" if above else f"at least {_figure(low)} %"
    if not low:
        return f"less than {_figure(high + 1)} %" if below else f"at most {_figure(high)} %"
    first = f"more than {_figure(low - 1)}" if above else _figure(low)
    last = f"less than {_figure(high + 1)}" if below else _figure(high)
    return f"{first} to {last} %"


def _figure(units: int) -> str:
    """Write units as a per cent: a decimal where it is one, else a fraction.

    Example:
        >>> _figure(ONE_PER_CENT // 3), _figure(50 * ONE_PER_CENT)
        ('1/3', '50')
    """
    value = Fraction(units, ONE_PER_CENT)
    whole, rest = divmod(value, 1)
    if not rest:
        return str(whole)
    thousand = value * 1_000_000
    if thousand.denominator == 1:
        return f"{whole}.{int(rest * 1_000_000):06}".rstrip("0")
    if rest.denominator <= 1000:
        return f"{whole} {rest}" if whole else str(rest)
    return f"{float(value):.6f}"
