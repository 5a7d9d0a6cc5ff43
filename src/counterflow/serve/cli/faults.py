"""How errors and refused rows are told: what, where, why it matters, what to do."""

from __future__ import annotations

import sys

import click

from counterflow.core.errors import CounterflowError
from counterflow.core.model.refusals import Refusal
from counterflow.serve.cli.harmless import escape, harmless


def print_fault(fault: CounterflowError) -> None:
    """Tell an error on stderr: for a person in lines, for a log on one line.

    Args:
        fault: Any error of ours.
    """
    told = fault_text(fault)
    if not sys.stderr.isatty():
        told = ". ".join(" ".join(line.split()) for line in told.split("\n")) + "."
    click.echo(f"counterflow: {told}", err=True)


def fault_text(fault: CounterflowError) -> str:
    """Put an error into lines: code and what happened, then where, why and what to do.

    The parts stand in this order always; one that is not known is left out.

    Example:
        >>> fault = CounterflowError("the file is empty", where="a.csv", remedy="fill it")
        >>> print(fault_text(fault))
        [CF000] the file is empty
          Where: a.csv
          Do:    fill it
    """
    lines = [f"[{fault.code}] {_line(fault.what)}"]
    for label, text in (("Where:", fault.where), ("Why:", fault.why), ("Do:", fault.remedy)):
        if text:
            lines.append(f"  {label:<6} {_line(text)}")
    return "\n".join(lines)


def refused(refusal: Refusal) -> str:
    """Say on one line where a refused row stands, what is wrong with it and what to do.

    A row is told on one line, as there may be thousands and logs are searched by lines.

    Example:
        >>> refused(Refusal("the row is empty", "a.csv", line=3, remedy="fill it"))
        'a.csv, line 3: the row is empty. Do: fill it.'
    """
    remedy = f" Do: {refusal.remedy.rstrip('.')}." if refusal.remedy else ""
    place = where(refusal)
    told = f"{place}: {refusal.what}" if place else refusal.what
    return escape(f"{told.rstrip('.')}.{remedy}")


def where(refusal: Refusal) -> str:
    """Say where a refused row stands.

    Example:
        >>> where(Refusal("bad", "a.csv", row=2, column="HS"))
        'a.csv, row 2, column “HS”'
    """
    parts = [refusal.file]
    if refusal.line:
        parts.append(f"line {refusal.line}")
    elif refusal.row:
        parts.append(f"row {refusal.row}")
    if refusal.column:
        parts.append(f"column “{refusal.column}”")
    return ", ".join(part for part in parts if part)


def _line(text: str) -> str:
    """Put a text of strangers on one line, without a full stop at its end."""
    return harmless(" ".join(text.split())).rstrip(".")
