"""Options that several commands of ``counterflow tune`` share: what is drawn, and its floors."""

from __future__ import annotations

import click

from counterflow.screening.tuning.recall import SAMPLE
from counterflow.serve.cli.options import Command

seed_option = click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed draws the same sample."
)
"""Decides what chance would decide."""


def trial_options(command: Command) -> Command:
    """Add the options of a trial of recall: ``floors``, ``sample`` and ``seed``."""
    for option in (
        seed_option,
        click.option(
            "--sample",
            type=click.IntRange(1),
            default=SAMPLE,
            show_default=True,
            help="Names asked of each class.",
        ),
        click.option(
            "--floor",
            "floors",
            multiple=True,
            metavar="CLASS=SHARE",
            help="The least share of a class that must be found, such as one-typo=0.95.",
        ),
    ):
        command = option(command)
    return command
