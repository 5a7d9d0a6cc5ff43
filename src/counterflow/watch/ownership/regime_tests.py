"""Each regime's own test of ownership, as dated, cited rows; no threshold of law stands in code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from counterflow.core.errors import InputError, RuleError
from counterflow.core.facts import load_facts, read_citation, read_effect, read_interval
from counterflow.core.model.law import Citation, Effect
from counterflow.watch.ownership.shares import read_share

FILE = "ownership/tests.yaml"
STATUSES = ("in force", "stayed", "unknown")
VOTES = ("ownership", "control", "no")
CONTROL = ("counts", "caution", "no")
REGIMES = ("US", "EU", "UK", "UN", "CA", "CH", "JP", "AU", "other")
OTHER = "other"
"""The regime of the row that is asked about acts whose own regime has no row for their effect."""
_FLAGS = ("aggregate", "cascade", "verified")
_TEXTS = ("id", "title", "summary", "next_step", "threshold")


@dataclass(frozen=True, slots=True)
class RegimeTest:
    """When ownership by listed parties counts, under one regime, in one period.

    Attributes:
        id: Stable name.
        title: What to call it.
        regime: Whose law it is (US, EU, UK), or ``other``.
        effects: Effects of the listings whose holdings are counted.
        effect: What a met test does.
        threshold: In units of ``shares``.
        strict: Whether the share must lie above the threshold (``>``), not at it (``>=``).
        aggregate: Whether holdings of different listed persons are added.
        cascade: Whether a party that meets the test counts in full for its own holdings.
        votes: Whether votes are counted as ownership, as a sign of control, or not.
        control: Whether control counts, is a caution, or is not asked about.
        presumed_at_threshold: Whether one person's holding of exactly the threshold is a
            presumption that can be rebutted.
        exempt_countries: Countries whose parties the test does not reach.
        status: ``in force``, ``stayed`` or ``unknown``.
        in_force_from: First day of the row; ``None`` where not established.
        in_force_to: Last day; ``None`` while it lasts.
        summary: What it says, in our words.
        next_step: What the user should do.
        citations: Its sources, the first the one that carries it.
    """

    id: str
    title: str
    regime: str
    effects: frozenset[Effect]
    effect: Effect
    threshold: int
    strict: bool
    aggregate: bool
    cascade: bool
    votes: str
    control: str
    presumed_at_threshold: bool
    exempt_countries: frozenset[str]
    status: str
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    summary: str
    next_step: str
    citations: tuple[Citation, ...]

    @property
    def verified(self) -> bool:
        """Tell whether somebody saw the row in its source."""
        return self.citations[0].verified

    def is_of(self, day: dt.date) -> bool:
        """Tell whether the row speaks about a day; both ends belong to it."""
        started = self.in_force_from is None or self.in_force_from <= day
        return started and (self.in_force_to is None or day <= self.in_force_to)

    def reaches(self, units: int) -> bool:
        """Tell whether a share, in units, meets the test."""
        return units > self.threshold if self.strict else units >= self.threshold


@cache
def load_tests() -> tuple[RegimeTest, ...]:
    """Load the tests of the package in order.

    Raises:
        RuleError: a row is wrong; file, row and reason are named.

    Example:
        >>> [test.id for test in load_tests() if test.status == "stayed"]
        ['us-bis-affiliates-stayed']
    """
    return read_tests(load_facts(FILE), FILE)


def asked_on(day: dt.date) -> tuple[RegimeTest, ...]:
    """Give the tests that speak about a day, stayed and unknown ones among them.

    Example:
        >>> found = asked_on(dt.date(2024, 7, 2))
        >>> [test.id for test in found if test.regime == "EU" and test.verified]
        ['eu-freeze-over-50']
    """
    return tuple(test for test in load_tests() if test.is_of(day))


def read_tests(file: Mapping[str, Any], name: str) -> tuple[RegimeTest, ...]:
    """Read rows of tests, checking every word of them; see ``load_tests``.

    Args:
        file: The file as read, with ``sources`` and ``tests``.
        name: Its name, for errors.
    """
    found: dict[str, RegimeTest] = {}
    rows = file.get("tests")
    if not isinstance(rows, list):
        raise RuleError("the file has no rows under `tests`", where=name)
    for at, row in enumerate(rows, start=1):
        where = f"{name}, row {at}"
        if not isinstance(row, Mapping):
            raise RuleError("the row is no mapping", where=where)
        where = f"{where} ({row.get('id', 'without id')})"
        test = _read(file, row, where)
        if test.id in found:
            raise RuleError("two rows share an id", where=where)
        found[test.id] = test
    return tuple(found.values())


def _read(file: Mapping[str, Any], row: Mapping[str, Any], where: str) -> RegimeTest:
    _check_fields(row, where)
    start, end = read_interval(row, where)
    effects = frozenset(read_effect(text, where) for text in row.get("effects") or ())
    if not effects:
        raise RuleError("no `effects`: no listing would ever be counted", where=where)
    sources = [row, *({**row, "source": other} for other in row.get("also", ()))]
    return RegimeTest(
        id=row["id"],
        title=row["title"],
        regime=_one_of(row, "regime", REGIMES, where),
        effects=effects,
        effect=read_effect(row.get("effect"), where),
        threshold=_threshold(row["threshold"], where),
        strict=_one_of(row, "comparison", (">=", ">"), where) == ">",
        aggregate=row["aggregate"],
        cascade=row["cascade"],
        votes=_one_of(row, "votes", VOTES, where),
        control=_one_of(row, "control", CONTROL, where),
        presumed_at_threshold=row.get("presumed_at_threshold") is True,
        exempt_countries=frozenset(row.get("exempt_countries", ())),
        status=_one_of(row, "status", STATUSES, where),
        in_force_from=start,
        in_force_to=end,
        summary=row["summary"],
        next_step=row["next_step"],
        citations=tuple(read_citation(file, one, where) for one in sources),
    )


_KNOWN = frozenset(RegimeTest.__dataclass_fields__) - {"strict", "citations"} | {
    "comparison", "source", "also", "verified",
}  # fmt: skip


def _check_fields(row: Mapping[str, Any], where: str) -> None:
    """Refuse a row with an unknown field, a text that is none, or a yes or no that is neither.

    Threat: `agregate: false` would leave a row that adds what it must not add.
    """
    if unknown := sorted(set(row) - _KNOWN):
        raise RuleError(
            f"unknown field {', '.join(map(str, unknown))}",
            where=where,
            remedy="known are: " + ", ".join(sorted(_KNOWN)),
        )
    for key in _TEXTS:
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise RuleError(f"`{key}` is missing or no text", where=where, remedy="put it in '…'")
    for key in _FLAGS:
        if not isinstance(row.get(key), bool):
            raise RuleError(f"`{key}` is missing or not true or false", where=where)


def _one_of(row: Mapping[str, Any], key: str, allowed: tuple[str, ...], where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or value not in allowed:
        raise RuleError(
            f"`{key}` is {value!r}", where=where, remedy=f"one of: {', '.join(allowed)}"
        )
    return value


def _threshold(text: str, where: str) -> int:
    try:
        share = read_share(text)
    except InputError as fault:
        raise RuleError(f"`threshold`: {fault.what}", where=where, why=fault.why) from fault
    if share.low != share.high or not share.low:
        raise RuleError("`threshold` is not one share above nothing", where=where)
    return share.low
