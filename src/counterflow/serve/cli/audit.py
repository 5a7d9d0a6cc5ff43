"""``counterflow audit``: the log, the decisions that it proves, and how long they are kept."""

from __future__ import annotations

import click

from counterflow.serve.cli.lazy import LazyGroup, Told

_LOG = "counterflow.serve.cli.audit_log"
_DECISIONS = "counterflow.serve.cli.audit_decisions"
_KEEPING = "counterflow.serve.cli.audit_keeping"
COMMANDS = {
    "verify": Told(
        _LOG, "Verify an export or a proof without the store; without a FILE, the store itself."
    ),
    "export": Told(_LOG, "Write the whole log to one file that anybody can verify."),
    "head": Told(_LOG, "Show the last entry and its signature, to note them elsewhere."),
    "log": Told(_LOG, "Show entries of the log, the newest first."),
    "find": Told(_DECISIONS, "Find kept decisions by party, number, day, outcome or id."),
    "show": Told(_DECISIONS, "Show a kept decision and what it rests on."),
    "prove": Told(_DECISIONS, "Write what proves one decision to a file."),
    "replay": Told(
        _DECISIONS, "Take a kept decision again: the same bytes, or what differs is named."
    ),
    "hold": Told(_KEEPING, "Keep decisions from being purged, and say why."),
    "retention": Told(_KEEPING, "Show or set how many years decisions are kept."),
    "purge": Told(_KEEPING, "Remove decisions whose time is over; their hashes stay."),
}
"""The commands, and what the overview says of each."""


@click.group(cls=LazyGroup, lazy=COMMANDS)
def audit() -> None:
    """Verify the log, prove and replay decisions, and say how long they are kept.

    \b
    Examples:
      counterflow audit verify
      counterflow audit find --party "Quiet Harbour SAS" --day 2026-03-01
      counterflow audit replay 42.17
      counterflow audit export log.audit
      counterflow audit verify log.audit
    """
