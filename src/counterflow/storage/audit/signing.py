"""Sign the head of the log with the store's own key (Ed25519), from time to time."""

from __future__ import annotations

import datetime as dt
import functools
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from counterflow.core.errors import StoreError
from counterflow.storage.audit.entries import Entry, written
from counterflow.storage.audit.log import HEADS, SIGN, append, last_entry
from counterflow.storage.database.records import Records, records_url

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = "audit.key"
"""The file of a store that holds its private key."""
ACTOR = "counterflow"
"""Who is named where the program itself acts."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A signature under one entry, and by that under all before it.

    Attributes:
        seq: Number of the entry.
        key: The public key, 64 hexadecimal digits (RFC 8032).
        at: When it was signed, as in entries.
        signature: 128 hexadecimal digits, over ``signed_bytes``.
    """

    seq: int
    key: str
    at: str
    signature: str


def signed_bytes(seq: int, digest: str, at: str) -> bytes:
    r"""Give the bytes that a head signs.

    Args:
        seq: Number of the entry.
        digest: Its hash.
        at: When it was signed.

    Example:
        >>> signed_bytes(7, "ab", "2026-03-01T12:00:00.000000Z")
        b'counterflow audit head\n7\nab\n2026-03-01T12:00:00.000000Z\n'
    """
    return f"counterflow audit head\n{seq}\n{digest}\n{at}\n".encode()


def open_records(store: Path, database: str = "", *, write: bool) -> Records:
    """Open the records of a store, their log signed from time to time.

    Args:
        store: Folder of the store; the key is in it.
        database: Address of a PostgreSQL database; empty for a file in the store.
        write: Whether the caller may write.

    Raises:
        StoreError: as ``Records`` says.
        SettingsError: as ``Records`` says.
    """
    records = Records(records_url(store, database), write=write)
    records.engine.update_execution_options(**{SIGN: functools.partial(_sign, store)})
    return records


def sign_head(connection: sa.Connection, store: Path, at: dt.datetime | None = None) -> Head | None:
    """Sign the last entry with the key of the store, which is made where there is none.

    A key that has signed nothing yet is told of in an entry of its own first.

    Args:
        connection: A transaction of ``Records.writing()``.
        store: Folder of the store.
        at: When; now if ``None``.

    Returns:
        The head; that of before where the last entry has one; ``None`` where the log is empty.

    Raises:
        StoreError: the key cannot be made, read or trusted.
    """
    last = last_entry(connection)
    return _sign(store, connection, last, at or dt.datetime.now(tz=dt.UTC)) if last else None


def _sign(store: Path, connection: sa.Connection, entry: Entry, at: dt.datetime) -> Head:
    key = signing_key(store)
    public = public_key(key)
    if not connection.execute(sa.select(HEADS.c.seq).where(HEADS.c.key == public).limit(1)).first():
        entry = append(connection, "audit.key", {"key": public}, actor=ACTOR, at=at)
    of_entry = sa.select(HEADS).where(HEADS.c.seq == entry.seq, HEADS.c.key == public)
    if found := connection.execute(of_entry).first():
        return Head(**found._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    when = max(written(at), entry.at)
    signature = key.sign(signed_bytes(entry.seq, entry.hash, when)).hex()
    head = Head(seq=entry.seq, key=public, at=when, signature=signature)
    connection.execute(sa.insert(HEADS).values(msgspec.structs.asdict(head)))
    return head


def read_heads(connection: sa.Connection) -> list[Head]:
    """Give all heads in the order of their entries."""
    rows = connection.execute(sa.select(HEADS).order_by(HEADS.c.seq, HEADS.c.key))
    return [Head(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def public_key(key: Ed25519PrivateKey) -> str:
    """Give the public key of a private one, as 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


def signing_key(store: Path) -> Ed25519PrivateKey:
    """Give the key of a store; it is made where there is none.

    Args:
        store: Folder of the store.

    Raises:
        StoreError: it cannot be written or read, is damaged, or others may read it.

    Basis:
        RFC 8032 (Ed25519); RFC 8410 (its form in PKCS #8).
    """
    file = store / FILE
    try:
        if not file.exists():
            _make_key(file)
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise _bad_key(file, "others may read it", f"check who could, then: chmod 600 {file}")
        data = file.read_bytes()
    except OSError as fault:
        raise _bad_key(file, str(fault), "let the store be written and read") from fault
    # Takes a twentieth of a second to load: only where something is signed.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(data, password=None)
    except ValueError as fault:
        raise _bad_key(file, "it is damaged", "bring it back from a backup") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise _bad_key(file, "it is no Ed25519 key", "bring it back from a backup")
    return key


def _make_key(file: Path) -> None:
    """Write a new key, whole or not at all; of two processes the first one's counts."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(beside, file)
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def _bad_key(file: Path, told: str, remedy: str) -> StoreError:
    return StoreError(
        f"the key that signs the log cannot be used: {told}",
        where=str(file),
        why="a head without a signature proves nothing against whoever can write the database",
        remedy=remedy,
    )
