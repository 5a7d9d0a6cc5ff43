"""The policy as data: what evidence supports, what to do next, what is shown first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from msgspec.structs import replace

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Effect
from counterflow.core.model.outcomes import Outcome

FILE: Final = "policies/outcomes.yaml"
EVIDENCE: Final = ("identifier", "weak alias", "strong name", "name")
OTHER_NAME: Final = "other name"
OTHER_HULL: Final = "other hull"
_KEYS: Final = frozenset({"evidence", "effects", "verified", "declared", "outcome", "reason"})


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One row of the table of parties; ``None`` and empty fit whatever there is."""

    evidence: str
    effects: frozenset[Effect]
    verified: bool | None
    declared: bool | None
    outcome: Outcome
    reason: str

    def fits(self, evidence: str, effect: Effect, *, verified: bool, declared: bool) -> bool:
        """Tell whether the row decides of such evidence."""
        return (
            self.evidence in ("", evidence)
            and (not self.effects or effect in self.effects)
            and self.verified in (None, verified)
            and self.declared in (None, declared)
        )


@dataclass(frozen=True, slots=True)
class LetterRow:
    """What a letter of an authority comes to where the match is sure, and what to do."""

    outcome: Outcome
    next_step: str


@dataclass(frozen=True, slots=True)
class BehindRow:
    """The most that a match of somebody behind a party supports, and what to do."""

    roles: frozenset[str]
    at_most: Outcome
    says: str
    next_step: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """The document to ask for or the licence to check; without effects it fits every effect."""

    kinds: frozenset[str]
    effects: frozenset[str]
    next_step: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole policy.

    Attributes:
        party: The rows on parties, in order.
        letters: What letters come to, by the title of their kind.
        next_steps: What to do, by outcome; ``other name`` for a number under another name,
            ``other hull`` for an MMSI with another IMO number.
        documents: What to ask for where a finding's own rule says nothing, in order.
        order: The kinds of findings, those that are shown first in front.
        behind: What is different of owners, directors and contacts.
    """

    party: tuple[PartyRow, ...]
    letters: Mapping[str, LetterRow]
    next_steps: Mapping[str, str]
    documents: tuple[DocumentRow, ...]
    order: Mapping[str, int]
    behind: BehindRow

    def of_party(
        self, evidence: str, effect: Effect, *, verified: bool, declared: bool
    ) -> PartyRow:
        """Give the row that decides.

        Args:
            evidence: One of ``EVIDENCE``.
            effect: What the listing does in law.
            verified: Whether somebody saw it in its source.
            declared: Whether the user declared its regime.

        Example:
            >>> row = load_policy().of_party(
            ...     "identifier", Effect.BLOCKING, verified=True, declared=False)
            >>> row.outcome.value
            'stop'
        """
        return next(
            row
            for row in self.party
            if row.fits(evidence, effect, verified=verified, declared=declared)
        )

    def of_letter(self, programmes: Iterable[str]) -> LetterRow | None:
        """Give what the letter comes to that stands among the programmes of a listing, if any.

        Example:
            >>> load_policy().of_letter(["red-flag letter"]).outcome.value
            'review'
        """
        found = [self.letters[title] for title in programmes if title in self.letters]
        return max(found, key=lambda row: row.outcome.strength, default=None)

    def of_role(self, finding: Finding, role: str) -> Finding:
        """Give the finding of a party, weakened where its role only stands behind another party.

        Args:
            finding: What a match supports if the deal is made with the party itself.
            role: The party's role.

        Example:
            >>> found = Finding("party", "owner", Outcome.STOP, "the same number as X")
            >>> load_policy().of_role(found, "owner").outcome.value
            'hold'
            >>> load_policy().of_role(found, "buyer").outcome.value
            'stop'
        """
        row = self.behind
        if role not in row.roles or finding.outcome.strength <= row.at_most.strength:
            return finding
        return replace(
            finding,
            outcome=row.at_most,
            summary=f"{finding.summary}; {row.says}",
            next_step=row.next_step,
        )

    def with_next_step(self, finding: Finding) -> Finding:
        """Give a finding that says what to do next; a note and what says it itself stay as is.

        Example:
            >>> found = Finding("address", "buyer address", Outcome.REVIEW, "a listed address")
            >>> load_policy().with_next_step(found).next_step.partition(" (")[0]
            'ask for proof of the address'
        """
        if finding.next_step or not finding.outcome.strength:
            return finding
        step = next(
            (
                row.next_step
                for row in self.documents
                if finding.kind in row.kinds and (not row.effects or finding.effect in row.effects)
            ),
            "",
        )
        return replace(finding, next_step=step) if step else finding

    def rank(self, finding: Finding) -> tuple[int, int]:
        """Give what findings are sorted by: the strongest outcome first, then by kind."""
        return -finding.outcome.strength, self.order.get(finding.kind, len(self.order))


@cache
def load_policy() -> Policy:
    """Load the policy of the package.

    Raises:
        RuleError: a row has an unknown key or word, some evidence would meet no row, or a next step
            is missing.
    """
    return read_policy(load_facts(FILE))


def read_policy(file: Mapping[str, Any]) -> Policy:
    """Read a policy, checking every row of it; see ``load_policy``."""
    rows = tuple(_row(row, f"{FILE}, party row {at}") for at, row in enumerate(file["party"], 1))
    for evidence in EVIDENCE:
        for effect in Effect:
            for verified in (True, False):
                for declared in (True, False):
                    if not any(
                        row.fits(evidence, effect, verified=verified, declared=declared)
                        for row in rows
                    ):
                        raise RuleError(
                            f"no row says what {evidence} supports for {effect}",
                            where=FILE,
                            why="a match would have no outcome",
                            remedy="end the table with a row for it",
                        )
    steps = dict(file["next_steps"])
    if lacking := sorted({*Outcome, OTHER_NAME, OTHER_HULL} - set(steps)):
        raise RuleError(f"no next step for {', '.join(lacking)}", where=FILE)
    letters = {
        str(title): _letter(row, f"{FILE}, letter {title}")
        for title, row in file["letters"].items()
    }
    order = {str(kind): at for at, kind in enumerate(file["order"])}
    documents = tuple(
        _document(row, order, f"{FILE}, document {at}")
        for at, row in enumerate(file["documents"], 1)
    )
    if unasked := [kind for kind in order if not any(_is_last(row, kind) for row in documents)]:
        raise RuleError(
            f"no document is asked for by {', '.join(unasked)}",
            where=FILE,
            why="a finding would not say what to do next",
            remedy="add a row of the kind without effects",
        )
    return Policy(
        rows, letters, steps, documents, order, _behind(file["behind"], f"{FILE}, behind")
    )


def _behind(row: Mapping[str, Any], where: str) -> BehindRow:
    if set(row) != {"roles", "at_most", "says", "next_step"} or row["at_most"] not in list(Outcome):
        raise RuleError("roles, at_most, says and next_step are needed", where=where)
    at_most = Outcome(row["at_most"])
    return BehindRow(frozenset(row["roles"]), at_most, str(row["says"]), str(row["next_step"]))


def _document(row: Mapping[str, Any], kinds: Mapping[str, int], where: str) -> DocumentRow:
    unknown = [
        *sorted(set(row) - {"kinds", "effects", "next_step"}),
        *sorted(set(row.get("kinds", ())) - set(kinds)),
        *sorted(set(row.get("effects", ())) - set(Effect)),
    ]
    if unknown or not row.get("next_step") or not row.get("kinds"):
        raise RuleError(
            f"unknown or missing: {', '.join(unknown) or 'kinds, next_step'}",
            where=where,
            remedy=f"kinds: {', '.join(kinds)}; effects: {', '.join(Effect)}",
        )
    effects = frozenset(map(str, row.get("effects", ())))
    return DocumentRow(frozenset(row["kinds"]), effects, str(row["next_step"]))


def _is_last(row: DocumentRow, kind: str) -> bool:
    """Tell whether a row fits a kind whatever its effect is."""
    return kind in row.kinds and not row.effects


def _letter(row: Mapping[str, Any], where: str) -> LetterRow:
    if set(row) != {"outcome", "next_step"} or row["outcome"] not in list(Outcome):
        raise RuleError("a letter has an outcome and a next step", where=where)
    return LetterRow(Outcome(row["outcome"]), str(row["next_step"]))


def _row(row: Mapping[str, Any], where: str) -> PartyRow:
    unknown = sorted(set(row) - _KEYS)
    evidence = row.get("evidence", "")
    if unknown or evidence not in ("", *EVIDENCE):
        raise RuleError(
            f"unknown: {', '.join(unknown) or evidence}",
            where=where,
            remedy=f"keys: {', '.join(sorted(_KEYS))}; evidence: {', '.join(EVIDENCE)}",
        )
    try:
        effects = frozenset(Effect(one) for one in row.get("effects", ()))
        outcome = Outcome(row["outcome"])
    except (KeyError, ValueError) as fault:
        raise RuleError(
            f"no outcome, or an unknown word: {fault}",
            where=where,
            remedy=f"outcomes: {', '.join(Outcome)}; effects: {', '.join(Effect)}",
        ) from fault
    return PartyRow(
        evidence, effects, row.get("verified"), row.get("declared"), outcome,
        str(row.get("reason", "")),
    )  # fmt: skip
