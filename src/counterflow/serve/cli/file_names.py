"""Names of files on a command line whose shell leaves patterns such as ``*.csv`` to programs."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click


class Files(click.Argument):
    """An argument of several files, given by name or by pattern.

    Click can replace patterns in all words of a Windows command line; a party that is checked by
    name must not turn into the name of a file, so only arguments of files are looked at.
    """

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """Replace patterns before click looks whether the files exist."""
        return super().type_cast_value(ctx, files_meant(value) if value else value)


existing_files = click.argument(
    "files",
    cls=Files,
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, path_type=Path),
)
"""One file or several, each of which is there."""


def files_meant(words: Iterable[str]) -> tuple[str, ...]:
    """Say which files are meant by names and patterns.

    Args:
        words: Names, and patterns: ``*`` stands for any letters, ``?`` for one. Names that begin
            with a dot fit no pattern.

    Returns:
        The names, with the files of each pattern in its place, sorted by name. A word that is the
        name of a file, or that no file fits, stays as it is: to open it will say so.

    Example:
        >>> files_meant(["march.csv", "-"])
        ('march.csv', '-')

    Basis:
        cmd.exe and PowerShell hand patterns to programs as they were typed; POSIX shells do not.
    """
    found: list[str] = []
    for word in words:
        # Brackets stay letters of a name: where "report[1].csv" is missing, "report1.csv" must
        # not be screened in its place.
        pattern = word.replace("[", "[[]")
        fitting = [] if os.path.lexists(word) else sorted(glob.glob(pattern))  # noqa: PTH207 - also absolute
        found.extend(fitting or [word])
    return tuple(found)
