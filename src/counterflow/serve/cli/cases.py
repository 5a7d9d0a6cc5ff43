"""``counterflow cases``: what persons work on; each command is imported when it is asked for."""

from __future__ import annotations

import click

from counterflow.serve.cli.lazy import LazyGroup, Told

_READ, _WORK = "counterflow.serve.cli.cases_read", "counterflow.serve.cli.cases_work"
_DECIDE = "counterflow.serve.cli.cases_decide"


@click.group(
    cls=LazyGroup,
    lazy={
        "open": Told(
            _READ, "Make cases of the alerts of a run, or of a file of decisions.", "open_"
        ),
        "ls": Told(_READ, "List cases, those that press most first."),
        "show": Told(_READ, "Show one case whole: alerts, decisions, answers, files, history."),
        "reasons": Told(_READ, "List the reason codes, and what each may be given for."),
        "figures": Told(_READ, "Count volumes, match rate, ages, clock, backlog, overrides."),
        "export": Told(_READ, "Write cases whole as JSON, with the hashes of attached files."),
        "take": Told(_WORK, "Take a case to work on it."),
        "assign": Told(_WORK, "Give a case to another analyst, or to nobody."),
        "note": Told(_WORK, "Write a note on a case; it is never changed afterwards."),
        "attach": Told(_WORK, "Keep a file on a case, under its SHA-256."),
        "answer": Told(_WORK, "Answer the question of a red flag; the next screening goes by it."),
        "escalate": Told(_WORK, "Put a case before approvers or admins."),
        "decide": Told(_DECIDE, "Decide alerts of a case, or release or refuse it."),
        "approve": Told(_DECIDE, "Approve what other persons decided of a case."),
        "reject": Told(_DECIDE, "Reject what waits on a case; its alerts are open again."),
        "reopen": Told(_DECIDE, "Open a decided case again."),
    },
)
def cases() -> None:
    """Work on alerts in cases: decide, let another person approve, keep why.

    Nothing is preselected, nothing is decided by default, and no rule clears an alert by itself.
    Releasing a stop or a hold, and clearing an alert of one, takes two persons.

    \b
    Examples:
      counterflow cases open --run RUN --as Ann
      counterflow cases ls
      counterflow cases show A-17
      counterflow cases decide A-17 --alert 1 --is "not the same" --reason other-birth-date --as Ann
      counterflow cases decide A-17 --release --reason nothing-found --as Ann
      counterflow cases approve A-17 --as Bob
    """
