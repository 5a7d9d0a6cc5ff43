"""Keep exhibits in the store: each file by its hash, each use of it with who released it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from counterflow.core.dossiers import Exhibit, Footprint
from counterflow.core.edtf import FIRST, bounds_of
from counterflow.core.errors import DossierDamageError, ExhibitError
from counterflow.core.tables.atomic import whole_file
from counterflow.evidence.exhibits.footprints import read_footprint
from counterflow.evidence.exhibits.media import MOST_BYTES, recognise
from counterflow.storage.database.sqlite import using_database, writing

_STEPS = (
    """
CREATE TABLE exhibit (
  position INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  claim TEXT NOT NULL,
  site TEXT NOT NULL,
  body BLOB NOT NULL,
  UNIQUE (sha256, claim, site)
);
""",
)


class Cabinet:
    """The exhibits of a store: ``exhibits/register.sqlite`` and the files, named by their hash.

    Whatever asks or writes the register raises ``StoreError`` where that file is damaged or cannot
    be used.

    Args:
        store: The store's folder.
    """

    def __init__(self, store: Path) -> None:
        self._folder = store / "exhibits"
        self._register = self._folder / "register.sqlite"

    def add(
        self,
        file: Path,
        *,
        released_by: str,
        date: str,
        claim: str = "",
        site: str = "",
        footprint: Footprint | None = None,
        added: str = "",
        added_by: str = "",
    ) -> Exhibit:
        """Keep a file beside a claim or a site. The same once more changes nothing.

        Args:
            file: PNG, JPEG, TIFF or PDF; it is read, never changed.
            released_by: Who made it public.
            date: When, EDTF.
            claim: Id of the claim that it belongs to.
            site: Name of the site that it belongs to; one of both is given.
            footprint: The ground that it shows; else the tags of a GeoTIFF are read.
            added: The day on which it is kept.
            added_by: Who keeps it.

        Raises:
            ExhibitError: the file is absent, damaged or of another kind; or a word is missing, or
                the same file is kept there with other words.
        """
        _check_words(released_by, date, claim, site)
        data = _read(file)
        media = recognise(data, file.name)
        found, missing = read_footprint(media.tags, media.width, media.height)
        exhibit = Exhibit(
            sha256=hashlib.sha256(data).hexdigest(),
            name=file.name,
            media_type=media.media_type,
            size=len(data),
            released_by=released_by.strip(),
            date=date,
            claim=claim,
            site=site.strip(),
            width=media.width,
            height=media.height,
            footprint=footprint or found,
            missing=(missing,) if missing and footprint is None else (),
            added=added,
            added_by=added_by,
        )
        return self._keep(exhibit, data)

    def _keep(self, exhibit: Exhibit, data: bytes) -> Exhibit:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (
            using_database(self._register, _STEPS, write=True) as database,
            writing(database),
        ):
            key = (exhibit.sha256, exhibit.claim, exhibit.site)
            row = database.execute(
                "SELECT body FROM exhibit WHERE sha256 = ? AND claim = ? AND site = ?", key
            ).fetchone()
            if row is not None:
                return _same(_exhibit_of(row[0]), exhibit)
            with whole_file(self._folder / exhibit.sha256) as stream:
                stream.write(data)
            body = msgspec.json.encode(exhibit, order="sorted")
            database.execute(
                "INSERT INTO exhibit (sha256, claim, site, body) VALUES (?, ?, ?, ?)", (*key, body)
            )
        return exhibit

    def all(self) -> tuple[Exhibit, ...]:
        """Give all exhibits in the order in which they were kept.

        Raises:
            StoreError: the register is damaged.
            DossierDamageError: an entry of it cannot be read.
        """
        if not self._register.exists():
            return ()
        with using_database(self._register, _STEPS, write=False) as database:
            rows = database.execute("SELECT body FROM exhibit ORDER BY position")
            return tuple(_exhibit_of(body) for (body,) in rows)

    def bytes_of(self, exhibit: Exhibit) -> bytes:
        """Read an exhibit's file, held against its hash.

        Raises:
            DossierDamageError: it is absent or was changed.
        """
        try:
            data = (self._folder / exhibit.sha256).read_bytes()
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != exhibit.sha256:
            raise DossierDamageError(
                f"the exhibit {exhibit.name} is not the file that was kept",
                where=exhibit.sha256,
                why="A page would show something else than what was released",
                remedy="restore the folder `exhibits` of the store from a copy",
            )
        return data

    def verify(self) -> Iterator[str]:
        """Name every exhibit whose file is absent or changed."""
        for one in self.all():
            try:
                self.bytes_of(one)
            except DossierDamageError as fault:
                yield fault.what


def _exhibit_of(body: bytes) -> Exhibit:
    try:
        return msgspec.json.decode(body, type=Exhibit)
    # Bytes that are no UTF-8 are a UnicodeDecodeError, which would be told as a fault of the disk.
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise DossierDamageError(
            "an entry of the register of exhibits cannot be read",
            where="exhibits in the store",
            why="Who released a file, and when, would be missing from every page",
            remedy="restore the folder `exhibits` of the store from a copy",
        ) from fault


def _check_words(released_by: str, date: str, claim: str, site: str) -> None:
    if bool(claim.strip()) == bool(site.strip()):
        raise ExhibitError(
            "an exhibit belongs to one claim or to one site",
            remedy="give either --claim or --site",
        )
    if not released_by.strip():
        raise ExhibitError("nobody is named who released it", remedy="give --released-by")
    if bounds_of(date)[0] == FIRST or not re.match(r"\d", date):
        raise ExhibitError(
            f"{date!r} is no date", where="--date", remedy="give YYYY-MM-DD, YYYY-MM or YYYY"
        )


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as fault:
        raise ExhibitError(
            f"the file cannot be read: {fault.strerror}", where=str(file), remedy="check the path"
        ) from fault


def _same(kept: Exhibit, given: Exhibit) -> Exhibit:
    """Give the exhibit kept before, if it says the same."""
    said = (kept.released_by, kept.date, kept.footprint)
    if said != (given.released_by, given.date, given.footprint):
        raise ExhibitError(
            f"the same file is kept there as released by {kept.released_by} on {kept.date}",
            where=given.name,
            why="Who released it and when cannot both be right",
            remedy="find out which is right; a kept exhibit is never overwritten",
        )
    return kept
