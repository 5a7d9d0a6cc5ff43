"""Read amounts as papers write them: with points, commas and blanks between thousands."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_BLANKS: Final = re.compile(r"(?<=\d)[ '\u00a0\u2009\u202f](?=\d{3}(?!\d))")
# Points and commas that part thousands; one alone before three digits is read as such too: 1.000
# is a thousand to half of the world.
_BY_COMMA: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?", re.ASCII)
_BY_POINT: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,9})?", re.ASCII)
# Seventeen decimals: a spreadsheet writes what is left of a binary fraction (1234.5000000000001).
_PLAIN: Final = re.compile(r"\d{1,15}(?:[.,]\d{1,17})?", re.ASCII)
_CURRENCY: Final = re.compile(r"^(?:[A-Z]{3}|[$€£¥₽₺])\s*|\s*(?:[A-Z]{3}|[$€£¥₽₺])$")


def read_amount(text: str) -> Decimal | None:
    """Read a quantity as papers write it; the larger reading where there are two.

    Returns:
        The quantity; ``None`` where the text is no plain number.

    Example:
        >>> [str(read_amount(text)) for text in ("40", "1,000.5", "1.000", "2,5", "1 200", "-4")]
        ['40', '1000.5', '1000', '2.5', '1200', 'None']
    """
    plain = _BLANKS.sub("", text.strip())
    if _BY_COMMA.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if _BY_POINT.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    return Decimal(plain.replace(",", ".")) if _PLAIN.fullmatch(plain) else None


def read_price(text: str) -> Decimal | None:
    """Read an amount beside which a currency may stand, as a code or a sign.

    Example:
        >>> [str(read_price(text)) for text in ("$25,000", "EUR 25.000,00", "25 000 €", "dear")]
        ['25000', '25000.00', '25000', 'None']
    """
    return read_amount(_CURRENCY.sub("", text.strip()))
