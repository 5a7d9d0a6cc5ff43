"""The consoles: one for answers, one for what is told beside them."""

from __future__ import annotations

import sys

from rich.console import Console

WIDE = 1000
"""Columns of a table that goes to a file or a pipe, where nothing needs to be cut."""


def open_console(
    *, talk: bool = False, quiet: bool = False, piped_width: int | None = WIDE
) -> Console:
    """Open the console for answers (stdout) or for talk (stderr).

    Texts are those of strangers: no ":smile:" in them becomes a picture, no number is coloured.
    Colours appear on a terminal only, and never where ``NO_COLOR`` is set.

    Args:
        talk: Whether it is for talk.
        quiet: Whether nothing is shown.
        piped_width: Columns where the output goes to a file or a pipe.
    """
    stream = sys.stderr if talk else sys.stdout
    width = None if stream.isatty() else piped_width
    return Console(stderr=talk, quiet=quiet, highlight=False, emoji=False, width=width)


def say(console: Console, text: str) -> None:
    """Print one line, never broken in its middle: logs are searched line by line."""
    console.print(text, soft_wrap=True)
