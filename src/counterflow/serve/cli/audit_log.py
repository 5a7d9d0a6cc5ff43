"""``counterflow audit verify``, ``export``, ``head`` and ``log``."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from counterflow.core.settings import Settings
from counterflow.recording import open_archive
from counterflow.serve.cli.list_forms import Form, form_of, form_options, print_table
from counterflow.serve.cli.records_options import as_option, records_settings, store_option
from counterflow.serve.cli.terminal import Talk, escape, open_console, say
from counterflow.storage.archive.exporting import export as write_export
from counterflow.storage.archive.verifying import Verified, verify_file, verify_store
from counterflow.storage.audit.log import last_entry, read_entries
from counterflow.storage.audit.signing import ACTOR, read_heads


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--log-only", is_flag=True, help="Of a store: the log alone, no decisions.")
@form_options
@store_option
def verify(
    file: Path | None, *, log_only: bool, as_json: bool, as_ndjson: bool, store: str | None
) -> int:
    """Verify an export or a proof without the store; without a FILE, the store itself.

    The first bad entry is named, and what is wrong with it; the exit code is 7 then.

    \b
    Examples:
      counterflow audit verify log.audit
      counterflow audit verify --store backup
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    if file is not None:
        return _tell(form, verify_file(file))
    talk = Talk()
    with open_archive(records_settings(store), write=False) as archive:
        with archive.records.reading() as connection:
            total = sum(part.rows for part in archive.parts(connection))
        with talk.bar(total, "verifying decisions") as advance:
            found = verify_store(archive, with_decisions=not log_only, progress=advance)
    return _tell(form, found)


def _tell(form: Form, found: Verified) -> int:
    if form.machine:
        form.put("verified", [msgspec.to_builtins(found)])
        return 0
    console = open_console()
    say(console, f"{found.entries:,} entries hold, to {found.last}, hash {found.last_hash}")
    unsigned = found.last - found.signed
    rest = f"; {unsigned:,} after the last one are not signed yet" if unsigned else ""
    say(console, f"{found.heads:,} signed heads hold{rest}")
    for key in found.keys:
        say(console, f"signed by the key {key}: compare it with the one that you noted")
    purged = f", {found.purged:,} of them purged (hashes only)" if found.purged else ""
    say(console, f"{found.decisions:,} decisions hold, each against its root{purged}")
    return 0


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with", "decisions", metavar="DECISION", multiple=True,
              help="A decision to put in with its proof; may be given several times.")  # fmt: skip
@as_option
@store_option
def export(file: Path, *, decisions: tuple[str, ...], person: str | None, store: str | None) -> int:
    """Write the whole log to one file that anybody can verify.

    Its head is signed, and the log notes that it was exported. No file is overwritten.
    docs/audit.md says how to verify it without this program.

    \b
    Example:
      counterflow audit export log.audit --with 42.17 --as "Ann Lee"
    """
    if file.exists():
        raise click.UsageError(f"{file} is there already; nothing is overwritten: it may be proof")
    settings = records_settings(store, person)
    with open_archive(settings, write=True) as archive:
        count = write_export(archive, file, decisions=decisions, actor=_actor(settings))
    say(open_console(talk=True), escape(f"written: {file}, {count:,} entries"))
    return 0


def _actor(settings: Settings) -> str:
    return settings.person or ACTOR


@click.command()
@form_options
@store_option
def head(*, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """Show the last entry and its signature, to note them elsewhere.

    What is noted outside shows later that nothing was taken out at the end of the log.

    \b
    Example:
      counterflow audit head
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    with (
        open_archive(records_settings(store), write=False) as archive,
        archive.records.reading() as connection,
    ):
        last, heads = last_entry(connection), read_heads(connection)
    rows = [msgspec.to_builtins(one) for one in heads[-1:]]
    told = {"seq": last.seq, "at": last.at, "hash": last.hash} if last else None
    if form.machine:
        form.put("heads", rows, last=told)
        return 0
    console = open_console()
    say(console, f"last entry: {last.seq}, {last.at}, {last.hash}" if last else "the log is empty")
    for one in heads[-1:]:
        say(console, f"last signed: {one.seq}, {one.at}, key {one.key}")
    return 0


@click.command("log")
@click.option("--kind", default="", help="Only entries of this kind, as people or case.note.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="At most.")
@form_options
@store_option
def log(*, kind: str, limit: int, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """Show entries of the log, the newest first.

    \b
    Example:
      counterflow audit log --kind people
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    with (
        open_archive(records_settings(store), write=False) as archive,
        archive.records.reading() as connection,
    ):
        entries = read_entries(connection, kind=kind, newest_first=True)
        found = [entry for _, entry in zip(range(limit), entries, strict=False)]
    if form.machine:
        rows = [
            {**msgspec.to_builtins(one), "facts": msgspec.json.decode(one.facts)} for one in found
        ]
        form.put("entries", rows)
        return 0
    print_table(
        ("entry", "at", "who", "what", "facts"),
        [(str(one.seq), one.at[:19], one.actor, one.kind, one.facts) for one in found],
    )
    return 0
