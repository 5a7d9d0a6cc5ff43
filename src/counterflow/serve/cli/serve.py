"""``counterflow serve``: answer over HTTP."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any, Final

import click

from counterflow.core.errors import SettingsError
from counterflow.serve.cli.options import engine_asked, engine_options
from counterflow.serve.cli.talk import Talk

PATIENCE: Final = 10
"""Seconds for which requests under way may end after the server is told to stop."""
IDLE: Final = 15
"""Seconds after which an idle connection is closed."""
BACKLOG: Final = 256
MOST_AT_ONCE: Final = 512
"""Requests at once; a further one is told to try later (503)."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535),
    help="0 takes a free one and says which.",
)  # fmt: skip
@engine_options
def serve(host: str, port: int, **options: Any) -> int:
    """Answer over HTTP: match, search, entities, OpenRefine, in the shapes of yente's API.

    The index is made before the first request. SIGTERM or Ctrl+C lets requests under way end.
    The server listens on this machine alone: nobody has to sign in yet.

    \b
    Examples:
      counterflow serve
      counterflow serve --port 8080 --lists us_ofac_sdn,un_sc
      curl localhost:8000/match/default -d '{"queries": {"q": {"schema": "Company",
        "properties": {"name": ["Sahara Thunder"]}}}}'
    """
    _check_host(host)
    talk = Talk(quiet=options["quiet"])
    engine = engine_asked(options, talk)
    import uvicorn

    from counterflow.serve.application import create_app

    engine.prepare()
    with _listen(host, port) as listening:
        shown = f"[{host}]" if ":" in host else host
        talk(f"http://{shown}:{listening.getsockname()[1]} answers; Ctrl+C ends it")
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(engine),
                # A line for every request would keep names of parties in a log.
                access_log=False,
                log_level="warning",
                server_header=False,
                backlog=BACKLOG,
                limit_concurrency=MOST_AT_ONCE,
                timeout_keep_alive=IDLE,
                timeout_graceful_shutdown=PATIENCE,
            )
        )
        server.run(sockets=[listening])
    return 0


def _check_host(host: str) -> None:
    """Refuse an address that others can reach: nobody is asked who they are.

    Raises:
        SettingsError: it is none of this machine's own.
    """
    if host == "localhost":
        return
    try:
        own = ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise SettingsError(
            f"{host} can be reached from other machines",
            where="--host",
            why="nobody has to sign in, and whoever asks would see your lists and names",
            remedy="use 127.0.0.1 or ::1, behind a proxy that knows who asks",
        )


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else is made, so that a taken one is told of at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        # Who reads that we answer may ask at once.
        listening.listen(BACKLOG)
    except OSError as fault:
        listening.close()
        raise SettingsError(
            f"port {port} cannot be taken: {fault.strerror}",
            where=f"{host}:{port}",
            remedy="name another with --port, or 0 for a free one",
        ) from fault
    return listening
