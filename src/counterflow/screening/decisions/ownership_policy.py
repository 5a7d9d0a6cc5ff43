"""The policy on owners as data: what a listed owner supports, by how sure everything is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.core.model.law import Effect
from counterflow.core.model.outcomes import Outcome
from counterflow.watch.ownership.regime_tests import STATUSES

FILE: Final = "policies/ownership.yaml"
CONFIRMED, STRONG, POSSIBLE = "confirmed", "strong", "possible"
OWNERS: Final = (CONFIRMED, STRONG, POSSIBLE)
MINORITY, SIDE = "minority", "side"
HELD: Final = ("meets", "may meet", "unknown", MINORITY, SIDE)
LIMBS: Final = ("ownership", "control")
KNOWN_BY: Final = ("number", "paper", "name and country", "name")
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "owner": OWNERS, "status": HELD, "limb": LIMBS, "law": STATUSES,
}  # fmt: skip
_KEYS: Final = frozenset({*_WORDS, "effects", "verified", "outcome"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one listed owner and one test.

    Attributes:
        owner: How sure it is that the owner is the listed party.
        status: Whether the test is met, or how the owner stands to the party.
        limb: By ownership or by control.
        law: Status of the test's row.
        effect: What a met test does.
        verified: Whether somebody saw the test in its source.
    """

    owner: str
    status: str
    limb: str = "ownership"
    law: str = "in force"
    effect: Effect = Effect.UNKNOWN
    verified: bool = True


@dataclass(frozen=True, slots=True)
class OwnershipPolicy:
    """The rows in order, and the most that each way of knowing a party supports."""

    rows: tuple[Mapping[str, Any], ...]
    known_by: Mapping[str, Outcome]

    def outcome(self, evidence: Evidence, known_by: str) -> Outcome:
        """Settle what some evidence supports.

        Example:
            >>> found = Evidence("strong", "unknown", law="stayed")
            >>> load_ownership_policy().outcome(found, "number").value
            'hold'
        """
        row = next(row for row in self.rows if _fits(row, evidence))
        return min(Outcome(row["outcome"]), self.known_by[known_by], key=lambda one: one.strength)


def _fits(row: Mapping[str, Any], evidence: Evidence) -> bool:
    texts = all(row.get(key) in (None, getattr(evidence, key)) for key in _WORDS)
    effects = row.get("effects")
    return (
        texts
        and row.get("verified") in (None, evidence.verified)
        and (not effects or evidence.effect in effects)
    )


@cache
def load_ownership_policy() -> OwnershipPolicy:
    """Load the policy of the package.

    Raises:
        RuleError: a row has an unknown key or word, or some evidence would meet no row.
    """
    return read_ownership_policy(load_facts(FILE))


def read_ownership_policy(file: Mapping[str, Any]) -> OwnershipPolicy:
    """Read a policy, checking every row of it; see ``load_ownership_policy``."""
    rows = tuple(file["ownership"])
    for at, row in enumerate(rows, start=1):
        _check(row, f"{FILE}, row {at}")
    caps = file.get("known_by")
    if not isinstance(caps, Mapping) or set(caps) != set(KNOWN_BY):
        raise RuleError(f"`known_by` names not just {', '.join(KNOWN_BY)}", where=FILE)
    policy = OwnershipPolicy(rows, {key: Outcome(value) for key, value in caps.items()})
    for owner, status, limb, law, effect in product(OWNERS, HELD, LIMBS, STATUSES, Effect):
        for verified in (True, False):
            evidence = Evidence(owner, status, limb, law, effect, verified)
            if not any(_fits(row, evidence) for row in rows):
                raise RuleError(
                    f"no row says what {owner} owner, {status}, supports",
                    where=FILE,
                    why="a listed owner would have no outcome",
                    remedy="end the table with a row without conditions",
                )
    return policy


def _check(row: Mapping[str, Any], where: str) -> None:
    unknown = sorted(set(row) - _KEYS)
    unknown += [
        f"{key}: {row[key]}" for key, words in _WORDS.items() if row.get(key, words[0]) not in words
    ]
    unknown += [f"effects: {one}" for one in row.get("effects", ()) if one not in list(Effect)]
    if row.get("outcome") not in list(Outcome):
        unknown.append(f"outcome: {row.get('outcome')}")
    if unknown:
        raise RuleError(
            f"unknown: {', '.join(unknown)}",
            where=where,
            remedy=f"keys: {', '.join(sorted(_KEYS))}",
        )
