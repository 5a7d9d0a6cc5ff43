"""``counterflow lists export``: give back the publisher's own bytes of any version."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from counterflow.core.errors import ListUsageError, StoreError
from counterflow.core.model.snapshots import Snapshot
from counterflow.serve.cli.list_store import as_of_option, day_asked, open_lists, store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.lists.pieces import hash_of
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import find_version
from counterflow.watch.sources.list_file import ListFile


@click.command("export")
@click.argument("name")
@click.option("--version", metavar="ID", help="As `lists show` names it; refused ones too.")
@as_of_option
@click.option(
    "--output", "-o", "folder", required=True, metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path), help="Where the files go; made if need be.",
)  # fmt: skip
@store_option
def export(
    name: str, version: str | None, as_of: str | None, folder: Path, store: str | None
) -> int:
    """Write the publisher's files of list NAME as they were given, checked against their hash.

    Of the version in use, of the one that was in use on a day, or of the one named. What came
    compressed is written decompressed. No file is overwritten.

    \b
    Examples:
      counterflow lists export us_ofac_sdn -o evidence
      counterflow lists export us_ofac_sdn --as-of 2023-06-09 -o evidence
      counterflow lists export us_ofac_sdn --version 2024-05-04 -o evidence
    """
    if version and as_of:
        raise click.UsageError("--version and --as-of: choose one")
    kept = open_lists(store).store
    if version:
        snapshot = find_version(kept.versions(name), name, version).snapshot
    else:
        (snapshot,) = kept.current(day_asked(as_of), [name])
    for path, sha256 in write_originals(kept, snapshot, folder):
        say(open_console(), escape(f"{sha256}  {path}"))
    say(open_console(talk=True), f"[dim]{escape(snapshot.id)}: the bytes are those that came[/]")
    return 0


def write_originals(store: ListStore, snapshot: Snapshot, folder: Path) -> list[tuple[Path, str]]:
    """Write the files of a version into a folder, all of them or none.

    Args:
        store: The store.
        snapshot: The version.
        folder: Where they go.

    Returns:
        Path and SHA-256 of each file, as it stands on the disk now.

    Raises:
        ListUsageError: A file of that name is there.
        StoreError: The folder cannot be written, or what was written has another hash.
        ListError: The version is damaged.
    """
    # Names come from files of strangers: nothing of them may lead out of the folder.
    targets = {name: folder / Path(name).name for name in snapshot.files}
    for target in targets.values():
        if target.exists():
            raise ListUsageError(
                "the file is there already",
                where=str(target),
                why="nothing is overwritten: it may be evidence",
                remedy="name another folder (-o)",
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".counterflow-", dir=folder) as scratch:
            written = {name: Path(scratch, str(at)) for at, name in enumerate(targets)}
            for name, path in written.items():
                with path.open("wb") as file:
                    file.writelines(store.original(snapshot, name))
            files = [ListFile(name, path) for name, path in written.items()]
            if hash_of(files) != snapshot.sha256:
                raise StoreError(
                    f"what was written is not what was stored of {snapshot.id}",
                    where=str(folder),
                    why="the hash of the files differs",
                    remedy="run: counterflow lists verify; check the disk",
                )
            found = [(targets[file.name], file.sha256) for file in files]
            for name, path in written.items():
                path.rename(targets[name])
    except OSError as error:
        raise StoreError(
            f"the files cannot be written: {error.strerror}",
            where=str(folder),
            remedy="name another folder (-o)",
        ) from error
    return found
