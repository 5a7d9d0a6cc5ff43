"""``counterflow rules ls``, ``show`` and ``signs``: every rule with its source and conditions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import click
import msgspec

from counterflow.core.days import today
from counterflow.screening.decisions.every_rule import every_rule
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.list_store import as_of_option, day_asked
from counterflow.serve.cli.options import read_rules, rules_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.rules.flag_books import load_flags
from counterflow.watch.rules.flag_rows import Flag
from counterflow.watch.rules.overview import RuleRow, markdown
from counterflow.watch.rules.signs import load_signs


@click.command("ls")
@click.option("--book", metavar="NAME", help="Only this rulebook (payments, places …).")
@click.option("--markdown", "as_markdown", is_flag=True, help="A page, as docs/rules.md.")
@rules_option
@as_of_option
@form_options
def ls(
    book: str | None,
    rules: Sequence[str],
    *,
    as_markdown: bool,
    as_of: str | None,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """List every rule and red flag: how it is settled, since when, how far its source was read.

    \b
    Examples:
      counterflow rules ls
      counterflow rules ls --book payments
      counterflow rules ls --rules house.yaml --book house.yaml
      counterflow rules ls --json
      counterflow rules ls --markdown > rules.md
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    day = day_asked(as_of) or today()
    rows = _of_book(every_rule(day, read_rules(rules).flags), book)
    if as_markdown:
        if form.machine:
            raise click.UsageError("--markdown and --json: choose one")
        click.echo(markdown(rows), nl=False)
        return 0
    if form.machine:
        form.put("rules", map(msgspec.to_builtins, rows), as_of=day.isoformat())
        return 0
    print_table(
        ("id", "rulebook", "how", "standing", "evidence", "statement"),
        [
            (row.id, row.rulebook, row.how, row.standing, row.evidence, row.statement)
            for row in rows
        ],
    )
    return 0


def _of_book(rows: Sequence[RuleRow], book: str | None) -> Sequence[RuleRow]:
    if book is None:
        return rows
    found = [row for row in rows if row.rulebook == book]
    if not found:
        known = ", ".join(dict.fromkeys(row.rulebook for row in rows))
        raise click.UsageError(f"--book: there is no rulebook {book!r}; there are {known}")
    return found


@click.command("show")
@click.argument("rule_id", metavar="ID")
@rules_option
@as_of_option
@form_options
def show(
    rule_id: str, rules: Sequence[str], *, as_of: str | None, as_json: bool, as_ndjson: bool
) -> int:
    """Show one rule whole: statement, conditions, signs, question, what resolves it, sources.

    \b
    Examples:
      counterflow rules show KYC-09
      counterflow rules show KYC-29 --as-of 2026-01-15
      counterflow rules show PAY-01 --json
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    day = day_asked(as_of) or today()
    own = read_rules(rules).flags
    row = find_row(rule_id, day, own)
    if form.machine:
        form.put("rules", [msgspec.to_builtins(row)], as_of=day.isoformat())
        return 0
    show_row(row, own)
    return 0


def find_row(rule_id: str, day: dt.date, own: Sequence[Flag] = ()) -> RuleRow:
    """Give a rule by its id, in capitals or not; red flags of the user's own are among them.

    Raises:
        click.UsageError: there is none; the nearest ids are named.
    """
    from rapidfuzz import process

    rows = {row.id: row for row in every_rule(day, own)}
    wanted = rule_id.strip()
    for key, row in rows.items():
        if key.casefold() == wanted.casefold():
            return row
    near = ", ".join(found[0] for found in process.extract(wanted, list(rows), limit=3))
    raise click.UsageError(f"there is no rule {rule_id!r}; did you mean {near}")


def show_row(row: RuleRow, own: Sequence[Flag] = ()) -> None:
    """Print one rule for a person; ``own`` are the red flags of the user's own rulebooks."""
    console = open_console()
    for name, text in _fields(row):
        if text:
            say(console, f"[bold]{name}[/]: {escape(text)}")
    flag = next((flag for flag in (*load_flags(), *own) if flag.id == row.id), None)
    signs_used = dict.fromkeys(
        name for one in (flag.raised_when if flag else ()) for name in one.needs
    )
    for name in signs_used:
        say(console, f"  {escape(name)}: {escape(load_signs()[name].statement)}")
    for one in row.citations:
        said = ", ".join(filter(None, [one.issuer, one.title, one.date, one.url]))
        how = one.read_via or "ours"
        verified = "" if one.verified else "; unverified"
        say(console, f"  [dim]{escape(said)} ({escape(how + verified)})[/]")


def _fields(row: RuleRow) -> Iterable[tuple[str, str]]:
    yield row.id, row.statement
    yield "rulebook", row.rulebook
    yield "authority", row.authority
    yield "regimes", ", ".join(row.regimes)
    since = f" (from {row.in_force_from or 'not recorded'} to {row.in_force_to or 'open'})"
    yield "standing", "; ".join([row.standing + since, *row.later])
    yield "settled by", row.how
    yield "speaks where", " and ".join(row.conditions)
    yield f"limits of {row.own or 'ours'}", row.ours
    yield "question", f"{row.ask} (good: {row.good})" if row.ask else ""
    yield "weight", str(row.weight) if row.ask else ""
    yield "outcome", row.outcome
    yield "effect", row.effect
    yield "resolved by", row.resolved_by
    yield "next step", row.next_step
    yield "evidence", row.evidence


@click.command("signs")
@form_options
def signs(*, as_json: bool, as_ndjson: bool) -> int:
    """List the signs that conditions may name, with their types and what each says.

    \b
    Examples:
      counterflow rules signs
      counterflow rules signs --json
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    known = load_signs().values()
    if form.machine:
        rows = (
            {"name": one.name, "type": one.type, "statement": one.statement,
             "read_from": sorted(one.read_from)}
            for one in known
        )  # fmt: skip
        form.put("signs", rows)
        return 0
    print_table(
        ("name", "type", "statement"), [(one.name, one.type, one.statement) for one in known]
    )
    return 0
