"""``counterflow rules``: what is asked, on whose authority, and what it comes to in a file."""

from __future__ import annotations

import click

from counterflow.serve.cli.rules_cases import run_cases
from counterflow.serve.cli.rules_explain import explain
from counterflow.serve.cli.rules_show import ls, show, signs


@click.group()
def rules() -> None:
    """Show every rule with its source, test rulebooks, explain what they say of a file.

    \b
    Examples:
      counterflow rules ls
      counterflow rules show KYC-09
      counterflow rules test
      counterflow rules explain orders.csv
    """


for command in (ls, show, signs, run_cases, explain):
    rules.add_command(command)
