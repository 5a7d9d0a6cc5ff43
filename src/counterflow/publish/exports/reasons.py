"""Put the reasons of one decision together by what they ask for, so that twenty are no wall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome

_KINDS = {
    "party": "party on a list",
    "ownership": "owners and control",
    "vessel": "ship or aircraft",
    "flag": "red flag",
    "question": "open question",
    "clause": "contract clause",
    "data": "data of the papers",
}


@dataclass(frozen=True, slots=True)
class Reasons:
    """Findings of one outcome and kind that ask for the same.

    Attributes:
        outcome: What they support.
        kind: Their kind.
        next_step: What to do; empty where nothing is said.
        findings: The findings, in order.
    """

    outcome: Outcome
    kind: str
    next_step: str
    findings: tuple[Finding, ...]

    @property
    def subjects(self) -> tuple[str, ...]:
        """Give the parts of the transaction that they are about, each once."""
        return tuple(dict.fromkeys(finding.subject for finding in self.findings))


def kind_words(kind: str) -> str:
    """Name a kind of finding as a person does.

    Example:
        >>> kind_words("flag"), kind_words("goods")
        ('red flag', 'goods')
    """
    return _KINDS.get(kind, kind)


def group_reasons(findings: Iterable[Finding]) -> list[Reasons]:
    """Put together what is of one outcome and kind and asks for the same; notes are left out.

    Args:
        findings: Those of a decision, strongest first.

    Returns:
        Groups in the order of their first finding: the strongest first.

    Example:
        >>> line = [Finding("goods", f"goods line {at}", Outcome.HOLD, "", next_step="stop")
        ...         for at in (1, 2)]
        >>> [group] = group_reasons(line)
        >>> group.subjects
        ('goods line 1', 'goods line 2')
    """
    groups: dict[tuple[Outcome, str, str], list[Finding]] = {}
    for finding in findings:
        if finding.outcome is not Outcome.NO_MATCH:
            key = finding.outcome, finding.kind, finding.next_step
            groups.setdefault(key, []).append(finding)
    return [Reasons(*key, tuple(found)) for key, found in groups.items()]


def steps_of(findings: Iterable[Finding]) -> list[Reasons]:
    """Give what is to be done, each once, in the order of weight.

    Returns:
        Groups of which no two ask for the same; what several kinds ask for stands at the
        strongest of them.
    """
    steps: dict[str, list[Finding]] = {}
    for group in group_reasons(findings):
        if group.next_step:
            steps.setdefault(group.next_step, []).extend(group.findings)
    return [
        Reasons(found[0].outcome, found[0].kind, step, tuple(found))
        for step, found in steps.items()
    ]


def some_subjects(subjects: Sequence[str], most: int = 4) -> str:
    """Name the first parts, and count the others.

    Example:
        >>> some_subjects(["buyer", "consignee", "bank"], most=2)
        'buyer, consignee and 1 more'
    """
    named = ", ".join(subjects[:most])
    left = len(subjects) - most
    return f"{named} and {left} more" if left > 0 else named


def rest_words(findings: Iterable[Finding]) -> str:
    """Count findings that are folded away, by kind and outcome.

    Example:
        >>> rest_words([Finding("goods", "goods line 1", Outcome.HOLD, "")])
        '1 goods (hold)'
    """
    counts = Counter((finding.kind, finding.outcome) for finding in findings)
    return ", ".join(
        f"{count} {kind_words(kind)} ({outcome})" for (kind, outcome), count in counts.items()
    )


def kind_classes(findings: Iterable[Finding]) -> str:
    """Give the class names by which a page shows or hides an alert, each with a blank before."""
    return "".join(f" has-{kind}" for kind in dict.fromkeys(one.kind for one in findings))


def filters_of(alerts: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Give the kinds that some alerts have and others lack, with the number of alerts of each.

    A filter that hides nothing, or for which there is one kind only, helps nobody.
    """
    listed = list(alerts)
    counts = Counter(
        kind for alert in listed for kind in alert["classes"].replace(" has-", " ").split()
    )
    partial = [(kind, count) for kind, count in counts.items() if count < len(listed)]
    return sorted(partial, key=lambda item: (-item[1], item[0]))
