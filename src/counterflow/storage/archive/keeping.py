"""Keep decisions: a batch as one sealed part, single ones in a table until there are enough."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from counterflow.core.errors import ArchiveError
from counterflow.storage.archive.files import keep_file
from counterflow.storage.archive.ground import Ground, check_ground
from counterflow.storage.archive.key_files import KeyFiles, Part
from counterflow.storage.archive.merkle import root_of
from counterflow.storage.archive.parts import pack
from counterflow.storage.archive.postings import postings_of
from counterflow.storage.archive.rows import Row, read_row, read_rows
from counterflow.storage.archive.tables import GROUNDS, LOOSE, LOOSE_KEYS, PARTS
from counterflow.storage.audit.log import append
from counterflow.storage.audit.signing import ACTOR
from counterflow.storage.database.records import Records

FOLDER = "decisions"
"""The folder of a store in which decisions are kept."""
ORPHANS = "orphans"
"""The folder below it for parts that a killed process left without a row in the records."""
LOOSE_RUN = "loose"
"""Named as the run of parts into which single decisions were sealed."""
PER_PART = 2000
SEAL_FROM = 1000
"""Single decisions that are sealed without being asked."""


class Archive:
    """The decisions of a store: what was decided, on what ground, and the proof of it.

    Args:
        records: The records of the store.
        store: Its folder.
    """

    def __init__(self, records: Records, store: Path) -> None:
        self.records = records
        self.folder = store / FOLDER
        self.keys = KeyFiles(self.folder)
        self._tidied = False

    def append_batch(
        self,
        ground: Ground,
        decisions: Iterable[bytes],
        *,
        run: str,
        part: int,
        contexts: Sequence[bytes] | None = None,
        actor: str = ACTOR,
        at: dt.datetime | None = None,
    ) -> Part:
        """Keep decisions as one part, with one entry of the log; all of them or none.

        Args:
            ground: What they all rest on.
            decisions: Lines of NDJSON without their ends, as ``counterflow screen`` writes them.
            run: Name of the run.
            part: Number of the part in the run: the same part is kept once, however often it is
                given.
            contexts: What each rested on beside its transaction; ``None`` where nothing was.
            actor: Who is named in the log.
            at: When; now if ``None``.

        Returns:
            What the records say of the part, which may have been kept before.

        Raises:
            ArchiveError: a decision does not say on what it rests, or the part was kept with other
                decisions.
            StoreError: it cannot be written; nothing of it was kept.
        """
        check_ground(ground)
        rows = read_rows(ground, decisions, contexts)
        return self._seal(
            ground.digest, rows, ground=ground, run=run, part=part, actor=actor, at=at
        )

    def append_single(
        self,
        ground: Ground,
        decisions: Iterable[bytes],
        *,
        contexts: Sequence[bytes] | None = None,
        actor: str = ACTOR,
        at: dt.datetime | None = None,
    ) -> list[str]:
        """Keep a few decisions in a table of the records, with one entry of the log.

        They are found and proved at once, and become part of a sealed one later.

        Args:
            ground: What they all rest on.
            decisions: As in ``append_batch``.
            contexts: As in ``append_batch``.
            actor: Who is named in the log.
            at: When; now if ``None``.

        Returns:
            By what each is called from now on (``L17``).

        Raises:
            ArchiveError: a decision does not say on what it rests.
            StoreError: nothing was kept.
        """
        check_ground(ground)
        rows = read_rows(ground, decisions, contexts)
        with self.records.writing() as connection:
            _keep_ground(connection, ground)
            first = _next_loose(connection)
            facts = {**_facts(rows, ground.digest), "from": first, "to": first + len(rows) - 1}
            entry = append(connection, "decisions.append", facts, actor=actor, at=at)
            connection.execute(
                sa.insert(LOOSE),
                [
                    {"seq": seq, "ground": ground.digest, "entry": entry.seq, "at": entry.at,
                     "body": row.body, "context": row.context}
                    for seq, row in enumerate(rows, first)
                ],
            )  # fmt: skip
            keys = [
                {"key": signed(key), "seq": seq}
                for seq, row in enumerate(rows, first)
                for key in row.keys
            ]
            connection.execute(sa.insert(LOOSE_KEYS), keys)
            waiting = connection.scalar(sa.select(sa.func.count()).select_from(LOOSE)) or 0
        if waiting >= SEAL_FROM:
            self.seal(actor=actor, at=at)
        return [f"L{seq}" for seq in range(first, first + len(rows))]

    def seal(self, *, actor: str = ACTOR, at: dt.datetime | None = None) -> int:
        """Put the single decisions into sealed parts; each part is whole or nothing of it is.

        Args:
            actor: Who is named in the log.
            at: When; now if ``None``.

        Returns:
            How many were sealed.
        """
        sealed = 0
        while found := self._loose_that_go_together():
            digest = found[0].ground
            rows = [read_row(one.body, one.context, digest) for one in found]
            self._seal(
                digest, rows, run=LOOSE_RUN, part=found[0].seq, actor=actor, at=at, loose=found
            )
            sealed += len(found)
        return sealed

    def parts(self, connection: sa.Connection) -> list[Part]:
        """Give all parts, in their order."""
        rows = connection.execute(sa.select(PARTS).order_by(PARTS.c.number))
        return [Part(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name

    def _loose_that_go_together(self) -> list[Any]:
        """Give the first single decisions of one ground and one day."""
        with self.records.reading() as connection:
            found = connection.execute(sa.select(LOOSE).order_by(LOOSE.c.seq).limit(PER_PART))
            groups = groupby(found, key=lambda one: (one.ground, one.at[:10]))
            together = next((list(group) for _, group in groups), [])
        # Those of one entry stay together, so that its root can be made again of them.
        whole = [one for one in together if one.entry != together[-1].entry]
        return whole if len(together) == PER_PART and whole else together

    def _seal(
        self,
        digest: str,
        rows: Sequence[Row],
        *,
        run: str,
        part: int,
        actor: str,
        at: dt.datetime | None,
        ground: Ground | None = None,
        loose: Sequence[Any] = (),
    ) -> Part:
        root = root_of([row.leaf for row in rows]).hex()
        content = pack(rows, [one.at for one in loose] if loose else None)
        found = postings_of(rows)
        with self.records.writing() as connection:
            before = _part_of(connection, run, part)
            if before is not None:
                return _the_same(before, root, digest)
            if ground is not None:
                _keep_ground(connection, ground)
            last = connection.execute(
                sa.select(PARTS.c.number, PARTS.c.first, PARTS.c.rows)
                .order_by(PARTS.c.number.desc())
                .limit(1)
            ).first()
            number = last.number + 1 if last else 1
            self._set_orphans_aside(connection, number - 1)
            facts = {**_facts(rows, digest), "run": run, "part": part, "number": number}
            if loose:
                facts |= {"from": loose[0].seq, "to": loose[-1].seq}
            kind = "decisions.seal" if loose else "decisions.append"
            entry = append(connection, kind, facts, actor=actor, at=at)
            kept = Part(
                number=number,
                run=run,
                part=part,
                ground=digest,
                entry=entry.seq,
                at=loose[-1].at if loose else entry.at,
                first=last.first + last.rows if last else 0,
                rows=len(rows),
                root=root,
                file=f"{number:07d}-{root[:16]}.parquet",
                oldest=min(row.date or entry.at[:10] for row in rows),
                outcomes=msgspec.json.encode(facts["outcomes"], order="sorted").decode(),
                loose_from=loose[0].seq if loose else None,
                loose_to=loose[-1].seq if loose else None,
                purged=0,
            )
            # Inside the transaction: whoever holds its lock knows that a file without a row is
            # what a killed process left.
            self.folder.mkdir(parents=True, exist_ok=True)
            keep_file(self.folder / kept.file, content)
            self.keys.write_own(kept, found)
            connection.execute(sa.insert(PARTS).values(msgspec.structs.asdict(kept)))
            if loose:
                span = (loose[0].seq, loose[-1].seq)
                connection.execute(sa.delete(LOOSE_KEYS).where(LOOSE_KEYS.c.seq.between(*span)))
                connection.execute(sa.delete(LOOSE).where(LOOSE.c.seq.between(*span)))
        self._merge_sometimes(number)
        return kept

    def _merge_sometimes(self, number: int) -> None:
        if number % 16 == 0:
            with self.records.reading() as connection:
                every = self.parts(connection)
            self.keys.merge(every)

    def _set_orphans_aside(self, connection: sa.Connection, last: int) -> None:
        """Set files aside that a killed process left before its row was committed; once suffices.

        Such a process leaves a file with the next number. Files with later ones are of records that
        are not these: an older copy was brought back, or another database has the same folder.
        """
        if self._tidied:
            return
        known = set(connection.scalars(sa.select(PARTS.c.file)))
        files = [file for file in self.folder.glob("*.parquet") if file.name not in known]
        if later := sorted(one.name for one in files if _number_of(one.name) > last + 1):
            raise ArchiveError(
                f"the records do not know {len(later)} parts that are in the folder, "
                f"the first is {later[0]}",
                where=str(self.folder),
                why="the records are an older copy or of another database, and what was decided "
                "since would be lost; nothing was written",
                remedy="bring back the records that belong to this folder, or give the new ones a "
                "store of their own",
            )
        self._tidied = True
        for file in files:
            aside = self.folder / ORPHANS
            aside.mkdir(exist_ok=True)
            file.replace(aside / file.name)
            file.with_suffix(".keys").unlink(missing_ok=True)
        for half in self.folder.glob(".*.part"):
            half.unlink()


def _number_of(name: str) -> int:
    """Give the number with which the name of a part begins; 0 where there is none."""
    number = name.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() else 0


def ground_of(connection: sa.Connection, digest: str) -> Ground:
    """Give a kept ground by its digest.

    Raises:
        ArchiveError: it is not kept, or is not what was kept.
    """
    text = connection.scalar(sa.select(GROUNDS.c.body).where(GROUNDS.c.digest == digest))
    try:
        found = msgspec.json.decode(text or "", type=Ground)
    except msgspec.MsgspecError:
        found = None
    if found is None or found.digest != digest:
        raise ArchiveError(
            "the ground of a decision is missing or changed",
            where=digest,
            why="nobody can tell on what it rested",
            remedy="bring the records back from a backup",
        )
    return found


def _keep_ground(connection: sa.Connection, ground: Ground) -> None:
    found = connection.scalar(sa.select(GROUNDS.c.digest).where(GROUNDS.c.digest == ground.digest))
    if found is None:
        connection.execute(sa.insert(GROUNDS).values(digest=ground.digest, body=ground.text))


def _part_of(connection: sa.Connection, run: str, part: int) -> Part | None:
    asked = sa.select(PARTS).where(PARTS.c.run == run, PARTS.c.part == part)
    found = connection.execute(asked).first()
    return Part(**found._mapping) if found else None  # noqa: SLF001 - SQLAlchemy's public name


def _the_same(before: Part, root: str, ground: str) -> Part:
    if (before.root, before.ground) != (root, ground):
        raise ArchiveError(
            f"part {before.part} of run {before.run} was kept with other decisions",
            why="one of the two cannot be what was decided in that run",
            remedy="start a new run; the first one stays as it was kept",
        )
    return before


def _next_loose(connection: sa.Connection) -> int:
    """Give the number of the next single decision: numbers are never given twice."""
    waiting = connection.scalar(sa.select(sa.func.max(LOOSE.c.seq))) or 0
    sealed = connection.scalar(sa.select(sa.func.max(PARTS.c.loose_to))) or 0
    return max(waiting, sealed) + 1


def _facts(rows: Sequence[Row], ground: str) -> dict[str, Any]:
    """Give what the log says of a batch."""
    return {
        "ground": ground,
        "outcomes": dict(Counter(row.outcome for row in rows)),
        "root": root_of([row.leaf for row in rows]).hex(),
        "rows": len(rows),
    }


def signed(key: int) -> int:
    """Give a key as databases keep it: their numbers of eight bytes have a sign."""
    return key - (1 << 64) if key >> 63 else key
