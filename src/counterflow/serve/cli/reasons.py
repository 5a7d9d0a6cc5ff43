"""Show all reasons of one decision on a terminal, by weight, each with what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding

from counterflow.core.model.decisions import Decision, Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.outcomes import Outcome
from counterflow.core.text.figures import two_digits
from counterflow.publish.exports.reasons import Reasons, group_reasons, kind_words, some_subjects
from counterflow.publish.exports.wording import coverage_counts
from counterflow.serve.cli.harmless import cut, escape
from counterflow.serve.cli.terminal import NOTES, marked, plural, say

GROUPS = 8
"""Groups of reasons shown; the others are counted by kind."""
EACH = 3
"""Different reasons shown of one group; the others are named by their part of the transaction."""
NAMED = 5
"""Parts named of which the same is said."""
QUESTION = "question "
"""How a note begins that a question of the rulebook is open."""
_LONG = 400
_BRIEF = 180


def print_reasons(console: Console, decision: Decision, *, whole: bool = False) -> None:
    """Print one decision: its headline, its reasons by weight, what to do, and its coverage.

    Args:
        console: Where to.
        decision: The decision.
        whole: Whether everything is shown, uncut.
    """
    say(
        console,
        f"[bold]{escape(decision.id)}[/]: {marked(decision.headline, decision.coverage.lists)}",
    )
    print_groups(console, decision.findings, whole=whole)
    _print_notes(console, decision, whole=whole)
    _print_coverage(console, decision, whole=whole)


def print_groups(console: Console, findings: Iterable[Finding], *, whole: bool = False) -> None:
    """Print what is above a note, put together by outcome, kind and what to do next."""
    groups = group_reasons(findings)
    shown = groups if whole else groups[:GROUPS]
    for group in shown:
        _print_group(console, group, whole=whole)
    if rest := groups[len(shown) :]:
        counts = ", ".join(
            f"{len(group.findings)} {kind_words(group.kind)} ({group.outcome})" for group in rest
        )
        console.print(f"  [dim]… and of less weight: {escape(counts)}; --all shows them[/]")


def _print_group(console: Console, group: Reasons, *, whole: bool) -> None:
    console.print(f"  {marked(str(group.outcome))} [bold]{kind_words(group.kind)}[/]")
    alike: dict[str, list[Finding]] = {}
    for finding in group.findings:
        alike.setdefault(finding.summary, []).append(finding)
    told = list(alike.values())
    shown = told if whole else told[:EACH]
    for findings in shown:
        _print_alike(console, findings, whole=whole)
    if left := [finding.subject for findings in told[len(shown) :] for finding in findings]:
        subjects = some_subjects(list(dict.fromkeys(left)))
        _indented(console, f"[dim]… and others of {escape(subjects)}; --all shows them[/]", 4)
    if group.next_step:
        _indented(console, f"[bold]→[/] {escape(group.next_step)}", 4)


def _print_alike(console: Console, findings: Sequence[Finding], *, whole: bool) -> None:
    """Print what is said of one part, or in the same words of several."""
    first = findings[0]
    shown = findings if whole else findings[:NAMED]
    parts = ", ".join(_part(finding, whole=whole) for finding in shown)
    if left := len(findings) - len(shown):
        parts += f" and {left} more"
    summary = first.summary if whole else cut(first.summary, _LONG)
    _indented(console, escape(f"{parts}: {summary}"), 4)
    if whole:
        for citation in first.citations:
            _indented(console, f"[dim]source: {escape(_source(citation))}[/]", 6)


def _part(finding: Finding, *, whole: bool) -> str:
    """Name the part of the papers, what stands there, and the score."""
    ours = f" “{finding.ours if whole else cut(finding.ours, 60)}”" if finding.ours else ""
    score = f" [{two_digits(finding.score)}]" if finding.score is not None else ""
    return f"{finding.subject}{ours}{score}"


def _source(citation: Citation) -> str:
    marks = " (second-hand)" if citation.second_hand else ""
    marks += "" if citation.verified else " (unverified)"
    words = ", ".join(filter(None, (citation.issuer, citation.title, citation.date)))
    return f"{words}{marks} {citation.url}".rstrip()


def _print_notes(console: Console, decision: Decision, *, whole: bool) -> None:
    notes = [finding for finding in decision.findings if finding.outcome is Outcome.NO_MATCH]
    shown = notes if whole else notes[:NOTES]
    for note in shown:
        text = note.summary if whole else cut(note.summary, _LONG)
        _indented(console, f"[dim]note: {escape(f'{note.subject}: {text}')}[/]", 2)
    if left := len(notes) - len(shown):
        _indented(console, f"[dim]… and {plural(left, 'more note')}; --all shows them[/]", 2)


def _print_coverage(console: Console, decision: Decision, *, whole: bool) -> None:
    """Print what was and was not screened; questions that stand open are counted."""
    coverage = decision.coverage
    _indented(console, f"screened {escape(coverage_counts(coverage))}", 2)
    for missing in coverage.missing:
        _indented(console, f"[cyan]not screened[/]: {escape(missing)}", 2)
    asked = [note for note in coverage.notes if note.startswith(QUESTION)]
    notes = list(coverage.notes)
    if len(asked) > 1 and not whole:
        notes = [note for note in notes if not note.startswith(QUESTION)]
        first = asked[0].partition(": ")[2]
        notes.append(f"{len(asked)} questions are not answered, first: {first} (--all shows them)")
    for note in notes:
        _indented(console, f"[dim]{escape(note if whole else cut(note, _BRIEF))}[/]", 2)
    if whole and coverage.goods_law:
        _indented(console, f"[dim]goods law: {escape(coverage.goods_law)}[/]", 2)


def _indented(console: Console, text: str, by: int) -> None:
    """Print a text whose further lines stand under its first."""
    console.print(Padding(text, (0, 0, 0, by), expand=False))
