"""``counterflow check``: one party on its own."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import click
import msgspec
from rich.console import Console

from counterflow.core.model import Decision, Identifier, Match, Party, entity_of
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import read_date
from counterflow.screening.runs.tally import decision_exit_code, strongest_exit_code
from counterflow.serve.cli.harmless import cut, escape
from counterflow.serve.cli.options import engine_options, open_engine
from counterflow.serve.cli.terminal import (
    MARKS,
    Talk,
    marked,
    open_console,
    print_lists,
    print_matches,
    say,
)
from counterflow.watch.matching.entity import CRAFT, STRONG_IDS, read_entity
from counterflow.watch.sources.ftm_schemata import PARTIES, THINGS


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--country", help="Country, in any usual spelling.")
@click.option("--dob", "birth_date", metavar="DATE", help="Birth date, YYYY-MM-DD or a year.")
@click.option(
    "--id", "identifiers", multiple=True, metavar="KIND=VALUE", help="Such as imoNumber=9179842."
)
@click.option(
    "--schema",
    type=click.Choice(sorted(PARTIES | THINGS), case_sensitive=False),
    metavar="SCHEMA",
    help="Person, Company, Vessel …; LegalEntity (open) if left out, Vessel with a ship's number.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON decision per line, as when piped.")
@engine_options
def check(names: tuple[str, ...], **options: Any) -> int:
    """Screen one or more parties by name. Put quotes around a name of several words.

    On a terminal the listings that resemble each name are shown with the reasons; piped, the
    output is one JSON decision per line.

    \b
    Examples:
      counterflow check "Sahara Thunder"
      counterflow check "ОЭЗ ППТ Алабуга" --country Russia
      counterflow check "Sahara Thunder" "Trzykrosna Eksport" "Clairvaudon SAS"
      counterflow check "Some Other Name" --schema Vessel --id imoNumber=8861058
    """  # noqa: D301 - click wants a backspace character
    talk = Talk(quiet=options["quiet"])
    parties = [_party(name, options) for name in names]
    if hint := _quoting_hint(names):
        talk(hint)
    engine = open_engine(
        store=options["store"],
        list_names=options["list_names"],
        as_of=options["as_of"],
        nexus=options["nexus"],
        threshold=options["threshold"],
        talk=talk,
    )
    as_json = options["as_json"] or not sys.stdout.isatty()
    decisions = []
    for party in parties:
        decision = engine.check(party)
        decisions.append(decision)
        if as_json:
            click.echo(msgspec.json.encode(decision).decode())
        else:
            _show(open_console(), decision, engine.match(entity_of(party), limit=5))
    if not as_json:
        _show_ground(open_console(), decisions)
    return strongest_exit_code(map(decision_exit_code, decisions))


def _quoting_hint(names: tuple[str, ...]) -> str:
    """Say how many names were given where they look like the words of one name.

    A shell cuts "check Sahara Thunder" into two names, of which neither may be listed.

    Example:
        >>> _quoting_hint(("Sahara", "Thunder"))
        '2 names are checked, one by one. If they are one name, use quotes: "Sahara Thunder"'
        >>> _quoting_hint(("Sahara Thunder", "Acme"))
        ''
    """
    if len(names) < 2 or any(len(name.split()) > 1 for name in names):
        return ""
    told = f"{len(names)} names are checked, one by one"
    return f'{told}. If they are one name, use quotes: "{cut(" ".join(names), 80)}"'


def _show(console: Console, decision: Decision, matches: list[Match]) -> None:
    """Show one party: its headline, and the listings that it resembles."""
    count = f" [dim]({len(matches)} listings resemble it)[/]" if len(matches) > 1 else ""
    say(console, f"{escape(decision.id)}: {marked(decision.headline)}{count}")
    print_matches(console, matches)


def _show_ground(console: Console, decisions: list[Decision]) -> None:
    """Show once what holds for all parties: counts, what was not screened, the lists."""
    if len(decisions) > 1:
        counts = Counter(decision.headline for decision in decisions)
        told = "  ".join(f"{marked(word)} {counts[word]:,}" for word in MARKS if counts[word])
        say(console, f"\n{len(decisions):,} names checked: {told}")
    for missing in dict.fromkeys(text for d in decisions for text in d.coverage.missing):
        say(console, f"  [cyan]not screened[/]: {escape(missing)}")
    print_lists(console, decisions[0].coverage.lists)


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
