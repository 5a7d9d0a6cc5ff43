"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from counterflow.core.errors import InputError
from counterflow.core.settings import REGIMES, read_settings
from counterflow.engine import Engine, as_day

Command = TypeVar("Command", bound=Callable[..., Any])
kind_option = click.option(
    "--kind", type=click.Choice(("order", "shipment", "payment")), help="Kind of transaction."
)
"""What the rows of a file are, where neither it nor a mapping says so."""


def engine_options(command: Command) -> Command:
    """Add the options that choose lists, day, store and nexus."""
    for option in reversed(
        (
            click.option("--store", metavar="DIR", help="Folder of lists and runs."),
            click.option("--lists", "list_names", metavar="A,B", help="Only these lists."),
            click.option(
                "--as-of",
                metavar="YYYY-MM-DD",
                help="The day asked; today if left out. It decides which versions and designations "
                "count: one listed later is a review at most. Rules are judged by the date of each "
                "transaction, or by this day where it has none.",
            ),
            click.option(
                "--nexus",
                metavar="EU,US",
                help=f"Regimes that bind you, of {', '.join(REGIMES)}. Listings of regimes that "
                "you did not declare give a review at most; those of the UN bind everybody. "
                "Left out: nothing is declared, and every listing counts.",
            ),
            click.option(
                "--licences",
                metavar="FILE",
                help="Licences that you hold (YAML); what one covers is a review.",
            ),
            click.option(
                "--threshold",
                type=float,
                help="Score from which a party is a match; 0.70 if left out.",
            ),
            click.option("--quiet", "-q", is_flag=True, help="No progress, no summary."),
        )
    ):
        command = option(command)
    return command


def open_engine(
    *,
    store: str | None,
    list_names: str | None,
    as_of: str | None,
    nexus: str | None,
    threshold: float | None,
    licences: str | None = None,
    remember: bool = True,
    talk: Callable[[str], None] | None = None,
) -> Engine:
    """Open the engine that the shared options describe.

    Args:
        store: Folder of the store, as given.
        list_names: Names of lists with commas between, as given.
        as_of: The day, as given.
        nexus: Regimes with commas between, as given.
        threshold: Lowest score, as given.
        licences: File of licences, as given.
        remember: Whether matches of names seen before are taken from memory.
        talk: Told what takes long; nothing is told where ``None``.

    Raises:
        click.UsageError: no list is named, or the day is none.
        SettingsError: a setting is malformed.
    """
    settings = read_settings(
        {"store": store, "nexus": nexus, "threshold": threshold, "licences": licences}
    )
    chosen = (
        [name.strip() for name in list_names.split(",") if name.strip()]
        if list_names is not None
        else None
    )
    if chosen == []:
        raise click.UsageError("--lists names no list")
    try:
        day = as_day(as_of)
    except InputError as fault:
        told = "; ".join(filter(None, [fault.what, fault.why, fault.remedy]))
        raise click.UsageError(f"--as-of: {told}") from fault
    return Engine(settings, as_of=day, lists=chosen, remember=remember, talk=talk)


def engine_asked(
    options: Mapping[str, Any],
    talk: Callable[[str], None] | None = None,
    *,
    remember: bool = True,
) -> Engine:
    """Open the engine that a command with ``engine_options`` was asked for; see ``open_engine``.

    Args:
        options: The options of the command, those of ``engine_options`` among them.
        talk: Told what takes long; nothing is told where ``None``.
        remember: Whether matches of names seen before are taken from memory.

    Raises:
        click.UsageError: no list is named, or the day is none.
        SettingsError: a setting is malformed.
    """
    return open_engine(
        store=options["store"],
        list_names=options["list_names"],
        as_of=options["as_of"],
        nexus=options["nexus"],
        threshold=options["threshold"],
        licences=options["licences"],
        remember=remember,
        talk=talk,
    )
