"""``counterflow check``: one party on its own."""

from __future__ import annotations

import sys
from typing import Any

import click
import msgspec

from counterflow.core.model import Decision, Identifier, Outcome, Party, entity_of
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import read_date
from counterflow.serve.cli.options import engine_options, open_engine
from counterflow.serve.cli.screen import PRECEDENCE
from counterflow.serve.cli.terminal import (
    escape,
    marked,
    open_console,
    print_lists,
    print_matches,
    say,
)
from counterflow.watch.matching.entity import CRAFT, STRONG_IDS, read_entity
from counterflow.watch.sources.ftm_schemata import PARTIES, THINGS

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
    type=click.Choice(sorted(PARTIES | THINGS), case_sensitive=False),
    metavar="SCHEMA",
    help="Person, Company, Vessel …; LegalEntity (open) if left out, Vessel with a ship's number.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON decision per line.")
@engine_options
def check(names: tuple[str, ...], **options: Any) -> int:
    """Screen one or more parties by name.

    \b
    Examples:
      counterflow check "Sahara Thunder"
      counterflow check "ОЭЗ ППТ Алабуга" --country Russia
      counterflow check "Some Other Name" --schema Vessel --id imoNumber=8861058
    """  # noqa: D301 - click wants a backspace character
    engine = open_engine(
        store=options["store"],
        list_names=options["list_names"],
        as_of=options["as_of"],
        nexus=options["nexus"],
        threshold=options["threshold"],
    )
    console = open_console()
    codes = []
    for name in names:
        party = _party(name, options)
        decision = engine.check(party)
        codes.append(_code(decision))
        if options["as_json"] or not sys.stdout.isatty():
            click.echo(msgspec.json.encode(decision).decode())
            continue
        say(console, f"{escape(name)}: {marked(decision.headline)}")
        print_matches(console, engine.match(entity_of(party), limit=5))
        for missing in decision.coverage.missing:
            say(console, f"  [cyan]not screened[/]: {escape(missing)}")
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
    if not name.strip():
        raise click.UsageError("a NAME is empty: there is nothing to screen")
    identifiers = tuple(_identifier(pair) for pair in options["identifiers"])
    born = read_date(options["birth_date"])
    if options["birth_date"] and not born.iso:
        raise click.UsageError(f"--dob: {born.problem or 'no date'}; write YYYY-MM-DD or a year")
    return Party(
        role="party",
        name=name,
        schema=_schema(options["schema"], identifiers),
        country=country,
        country_text=text,
        birth_date=born.iso,
        identifiers=identifiers,
    )


def _schema(given: str | None, identifiers: tuple[Identifier, ...]) -> str:
    """Settle what the party is: a ship's number is compared with ships only."""
    of_ships = [i.kind for i in identifiers if i.kind in ("imoNumber", "mmsi")]
    if of_ships and given not in (None, *CRAFT):
        raise click.UsageError(f"--id {of_ships[0]} is a ship's: leave --schema {given} out")
    return given or ("Vessel" if of_ships else "LegalEntity")


def _identifier(pair: str) -> Identifier:
    """Read KIND=VALUE; one that would not be compared must not look as if it had been."""
    kind, _, value = (part.strip() for part in pair.partition("="))
    if not kind or not value:
        raise click.UsageError(f"--id wants KIND=VALUE, for instance imoNumber=…: {pair!r}")
    if kind not in STRONG_IDS:
        raise click.UsageError(f"--id: unknown kind {kind!r}; known: {', '.join(STRONG_IDS)}")
    if not read_entity({"properties": {kind: [value]}}).identifiers:
        raise click.UsageError(f"--id: {value!r} is too short or malformed for {kind}")
    return Identifier(kind, value)


def _code(decision: Decision) -> int:
    """Settle the exit code of one decision."""
    if decision.outcome in CODES:
        return CODES[decision.outcome]
    if decision.coverage.stale:
        return 6
    return 0 if decision.coverage.complete else 5
