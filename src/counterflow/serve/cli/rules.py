"""``counterflow rules``: what is asked, on whose authority, and what it comes to in a file."""

from __future__ import annotations

import click

from counterflow.serve.cli.lazy import LazyGroup, Told

_SHOW = "counterflow.serve.cli.rules_show"
COMMANDS = {
    "ls": Told(
        _SHOW,
        "List every rule and red flag: how it is settled, since when, how far its source was read.",
    ),
    "show": Told(
        _SHOW,
        "Show one rule whole: statement, conditions, signs, question, what resolves it, sources.",
    ),
    "signs": Told(
        _SHOW, "List the signs that conditions may name, with their types and what each says."
    ),
    "test": Told(
        "counterflow.serve.cli.rules_cases",
        "Check every row and run its cases: those of the package, or of one rulebook in a FILE.",
        "run_cases",
    ),
    "explain": Told(
        "counterflow.serve.cli.rules_explain",
        "Say of every red flag whether it is raised, by which signs, or what is unknown.",
    ),
}
"""The commands, and what the overview says of each."""


@click.group(cls=LazyGroup, lazy=COMMANDS)
def rules() -> None:
    """Show every rule with its source, test rulebooks, explain what they say of a file.

    \b
    Examples:
      counterflow rules ls
      counterflow rules show KYC-09
      counterflow rules test
      counterflow rules explain orders.csv
    """
