"""``counterflow people``: who may act on the records, and in which roles."""

from __future__ import annotations

import click
import msgspec

from counterflow.recording import open_records_of
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.records_options import as_option, records_settings, store_option
from counterflow.storage.access.people import (
    ROLES,
    Person,
    add_person,
    all_people,
    end_person,
    set_roles,
)

role_option = click.option(
    "--role", "roles", type=click.Choice(ROLES), multiple=True, required=True,
    help="A role; may be given several times.",
)  # fmt: skip


@click.group()
def people() -> None:
    """Say who may act on the records, and in which roles; every change is in the log.

    \b
    Examples:
      counterflow people add "Ann Lee" --role admin
      counterflow people add Bo --role analyst --as "Ann Lee"
      counterflow people ls
    """


@people.command()
@click.argument("name")
@role_option
@as_option
@store_option
def add(name: str, *, roles: tuple[str, ...], person: str | None, store: str | None) -> int:
    """Add a person; the first one is an admin, who adds the others.

    \b
    Example:
      counterflow people add Bo --role analyst --role approver --as "Ann Lee"
    """
    settings = records_settings(store, person)
    with open_records_of(settings, write=True) as records, records.writing() as connection:
        _tell(add_person(connection, name, roles, by=settings.person))
    return 0


@people.command()
@click.argument("name")
@role_option
@as_option
@store_option
def roles(name: str, *, roles: tuple[str, ...], person: str | None, store: str | None) -> int:
    """Give a person these roles, and no others, from now on.

    \b
    Example:
      counterflow people roles Bo --role approver --as "Ann Lee"
    """
    settings = records_settings(store, person)
    with open_records_of(settings, write=True) as records, records.writing() as connection:
        _tell(set_roles(connection, name, roles, by=settings.person))
    return 0


@people.command()
@click.argument("name")
@as_option
@store_option
def end(name: str, *, person: str | None, store: str | None) -> int:
    """Let a person act no more; what they did stays, and so does the name.

    \b
    Example:
      counterflow people end Bo --as "Ann Lee"
    """
    settings = records_settings(store, person)
    with open_records_of(settings, write=True) as records, records.writing() as connection:
        _tell(end_person(connection, name, by=settings.person))
    return 0


@people.command("ls")
@form_options
@store_option
def ls(*, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """List all people with their roles, those too who were ended.

    \b
    Example:
      counterflow people ls --json
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    with (
        open_records_of(records_settings(store), write=False) as records,
        records.reading() as connection,
    ):
        found = all_people(connection)
    if form.machine:
        form.put("people", [msgspec.to_builtins(one) for one in found])
        return 0
    rows = [(one.name, ", ".join(one.roles), one.added_at[:10], _ended(one)) for one in found]
    print_table(("name", "roles", "added", "ended"), rows)
    return 0


def _ended(person: Person) -> str:
    return (person.ended_at or "")[:10]


def _tell(person: Person) -> None:
    from counterflow.serve.cli.terminal import escape, open_console, say

    state = f"ended on {_ended(person)}" if person.ended_at else ", ".join(person.roles)
    say(open_console(talk=True), escape(f"{person.name}: {state}"))
