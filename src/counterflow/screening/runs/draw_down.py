"""Draw the balances of licences down over a run, in the order of its file.

Parts of a run are screened side by side, each against the balances as registered. What a
transaction may still use depends on those before it, so the parts are gone through once more, in
order, when all are there. Only transactions on whose licences something was said are screened
again. Going through them twice gives the same, so an interrupted run needs no mark of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

import msgspec

from counterflow.core.model.decisions import Decision
from counterflow.screening.decisions.licence_amounts import Amounts, amount_words, registered
from counterflow.screening.decisions.licence_file import Register
from counterflow.screening.decisions.licences import draws
from counterflow.screening.decisions.screen import Screener
from counterflow.screening.runs.folder import RunFolder
from counterflow.screening.runs.tally import Tally, tally

_MARK = b'"kind":"licence"'
"""What stands in the text of every decision in which something is said of a licence."""


@dataclass(slots=True)
class Ledger:
    """What is left of each licence, and how many transactions have drawn from it.

    Attributes:
        register: The user's licences.
        left: What is left of each of them, by number.
        drawn: How many transactions have drawn from each.
    """

    register: Register
    left: dict[str, Amounts]
    drawn: dict[str, int] = field(default_factory=dict)

    @classmethod
    def opened(cls, register: Register) -> Self:
        """Open the balances of licences as they are registered."""
        return cls(register, {one.id: registered(one) for one in register.counted})

    def rules(self, decision: Decision) -> bool:
        """Tell whether a balance has a say in a decision."""
        named = {one.rule for one in decision.findings if one.kind == "licence"}
        return decision.transaction is not None and not named.isdisjoint(self.left)

    def book(self, decision: Decision) -> None:
        """Take from the balances what a decision draws."""
        if decision.transaction is None:
            return
        taken = draws(decision.findings, decision.transaction, self.register, decision.outcome)
        for key, amounts in taken.items():
            self.left[key] = self.left[key] - amounts
            self.drawn[key] = self.drawn.get(key, 0) + 1

    def notes(self) -> list[str]:
        """Say of each licence that was drawn from what is left of it."""
        found = []
        for licence in self.register.counted:
            if count := self.drawn.get(licence.id):
                rest = amount_words(licence, self.left[licence.id])
                whole = amount_words(licence, registered(licence))
                times = "1 transaction draws" if count == 1 else f"{count:,} transactions draw"
                found.append(
                    f"{licence.kind} {licence.id}: {times} from it; {rest} of {whole} left"
                )
        return found


def draw_down(
    folder: RunFolder, open_screener: Callable[[], Screener], register: Register
) -> tuple[Tally, list[str]]:
    """Settle the decisions of a run that rest on balances, one after the other.

    Args:
        folder: The run, all of whose parts are finished.
        open_screener: Gives the screener with which they were screened.
        register: The user's licences, with the balances before the run.

    Returns:
        The counts of the whole run, and a note for each licence that was drawn from.

    Raises:
        RunError: a part is damaged, or cannot be written.
    """
    total = Tally()
    ledger = Ledger.opened(register)
    screener: Screener | None = None
    for number, counts in folder.finished().items():
        text = folder.part_text(number)
        if _MARK in text:
            screener = screener or open_screener()
            counts = _settle_part(folder, number, text, counts, screener, ledger)  # noqa: PLW2901 - carried on
        total.add(counts)
    return total, ledger.notes()


def _settle_part(
    folder: RunFolder,
    number: int,
    text: bytes,
    before: Tally,
    screener: Screener,
    ledger: Ledger,
) -> Tally:
    """Settle the decisions of one part, and write it anew where that changed something."""
    decoder = msgspec.json.Decoder(Decision)
    decisions = [decoder.decode(line) for line in text.splitlines()]
    settled = [_settle(one, screener, ledger) for one in decisions]
    counts = tally(settled, ())
    counts.rows_refused, counts.refusals = before.rows_refused, before.refusals
    counts.cut_short = before.cut_short
    if settled != decisions or counts != before:
        folder.write_part(number, settled, [], counts)
    return counts


def _settle(decision: Decision, screener: Screener, ledger: Ledger) -> Decision:
    """Screen a transaction again against what is left, where a balance has a say in it."""
    if decision.transaction is None or not ledger.rules(decision):
        return decision
    settled = screener.screen([decision.transaction], left=ledger.left)[0]
    ledger.book(settled)
    return settled
