"""Open the lists of a store for the commands that show or change them."""

from __future__ import annotations

import datetime as dt

import click

from counterflow.core.days import as_day
from counterflow.core.errors import InputError
from counterflow.core.settings import read_settings
from counterflow.engine import Engine
from counterflow.serve.cli.talk import Talk

store_option = click.option("--store", metavar="DIR", help="Folder of lists and runs.")
as_of_option = click.option("--as-of", metavar="YYYY-MM-DD", help="As the lists stood on that day.")


def open_lists(store: str | None, as_of: dt.date | None = None) -> Engine:
    """Open an engine over a store.

    Args:
        store: The folder; the user's own if ``None``.
        as_of: The day; today if ``None``.
    """
    return Engine(read_settings({"store": store}), as_of=as_of, talk=Talk())


def day_asked(as_of: str | None) -> dt.date | None:
    """Read the day of ``--as-of``.

    Args:
        as_of: As given; ``None`` for today.

    Raises:
        UsageError: It is no day, or lies in the future.
    """
    try:
        return as_day(as_of)
    except InputError as fault:
        told = "; ".join(filter(None, [fault.what, fault.why, fault.remedy]))
        raise click.UsageError(f"--as-of: {told}") from fault
