"""Open cases of a run, list and show them, count figures, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import click
import msgspec

from counterflow.core.errors import CaseError, InputError
from counterflow.core.model.decisions import Decision
from counterflow.core.settings import Settings
from counterflow.recording import decisions_of_run, open_records_of
from counterflow.review.cases.case import Alert, Case, CaseFile, Signed
from counterflow.review.cases.figures import figures as count_figures
from counterflow.review.cases.opening import alerts_of_pair, open_cases
from counterflow.review.cases.policy import load_review_policy
from counterflow.review.cases.reading import list_cases, read_case
from counterflow.review.cases.states import CaseState
from counterflow.serve.cli.cases_options import writing
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.records_options import (
    as_option,
    records_settings,
    store_option,
)
from counterflow.serve.cli.talk import Talk
from counterflow.serve.cli.terminal import escape, open_console, plural, say


@click.command("open")
@click.option("--run", metavar="RUN", help="A run whose decisions are kept in the store.")
@click.option("--from", "source", metavar="FILE", help="Decisions as screen writes them (NDJSON).")
@as_option
@store_option
def open_(
    *, run: str | None, source: str | None, person: str | None, store: str | None
) -> int:  # fmt: skip
    """Make cases of the alerts of a run, or of a file of decisions.

    One alert for each finding of review or more, one case for each transaction. The same decisions
    twice change nothing. An alert that is found again with other evidence reopens its case; none is
    ever closed in this way.

    \b
    Examples:
      counterflow screen orders.csv --kind order --record -o outcomes.xlsx
      counterflow cases open --run 20261121T080000-a1b2c3 --as Ann
      counterflow cases open --from outcomes.ndjson --as Ann
    """
    if (run is None) == (source is None):
        raise click.UsageError(
            "give either --run or --from; `counterflow audit find` names the runs that are kept"
        )
    with writing(store, person) as (records, actor):
        settings = records_settings(store)
        found: Iterable[Decision]
        if run is not None:
            found = chain(decisions_of_run(settings, run), _not_written(settings, run))
        else:
            found = _decisions_in(Path(str(source)))
        name = run or Path(str(source)).name
        with Talk().bar(None, "opening cases") as advance:
            counted = _Counted(found, advance)
            told = open_cases(records, counted, actor=actor, run=name)
    if not counted.seen:
        raise CaseError(
            f"no decision of {name} is here",
            why="a run keeps its decisions in its output, and in the store with screen --record",
            remedy="counterflow cases open --from FILE.ndjson, or screen again with --record",
        )
    talk = open_console(talk=True)
    say(talk, f"{plural(len(told.opened), 'case')} opened, {len(told.reopened)} reopened, "
        f"{len(told.changed)} changed, {len(told.same)} as before; "
        f"{plural(told.alerts, 'new alert')}")  # fmt: skip
    return 0


def _not_written(settings: Settings, run: str) -> Iterator[Decision]:
    """Give the decisions of a run that was screened without an output."""
    from counterflow.engine import Engine

    yield from Engine(settings).decisions(run)


class _Counted:
    """Count decisions while they are read, and say so on the bar."""

    def __init__(self, found: Iterable[Decision], advance: Callable[[int], None] | None) -> None:
        self._found, self._advance = found, advance
        self.seen = 0

    def __iter__(self) -> Iterator[Decision]:
        for one in self._found:
            self.seen += 1
            yield one
            if self._advance is not None:
                self._advance(1)


def _decisions_in(path: Path) -> Iterator[Decision]:
    """Read decisions as ``screen`` writes them.

    Raises:
        InputError: the file cannot be read, or a line is no decision.
    """
    decoder = msgspec.json.Decoder(Decision)
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield decoder.decode(line)
                except msgspec.DecodeError as fault:
                    raise InputError(
                        f"no decision: {fault}", where=f"{path}, line {number}",
                        why="an alert of it would be missing",
                        remedy="give NDJSON as counterflow screen -o FILE.ndjson writes it",
                    ) from fault  # fmt: skip
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror}", where=str(path)) from fault


@click.command()
@click.option(
    "--state", "states", type=click.Choice([state.value for state in CaseState]), multiple=True,
    help="Only these; all that are not decided if left out.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Decided ones too.")
@click.option("--of", "assignee", default="", metavar="NAME", help="Of this person; - for nobody.")
@click.option("--role", default="", metavar="ROLE", help="Escalated to this role.")
@form_options
@store_option
def ls(
    *,
    states: tuple[str, ...],
    everything: bool,
    assignee: str,
    role: str,
    store: str | None,
    **asked: bool,
) -> int:
    """List cases, those that press most first.

    The strongest outcome comes first, then what was escalated, then what is due first.

    \b
    Examples:
      counterflow cases ls
      counterflow cases ls --state "waiting for approval" --json
      counterflow cases ls --of -
    """
    form = form_of(**asked)
    wanted = [CaseState(state) for state in states] or (
        [] if everything else [state for state in CaseState if state is not CaseState.DECIDED]
    )
    with (
        open_records_of(records_settings(store), write=False) as records,
        records.reading() as connection,
    ):
        found = list_cases(connection, states=wanted, assignee=assignee, role=role)
    if form.machine:
        form.put("cases", [msgspec.to_builtins(one) for one in found])
        return 0
    headings = ("case", "outcome", "state", "due", "who", "role", "of", "subject")
    print_table(headings, map(_row, found))
    return 0


def _row(case: Case) -> tuple[str, ...]:
    return (
        case.id, case.outcome.value, case.state.value, _minute(case.due_at), case.assignee or "–",
        case.role or "–", case.paper_kind or case.kind, case.subject,
    )  # fmt: skip


@click.command()
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="As one JSON document.")
@store_option
def show(case: str, *, as_json: bool, store: str | None) -> int:
    """Show one case whole: alerts, decisions, answers, files, history.

    CASE is its id, or the id of its transaction.

    \b
    Examples:
      counterflow cases show A-17
      counterflow cases show case-6f26c81c279f --json
    """
    with (
        open_records_of(records_settings(store), write=False) as records,
        records.reading() as connection,
    ):
        file = read_case(connection, case)
        pairs = {one.id: alerts_of_pair(connection, one) for one in file.alerts}
    if as_json:
        click.echo(msgspec.json.encode(document_of(file)).decode())
        return 0
    _tell(file, pairs)
    return 0


def document_of(file: CaseFile) -> dict[str, Any]:
    """Give a case as one JSON document; a finding stands in it as an object."""
    document: dict[str, Any] = msgspec.to_builtins(file)
    for alert in document["alerts"]:
        alert["finding"] = msgspec.json.decode(alert["finding"])
        alert["record"] = msgspec.json.decode(alert["record"]) if alert["record"] else None
    return {**document, "released": file.released}


def _tell(file: CaseFile, pairs: dict[str, list[tuple[str, str]]]) -> None:
    console, case = open_console(), file.case
    ends = f"decided {_minute(case.closed_at)}" if case.closed_at else f"due {_minute(case.due_at)}"
    say(console, escape(f"{case.id}  {case.paper_kind or case.kind} {case.subject}"))
    say(console, escape(f"  {case.outcome}: {case.state}, version {case.version}, {ends}, "
                        f"{case.assignee or 'nobody'}"))  # fmt: skip
    if case.role:
        say(console, escape(f"  escalated to {case.role} on {_minute(case.escalated_at)}"))
    for alert in file.alerts:
        _tell_alert(alert, pairs[alert.id])
    for one in file.verdicts:
        say(console, escape(f"  verdict: {_signed(one)}"))
    for said in file.answers:
        say(console, escape(f"  {said.flag}: {said.answer} ({said.actor}, {said.at[:10]})"))
    for file_of in file.attachments:
        say(console, escape(f"  file {file_of.name}, {file_of.size:,} bytes, SHA-256 "
                            f"{file_of.sha256} ({file_of.actor}, {file_of.at[:10]})"))  # fmt: skip
    say(console, "  history:")
    for event in file.events:
        say(console, escape(f"    {event.version:>3}  {event.told}"))


def _tell_alert(alert: Alert, pairs: list[tuple[str, str]]) -> None:
    console = open_console()
    said = alert.disposition or alert.state.value
    head = f"  {alert.id.rpartition('.')[2]}. {alert.outcome}, {said}: {alert.subject}"
    say(console, escape(f"{head} ({alert.rule}): {alert.summary}"))
    for one in alert.decided:
        say(console, escape(f"       {_signed(one)}"))
    for other, disposition in pairs:
        say(console, escape(f"       the same two records: {other}, {disposition or 'open'}"))


def _signed(one: Signed) -> str:
    words = f", {one.words}" if one.words else ""
    second = f"; {one.state} by {one.approver} {_minute(one.settled_at)}" if one.approver else ""
    said = "" if one.approver else f"; {one.state}"
    return f"{one.says}: {one.reason}{words} ({one.author} {_minute(one.at)}{second}{said})"


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")


@click.command()
@form_options
def reasons(**asked: bool) -> int:
    """List the reason codes, and what each may be given for.

    \b
    Example:
      counterflow cases reasons --json
    """
    form = form_of(**asked)
    rows: list[dict[str, Any]] = [
        {"code": one.code, "says": one.says, "for": sorted(one.subjects),
         "demands_words": one.demands_words}
        for one in load_review_policy().reasons.values()
    ]  # fmt: skip
    if form.machine:
        form.put("reasons", rows)
        return 0
    print_table(
        ("code", "for", "own words", "says"),
        [
            (str(row["code"]), ", ".join(row["for"]), "needed" if row["demands_words"] else "–",
             str(row["says"]))
            for row in rows
        ],
    )  # fmt: skip
    return 0


@click.command()
@store_option
def figures(*, store: str | None) -> int:
    """Count volumes, match rate, ages, clock, backlog, overrides.

    One JSON object, for a manager's page. Ages are hours of the clock to now; freshness of lists
    and recall stand in doctor and tune.

    \b
    Example:
      counterflow cases figures
    """
    with (
        open_records_of(records_settings(store), write=False) as records,
        records.reading() as connection,
    ):
        click.echo(msgspec.json.format(msgspec.json.encode(count_figures(connection))).decode())
    return 0


@click.command()
@click.argument("case", required=False)
@click.option("--files", "folder", metavar="DIR", help="Write attached files there too.")
@store_option
def export(case: str | None, *, folder: str | None, store: str | None) -> int:
    """Write cases whole as JSON, with the hashes of attached files.

    One CASE, or all of them, one a line, on standard output. Files go by their hash.

    \b
    Examples:
      counterflow cases export A-17 > A-17.json
      counterflow cases export --files papers > cases.ndjson
    """
    from counterflow.review.cases.working import content_of

    with (
        open_records_of(records_settings(store), write=False) as records,
        records.reading() as connection,
    ):
        ids = [case] if case is not None else [one.id for one in list_cases(connection)]
        for one in ids:
            file = read_case(connection, one)
            click.echo(msgspec.json.encode(document_of(file)).decode())
            for attached in file.attachments if folder is not None else ():
                _write(Path(str(folder)), attached.sha256, content_of(connection, attached.sha256))
    return 0


def _write(folder: Path, name: str, data: bytes) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    except OSError as fault:
        raise CaseError(f"cannot be written: {fault.strerror}", where=str(folder)) from fault
