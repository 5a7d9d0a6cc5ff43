"""``counterflow check``: one party on its own."""

from __future__ import annotations

import sys
from typing import Any

import click
import msgspec
from rich.console import Console

from counterflow.core.model import Decision, Identifier, Outcome, Party, entity_of
from counterflow.core.text.countries import country_code
from counterflow.serve.cli.options import engine_options, open_engine
from counterflow.serve.cli.screen import PRECEDENCE
from counterflow.serve.cli.terminal import marked, print_lists, print_matches

CODES = {Outcome.STOP: 8, Outcome.HOLD: 4, Outcome.REVIEW: 3}


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--country", help="Country, in any usual spelling.")
@click.option("--dob", "birth_date", metavar="DATE", help="Birth date, YYYY-MM-DD or a year.")
@click.option(
    "--id", "identifiers", multiple=True, metavar="KIND=VALUE", help="e.g. imoNumber=9179842"
)
@click.option(
    "--schema",
    default="LegalEntity",
    show_default=True,
    help="Person, Company, Organization, Vessel …",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON decision per line.")
@engine_options
def check(names: tuple[str, ...], **options: Any) -> int:
    r"""Screen one or more parties by name.

    \b
    Examples:
      counterflow check "Sahara Thunder"
      counterflow check "ОЭЗ ППТ Алабуга" --country Russia
      counterflow check "Some Other Name" --schema Vessel --id imoNumber=8861058
    """
    engine = open_engine(
        store=options["store"],
        list_names=options["list_names"],
        as_of=options["as_of"],
        nexus=options["nexus"],
        threshold=options["threshold"],
    )
    console = Console()
    codes = []
    for name in names:
        party = _party(name, options)
        decision = engine.check(party)
        codes.append(_code(decision))
        if options["as_json"] or not sys.stdout.isatty():
            click.echo(msgspec.json.encode(decision).decode())
            continue
        console.print(f"{name}: {marked(decision.headline)}")
        print_matches(console, engine.match(entity_of(party), limit=5))
        for missing in decision.coverage.missing:
            console.print(f"  [cyan]not screened[/]: {missing}")
        print_lists(console, decision.coverage.lists)
    return min(codes, key=PRECEDENCE.index)


def _party(name: str, options: dict[str, Any]) -> Party:
    """Read the party that the options describe.

    Raises:
        click.UsageError: a country is not understood or an identifier has no kind.
    """
    text = options["country"] or ""
    country = country_code(text)
    if text and not country:
        raise click.UsageError(f"country not understood: {text!r}; give a name or an ISO code")
    identifiers = []
    for pair in options["identifiers"]:
        kind, equals, value = pair.partition("=")
        if not equals or not kind.strip() or not value.strip():
            raise click.UsageError(f"--id wants KIND=VALUE, for instance imoNumber=…: {pair!r}")
        identifiers.append(Identifier(kind.strip(), value.strip()))
    return Party(
        role="party",
        name=name,
        schema=options["schema"],
        country=country,
        country_text=text,
        birth_date=options["birth_date"] or "",
        identifiers=tuple(identifiers),
    )


def _code(decision: Decision) -> int:
    """Settle the exit code of one decision."""
    if decision.outcome in CODES:
        return CODES[decision.outcome]
    if decision.coverage.stale:
        return 6
    return 0 if decision.coverage.complete else 5
