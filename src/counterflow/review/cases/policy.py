"""The policy of review as data: hours, second persons, reason codes, how long entries hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.core.model.outcomes import Outcome

FILE: Final = "policies/review.yaml"
REASONS_FILE: Final = "policies/reasons.yaml"
GOOD_GUY: Final = "good-guy"
SUBJECTS: Final = frozenset({"same", "not the same", "not enough", "release", "refuse", GOOD_GUY})
"""What a reason code may be given for."""
ALERTING: Final = (Outcome.STOP, Outcome.HOLD, Outcome.REVIEW)
"""The outcomes that make an alert, the strongest first."""
MOST_MONTHS: Final = 12
"""Months that the database lets a good-guy entry hold (revision 0003)."""


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """One reason code: its words, what it may be given for, whether it demands own words."""

    code: str
    says: str
    subjects: frozenset[str]
    demands_words: bool


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """The whole policy.

    Attributes:
        hours: Hours until a case should be decided, by outcome.
        second_person: The weakest outcome from which an act needs a second person, by act.
        escalate_to: Roles to which a case may be escalated.
        usual_months: After how many months a good-guy entry expires.
        most_months: The longest that may be asked for.
        attachment_bytes: The largest attachment.
        least_letters: Letters of words where a reason demands them.
        reasons: The reason codes, by code.
    """

    hours: Mapping[Outcome, int]
    second_person: Mapping[str, Outcome]
    escalate_to: tuple[str, ...]
    usual_months: int
    most_months: int
    attachment_bytes: int
    least_letters: int
    reasons: Mapping[str, ReasonCode]

    def needs_second(self, act: str, outcome: Outcome) -> bool:
        """Tell whether an act on what comes to an outcome needs another person.

        Args:
            act: ``not the same`` or ``release``.
            outcome: Of the alert, or the strongest of the case.

        Example:
            >>> policy = load_review_policy()
            >>> policy.needs_second("release", Outcome.HOLD)
            True
            >>> policy.needs_second("not the same", Outcome.REVIEW)
            False
        """
        return outcome.strength >= self.second_person[act].strength


@cache
def load_review_policy() -> ReviewPolicy:
    """Load the policy of the package.

    Raises:
        RuleError: a field is missing, unknown or out of range.
    """
    return read_review_policy(load_facts(FILE), load_facts(REASONS_FILE))


def read_review_policy(file: Mapping[str, Any], reasons: Mapping[str, Any]) -> ReviewPolicy:
    """Read a policy, checking every field; see ``load_review_policy``."""
    hours = {outcome: file["hours"].get(outcome.value) for outcome in ALERTING}
    second = {act: file["second_person"].get(act) for act in ("not the same", "release")}
    months = file["good_guy_months"]
    numbers = [*hours.values(), months["usual"], months["most"], file["attachment_bytes"],
               file["least_letters"]]  # fmt: skip
    if any(type(one) is not int or one < 1 for one in numbers) or months["usual"] > months["most"]:
        raise RuleError("hours, months, bytes and letters are whole numbers from 1", where=FILE)
    if months["most"] > MOST_MONTHS:
        raise RuleError(
            f"a good-guy entry holds for {MOST_MONTHS} months at most",
            where=f"{FILE}, good_guy_months",
            why="the database refuses longer ones whatever stands here",
        )
    if any(one not in [outcome.value for outcome in ALERTING] for one in second.values()):
        raise RuleError("second_person names an outcome for each act", where=FILE)
    if Outcome(second["release"]).strength > Outcome.HOLD.strength:
        raise RuleError(
            "releasing a hold needs a second person",
            where=f"{FILE}, second_person",
            why="the database asks for it whatever stands here",
        )
    return ReviewPolicy(
        hours,
        {act: Outcome(one) for act, one in second.items()},
        tuple(map(str, file["escalate_to"])),
        months["usual"],
        months["most"],
        file["attachment_bytes"],
        file["least_letters"],
        _reasons(reasons["reasons"]),
    )


def _reasons(rows: list[Mapping[str, Any]]) -> Mapping[str, ReasonCode]:
    found: dict[str, ReasonCode] = {}
    for at, row in enumerate(rows, 1):
        where = f"{REASONS_FILE}, row {at}"
        if set(row) != {"code", "says", "for", "demands_words"}:
            raise RuleError("a reason has code, says, for and demands_words", where=where)
        subjects = frozenset(row["for"])
        if not subjects or subjects - SUBJECTS or type(row["demands_words"]) is not bool:
            raise RuleError(
                f"unknown or missing: {', '.join(sorted(subjects - SUBJECTS)) or 'for'}",
                where=where, remedy=f"for: {', '.join(sorted(SUBJECTS))}",
            )  # fmt: skip
        if row["code"] in found:
            raise RuleError(f"the code {row['code']} stands twice", where=where)
        found[row["code"]] = ReasonCode(row["code"], row["says"], subjects, row["demands_words"])
    if lacking := SUBJECTS - frozenset().union(*(one.subjects for one in found.values())):
        raise RuleError(f"no reason for {', '.join(sorted(lacking))}", where=REASONS_FILE)
    return found
