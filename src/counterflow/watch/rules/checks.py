"""What code checks, not the conditions of a row: one row each, so that lists of rules hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation

FILE: Final = "rules/checks.yaml"


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        id: What stands as ``rule`` in its findings.
        statement: What is asked.
        outcome: What it comes to, in words.
        citation: The policy of this project that makes it.
    """

    id: str
    statement: str
    outcome: str
    citation: Citation


@cache
def load_checks() -> tuple[Check, ...]:
    """Load the checks of ``data/rules/checks.yaml``.

    Raises:
        RuleError: a row lacks a part, has one too many, or the id of another.

    Example:
        >>> next(check.outcome for check in load_checks() if check.id == "leg-days")
        'review'
    """
    return read_checks(load_facts(FILE))


def read_checks(file: Mapping[str, Any]) -> tuple[Check, ...]:
    """Read the checks of a file, every row of it; see ``load_checks``."""
    found: dict[str, Check] = {}
    for at, row in enumerate(file["checks"], start=1):
        where = f"{FILE}, row {at}"
        if set(row) != {"id", "statement", "outcome"} or not all(row.values()):
            raise RuleError("a check has an id, a statement and an outcome", where=where)
        if row["id"] in found:
            raise RuleError(f"two checks are called {row['id']}", where=where)
        cited = read_citation(file, {"source": "policy", "verified": True}, where)
        found[row["id"]] = Check(row["id"], row["statement"], row["outcome"], cited)
    return tuple(found.values())
