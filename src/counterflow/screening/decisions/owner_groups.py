"""Put together what several regimes say of one listed owner of one party: one finding for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from counterflow.core.model.decisions import Finding

_SAME_WAY: Final = "by the same holdings"
_COVERED: Final = "covered by "
"""What is said of each answer that a licence covers, even if another one says it too."""


class Answer(NamedTuple):
    """What one test says of a party, and the listed members of the structure that it rests on."""

    finding: Finding
    owners: frozenset[int]


def by_owner(answers: Iterable[Answer]) -> list[Finding]:
    """Put together the answers of all tests on one party that rest on the same listed owners.

    Args:
        answers: Those on one party. Owners whose shares a test adds up stand in one answer, so that
            whatever else is said of any of them belongs to the same finding.

    Returns:
        One finding for each listed owner, or for owners who count together, in the order given.
    """
    groups: list[tuple[set[int], list[Finding]]] = []
    for answer in answers:
        owners, found = set(answer.owners), [answer.finding]
        joined = [one for one in groups if one[0] & owners]
        for one in joined:
            owners |= one[0]
        found = [*(finding for one in joined for finding in one[1]), *found]
        at = groups.index(joined[0]) if joined else len(groups)
        groups = [one for one in groups if one not in joined]
        groups.insert(at, (owners, found))
    return [put_together(found) for _, found in groups]


def put_together(findings: Sequence[Finding]) -> Finding:
    """Make one finding of several on one party; the strongest decides and leads.

    Args:
        findings: One at least, in any order.

    Returns:
        The strongest of them, the first of equals, with its way told once, what each other says
        behind it with its outcome, all rules, steps and sources, and each finding whole in
        ``answers``. A finding alone comes back as it is.

    Example:
        >>> from counterflow.core.model.outcomes import Outcome
        >>> us = Finding("ownership", "buyer", Outcome.REVIEW, "meets US: A holds B; A: listed",
        ...              rule="us", ours="A holds B")
        >>> eu = Finding("ownership", "buyer", Outcome.STOP, "meets EU: A holds B; A: listed",
        ...              rule="eu", ours="A holds B")
        >>> one = put_together([us, eu])
        >>> str(one.outcome), one.rule, one.summary
        ('stop', 'eu, us', 'meets EU: A holds B; A: listed; review: meets US, by the same holdings')
    """
    lead, *others = sorted(findings, key=lambda one: -one.outcome.strength)
    if not others:
        return lead
    said = set(_behind(lead, lead))
    told = []
    for other in others:
        parts = [
            part for part in _behind(other, lead) if part not in said or part.startswith(_COVERED)
        ]
        said.update(parts)
        told.append(f"{other.outcome}: {'; '.join([_head(other, lead), *parts])}")
    ordered = (lead, *others)
    rules = (rule for one in ordered for rule in one.rule.split(", "))
    steps = (step for one in ordered for step in one.next_step.split("; ") if step)
    return replace(
        lead,
        summary="; ".join([lead.summary, *told]),
        rule=", ".join(dict.fromkeys(rules)),
        next_step="; ".join(dict.fromkeys(steps)),
        citations=tuple(dict.fromkeys(source for one in ordered for source in one.citations)),
        answers=ordered,
    )


def _split(finding: Finding, lead: Finding) -> tuple[str, str]:
    """Part a summary at the way that the lead tells too."""
    head, way, rest = finding.summary.partition(f": {lead.ours}") if lead.ours else ("", "", "")
    return (head, rest) if way and (not rest or rest[0] == ";") else ("", "")


def _head(finding: Finding, lead: Finding) -> str:
    head, _ = _split(finding, lead)
    return f"{head}, {_SAME_WAY}" if head else finding.summary


def _behind(finding: Finding, lead: Finding) -> list[str]:
    """Give what a summary says behind the way, part by part."""
    head, rest = _split(finding, lead)
    return [part for part in rest.split("; ") if part] if head else []
