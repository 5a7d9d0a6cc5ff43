"""Every error that Counterflow raises on purpose, under one root, each with a stable code.

A caller catches the class; a log, an HTTP answer and a script read the code. The text of an
error says what happened, where, why it matters and what to do.
"""

from __future__ import annotations


class CounterflowError(Exception):
    """Stand at the root of all errors raised on purpose.

    Args:
        what: What happened, in one sentence without a full stop.
        where: File, line, column or field, as far as known.
        why: Why it matters for the answer; empty where plain.
        remedy: What the reader can do next.

    Example:
        >>> str(CounterflowError("file is empty", where="a.csv", remedy="give a file with rows"))
        '[CF000] file is empty (a.csv). Do: give a file with rows.'
    """

    code = "CF000"
    exit_code = 1

    def __init__(self, what: str, *, where: str = "", why: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.why = why
        self.remedy = remedy
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """Put the four parts into one line for a person."""
        place = f" ({self.where})" if self.where else ""
        why = f" {self.why.rstrip('.')}." if self.why else ""
        remedy = f" Do: {self.remedy.rstrip('.')}." if self.remedy else ""
        return f"[{self.code}] {self.what.rstrip('.')}{place}.{why}{remedy}"


class InputError(CounterflowError):
    """Say that a file of transactions could not be read at all."""

    code = "CF100"


class MappingError(InputError):
    """Say that a column mapping contradicts itself or the file."""

    code = "CF110"
    exit_code = 2


class ListError(CounterflowError):
    """Say that a list could not be read, is not what it claims to be, or is not in the store."""

    code = "CF200"


class GuardError(ListError):
    """Say that a new version of a list was refused by a guard and is kept aside."""

    code = "CF210"
    exit_code = 6


class ListUsageError(ListError):
    """Say that a list was asked for in a way that cannot be met; nothing in the store changed.

    A wrong name, path, day, format or mapping: the command is wrong, and not what a publisher gave.
    """

    code = "CF220"
    exit_code = 2


class DownloadError(CounterflowError):
    """Say that a file could not be had from its address, or that what came is refused.

    Args:
        reason: One of ``address``, ``private``, ``certificate``, ``status``, ``redirect``,
            ``page``, ``length``, ``size``, ``encoding``, ``slow``, ``passing``, ``disk``, by which
            a caller says it in the words of what it asked for.
    """

    code = "CF250"

    def __init__(
        self, what: str, reason: str = "", *, where: str = "", why: str = "", remedy: str = ""
    ) -> None:
        self.reason = reason
        super().__init__(what, where=where, why=why, remedy=remedy)


class StoreError(CounterflowError):
    """Say that the store cannot be opened, read or written."""

    code = "CF300"


class AccessError(CounterflowError):
    """Say that a person may not do what was asked, or that nobody was named who does it."""

    code = "CF310"
    exit_code = 2


class AuditError(CounterflowError):
    """Say that the log, or a proof from it, is not what was written."""

    code = "CF320"
    exit_code = 7


class ArchiveError(CounterflowError):
    """Say that a decision cannot be kept, found, proved or purged as asked."""

    code = "CF330"


class CaseError(CounterflowError):
    """Say that a case, an alert or a good-guy entry does not take what was asked."""

    code = "CF340"
    exit_code = 2


class CaseRaceError(CaseError):
    """Say that a case was changed since it was looked at: by whom, when and how."""

    code = "CF345"
    exit_code = 75


class RuleError(CounterflowError):
    """Say that a rule or table row lacks its source or dates, or contradicts another."""

    code = "CF400"


class EntityError(CounterflowError):
    """Say that an entity is not FollowTheMoney-shaped."""

    code = "CF500"


class SettingsError(CounterflowError):
    """Say that a setting is unknown or malformed."""

    code = "CF600"
    exit_code = 2


class LicenceError(SettingsError):
    """The register of licences cannot be read, or a row of it is malformed."""

    code = "CF610"


class RunError(CounterflowError):
    """Say that a run cannot be resumed or its output cannot be written."""

    code = "CF700"


class TuningError(CounterflowError):
    """Say that evidence for a threshold is asked for, labelled or signed in a way that is none."""

    code = "CF800"
    exit_code = 2


class OwnershipError(CounterflowError):
    """Say that a file of owners cannot be read, or is asked for under a name that is not there."""

    code = "CF900"
    exit_code = 2


class ReportError(CounterflowError):
    """Say that a report could not be read, or that what reads reports is not installed."""

    code = "CF920"


class DossierError(CounterflowError):
    """Say that a dossier cannot be built, published, changed or written as asked."""

    code = "CF930"
    exit_code = 2


class DossierDamageError(CounterflowError):
    """Say that published dossiers or exhibits in the store are not what was kept."""

    code = "CF935"
    exit_code = 7


class ExhibitError(CounterflowError):
    """Say that a file cannot be taken as an exhibit."""

    code = "CF940"
    exit_code = 2
