"""``counterflow customers``: whom to monitor although no transaction names them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from counterflow.recording import open_records_of
from counterflow.serve.cli.harmless import harmless
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.options import engine_asked, engine_options
from counterflow.serve.cli.records_options import as_option, records_settings, store_option
from counterflow.serve.cli.talk import Talk

_CODES = {"stop": 8, "hold": 4, "review": 3, "not fully screened": 5}


@click.group()
def customers() -> None:
    """Keep customers that every changed list is asked about, with or without a transaction.

    \b
    Examples:
      counterflow customers import customers.csv
      counterflow customers ls
      counterflow customers remove C-1042
    """


@customers.command("import")
@click.argument("file")
@click.option("--map", "mapping", metavar="MAP.toml", help="What the columns mean.")
@click.option("--encoding", help="Encoding of a text file; detected if left out.")
@click.option("--delimiter", help="Delimiter of a text file; detected if left out.")
@click.option("--sheet", help="Sheet of a workbook; the first filled one if left out.")
@engine_options
def import_(file: str, **options: Any) -> int:
    """Take customers in from a FILE that is read as trade files are; each is screened at once.

    A customer is known by the id of its row. One that is there already and of which FILE says
    something else is replaced; one that FILE does not name stays.

    \b
    Examples:
      counterflow customers import customers.csv
      counterflow customers import crm.xlsx --map crm.toml
    """
    from counterflow.screening.runs.tally import strongest_exit_code

    talk = Talk(quiet=options["quiet"])
    engine = engine_asked(options, talk)
    reading = {name: options[name] for name in ("mapping", "encoding", "delimiter", "sheet")}
    told = engine.import_customers(file, **reading)
    click.echo(
        f"{told.new:,} new, {told.replaced:,} replaced, {told.same:,} the same; "
        f"{len(told.refused):,} rows refused"
    )
    for words, count in told.headlines.items():
        click.echo(harmless(f"  {count:,}: {words}"))
    for refusal in told.refused:
        click.echo(harmless(f"refused: row {refusal.row}: {refusal.what}"), err=True)
    codes = [_CODES[one] for one in told.headlines if one in _CODES]
    return strongest_exit_code([*codes, *([5] if told.refused else [])])


@customers.command()
@form_options
@store_option
def ls(*, store: str | None, as_json: bool, as_ndjson: bool) -> int:
    """List the customers that are monitored.

    \b
    Example:
      counterflow customers ls --json
    """
    from counterflow.review.monitor.customers import list_customers

    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    settings = records_settings(store)
    with open_records_of(settings, write=False) as records, records.reading() as connection:
        rows = [one._asdict() for one in list_customers(connection)]
    if form.machine:
        form.put("customers", rows)
    else:
        headings = ("id", "name", "outcome at import", "imported at")
        cells = [(one["id"], one["name"], one["outcome"], one["imported_at"]) for one in rows]
        print_table(headings, cells)
    return 0


@customers.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@as_option
@store_option
def remove(ids: tuple[str, ...], *, person: str | None, store: str | None) -> int:
    """End the monitoring of customers; what was decided of them stays in the log.

    \b
    Example:
      counterflow customers remove C-1042 C-1043
    """
    from counterflow.review.monitor.customers import remove_customers
    from counterflow.storage.audit.signing import ACTOR

    settings = records_settings(store, person)
    with open_records_of(settings, write=True) as records, records.writing() as connection:
        now = dt.datetime.now(tz=dt.UTC)
        remove_customers(connection, ids, actor=settings.person or ACTOR, at=now)
    click.echo(f"{len(ids)} removed")
    return 0
