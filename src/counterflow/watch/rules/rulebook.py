"""The rulebooks of the package: what each rule asks, from when, on whose authority."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from counterflow.core.errors import RuleError
from counterflow.core.facts import (
    load_facts,
    read_citation,
    read_countries,
    read_day,
    read_effect,
    read_interval,
)
from counterflow.core.model.law import Citation, Effect

RULEBOOKS = ("places", "destinations", "goods", "diversion")
"""The files of ``data/rules``, in the order in which they are asked."""
OUTCOMES = ("ban", "hold", "review", "review with listed goods", "note")
PARTS = ("destination", "any")
ITEMS = "items subject to the EAR"
REACHES = ("", ITEMS)
CONDITIONS = (
    "places", "place_groups", "any_place", "countries", "part", "tables", "unlisted_goods",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated, cited condition.

    Attributes:
        id: Stable name.
        regime: Whose law it is (EU, US, UK, UN); empty for a caution that binds nobody.
        places: Ids of watched places it speaks of.
        place_groups: Groups of places.
        any_place: Whether it speaks of every watched place.
        countries: ISO alpha-2 codes (and UA-43 for Crimea).
        part: Which countries of a transaction count: ``destination`` or ``any``.
        tables: Goods tables; empty where goods do not matter. A shorter code above listed ones
            raises a question for every rule.
        unlisted_goods: Whether it speaks only where some goods line is on no table (or there is
            no line at all): listed goods have rules of their own.
        effect: What it does in law.
        outcome: One of ``OUTCOMES``.
        in_force_from: First day; ``None`` where not established.
        in_force_to: Last day; ``None`` while in force.
        summary: What it says, in our words.
        next_step: What the user should do.
        notice: The notice that it rests on, where several say the same; rules with one summary
            and different notices become one finding.
        citation: Its source.
        rulebook: The file that it stands in, without its ending.
        reaches: One of ``REACHES``: goods that it binds wherever their seller is; empty where it
            binds persons alone.
        later: Other first days, by country, place or group of places, where a part of what the
            rule speaks of came under it later.
        not_from: A group of countries; what is exported from them is outside of the rule unless
            the goods are otherwise subject to its regime.
    """

    id: str
    regime: str
    places: frozenset[str]
    place_groups: frozenset[str]
    any_place: bool
    countries: frozenset[str]
    part: str
    tables: frozenset[str]
    unlisted_goods: bool
    effect: Effect
    outcome: str
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    summary: str
    next_step: str
    notice: str
    citation: Citation
    rulebook: str = ""
    reaches: str = ""
    not_from: str = ""
    later: Mapping[str, dt.date] = field(default_factory=dict, compare=False)

    def first_day(self, *parts: str) -> dt.date | None:
        """Give the first day for a country or a place; that of the rule where none is of its own.

        Args:
            parts: The country; or the place's id and group.
        """
        return next((self.later[part] for part in parts if part in self.later), self.in_force_from)


@cache
def load_rules() -> tuple[Rule, ...]:
    """Load all rules of the package in order.

    Raises:
        RuleError: a rule has no source, an unknown condition or outcome, a malformed date, no
            condition at all, or the id of another.

    Example:
        >>> [rule.in_force_from.isoformat() for rule in load_rules() if rule.id.endswith("olya")]
        ['2026-07-24']
    """
    rules: dict[str, Rule] = {}
    for name in RULEBOOKS:
        file = load_facts(f"rules/{name}.yaml")
        for entry in file["rules"]:
            where = f"rules/{name}.yaml, rule {entry.get('id')}"
            rule = read_rule(file, entry, where)
            if rule.id in rules:
                raise RuleError("two rules share an id", where=where)
            rules[rule.id] = rule
    return tuple(rules.values())


def read_rule(file: Mapping[str, Any], entry: Mapping[str, Any], where: str) -> Rule:
    """Read one rule of a rulebook, checking every word of it; see ``load_rules``."""
    lacking = [key for key in ("id", "effect", "summary") if not entry.get(key)]
    when = entry.get("when")
    if lacking or not isinstance(when, Mapping):
        raise RuleError(
            f"the rule lacks {', '.join(lacking) or 'its conditions (`when`)'}", where=where
        )
    unknown = sorted(set(when) - set(CONDITIONS))
    part = when.get("part", "destination")
    if unknown or part not in PARTS or entry.get("outcome") not in OUTCOMES:
        raise RuleError(
            f"unknown condition, part or outcome: {unknown or part}, {entry.get('outcome')}",
            where=where,
            remedy=f"conditions: {', '.join(CONDITIONS)}; outcomes: {', '.join(OUTCOMES)}",
        )
    rule = _rule(file, entry, when, part, where)
    _check(rule, where)
    return rule


def _check(rule: Rule, where: str) -> None:
    """Refuse a rule that could never speak, or that contradicts itself."""
    if not (rule.places or rule.place_groups or rule.any_place or rule.countries):
        raise RuleError("the rule names no place and no country", where=where, why="it never asks")
    if rule.notice and not rule.tables:
        raise RuleError("a notice speaks of goods", where=where, remedy="name its `tables`")
    if rule.reaches not in REACHES or (rule.reaches and not rule.regime):
        raise RuleError(
            f"unknown goods that a rule reaches: {rule.reaches!r}, or no regime",
            where=where,
            remedy=f"{REACHES[1]!r}, and the regime whose law it is",
        )
    if rule.outcome == "ban" and not rule.regime:
        raise RuleError(
            "a ban without its regime", where=where, why="no nexus could ever settle it"
        )


def _rule(
    file: Mapping[str, Any],
    entry: Mapping[str, Any],
    when: Mapping[str, Any],
    part: str,
    where: str,
) -> Rule:
    start, end = read_interval(entry, where)
    return Rule(
        id=str(entry["id"]),
        regime=str(entry.get("regime") or ""),
        places=frozenset(when.get("places", ())),
        place_groups=frozenset(when.get("place_groups", ())),
        any_place=bool(when.get("any_place")),
        countries=read_countries(when.get("countries"), where),
        part=part,
        tables=frozenset(when.get("tables", ())),
        unlisted_goods=bool(when.get("unlisted_goods")),
        effect=read_effect(entry["effect"], where),
        outcome=str(entry["outcome"]),
        in_force_from=start,
        in_force_to=end,
        summary=str(entry["summary"]),
        next_step=str(entry.get("next_step", "")),
        notice=str(entry.get("notice", "")),
        citation=read_citation(file, entry, where),
        rulebook=str(file.get("rulebook", "")),
        reaches=str(entry.get("reaches", "")),
        not_from=str(entry.get("not_from", "")),
        later=_later(file, entry, when, where),
    )


def _later(
    file: Mapping[str, Any], entry: Mapping[str, Any], when: Mapping[str, Any], where: str
) -> dict[str, dt.date]:
    """Read the first days of parts of a rule; every day names who says it.

    Raises:
        RuleError: a day has no source in the bibliography, or is of nothing that the rule names.
    """
    given = entry.get("later") or {}
    named = {*when.get("countries", ()), *when.get("places", ()), *when.get("place_groups", ())}
    dated_by = [entry["dated_by"]] if "dated_by" in entry else []
    dated_by += [row.get("dated_by") for row in given.values()]
    if unknown := sorted({str(one) for one in dated_by} - set(file["sources"])):
        raise RuleError(f"a first day rests on no known source: {unknown[0]}", where=where)
    if strange := sorted(set(given) - named):
        raise RuleError(f"a first day of what the rule does not name: {strange[0]}", where=where)
    days = {part: read_day(row["in_force_from"], where) for part, row in given.items()}
    return {part: day for part, day in days.items() if day is not None}


@cache
def rules_digest() -> str:
    """Give the SHA-256 over all data files that decide.

    Rules, goods, places, policies, names, tests of ownership, and how columns and countries are
    understood.
    """
    digest = hashlib.sha256()
    data = resources.files("counterflow").joinpath("data")
    folders = ("rules", "rules/flags", "goods", "places", "policies", "names", "ownership")
    found = {
        f"{folder}/{file.name}": file
        for folder in folders
        for file in data.joinpath(folder).iterdir()
        if file.name.endswith((".yaml", ".txt"))
    }
    found.update({name: data.joinpath(name) for name in ("columns.yaml", "territories.yaml")})
    for name in sorted(found):
        digest.update(f"{name}\0".encode())
        digest.update(found[name].read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
