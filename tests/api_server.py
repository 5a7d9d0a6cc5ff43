"""``counterflow serve`` as a process of its own, on a free port of loopback."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

WAIT = 120


@contextlib.contextmanager
def serving(
    store: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Start a server; give its address. It is told to stop at the end, and must."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "counterflow",
            "serve",
            "--port",
            "0",
            "--store",
            str(store),
            *options,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stderr is not None
    said: list[str] = []
    try:
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"(http://\S+) answers", line):
                yield found[1]
                break
        else:
            raise AssertionError("the server did not start:\n" + "".join(said))
    finally:
        process.terminate()
        try:
            process.wait(WAIT)
        finally:
            process.kill()
            process.stderr.close()


def ask(url: str, body: Any = None, *, raw: bool = False) -> tuple[int, Any]:
    """Ask by GET, or by POST where there is a body; give the status with what is told.

    Args:
        url: The address.
        body: Bytes as they are; anything else as JSON.
        raw: Whether the bytes of the answer are wanted.
    """
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.read() if raw else json.load(answer)
    except urllib.error.HTTPError as fault:
        # Left open, its socket would be told of in whichever test comes next.
        with fault:
            return fault.code, fault.read() if raw else json.load(fault)
