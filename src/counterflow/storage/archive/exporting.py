"""Write the log, or what proves one decision, to one file that anybody can check without us."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import msgspec
import sqlalchemy as sa

from counterflow.core.tables.atomic import WholeFile
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.proving import Proof, prove
from counterflow.storage.audit.entries import Entry
from counterflow.storage.audit.log import HEADS, append, read_entries
from counterflow.storage.audit.signing import (
    ACTOR,
    Head,
    public_key,
    read_heads,
    sign_head,
    signing_key,
)

EXPORT, PROOF = "counterflow audit export 1", "counterflow audit proof 1"
"""The first line of each kind of file."""


def end_bytes(digest: str) -> bytes:
    """Give the bytes that the last line of a file signs.

    Args:
        digest: SHA-256 of all lines before it, hexadecimal.
    """
    return f"counterflow audit file\n{digest}\n".encode()


def export(
    archive: Archive,
    target: Path,
    *,
    decisions: Sequence[str] = (),
    actor: str = ACTOR,
    at: dt.datetime | None = None,
) -> int:
    """Write the whole log to one file, its head signed, and chosen decisions with their proofs.

    Args:
        archive: The archive.
        target: The file; it appears whole or not at all.
        decisions: By what the chosen decisions are called.
        actor: Who is named in the log as the one who exported it.
        at: When; now if ``None``.

    Returns:
        How many entries it holds; the last one tells of the export itself.

    Raises:
        ArchiveError: a decision is not kept.
        AuditError: a decision is not what was kept.
        RunError: the file cannot be written.
    """
    store = archive.folder.parent
    proofs = [prove(archive, ref) for ref in decisions]
    with archive.records.writing() as connection:
        chosen = [proof.ref for proof in proofs]
        append(connection, "audit.export", {"decisions": chosen}, actor=actor, at=at)
        sign_head(connection, store, at)
    with archive.records.reading() as connection:
        heads = read_heads(connection)
        last = max(head.seq for head in heads)
        entries = (entry for entry in read_entries(connection) if entry.seq <= last)
        _write(target, store, _lines(EXPORT, proofs, entries, heads))
    return last


def export_proof(
    archive: Archive, ref: str, target: Path, *, at: dt.datetime | None = None
) -> Proof:
    """Write what proves one decision to a file: it, its entry, and those up to a signed head.

    Args:
        archive: The archive.
        ref: By what the decision is called, or the id of its transaction.
        target: The file; it appears whole or not at all.
        at: When; now if ``None``.

    Raises:
        ArchiveError: there is no such decision, or several.
        AuditError: it is not what was kept.
        RunError: the file cannot be written.
    """
    store = archive.folder.parent
    proof = prove(archive, ref)
    key = public_key(signing_key(store))
    asked = (
        sa.select(HEADS)
        .where(HEADS.c.seq >= proof.entry, HEADS.c.key == key)
        .order_by(HEADS.c.seq)
        .limit(1)
    )
    with archive.records.reading() as connection:
        found = connection.execute(asked).first()
    if found is None:
        with archive.records.writing() as connection:
            sign_head(connection, store, at)
            found = connection.execute(asked).first()
    if found is None:
        raise AssertionError("a log that holds the decision has a head after it")
    head = Head(**found._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    with archive.records.reading() as connection:
        between = read_entries(connection, after=proof.entry - 1)
        entries = list(_until(between, head.seq))
        _write(target, store, _lines(PROOF, [proof], entries, [head]))
    return proof


def _until(entries: Iterator[Entry], last: int) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        if entry.seq == last:
            return


def _lines(
    first: str, proofs: Sequence[Proof], entries: Iterator[Entry] | Sequence[Entry],
    heads: Sequence[Head],
) -> Iterator[bytes]:  # fmt: skip
    # Each behind the entry that it needs: whoever checks the file needs one entry at a time.
    behind: dict[int, list[bytes]] = {}
    for word, several, name in (("decision", proofs, "entry"), ("head", heads, "seq")):
        for one in several:
            line = f"{word} ".encode() + msgspec.json.encode(one, order="sorted")
            behind.setdefault(getattr(one, name), []).append(line)
    yield first.encode()
    for entry in entries:
        yield b"entry %b %b" % (entry.hash.encode(), entry.body)
        yield from behind.get(entry.seq, ())


def _write(target: Path, store: Path, lines: Iterator[bytes]) -> None:
    whole = WholeFile(target)
    try:
        digest = _fill(whole.stream, lines)
        key = signing_key(store)
        signature = key.sign(end_bytes(digest)).hex()
        whole.stream.write(f"end {digest} {public_key(key)} {signature}\n".encode())
    except BaseException:
        whole.discard()
        raise
    whole.keep()


def _fill(stream: IO[bytes], lines: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line + b"\n")
        stream.write(line + b"\n")
    return digest.hexdigest()
