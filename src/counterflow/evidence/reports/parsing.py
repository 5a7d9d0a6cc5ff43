"""Parse PDF, DOCX and large pages in a process of its own, with bounds on time and memory.

Such files are programs in disguise: a page that never ends, a zip of zips. What goes wrong there
ends a child that nobody misses. It is ended from outside at the end of its time, and ends itself by
the system's limits on processor time and memory, should its parent be gone.
"""

from __future__ import annotations

import signal
import subprocess
import sys

import msgspec

from counterflow.core.errors import ReportError

SECONDS = 60
"""Of processor time; a busy machine is given so much more by the clock."""
PATIENCE = 4
MEMORY_MB = 1024
PAGES = 500
MOST_CHARACTERS = 500_000
"""Most of a text that is read: some two hundred pages."""


class Parsed(msgspec.Struct):
    """What a child took out of a file."""

    text: str = ""
    title: str = ""
    published: str = ""
    publisher: str = ""
    made: str = ""
    missing: list[str] = []
    fault: str = ""


def parse_apart(kind: str, data: bytes, where: str) -> Parsed:
    """Parse a file in a child process.

    Args:
        kind: ``pdf``, ``docx`` or ``html``.
        data: Its bytes.
        where: The file, for the error.

    Returns:
        Text with paragraphs apart, and what is missing of it.

    Raises:
        ReportError: the file is damaged, too slow, too large, or without text.
    """
    child = "counterflow.evidence.reports.parsing_child"
    command = [sys.executable, "-P", "-m", child, kind, str(SECONDS), str(MEMORY_MB)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command, input=data, capture_output=True, timeout=SECONDS * PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise ReportError(
            f"the {kind.upper()} took more than {SECONDS * PATIENCE} s to parse",
            where=where,
            why="such files are made to keep readers busy",
            remedy="save its text",
        ) from fault
    try:
        found = msgspec.json.decode(done.stdout, type=Parsed)
    except msgspec.DecodeError:
        found = Parsed(fault=_ended(done.returncode))
    if found.fault:
        raise ReportError(
            f"the {kind.upper()} cannot be parsed: {found.fault}",
            where=where,
            remedy="save its text, or mend the file",
        )
    if not found.text.strip() and kind != "html":
        raise ReportError(
            f"the {kind.upper()} holds no text",
            where=where,
            why="a scan is a picture",
            remedy="run OCR over it and read the result",
        )
    return found


def _ended(code: int) -> str:
    """Say how a child ended that wrote nothing."""
    if code == -getattr(signal, "SIGXCPU", 0):
        return f"it takes more than {SECONDS} s of processor time"
    if code < 0:
        return f"the parser was ended by the system (signal {-code}): too much time or memory"
    return f"the parser ended with code {code}"
