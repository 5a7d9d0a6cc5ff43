"""A change of the threshold or of the lists: what it must rest on before it may be signed (R16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from counterflow.core.errors import TuningError
from counterflow.screening.tuning.comparison import Comparison
from counterflow.screening.tuning.tables import tuning_table

LEAST_LETTERS = 15
"""Letters that a reason must hold."""
PLACEHOLDERS = ("what the labelled set shows", "why the threshold stands as it does")
"""What documents and help write where a reason is to stand: who copies it has given none."""
LEAST_WORDS = 3
"""Words that a reason must hold beside those of workload."""


class AcceptedBreach(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something below its floor that whoever signs has accepted by name.

    Attributes:
        what: The class of variation; of a named case, how it was written.
        breach: What falls below what, in words and figures.
        reason: Why it is accepted.
    """

    what: str
    breach: str
    reason: str


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who stands for something, and why.

    Attributes:
        by: Who proposes it.
        second: Who has agreed to it; another person. Empty where one person may sign.
        reason: Why, in words.
        on: The day, ISO 8601.
        breaches: What falls below its floor and is accepted, each by name.
    """

    by: str
    reason: str
    on: str
    second: str = ""
    breaches: tuple[AcceptedBreach, ...] = ()


class ProposedChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change with all that it rests on."""

    comparison: Comparison
    signature: Signature


def propose_change(
    comparison: Comparison, *, reason: str, by: str, second: str, on: str
) -> ProposedChange:
    """Let a change be signed, or refuse it and say what it lacks.

    Args:
        comparison: Before and after, on parties and on a labelled set.
        reason: Why, in words.
        by: Who proposes it.
        second: Who has agreed to it.
        on: The day, ISO 8601.

    Raises:
        TuningError: something is missing. All of it is named at once.

    Basis:
        New York DFS, Part 504 (FAQ), second-hand: no change is made to cut the number of alerts
        for lack of staff.
    """
    if lacks := list(lacks_of(comparison, reason, by, second)):
        raise TuningError(
            "this change may not be signed: " + "; ".join(lacks),
            why="a threshold that is moved without evidence loses matches that nobody knows of",
            remedy=f"give --parties, --labelled, --because, --by and --second, each as named"
            f"{_pairs_between(comparison)}",
        )
    signature = Signature(by.strip(), " ".join(reason.split()), on, second.strip())
    return ProposedChange(comparison, signature)


def _pairs_between(comparison: Comparison) -> str:
    """Say how labelled pairs between two thresholds are had; empty where there is only one."""
    low, high = sorted((comparison.before.threshold, comparison.after.threshold))
    if low == high:
        return ""
    band = f"--threshold {high:g} --band {high - low:.4g}"
    return f"; pairs to label: counterflow tune sample FILE -o between.csv {band}"


def lacks_of(comparison: Comparison, reason: str, by: str, second: str) -> Iterator[str]:
    """Say what a change lacks before it may be signed, each in words.

    Args:
        comparison: Before and after.
        reason: Why, in words.
        by: Who proposes it.
        second: Who has agreed to it.
    """
    before, after = comparison.before, comparison.after
    if before.quality is None or after.quality is None:
        yield "no labelled set shows precision and recall before and after"
    elif before.threshold != after.threshold and not comparison.labelled_between:
        low, high = sorted((before.threshold, after.threshold))
        yield f"no labelled pair lies between {low:g} and {high:g}"
    if not comparison.compared:
        yield "no file of parties forecasts the volume of alerts"
    if not reason.strip():
        yield "no reason is given"
    elif fault := reason_fault(reason):
        yield fault
    if not by.strip():
        yield "nobody proposes it"
    if not second.strip():
        yield "no second person has agreed"
    elif _person(by) == _person(second):
        yield f"the second person is the first ({by.strip()})"


def reason_fault(reason: str) -> str:
    """Say why a reason is none; empty where it is one.

    A check of words: it stops a reason that speaks of workload and of nothing else. Whether a
    reason is a good one, the second person decides.

    Args:
        reason: In English words.

    Example:
        >>> reason_fault("To reduce workload, too many alerts.").partition(":")[0]
        'workload alone is no reason'
        >>> reason_fault("None of 200 labelled pairs between 0.70 and 0.72 was the same party")
        ''
    """
    if _person(reason).strip(" .…") in PLACEHOLDERS:
        return "the reason is the placeholder of the documents: say it in your own words"
    words = [word.casefold() for word in re.findall(r"[^\W\d_]{2,}", reason)]
    letters = sum(letter.isalpha() for letter in reason)
    table = _words()
    said = {word for word in words if word not in table["filler"] and word not in table["workload"]}
    if len(said) >= LEAST_WORDS and letters >= LEAST_LETTERS:
        return ""
    if len(said) < LEAST_WORDS and any(word in table["workload"] for word in words):
        return (
            "workload alone is no reason: say what the labelled set or the listed names show "
            "about the matches that would be lost"
        )
    return "the reason says too little: say what the labelled set shows"


def _person(name: str) -> str:
    return " ".join(name.casefold().split())


@cache
def _words() -> dict[str, frozenset[str]]:
    table = tuning_table("reasons")
    return {name: frozenset(words.split()) for name, words in table.items()}
