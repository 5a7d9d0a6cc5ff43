"""Shares as exact intervals: what a cell says, in whole units, so that sums are exact."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Final, NamedTuple

from counterflow.core.errors import InputError
from counterflow.watch.ownership.share_words import plain_share

ONE_PER_CENT: Final = 2_520_000_000
"""Units of one per cent. Six decimals of a per cent and every fraction down to tenths are whole."""
WHOLE: Final = 100 * ONE_PER_CENT
ABOUT_PART: Final = 10
"""A figure that is only about right may be off by this part of itself."""
ABOUT_LEAST: Final = 5 * ONE_PER_CENT
"""And by so much at least, so that "about 45 %" does not hide a half. Both widths are ours."""
_PLAIN = re.compile(r"(\d{1,3}(?:[.,]\d{1,18})?) ?(%?)", re.ASCII)
_NUMBER = r"(\d{1,3}(?:[.,]\d{1,18})?)(?: (\d{1,6}) ?/ ?(\d{1,6}))?"
_SIGN = "(>=|=>|<=|=<|>|<|=)?"
_ONE = re.compile(rf"{_SIGN} ?{_NUMBER} ?{_SIGN}")
_TWO = re.compile(rf"{_SIGN} ?{_NUMBER} ?(-?) ?{_SIGN} ?{_NUMBER} ?{_SIGN}")
_FRACTION = re.compile(r"(\d{1,9}) ?/ ?(\d{1,9})")
_LEAST, _ABOVE = frozenset({">=", "=>", ">"}), ">"
_MOST_SIGNS, _BELOW = frozenset({"<=", "=<", "<"}), "<"
_MOST = 120
SAID_TO_BE: Final = "said to be"
"""How a paper's own words for a share begin, where its figure is only about right."""


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
            (``20-60``), a bound (``>=25``, ``<50``, ``more than 25 %``), two bounds, words
            (``half``, ``majority``, ``50 % plus one share``) in the languages of
            ``data/ownership/share_words.yaml``, or nothing.

    Returns:
        The interval; ``UNKNOWN`` for nothing and for words that say nothing. A figure that is only
        about right ("ca. 30 %") is widened by a tenth of itself, and by five points of the whole at
        least; "just over 25 %" on that side alone. What is finer than a unit is widened, never
        rounded away. A figure up to 1 without a sign of per cent may be a part of the whole, as
        spreadsheets keep ``51 %`` as ``0.51``: both readings lie in its interval. So they do for
        ``50/50``.

    Raises:
        InputError: it is no share, is negative, lies above 100 per cent, or ends below its start.

    Example:
        >>> told(read_share("33 1/3")), told(read_share("20-60 %")), told(read_share("<50"))
        ('33 1/3 %', '20 to 60 %', 'less than 50 %')
        >>> told(read_share("mehr als 25, höchstens 50 Prozent")), told(read_share("0.51"))
        ('more than 25 to 50 %', '0.51 to 51 %')
        >>> told(read_share("ca. 30 %")), told(read_share("just over half"))
        ('25 to 35 %', 'more than 50 to 55 %')
        >>> read_share("") is UNKNOWN
        True
    """
    if found := _PLAIN.fullmatch(text.strip()):
        return _exact(Fraction(found[1].replace(",", ".")), text, per_cent=bool(found[2]))
    if len(text) > _MOST:
        raise _no_share(text[:_MOST] + "…", "it is longer than any share")
    read = plain_share(text)
    if read.says_nothing:
        return UNKNOWN
    if read.counts:
        raise _no_share(text, "it counts shares, and of how many it does not say")
    if read.plain.startswith("-"):
        raise _no_share(text, "it is negative")
    share = _interval(read.plain, text, per_cent=read.per_cent)
    return _about(share, read.about, text) if read.about else share


def only_about(text: str) -> str:
    """Say what a paper says of a share that is only about right.

    Returns:
        Its words, to stand beside the interval that was made of them; empty where the share is
        stated as it is, or cannot be read.

    Example:
        >>> only_about("ca. 30 %"), only_about("30 %")
        ('said to be “ca. 30 %”', '')
    """
    if _PLAIN.fullmatch(text.strip()) or not text.strip() or len(text) > _MOST:
        return ""
    said = " ".join(text.split())
    return f"{SAID_TO_BE} “{said}”" if plain_share(text).about else ""


def _about(share: Share, sign: str, text: str) -> Share:
    """Widen an interval by what "about", "just over" or "almost" leave open."""
    low, high, _ = share
    below = max(0, low - max(-(-low // ABOUT_PART), ABOUT_LEAST))
    above = min(WHOLE, high + max(-(-high // ABOUT_PART), ABOUT_LEAST))
    if sign == "~":
        return UNKNOWN if (below, above) == UNKNOWN[:2] else Share(below, above, known=True)
    if sign in _LEAST:
        low, high = low + (sign == _ABOVE), above
    else:
        low, high = below, high - (sign == _BELOW)
    if high < low:
        raise _no_share(text, "nothing lies between its ends")
    return Share(low, high, known=True)


def _interval(plain: str, text: str, *, per_cent: bool) -> Share:
    if found := _FRACTION.fullmatch(plain):
        return _fractional(found[1], found[2], text)
    if found := _ONE.fullmatch(plain):
        sign = found[1] or found[5] or "="
        value = _number(found[2], found[3], found[4], text)
        exact = _exact(value, text, per_cent=per_cent or bool(found[3]))
        if found[1] and found[5] and found[1] != found[5]:
            raise _no_share(text, "two bounds stand at one figure")
        if sign in _LEAST:
            return _at_least(exact.low + (sign == _ABOVE), text)
        if sign in _MOST_SIGNS:
            return Share(0, max(0, exact.high - (sign == _BELOW)), known=True)
        return exact
    if (found := _TWO.fullmatch(plain)) and (found[5] or found[6]):
        return _range(found, text, per_cent=per_cent)
    raise _no_share(text, "no number, range or bound is seen in it")


def _range(found: re.Match[str], text: str, *, per_cent: bool) -> Share:
    """Read two ends, each of which may say whether it belongs to the range."""
    first, last = found[1] or "", found[6] or found[10] or ""
    if first in _MOST_SIGNS or last in _LEAST or (found[6] and found[10]):
        raise _no_share(text, "its bounds point away from each other")
    start = _number(found[2], found[3], found[4], text)
    end = _number(found[7], found[8], found[9], text)
    if end < start:
        raise _no_share(text, "its end lies below its start")
    low = _exact(start, text, per_cent=True).low + (first == _ABOVE)
    high = _exact(end, text, per_cent=per_cent).high - (last == _BELOW)
    if high < low:
        raise _no_share(text, "nothing lies between its ends")
    return UNKNOWN if (low, high) == UNKNOWN[:2] else Share(low, high, known=True)


def _fractional(over: str, under: str, text: str) -> Share:
    """Read a fraction; two figures that add up to 100 may be the shares of two owners."""
    part = 100 * _fraction(over, under, text)
    if int(over) + int(under) != 100:
        return _between(part, text)
    ends = sorted({Fraction(int(over)), min(part, Fraction(100))})
    return Share(_between(ends[0], text).low, _between(ends[-1], text).high, known=True)


def _at_least(low: int, text: str) -> Share:
    if low > WHOLE:
        raise _no_share(text, "nothing is more than the whole")
    return Share(low, WHOLE, known=True)


def _exact(value: Fraction, text: str, *, per_cent: bool) -> Share:
    share = _between(value, text)
    if per_cent or not value or value > 1:
        return share
    return Share(share.low, _between(100 * value, text).high, known=True)


def _number(whole: str, over: str | None, under: str | None, text: str) -> Fraction:
    value = Fraction(whole.replace(",", "."))
    return value + (_fraction(over, under, text) if over and under else 0)


def _fraction(over: str, under: str, text: str) -> Fraction:
    if not int(under):
        raise _no_share(text, "it divides by nothing")
    return Fraction(int(over), int(under))


def _between(value: Fraction, text: str) -> Share:
    if value > 100:
        raise _no_share(text, "it lies above 100 per cent")
    return Share(math.floor(value * ONE_PER_CENT), math.ceil(value * ONE_PER_CENT), known=True)


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
