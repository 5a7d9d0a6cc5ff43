"""``counterflow tune compare``: two decision points or two sets of lists over the same parties."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from counterflow.core.days import today
from counterflow.engine import Engine
from counterflow.screening.tuning.change import propose_change
from counterflow.screening.tuning.comparison import Comparison, Side, compare_sides
from counterflow.screening.tuning.labelled_set import read_labelled
from counterflow.screening.tuning.parties_in import PartiesIn, read_parties
from counterflow.screening.tuning.quality import Share
from counterflow.serve.cli.harmless import cut, escape
from counterflow.serve.cli.options import kind_option, open_engine
from counterflow.serve.cli.terminal import Talk, open_console, print_lists, say
from counterflow.serve.cli.tune_ground import ground_code, tell_ground, tell_refusals, write_json

_KEYS = ("threshold", "as-of", "lists")
SHOWN = 20


@click.command("compare")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--parties",
    "parties_file",
    required=True,
    metavar="FILE",
    help="What you screen, or the NDJSON that `counterflow screen` wrote.",
)
@click.option(
    "--labelled",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Labelled pairs: a filled-in sample, or a table with ours, theirs, same.",
)
@click.option(
    "--volume",
    type=click.IntRange(1),
    metavar="N",
    help="Distinct parties to forecast alerts for; those of FILE if left out.",
)
@click.option(
    "--propose",
    metavar="FILE.json",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the change with its evidence, signed by two persons.",
)
@click.option("--by", default="", help="Who proposes the change.")
@click.option("--second", default="", help="Who has agreed to it: another person.")
@click.option("--because", default="", help="The reason, in words.")
@kind_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as when piped.")
@click.option("--store", metavar="DIR", help="Folder of lists and runs.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, no summary.")
def compare(before: str, after: str, **options: Any) -> int:
    """Show which alerts are gained and lost between two settings.

    A and B are thresholds, or settings joined by commas: threshold=0.75, as-of=2024-01-31,
    lists=un_sc+us_ofac_sdn. What is left out is as your settings say. A change that you --propose
    needs pairs between the two thresholds that persons have labelled, a reason and a second
    person; workload alone is no reason.

    \b
    Examples:
      counterflow tune compare 0.70 0.75 --parties shipments.csv --labelled below.csv
      counterflow tune compare lists=un_sc lists=un_sc+us_ofac_sdn --parties shipments.csv
      counterflow tune compare 0.70 0.72 --parties a.csv --labelled b.csv --propose change.json
        --by "A. Officer" --second "B. Head" --because "of 200 pairs below 0.72 none was the same"
    """
    talk = Talk(quiet=options["quiet"])
    sides = [_side(text, options["store"], talk) for text in (before, after)]
    if sides[0][2:] == sides[1][2:]:
        raise click.UsageError(
            f"{before} and {after} are the same threshold over the same lists: there is nothing to "
            "compare; give two thresholds, such as 0.70 0.72, or two sets of lists"
        )
    labelled = read_labelled(options["labelled"]) if options["labelled"] else None
    parties = read_parties(options["parties_file"], kind=options["kind"] or "")
    with talk.bar(2 * len(parties.counts), "comparing") as advance:
        found = compare_sides(
            sides[0],
            sides[1],
            parties.counts,
            source=parties.source,
            labelled=labelled,
            volume=options["volume"],
            progress=advance,
        )
    if options["propose"]:
        change = propose_change(
            found,
            reason=options["because"],
            by=options["by"],
            second=options["second"],
            on=today().isoformat(),
        )
        write_json(change, options["propose"])
    if options["as_json"] or not sys.stdout.isatty():
        click.echo(msgspec.json.encode(found).decode())
    else:
        _show(found)
    return _close(found, parties, options)


def _close(found: Comparison, parties: PartiesIn, options: dict[str, Any]) -> int:
    """Tell the ground on stderr and settle the exit code."""
    console = open_console(talk=True, quiet=options["quiet"])
    tell_refusals(console, parties)
    states = {state.snapshot: state for side in (found.before, found.after) for state in side.lists}
    print_lists(console, states.values())
    if options["propose"]:
        say(console, f"[dim]written: {escape(str(options['propose']))}[/]")
    for lists in dict.fromkeys((found.before.lists, found.after.lists)):
        tell_ground(console, lists)
    return max(ground_code(s.lists, parties.refused) for s in (found.before, found.after))


def _side(text: str, store: str | None, talk: Talk) -> Side:
    """Read one side.

    Raises:
        click.UsageError: it is no threshold, and no setting that can be compared.
    """
    given = _settings_of(text)
    lists = given.get("lists")
    engine: Engine = open_engine(
        store=store,
        list_names=lists.replace("+", ",") if lists is not None else None,
        as_of=given.get("as-of"),
        nexus=None,
        threshold=float(given["threshold"]) if "threshold" in given else None,
        talk=talk,
    )
    return Side(
        text, engine.matcher, engine.settings.threshold, engine.as_of.isoformat(), engine.lists
    )


def _settings_of(text: str) -> dict[str, str]:
    """Read “0.75” or “threshold=0.75,lists=a+b”.

    Example:
        >>> _settings_of("0.75"), _settings_of("as-of=2024-01-31,lists=a+b")
        ({'threshold': '0.75'}, {'as-of': '2024-01-31', 'lists': 'a+b'})
    """
    found = {}
    for part in text.split(","):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals:
            key, value = "threshold", key
        if key not in _KEYS or not value or key in found:
            raise click.UsageError(
                f"{text!r} is nothing to compare: give a threshold such as 0.75, or "
                "threshold=…, as-of=…, lists=a+b with commas between"
            )
        found[key] = value
    try:
        float(found.get("threshold", "0"))
    except ValueError as fault:
        raise click.UsageError(f"{text!r}: the threshold is no number") from fault
    return found


def _show(found: Comparison) -> None:
    console = open_console()
    cast = found.forecast
    say(
        console,
        f"{found.compared:,} distinct parties: {found.before.alerts:,} alerts before, "
        f"{found.after.alerts:,} after: {found.gained_count:,} gained, {found.lost_count:,} lost",
    )
    say(
        console,
        f"forecast for {cast.parties:,} parties: {cast.before[0]:,} → {cast.after[0]:,} with an "
        f"alert, change {cast.change[0]:+,} "
        f"(95 % interval {cast.change[1]:+,} to {cast.change[2]:+,})",
    )
    for word, side in (("before", found.before), ("after", found.after)):
        if side.quality is not None:
            recall = _told(side.quality.recall, "is the same party")
            precision = _told(side.quality.precision, f"scores {side.threshold:.2f} or more")
            say(console, f"{word}: recall {recall}, precision {precision}")
    if found.labelled_lost:
        say(
            console,
            f"[bold red]lost[/] same party: {escape(', '.join(found.labelled_lost[:SHOWN]))}",
        )
    for word, rows in (("lost", found.lost), ("gained", found.gained)):
        for row in rows[:SHOWN]:
            party, listed = escape(cut(row.party, 50)), escape(cut(row.listed, 50))
            say(
                console, f"  {word}  {row.score:.2f}  “{party}” / “{listed}”  {escape(row.listing)}"
            )


def _told(share: Share, lacking: str) -> str:
    """Say a share with its interval, or which pairs it would need.

    Args:
        share: The share.
        lacking: What no labelled pair does where nothing was counted.

    Example:
        >>> _told(Share(0, 0, 0.0, 0.0, 1.0), "is the same party")
        'not measured (no labelled pair is the same party)'
    """
    if not share.whole:
        return f"not measured (no labelled pair {lacking})"
    return f"{share.share:.3f} ({share.low:.3f}–{share.high:.3f})"
