"""``counterflow dossier``: publish what a ledger says of a subject; correct, withdraw, verify."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from counterflow.core.assertions import Ledger
from counterflow.core.days import today
from counterflow.core.dossiers import Dossier, Edition
from counterflow.core.errors import DossierDamageError, DossierError
from counterflow.core.settings import read_settings
from counterflow.core.tables.atomic import whole_file
from counterflow.evidence.claims.store import judgements, load_ledger
from counterflow.evidence.exhibits.cabinet import Cabinet
from counterflow.publish.dossier.building import build_dossier
from counterflow.publish.dossier.editions import Shelf
from counterflow.publish.dossier.forms import FORMS, write_dossier
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.list_store import day_asked, store_option
from counterflow.serve.cli.terminal import escape, open_console, say

Command = TypeVar("Command", bound=Callable[..., Any])


class SubjectGroup(click.Group):
    """Take a first word that is no command for a subject: ``counterflow dossier SUBJECT``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; ``publish`` where the first word is none."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["publish", *args]
        return super().resolve_command(ctx, args)


def _ledger_options(command: Command) -> Command:
    for option in (
        click.option("--date", metavar="YYYY-MM-DD", help="Day of the edition; today if left out."),
        click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
                     help="Where to write; stdout if left out."),
        click.option("--to", "form", type=click.Choice(tuple(FORMS)), default="html",
                     show_default=True, help="Form of the dossier."),
        click.option("--ledger", "ledger_file", metavar="FILE",
                     type=click.Path(exists=True, dir_okay=False, path_type=Path),
                     help="A ledger that `counterflow read --json` wrote; else the store's."),
    ):  # fmt: skip
        command = option(command)
    return command


def _reason_options(*, required: bool) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        reason = click.option("--reason", required=required, help="Why; readers see it.")
        by = click.option("--by", "by", required=required, metavar="NAME", help="Who does it.")
        return reason(by(command))

    return add


@click.group(cls=SubjectGroup)
def dossier() -> None:
    """Publish what reports say of a subject, and keep account of every version.

    \b
    Examples:
      counterflow read reports/
      counterflow dossier "Fjellvik Industrial Park" -o page.html
      counterflow dossier NO-IS --to pdf -o page.pdf
      counterflow dossier ls
    """


@dossier.command()
@click.argument("subject")
@_ledger_options
@click.option("--by", "by", default="", metavar="NAME", help="Who publishes it.")
@click.option("--draft", is_flag=True, help="Only look: nothing is published or kept.")
@store_option
def publish(
    subject: str, *, ledger_file: Path | None, form: str, output: Path | None, date: str | None,
    by: str, draft: bool, store: str | None,
) -> int:  # fmt: skip
    """Publish a dossier as version 1; the same again is the same version.

    SUBJECT is a claim's id, an entity, a site, a speaker, or two countries (NO-IS). The word
    `publish` may be left out.

    \b
    Example:
      counterflow dossier publish NO-IS --to html -o page.html
    """
    folder = read_settings({"store": store}).store_path
    built, pictures = _built(folder, ledger_file, subject)
    if draft:
        _put(write_dossier(built, form, pictures=pictures), output)
        return 0
    shelf = Shelf(folder)
    edition = shelf.issue(built, date=_day(date), by=by)
    _write(shelf, edition, built, form, pictures, output)
    return 0


@dossier.command()
@click.argument("subject")
@_ledger_options
@_reason_options(required=True)
@store_option
def correct(
    subject: str, *, ledger_file: Path | None, form: str, output: Path | None, date: str | None,
    by: str, reason: str, store: str | None,
) -> int:  # fmt: skip
    """Publish a corrected version; the earlier ones stay, and the page lists them.

    \b
    Example:
      counterflow dossier correct NO-IS --reason "a misread date" --by "A. Editor"
    """
    folder = read_settings({"store": store}).store_path
    built, pictures = _built(folder, ledger_file, subject)
    shelf = Shelf(folder)
    edition = shelf.correct(built, date=_day(date), by=by, reason=reason)
    _write(shelf, edition, built, form, pictures, output)
    return 0


@dossier.command()
@click.argument("subject")
@_reason_options(required=True)
@click.option("--date", metavar="YYYY-MM-DD", help="Day of the withdrawal; today if left out.")
@click.option("--to", "form", type=click.Choice(("html", "pdf", "stix", "prov")), default="html",
              show_default=True, help="Form of the page that says so.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
              help="Where to write the page that says so; stdout if left out.")  # fmt: skip
@store_option
def withdraw(
    subject: str, *, by: str, reason: str, date: str | None, form: str, output: Path | None,
    store: str | None,
) -> int:  # fmt: skip
    """Withdraw a dossier: a page that says so takes its place, and all versions stay listed.

    SUBJECT is as `counterflow dossier ls` names it.

    \b
    Example:
      counterflow dossier withdraw IS-NO --reason "the report was retracted" --by "A. Editor"
    """
    folder = read_settings({"store": store}).store_path
    shelf = Shelf(folder)
    edition = shelf.withdraw(subject, date=_day(date), by=by, reason=reason)
    built = shelf.dossier_of(edition)
    _write(shelf, edition, built, form, _pictures(folder, built), output)
    return 0


@dossier.command()
@click.argument("subject")
@click.option("--version", "number", type=int, help="Which version; the last if left out.")
@click.option("--to", "form", type=click.Choice(tuple(FORMS)), default="html",
              show_default=True, help="Form of the dossier.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
              help="Where to write; stdout if left out.")  # fmt: skip
@store_option
def show(
    subject: str, *, number: int | None, form: str, output: Path | None, store: str | None
) -> int:
    """Write a published version again, in any form, whatever the ledger says today.

    SUBJECT is as `counterflow dossier ls` names it.

    \b
    Example:
      counterflow dossier show IS-NO --version 1 --to pdf -o page.pdf
    """
    folder = read_settings({"store": store}).store_path
    shelf = Shelf(folder)
    found = [one for one in shelf.editions(subject) if number in (None, one.number)]
    if not found:
        raise DossierError(
            "no such version is published",
            where=f"{subject}, version {number}" if number else subject,
            remedy="see `counterflow dossier ls` for subjects and versions",
        )
    built = shelf.dossier_of(found[-1])
    _write(shelf, found[-1], built, form, _pictures(folder, built), output)
    return 0


@dossier.command("ls")
@form_options
@store_option
def ls(*, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """List all versions of all dossiers, corrections and withdrawals with their reasons.

    \b
    Example:
      counterflow dossier ls --json
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    editions = Shelf(read_settings({"store": store}).store_path).editions()
    if form.machine:
        form.put("editions", [msgspec.to_builtins(one) for one in editions])
        return 0
    print_table(
        ("subject", "version", "date", "what", "record", "by", "reason"),
        [
            (one.subject, str(one.number), one.date, one.kind, one.record[:12], one.by, one.reason)
            for one in editions
        ],
    )
    return 0


@dossier.command()
@store_option
def verify(*, store: str | None) -> int:
    """Hold every published version, file and exhibit against its SHA-256.

    Exit code 7 where something was changed or taken out.

    \b
    Example:
      counterflow dossier verify
    """
    folder = read_settings({"store": store}).store_path
    count = Shelf(folder).verify()
    faults = list(Cabinet(folder).verify())
    if faults:
        raise DossierDamageError(
            "; ".join(faults), where="exhibits in the store", remedy="restore them from a copy"
        )
    say(open_console(), f"{count:,} editions are as they were published")
    return 0


def _built(folder: Path, file: Path | None, subject: str) -> tuple[Dossier, dict[str, bytes]]:
    built = build_dossier(
        load_ledger(folder) if file is None else _ledger_of(file),
        subject,
        exhibits=Cabinet(folder).all(),
        judgements=judgements(folder),
    )
    return built, _pictures(folder, built)


def _ledger_of(file: Path) -> Ledger:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Ledger)
    except (OSError, msgspec.MsgspecError) as fault:
        raise DossierError(
            f"the ledger cannot be read: {fault}",
            where=str(file),
            remedy="write it with: counterflow read FILE… --json",
        ) from fault


def _pictures(folder: Path, built: Dossier) -> dict[str, bytes]:
    cabinet = Cabinet(folder)
    return {one.sha256: cabinet.bytes_of(one) for one in built.exhibits}


def _write(
    shelf: Shelf, edition: Edition, built: Dossier, form: str, pictures: dict[str, bytes],
    output: Path | None,
) -> None:  # fmt: skip
    data = shelf.kept_file(edition, FORMS[form])
    if data is None:
        until = [one for one in shelf.editions(edition.subject) if one.number <= edition.number]
        data = write_dossier(built, form, editions=until, pictures=pictures)
        if form != "json":
            shelf.keep_files(edition, {FORMS[form]: data})
    _put(data, output)
    words = f"{edition.subject}, version {edition.number}, {edition.kind}; SHA-256 {edition.record}"
    say(open_console(talk=True), escape(words))


def _put(data: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(data)
        return
    with whole_file(output) as stream:
        stream.write(data)


def _day(date: str | None) -> str:
    return str(day_asked(date) or today())
