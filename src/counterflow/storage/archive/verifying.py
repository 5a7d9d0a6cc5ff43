"""Verify an export without the store, and a store against its own log."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
import sqlalchemy as sa

from counterflow.core.errors import ArchiveError, AuditError
from counterflow.storage.archive import parts
from counterflow.storage.archive.acts import Acts
from counterflow.storage.archive.exporting import EXPORT, PROOF, end_bytes
from counterflow.storage.archive.keeping import Archive, ground_of, signed
from counterflow.storage.archive.key_files import Part
from counterflow.storage.archive.merkle import root_of
from counterflow.storage.archive.postings import Postings, is_intact, open_file, postings_of
from counterflow.storage.archive.proving import Proof, check_proof
from counterflow.storage.archive.rows import Row, read_row
from counterflow.storage.archive.tables import LOOSE, LOOSE_KEYS
from counterflow.storage.audit.checking import Chain, check_entries, check_head, check_signature
from counterflow.storage.audit.entries import Entry
from counterflow.storage.audit.log import read_entries
from counterflow.storage.audit.signing import FILE as KEY_FILE
from counterflow.storage.audit.signing import Head, public_key, read_heads, signing_key

_BODY = re.compile(
    rb'\{"actor":("(?:[^"\\]|\\.)*"),"at":"([^"\\]*)","clock":(null|"[^"\\]*"),"facts":(\{.*\}),'
    rb'"kind":"([^"\\]*)","prev":"([^"\\]*)","seq":(\d+)\}'
)
_ENTRY = re.compile(rb"entry ([0-9a-f]{64}) (.*)")
_END = re.compile(rb"end ([0-9a-f]{64}) ([0-9a-f]{64}) ([0-9a-f]{128})\n")


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What a verification found to hold.

    Attributes:
        entries: How many entries of the log.
        last: Number of the last one.
        last_hash: Its hash: who noted it earlier can compare.
        heads: How many signed heads.
        signed: Number of the last entry under a signature; 0 for none.
        keys: The public keys that signed.
        decisions: How many decisions, each against its root.
        purged: How many of them are hashes only.
    """

    entries: int
    last: int
    last_hash: str
    heads: int
    signed: int
    keys: tuple[str, ...]
    decisions: int
    purged: int


def verify_file(file: Path) -> Verified:
    """Verify an export or a proof; nothing but the file is needed.

    Args:
        file: The file.

    Returns:
        What holds.

    Raises:
        AuditError: the first bad entry, head or decision is named, and what is wrong with it.
    """
    try:
        with file.open("rb") as opened:
            return _FileCheck(file.name).run(opened)
    except OSError as fault:
        raise AuditError(f"the export cannot be read: {fault.strerror}", where=str(file)) from fault


class _FileCheck:
    """One pass over a file; each line is checked when it comes."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._entries = self._heads = self._signed = self._decisions = self._purged = 0
        self._keys: set[str] = set()

    def run(self, opened: IO[bytes]) -> Verified:
        first = opened.readline()
        kind = first.rstrip(b"\n").decode("utf-8", "replace")
        if kind not in (EXPORT, PROOF) or not first.endswith(b"\n"):
            raise AuditError("it is no export of an audit log", where=f"{self._name}, line 1")
        chain, digest = Chain(whole=kind == EXPORT), hashlib.sha256(first)
        for number, line in enumerate(opened, start=2):
            where = f"{self._name}, line {number}"
            if line.startswith(b"end "):
                return self._ended(opened, line, digest.hexdigest(), chain, where)
            digest.update(line)
            self._take(line, chain, where)
        raise AuditError(
            "the file is cut short: its last line is missing",
            where=self._name,
            why="what came after may be missing with it",
            remedy="ask for the whole file",
        )

    def _take(self, line: bytes, chain: Chain, where: str) -> None:
        plain = line.removesuffix(b"\n")
        word, _, rest = plain.partition(b" ")
        if line.endswith(b"\n") and word == b"entry":
            entry = _entry_of(plain, where)
            chain.take(entry, f"entry {entry.seq} ({where})")
            self._entries += 1
        elif line.endswith(b"\n") and word == b"head":
            head = _decoded(rest, Head, where)
            signed = _behind(chain, head.seq, where)
            check_head(head, signed.hash, f"head of entry {head.seq} ({where})")
            self._heads, self._signed = self._heads + 1, head.seq
            self._keys.add(head.key)
        elif line.endswith(b"\n") and word == b"decision":
            proof = _decoded(rest, Proof, where)
            entry = _behind(chain, proof.entry, where)
            check_proof(proof, entry, f"decision {proof.ref} ({where})")
            self._decisions += 1
            self._purged += proof.body is None
        else:
            raise _unreadable(where)

    def _ended(
        self, opened: IO[bytes], line: bytes, digest: str, chain: Chain, where: str
    ) -> Verified:
        told = _END.fullmatch(line)
        if told is None:
            raise _unreadable(where)
        if opened.read(1):
            raise AuditError("something follows the last line", where=where)
        said, key, signature = (part.decode() for part in told.groups())
        if said != digest:
            raise AuditError(
                "the file is not what was written, although its entries hold",
                where=where,
                why="a line was changed, put in, or taken out",
                remedy="ask for another export",
            )
        check_signature(key, signature, end_bytes(digest), where)
        last = chain.last
        if last is None or self._signed != last.seq:
            raise AuditError(
                "its last entry is under no signature",
                where=where,
                why="entries could have been taken out at the end, or put there",
                remedy="ask for another export",
            )
        if key not in self._keys:
            raise AuditError("the file is signed by another key than the log", where=where)
        return Verified(
            entries=self._entries, last=last.seq, last_hash=last.hash,
            heads=self._heads, signed=last.seq, keys=tuple(sorted(self._keys)),
            decisions=self._decisions, purged=self._purged,
        )  # fmt: skip


def _behind(chain: Chain, seq: int, where: str) -> Entry:
    """Give the entry behind which a line must stand."""
    if chain.last is None or chain.last.seq != seq:
        raise AuditError(f"it does not stand behind entry {seq}, of which it tells", where=where)
    return chain.last


def _entry_of(line: bytes, where: str) -> Entry:
    told = _ENTRY.fullmatch(line)
    parts_of = _BODY.fullmatch(told[2]) if told else None
    if told is None or parts_of is None:
        raise _unreadable(where)
    actor, at, clock, facts, kind, prev, seq = parts_of.groups()
    try:
        entry = Entry(
            seq=int(seq), at=at.decode(), clock=msgspec.json.decode(clock),
            actor=msgspec.json.decode(actor), kind=kind.decode(), facts=facts.decode(),
            prev=prev.decode(), hash=told[1].decode(),
        )  # fmt: skip
        msgspec.json.decode(facts)
    except (ValueError, msgspec.MsgspecError) as fault:
        raise _unreadable(where) from fault
    return entry


def _decoded(data: bytes, kind: type[Any], where: str) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise _unreadable(where) from fault


def _unreadable(where: str) -> AuditError:
    return AuditError(
        "the line is not what was written",
        where=where,
        why="nothing after it can be relied on",
        remedy="ask for another export",
    )


def verify_store(
    archive: Archive,
    *,
    with_decisions: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Verify the log of a store, its heads, and every decision against the root in the log.

    Args:
        archive: The archive.
        with_decisions: Whether the decisions are read too, which takes a minute per few millions.
        progress: Called with the number of decisions done by each part.

    Returns:
        What holds.

    Raises:
        AuditError: the first bad entry, head or part is named; or a person, hold or approval that
            is not what the log says, or a trigger that is gone.
    """
    with archive.records.reading() as connection:
        heads: dict[int, list[Head]] = {}
        for head in read_heads(connection):
            heads.setdefault(head.seq, []).append(head)
        every = {part.entry: part for part in archive.parts(connection)}
        last: Entry | None = None
        counts, told, acts = _Counts(), _Told(set(every)), Acts()
        for entry in check_entries(read_entries(connection)):
            last = entry
            told.take(entry)
            acts.take(entry)
            for head in heads.pop(entry.seq, []):
                check_head(head, entry.hash)
                told.check_key(head)
                counts.signed, counts.keys = entry.seq, counts.keys | {head.key}
                counts.heads += 1
            if entry.kind.startswith("decisions."):
                _check_part_of(entry, every)
        if heads:
            raise AuditError("a head signs an entry that is missing", where=f"entry {min(heads)}")
        told.check_signed(archive.folder.parent)
        if told.unnamed:
            raise _bad_part(min(told.unnamed), "a part names it that it does not tell of")
        acts.check(connection)
        if with_decisions:
            _check_keys(archive)
            counts.decisions += _check_decisions(connection, archive, every, told, counts, progress)
    return Verified(
        entries=last.seq if last else 0, last=last.seq if last else 0,
        last_hash=last.hash if last else "", heads=counts.heads, signed=counts.signed,
        keys=tuple(sorted(counts.keys)), decisions=counts.decisions, purged=counts.purged,
    )  # fmt: skip


class _Told:
    """What the log tells of heads, parts, purges and single decisions.

    Attributes:
        unnamed: Entries of parts, until an entry was read that tells of a part.
        at: When each part was kept or sealed, by its entry.
        purged: The rows of each part that were purged.
        single: The entries of single decisions: each says from which to which.
    """

    def __init__(self, unnamed: set[int]) -> None:
        self.unnamed = unnamed
        self.at: dict[int, str] = {}
        self.purged: dict[int, set[int]] = {}
        self.single: list[Entry] = []
        self._keys: dict[str, int] = {}
        self._last = ("", 0)

    def take(self, entry: Entry) -> None:
        """Note what an entry tells."""
        if entry.kind == "audit.key":
            self._keys.setdefault(entry.fact("key"), entry.seq)
        elif entry.kind == "decisions.purge":
            self.purged.setdefault(entry.fact("number"), set()).update(entry.fact("rows"))
        elif entry.kind in ("decisions.append", "decisions.seal"):
            if entry.fact("number") is None:
                self.single.append(entry)
            else:
                self.unnamed.discard(entry.seq)
                self.at[entry.seq] = entry.at

    def check_key(self, head: Head) -> None:
        """Refuse a head of a key that the log did not name before."""
        if head.key not in self._keys:
            raise _strange_key(head.seq, "no entry before it names its key")
        self._last = (head.key, head.seq)

    def check_signed(self, store: Path) -> None:
        """Refuse a log whose last head is not of the store's key, or that lost its heads."""
        key, seq = self._last
        unused = [at for one, at in self._keys.items() if not key or (one != key and at > seq)]
        if unused:
            raise _strange_key(min(unused), "it names a key of which no head is left")
        if key and (store / KEY_FILE).exists() and public_key(signing_key(store)) != key:
            raise _strange_key(seq, "it is signed by another key than the one of this store")


def _strange_key(seq: int, told: str) -> AuditError:
    return AuditError(
        told,
        where=f"head of entry {seq}",
        why="whoever can write the database can write all of the log anew, but has no key",
        remedy="compare it with a head that you noted elsewhere; bring back audit.key or a backup",
    )


class _Counts:
    def __init__(self) -> None:
        self.heads = self.signed = self.decisions = self.purged = 0
        self.keys: set[str] = set()


def _check_part_of(entry: Entry, every: dict[int, Part]) -> None:
    """Hold the row of a part against its entry."""
    number = entry.fact("number")
    if number is None or entry.kind not in ("decisions.append", "decisions.seal"):
        return
    part = every.get(entry.seq)
    names = ("number", "run", "part", "root", "ground", "rows", "outcomes", "from", "to")
    due = tuple(map(entry.fact, names))
    if part is None or due != (
        part.number, part.run, part.part, part.root, part.ground, part.rows,
        _outcomes(part), part.loose_from, part.loose_to,
    ) or (part.loose_from is None and part.at != entry.at):  # fmt: skip
        raise _bad_part(entry.seq, "the records of its decisions are missing or changed")


def _outcomes(part: Part) -> Any:
    try:
        return msgspec.json.decode(part.outcomes)
    except msgspec.MsgspecError:
        return None


def _check_decisions(
    connection: sa.Connection,
    archive: Archive,
    every: dict[int, Part],
    told: _Told,
    counts: _Counts,
    progress: Callable[[int], None] | None,
) -> int:
    """Hold all decisions against the log; give how many there are."""
    before, single = 0, dict[int, bytes]()
    for part in every.values():
        if part.first != before:
            raise _bad_part(part.entry, "its decisions are counted from another place")
        before += part.rows
        leaves, purged = _check_part(connection, archive, part, told)
        counts.purged += purged
        if part.loose_from is not None:
            single.update(enumerate(leaves, part.loose_from))
        if progress:
            progress(part.rows)
    return before + _check_loose(connection, told.single, single)


def _check_part(
    connection: sa.Connection, archive: Archive, part: Part, log: _Told
) -> tuple[list[bytes], int]:
    """Hold the decisions of a part against its root; give its leaves and how many are purged."""
    file = archive.folder / part.file
    try:
        ground_of(connection, part.ground)
        leaves = parts.leaves_of(file, part.ground)
        if len(leaves) != part.rows or root_of(leaves).hex() != part.root:
            raise _bad_part(part.entry, "its decisions are not those that were kept", str(file))
        bodies = parts.whole(file)
        said = parts.summaries(file, range(part.rows))
    except (AuditError, ArchiveError) as fault:
        told = fault.what if "entry" in fault.where else f"{fault.what} ({fault.where})"
        raise _bad_part(part.entry, told) from fault
    rows: list[Row | None] = []
    for (body, context), shown in zip(bodies, said, strict=True):
        row = read_row(body, context or b"", part.ground) if body is not None else None
        rows.append(row)
        if row and (row.id, row.outcome, row.headline, row.date) != shown[:4]:
            raise _bad_part(
                part.entry, "what is shown of a decision is not what it says", str(file)
            )
    gone = {at for at, row in enumerate(rows) if row is None}
    due = log.purged.get(part.number, set())
    if gone != due or part.purged != len(due):
        rest = "; finish it with counterflow audit purge --yes" if gone < due else ""
        told = (
            f"{len(gone)} of its decisions are gone, and the log says that {len(due)} were purged"
        )
        raise _bad_part(part.entry, f"{told}{rest}", str(file))
    kept = log.at[part.entry][:10]
    if not gone and part.oldest != min(row.date or kept for row in rows if row):
        raise _bad_part(part.entry, "the records say another oldest day than its decisions")
    own = open_file(archive.keys.own(part))
    if own is not None and not _alike(own, postings_of(rows)):
        raise _bad_part(part.entry, "its keys are not those of its decisions", str(file))
    return leaves, len(gone)


def _alike(one: Postings, other: Postings) -> bool:
    return np.array_equal(one.keys, other.keys) and np.array_equal(one.places, other.places)


def _check_loose(connection: sa.Connection, entries: list[Entry], single: dict[int, bytes]) -> int:
    """Hold single decisions, sealed since or not, against their entries; count the unsealed."""
    keys: dict[int, set[int]] = {}
    for key, seq in connection.execute(sa.select(LOOSE_KEYS.c.key, LOOSE_KEYS.c.seq)):
        keys.setdefault(seq, set()).add(key)
    waiting: dict[int, tuple[int, str]] = {}
    unsealed = 0
    for row in connection.execute(sa.select(LOOSE).order_by(LOOSE.c.seq)):
        read = read_row(row.body, row.context, row.ground)
        waiting[row.seq] = (row.entry, row.at)
        unsealed += 1
        single[row.seq] = read.leaf
        if keys.get(row.seq) != {signed(key) for key in read.keys}:
            raise _bad_part(row.entry, f"the keys of L{row.seq} are not those of the decision")
    for entry in entries:
        span = range(entry.fact("from"), entry.fact("to") + 1)
        leaves = [single.pop(seq) for seq in span if seq in single]
        said = {waiting.pop(seq) for seq in span if seq in waiting}
        if len(leaves) != entry.fact("rows") or root_of(leaves).hex() != entry.fact("root"):
            raise _bad_part(entry.seq, "its decisions are not those that were kept")
        if said - {(entry.seq, entry.at)}:
            raise _bad_part(entry.seq, "the records say another time or entry of its decisions")
    if single:
        raise _bad_part(0, f"no entry tells of the decision L{min(single)}")
    return unsealed


def _check_keys(archive: Archive) -> None:
    for file in sorted(archive.folder.rglob("*.keys")):
        if not is_intact(file):
            raise AuditError(
                "a file by which decisions are found is damaged",
                where=str(file),
                why="a decision could be kept and not found",
                remedy="delete it: it is made again from the decisions",
            )


def _bad_part(seq: int, told: str, where: str = "") -> AuditError:
    place = f"entry {seq}{f', {where}' if where else ''}"
    return AuditError(
        told,
        where=place,
        why="the log says what was kept, and this is something else",
        remedy="bring the records and the folder decisions back from a backup",
    )
