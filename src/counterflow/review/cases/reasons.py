"""Refuse a decision without a reason, or with one that speaks of workload alone."""

from __future__ import annotations

import re
from functools import cache

from counterflow.core.errors import CaseError
from counterflow.core.facts import package_yaml
from counterflow.review.cases.policy import GOOD_GUY, load_review_policy

_LEAST_WORDS = 2
"""Words beside those of workload that a text must hold, where two words or more speak of it."""


def check_reason(subject: str, code: str, words: str, *, where: str = "") -> str:
    """Settle that a reason may be given for a decision.

    Args:
        subject: What is decided: a disposition, ``release``, ``refuse`` or ``good-guy``.
        code: A code of ``data/policies/reasons.yaml``.
        words: What the person says beside it; some codes, and every good-guy entry, demand it.
        where: The case or alert, for the error.

    Returns:
        The words with plain spaces.

    Raises:
        CaseError: no code, an unknown one, one for something else, words too few, or words that
            speak of workload and of nothing else.

    Example:
        >>> check_reason("not the same", "other-birth-date", "born 1954")
        'born 1954'

    Basis:
        New York DFS, Part 504 (FAQ), second-hand: nothing is cleared for lack of staff.
    """
    policy = load_review_policy()
    fitting = [one.code for one in policy.reasons.values() if subject in one.subjects]
    found = policy.reasons.get(code)
    if found is None or subject not in found.subjects:
        raise CaseError(
            f"{code!r} is no reason for “{subject}”" if code else f"“{subject}” has no reason",
            where=where,
            remedy=f"one of: {', '.join(fitting)}",
        )
    plain = " ".join(words.split())
    if speaks_of_workload(plain):
        raise CaseError(
            "workload alone is no reason",
            where=where,
            why="what is cleared to have less to do is not reviewed at all",
            remedy="say what tells the two apart, or what was seen",
        )
    letters = sum(map(str.isalnum, plain))
    demands = found.demands_words or subject == GOOD_GUY
    if demands and letters < policy.least_letters:
        raise CaseError(
            f"the reason {code} demands words",
            where=where,
            why="whoever reads it in ten years has nothing else",
            remedy=f"say with --words what was seen, in {policy.least_letters} letters or more",
        )
    return plain


def check_words(words: str, what: str, *, where: str = "") -> str:
    """Settle that something was said at all, and not of workload alone.

    Raises:
        CaseError: nothing was said, or of workload alone.
    """
    plain = " ".join(words.split())
    if not plain:
        raise CaseError(f"{what} has no words", where=where, remedy="give them with --words")
    if speaks_of_workload(plain):
        raise CaseError("workload alone is no reason", where=where, remedy="say what was seen")
    return plain


def speaks_of_workload(words: str) -> bool:
    """Tell whether words speak of workload and of nothing else; a check of English words.

    Example:
        >>> speaks_of_workload("to reduce workload")
        True
        >>> speaks_of_workload("passport P1 shows another birth year; the team called the bank")
        False
    """
    table = _table()
    said = [word.casefold() for word in re.findall(r"[^\W\d_]{2,}", words)]
    rest = {word for word in said if word not in table["filler"] and word not in table["workload"]}
    work = [word for word in said if word in table["workload"]]
    if not work or any(map(str.isdigit, words)):
        return False
    return not rest or (len(rest) < _LEAST_WORDS and len(work) >= _LEAST_WORDS)


@cache
def _table() -> dict[str, frozenset[str]]:
    table = package_yaml("tuning/reasons.yaml")
    return {name: frozenset(words.split()) for name, words in table.items()}
