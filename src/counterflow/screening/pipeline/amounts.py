"""Find quantities, values and currencies that no trade has: by them flags and licences count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Transaction
from counterflow.core.text.amounts import read_price
from counterflow.screening.intake.cells import is_empty_mark

_PLAIN: Final = re.compile(r"\d{1,15}(?:\.\d{1,17})?", re.ASCII)
_NEGATIVE: Final = re.compile(
    r"(?:[A-Z]{3}|[$€£¥₽₺])?\s*[-−–]\s*(?P<signed>.*\d.*)|\((?P<bracketed>.*\d.*)\)"
    r"|(?P<behind>.*\d)\s*[-−–]"
)
_LONGEST: Final = 60
"""Characters of an amount: a longer text is none."""
_WITH_UNIT: Final = re.compile(r"[\d.,' \u00a0\u202f]*\d\s*[^\W\d_][^\d]{0,30}")
_MARKET: Final = frozenset({"RMB", "CNH", "NTD", "NIS", "GBX", "TL", "YTL", "BTC", "USDT", "USDC"})
"""Currencies that papers name and ISO 4217 does not know by that code."""
_AMOUNT_STEP: Final = (
    "ask whether this is a return or a correction, and for the right amount: limits and licence"
    " balances are counted by it"
)
_NUMBER_STEP: Final = "ask for the amount as a number"
_CURRENCY_STEP: Final = "ask for the currency by its code of ISO 4217 (EUR, USD)"


def amount_findings(transaction: Transaction) -> Iterator[Finding]:
    """Settle which quantities, values and currencies of the papers cannot be meant as written.

    A negative amount is a review: below zero no limit on a value is reached. What is no number,
    and a currency that does not exist, is a note: such an amount counts as not known.

    Args:
        transaction: What is screened.

    Returns:
        Findings that name the line and the field.

    Example:
        >>> from counterflow.core.model.transactions import GoodsLine
        >>> paper = Transaction("1", goods=(GoodsLine("640399", quantity="-5", value="many"),))
        >>> [(one.rule, one.outcome.value) for one in amount_findings(paper)]
        [('amount-negative', 'review'), ('amount-unread', 'no match found')]

    Basis:
        ISO 4217, with the former currencies that Unicode CLDR knows; the rest is a policy of this
        project.
    """
    for number, line in enumerate(transaction.goods, start=1):
        yield from _of_part(f"goods line {number}", line.quantity, line.value, line.currency)
    yield from _of_part("transaction", "", transaction.value, transaction.currency)


def _of_part(subject: str, quantity: str, value: str, currency: str) -> Iterator[Finding]:
    for name, text in (("quantity", quantity), ("value", value)):
        if text and not _PLAIN.fullmatch(text):
            yield from _of_amount(subject, name, text)
    if currency and not _exists(currency):
        words = f"the currency {_short(currency)} does not exist: the value counts as not known"
        yield _finding(subject, Outcome.NO_MATCH, words, "currency-unknown", currency,
                       _CURRENCY_STEP)  # fmt: skip


def _of_amount(subject: str, name: str, text: str) -> Iterator[Finding]:
    if _negative(text):
        words = f"the {name} {_short(text)} is negative"
        yield _finding(subject, Outcome.REVIEW, words, "amount-negative", text, _AMOUNT_STEP)
    elif not _read(text):
        words = f"the {name} {_short(text)} is no number: it counts as not known"
        yield _finding(subject, Outcome.NO_MATCH, words, "amount-unread", text, _NUMBER_STEP)


def _finding(
    subject: str, outcome: Outcome, summary: str, rule: str, ours: str, step: str
) -> Finding:
    return Finding("data", subject, outcome, summary, rule=rule, ours=ours, next_step=step)


def _read(text: str) -> bool:
    """Tell whether a cell gives an amount, with a unit or currency behind it or not."""
    if is_empty_mark(text) or read_price(text) is not None:
        return True
    return len(text) <= _LONGEST and _WITH_UNIT.fullmatch(text.strip()) is not None


def _negative(text: str) -> bool:
    """Tell whether an amount is below zero: a sign before or behind it, or brackets."""
    found = _NEGATIVE.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None or not any(sign in "123456789" for sign in text):
        return False
    if inner := found["bracketed"]:  # "(5 boxes)" is a remark, "(5.00)" an accountant's minus
        return read_price(inner) is not None
    return _read(found["signed"] or found["behind"])


@lru_cache(maxsize=1 << 10)
def _exists(text: str) -> bool:
    """Tell whether a text names a currency: its code, its sign or its English name."""
    plain = text.strip()
    code = plain.upper()
    if code in _codes() or code in _MARKET or plain.casefold() in _names():
        return True
    signs = "".join(char for char in plain if not char.isascii() or char == "$")
    if signs:  # €, US$, руб.: a sign or a word of another script, which no table of ours holds
        return True
    return is_empty_mark(plain) and not plain.isdecimal()


@cache
def _codes() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


@cache
def _names() -> frozenset[str]:
    from babel import Locale

    names = [name.casefold() for name in Locale("en").currencies.values()]
    last = {name.split(" (")[0].rpartition(" ")[2] for name in names}
    one = {*names, *last}
    return frozenset({*one, *(f"{name}s" for name in one)})


def _short(text: str) -> str:
    return f"“{text if len(text) <= 24 else text[:21] + '…'}”"
