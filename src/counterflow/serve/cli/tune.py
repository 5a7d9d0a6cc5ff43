"""``counterflow tune``: evidence for thresholds."""

from __future__ import annotations

import click

from counterflow.serve.cli.tune_compare import compare
from counterflow.serve.cli.tune_recall import recall
from counterflow.serve.cli.tune_report import report
from counterflow.serve.cli.tune_sample import label, sample


@click.group()
def tune() -> None:
    """Measure what a threshold finds and misses, and keep the evidence.

    \b
    Examples:
      counterflow tune recall
      counterflow tune recall --lists un_sc --to json > recall.json
      counterflow tune sample shipments.csv -o below.csv
      counterflow tune label below.csv
      counterflow tune compare 0.70 0.75 --parties shipments.csv --labelled below.csv
      counterflow tune report -o tuning.html -o tuning.json
    """


for command in (recall, sample, label, compare, report):
    tune.add_command(command)
