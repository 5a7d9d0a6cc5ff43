"""``counterflow read``: public reports into a ledger of who says what."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import click
import msgspec
from rich.table import Table

from counterflow.core.assertions import Ledger
from counterflow.core.errors import ReportError
from counterflow.core.settings import Settings, read_settings
from counterflow.evidence.claims.acceptance import retell_accepted
from counterflow.evidence.claims.store import KeptReading, keep_each, kept_reports, ledger_of
from counterflow.evidence.online.extractor import open_extractor
from counterflow.evidence.online.fetching import Fetcher
from counterflow.report_run import Extract, Fetch, Tally, read_each
from counterflow.serve.cli.faults import print_fault
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.reading_bar import following
from counterflow.serve.cli.terminal import escape, open_console, plural, say

OF_EACH = ("assertions", "entities", "speakers", "reports", "extracted")
PARTS = (
    *("assertions", "claims", "relations", "origins", "entities", "flows"),
    *("speakers", "reports", "reprints", "appraisals", "extracted"),
)
TOGETHER = 200
"""Reports up to which all that is printed knows of each other; of more, each is printed as read."""
_TOLD = 3


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--part",
    type=click.Choice(PARTS),
    default="assertions",
    show_default=True,
    help="Which part of the ledger to print, one record a line.",
)
@click.option("--json", "as_json", is_flag=True, help="The whole ledger as one JSON document.")
@click.option("--no-keep", is_flag=True, help="Print only; keep nothing in the store.")
@click.option(
    "--resume", is_flag=True, help="Leave out reports that are kept in the store already."
)
@click.option("--fetch", is_flag=True, help="Fetch addresses, from hosts in report_hosts only.")
@click.option("--extract", is_flag=True, help="Ask the model at report_extractor too.")
@store_option
def read(
    files: tuple[str, ...],
    *,
    part: str,
    as_json: bool,
    no_keep: bool,
    resume: bool,
    fetch: bool,
    extract: bool,
    store: str | None,
) -> int:
    """Read public reports: who says what, on what authority, and who denies it.

    Files may be text, HTML, PDF, DOCX, mail or JSON lines, or folders of them. On a terminal a
    table is shown; piped, one JSON record per line. What was read is kept in the store (spans and
    hashes, no text); see it all together with: counterflow claims ls. Nothing is fetched unless
    --fetch is given and the host stands in the setting report_hosts. No language model is asked
    unless --extract is given; what it says is kept apart (--part extracted). What cannot be read,
    or only in part, is named on stderr; the exit code is 1 where a report was refused, 5 where one
    was read in part, else 0.

    \b
    Examples:
      counterflow read statement.txt article.pdf
      counterflow read reports/ --part origins
      counterflow read archive/ --part reports --resume
      counterflow read reports/ --no-keep --json > ledger.json
    """
    settings = read_settings({"store": store})
    intake = _Intake(settings, keep=not no_keep, resume=resume)
    with ExitStack() as until:
        fetching = _fetcher(settings, until, keep=not no_keep) if fetch else None
        found = intake.readings(files, fetching, _extractor(settings) if extract else None)
        readings = until.enter_context(following(found, intake.tally))
        _print_all(readings, part, intake, as_json=as_json)
    return intake.tell()


def _fetcher(settings: Settings, until: ExitStack, *, keep: bool) -> Fetch:
    if keep:
        return Fetcher(settings.store_path, settings.hosts).fetch
    room = until.enter_context(tempfile.TemporaryDirectory(prefix="counterflow-"))
    return Fetcher(Path(room), settings.hosts).fetch


def _extractor(settings: Settings) -> Extract:
    extractor = open_extractor(
        settings.report_extractor, settings.report_model, settings.report_key_file
    )
    say(open_console(talk=True), f"asked too: {escape(extractor.name)}")
    return extractor.extract


class _Intake:
    """What goes into the store, and what there is to say of it at the end."""

    def __init__(self, settings: Settings, *, keep: bool, resume: bool) -> None:
        self._store = settings.store_path
        self._keep = keep
        self._known = kept_reports(self._store) if resume else frozenset()
        self.tally = Tally()
        self.ledger: Ledger | None = None
        self.reports = self.assertions = self.refused = self.new = 0
        self.partly = 0

    def readings(
        self, files: Iterable[str], fetch: Fetch | None, extract: Extract | None
    ) -> Iterator[KeptReading]:
        """Read, keep and count."""
        found: Iterator[KeptReading] = read_each(
            list(files),
            refused=self._refuse,
            fetch=fetch,
            extract=extract,
            known=self._known,
            tally=self.tally,
        )
        if self._keep:
            found = keep_each(self._store, found, self._kept)
        for one in found:
            self.reports += 1
            self.assertions += len(one.assertions)
            if one.report.missing:
                self.partly += 1
                _tell_missing(one)
            yield one

    def _refuse(self, fault: ReportError) -> None:
        self.refused += 1
        print_fault(fault)

    def _kept(self, new: int) -> None:
        self.new += new

    def tell(self) -> int:
        """Say what came of it all; the exit code."""
        talk = open_console(talk=True)
        if self._keep:
            # A denial of an accepted claim may be among them, or was in a run that broke off.
            retell_accepted(self._store)
            say(talk, f"{plural(self.new, 'new report')} kept")
        told = [plural(self.reports, "report"), plural(self.assertions, "assertion")]
        if self.ledger is not None:
            voices = len({one.speaker for one in self.ledger.origins})
            told += [plural(len(self.ledger.claims), "claim"), plural(voices, "voice")]
        left = {
            "read in part": self.partly,
            "refused": self.refused,
            "given twice": self.tally.again,
            "kept before and left out": self.tally.known,
            "hidden and left out": self.tally.hidden,
        }
        told += [f"{count:,} {what}" for what, count in left.items() if count]
        say(talk, ", ".join(told))
        if self.ledger is None and self.reports:
            say(talk, "claims are put together from the store: counterflow claims ls")
        return 1 if self.refused else 5 if self.partly else 0


def _tell_missing(one: KeptReading) -> None:
    report = one.report
    shown = [*report.missing[:_TOLD]]
    if (more := len(report.missing) - _TOLD) > 0:
        shown.append(f"and {more:,} more (--part reports)")
    say(
        open_console(talk=True),
        f"read in part: {escape(report.name or report.id)}: {escape('; '.join(shown))}",
    )


def _print_all(
    readings: Iterator[KeptReading], part: str, intake: _Intake, *, as_json: bool
) -> None:
    """Print readings: together where they are few or asked for as a whole, else one by one."""
    held: list[KeptReading] = []
    for one in readings:
        held.append(one)
        if len(held) > TOGETHER and part in OF_EACH and not as_json:
            break
    else:
        intake.ledger = ledger_of(held)
        _print(intake.ledger, part, as_json=as_json)
        return
    write = _writer(part)
    for one in held:
        write(one)
    held.clear()
    for one in readings:
        write(one)
    sys.stdout.flush()


def _writer(part: str) -> Callable[[KeptReading], None]:
    def write(one: KeptReading) -> None:
        for record in (one.report,) if part == "reports" else getattr(one, part):
            sys.stdout.buffer.write(msgspec.json.encode(record) + b"\n")

    return write


def _print(ledger: Ledger, part: str, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(ledger) + b"\n")
    elif sys.stdout.isatty() and part == "assertions":
        _print_table(ledger)
    else:
        for record in getattr(ledger, part):
            sys.stdout.buffer.write(msgspec.json.encode(record) + b"\n")
    sys.stdout.flush()


def _print_table(ledger: Ledger) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("speaker", ratio=2)
    table.add_column("stance", width=11)
    table.add_column("what is said", ratio=6)
    table.add_column("when", ratio=2)
    for one in ledger.assertions:
        table.add_row(escape(one.speaker), one.stance, escape(one.text), one.period)
    open_console().print(table)
