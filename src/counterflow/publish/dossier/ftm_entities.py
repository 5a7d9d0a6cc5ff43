"""Write a dossier as FollowTheMoney entities, one JSON object a line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from counterflow.core.assertions import NEWSROOM
from counterflow.core.dossiers import Dossier, Exhibit, FlowLine, Note, Voice
from counterflow.core.errors import EntityError
from counterflow.core.text.countries import country_code

_SCHEMATA = {"person": "Person", "company": "Company", "government": "PublicBody"}

Entity = dict[str, Any]


def write_ftm(dossier: Dossier) -> bytes:
    """Write the reports as Article, who speaks as Person and the like, and what joins them.

    A voice is a Documentation that ties its speaker to the article, with the stance as role and
    the words as summary; a flow between two parties is an UnknownLink with its status; an exhibit
    is an Image or Document. A claim is never a property of the party it is about: nobody becomes a
    sender of goods in this file because somebody said so. Hashes stand in the notes: the model's
    ``contentHash`` is a SHA-1, ours are SHA-256.

    Args:
        dossier: What is written.

    Returns:
        NDJSON in UTF-8; the same dossier gives the same bytes.

    Raises:
        EntityError: the installed `followthemoney` refuses an entity. Where it is not installed,
            nothing is checked.
    """
    made: dict[str, Entity] = {}
    for entity in _entities(dossier):
        made.setdefault(entity["id"], entity)
    check_entities(list(made.values()))
    encoded = (msgspec.json.encode(one, order="sorted") for one in made.values())
    return b"".join(line + b"\n" for line in encoded)


def check_entities(entities: list[Entity]) -> bool:
    """Hold entities against the model of `followthemoney`, where it is installed.

    Returns:
        Whether they were checked.

    Raises:
        EntityError: the model does not know a schema or property, or refuses a value.
    """
    try:
        from followthemoney import model
    except ImportError:
        return False
    for entity in entities:
        schema = model.get(entity["schema"])
        if schema is None:
            raise EntityError(f"no schema is called {entity['schema']}", where=entity["id"])
        for name, values in entity["properties"].items():
            prop = schema.get(name)
            if prop is None or not all(prop.type.validate(value) for value in values):
                raise EntityError(
                    f"{entity['schema']} does not take {name} = {values}",
                    where=entity["id"],
                    remedy="report it: this program wrote it",
                )
    return True


def _entities(dossier: Dossier) -> Iterator[Entity]:
    for report in dossier.reports:
        yield _entity(
            _id("report", report.id), "Article",
            title=report.title or report.name or report.id,
            publishedAt=_day(report.published), publisher=report.publisher,
            language={"en": "eng"}.get(report.language, ""), fileName=report.name,
            notes=f"SHA-256 {report.content_hash}",
        )  # fmt: skip
    notes = {note.assertion: note for note in dossier.notes}
    for part in dossier.claims:
        for voice in part.voices:
            yield from _voice(voice, part.id, notes)
    for flow in dossier.flows:
        yield from _flow(flow)
    for exhibit in dossier.exhibits:
        yield _exhibit(exhibit)


def _voice(voice: Voice, claim: str, notes: dict[str, Note]) -> Iterator[Entity]:
    if voice.speaker == NEWSROOM:
        return
    speaker = _id("speaker", voice.speaker_id or voice.speaker)
    schema = _SCHEMATA.get(voice.speaker_kind, "Organization")
    role = {"position": voice.role} if schema == "Person" else {"description": voice.role}
    yield _entity(speaker, schema, name=voice.speaker, country=voice.country.lower(), **role)
    for name in voice.assertions:
        note = notes[name]
        yield _entity(
            _id("voice", name), "Documentation",
            document=_id("report", note.report), entity=speaker, role=voice.stance,
            date=_day(voice.date), summary=note.quotation, recordId=claim,
            description=f"characters {note.start}-{note.end}",
        )  # fmt: skip


def _flow(flow: FlowLine) -> Iterator[Entity]:
    ends = []
    for name in (flow.source, flow.target):
        code = country_code(name, foreign=False).lower()
        ends.append(_id("party", name))
        yield _entity(ends[-1], "LegalEntity", name=name, country=code)
    words = ", ".join(
        filter(None, [flow.item, flow.route and f"by way of {flow.route}", flow.value])
    )
    numbers = ", ".join(map(str, flow.notes))
    yield _entity(
        _id("flow", f"{flow.source}>{flow.target}:{words}:{flow.status}"), "UnknownLink",
        subject=ends[0], object=ends[1], role=flow.status, summary=words,
        description=f"Claimed by {flow.by or 'a voice'}; notes {numbers} of the dossier",
    )  # fmt: skip


def _exhibit(exhibit: Exhibit) -> Entity:
    schema = "Image" if exhibit.media_type.startswith("image/") else "Document"
    return _entity(
        _id("exhibit", exhibit.sha256), schema,
        title=exhibit.name, fileName=exhibit.name, mimeType=exhibit.media_type,
        fileSize=str(exhibit.size), publisher=exhibit.released_by, date=_day(exhibit.date),
        notes=f"SHA-256 {exhibit.sha256}",
    )  # fmt: skip


def _entity(id_: str, schema: str, **properties: str) -> Entity:
    kept = {name: [value] for name, value in properties.items() if value}
    return {"id": id_, "schema": schema, "properties": kept}


def _id(kind: str, name: str) -> str:
    return f"cf-{kind}-{hashlib.sha256(f'{kind}:{name}'.encode()).hexdigest()[:16]}"


def _day(edtf: str) -> str:
    """Give a date that FollowTheMoney takes: a day, month or year; an interval has none."""
    return "" if "/" in edtf or edtf.startswith(".") else edtf.rstrip("~?%")
