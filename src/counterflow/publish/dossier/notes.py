"""Number the notes: each leads from a sentence to the words in a report that it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from counterflow.core.assertions import Assertion, Ledger, Report
from counterflow.core.dossiers import Note
from counterflow.core.errors import DossierError
from counterflow.publish.dossier.wording import quoted


class Notes:
    """Numbers for assertions, given in the order in which they are first cited.

    Args:
        ledger: Whose assertions and reports are cited.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._assertions = {one.id: one for one in ledger.assertions}
        self._reports = {one.id: one for one in ledger.reports}
        self._numbers: dict[str, int] = {}

    def cite(self, assertions: Iterable[str]) -> tuple[int, ...]:
        """Give the numbers of assertions, new ones for those not cited before.

        Raises:
            DossierError: an assertion, or the report it stands in, is not in the ledger: a note
                that leads nowhere must not be printed.
        """
        found = []
        for name in assertions:
            self._checked(name)
            found.append(self._numbers.setdefault(name, len(self._numbers) + 1))
        return tuple(sorted(set(found)))

    def _checked(self, name: str) -> tuple[Assertion, Report]:
        said = self._assertions.get(name)
        report = self._reports.get(said.report) if said else None
        if said is None or report is None or not report.content_hash:
            raise DossierError(
                f"the assertion {name!r} cannot be cited",
                where="ledger",
                why="It, its report or the report's hash is not in the ledger; every sentence of "
                "a dossier leads to its source",
                remedy="read the reports again, and give the whole ledger",
            )
        return said, report

    def all(self) -> tuple[Note, ...]:
        """Give all notes cited so far, by number."""
        return tuple(self._note(name, number) for name, number in self._numbers.items())

    def reports(self) -> tuple[Report, ...]:
        """Give the reports of all notes, in the ledger's order."""
        used = {self._assertions[name].report for name in self._numbers}
        return tuple(report for name, report in self._reports.items() if name in used)

    def _note(self, name: str, number: int) -> Note:
        said, report = self._checked(name)
        return Note(
            number=number,
            assertion=name,
            report=report.id,
            start=said.start,
            end=said.end,
            content_hash=report.content_hash,
            quotation=quoted(said.text),
            title=report.title or report.name,
            publisher=report.publisher,
            published=report.published,
        )
