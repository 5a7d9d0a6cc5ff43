"""Decide, approve, reject, reopen."""

from __future__ import annotations

from typing import Any

import click

from counterflow.review.cases import deciding
from counterflow.review.cases.states import Disposition, Verdict
from counterflow.serve.cli.cases_options import (
    change_options,
    reason_option,
    tell,
    words_option,
    writing,
)

_alerts = click.option("--alert", "alerts", multiple=True, metavar="N", help="Number of an alert.")


@click.command()
@change_options
@_alerts
@click.option("--is", "says", type=click.Choice([one.value for one in Disposition]),
              help="What the alerts named are.")  # fmt: skip
@click.option("--release", "verdict", flag_value="release", help="Release the transaction.")
@click.option("--refuse", "verdict", flag_value="refuse", help="Refuse the transaction.")
@reason_option
@words_option
def decide(  # noqa: PLR0913 - the options of a command
    case: str,
    *,
    alerts: tuple[str, ...],
    says: str | None,
    verdict: str | None,
    reason: str,
    words: str,
    seen: int | None,
    person: str | None,
    store: str | None,
) -> int:
    """Decide alerts of a case, or release or refuse it.

    There is no default: each alert is named, and each decision has a reason code. Clearing an alert
    of stop or hold, and releasing such a case, waits for another person.

    \b
    Examples:
      counterflow cases decide A-17 --alert 1 --alert 2 --is "not the same" \\
        --reason other-country --words "registered in Graz since 1998, extract attached" --as Ann
      counterflow cases decide A-17 --alert 3 --is "not enough" --reason no-details --as Ann
      counterflow cases decide A-17 --release --reason nothing-found --as Ann
      counterflow cases decide A-17 --refuse --reason forbidden --words "see alert 1" --as Ann
    """
    if (says is None) == (verdict is None):
        raise click.UsageError("say --is for alerts, or --release or --refuse for the case")
    if verdict is not None and alerts:
        raise click.UsageError("--alert goes with --is: a case is released or refused as a whole")
    given: dict[str, Any] = {"reason": reason, "words": words, "seen": seen}
    with writing(store, person) as (records, actor):
        if says is not None:
            found = deciding.decide_alerts(
                records, case, alerts, Disposition(says), actor=actor, **given
            )
        else:
            concluded = Verdict(verdict or "")
            found = deciding.conclude(records, case, concluded, actor=actor, **given)
        return tell(found)


@click.command()
@change_options
@words_option
def approve(
    case: str, *, words: str, seen: int | None, person: str | None, store: str | None
) -> int:
    """Approve what other persons decided of a case.

    What you decided yourself goes on waiting for somebody else.

    \b
    Example:
      counterflow cases approve A-17 --as Bob
    """
    with writing(store, person) as (records, actor):
        return tell(deciding.approve(records, case, actor=actor, words=words, seen=seen))


@click.command()
@change_options
@words_option
def reject(
    case: str, *, words: str, seen: int | None, person: str | None, store: str | None
) -> int:
    """Reject what waits on a case; its alerts are open again.

    \b
    Example:
      counterflow cases reject A-17 --words "the extract is of another year" --as Bob
    """
    with writing(store, person) as (records, actor):
        return tell(deciding.reject(records, case, actor=actor, words=words, seen=seen))


@click.command()
@change_options
@_alerts
@words_option
def reopen(
    case: str,
    *,
    alerts: tuple[str, ...],
    words: str,
    seen: int | None,
    person: str | None,
    store: str | None,
) -> int:
    """Open a decided case again.

    Its verdict counts no more. The alerts named are open; the others stay as they were decided.

    \b
    Example:
      counterflow cases reopen A-17 --alert 1 --words "a second passport turned up" --as Ann
    """
    with writing(store, person) as (records, actor):
        return tell(deciding.reopen(records, case, alerts, actor=actor, words=words, seen=seen))
