"""Judge what a server answered: a file, nothing new, another place, or something to refuse."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from counterflow.core.errors import DownloadError

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which it is worth asking again."""

_PAGE: Final = re.compile(
    rb"(\xef\xbb\xbf)?\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_PAGE_TYPES: Final = ("text/html", "application/xhtml")


class PassingError(DownloadError):
    """Say that a download failed in a way that may pass; ``wait`` is what the server asks for."""

    def __init__(self, what: str, *, where: str = "", wait: float = 0.0) -> None:
        super().__init__(what, "passing", where=where, remedy="try again later")
        self.wait = wait


class Place(NamedTuple):
    """Where to ask: host, port, and what stands behind them."""

    host: str
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """Give host and port as the ``Host`` header names them."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == 443 else f"{name}:{self.port}"


def place_of(url: str) -> Place:
    """Take an address apart.

    Raises:
        DownloadError: It is not https, or names a user or password.

    Example:
        >>> place_of("https://lists.example/a?b=1#c")
        Place(host='lists.example', port=443, target='/a?b=1')
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or 443
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    if parts.scheme != "https" or not host or "@" in parts.netloc or not url.isascii():
        raise DownloadError(
            f"the address is refused: it is not a plain https address ({shown(url)})",
            "address",
            where=shown(url),
            why="over anything else what comes could be changed on its way",
            remedy="give an address as https://host/path",
        )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if re.search(r"[\x00-\x20\x7f]", target):
        raise DownloadError(
            "the address holds blanks or control characters", "address", where=shown(url)
        )
    return Place(host, port, target)


def shown(url: str) -> str:
    """Give an address without its query: a storage service puts short-lived keys there.

    Example:
        >>> shown("https://storage.example/a.csv?signature=123")
        'https://storage.example/a.csv'
    """
    return "".join(c if c.isprintable() else "?" for c in re.split(r"[?#]", url)[0][:300])


def next_place(url: str, location: str, allowed: Collection[str]) -> str:
    """Settle where a redirect leads, if it may be followed.

    Args:
        url: The address that answered.
        location: What its ``Location`` header says.
        allowed: Hosts (``host`` or ``host:port``) to which it may send.

    Returns:
        The next address.

    Raises:
        DownloadError: It leads to another host, or away from https.
    """
    if not location:
        raise DownloadError("the server redirects to nowhere", "status", where=shown(url))
    following = urljoin(url, location)
    place = place_of(following)
    if place.netloc.lower() not in {host.lower() for host in allowed}:
        raise DownloadError(
            f"the server redirects to another host, {place.netloc}",
            "redirect",
            where=shown(url),
            why="only the host that was named is asked",
            remedy="look at the publisher's page: the address may have changed",
        )
    return following


def check_status(url: str, status: int, headers: Mapping[str, str]) -> None:
    """Refuse every status that gives no file.

    Raises:
        PassingError: It may pass.
        DownloadError: It will not.
    """
    if status == 200:
        return
    if status in PASSING:
        wait = seconds_to_wait(headers.get("Retry-After", ""), dt.datetime.now(tz=dt.UTC))
        raise PassingError(f"the server answers HTTP {status}", where=shown(url), wait=wait)
    raise DownloadError(
        f"the server answers HTTP {status}, not the file",
        "status",
        where=shown(url),
        remedy="look at the publisher's page: the address may have changed",
    )


def seconds_to_wait(text: str, now: dt.datetime) -> float:
    """Read a ``Retry-After`` header: seconds, or a moment; 0 where it says nothing readable.

    Example:
        >>> seconds_to_wait("120", dt.datetime.now(tz=dt.UTC))
        120.0

    Basis:
        RFC 9110, 10.2.3.
    """
    if re.fullmatch(r"\s*\d{1,9}\s*", text):
        return float(text)
    moment = moment_of(text)
    return max(0.0, (moment - now).total_seconds()) if moment else 0.0


def moment_of(text: str) -> dt.datetime | None:
    """Read a moment as headers write it; None where it is none.

    Example:
        >>> moment_of("Fri, 28 Aug 2026 14:02:55 GMT").isoformat()
        '2026-08-28T14:02:55+00:00'
    """
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def check_headers(
    url: str, headers: Mapping[str, str], most_bytes: int, *, pages: bool = False
) -> int | None:
    """Refuse an answer that its headers show to be nothing to take.

    Args:
        url: The address that answered.
        headers: What it said.
        most_bytes: Most bytes that are taken.
        pages: Web pages are what is asked for; they come as they are, never compressed.

    Returns:
        The length that the server states; None where it states none.

    Raises:
        DownloadError: It is a web page where none is wanted, encoded in a way we do not read, too
            large, or of no known length.

    Basis:
        RFC 9112, 6.3 and 9.8: without a length or chunks the closing of the connection ends a
        body, and over TLS anybody on the way can close it.
    """
    kind = headers.get("Content-Type", "").strip().lower()
    if not pages and kind.startswith(_PAGE_TYPES):
        raise a_page(url)
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity", *(() if pages else ("gzip", "x-gzip"))):
        raise DownloadError(
            f"the server sends the file encoded as {encoding!r}, though it was not asked to",
            "encoding",
            where=shown(url),
        )
    stated = headers.get("Content-Length", "").strip()
    length = int(stated) if re.fullmatch(r"\d{1,18}", stated) else None
    if length is None and "chunked" not in headers.get("Transfer-Encoding", "").lower():
        raise DownloadError(
            "the server does not say how long the file is",
            "length",
            where=shown(url),
            why="one that was cut off could not be told from a whole one",
            remedy="download it with a browser, look whether it is whole, and give the file",
        )
    if length is not None and length > most_bytes:
        raise too_large(url, most_bytes)
    return length


def looks_like_page(head: bytes) -> bool:
    """Settle whether bytes are the beginning of a web page.

    Example:
        >>> looks_like_page(b"<!DOCTYPE html><html>"), looks_like_page(b"<?xml version='1.0'?>")
        (True, False)
    """
    return _PAGE.match(head) is not None


def a_page(url: str) -> DownloadError:
    """Say that a web page came where a file is due."""
    return DownloadError(
        "the server sends a web page, not the file",
        "page",
        where=shown(url),
        why="error pages come with the status 200 too",
        remedy="open the address in a browser to read what it says; fetch again later",
    )


def too_large(url: str, most_bytes: int) -> DownloadError:
    """Say that more bytes came than are taken."""
    return DownloadError(
        f"the server sends more than {most_bytes:,} bytes",
        "size",
        where=shown(url),
        why="more is not taken from the network",
        remedy="check the address",
    )


def cut_off(url: str, came: int, stated: int | None) -> PassingError:
    """Say that fewer bytes came than were announced."""
    due = f" of {stated:,}" if stated is not None else ""
    return PassingError(f"the download broke off after {came:,}{due} bytes", where=shown(url))
