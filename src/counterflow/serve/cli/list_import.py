"""``counterflow lists import``: bring a list, or its whole past, into the store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from counterflow.core.errors import GuardError, ListError
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.snapshots import Snapshot
from counterflow.engine import Engine
from counterflow.serve.cli.file_names import existing_files
from counterflow.serve.cli.list_show import told_count, word_for
from counterflow.serve.cli.list_store import open_lists, store_option
from counterflow.serve.cli.terminal import Talk, escape, open_console, refused, say
from counterflow.watch.lists.guards import new_lacks
from counterflow.watch.lists.history import Past, Step, import_history, past_versions
from counterflow.watch.lists.keeping import Imported
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import mark_of
from counterflow.watch.matching.canaries import failing_canaries
from counterflow.watch.sources.reading import READERS, gather_input

FORMATS = tuple(reader.format for reader in READERS)
SHOWN = 20
"""Refused records that an import names; the store keeps them all."""
EVERY = 25
"""Versions of a history after which a line is told where no bar can be shown."""


@click.command("import")
@existing_files
@click.option("--as", "name", required=True, metavar="NAME", help="Name: letters, digits, _.")
@click.option(
    "--format", "format", type=click.Choice(FORMATS), metavar="FORMAT",
    help="Format; recognised by content if left out.",
)  # fmt: skip
@click.option("--published-on", metavar="YYYY-MM-DD", help="Where the file itself does not say.")
@click.option(
    "--official/--private",
    "official",
    default=None,
    help="Whether a publisher stands behind it; by the format if left out (FollowTheMoney: no).",
)
@click.option("--history", is_flag=True, help="FILE is a folder of dated files or a git history.")
@click.option(
    "--inside", metavar="PATH", default="", help="Of a git history: the path of the file."
)
@click.option(
    "--no-index", is_flag=True, help="Leave the search index to the next screening (many imports)."
)
@store_option
def import_(
    files: tuple[Path, ...],
    name: str,
    store: str | None,
    *,
    history: bool,
    inside: str,
    no_index: bool,
    **asked: Any,
) -> int:
    """Import FILE as a new version of list NAME.

    FILE may be packed: gzip, or a zip that holds one file. A folder stands for the files in it,
    which make up one list (OFAC's four files); beside SDN.CSV alone, the others are looked for.

    Guards look at it first: a version that is half read, shrank, or lost a programme is kept aside
    (exit code 6), and the last good one stays in use until somebody accepts the new one. With
    --history every version of the past is kept, and what guards find is written down. A wrong
    option, day, format or mapping changes nothing in the store.

    \b
    Examples:
      counterflow lists import ofac/sdn.csv --as us_ofac_sdn --published-on 2026-11-20
      counterflow lists import partners.csv partners.toml --as house --format own_list
      counterflow lists import sema.ftm.json --as ca_sema --official --published-on 2026-11-20
      counterflow lists import sdn_history.bundle --history --inside sdn.csv --as us_ofac_sdn
    """
    if inside and not history:
        raise click.UsageError("--inside names a file of a git history: add --history")
    if history and asked["published_on"]:
        raise click.UsageError(
            "--published-on dates one version: with --history each has its own day, by its file, "
            "its name or its commit; leave it out"
        )
    engine = open_lists(store)
    if history:
        return _import_past(engine, files, name, inside, **asked)
    _import_one(engine, files, name, **asked)
    if not no_index:
        engine.prepare()
    return 0


def _import_one(engine: Engine, files: tuple[Path, ...], name: str, **asked: Any) -> None:
    _check_format(files, asked["format"])
    known = len(engine.store.log(name))
    try:
        imported = engine.import_list(list(files), name=name, **asked)
    except GuardError:
        _tell_refused(engine.store, name, known)
        raise
    _tell(engine, imported)


def _check_format(files: tuple[Path, ...], format_: str | None) -> None:
    """Refuse a format that the files are plainly not of, before anything is written down.

    A format may be named for files that no reader knows by their content (headings of one's own).
    """
    named = next((reader for reader in READERS if reader.format == format_), None)
    if named is None:
        return
    try:
        given = gather_input(files)
    except ListError:
        return  # no reader knows the files by their content: the one that was named is to try
    if given.reader.format != format_ and not any(map(named.claims, given.files)):
        raise click.UsageError(
            f"--format {format_}: {', '.join(file.name for file in given.files)} is "
            f"{given.reader.words} ({given.reader.format}); leave --format out"
        )


def _tell(engine: Engine, imported: Imported) -> None:
    """Say what became of an import."""
    talk = open_console(talk=True)
    snapshot, account = imported.snapshot, imported.account
    say(talk, escape(_counts(snapshot)))
    _tell_rows(snapshot, account.refusals)
    for note in account.notes:
        say(talk, f"  note: {escape(note)}")
    now = _in_use(engine.store, snapshot.list)
    if now and mark_of(now.id) != mark_of(snapshot.id) and not _told_use(account.notes):
        say(talk, escape(f"  note: not in use: {now.id} is, by the days that they state or a pin"))
    for state in engine.lists:
        if state.snapshot == snapshot.id and state.why:
            say(talk, f"  {state.state}: {escape(state.why)}")


def _told_use(notes: list[str]) -> bool:
    return any(note.startswith(("in use", "not in use")) for note in notes)


def _tell_refused(store: ListStore, name: str, known: int) -> None:
    """Name the records that could not be read of a version that a guard refused."""
    for event in store.log(name)[known:]:
        for version in store.versions(name):
            if event.what == "refused" and mark_of(version.snapshot.id) == mark_of(event.version):
                rows = [one for one in store.refusals(version.snapshot) if not one.fatal]
                say(open_console(talk=True), escape(_counts(version.snapshot)))
                _tell_rows(version.snapshot, rows)


def _tell_rows(snapshot: Snapshot, found: list[Refusal]) -> None:
    """Name the first records that were refused, or remarked upon, and where all of them stand."""
    talk = open_console(talk=True)
    word = word_for(snapshot, len(found))
    style = "dim" if word == "remark" else "red"
    for refusal in found[:SHOWN]:
        say(talk, f"  [{style}]{word}[/] {refused(refusal)}")
    if len(found) > SHOWN:
        which = f"{snapshot.list} --version {snapshot.id.partition('@')[2]}"
        say(talk, escape(f"  {told_count(snapshot, len(found))}; the first {SHOWN} are named"))
        say(talk, f"  all of them: counterflow lists show {which} --refusals")


def _counts(snapshot: Snapshot) -> str:
    return (
        f"{snapshot.id}: {snapshot.records:,} records, {snapshot.listings:,} listings, "
        f"{snapshot.refusals:,} refused ({snapshot.format})"
    )


def _in_use(store: ListStore, name: str) -> Snapshot | None:
    """Give the version of a list that is in use now; None where there is none."""
    if name not in store.names():
        return None
    return next(reversed(store.snapshots(name)), None)


def _tell_in_use(store: ListStore, name: str, before: Snapshot | None) -> None:
    """Say which version is in use after a history, in whose place, and what that one had more."""
    talk, now = open_console(talk=True), _in_use(store, name)
    if now is None:
        say(talk, f"in use now: no version of {escape(name)}")
        return
    replaced = before is not None and mark_of(before.id) != mark_of(now.id)
    place = f", in the place of {before.id}" if before and replaced else ""
    lacks = f"; not whole: {', '.join(now.lacks)}" if now.lacks else ""
    pin = store.pin_of(name)
    pinned = f"; pinned by {pin.who}: {pin.why}" if pin else ""
    say(talk, escape(f"in use now: {now.id}{place}{pinned}{lacks}"))
    if before and replaced and (lost := new_lacks(now.lacks, before.lacks)):
        told = f"{before.id} had more: {now.id} is without what is named: {', '.join(lost)}"
        say(talk, escape(f"  note: {told}; to keep using it: counterflow lists pin {name}"))


def _import_past(
    engine: Engine, files: tuple[Path, ...], name: str, inside: str, **asked: Any
) -> int:
    """Import every version of the past; say which guards would have refused one."""
    if len(files) != 1:
        raise click.UsageError("--history takes one FILE: a folder, a repository or a bundle")
    asked.pop("published_on")
    talk, before = Talk(), _in_use(engine.store, name)
    with past_versions(files[0], inside) as past, talk.bar(len(past)) as advance:
        told = _Teller(talk, past, advance)
        steps = import_history(
            engine.store, past, name, probe=failing_canaries, progress=told, **asked
        )
    again = sum(1 for step in steps if step.again)
    kept = sum(1 for step in steps if step.version) - again
    tripped = sum(1 for step in steps if step.trips)
    there = f"{again:,} were there already, " if again else ""
    talk(
        f"{len(steps):,} versions of {name}: {kept:,} kept, {there}"
        f"{len(steps) - kept - again:,} not; "
        f"guards would have refused {tripped:,} of those kept"
    )
    _tell_in_use(engine.store, name, before)
    return 0 if kept or again else GuardError.exit_code


class _Teller:
    """Tell how far the import of a history is, and what became of each version."""

    def __init__(self, talk: Talk, past: list[Past], advance: Any) -> None:
        self._talk, self._total, self._advance = talk, len(past), advance
        self._done = 0

    def __call__(self, step: Step) -> None:
        self._done += 1
        if self._advance is not None:
            self._advance(1)
        elif not sys.stderr.isatty() and self._done % EVERY == 0:
            self._talk(f"{self._done:,} of {self._total:,} versions, the last of {step.day}")
        for trip in step.trips:
            self._talk(f"{step.day}: a guard would have refused it: {trip}")
        if step.fault:
            self._talk(f"{step.day}: {'' if step.again else 'not kept: '}{step.fault}")
