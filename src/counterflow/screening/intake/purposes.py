"""Read from the purpose of a payment for whom it is made, where its words say so."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from counterflow.core.model.parties import Party
from counterflow.screening.intake.vocabulary import vocabulary

PURPOSE: Final = "payment.details"
_ROLE: Final = "payer"
_END: Final = re.compile(
    r"\s+(?:inv|invoice|ref|reference|date|dated|re|contract|order|po|no|nr|bl|b/l|for|rechnung|"
    r"facture|factura|fattura|fatura|pour|para|per|für|сч[её]т|договор|по|за)\b.*|\s+\W*\d.*",
    re.IGNORECASE | re.DOTALL,
)
"""Where the name ends: at what is paid, or at a number."""
_WORD: Final = re.compile(r"[^\W\d_]{3}")
_MOST: Final = 5
"""Parties of one purpose that are read."""


def payers_behind(purpose: str, column: str) -> tuple[Party, ...]:
    """Give the parties for whom a payment is made by its purpose.

    Only what stands behind words such as "B/O" or "on behalf of" is a name; the rest of a purpose
    is text, in which every second word would be like somebody.

    Args:
        purpose: The cell.
        column: Its heading, which the findings name.

    Returns:
        Parties in the role of the payer; none where the words do not stand there.

    Example:
        >>> [one.name for one in payers_behind("FREIGHT JUNE B/O ALDER MARITIME LTD INV 7", "")]
        ['ALDER MARITIME LTD']
        >>> payers_behind("invoice 7 of Alder Maritime", "")
        ()
    """
    found = (_END.sub("", match[1]).strip(" .:-") for match in _behind().finditer(purpose))
    names = dict.fromkeys(name for name in found if _WORD.search(name))
    return tuple(Party(_ROLE, name, column=column) for name in list(names)[:_MOST])


@cache
def _behind() -> re.Pattern[str]:
    words = sorted(vocabulary().behind_payments, key=len, reverse=True)
    marks = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<![\w/])(?:{marks})(?!\w)[\s:.]*([^,;/|\n]{{3,80}})", re.IGNORECASE)
