"""Options of the commands that read or change the records: where they are, and who acts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from counterflow.core.settings import Settings, read_settings

if TYPE_CHECKING:
    from counterflow.storage.database.records import Records

store_option = click.option("--store", metavar="DIR", help="Folder of lists, runs and records.")
as_option = click.option(
    "--as",
    "person",
    metavar="NAME",
    help="Who acts; COUNTERFLOW_PERSON if left out. On one machine this is a statement and no "
    "proof.",
)


def records_settings(store: str | None, person: str | None = None) -> Settings:
    """Read the settings that a command on the records needs.

    Args:
        store: The folder, as given; the user's own if ``None``.
        person: Who acts, as given.
    """
    return read_settings({"store": store, "person": person})


def open_records_of(settings: Settings, *, write: bool) -> Records:
    """Open the records that the settings name.

    Args:
        settings: The settings.
        write: Whether the command changes anything.
    """
    from counterflow.storage.audit.signing import open_records

    return open_records(Path(settings.store_path), settings.database, write=write)
