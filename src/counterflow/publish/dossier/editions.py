"""Publish dossiers in versions: issued, corrected, withdrawn, each listed, none ever silent."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from counterflow.core.dossiers import Dossier, Edition
from counterflow.core.errors import DossierDamageError, DossierError
from counterflow.core.tables.atomic import whole_file
from counterflow.publish.dossier.building import digest_of, record_of
from counterflow.storage.database.sqlite import using_database, writing

_STEPS = (
    """
CREATE TABLE edition (
  position INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,
  number INTEGER NOT NULL,
  body BLOB NOT NULL,
  digest TEXT NOT NULL,
  UNIQUE (subject, number)
);
""",
    """
CREATE TABLE file (
  subject TEXT NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (subject, number, name)
);
""",
)


class Shelf:
    """The published dossiers of a store: ``dossiers/register.sqlite`` and a folder per subject.

    Each edition names the digest of the edition before it, whatever its subject, so that none can
    be changed or taken out without `verify` saying so. Everything that asks or writes the register
    raises ``StoreError`` where that file is damaged or cannot be used.

    Args:
        store: The store's folder.
    """

    def __init__(self, store: Path) -> None:
        self._folder = store / "dossiers"
        self._register = self._folder / "register.sqlite"

    def editions(self, subject: str = "") -> list[Edition]:
        """Give the editions in the order in which they were published.

        Args:
            subject: Only those of this subject; all where empty.

        Raises:
            StoreError: the register is damaged.
        """
        if not self._register.exists():
            return []
        with using_database(self._register, _STEPS, write=False) as database:
            return [edition for edition, _ in _rows(database) if subject in ("", edition.subject)]

    def issue(self, dossier: Dossier, *, date: str, by: str = "") -> Edition:
        """Publish a dossier for the first time, or give the edition that holds the very same.

        Args:
            dossier: What is published.
            date: The day of publication, ``YYYY-MM-DD``.
            by: Who publishes it.

        Raises:
            DossierError: another version is published: what changed must be said by `correct`.
        """
        before = self.editions(dossier.subject)
        if before and before[-1].kind != "withdrawn" and before[-1].record == digest_of(dossier):
            return before[-1]
        if before:
            state = "is withdrawn" if before[-1].kind == "withdrawn" else "says something else"
            raise DossierError(
                f"version {before[-1].number} of this dossier {state}",
                where=dossier.subject,
                why="A published dossier never changes silently",
                remedy="publish the new one with `counterflow dossier correct SUBJECT --reason … "
                "--by …`, or look at it first with `--draft`",
            )
        return self._add(
            dossier, Edition(dossier.subject, 1, "issued", date, digest_of(dossier), by)
        )

    def correct(self, dossier: Dossier, *, date: str, by: str, reason: str) -> Edition:
        """Publish a new version with its reason; the old one stays and stays listed.

        Raises:
            DossierError: nothing is published yet, nothing changed, or no name or reason is given.
        """
        last = self._last(dossier.subject, by, reason)
        if last.kind != "withdrawn" and last.record == digest_of(dossier):
            raise DossierError(
                f"nothing changed since version {last.number}",
                where=dossier.subject,
                remedy="correct it when the ledger says something else",
            )
        record = digest_of(dossier)
        return self._add(
            dossier,
            Edition(dossier.subject, last.number + 1, "corrected", date, record, by, reason),
        )

    def withdraw(self, subject: str, *, date: str, by: str, reason: str) -> Edition:
        """Withdraw a dossier; what was published stays in the store and stays listed.

        Raises:
            DossierError: nothing is published, it is withdrawn already, or no name or reason is
                given.
        """
        last = self._last(subject, by, reason)
        if last.kind == "withdrawn":
            raise DossierError(
                f"it was withdrawn on {last.date} already", where=subject, remedy="nothing to do"
            )
        edition = Edition(subject, last.number + 1, "withdrawn", date, last.record, by, reason)
        return self._add(None, edition)

    def _last(self, subject: str, by: str, reason: str) -> Edition:
        if not by.strip() or not reason.strip():
            raise DossierError(
                "a correction or withdrawal needs a reason and who makes it",
                where=subject,
                why="Readers must see why a published page changed",
                remedy="give --reason and --by",
            )
        before = self.editions(subject)
        if not before:
            raise DossierError(
                "nothing is published about this subject",
                where=subject,
                remedy="see `counterflow dossier ls` for the subjects",
            )
        return before[-1]

    def _add(self, dossier: Dossier | None, edition: Edition) -> Edition:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (
            using_database(self._register, _STEPS, write=True) as database,
            writing(database),
        ):
            rows = list(_rows(database))
            made = msgspec.structs.replace(edition, previous=rows[-1][1] if rows else "")
            body = msgspec.json.encode(made, order="sorted")
            if dossier is not None:
                _keep(self.folder_of(made) / "dossier.json", record_of(dossier))
            # A second process that published the same number meanwhile makes this row fail.
            try:
                database.execute(
                    "INSERT INTO edition (subject, number, body, digest) VALUES (?, ?, ?, ?)",
                    (made.subject, made.number, body, hashlib.sha256(body).hexdigest()),
                )
            except sqlite3.IntegrityError as fault:
                raise DossierError(
                    f"version {made.number} was published meanwhile",
                    where=made.subject,
                    remedy="look at it, then try again",
                ) from fault
        return made

    def keep_files(self, edition: Edition, files: Mapping[str, bytes]) -> None:
        """Keep the written forms of an edition beside its record, with their digests.

        Args:
            edition: The edition.
            files: Bytes by file name; a name kept before must hold the same bytes.

        Raises:
            DossierDamageError: a form kept before differs.
        """
        with (
            using_database(self._register, _STEPS, write=True) as database,
            writing(database),
        ):
            for name, data in sorted(files.items()):
                digest = hashlib.sha256(data).hexdigest()
                kept = _files(database, edition).get(name)
                if kept is not None and kept != digest:
                    raise DossierDamageError(
                        f"{name} of version {edition.number} is kept with other bytes",
                        where=edition.subject,
                        why="A published form never changes; another version of the program may "
                        "write it otherwise",
                        remedy="take the kept file, or publish a correction that says so",
                    )
                if kept is None:
                    _keep(self.folder_of(edition) / name, data)
                    database.execute(
                        "INSERT INTO file VALUES (?, ?, ?, ?)",
                        (edition.subject, edition.number, name, digest),
                    )

    def kept_file(self, edition: Edition, name: str) -> bytes | None:
        """Give a form as it was published; a later program may write it otherwise.

        Returns:
            Its bytes; ``None`` where this form was not yet written.

        Raises:
            DossierDamageError: the file is absent or not what was kept.
        """
        with using_database(self._register, _STEPS, write=False) as database:
            expected = _files(database, edition).get(name)
        if expected is None:
            return None
        data = _bytes_of(self.folder_of(edition) / name)
        if data is None or hashlib.sha256(data).hexdigest() != expected:
            raise _damaged([f"{edition.subject} version {edition.number}: {name}"])
        return data

    def dossier_of(self, edition: Edition) -> Dossier:
        """Read the record of an edition; of a withdrawal, the one that was withdrawn.

        Raises:
            DossierDamageError: it is absent or not what was published.
        """
        for one in reversed(self.editions(edition.subject)):
            if one.number <= edition.number and one.kind != "withdrawn":
                data = _bytes_of(self.folder_of(one) / "dossier.json")
                if data is None or hashlib.sha256(data).hexdigest() != one.record:
                    raise _damaged([f"{edition.subject} version {one.number}: dossier.json"])
                return msgspec.json.decode(data, type=Dossier)
        raise _damaged([f"{edition.subject}: no record"])

    def verify(self) -> int:
        """Hold every edition, record and file against its digest, and the chain of editions.

        Returns:
            How many editions were held.

        Raises:
            DossierDamageError: something was changed, taken out or is absent; all of it is named.
        """
        if not self._register.exists():
            return 0
        with using_database(self._register, _STEPS, write=False) as database:
            faults = list(self._faults(database))
            count = len(list(_rows(database)))
        if faults:
            raise _damaged(faults)
        return count

    def _faults(self, database: sqlite3.Connection) -> Iterator[str]:
        previous, numbers = "", dict[str, int]()
        for edition, digest in _rows(database):
            name = f"{edition.subject} version {edition.number}"
            body = msgspec.json.encode(edition, order="sorted")
            if hashlib.sha256(body).hexdigest() != digest:
                yield f"{name}: its entry was changed"
            if edition.previous != previous:
                yield f"{name}: an edition before it was changed or taken out"
            if edition.number != numbers.get(edition.subject, 0) + 1:
                yield f"{name}: a version before it is absent"
            previous, numbers[edition.subject] = digest, edition.number
            kept = dict(_files(database, edition))
            if edition.kind != "withdrawn":
                kept["dossier.json"] = edition.record
            for file, expected in sorted(kept.items()):
                data = _bytes_of(self.folder_of(edition) / file)
                if data is None:
                    yield f"{name}: {file} is absent"
                elif hashlib.sha256(data).hexdigest() != expected:
                    yield f"{name}: {file} was changed"

    def folder_of(self, edition: Edition) -> Path:
        """Give the folder of an edition: readable, and never outside the store."""
        slug = re.sub(r"[^a-z0-9]+", "-", edition.subject.lower()).strip("-")[:40]
        mark = hashlib.sha256(edition.subject.encode()).hexdigest()[:8]
        return self._folder / f"{slug or 'subject'}-{mark}" / str(edition.number)


def _rows(database: sqlite3.Connection) -> Iterator[tuple[Edition, str]]:
    for body, digest in database.execute("SELECT body, digest FROM edition ORDER BY position"):
        try:
            yield msgspec.json.decode(body, type=Edition), str(digest)
        except msgspec.MsgspecError as fault:
            raise _damaged(["an entry of the register cannot be read"]) from fault


def _files(database: sqlite3.Connection, edition: Edition) -> dict[str, str]:
    asked = (edition.subject, edition.number)
    rows = database.execute("SELECT name, sha256 FROM file WHERE subject = ? AND number = ?", asked)
    return {str(name): str(digest) for name, digest in rows}


def _keep(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(file) as stream:
        stream.write(data)


def _bytes_of(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _damaged(faults: list[str]) -> DossierDamageError:
    return DossierDamageError(
        f"published dossiers are not what was published: {'; '.join(faults)}",
        where="dossiers in the store",
        why="A reader could be shown what nobody published",
        remedy="restore the folder `dossiers` of the store from a copy",
    )
