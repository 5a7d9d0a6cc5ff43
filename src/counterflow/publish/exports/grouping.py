"""Show findings on one party once, however many lists hold it; the findings stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from counterflow.core.model.decisions import Finding
from counterflow.core.text.names import read_name

_OF_LISTINGS = frozenset({"party", "ownership", "vessel", "address"})
"""Kinds of findings that may name the entry of a list."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Findings that are shown as one.

    Attributes:
        lead: The strongest; of equals, one of an official list.
        also: Findings of other lists on a party of the same name or number, strongest first.
    """

    lead: Finding
    also: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give all of them, the lead first."""
        return (self.lead, *self.also)


def group_findings(
    findings: Iterable[Finding], official: frozenset[str] = frozenset()
) -> list[Shown]:
    """Settle which findings say of one party that several lists hold it.

    Two entries of one list are never put together: a list that holds a name twice holds two
    parties, and a person must look at both.

    Args:
        findings: Those of one decision, strongest first.
        official: Names of official lists; their findings lead before those of other lists.

    Returns:
        Groups in the order of their first finding; most hold one finding.

    Example:
        >>> from counterflow.core.model.outcomes import Outcome
        >>> def on(name, listed):
        ...     return Finding("party", "buyer", Outcome.HOLD, "", listing=name, list=name,
        ...                    ours="Acme", theirs=listed)
        >>> [group] = group_findings([on("pack", "Acme LLC"), on("un", "ACME, L.L.C.")])
        >>> [finding.list for finding in group.findings]
        ['pack', 'un']
    """
    groups: list[list[Finding]] = []
    for finding in findings:
        home = next((group for group in groups if _belongs(finding, group)), None)
        if home is None:
            groups.append([finding])
        else:
            home.append(finding)
    return [_shown(group, official) for group in groups]


def _shown(group: list[Finding], official: frozenset[str]) -> Shown:
    ordered = sorted(group, key=lambda f: (-f.outcome.strength, f.list not in official))
    return Shown(ordered[0], tuple(ordered[1:]))


def _belongs(finding: Finding, group: list[Finding]) -> bool:
    """Tell whether a finding is on the same part and party as a group, by another list."""
    first = group[0]
    if finding.kind not in _OF_LISTINGS or finding.kind != first.kind:
        return False
    if not finding.listing or any(finding.list == other.list for other in group):
        return False
    if (finding.subject, finding.ours) != (first.subject, first.ours):
        return False
    return _words(finding.theirs) == _words(first.theirs) or bool(
        set(_numbers(finding)) & set(_numbers(first))
    )


def _words(name: str) -> tuple[str, ...]:
    """Give the words of a listed name as they are compared, in no order."""
    return tuple(sorted(read_name(name).words)) or (name,)


def _numbers(finding: Finding) -> Iterator[str]:
    """Give the identifiers that are equal on both sides."""
    if finding.comparison is not None:
        for feature in finding.comparison.features:
            if feature.name == "identifier" and feature.agreement == "agree":
                yield feature.ours
