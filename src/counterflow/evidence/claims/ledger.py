"""Put all that was read together into a ledger: claims, relations, origins, flows, appraisals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from counterflow.core.assertions import (
    Assertion,
    Claim,
    Ledger,
    Mention,
    Occasion,
    Report,
    Speaker,
)
from counterflow.evidence.claims.appraisal import appraise
from counterflow.evidence.claims.claims import gather_claims
from counterflow.evidence.claims.distances import misstated
from counterflow.evidence.claims.flows import find_flows
from counterflow.evidence.claims.following import Following, not_followed
from counterflow.evidence.claims.grounds import grounds_of
from counterflow.evidence.claims.origins import find_origins
from counterflow.evidence.claims.pile import Pile
from counterflow.evidence.claims.relations import relate
from counterflow.evidence.claims.reprints import Runs, find_reprints
from counterflow.evidence.claims.stories import find_stories
from counterflow.evidence.claims.together import Together


def build_ledger(
    reports: Sequence[Report],
    speakers: Sequence[Speaker],
    occasions: Sequence[Occasion],
    assertions: Sequence[Assertion],
    entities: Sequence[Mention] = (),
    runs: Mapping[str, Runs] | None = None,
    extracted: Sequence[Assertion] = (),
) -> Ledger:
    """Build a ledger from what reports were read into.

    Args:
        reports: The reports, in order.
        speakers: Who speaks in them; the first description of each id is kept.
        occasions: When it was said; the last description of each id is kept.
        assertions: All assertions, in order of report and place.
        entities: What is named in them.
        runs: The hashed runs of words of each report (``runs_of``), for reprints.
        extracted: What a language model gave; nothing else of the ledger rests on it.

    Returns:
        The ledger; the same input gives the same bytes.
    """
    pile = Pile(
        list(reports),
        {one.id: one for one in reversed(speakers)},
        {one.id: one for one in occasions},
        list(assertions),
        list(entities),
        dict(runs or {}),
        list(extracted),
    )
    pile.speakers = {name: pile.speakers[name] for name in dict.fromkeys(s.id for s in speakers)}
    return ledger_from(pile)


def ledger_from(
    pile: Pile, known: Together | None = None, following: Following = not_followed
) -> Ledger:
    """Build a ledger from a pile of readings.

    Args:
        pile: All readings.
        known: What the very same were put together to before; it is not put together again.
        following: Told how far the work is.

    Returns:
        The ledger; the same readings give the same bytes.
    """
    if known is None:
        told, known = _put_together(pile, following)
    else:
        told = _with_claims(pile.assertions, known.claims)
    return Ledger(
        reports=tuple(pile.reports),
        speakers=tuple(pile.speakers.values()),
        occasions=tuple(pile.occasions.values()),
        assertions=told,
        claims=known.claims,
        relations=known.relations,
        origins=known.origins,
        entities=tuple(pile.entities),
        flows=known.flows,
        reprints=known.reprints,
        appraisals=known.appraisals,
        extracted=tuple(pile.extracted),
    )


def parts_of(ledger: Ledger) -> Together:
    """Give of a ledger what was put together, to be kept."""
    return Together(
        ledger.claims,
        ledger.relations,
        ledger.origins,
        ledger.flows,
        ledger.reprints,
        ledger.appraisals,
    )


def _put_together(pile: Pile, following: Following) -> tuple[tuple[Assertion, ...], Together]:
    grounds = grounds_of(pile.entities)
    days = {one.id: one.published for one in pile.reports}
    claims, told = gather_claims(pile.assertions, grounds, days, following)
    stories = find_stories(pile.entities, pile.reports, grounds)
    relations = (
        *relate(claims, told, grounds, stories, days, following),
        *misstated(told, pile.entities),
    )
    reprints = find_reprints(pile.runs)
    origins = find_origins(told, tuple(pile.occasions.values()), reprints)
    return told, Together(
        claims=claims,
        relations=relations,
        origins=origins,
        flows=find_flows(claims, told, grounds),
        reprints=reprints,
        appraisals=appraise(claims, relations, origins, told),
    )


def _with_claims(assertions: Sequence[Assertion], claims: Sequence[Claim]) -> tuple[Assertion, ...]:
    """Give assertions with the ids of the claims that hold them."""
    of = {name: claim.id for claim in claims for name in claim.appearances}
    return tuple(msgspec.structs.replace(one, claim=of[one.id]) for one in assertions)
