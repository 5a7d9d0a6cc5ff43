"""``counterflow rescreen``: bring what stands decided up to date with the lists of now."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any

import click
import msgspec

from counterflow.core.days import as_day
from counterflow.engine import Engine
from counterflow.screening.runs.tally import strongest_exit_code
from counterflow.serve.cli.harmless import harmless
from counterflow.serve.cli.list_forms import form_of, form_options
from counterflow.serve.cli.options import engine_asked, engine_options
from counterflow.serve.cli.talk import Talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterflow.review.monitor.rescreen import Changed, Rescreened

_CODES = {"stop": 8, "hold": 4, "review": 3, "not fully screened": 5}
"""The exit code of a headline that something has now and had not before."""
_UNRELIABLE = 6
SHOWN = 20
"""Changes that a table shows."""


@click.command()
@click.option(
    "--since",
    metavar="SNAPSHOT",
    multiple=True,
    help="Also what changed since this version of a list; may be given several times.",
)
@click.option(
    "--to",
    "versions",
    metavar="SNAPSHOT",
    multiple=True,
    help="Use this version of a list in place of the newest; may be given several times.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--lookback",
    metavar="FROM..TO",
    help="Screen every past transaction of these days again and report what is otherwise; changes "
    "nothing.",
)
@click.option(
    "--lists-as-of",
    metavar="YYYY-MM-DD",
    help="With --lookback: by the lists of this day; today's if left out.",
)
@click.option("--as", "person", metavar="NAME", help="Who has it done; see counterflow people.")
@form_options
@engine_options
def rescreen(**options: Any) -> int:
    """Screen again what a changed list, rule or setting can touch.

    Kept are the decisions of `screen --record` and the customers of `customers import`. Every
    outcome that changed gets an event. Ended at any moment and asked again it goes on where it
    was; nothing is written twice. What was looked at, and why, stands in the answer.

    \b
    Examples:
      counterflow rescreen
      counterflow rescreen --dry-run
      counterflow rescreen --since us_ofac_sdn@2024-04-26#1a2b3c4d5e6f
      counterflow rescreen --lookback 2023-01-01..2023-06-30 --lists-as-of 2024-01-01
    """
    form = form_of(as_json=options["as_json"], as_ndjson=options["as_ndjson"])
    between = _between(options)
    if options["list_names"] and between is None and not options["dry_run"]:
        raise click.UsageError(
            "--lists goes with --dry-run or --lookback: everything kept would be brought to these "
            "lists alone, as if all others had been emptied"
        )
    talk = Talk(quiet=options["quiet"])
    engine = _engine(options, talk)
    changed: list[Changed] = []
    with talk.bar(None) as advance:
        progress = _progress(advance, talk)
        if between is None and not options["dry_run"]:
            told = engine.rescreen(since=options["since"], progress=progress)
        else:
            told, changed = engine.look_back(between, progress=progress)
    if form.machine:
        rows = [_row(one) for one in changed]
        form.put("changes", rows, rescreen=told)
    else:
        _print(told, changed)
    return _code(engine, told)


def _engine(options: dict[str, Any], talk: Talk) -> Engine:
    if options["lists_as_of"]:
        if not options["lookback"]:
            raise click.UsageError("--lists-as-of goes with --lookback")
        options = {**options, "as_of": options["lists_as_of"]}
    engine = engine_asked(options, talk)
    if options["person"] or options["versions"]:
        settings = engine.settings
        if options["person"]:
            settings = msgspec.structs.replace(settings, person=options["person"])
        day = as_day(options["as_of"])
        chosen = options["list_names"]
        lists = [one.strip() for one in chosen.split(",") if one.strip()] if chosen else None
        engine = Engine(settings, as_of=day, lists=lists, talk=talk, versions=options["versions"])
    return engine


def _between(options: dict[str, Any]) -> tuple[dt.date, dt.date] | None:
    """Read the period of a look-back; ``None`` where none is asked for."""
    if not options["lookback"]:
        return None
    first, dots, last = options["lookback"].partition("..")
    try:
        days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError as fault:
        raise click.UsageError("--lookback: write FROM..TO as YYYY-MM-DD..YYYY-MM-DD") from fault
    if not dots or days[0] > days[1]:
        raise click.UsageError("--lookback: the first day lies after the last")
    return days


def _progress(
    advance: Callable[[int], None] | None, talk: Talk
) -> Callable[[int, int], None] | None:
    """Move the bar by what was done since the last time, and say what is left."""
    if advance is None:
        return None
    before, first, began = 0, 0, 0.0

    def moved(done: int, due: int) -> None:
        nonlocal before, first, began
        if not began:
            # What an ended rescreen had done says nothing of how fast this one is.
            first, began = done, time.monotonic()
        advance(done - before)
        before = done
        seconds = (time.monotonic() - began) / max(done - first, 1) * (due - done)
        left = f", some {seconds:,.0f} s left" if done > first else ""
        talk(f"{done:,} of {due:,} screened again{left} …")

    return moved


def _row(one: Changed) -> dict[str, Any]:
    return {
        "id": one.decision.id, "source": one.place.source, "number": one.place.row,
        "before": one.before, "after": one.after,
    }  # fmt: skip


def _print(told: Rescreened, changed: list[Changed]) -> None:
    """Print the coverage statement, and the first of what changed."""
    for one in changed[:SHOWN]:
        click.echo(harmless(f"{one.decision.id}: {one.before} → {one.after}"))
    if len(changed) > SHOWN:
        click.echo(f"and {len(changed) - SHOWN:,} more (--ndjson gives all)")
    click.echo(
        f"{told.screened:,} of {told.transactions:,} transactions and customers "
        f"({told.parties:,} distinct parties) screened again; {told.changed:,} changed"
    )
    for words, count in told.headlines.items():
        click.echo(harmless(f"  {count:,}: {words}"))
    for line in told.why:
        click.echo(harmless(f"why: {line}"))
    lists = ", ".join(told.ground.snapshots)
    click.echo(harmless(f"as of {told.ground.as_of}, against {lists}"))
    for line in told.ground.lacking:
        click.echo(harmless(f"lacking: {line}"))


def _code(engine: Engine, told: Rescreened) -> int:
    """Give the exit code: of the strongest headline that is new, and of lists not to rely on."""
    now = [words.rpartition(" → ")[2] for words in told.headlines]
    codes = [_CODES[one] for one in now if one in _CODES]
    if any(state.state in ("stale", "refused", "absent") for state in engine.lists):
        codes.append(_UNRELIABLE)
    return strongest_exit_code(codes)
