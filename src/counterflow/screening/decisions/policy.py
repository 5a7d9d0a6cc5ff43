"""Turn a match into a finding, by what the listing does in law and how sure the match is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Effect
from counterflow.core.model.matches import Comparison, Match
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party, entity_of
from counterflow.screening.decisions.acts import Act, Asked, acts_of
from counterflow.screening.decisions.outcomes import OTHER_HULL, OTHER_NAME, load_policy
from counterflow.watch.matching.compare import STRONG
from counterflow.watch.matching.entity import read_entity
from counterflow.watch.matching.qualifiers import REGISTER_COUNTRY, UNKNOWN, WORLDWIDE
from counterflow.watch.matching.registers import has_other_hull

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
_WAS = "was"
OTHER_COUNTRY: Final = "other country"
_UNDER = {
    OTHER_NAME: "name",
    OTHER_HULL: "IMO number, which a hull keeps for life",
    OTHER_COUNTRY: "country",
}
"""What contradicts an equal number, as findings say it."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What one act supports under the user's nexus on the day asked, and why.

    Attributes:
        act: The act.
        outcome: What it supports.
        unlimited: What it would support if it bound the user, had begun and had not ended.
        reason: Why, without the limits.
        limits: Why it supports a review or a note at most; empty where nothing limits it.
        next_step: What to do.
    """

    act: Act
    outcome: Outcome
    unlimited: Outcome
    reason: str
    limits: tuple[str, ...]
    next_step: str


def party_finding(
    subject: str,
    party: Party,
    match: Match,
    nexus: frozenset[str] | None,
    *,
    as_of: dt.date,
    on: dt.date | None = None,
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
        as_of: The day asked; a designation of a later day is a review at most.
        on: The day of the transaction, that of ``as_of`` if ``None``; a designation that had ended
            before both is a note.

    Returns:
        A finding: *stop* for an equal strong identifier under a blocking designation, *hold* for
        an unconfirmed strong match, the same national number under another name or the same MMSI
        with another IMO number, a note where
        every designation had ended, else *review* (``docs/outcomes.md``).
        The carrying designation's citations come first. The summary says what limits it, and
        which other designation would have weighed more, and why it does not.
    """
    listing = match.listing
    contradiction = _contradiction(party, match)
    user = Asked(nexus, as_of.isoformat(), (on or as_of).isoformat())
    acts = acts_of(listing)
    judged = [_judge(act, match, user, contradiction) for act in acts]
    best = max(judged, key=lambda one: _rank(one, user))
    reason = "; ".join(
        [best.reason, *best.limits, *_later_than_paper(best.act, user), *_outweighed(best, judged)]
    )
    alias = f", alias “{match.comparison.alias}”" if match.comparison.alias else ""
    return Finding(
        kind="party",
        subject=subject,
        outcome=best.outcome,
        summary=f"{reason}: {match.caption}{alias} ({_named(best.act, acts, user)})",
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


def _rank(one: _Judgement, user: Asked) -> tuple[int, bool, bool, bool, int]:
    """Order judgements: by outcome, then by what binds, existed, is verified and weighs most."""
    act = one.act
    return (
        one.outcome.strength,
        act.binds(user.nexus),
        act.existed(user.as_of),
        act.verified,
        _BY_EFFECT.index(act.effect),
    )


def _judge(act: Act, match: Match, user: Asked, contradiction: str) -> _Judgement:
    """Settle what one act supports, given what contradicts an equal number."""
    another = contradiction in (OTHER_NAME, OTHER_HULL)
    if match.comparison.strong_identifier:
        unlimited, reason = _by_identifier(act, match, user.nexus)
        if contradiction:
            unlimited = min(unlimited, Outcome.HOLD, key=lambda one: one.strength)
            reason = f"{_identifier_words(match.comparison)} under another {_UNDER[contradiction]}"
    else:
        unlimited, reason = _by_name(act, match, user.nexus)
    letter = load_policy().of_letter(act.programmes)
    if letter is not None and not match.comparison.strong_identifier:
        reason = f"{'unconfirmed strong match' if _is_sure(match) else 'possible match'}, by letter"
    if letter is not None and _is_sure(match) and not another:
        unlimited = max(unlimited, letter.outcome, key=lambda one: one.strength)
    limits = tuple(_limits(act, user))
    at_most = Outcome.REVIEW if limits else unlimited
    if act.is_over(user):
        at_most = Outcome.NO_MATCH
    outcome = min(unlimited, at_most, key=lambda one: one.strength)
    next_step = _next_step(outcome, contradiction if another else "")
    if letter is not None and outcome.strength and not another:
        next_step = f"{letter.next_step}; first make sure that it is the party of the letter"
    return _Judgement(act, outcome, unlimited, reason, limits, next_step)


def _is_sure(match: Match) -> bool:
    """Tell whether a match is more than a likeness: an equal strong number, or a strong name."""
    comparison = match.comparison
    return comparison.strong_identifier or (match.score >= STRONG and not comparison.weak_alias)


def _limits(act: Act, user: Asked) -> Iterator[str]:
    """Say why an act is a review or a note at most, whatever the match: whose law, and when."""
    if not act.binds(user.nexus):
        yield f"of regimes that you did not declare ({', '.join(sorted(act.regimes))})"
    if not act.existed(user.as_of):
        yield f"listed only since {act.listed_on}, after the day asked ({user.as_of})"
    if act.is_over(user):
        yield f"{_WAS} listed until {act.ended_on}"


def _later_than_paper(act: Act, user: Asked) -> Iterator[str]:
    """Say that an act began after the paper was dated; it weakens nothing.

    Whoever is listed between order and delivery must not be delivered to.
    """
    if user.on < act.listed_on <= user.as_of:
        yield (f"listed since {act.listed_on}, after the date of the transaction ({user.on})")


def _outweighed(best: _Judgement, judged: Sequence[_Judgement]) -> list[str]:
    """Say which other acts would have carried a stronger outcome, and why they do not.

    Otherwise a blocking act of a regime that was not declared would vanish behind a caution of
    one that was.
    """
    return [
        f"{one.act.authority} alone would be a {one.unlimited}, but {_joined(one.limits)}"
        for one in judged
        if one.unlimited.strength > best.unlimited.strength
    ]


def _joined(limits: Sequence[str]) -> str:
    said = " and ".join(limits)
    return said if said.startswith(_WAS) else f"is {said}"


def _by_identifier(act: Act, match: Match, nexus: frozenset[str] | None) -> tuple[Outcome, str]:
    row = load_policy().of_party(
        "identifier", act.effect, verified=act.verified, declared=act.declared(nexus)
    )
    return row.outcome, f"{_identifier_words(match.comparison)} as the listed party"


def _by_name(act: Act, match: Match, nexus: frozenset[str] | None) -> tuple[Outcome, str]:
    if match.comparison.weak_alias:
        evidence = "weak alias"
    else:
        evidence = "strong name" if match.score >= STRONG else "name"
    row = load_policy().of_party(
        evidence, act.effect, verified=act.verified, declared=act.declared(nexus)
    )
    return row.outcome, row.reason


def _identifier_words(comparison: Comparison) -> str:
    identifier = next(f for f in comparison.features if f.name == "identifier")
    return f"{identifier.words} {identifier.ours}"


def _contradiction(party: Party, match: Match) -> str:
    """Settle what speaks against an equal number: another name, hull or country; empty for none."""
    if not match.comparison.strong_identifier:
        return ""
    if _is_under_another_name(party, match):
        return OTHER_NAME
    if _is_on_another_hull(party, match):
        return OTHER_HULL
    return OTHER_COUNTRY if _is_in_another_country(match) else ""


def _is_on_another_hull(party: Party, match: Match) -> bool:
    """Tell whether an equal MMSI comes with another IMO number.

    An MMSI goes with the flag and is given out again; a hull keeps its IMO number for life (IMO
    Resolution A.1117(30)). A number whose check digit is wrong, or one digit off, says nothing.
    """
    value = next(f for f in match.comparison.features if f.name == "identifier").ours
    listed = {"schema": match.listing.schema, "properties": match.listing.properties}
    ours, theirs = read_entity(entity_of(party)), read_entity(listed)
    if "mmsi" not in ours.identifiers.get(value, ()):
        return False
    return has_other_hull(ours, theirs)


def _is_in_another_country(match: Match) -> bool:
    """Tell whether an equal national number comes with another country: another register."""
    return any(feature.name == REGISTER_COUNTRY for feature in match.comparison.features)


def _is_under_another_name(party: Party, match: Match) -> bool:
    """Tell whether an equal national number is borne by quite another name.

    A number of one register for the whole world (IMO, LEI) names its bearer whatever the name, as
    ships are renamed. Where either side has no name there is nothing to contradict the number.
    """
    name = match.comparison.features[0]
    if name.agreement == UNKNOWN or name.weight >= LIKE_NAME:
        return False
    listed = {"schema": match.listing.schema, "properties": match.listing.properties}
    value = next(f for f in match.comparison.features if f.name == "identifier").ours
    ours = read_entity(entity_of(party)).identifiers.get(value, ())
    theirs = read_entity(listed).identifiers.get(value, ())
    return WORLDWIDE.isdisjoint(set(ours) & set(theirs))


def _named(carrier: Act, acts: Sequence[Act], user: Asked) -> str:
    """Name the act that carried the outcome, and the other authorities that list the party."""
    parts = [carrier.authority]
    if carrier.programmes:
        parts.append(", ".join(carrier.programmes[:4]))
    others = [act for act in acts if act.authority != carrier.authority]
    lasting = [act for act in others if not act.is_over(user)]
    now = dict.fromkeys(act.authority for act in lasting if act.existed(user.as_of))
    later: dict[str, str] = {}
    for act in sorted(lasting, key=lambda act: act.listed_on):
        if act.authority not in now:
            later.setdefault(act.authority, f"{act.authority} ({act.listed_on})")
    past: dict[str, str] = {}
    for act in sorted(others, key=lambda act: act.ended_on, reverse=True):
        if act.is_over(user) and act.authority not in {*now, *later}:
            past.setdefault(act.authority, f"{act.authority} ({act.ended_on})")
    groups = (
        ("also listed", now),
        ("listed later", later.values()),
        ("listed until", past.values()),
    )
    parts += [f"{label}: {', '.join(group)}" for label, group in groups if group]
    return "; ".join(parts)


def _next_step(outcome: Outcome, contradiction: str) -> str:
    settled = outcome in (Outcome.STOP, Outcome.NO_MATCH)
    return load_policy().next_steps[contradiction if contradiction and not settled else outcome]
