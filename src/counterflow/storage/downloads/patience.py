"""How long a download may take, and the clock that hangs up when that time is over."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from typing import Any, NamedTuple, Self

from urllib3.connection import HTTPConnection

_UNEVEN = random.SystemRandom()


class Patience(NamedTuple):
    """How long and how often a download is tried, and how much of it is taken.

    Attributes:
        connect: Seconds for a connection.
        silence: Seconds without a byte after which a server counts as gone.
        overall: Seconds for one file, all tries and waits together.
        tries: How often it is asked.
        first_wait: Seconds before the second try; doubled with each, and made uneven.
        longest_wait: Most seconds between two tries; who asks for more is asked another day.
        redirects: Redirects that are followed.
        most_bytes: Most bytes of one file.
    """

    connect: float = 20.0
    silence: float = 60.0
    overall: float = 900.0
    tries: int = 5
    first_wait: float = 2.0
    longest_wait: float = 180.0
    redirects: int = 5
    most_bytes: int = 1 << 29

    def wait(self, tried: int, asked: float) -> float:
        """Settle the seconds before the next try.

        Doubled each time and made uneven, so that those who failed together do not come back
        together.

        Args:
            tried: How often it was tried so far, from 1.
            asked: Seconds that the server asks to wait, which may be more than ``longest_wait``.

        Example:
            >>> Patience(first_wait=2, longest_wait=10).wait(tried=9, asked=60)
            60
            >>> 5 <= Patience(first_wait=2, longest_wait=10).wait(tried=9, asked=0) <= 10
            True
        """
        grown = self.first_wait * 2.0 ** (tried - 1)
        return max(asked, min(self.longest_wait, grown) * _UNEVEN.uniform(0.5, 1.0))


class Hurry:
    """Hang up on a connection at a moment: a server that drips bytes passes every other limit.

    Args:
        connection: The connection, made or not yet.
        end: The moment, by ``time.monotonic``.
    """

    def __init__(self, connection: HTTPConnection, end: float) -> None:
        self._connection = connection
        self._end = end
        self._hung_up = False
        self._timer = threading.Timer(max(0.0, end - time.monotonic()), self._hang_up)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def over(self) -> bool:
        """Tell whether the moment has come.

        By the clock too: what waits for exactly as long may end before the thread of the timer.
        """
        return self._hung_up or time.monotonic() >= self._end

    def _hang_up(self) -> None:
        self._hung_up = True
        line: Any = self._connection.sock
        if line is not None:
            # A line that is closed already needs no hanging up; ``check`` says that time is over.
            with contextlib.suppress(OSError):
                # Not its own shutdown, which would take the TLS layer from under the reader.
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    def check(self) -> None:
        """Raise what a read that was hung up raises."""
        if self.over:
            raise TimeoutError
