"""Prove one decision: its bytes, its way to the root of its batch, and the entry that holds it."""

from __future__ import annotations

import hashlib

import msgspec
import sqlalchemy as sa

from counterflow.core.errors import AuditError
from counterflow.storage.archive import parts
from counterflow.storage.archive.finding import Kept, get
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.merkle import leaf_hash, path_of, root_by
from counterflow.storage.archive.tables import GROUNDS, LOOSE
from counterflow.storage.audit.entries import Entry
from counterflow.storage.audit.log import LOG


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """All that shows that one decision stands in one entry of the log.

    Attributes:
        ref: By what it is called.
        body: Its bytes as text; ``None`` where it was purged.
        body_sha256: Their hash.
        context: What it rested on beside its transaction; ``None`` where it was purged.
        context_sha256: Its hash.
        ground: What the decisions of its run rest on, as JSON.
        ground_sha256: Its hash.
        path: From the leaf to the root: the side of the other hash, and the hash.
        root: The root, which the entry holds.
        entry: Number of the entry.
    """

    ref: str
    body: str | None
    body_sha256: str
    context: str | None
    context_sha256: str
    ground: str
    ground_sha256: str
    path: tuple[tuple[str, str], ...]
    root: str
    entry: int


def prove(archive: Archive, ref: str) -> Proof:
    """Give the proof of one decision, checked.

    Args:
        archive: The archive.
        ref: By what the decision is called, or the id of its transaction.

    Raises:
        ArchiveError: there is no such decision, or several.
        AuditError: it is not what was kept; what differs is named.
    """
    kept = get(archive, ref)
    with archive.records.reading() as connection:
        leaves = _leaves(connection, archive, kept)
        ground = connection.scalar(sa.select(GROUNDS.c.body).where(GROUNDS.c.digest == kept.ground))
        found = connection.execute(sa.select(LOG).where(LOG.c.seq == kept.entry)).first()
    if found is None:
        raise _not_kept(kept.ref, f"entry {kept.entry} of the log is missing")
    entry = Entry(**found._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    stored = kept.stored
    path = [(side, other.hex()) for side, other in path_of(leaves, kept.row)]
    proof = Proof(
        ref=kept.ref,
        body=_text(stored.body),
        body_sha256=stored.body_sha256.hex(),
        context=_text(stored.context),
        context_sha256=stored.context_sha256.hex(),
        ground=ground or "",
        ground_sha256=kept.ground,
        path=tuple(path),
        root=str(entry.fact("root")),
        entry=entry.seq,
    )
    check_proof(proof, entry)
    return proof


def check_proof(proof: Proof, entry: Entry, where: str = "") -> None:
    """Check a proof against the entry that it names.

    Args:
        proof: The proof.
        entry: The entry, itself checked.
        where: The place of the proof, for the error.

    Raises:
        AuditError: which part of it does not hold.
    """
    place = where or proof.ref
    for name in ("body", "context", "ground"):
        text = getattr(proof, name)
        if text is None and name != "ground":
            continue  # purged: the hash alone is left
        if hashlib.sha256(text.encode()).hexdigest() != getattr(proof, f"{name}_sha256"):
            raise _not_kept(place, f"its {name} is not what was kept")
    if entry.seq != proof.entry or entry.fact("root") != proof.root:
        raise _not_kept(place, f"entry {proof.entry} holds another root")
    if entry.fact("ground") != proof.ground_sha256:
        raise _not_kept(place, f"entry {proof.entry} names another ground")
    try:
        leaf = leaf_hash(
            bytes.fromhex(proof.body_sha256), bytes.fromhex(proof.context_sha256),
            proof.ground_sha256,
        )  # fmt: skip
        found = root_by(leaf, [(side, bytes.fromhex(other)) for side, other in proof.path])
    except ValueError as fault:
        raise _not_kept(place, "a hash of it is none") from fault
    if found.hex() != proof.root:
        raise _not_kept(place, "the decision, or what it rested on, is not what was kept")


def _leaves(connection: sa.Connection, archive: Archive, kept: Kept) -> list[bytes]:
    """Give the leaves of the batch of a decision."""
    if kept.part is not None:
        return parts.leaves_of(archive.folder / kept.part.file, kept.part.ground)
    rows = connection.execute(
        sa.select(LOOSE).where(LOOSE.c.entry == kept.entry).order_by(LOOSE.c.seq)
    )
    stored = [parts.stored_of(row.body, row.context) for row in rows]
    return [leaf_hash(one.body_sha256, one.context_sha256, kept.ground) for one in stored]


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode()


def _not_kept(where: str, told: str) -> AuditError:
    return AuditError(
        told,
        where=where,
        why="it proves nothing about what was decided",
        remedy="bring the records and the folder decisions back from a backup; counterflow audit "
        "verify names everything that differs",
    )
