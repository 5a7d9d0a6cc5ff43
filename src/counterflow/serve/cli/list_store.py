"""Open the lists of a store for the commands that show or change them."""

from __future__ import annotations

import datetime as dt

import click

from counterflow.core.settings import read_settings
from counterflow.engine import Engine
from counterflow.serve.cli.terminal import Talk

store_option = click.option("--store", metavar="DIR", help="Folder of lists and runs.")


def open_lists(store: str | None, as_of: dt.date | None = None) -> Engine:
    """Open an engine over a store.

    Args:
        store: The folder; the user's own if ``None``.
        as_of: The day; today if ``None``.
    """
    return Engine(read_settings({"store": store}), as_of=as_of, talk=Talk())
