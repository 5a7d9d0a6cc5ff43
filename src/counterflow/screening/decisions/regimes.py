"""Settle whose law a list, an entry or an act belongs to, by the words that name its authority."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from counterflow.core.model.listings import Designation, Listing
from counterflow.core.model.snapshots import ListState
from counterflow.watch.lists.addresses import load_addresses

# Whole words only: "HM Treasury" is British, another state's "Ministry of Commerce" not American.
_REGIMES = tuple(
    (re.compile(mark), regime)
    for mark, regime in (
        (r"\bOFAC\b|\bBIS\b|Office of Foreign Assets Control", "US"),
        (r"Bureau of Industry and Security", "US"),
        # The International Trade Administration publishes the Consolidated Screening List. Only
        # with the country before it: other states have offices of the like.
        (r"\bU\.?S\.? (Treasury|State Department|International Trade Administration)\b", "US"),
        (r"\bU\.?S\.? Department of (the Tr|Comm|State)", "US"),
        (r"\bEU\b|European (Union|Council|Commission)|Council of the EU", "EU"),
        (r"\bUK\b|\bHM Treasury\b|\bOFSI\b|Office of Financial Sanctions", "UK"),
        (r"\bUN\b|\bUNSC\b|United Nations|Security Council", "UN"),
        (r"\bCanad(a|ian)\b", "CA"),
        (r"\bSECO\b|\bSwiss\b|\bSwitzerland\b", "CH"),
        (r"\bJapan(ese)?\b", "JP"),
    )
)

REGIMES = tuple(dict.fromkeys(regime for _, regime in _REGIMES))
"""The short names of the legal orders that are told apart: those that settings know."""


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


def regimes_covered(state: ListState) -> frozenset[str]:
    """Settle for which regimes a list is the list that their law requires.

    A list of ours by its name covers its regime where it is marked as required (OFAC's SDN list
    for the US); the Denied Persons alone are no screening of US law. A list under a name of the
    user's own covers what its authority says.

    Args:
        state: The list; one that is not official covers nothing.

    Example:
        >>> regimes_covered(ListState("us_ofac_sdn", "us_ofac_sdn@2026-11-20#0", "current"))
        frozenset({'US'})
        >>> regimes_covered(ListState("us_bis_dpl", "us_bis_dpl@2026-11-20#0", "current"))
        frozenset()
        >>> regimes_covered(ListState("mine", "m@2026-11-20#0", "current", authority="HM Treasury"))
        frozenset({'UK'})

    Basis:
        ``data/lists.yaml``, ``required``.
    """
    if not state.official:
        return frozenset()
    known = _required().get(state.list)
    return regimes_in(state.authority) if known is None else known


def required_lists(regime: str) -> tuple[str, ...]:
    """Name the lists of which a regime requires one, those that ended left out.

    Example:
        >>> required_lists("UK")
        ('uk_sanctions_list',)
    """
    return tuple(
        row.name
        for row in load_addresses().values()
        if row.required and row.regime == regime and not row.ended
    )


@cache
def _required() -> Mapping[str, frozenset[str]]:
    return {
        row.name: frozenset({row.regime} if row.required else ())
        for row in load_addresses().values()
    }
