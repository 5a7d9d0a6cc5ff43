"""Write a dossier as W3C PROV: who said what, for whom, in which report, from which origin."""

from __future__ import annotations

import json
import re
from typing import Any

from counterflow.core.assertions import NEWSROOM
from counterflow.core.dossiers import ClaimPart, Dossier, Edition, Voice
from counterflow.core.version import VERSION
from counterflow.publish.dossier.building import digest_of
from counterflow.publish.dossier.stix_bundle import missing_package

_SPACE = "urn:counterflow:"


def write_prov(dossier: Dossier, edition: Edition | None = None) -> bytes:
    """Write PROV-JSON.

    Reports, assertions, claims and the dossier are entities; speakers, the bodies they speak for
    and this program are agents. An assertion is quoted from its report and attributed to its
    speaker; a claim is derived from its assertions; the dossier from its claims.

    Args:
        dossier: What is written.
        edition: The edition; a draft is named by its digest.

    Raises:
        DossierError: the package `prov` is not installed.

    Basis:
        W3C PROV-DM (2013): Quotation, Attribution, Delegation, Derivation, Revision.
    """
    try:
        from prov.model import ProvDocument
    except ImportError as fault:
        raise missing_package("prov", "PROV") from fault
    document = ProvDocument()
    document.add_namespace("cf", _SPACE)
    program = document.agent("cf:program", {"prov:type": "prov:SoftwareAgent",
                                            "cf:version": VERSION})  # fmt: skip
    version = edition.number if edition else 0
    own = document.entity(
        _name("dossier", f"{dossier.subject}-{version or digest_of(dossier)[:12]}"),
        {"prov:label": dossier.title, "cf:sha256": digest_of(dossier),
         **({"cf:kind": edition.kind, "prov:generatedAtTime": edition.date} if edition else {})},
    )  # fmt: skip
    document.wasAttributedTo(own, program)
    if version > 1:
        document.wasRevisionOf(own, _name("dossier", f"{dossier.subject}-{version - 1}"))
    for report in dossier.reports:
        facts = {"prov:type": "cf:Report", "prov:label": report.title or report.name or report.id,
                 "cf:sha256": report.content_hash, "cf:publisher": report.publisher,
                 "cf:published": report.published}  # fmt: skip
        document.entity(_name("report", report.id), {k: v for k, v in facts.items() if v})
    agents: set[str] = set()
    for part in dossier.claims:
        claim = document.entity(
            _name("claim", part.id), {"prov:type": "cf:Claim", "prov:label": part.text}
        )
        document.wasDerivedFrom(own, claim)
        _voices(document, dossier, part, agents)
    text = json.loads(document.serialize(format="json") or "{}")
    return (
        json.dumps(_settled(text), sort_keys=True, ensure_ascii=False, indent=1) + "\n"
    ).encode()


def _name(kind: str, name: str) -> str:
    """Give a qualified name; what a name may not hold is written as its code point."""
    return f"cf:{kind}-" + re.sub(r"[^A-Za-z0-9_.-]", lambda m: f"_{ord(m[0]):x}_", name)


def _voices(document: Any, dossier: Dossier, part: ClaimPart, agents: set[str]) -> None:
    notes = {note.assertion: note for note in dossier.notes}
    for voice in part.voices:
        for name in voice.assertions:
            note = notes[name]
            facts = {"prov:type": "cf:Assertion", "prov:value": note.quotation,
                     "cf:stance": voice.stance, "cf:start": note.start, "cf:end": note.end,
                     "cf:occasion": voice.date, "cf:authority": voice.authority,
                     "cf:via": voice.via}  # fmt: skip
            said = document.entity(
                _name("assertion", name), {k: v for k, v in facts.items() if v != ""}
            )
            report = _name("report", note.report)
            document.wasQuotedFrom(said, report)
            document.wasAttributedTo(said, _agent(document, voice, note.report, agents))
            document.wasDerivedFrom(_name("claim", part.id), said)


def _agent(document: Any, voice: Voice, report: str, agents: set[str]) -> str:
    newsroom = voice.speaker == NEWSROOM
    name = _name("agent", f"{NEWSROOM}-{report}" if newsroom else voice.speaker_id or voice.speaker)
    if name not in agents:
        agents.add(name)
        kind = "prov:Person" if voice.speaker_kind == "person" else "prov:Organization"
        document.agent(name, {"prov:type": kind, "prov:label": voice.speaker})
        if voice.speaks_for:
            body = _name("agent", voice.speaks_for)
            if body not in agents:
                agents.add(body)
                document.agent(body, {"prov:type": "prov:Organization",
                                      "prov:label": voice.speaks_for})  # fmt: skip
            document.actedOnBehalfOf(name, body)
    return name


def _settled(document: dict[str, Any]) -> dict[str, Any]:
    """Name the relations by what they join: the package numbers them as it goes."""
    settled: dict[str, Any] = {}
    for kind, members in document.items():
        if not all(key.startswith("_:") for key in members):
            settled[kind] = members
            continue
        ordered = sorted(members.values(), key=lambda one: json.dumps(one, sort_keys=True))
        settled[kind] = {f"_:{kind}{at}": one for at, one in enumerate(ordered, start=1)}
    return settled
