"""Settle whose law a list, an entry or an act belongs to, by the words that name its authority."""

from __future__ import annotations

import re
from functools import lru_cache

from counterflow.core.model import Designation, Listing

# Whole words only: "HM Treasury" is British, another state's "Ministry of Commerce" not American.
_REGIMES = tuple(
    (re.compile(mark), regime)
    for mark, regime in (
        (r"\bOFAC\b|\bBIS\b|Office of Foreign Assets Control", "US"),
        (
            r"Bureau of Industry and Security|\bU\.?S\.? (Treasury|Department of (the Tr|Comm))",
            "US",
        ),
        (r"\bEU\b|European (Union|Council|Commission)|Council of the EU", "EU"),
        (r"\bUK\b|\bHM Treasury\b|\bOFSI\b|Office of Financial Sanctions", "UK"),
        (r"\bUN\b|\bUNSC\b|United Nations|Security Council", "UN"),
        (r"\bCanad(a|ian)\b", "CA"),
        (r"\bSECO\b|\bSwiss\b|\bSwitzerland\b", "CH"),
        (r"\bJapan(ese)?\b", "JP"),
    )
)


@lru_cache(maxsize=4096)
def regimes_in(text: str) -> frozenset[str]:
    """Settle which regimes a text names.

    Args:
        text: An authority, or titles of sources.

    Returns:
        Short names (US, EU, UK, UN, CA, CH, JP); empty where the text names none.

    Example:
        >>> regimes_in("US Treasury, OFAC")
        frozenset({'US'})
        >>> regimes_in("HM Treasury")
        frozenset({'UK'})
    """
    return frozenset(regime for mark, regime in _REGIMES if mark.search(text))


def regimes_of(listing: Listing) -> frozenset[str]:
    """Settle whose law an entry without acts of its own belongs to.

    Returns:
        As ``regimes_in``, of its authority and of the titles of its sources; empty where the
        list does not say.
    """
    words = [listing.authority, *(citation.title for citation in listing.citations)]
    return regimes_in(" | ".join(words))


def regimes_of_act(act: Designation) -> frozenset[str]:
    """Settle whose law one act belongs to: its own word, else that of its authority or source.

    Example:
        >>> regimes_of_act(Designation("a register", regime="EU"))
        frozenset({'EU'})
    """
    if act.regime:
        return frozenset({act.regime})
    title = act.citation.title if act.citation else ""
    return regimes_in(f"{act.authority} | {title}")
