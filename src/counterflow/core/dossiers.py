"""The nouns of a dossier: notes, voices, claims, places, flows, exhibits, editions.

A dossier is what a ledger says of one subject, ready to print. Nothing in it is a finding of
ours: every sentence bears the numbers of the notes that lead to the words it rests on. All are
frozen ``msgspec`` structs, so that one ledger gives one record and one digest.
"""

from __future__ import annotations

import msgspec

from counterflow.core.assertions import Appraisal, Judgement, Report


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the words stand: a report, a span of it, and a short quotation.

    ``start`` and ``end`` are half-open offsets in code points of the report's text (W3C Web
    Annotation, TextPositionSelector); ``content_hash`` is the SHA-256 of the bytes read.
    """

    number: int
    assertion: str
    report: str
    start: int
    end: int
    content_hash: str
    quotation: str
    title: str = ""
    publisher: str = ""
    published: str = ""


class Sentence(msgspec.Struct, frozen=True, omit_defaults=True):
    """One sentence with the numbers of its notes."""

    text: str
    notes: tuple[int, ...] = ()


class Voice(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one speaker says of one claim on one occasion, however many reports carry it.

    ``date`` is the occasion's, EDTF; ``assertions`` are those put together here.
    """

    speaker: str
    stance: str
    sentence: Sentence
    speaker_id: str = ""
    speaker_kind: str = "body"
    role: str = ""
    speaks_for: str = ""
    country: str = ""
    authority: str = ""
    via: str = ""
    date: str = ""
    period: str = ""
    modality: str = "certain"
    anonymous: bool = False
    assertions: tuple[str, ...] = ()


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """A relation that concerns a claim: its kind, both sides, and what differs."""

    kind: str
    sentence: Sentence
    other: str = ""


class ClaimPart(msgspec.Struct, frozen=True, omit_defaults=True):
    """One claim with all who speak to it.

    ``origins`` names the independent voices behind it: deniers and reprints add none.
    ``judgements`` are what named persons of the house decided on it.
    """

    id: str
    text: str
    frame: str
    roles: dict[str, tuple[str, ...]]
    period: str
    summary: Sentence
    voices: tuple[Voice, ...]
    origins: tuple[str, ...]
    deniers: tuple[str, ...]
    differences: tuple[Difference, ...]
    appraisal: Appraisal
    judgements: tuple[Judgement, ...] = ()


class Moment(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of the timeline: ``date`` is EDTF, ``kind`` is published, said or spoken of."""

    date: str
    kind: str
    text: str
    notes: tuple[int, ...] = ()


class Spot(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place with a position: ``kind`` is site, place or route; degrees of WGS 84."""

    id: str
    name: str
    latitude: float
    longitude: float
    kind: str = "place"
    notes: tuple[int, ...] = ()


class Way(msgspec.Struct, frozen=True, omit_defaults=True):
    """A route between spots, by their ids in order."""

    spots: tuple[str, ...]
    text: str
    notes: tuple[int, ...] = ()


class Distance(msgspec.Struct, frozen=True, omit_defaults=True):
    """A distance that a report states, and the one that positions give.

    ``computed_km`` is ``None`` where a position is unknown; ``verdict`` says so, or whether both
    agree.
    """

    origin: str
    place: str
    stated: str
    stated_km: float
    verdict: str
    computed_km: float | None = None
    notes: tuple[int, ...] = ()


class FlowLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One flow with names a person reads."""

    source: str
    target: str
    item: str
    status: str
    route: str = ""
    value: str = ""
    by: str = ""
    notes: tuple[int, ...] = ()


class Footprint(msgspec.Struct, frozen=True, omit_defaults=True):
    """The ground that an image shows: its corners as (longitude, latitude), closed, WGS 84.

    ``source`` says where it was read: given, or the tags of the file with their EPSG code.
    """

    corners: tuple[tuple[float, float], ...]
    source: str = "given"


class Exhibit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file put beside a claim or a site: what it is, who released it, when, and its hash."""

    sha256: str
    name: str
    media_type: str
    size: int
    released_by: str
    date: str
    claim: str = ""
    site: str = ""
    width: int = 0
    height: int = 0
    footprint: Footprint | None = None
    missing: tuple[str, ...] = ()
    added: str = ""
    added_by: str = ""


class Dossier(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that a ledger says of one subject.

    ``reprints`` counts reports that carry the words of another: they are no further origin.
    """

    subject: str
    kind: str
    title: str
    summary: tuple[Sentence, ...]
    claims: tuple[ClaimPart, ...]
    moments: tuple[Moment, ...]
    spots: tuple[Spot, ...]
    ways: tuple[Way, ...]
    distances: tuple[Distance, ...]
    flows: tuple[FlowLine, ...]
    exhibits: tuple[Exhibit, ...]
    notes: tuple[Note, ...]
    reports: tuple[Report, ...]
    reprints: int = 0


class Edition(msgspec.Struct, frozen=True, omit_defaults=True):
    """One published version of a dossier.

    ``kind`` is issued, corrected or withdrawn; ``record`` the SHA-256 of the dossier's canonical
    JSON (of a withdrawal: the one withdrawn); ``previous`` the digest of the edition before, of
    any subject, so that none can be taken out unseen.
    """

    subject: str
    number: int
    kind: str
    date: str
    record: str
    by: str = ""
    reason: str = ""
    previous: str = ""
