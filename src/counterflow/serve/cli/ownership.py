"""``counterflow ownership``: import who owns whom, show what is kept, explain one party."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from counterflow.core.drawing.trees import tree_plot
from counterflow.core.errors import OwnershipError
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.refusals import Refusal
from counterflow.core.settings import REGIMES, read_settings
from counterflow.core.text.countries import country_code
from counterflow.engine import Engine
from counterflow.screening.decisions.owners_shown import OwnersShown
from counterflow.serve.cli.file_names import existing_files
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.list_store import day_asked, store_option
from counterflow.serve.cli.terminal import Talk, escape, marked, open_console, plural, refused, say
from counterflow.watch.matching.entity import identifier_kind, kinds_hint
from counterflow.watch.ownership.kept import KeptGraph, graphs, import_graph
from counterflow.watch.ownership.reading import READERS

SHOWN = 20
"""Refused records and remarks that an import names; the store keeps them all."""
_ENDED_SHOWN = 20
_CODES = {Outcome.STOP: 8, Outcome.HOLD: 4, Outcome.REVIEW: 3, Outcome.NO_MATCH: 0}


@click.group()
def ownership() -> None:
    """Import who owns whom, show what is kept, and explain who stands above a party.

    \b
    Examples:
      counterflow ownership import holdings.csv --source house
      counterflow ownership import lei.xml rr.xml --source gleif --published-on 2026-11-01
      counterflow ownership ls
      counterflow ownership explain "Muster Trading Ltd" --country AE
      counterflow ownership explain lei:213800WAVVOPS85N2205 --as-of 2024-07-02 --regime EU
    """


@ownership.command("import")
@existing_files
@click.option(
    "--source",
    "name",
    metavar="NAME",
    help="Name of the source; that of the first file if left out.",
)
@click.option(
    "--format", "format", type=click.Choice(tuple(READERS)), metavar="FORMAT",
    help=f"One of {', '.join(READERS)}; recognised by content if left out.",
)  # fmt: skip
@click.option("--published-on", default="", metavar="YYYY-MM-DD", help="The day of the data.")
@store_option
def import_(files: tuple[Path, ...], name: str | None, store: str | None, **asked: Any) -> int:
    """Import FILEs, put together, as a new version of the ownership data of one source.

    A file that breaks off is refused whole. Every record that was not used and everything that was
    repaired is named. The newest version of each source is used.

    \b
    Examples:
      counterflow ownership import holdings.xlsx --source house
      counterflow ownership import statements.json --source register_uk
    """
    chosen = name or "".join(c if c.isalnum() else "_" for c in files[0].stem.lower())[:60]
    folder = read_settings({"store": store}).store_path
    kept = import_graph(folder, list(files), name=chosen, **asked)
    _tell(kept)
    return 0


def _tell(kept: KeptGraph) -> None:
    counts, talk = kept.account.counts, open_console(talk=True)
    told = (
        f"{kept.id}: {counts.get('records', 0):,} records, {plural(kept.nodes, 'name')}, "
        f"{plural(kept.ties, 'tie')}, {counts.get('refused', 0):,} refused, "
        f"{plural(counts.get('remarks', 0), 'remark')} ({kept.format})"
    )
    say(talk, escape(told))
    for word, rows in (("refused", kept.account.refusals), ("remark", kept.account.remarks)):
        _tell_rows(word, rows)


def _tell_rows(word: str, rows: tuple[Refusal, ...]) -> None:
    talk = open_console(talk=True)
    for row in rows[:SHOWN]:
        say(talk, f"  [{'red' if word == 'refused' else 'dim'}]{word}[/] {refused(row)}")
    if len(rows) > SHOWN:
        say(talk, f"  {len(rows):,} in all: counterflow ownership ls --json names them")


@ownership.command("links")
@click.argument("name", metavar="LIST")
@store_option
def links(name: str, store: str | None) -> int:
    """Keep the ties that the entries of LIST name ("Linked To") as links.

    A link has no share and no direction: a party of exactly such a name is a question, never owned.

    \b
    Examples:
      counterflow ownership links us_ofac_sdn
    """
    engine = Engine(read_settings({"store": store}), talk=Talk())
    _tell(engine.keep_links(name))
    return 0


@ownership.command("ls")
@form_options
@store_option
def ls(*, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """Show the ownership data in the store, the version in use of each source first.

    \b
    Examples:
      counterflow ownership ls
      counterflow ownership ls --json
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    found = graphs(read_settings({"store": store}).store_path)
    newest: set[str] = set()
    rows = []
    for one in found:
        plain = {**one._asdict(), "version": one.id, "in_use": one.name not in newest}
        plain["account"] = msgspec.to_builtins(one.account)
        plain.pop("at")
        newest.add(one.name)
        rows.append(plain)
    if form.machine:
        form.put("ownership", rows)
        return 0
    print_table(
        ("source", "version", "names", "ties", "refused", "format", "in use"),
        [
            (
                row["name"], row["version"].partition("@")[2], f"{row['nodes']:,}",
                f"{row['ties']:,}", f"{row['account']['counts'].get('refused', 0):,}",
                row["format"], "yes" if row["in_use"] else "no",
            )
            for row in rows
        ],
    )  # fmt: skip
    return 0


@ownership.command("explain")
@click.argument("name", metavar="NAME-or-ID")
@click.option("--country", default="", help="Country, in any usual spelling.")
@click.option(
    "--as-of", metavar="YYYY-MM-DD", help="The day whose ties and tests count; today if left out."
)
@click.option("--regime", type=click.Choice(REGIMES), metavar="REGIME", help="Only US, EU or UK.")
@click.option("--nexus", metavar="EU,US", help="Regimes that bind you; see `counterflow check`.")
@click.option("--svg", type=click.Path(path_type=Path), metavar="FILE", help="Draw the tree too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@store_option
def explain(name: str, *, store: str | None, as_json: bool, **asked: Any) -> int:
    """Explain who stands above NAME-or-ID, and what each regime's test says.

    An id is a kind and a value (lei:…, inn:…). Owners are compared with the lists in the store; a
    share is told with its source. Exit codes are those of `counterflow check`.

    \b
    Examples:
      counterflow ownership explain "Muster Trading Ltd" --country AE
      counterflow ownership explain lei:213800WAVVOPS85N2205 --regime EU --svg owners.svg
    """
    settings = read_settings({"store": store, "nexus": asked["nexus"]})
    engine = Engine(settings, talk=Talk())
    party = _party(name, asked["country"])
    on = day_asked(asked["as_of"]) or engine.as_of
    found = engine.owners(party, on=on, regime=asked["regime"] or "")
    if not found:
        near = " or ".join(f"“{one}”" for one in engine.near_owners(party))
        raise OwnershipError(
            f"nobody is known above {name!r}",
            why=(
                "no ownership data is in the store" if not graphs(settings.store_path)
                else "no ownership data names it with an owner"
                + (f"; near in the data: {near}" if near else "")
            ),
            remedy="import some with: counterflow ownership import; or give its number or country",
        )  # fmt: skip
    if asked["svg"]:
        drawn = tree_plot(found[0].rows, title=f"Owners of {found[0].name}")
        asked["svg"].write_text(drawn, "utf-8")
    if as_json:
        rows = [_plain(one) for one in found]
        click.echo(msgspec.json.encode({"as_of": on.isoformat(), "owners": rows}).decode())
    else:
        for one in found:
            _show(one)
    return max(_CODES[one.outcome] for one in found)


def _party(text: str, country: str) -> Party:
    """Read what is asked for: a number with its kind, or a name."""
    code = country_code(country)
    word, colon, value = text.partition(":")
    if colon and " " not in word.strip():
        kind = identifier_kind(word)
        if not kind:
            raise click.UsageError(f"no kind of number is called {word!r}: {kinds_hint(word)}")
        return Party("party", "", country=code, identifiers=(Identifier(kind, value.strip()),))
    return Party("party", text, country=code)


def _plain(one: OwnersShown) -> dict[str, Any]:
    return {
        "name": one.name,
        "known_by": one.party.by,
        "outcome": one.outcome,
        "rows": [{"depth": r.depth, "name": r.label, "tie": r.tie, "mark": r.headline}
                 for r in one.rows],
        "findings": msgspec.to_builtins(one.findings),
        "ended": list(one.ended),
    }  # fmt: skip


def _show(one: OwnersShown) -> None:
    console = open_console()
    say(console, escape(f"{one.name} (known by its {one.party.by})"))
    for row in one.rows[1:]:
        mark = f"{marked(row.headline)} " if row.headline else ""
        say(console, f"{'  ' * row.depth}{mark}{escape(row.label)}")
        if row.tie:
            say(console, f"{'  ' * row.depth}  [dim]{escape(row.tie)}[/]")
    for tie in one.ended[:_ENDED_SHOWN]:
        say(console, escape(f"ended before that day, {tie}"))
    if not one.findings:
        say(console, "no listed party is found above it on that day")
    for finding in one.findings:
        say(console, f"{marked(str(finding.outcome))} {escape(finding.summary)}")
        if finding.next_step:
            say(console, escape(f"  next: {finding.next_step}"))
        for citation in finding.citations[:2]:
            hand = ", second-hand" if citation.second_hand else ""
            say(
                console, f"  [dim]{escape(f'source: {citation.issuer}, {citation.title}{hand}')}[/]"
            )
