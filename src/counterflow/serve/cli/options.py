"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from counterflow.core.settings import REGIMES, read_settings
from counterflow.engine import Engine
from counterflow.serve.cli.list_store import day_asked
from counterflow.watch.rules.own_rules import OwnRules

Command = TypeVar("Command", bound=Callable[..., Any])
kind_option = click.option(
    "--kind", type=click.Choice(("order", "shipment", "payment")), help="Kind of transaction."
)
"""What the rows of a file are, where neither it nor a mapping says so."""
rules_option = click.option(
    "--rules",
    metavar="FILE",
    multiple=True,
    help="A rulebook of your own red flags (YAML); may be given several times.",
)
"""The user's own rulebooks; ``read_rules`` reads them where no engine is opened."""


class OwnFiles(NamedTuple):
    """The files of the user's own that a command was given: licences, and rulebooks."""

    licences: str | None = None
    rules: Sequence[str] = ()


NO_FILES = OwnFiles()


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
            rules_option,
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
    own: OwnFiles = NO_FILES,
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
        own: Files of the user's own, as given.
        remember: Whether matches of names seen before are taken from memory.
        talk: Told what takes long; nothing is told where ``None``.

    Raises:
        click.UsageError: no list is named, or the day is none.
        SettingsError: a setting is malformed.
    """
    settings = read_settings(
        {
            "store": store, "nexus": nexus, "threshold": threshold, "licences": own.licences,
            "rules": list(own.rules) or None,
        }
    )  # fmt: skip
    chosen = (
        [name.strip() for name in list_names.split(",") if name.strip()]
        if list_names is not None
        else None
    )
    if chosen == []:
        raise click.UsageError("--lists names no list")
    return Engine(settings, as_of=day_asked(as_of), lists=chosen, remember=remember, talk=talk)


def read_rules(given: Sequence[str]) -> OwnRules:
    """Read the user's own rulebooks: those of ``--rules``, else those of the environment.

    Raises:
        RuleError: a file cannot be read, or a row of it is wrong.
    """
    from counterflow.watch.rules.own_books import read_own_books

    return read_own_books(read_settings({"rules": list(given) or None}).rule_files)


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
        own=OwnFiles(options["licences"], options["rules"]),
        remember=remember,
        talk=talk,
    )
