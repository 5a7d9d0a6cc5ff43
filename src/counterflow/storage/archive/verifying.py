"""Verify an export without the store, and a store against its own log."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
import sqlalchemy as sa

from counterflow.core.errors import ArchiveError, AuditError
from counterflow.storage.archive import parts
from counterflow.storage.archive.exporting import EXPORT, PROOF, end_bytes
from counterflow.storage.archive.keeping import Archive, ground_of
from counterflow.storage.archive.key_files import Part
from counterflow.storage.archive.merkle import leaf_hash, root_of
from counterflow.storage.archive.postings import is_intact
from counterflow.storage.archive.proving import Proof, check_proof
from counterflow.storage.archive.rows import read_row
from counterflow.storage.archive.tables import LOOSE
from counterflow.storage.audit.checking import Chain, check_entries, check_head, check_signature
from counterflow.storage.audit.entries import Entry
from counterflow.storage.audit.log import read_entries
from counterflow.storage.audit.signing import Head, read_heads

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
        AuditError: the first bad entry, head or part is named.
    """
    with archive.records.reading() as connection:
        heads = {one.seq: one for one in read_heads(connection)}
        every = {part.entry: part for part in archive.parts(connection)}
        last: Entry | None = None
        counts = _Counts()
        for entry in check_entries(read_entries(connection)):
            last = entry
            if (head := heads.pop(entry.seq, None)) is not None:
                check_head(head, entry.hash)
                counts.signed, counts.keys = entry.seq, counts.keys | {head.key}
                counts.heads += 1
            if entry.kind.startswith("decisions."):
                _check_part_of(entry, every)
        if heads:
            raise AuditError("a head signs an entry that is missing", where=f"entry {min(heads)}")
        if with_decisions:
            for part in every.values():
                purged = _check_part(connection, archive, part)
                counts.decisions, counts.purged = (
                    counts.decisions + part.rows,
                    counts.purged + purged,
                )
                if progress:
                    progress(part.rows)
            counts.decisions += _check_loose(connection)
            _check_keys(archive)
    return Verified(
        entries=last.seq if last else 0, last=last.seq if last else 0,
        last_hash=last.hash if last else "", heads=counts.heads, signed=counts.signed,
        keys=tuple(sorted(counts.keys)), decisions=counts.decisions, purged=counts.purged,
    )  # fmt: skip


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
    due = tuple(map(entry.fact, ("number", "run", "part", "root", "ground", "rows")))
    if part is None or due != (
        part.number, part.run, part.part, part.root, part.ground, part.rows
    ):  # fmt: skip
        raise _bad_part(entry.seq, "the records of its decisions are missing or changed")


def _check_part(connection: sa.Connection, archive: Archive, part: Part) -> int:
    """Hold the decisions of a part against its root; give how many are hashes only."""
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
    purged = 0
    for (body, context), shown in zip(bodies, said, strict=True):
        if body is None:
            purged += 1
            continue
        row = read_row(body, context or b"", part.ground)
        if (row.id, row.outcome, row.headline, row.date) != shown[:4]:
            raise _bad_part(
                part.entry, "what is shown of a decision is not what it says", str(file)
            )
    if purged != part.purged:
        rest = "; finish it with counterflow audit purge --yes" if purged < part.purged else ""
        told = (
            f"{purged} of its decisions are gone, and the log says that {part.purged} were purged"
        )
        raise _bad_part(part.entry, f"{told}{rest}", str(file))
    return purged


def _check_loose(connection: sa.Connection) -> int:
    """Hold the decisions that are not sealed yet against their roots."""
    found: dict[int, list[bytes]] = {}
    for row in connection.execute(sa.select(LOOSE).order_by(LOOSE.c.seq)):
        stored = parts.stored_of(row.body, row.context)
        leaf = leaf_hash(stored.body_sha256, stored.context_sha256, row.ground)
        found.setdefault(row.entry, []).append(leaf)
    for entry in _entries_at(connection, sorted(found)):
        leaves = found[entry.seq]
        if entry.fact("rows") == len(leaves) and entry.fact("root") != root_of(leaves).hex():
            raise _bad_part(entry.seq, "its decisions are not those that were kept")
    return sum(map(len, found.values()))


def _entries_at(connection: sa.Connection, numbers: list[int]) -> Iterator[Entry]:
    wanted = set(numbers)
    if wanted:
        after = min(wanted) - 1
        yield from (one for one in read_entries(connection, after=after) if one.seq in wanted)


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
