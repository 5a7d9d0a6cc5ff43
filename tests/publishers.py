"""A publisher of lists on loopback, with a certificate of its own authority: for tests of fetching.

Run as a program it fetches one list into a store, so that tests can start two, or kill one.
"""

from __future__ import annotations

import contextlib
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from counterflow.storage.downloads.patience import Patience
from counterflow.watch.lists.addresses import OfficialFile, OfficialList
from counterflow.watch.lists.download import Downloader
from counterflow.watch.lists.fetch import fetch_list
from counterflow.watch.lists.store import ListStore

HOST = "lists.example"
STORAGE = "storage.example"
QUICK = Patience(
    connect=2.0, silence=2.0, overall=6.0, tries=3, first_wait=0.01, longest_wait=2.0,
    redirects=3, most_bytes=1 << 20,
)  # fmt: skip

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers as the test says."""

    protocol_version = "HTTP/1.1"
    server: Publisher

    def do_GET(self) -> None:
        publisher = self.server
        publisher.asked.append((self.path, dict(self.headers.items())))
        at = min(len(publisher.asked), len(publisher.answers)) - 1
        self.close_connection = True
        with contextlib.suppress(OSError):  # the client hung up, as many tests want it to
            publisher.answers[at](self)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""

    def head(self, status: int, headers: dict[str, str]) -> None:
        """Send a status and headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


class Publisher(ThreadingHTTPServer):
    """One server; ``answers`` are given in their order, the last again and again."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        if context is not None:
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
        self.answers: Sequence[Answer] = [body(b"")]
        self.asked: list[tuple[str, dict[str, str]]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet: clients that refuse our certificate are meant to."""

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def url(self, path: str = "/list.csv", host: str = HOST) -> str:
        """Give an address of it."""
        return f"https://{host}:{self.port}{path}"


def body(data: bytes, status: int = 200, **headers: str) -> Answer:
    """Answer with a body; ``Content_Type`` means Content-Type."""

    def answer(handler: Handler) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.head(status, {"Content-Length": str(len(data)), **named})
        handler.wfile.write(data)

    return answer


def conditional(data: bytes, etag: str) -> Answer:
    """Answer 304 to whoever holds the bytes."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.head(304, {"ETag": etag})
        else:
            body(data, ETag=etag)(handler)

    return answer


def redirect(to: str, status: int = 302) -> Answer:
    """Send elsewhere."""
    return body(b"", status, Location=to)


def cut(data: bytes, stated: int) -> Answer:
    """Send fewer bytes than stated."""

    def answer(handler: Handler) -> None:
        handler.head(200, {"Content-Length": str(stated)})
        handler.wfile.write(data)

    return answer


def cut_chunks(data: bytes) -> Answer:
    """Send chunks, and not the last."""

    def answer(handler: Handler) -> None:
        handler.head(200, {"Transfer-Encoding": "chunked"})
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    return answer


def chunks(data: bytes, size: int = 7) -> Answer:
    """Send a body in chunks."""

    def answer(handler: Handler) -> None:
        handler.head(200, {"Transfer-Encoding": "chunked"})
        for at in range(0, len(data), size):
            piece = data[at : at + size]
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\n\r\n")

    return answer


def endless(data: bytes, pause: float) -> Answer:
    """Send chunks without end, slowly or fast."""

    def answer(handler: Handler) -> None:
        handler.head(200, {"Transfer-Encoding": "chunked"})
        while True:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            time.sleep(pause)

    return answer


def dripping_head(pause: float) -> Answer:
    """Send headers without end, a byte at a time."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            handler.wfile.write(b"a")
            time.sleep(pause)

    return answer


def silent(seconds: float) -> Answer:
    """Say nothing."""
    return lambda _handler: time.sleep(seconds)


def without_length(data: bytes) -> Answer:
    """Send a body that only the end of the connection ends."""

    def answer(handler: Handler) -> None:
        handler.head(200, {"Connection": "close"})
        handler.wfile.write(data)

    return answer


@dataclass
class Net:
    """Servers, the authority that the client trusts, and the names that it may look up."""

    trust: ssl.SSLContext
    server: ssl.SSLContext
    ca_file: Path
    names: dict[str, str] = field(default_factory=lambda: {HOST: "127.0.0.1", STORAGE: "127.0.0.1"})
    allowed: Callable[[str], bool] = lambda address: address == "127.0.0.1"

    def resolve(self, host: str, port: int) -> list[str]:
        """Look a name up in our own table; an address is itself."""
        return [self.names.get(host, host)]

    def downloader(self, patience: Patience = QUICK, **more: Any) -> Downloader:
        """Give a client of this net."""
        given = {"trust": self.trust, "resolve": self.resolve, "allowed": self.allowed, **more}
        return Downloader(patience, **given)


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None) -> Iterator[Publisher]:
    """Run a server for a while."""
    publisher = Publisher(context)
    thread = threading.Thread(target=publisher.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield publisher
    finally:
        publisher.shutdown()
        publisher.server_close()
        thread.join()


def row_of(*urls: str, **more: Any) -> OfficialList:
    """Give an invented list at addresses; files are named by the ends of their paths."""
    files = tuple(OfficialFile(url.rsplit("/", 1)[1], url) for url in urls)
    return OfficialList(**{"name": "house", "format": "ftm_json", "files": files, **more})


def edition(names: int, first: int = 0) -> bytes:
    """Give a list of so many invented companies."""
    line = '{{"id": "q{0}", "schema": "Company", "properties": {{"name": ["Zavrelka {0} GmbH"]}}}}'
    return "\n".join(line.format(first + n) for n in range(names)).encode() + b"\n"


def main(folder: str, ca_file: str, url: str) -> None:
    """Fetch one list and print what came of it."""
    net = Net(ssl.create_default_context(cafile=ca_file), ssl.create_default_context(), Path())
    fetched = fetch_list(ListStore(Path(folder)), row_of(url), net.downloader())
    print(fetched.what, fetched.version or fetched.told)  # noqa: T201 - for the test


if __name__ == "__main__":
    main(*sys.argv[1:])
