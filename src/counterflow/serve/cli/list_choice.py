"""Settle which official lists a command is about, and with which addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from counterflow.core.settings import read_settings
from counterflow.engine import Engine
from counterflow.serve.cli.terminal import Talk
from counterflow.watch.lists.addresses import FILE, OfficialList, find_lists, load_addresses

addresses_option = click.option(
    "--addresses",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own addresses (docs/lists/fetching.md); else lists.yaml in the store's folder.",
)
nexus_option = click.option(
    "--nexus", metavar="US,EU,…", help="Regimes that bind you; their lists are meant."
)


def open_engine(store: str | None, nexus: str | None = None) -> Engine:
    """Open an engine over a store, with the regimes that bind the user.

    Args:
        store: The folder; the user's own if ``None``.
        nexus: Regimes joined by commas; those of the environment if ``None``.
    """
    return Engine(read_settings({"store": store, "nexus": nexus}), talk=Talk())


def known_lists(engine: Engine, addresses: Path | None) -> dict[str, OfficialList]:
    """Give the official lists by name, with the user's own addresses where there are any.

    Args:
        engine: Knows the folder of the store.
        addresses: The file named by the user, if any.
    """
    own = addresses or engine.settings.store_path / FILE
    return load_addresses(own if addresses or own.exists() else None)


def chosen_lists(
    engine: Engine,
    known: Mapping[str, OfficialList],
    names: Sequence[str],
    *,
    every: bool | None = False,
) -> list[OfficialList]:
    """Settle which lists are meant.

    Args:
        engine: Knows the store and the user's regimes.
        known: The official lists by name.
        names: Those that the user names.
        every: Whether all that can be fetched are meant; ``None`` where that cannot be asked for.

    Returns:
        The lists named; else all that can be fetched of the user's regimes, and those of them that
        are in the store.

    Raises:
        UsageError: None is named, and none follows from regimes or store.
        ListError: A name is not known.
    """
    if names:
        return find_lists(known, names)
    fetched = [row for row in known.values() if row.files]
    if every:
        return fetched
    stored, regimes = engine.store.names(), engine.settings.regimes or frozenset()
    found = [row for row in fetched if row.name in stored or row.regime in regimes]
    if not found:
        raise click.UsageError(
            "no list was named, none is in the store, and no regime is declared: name lists "
            f"({', '.join(row.name for row in fetched)}), or give --nexus"
            + ("" if every is None else " or --all")
        )
    return found
