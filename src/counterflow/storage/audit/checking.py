"""Check entries and heads as anybody can who has the log and nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from counterflow.core.errors import AuditError
from counterflow.storage.audit.entries import BEGINNING, Entry
from counterflow.storage.audit.signing import Head, signed_bytes

_HEX = {64: re.compile(r"[0-9a-f]{64}"), 128: re.compile(r"[0-9a-f]{128}")}


class Chain:
    """Checks entries one after the other, each against the one before.

    Args:
        whole: Whether the first entry must be the first of the log.
    """

    def __init__(self, *, whole: bool = True) -> None:
        self.last: Entry | None = None
        self._whole = whole

    def take(self, entry: Entry, where: str = "") -> None:
        """Check the next entry.

        Args:
            entry: The entry.
            where: Its place, for the error; its number if empty.

        Raises:
            AuditError: the entry was changed, or one before it was taken out, put in or moved.
        """
        if told := self._wrong(entry):
            raise AuditError(
                told,
                where=where or f"entry {entry.seq}",
                why="from this entry on the log is not what was written",
                remedy="compare it with an earlier export or a backup; entries before it hold",
            )
        self.last = entry

    def _wrong(self, entry: Entry) -> str:
        if hashlib.sha256(entry.body).hexdigest() != entry.hash:
            return "the hash of the entry is not that of its content"
        before = self.last
        if before is None:
            if self._whole and (entry.seq, entry.prev) != (1, BEGINNING):
                return "the log does not begin with its first entry"
            return ""
        if entry.seq != before.seq + 1:
            return f"entry {before.seq + 1} is missing"
        if entry.prev != before.hash:
            return "it does not follow the entry before it"
        return "its time is before that of the entry before it" if entry.at < before.at else ""


def check_entries(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Pass entries of a whole log on, each checked.

    Raises:
        AuditError: the first entry that is not what was written is named.
    """
    chain = Chain()
    for entry in entries:
        chain.take(entry)
        yield entry


def check_head(head: Head, entry_hash: str, where: str = "") -> None:
    """Check the signature of a head.

    Args:
        head: The head.
        entry_hash: Hash of the entry that it signs.
        where: Its place, for the error.

    Raises:
        AuditError: the signature is not that of its key over this entry.
    """
    check_signature(
        head.key, head.signature, signed_bytes(head.seq, entry_hash, head.at),
        where or f"head of entry {head.seq}",
    )  # fmt: skip


def check_signature(key: str, signature: str, data: bytes, where: str) -> None:
    """Check an Ed25519 signature.

    Args:
        key: The public key, 64 small hexadecimal digits.
        signature: 128 of them.
        data: What was signed.
        where: Its place, for the error.

    Raises:
        AuditError: it is not that of the key over the data.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    wrong = AuditError(
        "the signature is not that of its key",
        where=where,
        why="whoever holds no key of the store can have written it",
        remedy="compare the public key with the one that you noted; ask for another export",
    )
    # Other ways to write the same number would let a changed byte pass.
    if not (_HEX[64].fullmatch(key) and _HEX[128].fullmatch(signature)):
        raise wrong
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError) as fault:
        raise wrong from fault
