"""The command ``counterflow`` and what all its commands share: errors and exit codes."""

from __future__ import annotations

import errno
import os
import sys

import click

from counterflow.core.cpp_runtime import REMEDY
from counterflow.core.errors import CounterflowError
from counterflow.core.memory import search_rarely
from counterflow.core.version import VERSION
from counterflow.serve.cli.faults import print_fault
from counterflow.serve.cli.harmless import harmless
from counterflow.serve.cli.lazy import LazyGroup, Told
from counterflow.serve.cli.left_out import leave_out

EXIT_CODES = """\b
Exit codes:
  0  nothing to review and fully screened     4  hold
  1  error                                    5  not fully screened
  2  usage                                    6  stale or absent list
  3  review                                   7  verification failed
                                              8  stop
Where several apply: 1, 7, 8, 4, 3, 6, 5.
"""


COMMANDS = {
    "screen": Told(
        "counterflow.serve.cli.screen", "Screen files of orders, shipments or payments whole."
    ),
    "rescreen": Told(
        "counterflow.serve.cli.rescreen",
        "Screen again what a changed list, rule or setting can touch.",
    ),
    "customers": Told(
        "counterflow.serve.cli.customers",
        "Keep customers that every changed list is asked about, with or without a transaction.",
    ),
    "check": Told("counterflow.serve.cli.check", "Screen one or more parties by name."),
    "demo": Told(
        "counterflow.serve.cli.demo",
        "Screen the example shipments with the built-in watch pack; no network, no list needed.",
    ),
    "explain": Told(
        "counterflow.serve.cli.explain",
        "Show all reasons of transactions of a FILE, by weight, each with what to do next.",
    ),
    "lists": Told(
        "counterflow.serve.cli.lists",
        "Import lists, show what is in the store, what changed, and what a person decided.",
    ),
    "ownership": Told(
        "counterflow.serve.cli.ownership",
        "Import who owns whom, show what is kept, and explain who stands above a party.",
    ),
    "serve": Told(
        "counterflow.serve.cli.serve",
        "Answer over HTTP: match, search, entities, OpenRefine, in the shapes of yente's API.",
    ),
    "mcp": Told(
        "counterflow.serve.cli.mcp",
        "Answer a language model's program on standard input and output, with tools that only "
        "read.",
    ),
    "worker": Told(
        "counterflow.serve.cli.worker",
        "Keep lists up to date: fetch each one when it is due, daily if nothing else is said.",
    ),
    "doctor": Told(
        "counterflow.serve.cli.doctor",
        "Check clock, store, lists, regimes, canaries, disk, permissions and settings.",
    ),
    "tune": Told(
        "counterflow.serve.cli.tune",
        "Measure what a threshold finds and misses, and keep the evidence.",
    ),
    "rules": Told(
        "counterflow.serve.cli.rules",
        "Show every rule with its source, test rulebooks, explain what they say of a file.",
    ),
    "places": Told(
        "counterflow.serve.cli.places",
        "Show the watched places and sites; take in your own copy of UN/LOCODE.",
    ),
    "goods": Told(
        "counterflow.serve.cli.goods",
        "Goods tables: what they hold, what a code or a description means.",
    ),
    "read": Told(
        "counterflow.serve.cli.read",
        "Read public reports: who says what, on what authority, and who denies it.",
    ),
    "claims": Told(
        "counterflow.serve.cli.claims",
        "Show what reports claim, and record what a person decides on it.",
    ),
    "audit": Told(
        "counterflow.serve.cli.audit",
        "Verify the log, prove and replay decisions, and say how long they are kept.",
    ),
    "people": Told(
        "counterflow.serve.cli.people",
        "Say who may act on the records, and in which roles; every change is in the log.",
    ),
    "dossier": Told(
        "counterflow.serve.cli.dossier",
        "Publish what reports say of a subject, and keep account of every version.",
    ),
    "cases": Told(
        "counterflow.serve.cli.cases",
        "Work on alerts in cases: decide, let another person approve, keep why.",
    ),
    "goodguys": Told(
        "counterflow.serve.cli.goodguys",
        "Keep good-guy entries: two records that two persons found not to be the same.",
    ),
    "exhibit": Told(
        "counterflow.serve.cli.exhibit",
        "Keep images and PDFs beside claims and sites, by their hash.",
    ),
}
"""The commands, and what the overview says of each."""


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)
@click.version_option(VERSION, prog_name="counterflow")
def commands() -> None:
    """Due diligence for trade: screen whole transactions, with reasons and coverage.

    \b
    Examples:
      counterflow demo
      counterflow lists import sdn.csv --as us_ofac_sdn
      counterflow screen shipments.csv -o outcomes.xlsx
      counterflow check "Sahara Thunder" --country IR
    """


def main() -> None:
    """Run the command line and end the process with its exit code."""
    search_rarely()
    leave_out()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command.

    Args:
        arguments: Words of the command line without the program's name.

    Returns:
        The exit code; what went wrong stands on stderr.
    """
    _write_unicode()
    try:
        code = commands.main(arguments, prog_name="counterflow", standalone_mode=False)
    except CounterflowError as fault:
        print_fault(fault)
        return fault.exit_code
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except (click.Abort, KeyboardInterrupt) as fault:
        words = ["interrupted; finished parts of a run are kept", *_notes_of(fault)]
        click.echo(f"counterflow: {': '.join(words)}", err=True)
        return 130
    except OSError as fault:
        if not _reader_gone(fault):
            raise
        # The reader of our output went away (`| head`); that is no fault of the screening, but
        # nobody can rely on an exit code that says it was complete.
        _discard_output()
        return 1
    _tell_uncompiled()
    return code if isinstance(code, int) else 0


def _tell_uncompiled() -> None:
    """Say once, after the answer, that the search was not compiled, and what mends that."""
    search = sys.modules.get("counterflow.watch.index.compiled")  # light commands never load it
    if search is None or not (lacking := search.uncompiled()):
        return
    remedy = REMEDY if sys.platform == "win32" else "pip install --force-reinstall numba"
    click.echo(
        f"counterflow: note: the search is not compiled, since Numba cannot be loaded "
        f"({harmless(lacking)}): answers are the same, many names take longer. Do: {remedy}",
        err=True,
    )


def _notes_of(fault: BaseException) -> list[str]:
    """Gather what was noted of an interruption; click raises its own from Python's."""
    cause = fault.__cause__ or fault.__context__ or fault
    return [*getattr(fault, "__notes__", ()), *getattr(cause, "__notes__", ())]


def _reader_gone(fault: OSError) -> bool:
    """Tell a reader of our output that went away on Windows; click sees to broken pipes itself.

    Basis:
        CPython issue 79935: on Windows, writing to a closed pipe may be EINVAL, "invalid
        argument". What standard output still holds is then written again, and fails again; where
        it does not, the EINVAL came from elsewhere and is a fault.
    """
    try:
        sys.stdout.flush()
    except OSError as again:
        return fault.errno == again.errno == errno.EINVAL
    return False


def _discard_output() -> None:
    """Let what is still buffered go nowhere, so that Python does not complain on its way out."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _write_unicode() -> None:
    """Let names in any script through a console that would stop at them (Windows code pages)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
            reconfigure(encoding="utf-8", errors="replace")
