"""Write a dossier as STIX 2.1: a report, identities, notes for claims, opinions for voices."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

from counterflow.core.assertions import NEWSROOM
from counterflow.core.dossiers import ClaimPart, Dossier, Edition, Voice
from counterflow.core.errors import DossierError
from counterflow.publish.dossier.building import digest_of

_SPACE = uuid.UUID("6f0c3d3e-4c9c-5a5e-9d0e-6a1f6f9f7c11")
"""Ids are made of names in this space (RFC 9562, version 5), so that they stay the same."""
_OPINIONS = {"deny": "strongly-disagree", "acknowledge": "strongly-agree"}
_CLASSES = {"person": "individual", "company": "organization", "body": "organization",
            "government": "organization"}  # fmt: skip


def write_stix(dossier: Dossier, edition: Edition | None = None) -> bytes:
    """Write a bundle.

    A claim is a *note* (it is said, not observed), a voice an *opinion* of its speaker on that
    note: a denial strongly-disagree, an acknowledgement strongly-agree, else agree. Everything is
    made by the identity of this program; the speaker stands in ``authors``.

    Args:
        dossier: What is written.
        edition: The edition; its date is ``created``. A draft bears the day of its newest report.

    Raises:
        DossierError: the package `stix2` is not installed.

    Basis:
        OASIS STIX Version 2.1, sections 4.5 (identity), 4.11 (note), 4.12 (opinion), 4.16 (report).
    """
    try:
        import stix2
    except ImportError as fault:
        raise missing_package("stix2", "STIX") from fault
    when = _moment(dossier, edition)
    common = {"created": when, "modified": when, "allow_custom": False}
    maker = stix2.Identity(id=_id("identity", "counterflow"), name="Counterflow",
                           identity_class="system", **common)  # fmt: skip
    common["created_by_ref"] = maker.id
    made: list[Any] = [maker]
    made += _identities(stix2, dossier, common)
    for part in dossier.claims:
        made += _claim(stix2, dossier, part, common)
    published = edition.date if edition else when[:10]
    made.append(
        stix2.Report(
            id=_id("report", dossier.subject),
            name=dossier.title,
            description=" ".join(one.text for one in dossier.summary),
            published=f"{published}T00:00:00.000Z",
            object_refs=[one.id for one in made],
            external_references=list(_references(dossier, [n.number for n in dossier.notes])),
            revoked=bool(edition and edition.kind == "withdrawn"),
            **common,
        )
    )
    bundle = stix2.Bundle(id=f"bundle--{uuid.uuid5(_SPACE, digest_of(dossier))}", objects=made)
    plain = json.loads(bundle.serialize())
    return (json.dumps(plain, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()


def missing_package(name: str, what: str) -> DossierError:
    """Say that an optional package is needed."""
    return DossierError(
        f"{what} needs the package `{name}`, which is not installed",
        remedy='install it with: pip install "counterflow[reports]"',
    )


def _id(kind: str, name: str) -> str:
    return f"{kind}--{uuid.uuid5(_SPACE, f'{kind}:{name}')}"


def _moment(dossier: Dossier, edition: Edition | None) -> str:
    days = [report.published for report in dossier.reports if len(report.published) == 10]
    day = edition.date if edition else max(days, default="1970-01-01")
    return f"{day}T00:00:00.000Z"


def _speaker(voice: Voice) -> str:
    return voice.speaker_id or voice.speaker


def _identities(stix2: Any, dossier: Dossier, common: dict[str, Any]) -> Iterator[Any]:
    seen = set()
    for part in dossier.claims:
        for voice in part.voices:
            if _speaker(voice) in seen or voice.speaker == NEWSROOM:
                continue
            seen.add(_speaker(voice))
            roles = {"roles": [voice.role]} if voice.role else {}
            yield stix2.Identity(
                id=_id("identity", _speaker(voice)),
                name=voice.speaker,
                identity_class=_CLASSES.get(voice.speaker_kind, "unknown"),
                **roles,
                **common,
            )


def _claim(stix2: Any, dossier: Dossier, part: ClaimPart, common: dict[str, Any]) -> Iterator[Any]:
    speakers = [voice for voice in part.voices if voice.speaker != NEWSROOM]
    subjects = [_id("identity", name) for name in dict.fromkeys(map(_speaker, speakers))]
    note = _id("note", part.id)
    yield stix2.Note(
        id=note,
        abstract=f"Claim {part.id}",
        content=f"{part.text}\n{part.summary.text}",
        authors=list(dict.fromkeys(voice.speaker for voice in part.voices)),
        object_refs=subjects or [common["created_by_ref"]],
        external_references=list(_references(dossier, part.summary.notes)),
        **common,
    )
    for voice in part.voices:
        said = f"{part.id}/{','.join(voice.assertions)}"
        yield stix2.Opinion(
            id=_id("opinion", said),
            explanation=voice.sentence.text,
            opinion=_OPINIONS.get(voice.stance, "agree"),
            authors=[voice.speaker],
            object_refs=[note],
            external_references=list(_references(dossier, voice.sentence.notes)),
            **common,
        )


def _references(dossier: Dossier, numbers: list[int] | tuple[int, ...]) -> Iterator[dict[str, Any]]:
    for note in dossier.notes:
        if note.number in numbers:
            yield {
                "source_name": note.publisher or note.title or note.report,
                "description": f"characters {note.start}-{note.end}: {note.quotation}",
                "external_id": f"{note.report}#char={note.start},{note.end}",
            }
