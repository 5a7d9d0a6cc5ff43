"""Put all that was read together into a ledger: claims, relations, origins, flows, appraisals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counterflow.core.assertions import Assertion, Ledger, Mention, Occasion, Report, Speaker
from counterflow.evidence.claims.appraisal import appraise
from counterflow.evidence.claims.claims import gather_claims
from counterflow.evidence.claims.distances import misstated
from counterflow.evidence.claims.flows import find_flows
from counterflow.evidence.claims.grounds import grounds_of
from counterflow.evidence.claims.origins import find_origins
from counterflow.evidence.claims.relations import relate
from counterflow.evidence.claims.reprints import find_reprints


def build_ledger(
    reports: Sequence[Report],
    speakers: Sequence[Speaker],
    occasions: Sequence[Occasion],
    assertions: Sequence[Assertion],
    entities: Sequence[Mention] = (),
    runs: Mapping[str, frozenset[int]] | None = None,
    extracted: Sequence[Assertion] = (),
) -> Ledger:
    """Build a ledger from what reports were read into.

    Args:
        reports: The reports, in order.
        speakers: Who speaks in them; the first description of each id is kept.
        occasions: When it was said; likewise.
        assertions: All assertions, in order of report and place.
        entities: What is named in them.
        runs: The hashed runs of words of each report (``runs_of``), for reprints.
        extracted: What a language model gave; nothing else of the ledger rests on it.

    Returns:
        The ledger; the same input gives the same bytes.
    """
    grounds = grounds_of(entities)
    claims, told = gather_claims(assertions, grounds, {one.id: one.published for one in reports})
    relations = (*relate(claims, told, grounds), *misstated(told, entities))
    reprints = find_reprints(runs or {})
    origins = find_origins(told, occasions, reprints)
    return Ledger(
        reports=tuple(reports),
        speakers=tuple(
            {one.id: one for one in reversed(speakers)}[name]
            for name in dict.fromkeys(s.id for s in speakers)
        ),
        occasions=tuple({one.id: one for one in occasions}.values()),
        assertions=told,
        claims=claims,
        relations=relations,
        origins=origins,
        entities=tuple(entities),
        flows=find_flows(claims, told, grounds),
        reprints=reprints,
        appraisals=appraise(claims, relations, origins, told),
        extracted=tuple(extracted),
    )
