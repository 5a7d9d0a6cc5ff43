"""Commands that are imported when they are asked for, and told of without it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click


class Told(NamedTuple):
    """A command that is not imported yet.

    Attributes:
        module: The module in which it stands.
        says: The first sentence of its own help, as the overview shows it.
        name: Its name in the module; empty for that by which it is called.
    """

    module: str
    says: str
    name: str = ""


class LazyGroup(click.Group):
    """Import a command when it is asked for: one answer needs no tables, readers, downloads.

    Args:
        lazy: The commands by the names by which they are called.
        **options: Those of any group.
    """

    def __init__(self, *, lazy: Mapping[str, Told], **options: Any) -> None:
        super().__init__(**options)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, imported or not."""
        return sorted({*super().list_commands(ctx), *self.lazy})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command by its name; None where there is none."""
        if cmd_name in self.lazy:
            told = self.lazy[cmd_name]
            found: click.Command = getattr(import_module(told.module), told.name or cmd_name)
            return found
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview without importing a command: all of them took a second."""
        told = {name: click.Command(name, help=lazy.says) for name, lazy in self.lazy.items()}
        click.Group(commands={**self.commands, **told}).format_commands(ctx, formatter)
