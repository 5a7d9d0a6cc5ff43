"""The command ``counterflow`` and what all its commands share: errors and exit codes."""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from typing import ClassVar

import click

from counterflow.core.errors import CounterflowError
from counterflow.core.version import VERSION
from counterflow.serve.cli.faults import print_fault

EXIT_CODES = """\b
Exit codes:
  0  nothing to review and fully screened     4  hold
  1  error                                    5  not fully screened
  2  usage                                    6  stale or absent list
  3  review                                   7  verification failed
                                              8  stop
Where several apply: 1, 7, 8, 4, 3, 6, 5.
"""


class LazyGroup(click.Group):
    """Import a command when it is asked for: one answer needs no tables, readers, downloads."""

    LAZY: ClassVar[dict[str, str]] = {
        "screen": "counterflow.serve.cli.screen",
        "check": "counterflow.serve.cli.check",
        "demo": "counterflow.serve.cli.demo",
        "explain": "counterflow.serve.cli.explain",
        "lists": "counterflow.serve.cli.lists",
        "ownership": "counterflow.serve.cli.ownership",
        "worker": "counterflow.serve.cli.worker",
        "doctor": "counterflow.serve.cli.doctor",
        "tune": "counterflow.serve.cli.tune",
        "rules": "counterflow.serve.cli.rules",
        "places": "counterflow.serve.cli.places",
        "goods": "counterflow.serve.cli.goods",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, imported or not."""
        return sorted({*super().list_commands(ctx), *self.LAZY})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command by its name; None where there is none."""
        if cmd_name in self.LAZY:
            found: click.Command = getattr(import_module(self.LAZY[cmd_name]), cmd_name)
            return found
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXIT_CODES
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
    # Modules and tables of names are 300,000 objects that live as long as the process: a search
    # for garbage among them took 70 ms of each start.
    gc.set_threshold(500_000, 20, 20)
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
    return code if isinstance(code, int) else 0


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
