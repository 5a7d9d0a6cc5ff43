"""Send JSON to an address that the user configured, and take its answer within bounds."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import ssl
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from counterflow.core.errors import DownloadError
from counterflow.core.version import VERSION
from counterflow.storage.downloads.patience import Hurry
from counterflow.storage.downloads.replies import shown


def check_own_address(url: str) -> None:
    """Refuse an address over which words could be changed or overheard on their way.

    Args:
        url: ``https``, or ``http`` to this machine itself.

    Raises:
        DownloadError: It is neither, or names a user or password.

    Example:
        >>> check_own_address("http://127.0.0.1:8080/v1/chat/completions")
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    near = parts.scheme == "http" and _is_loopback(host)
    plain = url.isascii() and not re.search(r"[\x00-\x20\x7f]", url) and "@" not in parts.netloc
    if not host or not plain or not (parts.scheme == "https" or near):
        raise DownloadError(
            f"the address is refused: it is neither https nor this machine's ({shown(url)})",
            "address",
            where=shown(url),
            why="what is sent and answered could be changed on its way",
            remedy="give it as https://host/path or http://127.0.0.1:PORT/path",
        )


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def ask(
    url: str, words: Any, headers: Mapping[str, str], *, seconds: float, most_bytes: int
) -> bytes:
    """Send JSON and give the bytes of the answer. Redirects are not followed.

    Args:
        url: The address, as ``check_own_address`` allows it.
        words: What is sent.
        headers: More headers.
        seconds: For all of it.
        most_bytes: Most bytes of the answer.

    Raises:
        DownloadError: There is no answer, it is no success, or it is too large or too slow.
    """
    check_own_address(url)
    parts, end = urlsplit(url), time.monotonic() + seconds
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, seconds)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": f"counterflow/{VERSION}",
        **headers,
    }
    with Hurry(connection, end) as hurry, contextlib.closing(connection):
        try:
            body = msgspec.json.encode(words)
            connection.request("POST", target, body, sent, preload_content=False)
            with contextlib.closing(connection.getresponse()) as answer:
                if answer.status != 200:
                    raise DownloadError(
                        f"the server answers HTTP {answer.status}", "status", where=shown(url)
                    )
                found = _read(answer, most_bytes, url, hurry)
            hurry.check()
        except (
            urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError,
        ) as fault:  # fmt: skip
            timed = TimeoutError | urllib3.exceptions.TimeoutError
            gone = isinstance(fault, urllib3.exceptions.NewConnectionError)
            slow = hurry.over or (isinstance(fault, timed) and not gone)
            told = "took too long" if slow else f"gave no answer: {type(fault).__name__}"
            raise DownloadError(
                f"the server {told}", "slow" if slow else "passing", where=shown(url)
            ) from fault
    return found


def _connection(scheme: str, host: str, port: int | None, seconds: float) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(
            host, port, timeout=seconds, ssl_context=ssl.create_default_context()
        )
    return HTTPConnection(host, port, timeout=seconds)


def _read(answer: urllib3.BaseHTTPResponse, most: int, url: str, hurry: Hurry) -> bytes:
    found = b""
    while piece := answer.read1(1 << 16):
        found += piece
        hurry.check()
        if len(found) > most:
            raise DownloadError(
                f"the server sends more than {most:,} bytes", "size", where=shown(url)
            )
    return found
