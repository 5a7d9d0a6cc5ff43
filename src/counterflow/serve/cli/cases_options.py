"""What the commands around cases share: who acts, the version seen, how one case is told."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from counterflow.recording import open_records_of
from counterflow.serve.cli.records_options import (
    as_option,
    records_settings,
    store_option,
)

if TYPE_CHECKING:
    from counterflow.core.settings import Settings
    from counterflow.review.cases.case import Case
    from counterflow.storage.database.records import Records

Command = TypeVar("Command", bound=Callable[..., Any])
words_option = click.option("--words", default="", metavar="TEXT", help="What is to be said of it.")
reason_option = click.option(
    "--reason", default="", metavar="CODE", help="A reason code: counterflow cases reasons."
)


def change_options(command: Command) -> Command:
    """Add what every change takes: the case, the version seen, who acts, and the store."""
    seen = click.option(
        "--seen", type=click.IntRange(1), metavar="VERSION",
        help="The version that you saw; refused where the case was changed since.",
    )  # fmt: skip
    for option in (store_option, as_option, seen, click.argument("case")):
        command = option(command)
    return command


@contextlib.contextmanager
def writing(store: str | None, person: str | None) -> Iterator[tuple[Records, str]]:
    """Open the records for a change; give them, and who acts.

    Args:
        store: The folder, as given.
        person: Who acts, as given; the setting ``person`` if ``None``.
    """
    settings: Settings = records_settings(store, person)
    with open_records_of(settings, write=True) as records:
        yield records, settings.person


def tell(case: Case) -> int:
    """Say on stderr where a case stands after a change; give the exit code."""
    from counterflow.serve.cli.terminal import escape, open_console, say

    holder = f", {case.assignee}" if case.assignee else ""
    due = "" if case.closed_at else f", due {case.due_at[:16].replace('T', ' ')}"
    line = f"{case.id} ({case.subject}): {case.state}, version {case.version}{holder}{due}"
    say(open_console(talk=True), escape(line))
    return 0
