"""``counterflow check``: one party on its own."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import msgspec

from counterflow.core.errors import InputError
from counterflow.core.model.parties import Identifier, Party, entity_of
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import read_date
from counterflow.engine import Engine
from counterflow.screening.runs.tally import decision_exit_code, strongest_exit_code
from counterflow.serve.cli.harmless import cut
from counterflow.serve.cli.options import engine_asked, engine_options
from counterflow.serve.cli.talk import Talk
from counterflow.watch.matching.entity import CRAFT, identifier_kind, kinds_hint, read_entity
from counterflow.watch.sources.ftm_schemata import PARTIES, THINGS


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--file",
    "names_file",
    metavar="NAMES.txt",
    help="Names from a text file (UTF-8), one per line; - is standard input.",
)
@click.option("--country", help="Country, in any usual spelling.")
@click.option("--dob", "birth_date", metavar="DATE", help="Birth date, YYYY-MM-DD or a year.")
@click.option(
    "--id", "identifiers", multiple=True, metavar="KIND=VALUE", help="Such as imo=9179842."
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
    output is one JSON decision per line. --country, --dob, --id and --schema hold for every name.

    \b
    Examples:
      counterflow check "Sahara Thunder"
      counterflow check "ОЭЗ ППТ Алабуга" --country Russia
      counterflow check "Sahara Thunder" "Trzykrosna Eksport" "Clairvaudon SAS"
      counterflow check --file customers.txt --json > outcomes.ndjson
      counterflow check "Some Other Name" --schema Vessel --id imoNumber=8861058
    """
    talk = Talk(quiet=options["quiet"])
    parties = [_party(name, options) for name in (*names, *_names_in(options["names_file"]))]
    if not parties:
        raise click.UsageError("Missing argument 'NAME...': give a name, or --file NAMES.txt")
    if hint := _quoting_hint(names):
        talk(hint)
    engine = engine_asked(options, talk)
    as_json = options["as_json"] or not sys.stdout.isatty()
    codes = _print_json(engine, parties) if as_json else _show(engine, parties)
    return strongest_exit_code(codes)


def _print_json(engine: Engine, parties: Iterable[Party]) -> set[int]:
    """Print one JSON decision per line; give the exit codes."""
    codes = set()
    for party in parties:
        decision = engine.check(party)
        codes.add(decision_exit_code(decision))
        click.echo(msgspec.json.encode(decision).decode())
    return codes


def _show(engine: Engine, parties: Iterable[Party]) -> set[int]:
    """Show every party on the terminal; give the exit codes."""
    from counterflow.serve.cli.check_shown import Checked, show, show_ground

    checked = Checked()
    for party in parties:
        decision = engine.check(party)
        checked.add(decision)
        show(decision, engine.match(entity_of(party), limit=5))
    show_ground(checked)
    return checked.codes


def _names_in(file: str | None) -> list[str]:
    """Read the names of a text file, one per line; empty lines are none.

    Raises:
        InputError: the file cannot be read, is no UTF-8 text, or holds no name.
    """
    if file is None:
        return []
    where = "standard input" if file == "-" else file
    text = _utf8(_content(file, where), where)
    names = [line.strip() for line in text.splitlines() if line.strip()]
    if not names:
        raise InputError(
            "the file holds no name", where=where, remedy="write one name on each line"
        )
    return names


def _content(file: str, where: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as fault:
        raise InputError(
            f"the file of names cannot be read: {fault.strerror or fault}",
            where=where,
            remedy="check its name and that it may be read",
        ) from fault


def _utf8(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise InputError(
            "the file of names is no UTF-8 text",
            where=f"{where}, line {line}",
            why="names would be compared garbled",
            remedy="save it as plain text in UTF-8, one name per line",
        ) from fault


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


def _party(name: str, options: dict[str, Any]) -> Party:
    """Read the party that the options describe.

    Raises:
        click.UsageError: a country is not understood or an identifier has no kind.
    """
    text = options["country"] or ""
    country = country_code(text)
    if text and not country:
        from counterflow.screening.intake.parties import country_hint

        hint = country_hint(text) or "; give a name or an ISO code"
        raise click.UsageError(f"country not understood: {text!r}{hint}")
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
    word, _, value = (part.strip() for part in pair.partition("="))
    if not word or not value:
        raise click.UsageError(f"--id wants KIND=VALUE, for instance imo=9179842: {pair!r}")
    kind = identifier_kind(word)
    if not kind:
        raise click.UsageError(f"--id: unknown kind {word!r}; {kinds_hint(word)}")
    if not read_entity({"properties": {kind: [value]}}).identifiers:
        raise click.UsageError(f"--id: {value!r} is too short or malformed for {kind}")
    return Identifier(kind, value)
