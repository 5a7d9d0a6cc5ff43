"""``counterflow rules test``: run the cases that stand in rulebooks, ours or the user's."""

from __future__ import annotations

from pathlib import Path

import click

from counterflow.serve.cli.list_forms import form_of, form_options
from counterflow.serve.cli.terminal import escape, open_console, plural, say
from counterflow.watch.rules.flag_books import failing_tests, load_flags
from counterflow.watch.rules.flag_policy import load_flag_policy
from counterflow.watch.rules.own_books import read_own_book
from counterflow.watch.rules.rulebook import load_rules

FAILED = 7
"""Exit code: verification failed."""


@click.command("test")
@click.argument("file", required=False)
@form_options
def run_cases(file: str | None, *, as_json: bool, as_ndjson: bool) -> int:
    """Check every row and run its cases: those of the package, or of one rulebook in a FILE.

    A wrong row (an unknown sign, a wrong type, no source, a malformed condition, impossible days)
    is refused with file, line and reason. Exit code 7 where a case fails.

    \b
    Examples:
      counterflow rules test
      counterflow rules test house_flags.yaml
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    flags = read_own_book(Path(file)) if file else load_flags()
    if not file:
        load_rules()
        load_flag_policy()
    failing = {flag.id: said for flag in flags if (said := failing_tests(flag))}
    cases = sum(len(flag.tests) for flag in flags)
    code = FAILED if failing else 0
    if form.machine:
        rows = [{"id": flag.id, "tests": len(flag.tests), "failing": failing.get(flag.id, [])}
                for flag in flags]  # fmt: skip
        form.put("rules", rows, exit_code=code)
        return code
    console = open_console()
    for flag_id, said in failing.items():
        for one in said:
            say(console, escape(f"{flag_id}: {one}"))
    count = sum(map(len, failing.values()))
    told = f"{plural(count, 'case')} of {cases:,} failed" if count else f"{cases:,} cases hold"
    say(console, f"{plural(len(flags), 'red flag')}: {told}")
    return code
