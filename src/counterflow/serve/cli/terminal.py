"""What a person sees on a terminal: the table of outcomes, the summary, the lists in use."""

from __future__ import annotations

import heapq
import sys
import unicodedata
from collections.abc import Iterable

from rich import markup
from rich.console import Console
from rich.table import Table

from counterflow.core.model import Decision, ListState, Match, Outcome, Refusal, RunSummary

MARKS = {"stop": "■", "hold": "▲", "review": "●", "no match found": "○", "not fully screened": "◌"}
"""A mark beside each headline, so that colour is never the only sign."""
STYLES = {
    "stop": "bold white on red", "hold": "bold red", "review": "yellow", "no match found": "green",
    "not fully screened": "cyan",
}  # fmt: skip
SHOWN = 40
WIDE = 1000
"""Columns of a table that goes to a file or a pipe, where nothing needs to be cut."""


def open_console(*, talk: bool = False, quiet: bool = False) -> Console:
    """Open the console for answers (stdout) or for talk (stderr).

    Texts are those of strangers: no ":smile:" in them becomes a picture, no number is coloured.
    """
    stream = sys.stderr if talk else sys.stdout
    width = None if stream.isatty() else WIDE
    return Console(stderr=talk, quiet=quiet, highlight=False, emoji=False, width=width)


def say(console: Console, text: str) -> None:
    """Print one line, never broken in its middle: logs are searched line by line."""
    console.print(text, soft_wrap=True)


def escape(text: str) -> str:
    """Give a text of strangers so that it cannot steer the terminal or our markup.

    Threat: a name with an escape sequence that hides or rewrites the outcome beside it.

    Example:
        >>> escape("Ac" + chr(27) + "me"), escape("[red]") == chr(92) + "[red]"
        ('Ac�me', True)
    """
    return markup.escape(harmless(text))


def harmless(text: str) -> str:
    """Put a mark in place of control characters and of those that turn the writing round.

    Example:
        >>> harmless("a" + chr(0x202E) + "b")
        'a�b'
    """
    if text.isprintable():
        return text
    return "".join("�" if _steers(letter) else letter for letter in text)


def _steers(letter: str) -> bool:
    kind = unicodedata.category(letter)
    bidi = unicodedata.bidirectional(letter)
    return kind == "Cc" or bidi in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def marked(headline: str) -> str:
    """Give a headline with its mark and colour."""
    style = STYLES.get(headline, "")
    return f"[{style}]{MARKS.get(headline, ' ')} {headline}[/]" if style else headline


def print_decisions(console: Console, decisions: Iterable[Decision], *, shown: int = SHOWN) -> None:
    """Print the strongest decisions as a table; the rest is counted in the summary."""
    picked = heapq.nsmallest(
        shown,
        (
            (-decision.outcome.strength, number, decision)
            for number, decision in enumerate(decisions)
            if decision.outcome is not Outcome.NO_MATCH
        ),
    )
    if not picked:
        return
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("transaction", no_wrap=True, max_width=24)
    table.add_column("outcome", no_wrap=True)
    table.add_column("about", max_width=20)
    table.add_column("why", ratio=1)
    for _, _, decision in picked:
        first = decision.findings[0]
        more = sum(1 for f in decision.findings if f.outcome is not Outcome.NO_MATCH) - 1
        rest = f" [dim](+{more} more)[/]" if more else ""
        score = f" [{first.score:.2f}]" if first.score is not None else ""
        ours = f"“{_short(first.ours, 60)}”: " if first.ours else ""
        table.add_row(
            escape(_short(decision.id, 24)),
            marked(decision.headline),
            escape(first.subject),
            escape(f"{ours}{_short(first.summary, 150)}{score}") + rest,
        )
    console.print(table)


def print_summary(console: Console, summary: RunSummary) -> None:
    """Print counts, coverage, lists, refused rows and time."""
    counts = "  ".join(
        f"{marked(name)} {summary.headlines[name]:,}"
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
    for text, count in sorted(summary.missing.items(), key=lambda item: -item[1])[:6]:
        say(console, f"  [cyan]not screened[/] in {count:,}: {escape(text)}")
    print_lists(console, summary.lists)
    print_refusals(console, summary)
    for note in summary.notes[:8]:
        say(console, f"  [dim]note: {escape(note)}[/]")
    say(console, f"[dim]run {summary.run}, exit code {summary.exit_code}[/]")


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
        style = {"stale": "yellow", "refused": "red", "example": "cyan"}.get(state.state, "green")
        why = f": {state.why}" if state.why else ""
        say(console, f"  list {escape(state.snapshot)} [{style}]{state.state}[/]{escape(why)}")


def print_matches(console: Console, matches: Iterable[Match]) -> None:
    """Print the listings that one party resembles, with the reasons."""
    for match in matches:
        listing = match.listing
        say(
            console,
            f"[bold]{match.score:.2f}[/]  {escape(match.caption)}  "
            f"[dim]{escape(match.id)} · {escape(str(listing.effect))}[/]",
        )
        say(console, f"      {escape(match.comparison.explanation)}")
        for citation in listing.citations[:3]:
            marks = " (second-hand)" if citation.second_hand else ""
            marks += "" if citation.verified else " (unverified)"
            words = ", ".join(p for p in (citation.issuer, citation.title, citation.date) if p)
            say(console, f"      [dim]{escape(words)}{marks} {escape(citation.url)}[/]")


def refused(refusal: Refusal) -> str:
    """Say where a refused row stands, what is wrong with it and what to do."""
    remedy = f" Do: {refusal.remedy.rstrip('.')}." if refusal.remedy else ""
    return escape(f"{where(refusal)}: {refusal.what}.{remedy}")


def where(refusal: Refusal) -> str:
    """Say where a refused row stands."""
    parts = [refusal.file]
    if refusal.line:
        parts.append(f"line {refusal.line}")
    elif refusal.row:
        parts.append(f"row {refusal.row}")
    if refusal.column:
        parts.append(f"column “{refusal.column}”")
    return ", ".join(part for part in parts if part)


def _short(text: str, limit: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
