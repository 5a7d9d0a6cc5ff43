"""Turn a match into a finding, by what the listing does in law and how sure the match is."""

from __future__ import annotations

import re

from counterflow.core.model import Effect, Finding, Listing, Match, Outcome, Party
from counterflow.watch.matching.compare import STRONG

# Whole words only: "HM Treasury" is British, another state's "Ministry of Commerce" not American.
_REGIMES = tuple(
    (re.compile(mark), regime)
    for mark, regime in (
        (r"\bOFAC\b|\bBIS\b|Office of Foreign Assets Control", "US"),
        (
            r"Bureau of Industry and Security|\bU\.?S\.? (Treasury|Department of (the Tr|Comm))",
            "US",
        ),
        (r"\bEU\b|European (Union|Council|Commission)|Council of the EU", "EU"),
        (r"\bUK\b|\bHM Treasury\b|\bOFSI\b|Office of Financial Sanctions", "UK"),
        (r"\bUN\b|\bUNSC\b|United Nations|Security Council", "UN"),
        (r"\bCanad(a|ian)\b", "CA"),
        (r"\bSECO\b|\bSwiss\b|\bSwitzerland\b", "CH"),
        (r"\bJapan(ese)?\b", "JP"),
    )
)


def regimes_of(listing: Listing) -> frozenset[str]:
    """Settle whose law a listing belongs to, by its authority and its sources' titles.

    Returns:
        Short names (US, EU, UK, UN, CA, CH, JP); empty where the list does not say.
    """
    words = " | ".join([listing.authority, *(citation.title for citation in listing.citations)])
    return frozenset(regime for mark, regime in _REGIMES if mark.search(words))


def party_finding(
    subject: str, party: Party, match: Match, nexus: frozenset[str] | None
) -> Finding:
    """Settle what one match alone supports.

    Args:
        subject: The part of the transaction.
        party: The party as written.
        match: The listing that it resembles.
        nexus: Regimes that bind the user; ``None`` where none was declared.

    Returns:
        A finding: *stop* for an equal strong identifier under a blocking listing, *hold* for an
        unconfirmed strong match, else *review* (``docs/outcomes.md``).
    """
    listing = match.listing
    unverified = bool(listing.citations) and not any(c.verified for c in listing.citations)
    regimes = regimes_of(listing)
    declared = nexus is not None and bool(regimes & nexus)
    outcome, reason = _outcome(match, unverified=unverified, declared=declared)
    if nexus is not None and regimes and "UN" not in regimes and not regimes & nexus:
        outcome = min(outcome, Outcome.REVIEW, key=lambda item: item.strength)
        reason += f"; of regimes that you did not declare ({', '.join(sorted(regimes))})"
    alias = f", alias “{match.comparison.alias}”" if match.comparison.alias else ""
    return Finding(
        kind="party",
        subject=subject,
        outcome=outcome,
        summary=f"{reason}: {match.caption}{alias} ({_lists(listing)})",
        rule="party-match",
        listing=match.id,
        list=match.list,
        ours=match.comparison.ours or party.name,
        theirs=match.comparison.theirs or match.caption,
        score=match.score,
        effect=str(listing.effect),
        next_step=_next_step(outcome),
        comparison=match.comparison,
        citations=listing.citations,
    )


def _outcome(match: Match, *, unverified: bool, declared: bool) -> tuple[Outcome, str]:
    weak = any(feature.words.startswith("weak alias") for feature in match.comparison.features)
    if match.comparison.strong_identifier:
        identifier = next(f for f in match.comparison.features if f.name == "identifier")
        reason = f"{identifier.words} {identifier.ours} as the listed party"
        banned = match.listing.effect is Effect.TRANSACTION_BAN and declared
        if (match.listing.effect is Effect.BLOCKING or banned) and not unverified:
            return Outcome.STOP, reason
        caution = match.listing.effect is Effect.CAUTION or unverified
        return (Outcome.REVIEW if caution else Outcome.HOLD), reason
    if weak:
        return Outcome.REVIEW, "resembles a weak alias"
    if unverified or match.listing.effect is Effect.CAUTION:
        return Outcome.REVIEW, "resembles a party named in an unverified or cautionary row"
    if match.score >= STRONG:
        return Outcome.HOLD, "unconfirmed strong match"
    return Outcome.REVIEW, "possible match"


def _lists(listing: Listing) -> str:
    if listing.programmes:
        return f"{listing.authority or listing.list}; {', '.join(listing.programmes[:4])}"
    return listing.authority or listing.list


def _next_step(outcome: Outcome) -> str:
    if outcome is Outcome.STOP:
        return "do not proceed; report as your regime requires"
    return "compare identifiers, address and dates with the listing; record same or not the same"
