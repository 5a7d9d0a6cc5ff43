"""Turn a match into a finding, by what the listing does in law and how sure the match is."""

from __future__ import annotations

from dataclasses import dataclass

from counterflow.core.model import (
    Citation,
    Comparison,
    Effect,
    Finding,
    Listing,
    Match,
    Outcome,
    Party,
    entity_of,
)
from counterflow.screening.decisions.regimes import regimes_of, regimes_of_act
from counterflow.watch.matching.compare import STRONG
from counterflow.watch.matching.entity import read_entity
from counterflow.watch.matching.qualifiers import UNKNOWN, WORLDWIDE

LIKE_NAME = 0.50
"""The name score below which an equal national number is borne by another name.

Basis:
    A policy of this project: registers re-use and mistype numbers, and below this score two names
    share no distinctive word.
"""
_BY_EFFECT = (
    Effect.CAUTION, Effect.UNKNOWN, Effect.IMPORT, Effect.SECTORAL, Effect.LICENCE,
    Effect.TRANSACTION_BAN, Effect.BLOCKING,
)  # fmt: skip
"""Effects, the weakest first: of acts that support the same outcome the last is named."""


@dataclass(frozen=True, slots=True)
class _Act:
    """One designation as it is judged; an entry without designations is one act.

    Attributes:
        authority: Who lists, in the list's words.
        programmes: Its programmes.
        effect: What it does in law.
        regimes: Whose law it is; empty where the list does not say.
        verified: Whether somebody saw it in its source.
        citations: Its sources.
    """

    authority: str
    programmes: tuple[str, ...]
    effect: Effect
    regimes: frozenset[str]
    verified: bool
    citations: tuple[Citation, ...]

    def binds(self, nexus: frozenset[str] | None) -> bool:
        """Tell whether it may bind the user; UN acts and acts of no known regime bind all."""
        return nexus is None or not self.regimes or bool(self.regimes & {*nexus, "UN"})

    def declared(self, nexus: frozenset[str] | None) -> bool:
        """Tell whether it is of a regime that the user declared."""
        return nexus is not None and bool(self.regimes & nexus)


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What one act supports under the user's nexus, and why."""

    act: _Act
    outcome: Outcome
    reason: str
    next_step: str


def party_finding(
    subject: str, party: Party, match: Match, nexus: frozenset[str] | None
) -> Finding:
    """Settle what one match alone supports.

    An entry that rests on several designations is judged designation by designation: each under
    its own regime, effect and source. The strongest outcome wins and the finding names the
    designation that carried it; an American row alone never stops a user who declared EU law.

    Args:
        subject: The part of the transaction.
        party: The party as written.
        match: The listing that it resembles.
        nexus: Regimes that bind the user; ``None`` where none was declared.

    Returns:
        A finding: *stop* for an equal strong identifier under a blocking designation, *hold* for
        an unconfirmed strong match or the same national number under another name, else *review*
        (``docs/outcomes.md``). The carrying designation's citations come first.
    """
    listing = match.listing
    other_name = _is_under_another_name(party, match)
    judged = [_judge(act, match, nexus, other_name=other_name) for act in _acts(listing)]
    best = max(judged, key=lambda one: _rank(one, nexus))
    alias = f", alias “{match.comparison.alias}”" if match.comparison.alias else ""
    return Finding(
        kind="party",
        subject=subject,
        outcome=best.outcome,
        summary=f"{best.reason}: {match.caption}{alias} ({_named(listing, best.act)})",
        rule="party-match",
        listing=match.id,
        list=match.list,
        ours=match.comparison.ours or party.name,
        theirs=match.comparison.theirs or match.caption,
        score=match.score,
        effect=str(best.act.effect),
        next_step=best.next_step,
        comparison=match.comparison,
        citations=tuple(dict.fromkeys([*best.act.citations, *listing.citations])),
    )


def _acts(listing: Listing) -> list[_Act]:
    if not listing.designations:
        verified = not listing.citations or any(c.verified for c in listing.citations)
        regimes = regimes_of(listing)
        authority = listing.authority or listing.list
        return [
            _Act(
                authority, listing.programmes, listing.effect, regimes, verified, listing.citations
            )
        ]
    return [
        _Act(
            act.authority,
            act.programmes,
            act.effect,
            regimes_of_act(act),
            act.citation is None or act.citation.verified,
            (act.citation,) if act.citation else (),
        )
        for act in listing.designations
    ]


def _rank(one: _Judgement, nexus: frozenset[str] | None) -> tuple[int, bool, bool, int]:
    """Order judgements: by outcome, then by what binds, is verified and weighs most in law."""
    act = one.act
    return one.outcome.strength, act.binds(nexus), act.verified, _BY_EFFECT.index(act.effect)


def _judge(
    act: _Act, match: Match, nexus: frozenset[str] | None, *, other_name: bool
) -> _Judgement:
    """Settle what one act supports."""
    if match.comparison.strong_identifier:
        outcome, reason = _by_identifier(act, match, nexus)
        if other_name:
            outcome = min(outcome, Outcome.HOLD, key=lambda one: one.strength)
            reason = f"{_identifier_words(match.comparison)} under another name"
    else:
        outcome, reason = _by_name(act, match)
    if not act.binds(nexus):
        outcome = min(outcome, Outcome.REVIEW, key=lambda one: one.strength)
        reason += f"; of regimes that you did not declare ({', '.join(sorted(act.regimes))})"
    return _Judgement(act, outcome, reason, _next_step(outcome, other_name=other_name))


def _by_identifier(act: _Act, match: Match, nexus: frozenset[str] | None) -> tuple[Outcome, str]:
    reason = f"{_identifier_words(match.comparison)} as the listed party"
    if act.effect is Effect.CAUTION or not act.verified:
        return Outcome.REVIEW, reason
    banned = act.effect is Effect.TRANSACTION_BAN and act.declared(nexus)
    stops = act.effect is Effect.BLOCKING or banned
    return (Outcome.STOP if stops else Outcome.HOLD), reason


def _by_name(act: _Act, match: Match) -> tuple[Outcome, str]:
    if match.comparison.weak_alias:
        return Outcome.REVIEW, "resembles a weak alias"
    if not act.verified or act.effect is Effect.CAUTION:
        return Outcome.REVIEW, "resembles a party named in an unverified or cautionary row"
    if match.score >= STRONG:
        return Outcome.HOLD, "unconfirmed strong match"
    return Outcome.REVIEW, "possible match"


def _identifier_words(comparison: Comparison) -> str:
    identifier = next(f for f in comparison.features if f.name == "identifier")
    return f"{identifier.words} {identifier.ours}"


def _is_under_another_name(party: Party, match: Match) -> bool:
    """Tell whether an equal national number is borne by quite another name.

    A number of one register for the whole world (IMO, LEI) names its bearer whatever the name, as
    ships are renamed. Where either side has no name there is nothing to contradict the number.
    """
    if not match.comparison.strong_identifier:
        return False
    name = match.comparison.features[0]
    if name.agreement == UNKNOWN or name.weight >= LIKE_NAME:
        return False
    listed = {"schema": match.listing.schema, "properties": match.listing.properties}
    value = next(f for f in match.comparison.features if f.name == "identifier").ours
    ours = read_entity(entity_of(party)).identifiers.get(value, ())
    theirs = read_entity(listed).identifiers.get(value, ())
    return WORLDWIDE.isdisjoint(set(ours) & set(theirs))


def _named(listing: Listing, act: _Act) -> str:
    """Name the act that carried the outcome, and the other authorities that list the party."""
    programmes = f"; {', '.join(act.programmes[:4])}" if act.programmes else ""
    others = dict.fromkeys(
        other.authority for other in listing.designations if other.authority != act.authority
    )
    also = f"; also listed: {', '.join(others)}" if others else ""
    return f"{act.authority}{programmes}{also}"


def _next_step(outcome: Outcome, *, other_name: bool) -> str:
    if outcome is Outcome.STOP:
        return "do not proceed; report as your regime requires"
    if other_name:
        return "find out which is wrong, the number or the name; do not proceed before"
    return "compare identifiers, address and dates with the listing; record same or not the same"
