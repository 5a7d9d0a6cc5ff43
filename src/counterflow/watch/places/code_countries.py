"""Give the country that stands in a code: a BIC, an IBAN."""

from __future__ import annotations

import re
from functools import lru_cache

from counterflow.core.text.countries import country_code

_BIC = re.compile(r"[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_IBAN = re.compile(r"([A-Z]{2})\d{2}[A-Z0-9]{11,30}")
_BETWEEN = re.compile(r"[\s.:-]+")


@lru_cache(maxsize=1 << 13)
def country_of_bic(text: str) -> str:
    """Settle where a BIC puts its bank.

    Args:
        text: As written, 8 or 11 characters, blanks between them or not.

    Returns:
        ISO alpha-2 in capitals; empty where the text is no BIC.

    Example:
        >>> country_of_bic("abcd ir th xxx"), country_of_bic("ABCDDEFF"), country_of_bic("12345678")
        ('IR', 'DE', '')

    Basis:
        ISO 9362: the fifth and sixth characters are the country's code.
    """
    found = _BIC.fullmatch(_BETWEEN.sub("", text).upper())
    return country_code(found[1], foreign=False) if found else ""


@lru_cache(maxsize=1 << 13)
def country_of_iban(text: str) -> str:
    """Settle in which country an account is kept, by its IBAN.

    Args:
        text: As written, in groups or not. The check digits are not tested: a slip of the pen does
            not move a bank.

    Returns:
        ISO alpha-2 in capitals; empty where the text is no IBAN.

    Example:
        >>> country_of_iban("IR06 2960 0000 0010 0324 2000 01"), country_of_iban("0123456789")
        ('IR', '')

    Basis:
        ISO 13616: the first two characters are the country's code, two check digits follow.
    """
    found = _IBAN.fullmatch(_BETWEEN.sub("", text).upper().removeprefix("IBAN"))
    return country_code(found[1], foreign=False) if found else ""
