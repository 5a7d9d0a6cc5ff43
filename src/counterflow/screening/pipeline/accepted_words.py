"""Say what a finding rests on that cites a claim: who said it, on what authority, who denies it."""

from __future__ import annotations

from collections.abc import Sequence

from counterflow.core.model.decisions import CitedClaim, Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.watch.accepted.records import Voice
from counterflow.watch.accepted.watch_data import Watched, citations_of

RULE = "accepted-claim"
SHOWN = 3
"""Voices on each side that are named; the others are counted, and all stand in ``claims``."""
_STEP = (
    "read the claim and its denials (counterflow claims show {claim}), ask the party what it has "
    "to do with this, and record the answer; a claim of reports is no law"
)


def finding_of(
    kind: str,
    subject: str,
    watched: Watched,
    *,
    met: str,
    ours: str,
    score: float | None = None,
    outcome: Outcome = Outcome.REVIEW,
) -> Finding:
    """Make a finding that cites a claim.

    Args:
        kind: Of the finding.
        subject: The part of the transaction.
        watched: What was met.
        met: What meets what, up to "that … named".
        ours: The cell.
        score: Likeness of names, where names were compared.
        outcome: *review* at most: a claim is no law.
    """
    told = watched.acceptance.told
    words = f"{met}, which {told_words(watched)}"
    return Finding(
        kind,
        subject,
        outcome,
        words,
        rule=RULE,
        ours=ours,
        theirs=watched.entry.name,
        score=score,
        effect="caution only",
        next_step=_STEP.format(claim=told.claim) if outcome.strength else "",
        citations=citations_of(told),
        claims=(cited(watched),),
    )


def cited(watched: Watched) -> CitedClaim:
    """Give the claim as a record, with the ids of every assertion."""
    one = watched.acceptance
    return CitedClaim(
        claim=one.told.claim,
        entry=watched.entry.id,
        assertions=tuple(v.assertion for v in one.told.voices if not v.is_against),
        against=tuple(v.assertion for v in one.told.voices if v.is_against),
        origins=len(one.told.origins),
        accepted_by=one.by,
        accepted_on=one.day,
        because=one.because,
    )


def told_words(watched: Watched) -> str:
    """Say who named it, who denies it, how many origins, and who accepted it.

    Contradicting voices are always among the words.
    """
    one = watched.acceptance
    voices = one.told.voices
    said = list(dict.fromkeys((v.speaker, _rest(v)) for v in voices if not v.is_against))
    denied = [_voice(v) for v in voices if v.stance == "deny" and not v.contradicts]
    other = [_other(v) for v in voices if v.contradicts]
    count = len(one.told.origins)
    parts = [
        _named(said),
        f"denied by {_several(denied)}" if denied else "",
        f"contradicted by {_several(other)}" if other else "",
        f"{count} independent origin{'s' if count != 1 else ''}",
        f"claim {one.told.claim}, accepted by {one.by} on {one.day}: {one.because}",
    ]
    return "; ".join(filter(None, parts))


def _named(said: Sequence[tuple[str, str]]) -> str:
    if not said:
        return "is known from its denial alone"
    speaker, rest = said[0]
    return _several([f"{speaker} named{rest}", *(f"{name}{more}" for name, more in said[1:])])


def _voice(voice: Voice) -> str:
    return voice.speaker + _rest(voice)


def _rest(voice: Voice) -> str:
    words = f" on {voice.said_on}" if voice.said_on else " on an unknown day"
    words += f", as {voice.via} relays" if voice.via else ""
    return words + (f" (on the authority of {voice.authority})" if voice.authority else "")


def _other(voice: Voice) -> str:
    denies = voice.contradicts == "denial"
    verb = "who denies it" if denies else f"who gives another {voice.contradicts}"
    return f"{_voice(voice)}, {verb}"


def _several(voices: Sequence[str]) -> str:
    """Join voices; one that says the same in several reports is one."""
    distinct = list(dict.fromkeys(voices))
    shown, rest = distinct[:SHOWN], len(distinct) - SHOWN
    more = f" and {rest} more" if rest > 0 else ""
    return ", ".join(shown) + more
