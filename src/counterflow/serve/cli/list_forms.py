"""How the commands around lists print rows: for a person, as JSON, or one object a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import click
import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from counterflow.core.version import VERSION
from counterflow.serve.cli.terminal import escape, open_console, say

Command = TypeVar("Command", bound=Callable[..., Any])

WIDEST: Final = 40
"""Columns to which cells are filled up in a pipe; a longer cell stands as it is."""
SHORT: Final = 480
"""Signs of a reason that a table shows; JSON gives all of it."""


class Form(NamedTuple):
    """How a command is asked to print: JSON, NDJSON, or neither (a table)."""

    json: bool
    ndjson: bool

    @property
    def machine(self) -> bool:
        """Tell whether a program reads the answer."""
        return self.json or self.ndjson

    def put(self, key: str, rows: Iterable[Mapping[str, Any]], **head: object) -> None:
        """Print rows for a program on stdout.

        Args:
            key: What the rows are, the name of their field in JSON.
            rows: The rows.
            **head: What is said once: of the whole answer in JSON, on no line in NDJSON.
        """
        encode = msgspec.json.encode
        if self.ndjson:
            for row in rows:
                click.echo(encode(row).decode())
            return
        click.echo(encode({"engine": VERSION, **head, key: list(rows)}).decode())


def form_options(command: Command) -> Command:
    """Add ``--json`` and ``--ndjson``; the command takes them as ``as_json`` and ``as_ndjson``."""
    for option in (
        click.option("--ndjson", "as_ndjson", is_flag=True, help="One JSON object a line."),
        click.option("--json", "as_json", is_flag=True, help="One JSON object."),
    ):
        command = option(command)
    return command


def form_of(*, as_json: bool, as_ndjson: bool) -> Form:
    """Settle the form asked for.

    Raises:
        UsageError: Both forms are asked for.

    Example:
        >>> form_of(as_json=True, as_ndjson=False).machine
        True
    """
    if as_json and as_ndjson:
        raise click.UsageError("--json and --ndjson: choose one")
    return Form(as_json, as_ndjson)


def print_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], console: Console | None = None
) -> None:
    """Print a table on stdout: fitted to a terminal; in a pipe one line a row, without filling.

    In a pipe the last cell is not filled up, nor is one that is longer than ``WIDEST``: one long
    reason must not make every line as long.

    Args:
        headings: Of the columns.
        rows: Cells as they are; marks of Rich in them are not obeyed.
        console: Where to; stdout if ``None``.
    """
    console = console or open_console()
    found = [[" ".join(cell.split()) for cell in row] for row in rows]
    if console.is_terminal:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in headings:
            table.add_column(heading, no_wrap=heading != headings[-1], overflow="fold")
        for row in found:
            table.add_row(*map(escape, row))
        console.print(table)
        return
    lines = [list(headings), *found]
    widths = [min(WIDEST, max(map(cell_len, column))) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell + " " * max(0, width - cell_len(cell))
            for cell, width in zip(line, widths, strict=True)
        ]
        say(console, escape("  ".join(cells).rstrip()))


def shortened(text: str, more: str) -> str:
    """Cut a reason for a table, and say where all of it stands.

    Args:
        text: The reason.
        more: The command that shows all of it.

    Example:
        >>> shortened("short", "x"), len(shortened("a" * 900, "counterflow lists log us"))
        ('short', 509)
    """
    if len(text) <= SHORT:
        return text
    return f"{text[:SHORT].rstrip()} … ({more})"
