"""``counterflow goods show``: what every table says of a code or a description of goods."""

from __future__ import annotations

import click
from rich.console import Console

from counterflow.core.settings import read_settings
from counterflow.screening.pipeline.rooms import HS_TEXTS, OWN_GOODS
from counterflow.serve.cli.list_forms import form_of, form_options
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.goods.lookup import BELOW, LISTED, TODAY, Answer, Line, look_up
from counterflow.watch.goods.nomenclature import load_nomenclature
from counterflow.watch.goods.tables import GoodsTables, load_goods_tables

NOT_FOUND = 2
"""The command gave no answer: docs/exit-codes.md."""


@click.command("show")
@click.argument("what", metavar="CODE|TEXT")
@form_options
@store_option
def show(what: str, *, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """Show what every table says of an HS code, an ECCN, a part number or a description.

    Each row is shown with its authority, tier, days in force, source and how far that was read.
    A description is looked up in the term table; where the texts of the Harmonized System were
    imported, the subheadings that it resembles follow with their scores. Neither is a
    classification. The code of exit is 2 where goods cannot have the code, or nothing is known of
    the description; 0 where a code is on no table, which is said: tables held in part may list it.

    \b
    Examples:
      counterflow goods show 8542.31
      counterflow goods show 3A001.a.2 --json
      counterflow goods show "drone servo"
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    folder = read_settings({"store": store}).store_path
    tables = load_goods_tables(folder / OWN_GOODS)
    answer = look_up(what, tables, load_nomenclature(folder / HS_TEXTS))
    if form.machine:
        rows = [line.as_dict() for line in answer.lines]
        form.put("rows", rows, **_head(answer, tables))
    else:
        _tell(open_console(), answer, tables)
    if answer.found:
        return 0
    why = answer.problem or "no word of the term table, and no text of the Harmonized System"
    do = "ask for the right code" if answer.problem else (
        "import the HS texts for candidates (counterflow goods import-hs), or ask for the HS code"
    )  # fmt: skip
    click.echo(f"not found: {what[:60]}: {why}. Do: {do}", err=True)
    return NOT_FOUND


def _head(answer: Answer, tables: GoodsTables) -> dict[str, object]:
    """Give what JSON says once: what was asked and read, and the candidates."""
    eccn = answer.eccn
    return {
        "asked": answer.asked,
        "found": answer.found,
        "problem": answer.problem,
        "hs": [
            {"code": code.digits, "repair": code.repair, "problem": code.problem}
            for code in answer.codes
        ],
        "eccn": eccn and {"code": eccn.shown, "kind": eccn.kind, "repair": eccn.repair},
        "hints": [
            {"words": hint.words, "what": hint.term.what, "part": hint.part,
             "strong": hint.strong, "codes": list(hint.codes)}
            for hint in answer.hints
        ],
        "candidates": [
            {"code": one.code, "text": one.text, "score": round(one.score, 3),
             "listed": bool(tables.among([one.code]))}
            for one in answer.candidates
        ],
    }  # fmt: skip


def _tell(console: Console, answer: Answer, tables: GoodsTables) -> None:
    for code in answer.codes:
        if code.repair or code.problem:
            say(console, f"note: {escape(code.repair or code.problem)}")
    if eccn := answer.eccn:
        _tell_number(console, eccn.kind, eccn.written.strip(), eccn.repair or eccn.beside)
    for hint in answer.hints:
        say(console, f"“{escape(hint.words)}”: {'parts of ' if hint.part else ''}{hint.term.what}")
    for line in answer.lines:
        _tell_line(console, line)
    asked = [code.digits for code in answer.codes if not code.impossible]
    asked += [eccn.shown] if eccn and eccn.code else []
    listed = {line.asked for line in answer.lines}
    for one in asked:
        if one not in listed:
            say(console, f"{one}: on no table held here")
    if partly := [file for file in tables.files if file.lacks] if asked else []:
        names = "; ".join(file.title for file in partly)
        say(console, f"[dim]held in part, so that they may list more: {escape(names)}[/]")
    for found in answer.candidates:
        mark = ", listed" if tables.among([found.code]) else ""
        say(console, escape(f"{found.code}{mark} [{found.score:.2f}]: {found.text}"))


def _tell_number(console: Console, kind: str, written: str, note: str) -> None:
    if note:
        say(console, f"note: {escape(note)}")
    if kind == "EAR99":
        say(console, "EAR99: no entry of the Commerce Control List; tables ask by the HS code too")
    elif kind == "munitions":
        say(
            console,
            f"{escape(written)}: a number of a munitions list: a review wherever the goods go",
        )


def _tell_line(console: Console, line: Line) -> None:
    row, cited = line.row, line.row.citation
    tier = f", tier {row.tier}" if row.tier else ""
    doubt = "" if cited.verified else " [yellow](unverified: a question only)[/]"
    how = f" ({line.how})" if line.how in (BELOW, TODAY) else ""
    code = row.code if line.how == LISTED else f"{row.code}{how}"
    say(console, f"{escape(code)}: {escape(row.what)}: {escape(row.title)}{tier}{doubt}")
    days = line.as_dict()
    since, until = days["in_force_from"] or "not established", days["in_force_to"]
    say(console, f"  [dim]{escape(row.authority)}; in force since: {since}"
                 f"{f'; until {until}' if until else ''}[/]")  # fmt: skip
    source = ", ".join(filter(None, (cited.issuer, cited.title, cited.date, cited.url)))
    say(console, f"  [dim]{escape(source)} ({escape(cited.read_via or 'ours')})[/]")
    if line.extends:
        say(console, f"  [dim]your file {escape(line.file)} extends {escape(line.extends)}[/]")
    if row.outcome:
        where = ", ".join(sorted(row.destinations)) or "every destination"
        say(console, f"  [dim]your own table: {escape(row.outcome)} for {where}[/]")
