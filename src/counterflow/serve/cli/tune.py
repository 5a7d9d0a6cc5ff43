"""``counterflow tune``: evidence for thresholds."""

from __future__ import annotations

import click

from counterflow.serve.cli.tune_recall import recall


@click.group()
def tune() -> None:
    """Measure what a threshold finds and misses, and keep the evidence.

    \b
    Examples:
      counterflow tune recall
      counterflow tune recall --lists un_sc --to json > recall.json
    """  # noqa: D301 - click wants a backspace character


for command in (recall,):
    tune.add_command(command)
