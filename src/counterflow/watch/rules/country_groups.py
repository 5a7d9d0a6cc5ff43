"""Groups of countries that conditions ask for, and the countries that notices name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache, lru_cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation, read_countries, read_day
from counterflow.watch.rules.rulebook import Rule, load_rules


@cache
def country_group(name: str) -> frozenset[str]:
    """Give the countries of one group of ``data/rules/country_groups.yaml``.

    Raises:
        RuleError: there is no such group, or it has no source or no date.

    Example:
        >>> "DE" in country_group("partner"), "TR" in country_group("partner")
        (True, False)
    """
    file = load_facts("rules/country_groups.yaml")
    where = f"rules/country_groups.yaml, group {name}"
    row = next((row for row in file["groups"] if row["id"] == name), None)
    if row is None or read_day(row.get("as_of"), where) is None:
        raise RuleError("no such group, or one without its day", where=where)
    read_citation(file, row, where)
    return read_countries(row["countries"], where)


@lru_cache(maxsize=4096)
def notices_for(country: str, on: dt.date) -> tuple[str, ...]:
    """Name the rules whose notices call a country a point of diversion on a day.

    Only those that somebody saw in their source: an unverified one must not raise a flag.

    Args:
        country: ISO alpha-2.
        on: The day; a notice of a later day does not count.

    Example:
        >>> notices_for("UZ", dt.date(2024, 1, 1))
        ('diversion-fincen-bis-2022', 'diversion-tri-seal-2023')
        >>> notices_for("UZ", dt.date(2021, 1, 1))
        ()
    """
    return tuple(rule.id for rule in _notices(load_rules()) if _names(rule, country, on))


def _notices(rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.notice and rule.citation.verified]


def _names(rule: Rule, country: str, on: dt.date) -> bool:
    begun = rule.in_force_from is None or rule.in_force_from <= on
    lasts = rule.in_force_to is None or on <= rule.in_force_to
    return country in rule.countries and begun and lasts
