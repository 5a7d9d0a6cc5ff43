"""Fetch a report from its address: only from hosts that were named, and kept with hash and time."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Final, NamedTuple

from counterflow.core.errors import DownloadError, ReportError
from counterflow.storage.database.sqlite import using_database, writing
from counterflow.storage.downloads.download import Downloader
from counterflow.storage.downloads.patience import Patience
from counterflow.storage.downloads.replies import place_of, shown

MOST_BYTES: Final = 20 << 20
"""Most bytes taken from an address; who has a larger report gives it as a file."""
PATIENCE: Final = Patience(overall=120.0, tries=2, longest_wait=10.0, most_bytes=MOST_BYTES)
ANY_HOST: Final = "*"

_FOLDER: Final = "fetched"
_REGISTER: Final = "register.sqlite"
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+:/{1,2}\S", re.IGNORECASE)
_STEPS: Final = (
    """
    CREATE TABLE fetched (
        at INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        answered TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        kind TEXT NOT NULL,
        server_date TEXT NOT NULL,
        fetched_at TEXT NOT NULL
    );
    CREATE TRIGGER fetched_stays BEFORE UPDATE ON fetched
    BEGIN SELECT RAISE(ABORT, 'what was fetched stays'); END;
    """,
)
_REMEDIES: Final = {
    "redirect": "open the address in a browser and give the one that it leads to",
    "status": "open the address in a browser; if the page can be read there, save and give it",
    "size": "download it, cut it into its articles, and give the files",
}


class Fetched(NamedTuple):
    """A report that was fetched.

    Attributes:
        path: Where its bytes are.
        url: The address as given.
        answered: The address that answered in the end, without its query.
        sha256: Of the bytes.
        size: Their number.
        kind: What the server calls them; never believed.
        fetched_at: When, UTC.
    """

    path: Path
    url: str
    answered: str
    sha256: str
    size: int
    kind: str
    fetched_at: str


def is_address(text: str) -> bool:
    """Tell whether what was given is an address and no path.

    Example:
        >>> is_address("https://paper.example/a"), is_address("reports/a.html")
        (True, False)
    """
    return bool(_ADDRESS.match(text))


def fetching_is_off(url: str) -> ReportError:
    """Say that an address was given and fetching is not switched on."""
    return ReportError(
        "the address is not fetched: fetching is off",
        where=shown(url),
        why="whoever is asked learns that somebody reads about this matter",
        remedy="save the page and give the file; or allow its host in the setting report_hosts, "
        "and add --fetch",
    )


class Fetcher:
    """Fetch reports from the hosts that a user allows.

    Args:
        folder: The store; what comes is kept in its folder ``fetched``, by its hash.
        hosts: Names of hosts (``host`` or ``host:port``), or ``*`` for every public one.
        downloader: Downloads; the tests' own reaches loopback.

    Basis:
        OWASP, Server-Side Request Forgery Prevention: an allow-list, addresses checked after the
        name is resolved and connected to as checked, redirects never followed blindly.
    """

    def __init__(
        self, folder: Path, hosts: Collection[str], downloader: Downloader | None = None
    ) -> None:
        self._folder = folder / _FOLDER
        self._hosts = {host.strip().lower() for host in hosts} - {""}
        self._downloader = downloader or Downloader(PATIENCE, purpose="report", pages=True)

    def fetch(self, url: str) -> Fetched:
        """Fetch one report and keep it.

        Args:
            url: Its address, https.

        Returns:
            Where it is kept, with hash and time.

        Raises:
            ReportError: The host is not allowed or not public, or the report cannot be had.
            StoreError: The store cannot be written.
        """
        try:
            self._check(url)
            with self._room() as room:
                return self._fetched(url, Path(room))
        except DownloadError as fault:
            remedy = _REMEDIES.get(fault.reason, fault.remedy) or "save the page and give the file"
            raise ReportError(fault.what, where=shown(url), why=fault.why, remedy=remedy) from fault

    def _check(self, url: str) -> None:
        place = place_of(url)
        if ANY_HOST not in self._hosts and place.netloc.lower() not in self._hosts:
            raise ReportError(
                f"the host {place.netloc} is not allowed",
                where=shown(url),
                why="only hosts in the setting report_hosts are asked",
                remedy=f"add {place.netloc} to report_hosts, or save the page and give the file",
            )

    def _room(self) -> tempfile.TemporaryDirectory[str]:
        self._folder.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix="fetching-", dir=self._folder)

    def _fetched(self, url: str, room: Path) -> Fetched:
        reply = self._downloader.download(url, room / "report")
        kept = self._folder / reply.sha256
        if not kept.exists():
            (room / "report").replace(kept)
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        fetched = Fetched(kept, url, reply.url, reply.sha256, reply.size, reply.kind, now)
        path = self._folder / _REGISTER
        with using_database(path, _STEPS, write=True) as connection, writing(connection):
            connection.execute(
                "INSERT INTO fetched (url, answered, sha256, size, kind, server_date,"
                " fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*fetched[1:6], reply.date, now),
            )
        return fetched
