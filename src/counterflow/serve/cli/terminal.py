"""What a person sees on a terminal: the table of outcomes, the summary, the lists in use."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from counterflow.core.model.decisions import Decision, Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.matches import Match
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.runs import RunSummary
from counterflow.core.model.snapshots import ListState
from counterflow.core.text.figures import two_digits
from counterflow.publish.exports.comparisons import compared
from counterflow.publish.exports.kept import rank
from counterflow.publish.exports.listed import listed_words
from counterflow.publish.exports.name_words import word_by_word
from counterflow.publish.exports.sources import in_reading_order
from counterflow.publish.exports.standing import headline_words
from counterflow.serve.cli.console import open_console, say
from counterflow.serve.cli.faults import refused
from counterflow.serve.cli.harmless import cut, escape, harmless
from counterflow.serve.cli.talk import Talk

__all__ = [
    "Talk", "escape", "harmless", "marked", "open_console", "print_decisions", "print_lists",
    "print_matches", "print_refusals", "print_summary", "refused", "say",
]  # fmt: skip

MARKS = {"stop": "■", "hold": "▲", "review": "●", "no match found": "○", "not fully screened": "◌"}
"""A mark beside each headline, so that colour is never the only sign."""
STYLES = {
    "stop": "bold white on red", "hold": "bold red", "review": "yellow", "no match found": "green",
    "not fully screened": "cyan",
}  # fmt: skip
STATES = {"stale": "yellow", "refused": "red", "absent": "red", "example": "cyan"}
SHOWN = 40
REASONS = 6
"""Reasons shown of what was not screened; the others are counted."""
NOTES = 8
SOURCES = 3


def marked(headline: str, states: Iterable[ListState] = ()) -> str:
    """Give a headline with its mark and colour, and with what the lists take from it.

    Args:
        headline: The headline.
        states: The lists that it rests on.

    Example:
        >>> marked("no match found", [ListState("un_sc", "un_sc@2026-01-01#0a1b", "stale")])
        '[yellow]○ no match found (a list is stale)[/]'
    """
    style = STYLES.get(headline, "")
    told = headline_words(headline, states)
    if told != headline:
        style = STATES["stale"]
    return f"[{style}]{MARKS.get(headline, ' ')} {told}[/]" if style else told


def print_decisions(console: Console, decisions: Iterable[Decision], *, shown: int = SHOWN) -> None:
    """Print the strongest decisions as a table; the rest is counted in the summary."""
    alerts, picked = _strongest(decisions, shown)
    if not picked:
        return
    room = console.width
    table = Table(box=None, pad_edge=False, header_style="bold", expand=console.is_terminal)
    table.add_column("transaction", no_wrap=True, max_width=max(11, min(24, room // 5)))
    table.add_column("outcome", no_wrap=True)
    table.add_column("about", no_wrap=True, max_width=max(11, min(20, room // 7)))
    table.add_column("why", ratio=1, overflow="fold")
    for decision in picked:
        table.add_row(
            escape(cut(decision.id, 24)),
            marked(decision.headline),
            escape(cut(decision.findings[0].subject, 20)),
            _why(decision),
        )
    console.print(table)
    if (left := alerts - len(picked)) > 0:
        say(
            console,
            f"[dim]… and {left:,} more alerts: see them with -o outcomes.xlsx or --report[/]",
        )


def _strongest(decisions: Iterable[Decision], shown: int) -> tuple[int, list[Decision]]:
    """Count the alerts and pick the strongest, in the order in which the report lists them."""
    alerts, picked = 0, list[tuple[tuple[int, float, int, int], Decision]]()
    for number, decision in enumerate(decisions):
        if decision.outcome is not Outcome.NO_MATCH:
            alerts += 1
            entry = (rank(decision, number), decision)
            push = heapq.heappush if len(picked) < shown else heapq.heappushpop
            push(picked, entry)
    picked.sort(key=lambda entry: entry[0], reverse=True)
    return alerts, [decision for _, decision in picked]


def _why(decision: Decision) -> str:
    """Say the strongest finding in a line or two: the name, then the reason, then the score."""
    first = decision.findings[0]
    more = sum(1 for f in decision.findings if f.outcome is not Outcome.NO_MATCH) - 1
    rest = f" [dim](+{more} more)[/]" if more else ""
    score = f" [{two_digits(first.score)}]" if first.score is not None else ""
    ours = f"“{cut(first.ours, 40)}”: " if first.ours else ""
    return escape(f"{ours}{cut(first.summary, 120)}{score}") + rest


def print_summary(console: Console, summary: RunSummary, *, end: str = "") -> None:
    """Print counts, coverage, lists, refused rows and time.

    Args:
        console: Where to.
        summary: What the run did.
        end: What the last line says of the exit code; by default that it is the run's own.
    """
    counts = "  ".join(
        f"{marked(name, summary.lists)} {summary.headlines[name]:,}"
        for name in MARKS
        if summary.headlines.get(name)
    )
    say(
        console,
        f"\n{summary.transactions:,} transactions from {summary.rows_in:,} rows "
        f"({summary.rows_out:,} screened, {summary.rows_refused:,} refused) "
        f"in {summary.seconds:,.1f} s",
    )
    say(console, counts or "nothing was screened")
    _print_missing(console, summary)
    print_lists(console, summary.lists)
    print_refusals(console, summary)
    for note in summary.notes[:NOTES]:
        say(console, f"  [dim]note: {escape(note)}[/]")
    if (left := len(summary.notes) - NOTES) > 0:
        say(console, f"  [dim]… and {plural(left, 'more note')} (in the report)[/]")
    end = end or f"exit code {summary.exit_code}"
    say(console, f"[dim]run {summary.run}, {end}[/]")


def _print_missing(console: Console, summary: RunSummary) -> None:
    """Print what was not screened, the most frequent first, and how many reasons are left out."""
    reasons = sorted(summary.missing.items(), key=lambda item: -item[1])
    for text, count in reasons[:REASONS]:
        say(console, f"  [cyan]not screened[/] in {count:,}: {escape(text)}")
    if (left := len(reasons) - REASONS) > 0:
        more = plural(left, "more reason")
        say(console, f"  … and {more} (in the report and the outputs)")


def plural(number: int, word: str) -> str:
    """Give a number with its word.

    Example:
        >>> plural(1, "more reason"), plural(1200, "more reason")
        ('1 more reason', '1,200 more reasons')
    """
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def print_refusals(console: Console, summary: RunSummary) -> None:
    """Print which rows were refused and what to do, and where the input was cut short."""
    rows = [refusal for refusal in summary.refusals if not refusal.fatal]
    for refusal in rows[:10]:
        say(console, f"  [red]refused[/] {refused(refusal)}")
    if summary.rows_refused > 10:
        say(console, f"  … and {summary.rows_refused - 10:,} more refused")
    for refusal in summary.refusals:
        if refusal.fatal:
            say(console, f"  [red]cut short[/] {refused(refusal)}")
            say(
                console,
                "  nothing after this place was read: the answer is for what stands before",
            )


def print_lists(console: Console, states: Iterable[ListState]) -> None:
    """Print which list versions an answer rests on."""
    for state in states:
        style = STATES.get(state.state, "green")
        why = f": {state.why}" if state.why else ""
        name = escape(state.snapshot or state.list)
        say(console, f"  list {name} [{style}]{state.state}[/]{escape(why)}")


def print_matches(
    console: Console, matches: Iterable[Match], findings: Iterable[Finding] = ()
) -> None:
    """Print the listings that one party resembles, with the reasons.

    Args:
        console: Where to.
        matches: The listings, the best first.
        findings: Those of the party's decision: where one is on the listing, its sources are
            given in its order, that of the deciding act first.
    """
    decided = {finding.listing: finding for finding in findings if finding.listing}
    for match in matches:
        listing = match.listing
        say(
            console,
            f"  [bold]{two_digits(match.score)}[/]  {escape(match.caption)}  "
            f"[dim]{escape(match.list)}: {escape(match.id)} · {escape(str(listing.effect))}[/]",
        )
        say(console, f"        [dim]{escape(listed_words(listing))}[/]")
        _print_words(console, match)
        for row in compared(match.comparison):
            sides = f"“{row.ours or '–'}” / listed “{row.theirs or '–'}”"
            say(console, f"        {escape(f'{row.part}: {sides}: {row.says}')}")
        finding = decided.get(match.id)
        _print_sources(console, finding.citations if finding else listing.citations)


def _print_sources(console: Console, citations: Sequence[Citation]) -> None:
    """Print where a listing stands, and how many sources are left out."""
    for citation, purpose in in_reading_order(citations)[:SOURCES]:
        marks = " (second-hand)" if citation.second_hand else ""
        marks += "" if citation.verified else " (unverified)"
        words = ", ".join(p for p in (citation.issuer, citation.title, citation.date) if p)
        label = purpose or "source"
        say(console, f"        [dim]{label}: {escape(words)}{marks} {escape(citation.url)}[/]")
    if (left := len(citations) - SOURCES) > 0:
        say(console, f"        [dim]… and {plural(left, 'more source')} (with --json)[/]")


def _print_words(console: Console, match: Match) -> None:
    """Print the words of two names above each other, where they differ."""
    words = word_by_word(match.comparison)
    if not words:
        return
    table = Table.grid(padding=(0, 2))
    for at in range(len(words) + 1):
        table.add_column(no_wrap=True, style="dim" if not at else "")
    table.add_row("        yours", *(escape(word.ours or "–") for word in words))
    table.add_row("        listed", *(escape(word.theirs or "–") for word in words))
    table.add_row("", *("" if word.says == "same" else f"[yellow]{word.says}[/]" for word in words))
    console.print(table)
