"""``counterflow lists import``: bring a list, or its whole past, into the store."""

from __future__ import annotations

from pathlib import Path

import click

from counterflow.core.errors import GuardError
from counterflow.core.model import Snapshot
from counterflow.engine import Engine
from counterflow.serve.cli.list_store import open_lists, store_option
from counterflow.serve.cli.terminal import Talk, escape, open_console, refused, say
from counterflow.watch.lists.history import Step, import_history, past_versions
from counterflow.watch.lists.keeping import Imported
from counterflow.watch.sources.reading import READERS

FORMATS = tuple(reader.format for reader in READERS)


@click.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, path_type=Path),
)
@click.option("--as", "name", required=True, metavar="NAME", help="Name: letters, digits, _.")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), metavar="FORMAT",
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
@store_option
def import_(files: tuple[Path, ...], name: str, store: str | None, **options: object) -> int:
    """Import FILE as a new version of list NAME.

    Guards look at it first: a version that is half read, shrank, or lost a programme is kept aside
    (exit code 6), and the last good one stays in use until somebody accepts the new one. With
    --history every version of the past is kept, and what guards find is written down.

    \b
    Examples:
      counterflow lists import ofac/sdn.csv --as us_ofac_sdn --published-on 2026-11-20
      counterflow lists import entities.ftm.json --as partners
      counterflow lists import sema.ftm.json --as ca_sema --official --published-on 2026-11-20
      counterflow lists import sdn_history.bundle --history --inside sdn.csv --as us_ofac_sdn
    """  # noqa: D301 - click wants a backspace character
    engine = open_lists(store)
    if options["history"]:
        return _import_past(engine, files, name, str(options["inside"]))
    imported = engine.import_list(
        list(files),
        name=name,
        format=options["format_"],
        published_on=options["published_on"],
        official=options["official"],
    )
    _tell(engine, imported)
    engine.prepare()
    return 0


def _tell(engine: Engine, imported: Imported) -> None:
    """Say what became of an import."""
    talk = open_console(talk=True)
    snapshot, account = imported.snapshot, imported.account
    say(talk, _counts(snapshot))
    for refusal in account.refusals[:20]:
        say(talk, f"  [red]refused[/] {refused(refusal)}")
    for note in account.notes:
        say(talk, f"  note: {escape(note)}")
    for state in engine.lists:
        if state.snapshot == snapshot.id and state.why:
            say(talk, f"  {state.state}: {escape(state.why)}")


def _counts(snapshot: Snapshot) -> str:
    return (
        f"{snapshot.id}: {snapshot.records:,} records, {snapshot.listings:,} listings, "
        f"{snapshot.refusals:,} refused ({snapshot.format})"
    )


def _import_past(engine: Engine, files: tuple[Path, ...], name: str, inside: str) -> int:
    """Import every version of the past; say which guards would have refused one."""
    if len(files) != 1:
        raise click.UsageError("--history takes one FILE: a folder, a repository or a bundle")
    talk = Talk()
    with past_versions(files[0], inside) as past, talk.bar(len(past)) as advance:

        def told(step: Step) -> None:
            if advance is not None:
                advance(1)
            for trip in step.trips:
                talk(f"{step.day}: a guard would have refused it: {trip}")
            if step.fault:
                talk(f"{step.day}: not kept: {step.fault}")

        steps = import_history(engine.store, past, name, progress=told)
    kept = sum(1 for step in steps if step.version)
    tripped = sum(1 for step in steps if step.trips)
    talk(
        f"{len(steps):,} versions of {name}: {kept:,} kept, {len(steps) - kept:,} not; "
        f"guards would have refused {tripped:,} of those kept"
    )
    return 0 if kept else GuardError.exit_code
