"""Take, assign, note, attach, answer, escalate."""

from __future__ import annotations

from pathlib import Path

import click

from counterflow.core.errors import CaseError
from counterflow.review.cases import working
from counterflow.review.cases.policy import load_review_policy
from counterflow.serve.cli.cases_options import change_options, tell, words_option, writing


@click.command()
@change_options
def take(case: str, *, seen: int | None, person: str | None, store: str | None) -> int:
    """Take a case to work on it.

    \b
    Example:
      counterflow cases take A-17 --as Ann
    """
    with writing(store, person) as (records, actor):
        return tell(working.take(records, case, actor=actor, seen=seen))


@click.command()
@change_options
@click.option("--to", default="", metavar="NAME", help="The analyst; nobody if left out.")
@words_option
def assign(
    case: str, *, to: str, words: str, seen: int | None, person: str | None, store: str | None
) -> int:
    """Give a case to another analyst, or to nobody.

    \b
    Example:
      counterflow cases assign A-17 --to Abe --words "knows the buyer" --as Ann
    """
    with writing(store, person) as (records, actor):
        return tell(working.assign(records, case, to=to, words=words, actor=actor, seen=seen))


@click.command()
@change_options
@click.argument("text")
def note(case: str, text: str, *, seen: int | None, person: str | None, store: str | None) -> int:
    """Write a note on a case; it is never changed afterwards.

    \b
    Example:
      counterflow cases note A-17 "asked the buyer for the register extract" --as Ann
    """
    with writing(store, person) as (records, actor):
        return tell(working.note(records, case, words=text, actor=actor, seen=seen))


@click.command()
@change_options
@click.argument("file")
@words_option
def attach(
    case: str, file: str, *, words: str, seen: int | None, person: str | None, store: str | None
) -> int:
    """Keep a file on a case, under its SHA-256.

    \b
    Example:
      counterflow cases attach A-17 extract.pdf --words "register extract" --as Ann
    """
    most = load_review_policy().attachment_bytes
    try:
        if Path(file).stat().st_size > most:
            raise CaseError("the file is too large", where=file, remedy=f"at most {most:,} bytes")
        data = Path(file).read_bytes()
    except OSError as fault:
        raise CaseError(f"cannot be read: {fault.strerror}", where=file) from fault
    with writing(store, person) as (records, actor):
        digest = working.attach(
            records, case, name=file, data=data, words=words, actor=actor, seen=seen
        )
    click.echo(digest)
    return 0


@click.command()
@change_options
@click.argument("flag")
@click.argument("text")
def answer(
    case: str, flag: str, text: str, *, seen: int | None, person: str | None, store: str | None
) -> int:
    """Answer the question of a red flag; the next screening goes by it.

    Begin with yes or no: what begins with neither settles nothing (docs/red-flags.md).

    \b
    Example:
      counterflow cases answer A-17 KYC-01 "yes: end-use statement of 2026-11-02" --as Ann
    """
    with writing(store, person) as (records, actor):
        return tell(working.answer(records, case, flag=flag, says=text, actor=actor, seen=seen))


@click.command()
@change_options
@click.option("--to", required=True, metavar="ROLE", help="approver or admin.")
@words_option
def escalate(
    case: str, *, to: str, words: str, seen: int | None, person: str | None, store: str | None
) -> int:
    """Put a case before approvers or admins.

    \b
    Example:
      counterflow cases escalate A-17 --to approver --words "the bank asks too" --as Ann
    """
    with writing(store, person) as (records, actor):
        return tell(working.escalate(records, case, to=to, words=words, actor=actor, seen=seen))
