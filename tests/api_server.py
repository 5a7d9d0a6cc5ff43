"""``counterflow serve`` as a process of its own, on a free port of loopback."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

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
