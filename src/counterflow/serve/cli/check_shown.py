"""What a person sees of checked names on a terminal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rich.console import Console

from counterflow.core.model.decisions import Decision
from counterflow.core.model.matches import Match
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome
from counterflow.core.model.snapshots import ListState
from counterflow.publish.exports.reasons import steps_of
from counterflow.screening.runs.tally import decision_exit_code
from counterflow.serve.cli.harmless import cut, escape
from counterflow.serve.cli.reasons import print_groups
from counterflow.serve.cli.terminal import (
    MARKS,
    NOTES,
    marked,
    open_console,
    plural,
    print_lists,
    print_matches,
    say,
)


@dataclass(slots=True)
class Checked:
    """What is kept of the decisions: little, as a file may hold many names."""

    headlines: Counter[str] = field(default_factory=Counter)
    missing: dict[str, None] = field(default_factory=dict)
    lists: tuple[ListState, ...] = ()
    codes: set[int] = field(default_factory=set)

    def add(self, decision: Decision) -> None:
        """Count one decision."""
        self.headlines[decision.headline] += 1
        self.missing.update(dict.fromkeys(decision.coverage.missing))
        self.lists = decision.coverage.lists
        self.codes.add(decision_exit_code(decision))


def show(decision: Decision, matches: list[Match]) -> None:
    """Show one party: its headline, the listings that it resembles, and what is only noted.

    Args:
        decision: What was decided of it.
        matches: The listings that it resembles, best first.
    """
    console = open_console()
    count = f" [dim]({len(matches)} listings resemble it)[/]" if len(matches) > 1 else ""
    headline = marked(decision.headline, decision.coverage.lists)
    say(console, f"{escape(decision.id)}: {headline}{escape(_lacking(decision))}{count}")
    print_matches(console, matches, decision.findings)
    for step in steps_of(one for one in decision.findings if one.listing):
        say(console, f"        [bold]→[/] {escape(step.next_step)}")
    print_groups(console, (one for one in decision.findings if not one.listing))
    _show_notes(console, decision)


def _lacking(decision: Decision) -> str:
    """Say beside *not fully screened* that there was no match, and the first thing missing."""
    missing = decision.coverage.missing
    if decision.headline != NOT_FULLY_SCREENED or not missing:
        return ""
    head = missing[0].partition(": ")[0]
    first = cut(head if " " in head else missing[0], 90)
    more = f", and {plural(len(missing) - 1, 'more part')}" if len(missing) > 1 else ""
    return f": no match found, but not everything was screened ({first}{more})"


def _show_notes(console: Console, decision: Decision) -> None:
    """Show what changes no outcome: listings set aside by a date or a number most of all."""
    notes = [finding for finding in decision.findings if finding.outcome is Outcome.NO_MATCH]
    for note in notes[:NOTES]:
        say(console, f"  [yellow]note[/]: {escape(note.summary)}")
        if note.next_step:
            say(console, f"        {escape(note.next_step)}")
    if (left := len(notes) - NOTES) > 0:
        say(console, f"  … and {plural(left, 'more note')} (with --json)")


def show_ground(checked: Checked) -> None:
    """Show once what holds for all parties: counts, what was not screened, the lists.

    Args:
        checked: All decisions that were shown.
    """
    console = open_console()
    counts = checked.headlines
    if counts.total() > 1:
        told = "  ".join(
            f"{marked(word, checked.lists)} {counts[word]:,}" for word in MARKS if counts[word]
        )
        say(console, f"\n{counts.total():,} names checked: {told}")
    for missing in checked.missing:
        say(console, f"  [cyan]not screened[/]: {escape(missing)}")
    print_lists(console, checked.lists)
