"""``counterflow mcp``: answer a program that speaks the Model Context Protocol."""

from __future__ import annotations

from typing import Any

import click

from counterflow.serve.cli.options import engine_asked, engine_options
from counterflow.serve.cli.talk import Talk


@click.command()
@engine_options
def mcp(**options: Any) -> int:
    """Answer a language model's program on standard input and output, with tools that only read.

    Tools: screen a transaction, check a party, explain a match, lists, rules, claims, dossiers.
    Every answer names the versions of the lists; an empty one is never called a clearance. Needs
    the extra [mcp].

    \b
    Example:
      counterflow mcp --lists us_ofac_sdn,un_sc
    """
    from counterflow.serve.mcp.server import serve_stdio

    engine = engine_asked(options, Talk(quiet=options["quiet"]))
    engine.prepare()
    serve_stdio(engine)
    return 0
