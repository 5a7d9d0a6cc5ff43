"""The nouns of evidence: report, speaker, occasion, assertion, claim, origin and what joins them.

An *assertion* is somebody saying something somewhere; a *claim* is what is said. Fields bear the
names of the standards they come from (``docs/reports.md`` lists them): spans are the
TextPositionSelector of the W3C Web Annotation model, periods are EDTF (ISO 8601-2), attribution
follows PROV, a claim is schema.org's Claim. All are frozen ``msgspec`` structs in JSON order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

NEWSROOM = "newsroom"
"""The speaker of what a report says in its own voice."""


class Record(msgspec.Struct, frozen=True):
    """Something of a ledger that becomes a plain dict: ``record.to_dict()``, ``dict(record)``."""

    def to_dict(self) -> dict[str, Any]:
        """Give all fields by name, values as JSON has them.

        Example:
            >>> Speaker("iran", "Iran", "government").to_dict()["name"]
            'Iran'
        """
        return {name: msgspec.to_builtins(getattr(self, name)) for name in self.__struct_fields__}

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Give names and values, so that ``dict(record)`` is what it looks like."""
        return iter(self.to_dict().items())


class Report(Record, frozen=True, omit_defaults=True):
    """One text as it was published, and what it says of itself.

    ``url`` and ``retrieved`` are set where the report was fetched from an address.
    ``id`` is taken from the hash of the bytes read (``content_hash``, SHA-256). ``published`` is
    EDTF with the precision that the text gives; ``published_from`` says where it was found (text,
    metadata, given). ``missing`` lists what could not be read of it: a report half read says so.
    """

    id: str
    content_hash: str
    name: str = ""
    format: str = "text"
    title: str = ""
    published: str = ""
    published_from: str = ""
    publisher: str = ""
    agencies: tuple[str, ...] = ()
    language: str = "en"
    characters: int = 0
    missing: tuple[str, ...] = ()
    url: str = ""
    retrieved: str = ""


class Speaker(Record, frozen=True, omit_defaults=True):
    """Who speaks: a person, a body, a government, a document or the newsroom.

    ``speaks_for`` names the body on whose behalf a person speaks; ``anonymous`` marks a source that
    the report does not name ("a White House official").
    """

    id: str
    name: str
    kind: str = "body"
    role: str = ""
    speaks_for: str = ""
    country: str = ""
    anonymous: bool = False


class Occasion(Record, frozen=True, omit_defaults=True):
    """When something was said: a statement of one day, remarks on an earlier one.

    ``date`` is EDTF; ``inferred`` says that it was concluded and not read. Two occasions are equal
    where speaker's body and date are: that is what an origin counts.
    """

    id: str
    date: str = ""
    inferred: bool = False
    earlier: bool = False
    said: str = ""


class Assertion(Record, frozen=True, omit_defaults=True):
    """One mention of somebody saying something, with its exact place.

    ``start`` and ``end`` are half-open offsets in code points of the report's text; ``byte_start``
    and ``byte_end`` the same in UTF-8. ``speaker`` is the name by which the ledger knows
    who speaks, ``speaker_id`` its id. For a denial the words are what is denied. ``period`` is the
    time of which the claim speaks (EDTF); ``period_inferred`` marks one that rests on something
    outside the words. ``claim`` is the id of the claim that it carries, empty where none was made.
    ``frame`` and ``roles`` say what the words are about, in normal form. ``read_by`` names the
    model and the address that gave it; empty where the parser did.
    """

    id: str
    report: str
    start: int
    end: int
    text: str
    speaker: str
    speaker_id: str = ""
    speaker_text: str = ""
    speaks_for: str = ""
    cue: str = ""
    stance: str = "assert"
    modality: str = "certain"
    quotation: str = "indirect"
    authority: str = ""
    via: str = ""
    occasion: str = ""
    time: str = ""
    period: str = ""
    period_inferred: bool = False
    claim: str = ""
    byte_start: int = 0
    byte_end: int = 0
    content_start: int = 0
    content_end: int = 0
    frame: str = ""
    roles: dict[str, tuple[str, ...]] = {}
    read_by: str = ""


class PossibleListing(Record, frozen=True, omit_defaults=True):
    """A listing that an entity of a report may be, by likeness; never a merge.

    ``status`` is ``possible`` until a named person says ``confirmed`` or ``refused`` (``by``,
    ``decided_on``, ``because``). ``why`` is the matcher's explanation of ``score``.
    """

    listing: str
    list: str = ""
    caption: str = ""
    score: float = 0.0
    why: str = ""
    status: str = "possible"
    by: str = ""
    decided_on: str = ""
    because: str = ""


class Mention(Record, frozen=True, omit_defaults=True):
    """One name in a report: a person, a body, a company, a vessel, an item or a place.

    ``entity`` is the id shared by all mentions of the same one within the reports read; ``listing``
    the id of an official listing that the matcher proposes, with its ``score``: a proposal, never a
    merge. ``listings`` holds all that it may be, where lists were at hand, the most alike first.
    """

    report: str
    start: int
    end: int
    text: str
    kind: str
    entity: str = ""
    name: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    listing: str = ""
    score: float = 0.0
    listings: tuple[PossibleListing, ...] = ()


class Claim(Record, frozen=True, omit_defaults=True):
    """What is said, by frame and roles, whoever says it.

    ``frame`` names the kind of thing (transfer, build, use, sanction, seek …); ``roles`` who and
    what (actor, recipient, item, place, route …) in normal form; ``appearances`` the assertions
    that carry it.
    """

    id: str
    frame: str
    roles: dict[str, tuple[str, ...]]
    period: str = ""
    text: str = ""
    appearances: tuple[str, ...] = ()


class ClaimRelation(Record, frozen=True, omit_defaults=True):
    """How two claims or two voices on one claim stand to each other.

    ``kind`` is one of same, refines, variant, denial, number, date, place, identity; the last five
    are contradictions. ``assertions`` are those on both sides.
    """

    a: str
    b: str
    kind: str
    assertions: tuple[str, ...] = ()
    why: str = ""


class Origin(Record, frozen=True, omit_defaults=True):
    """One origin: a voice on one occasion. Corroboration counts these, never outlets.

    ``also`` are other names that reprints give to the voice for the same words.
    """

    id: str
    speaker: str
    occasion: str
    claims: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Flow(Record, frozen=True, omit_defaults=True):
    """What goes from whom to whom, by which route, and what stands of it."""

    source: str
    target: str
    item: str
    route: str = ""
    value: str = ""
    status: str = "asserted"
    by: str = ""
    claims: tuple[str, ...] = ()


class ReprintFamily(Record, frozen=True, omit_defaults=True):
    """Reports that carry the words of one another: one text, however many outlets."""

    id: str
    reports: tuple[str, ...]
    share: float = 0.0


class Appraisal(Record, frozen=True, omit_defaults=True):
    """What a claim is worth, as two values that are never fused (Admiralty code, AJP-2.1).

    ``reliability`` A-F is that of the source, ``credibility`` 1-6 that of what is said; ``rule``
    says why. The default is F 6: cannot be judged.
    """

    claim: str
    reliability: str = "F"
    credibility: str = "6"
    rule: str = ""


class Judgement(Record, frozen=True, omit_defaults=True):
    """What a named person said of a claim, with the reason and the time.

    ``act`` is accept, dispute, withdraw (an acceptance), link or refuse (a link). ``target`` is the
    other claim or the listing of a link; ``claim`` may then be an entity. A judgement is added,
    never changed: a later one stands beside it.
    """

    claim: str
    act: str
    by: str
    because: str
    target: str = ""
    said_at: str = ""


class Ledger(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that was read from some reports, each part in order of report and place.

    ``extracted`` is what a language model gave, apart from all else: no claim, origin, relation or
    appraisal rests on it.
    """

    reports: tuple[Report, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[ClaimRelation, ...] = ()
    origins: tuple[Origin, ...] = ()
    entities: tuple[Mention, ...] = ()
    flows: tuple[Flow, ...] = ()
    reprints: tuple[ReprintFamily, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()
    extracted: tuple[Assertion, ...] = ()
