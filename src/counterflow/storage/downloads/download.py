"""Download one file over https, trusting neither the network nor the server's answer."""

from __future__ import annotations

import contextlib
import hashlib
import re
import ssl
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import urllib3
from urllib3.connection import HTTPSConnection

from counterflow.core.errors import DownloadError
from counterflow.core.version import VERSION
from counterflow.storage.downloads import replies
from counterflow.storage.downloads.connection_faults import telling
from counterflow.storage.downloads.hosts import Resolve, checked_addresses, is_public, resolve
from counterflow.storage.downloads.patience import Hurry, Patience

_PIECE = 1 << 16
_HEAD = 1 << 10
# RFC 9110, 8.8.3
_ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e]{0,200}"')


class Marks(NamedTuple):
    """What a server said of the bytes it sent, to be said back to it when asked again."""

    etag: str = ""
    last_modified: str = ""


class Reply(NamedTuple):
    """What came of a download.

    Attributes:
        marks: What to send next time.
        date: The server's own clock (``Date``), empty where it states none.
        url: Where the bytes came from in the end, without the query.
        size: Number of bytes.
        sha256: Their hash.
        unchanged: The server says that nothing changed since the marks sent; no bytes came.
        kind: What the server calls it (``Content-Type``); never believed, only kept.
    """

    marks: Marks
    date: str
    url: str
    size: int = 0
    sha256: str = ""
    unchanged: bool = False
    kind: str = ""


class Downloader:
    """Download files over https.

    The last three arguments are for tests, which have a certificate authority and servers of their
    own; no setting and no variable of the environment leads to them.

    Args:
        patience: How long and how often.
        purpose: What the server is told that the file is for.
        pages: Web pages are what is asked for; else one is taken for an error page.
        told: Called with the bytes that came since the last call.
        sleep: Waits between two tries.
        trust: Certificates that are trusted; those of the system if ``None``.
        resolve: Asks for the addresses of a host.
        allowed: Settles whether a network address may be connected to.
    """

    def __init__(
        self,
        patience: Patience | None = None,
        *,
        purpose: str = "",
        pages: bool = False,
        told: Callable[[int], None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        trust: ssl.SSLContext | None = None,
        resolve: Resolve = resolve,
        allowed: Callable[[str], bool] = is_public,
    ) -> None:
        self.patience = patience or Patience()
        self.told = told or (lambda _: None)
        self._agent = f"counterflow/{VERSION}" + (f" ({purpose})" if purpose else "")
        self._pages = pages
        self._sleep = sleep
        self._trust = trust or ssl.create_default_context()
        self._resolve = resolve
        self._allowed = allowed

    def download(
        self, url: str, target: Path, *, hosts: Collection[str] = (), marks: Marks | None = None
    ) -> Reply:
        """Download one file, trying again where a fault may pass.

        Args:
            url: Its address, https.
            target: The file to write; it is whole only when this returns.
            hosts: Hosts (``host`` or ``host:port``) to which the server may send, besides itself.
            marks: What the server said of the bytes that we hold; it need not send them again.

        Raises:
            DownloadError: The file could not be had, or what came is refused: not https, a
                certificate that fails, another host, an address that is not public, an error, a web
                page where none is wanted, too many bytes or too few, too slow.
        """
        end = time.monotonic() + self.patience.overall
        tried = 0
        while True:
            tried += 1
            try:
                return self._try(url, target, hosts, marks or Marks(), end)
            except replies.PassingError as fault:
                wait = self.patience.wait(tried, fault.wait)
                late = time.monotonic() + wait >= end or wait > self.patience.longest_wait
                if tried >= self.patience.tries or late:
                    fault.add_note(f"tried {tried} times")
                    raise DownloadError(
                        f"{fault.what}; tried {tried} times",
                        "passing",
                        where=fault.where,
                        remedy=_ask_later(fault.wait),
                    ) from fault
                self._sleep(wait)

    def _try(
        self, url: str, target: Path, hosts: Collection[str], marks: Marks, end: float
    ) -> Reply:
        allowed = {replies.place_of(url).netloc, *hosts}
        for _ in range(self.patience.redirects + 1):
            with self._answer(url, marks, end) as (answer, hurry):
                if answer.status in replies.REDIRECTS:
                    url = replies.next_place(url, answer.headers.get("Location", ""), allowed)
                    continue
                if answer.status == 304 and any(marks):
                    date = answer.headers.get("Date", "")
                    return Reply(marks, date, replies.shown(url), unchanged=True)
                replies.check_status(url, answer.status, answer.headers)
                size, sha256 = self._save(url, answer, target, hurry)
                found = _marks_of(answer.headers)
                date = answer.headers.get("Date", "")
                kind = "".join(filter(str.isprintable, answer.headers.get("Content-Type", "")))
                return Reply(found, date, replies.shown(url), size, sha256, kind=kind[:200])
        raise DownloadError(
            f"the server redirects more than {self.patience.redirects} times",
            "status",
            where=replies.shown(url),
        )

    @contextlib.contextmanager
    def _answer(
        self, url: str, marks: Marks, end: float
    ) -> Iterator[tuple[urllib3.BaseHTTPResponse, Hurry]]:
        """Ask for an address and give the answer, its body unread; hang up afterwards."""
        place = replies.place_of(url)
        connection = self._connection(place, end)
        with Hurry(connection, end) as hurry, telling(url, hurry), contextlib.closing(connection):
            connection.request(
                "GET",
                place.target,
                headers=_headers(place, marks, self._agent),
                preload_content=False,
                decode_content=False,
                enforce_content_length=False,
            )
            with contextlib.closing(connection.getresponse()) as answer:
                yield answer, hurry

    def _connection(self, place: replies.Place, end: float) -> HTTPSConnection:
        """Connect to a checked address of a host; the certificate must be that of its name."""
        fault: Exception | None = None
        try:
            addresses = checked_addresses(
                place.host, place.port, resolve=self._resolve, allowed=self._allowed
            )
        except OSError as error:
            raise replies.PassingError(
                f"the host {place.host} cannot be found: {error.strerror or error}",
                where=place.netloc,
            ) from error
        for address in addresses[:4]:
            left = end - time.monotonic()
            connection = HTTPSConnection(
                address,
                place.port,
                timeout=max(0.1, min(self.patience.connect, left)),
                server_hostname=place.host,
                ssl_context=self._trust,
            )
            with Hurry(connection, end) as hurry, telling(place.netloc, hurry):
                try:
                    connection.connect()
                except (urllib3.exceptions.ConnectTimeoutError,
                        urllib3.exceptions.NewConnectionError) as error:  # fmt: skip
                    fault = error
                    continue
                except BaseException:
                    connection.close()
                    raise
            connection.sock.settimeout(self.patience.silence)
            return connection
        raise replies.PassingError(
            f"the host {place.host} cannot be reached", where=place.netloc
        ) from fault

    def _save(
        self, url: str, answer: urllib3.BaseHTTPResponse, target: Path, hurry: Hurry
    ) -> tuple[int, str]:
        """Write the body of an answer, as far as it is what was asked for."""
        most = self.patience.most_bytes
        stated = replies.check_headers(url, answer.headers, most, pages=self._pages)
        digest, size, head = hashlib.sha256(), 0, b""
        with _written(target) as write:
            while piece := answer.read1(_PIECE):
                size += len(piece)
                if size > most:
                    raise replies.too_large(url, most)
                if len(head) < _HEAD:
                    head += piece[:_HEAD]
                    if not self._pages and replies.looks_like_page(head):
                        raise replies.a_page(url)
                digest.update(piece)
                write(piece)
                self.told(len(piece))
                hurry.check()
        hurry.check()
        if stated is not None and size != stated:
            raise replies.cut_off(url, size, stated)
        if not head.strip():
            raise replies.PassingError("the server sends an empty file", where=replies.shown(url))
        return size, digest.hexdigest()


@contextlib.contextmanager
def _written(target: Path) -> Iterator[Callable[[bytes], object]]:
    """Open the file to write; a full disk is no fault of the server."""

    def write(piece: bytes) -> None:
        try:
            file.write(piece)
        except OSError as fault:
            raise _unwritten(target, fault) from fault

    try:
        file = target.open("wb", buffering=0)
    except OSError as fault:
        raise _unwritten(target, fault) from fault
    with file:
        yield write


def _unwritten(target: Path, fault: OSError) -> DownloadError:
    return DownloadError(
        f"the download cannot be written: {fault.strerror}",
        "disk",
        where=str(target),
        remedy="check that the disk has room and the folder may be written",
    )


def _marks_of(headers: Mapping[str, str]) -> Marks:
    """Take the marks of an answer, as far as they can be said back: a server may send anything."""
    etag = headers.get("ETag", "")
    modified = headers.get("Last-Modified", "")
    sound = modified.isascii() and modified.isprintable() and replies.moment_of(modified)
    return Marks(etag if _ETAG.fullmatch(etag) else "", modified if sound else "")


def _headers(place: replies.Place, marks: Marks, agent: str) -> dict[str, str]:
    headers = {
        "Host": place.netloc,
        "User-Agent": agent,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
    }
    if marks.etag:
        headers["If-None-Match"] = marks.etag
    if marks.last_modified:
        headers["If-Modified-Since"] = marks.last_modified
    return headers


def _ask_later(wait: float) -> str:
    return f"the server asks to wait for {wait:,.0f} seconds" if wait else "fetch again later"
