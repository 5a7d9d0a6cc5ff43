"""Settle what a dossier is about: a claim, a place, an entity, a speaker, or two countries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from counterflow.core.assertions import Claim, Ledger, Mention
from counterflow.core.errors import DossierError
from counterflow.core.text.countries import country_code, country_name

_PAIR = re.compile(r"\s*(?:->|[>:/,–-]|\band\b|\bto\b)\s*")
_NAMED = 5
"""Subjects that an error names, so that a reader can choose."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a dossier is about.

    Attributes:
        kind: claim, site, entity, speaker or pair.
        id: Its stable name: the claim's or entity's id, or two country codes.
        name: As a reader calls it.
        claims: Ids of the claims about it, in order of the ledger.
    """

    kind: str
    id: str
    name: str
    claims: tuple[str, ...]


def find_subject(ledger: Ledger, asked: str) -> Subject:
    """Find what a dossier is asked for.

    Args:
        ledger: What was read.
        asked: A claim's id; the id or a name of an entity, place or speaker (case does not
            matter); or two countries, by code or name, as ``IR-RU``, ``IR,RU`` or
            ``Iran and Russia``.

    Raises:
        DossierError: nothing of that name is in the ledger, or no claim is about it.

    Example:
        >>> from counterflow.core.assertions import Claim, Ledger
        >>> claim = Claim("c-1", "transfer", {"actor": ("FR",), "recipient": ("IT",)})
        >>> find_subject(Ledger(claims=(claim,)), "Italy and France").claims
        ('c-1',)
    """
    known = False
    for found in _readings(ledger, asked.strip()):
        known = True
        if found.claims:
            return found
    what = f"no claim is about {asked!r}" if known else f"nothing in the ledger is called {asked!r}"
    names = sorted({one.name or one.text for one in ledger.entities})[:_NAMED]
    raise DossierError(
        what,
        why="A dossier without a claim would say nothing",
        remedy="name a claim's id, an entity, a site, a speaker or two countries"
        + (f"; the ledger knows, for instance, {', '.join(names)}" if names else ""),
    )


def _readings(ledger: Ledger, asked: str) -> Iterator[Subject]:
    for claim in ledger.claims:
        if claim.id == asked:
            yield Subject("claim", claim.id, claim.text or claim.id, _with_others(ledger, claim))
    mentions = [one for one in ledger.entities if asked.casefold() in _names(one)]
    if mentions:
        yield _entity(ledger, mentions)
    yield from _speakers(ledger, asked)
    yield from _pairs(ledger, asked)


def _names(mention: Mention) -> set[str]:
    return {text.casefold() for text in (mention.entity, mention.name, mention.text) if text}


def _with_others(ledger: Ledger, claim: Claim) -> tuple[str, ...]:
    """Add the claims that stand in a relation to one: who denies it may speak of another."""
    near = {claim.id}
    for one in ledger.relations:
        if claim.id in (one.a, one.b):
            near |= {one.a, one.b}
    return tuple(one.id for one in ledger.claims if one.id in near)


def _entity(ledger: Ledger, mentions: list[Mention]) -> Subject:
    first = mentions[0]
    ids = {one.entity for one in mentions if one.entity}
    # A place under two names ("the zone of X", "X") is one subject: equal positions tell it.
    spots = {_spot(one) for one in mentions if one.latitude is not None}
    everyone = [one for one in ledger.entities if one.entity in ids or _spot(one) in spots]
    everyone = everyone or mentions
    forms = {form for one in everyone for form in _names(one)}
    forms |= {one.country.casefold() for one in everyone if one.kind == "Country" and one.country}
    spans: dict[str, list[tuple[int, int]]] = {}
    for one in everyone:
        spans.setdefault(one.report, []).append((one.start, one.end))
    inside = {
        said.claim
        for said in ledger.assertions
        if any(said.start <= start and end <= said.end for start, end in spans.get(said.report, ()))
    }
    claims = tuple(
        claim.id
        for claim in ledger.claims
        if claim.id in inside or any(form.casefold() in forms for form in _forms(claim))
    )
    placed = any(one.latitude is not None for one in everyone)
    kind = "site" if placed else "entity"
    return Subject(kind, first.entity or first.text, first.name or first.text, claims)


def _spot(mention: Mention) -> tuple[float | None, float | None]:
    return mention.latitude, mention.longitude


def _forms(claim: Claim) -> Iterator[str]:
    for forms in claim.roles.values():
        yield from forms


def _speakers(ledger: Ledger, asked: str) -> Iterator[Subject]:
    for one in ledger.speakers:
        if asked.casefold() in (one.id.casefold(), one.name.casefold()):
            said = {each.claim for each in ledger.assertions if each.speaker_id == one.id}
            claims = tuple(claim.id for claim in ledger.claims if claim.id in said)
            yield Subject("speaker", one.id, one.name, claims)


def _pairs(ledger: Ledger, asked: str) -> Iterator[Subject]:
    parts = _PAIR.split(asked)
    if len(parts) != 2:
        return
    one, other = (country_code(part, foreign=False) for part in parts)
    if not one or not other or one == other:
        return
    claims = tuple(claim.id for claim in ledger.claims if {one, other} <= set(_forms(claim)))
    # The same two in another order are the same subject, with the same record and digest.
    first, second = sorted((one, other))
    name = f"{country_name(first)} and {country_name(second)}"
    yield Subject("pair", f"{first}-{second}", name, claims)
