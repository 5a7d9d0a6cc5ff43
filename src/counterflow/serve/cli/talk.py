"""What is told on stderr while something takes long; nothing of a terminal is loaded unasked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from counterflow.serve.cli.harmless import escape

if TYPE_CHECKING:
    from rich.console import Console

SCREENING = "screening"
WRITING = "writing …"


class Talk:
    """Tell on stderr what takes long: on the bar where one is shown, else as a line of its own.

    An instance is a plain ``talk(text)`` that can be handed to the engine. What ends in "…" is
    going on just now; everything else is told to stay.

    Args:
        quiet: Whether nothing is told.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._describe: Callable[[str], None] | None = None

    @cached_property
    def _console(self) -> Console:
        from counterflow.serve.cli.console import open_console

        return open_console(talk=True, quiet=self._quiet)

    def __call__(self, text: str) -> None:
        """Tell one thing."""
        if self._describe is not None and text.rstrip().endswith("…"):
            self._describe(text)
        elif not self._quiet:
            from counterflow.serve.cli.console import say

            say(self._console, f"[dim]{escape(text)}[/]")

    @contextmanager
    def bar(
        self, total: int | None, doing: str = SCREENING
    ) -> Iterator[Callable[[int], None] | None]:
        """Show a bar with rate and remaining time on a terminal; nothing elsewhere.

        Args:
            total: Rows to come, as far as they can be estimated.
            doing: What is done with them.

        Returns:
            A context manager giving what is to be called with the rows done by each part;
            ``None`` where no bar is shown.
        """
        if self._quiet or not sys.stderr.isatty():
            yield None
            return
        from counterflow.serve.cli.bar import open_bar

        with open_bar(self._console) as bar:
            task = bar.add_task(doing, total=total)

            def describe(text: str) -> None:
                bar.update(task, description=escape(text))

            def advance(rows: int) -> None:
                # The last rows done, only the outputs remain, which take seconds of their own.
                bar.advance(task, rows)
                done = total is not None and bar.tasks[0].completed >= total
                describe(WRITING if done else doing)

            self._describe = describe
            try:
                yield advance
            finally:
                self._describe = None
