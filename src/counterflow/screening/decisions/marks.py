"""Settle what a match of a maker's mark supports: a mark of one word is like many listed names."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.text.names import read_name


def findings_of_mark(subject: str, party: Party, findings: Sequence[Finding]) -> list[Finding]:
    """Settle what the findings about a maker come to where its name is one word.

    "Brand" and "make" name a mark, not a company of the deal, and nothing but the word is known of
    it: no country, no number. Of 156 marks in use (2026-11-21, OFAC's list of 2023-12 and the UN's)
    every fourth was like some listed name, and hardly one was meant.

    Args:
        subject: The part of the transaction.
        party: The maker.
        findings: What a party of this name gives.

    Returns:
        For a name of several words, or with a legal form, the findings as they are. For one word
        those whose listing bears the very word, as a *review* at most, and a note that counts the
        others.
    """
    form = read_name(party.name)
    if len(form.words) != 1 or form.legal:
        return list(findings)
    kept = [_lowered(one) for one in findings
            if not one.listing or read_name(one.theirs).compact == form.compact]  # fmt: skip
    if alike := len(findings) - len(kept):
        listings = "1 listing resembles" if alike == 1 else f"{alike} listings resemble"
        said = f"{listings} “{party.name}”, and a mark of one word must be the very word"
        kept.append(Finding("party", subject, Outcome.NO_MATCH, said, rule="party-match"))
    return kept


def _lowered(finding: Finding) -> Finding:
    if finding.outcome.strength <= Outcome.REVIEW.strength:
        return finding
    return replace(
        finding,
        outcome=Outcome.REVIEW,
        summary=f"{finding.summary}; a mark of one word is a review at most",
        next_step="ask which company made the goods, by its full name and country",
    )
