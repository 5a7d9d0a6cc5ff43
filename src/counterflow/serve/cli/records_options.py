"""Options of the commands that read or change the records: where they are, and who acts."""

from __future__ import annotations

import click

from counterflow.core.settings import Settings, read_settings

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
