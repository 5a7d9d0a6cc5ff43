"""A PostgreSQL server on loopback for the tests that need one, started once and stopped at the end.

The server is Debian's (``apt-get install postgresql``). Where it is not installed the tests are
skipped, and in CI they fail: ``TESTS_POSTGRES=required``. Another server is named by
``TESTS_POSTGRES=postgresql://…``.
"""

from __future__ import annotations

import atexit
import functools
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

import pytest

ASKED = "TESTS_POSTGRES"


def fresh_database() -> str:
    """Make an empty database; give its address.

    A test that needs PostgreSQL calls this, and is skipped where there is none.
    """
    import psycopg

    server = _server()
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


@functools.cache
def _server() -> str:
    asked = os.environ.get(ASKED, "")
    if asked.startswith("postgresql:"):
        return asked.rstrip("/")
    programs = _programs()
    if programs is None:
        word = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        if asked == "required":
            pytest.fail(word)
        pytest.skip(word)
    return _start(programs)


def _programs() -> Path | None:
    """Find the folder of ``initdb`` and ``pg_ctl``, the newest version first."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda at: float(at.parent.name)
    )
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


def _start(programs: Path) -> str:
    folder = Path(tempfile.mkdtemp(prefix="counterflow-postgres-"))
    data, user = folder / "data", getpass.getuser()
    as_owner: list[str] = []
    if os.name == "posix" and os.geteuid() == 0:
        # The server refuses to run as root.
        user = "postgres"
        shutil.chown(folder, user)
        as_owner = ["runuser", "-u", user, "--"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = functools.partial(subprocess.run, check=True, capture_output=True, cwd=folder)
    run(
        [
            *as_owner,
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            user,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
    )
    settings = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={folder}"
    # Durability of a test's server is nobody's concern, but its speed is.
    settings += " -c fsync=off -c max_connections=200"
    start = [
        str(programs / "pg_ctl"),
        "-D",
        str(data),
        "-l",
        str(folder / "log"),
        "-w",
        "-o",
        settings,
        "start",
    ]
    # pg_ctl leaves a server behind that would hold the pipes open.
    subprocess.run(
        [*as_owner, *start], check=True, cwd=folder,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    atexit.register(
        _stop,
        [*as_owner, str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"],
        folder,
    )
    return f"postgresql://{user}@127.0.0.1:{port}"


def _stop(command: list[str], folder: Path) -> None:
    subprocess.run(command, check=False, capture_output=True, cwd="/")
    shutil.rmtree(folder, ignore_errors=True)
