"""Settle which office of a legal order a licence comes from, and whose prohibition a finding is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_effect
from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Effect
from counterflow.screening.decisions.regimes import REGIMES

FILE: Final = "policies/authorities.yaml"
_PARTY: Final = "party"
_APART: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Office:
    """An office that frees from prohibitions of one legal order.

    Attributes:
        id: Its short name.
        regime: The legal order.
        called: What it is called, in small letters.
        effects: What its prohibitions do in law, where nothing else tells them apart.
    """

    id: str
    regime: str
    called: tuple[str, ...]
    effects: frozenset[Effect]


@cache
def load_offices() -> tuple[Office, ...]:
    """Load the offices of ``data/policies/authorities.yaml``.

    Raises:
        RuleError: a row lacks a part, or names an unknown legal order or effect.

    Example:
        >>> [office.id for office in load_offices() if office.regime == "UK"]
        ['OFSI', 'ECJU']
    """
    offices = []
    for at, row in enumerate(load_facts(FILE)["offices"], start=1):
        where = f"{FILE}, row {at}"
        known = set(row) == {"id", "regime", "called", "effects"}
        if not (known and row["called"] and row["regime"] in REGIMES):
            raise RuleError("the office lacks a part, or its legal order", where=where)
        called = tuple(_plain(words) for words in row["called"])
        effects = frozenset(read_effect(word, where) for word in row["effects"])
        offices.append(Office(str(row["id"]), str(row["regime"]), called, effects))
    return tuple(offices)


@lru_cache(maxsize=1 << 12)
def offices_in(text: str, regime: str) -> frozenset[str]:
    """Settle which offices of a legal order a text names.

    Example:
        >>> offices_in("U.S. Department of Commerce, Bureau of Industry and Security", "US")
        frozenset({'BIS'})
        >>> offices_in("an invented ministry", "US"), offices_in("BAFA", "EU")
        (frozenset(), frozenset())
    """
    plain = f" {_plain(text)} "
    return frozenset(
        office.id
        for office in load_offices()
        if office.regime == regime and any(f" {words} " in plain for words in office.called)
    )


def offices_of(finding: Finding, regime: str) -> frozenset[str]:
    """Settle whose prohibition a finding is within a legal order, by its list, sources and effect.

    Args:
        finding: What was found.
        regime: The legal order.

    Returns:
        The offices; empty where the order has none apart, or nothing tells. For a listed party all
        that list it; otherwise those alone whose prohibitions do what the finding says, so that a
        rule on owners of one office is not held for that of the list that names the owner.

    Example:
        >>> found = Finding("party", "buyer", "stop", "", list="us_ofac_sdn", effect="blocking")
        >>> offices_of(found, "US"), offices_of(found, "EU")
        (frozenset({'OFAC'}), frozenset())
    """
    words = [finding.list, *(f"{one.issuer} | {one.title}" for one in finding.citations)]
    named = offices_in(" | ".join(words), regime)
    by_effect = frozenset(
        office.id
        for office in load_offices()
        if office.regime == regime and finding.effect in office.effects
    )
    if finding.kind == _PARTY:
        return named or by_effect
    return named & by_effect or named or by_effect


def _plain(text: str) -> str:
    return _APART.sub(" ", text.replace(".", "")).strip().casefold()
