"""Build a dossier of one subject from a ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from counterflow.core.assertions import Assertion, Judgement, Ledger
from counterflow.core.dossiers import ClaimPart, Dossier, Exhibit, FlowLine, Moment, Sentence
from counterflow.core.edtf import bounds_of
from counterflow.publish.dossier.claim_parts import ClaimDesk
from counterflow.publish.dossier.ground import Ground
from counterflow.publish.dossier.notes import Notes
from counterflow.publish.dossier.subjects import Subject, find_subject
from counterflow.publish.dossier.wording import counted, form_name, known_words, named_list, quoted


def build_dossier(
    ledger: Ledger,
    subject: str,
    *,
    exhibits: Sequence[Exhibit] = (),
    judgements: Sequence[Judgement] = (),
) -> Dossier:
    """Build a dossier: what is claimed, by whom, on what authority, who denies it.

    Nothing is judged and no clock is asked: the same ledger and exhibits give the same dossier.

    Args:
        ledger: What was read.
        subject: A claim's id, an entity, a site, a speaker or two countries (`find_subject`).
        exhibits: Files beside claims and sites; those of other subjects are left out.
        judgements: What named persons decided on claims; likewise.

    Raises:
        DossierError: no claim of the ledger is about the subject, or a citation leads nowhere.
    """
    found = find_subject(ledger, subject)
    notes = Notes(ledger)
    desk, ground = ClaimDesk(ledger, notes, judgements), Ground(ledger, notes)
    wanted = set(found.claims)
    said = [one for one in ledger.assertions if one.claim in wanted]
    parts = tuple(desk.part(claim) for claim in ledger.claims if claim.id in wanted)
    spots = ground.spots(found, said)
    dossier = Dossier(
        subject=found.id,
        kind=found.kind,
        title=quoted(found.name),
        summary=tuple(_summary(parts, desk, notes, said)),
        claims=parts,
        moments=tuple(_moments(ledger, desk, notes, said)),
        spots=spots,
        ways=ground.ways(spots, said),
        distances=ground.distances(found, said, spots),
        flows=tuple(_flows(ledger, found, notes, said)),
        exhibits=tuple(one for one in exhibits if _shows(one, found, {s.name for s in spots})),
        notes=(),
        reports=(),
    )
    return msgspec.structs.replace(
        dossier,
        notes=notes.all(),
        reports=notes.reports(),
        reprints=_reprints(ledger, {one.id for one in notes.reports()}),
    )


def record_of(dossier: Dossier) -> bytes:
    """Give the canonical JSON of a dossier: sorted keys, UTF-8, one line feed at the end."""
    return msgspec.json.encode(dossier, order="sorted") + b"\n"


def digest_of(dossier: Dossier) -> str:
    """Give the SHA-256 of a dossier's canonical JSON."""
    return hashlib.sha256(record_of(dossier)).hexdigest()


def _summary(
    parts: Sequence[ClaimPart], desk: ClaimDesk, notes: Notes, said: Sequence[Assertion]
) -> Iterator[Sentence]:
    every = notes.cite(one.id for one in said)
    reports = len({one.report for one in said})
    origins = tuple(dict.fromkeys(name for part in parts for name in part.origins))
    deniers = tuple(dict.fromkeys(name for part in parts for name in part.deniers))
    behind = f": {named_list(origins)}" if origins else ""
    yield Sentence(
        f"{counted(len(parts), 'claim')} in {counted(reports, 'report')} "
        f"{'is' if len(parts) == 1 else 'are'} about this subject, with "
        f"{counted(len(origins), 'independent origin')}{behind}.",
        every,
    )
    against = notes.cite(one.id for one in said if one.stance == "deny")
    admitted = [one for one in said if one.stance == "acknowledge"]
    if deniers:
        yield Sentence(f"Denied, at least in part, by {named_list(deniers)}.", against)
    else:
        yield Sentence("Nobody who is read here denies it.", every)
    if admitted:
        names = tuple(dict.fromkeys(map(desk.name_of, admitted)))
        cited = notes.cite(one.id for one in admitted)
        yield Sentence(f"Acknowledged, at least in part, by {named_list(names)}.", cited)


def _moments(
    ledger: Ledger, desk: ClaimDesk, notes: Notes, said: Sequence[Assertion]
) -> Iterator[Moment]:
    rows: dict[tuple[str, str, str], list[str]] = {}
    reports = {one.id: one for one in ledger.reports}
    for one in said:
        report = reports[one.report]
        if report.published:
            words = f"Published: {report.publisher or report.title or report.name}"
            rows.setdefault((report.published, "published", words), []).append(one.id)
        day = desk.day_of(one)
        if day:
            verb = {"deny": "denies", "acknowledge": "acknowledges"}.get(one.stance, "speaks")
            rows.setdefault((day, "said", f"{desk.name_of(one)} {verb}"), []).append(one.id)
        if one.period:
            words = f"Spoken of: {quoted(one.text)}"
            rows.setdefault((one.period, "period", words), []).append(one.id)
    order = {"period": 0, "said": 1, "published": 2}
    for (date, kind, words), ids in sorted(
        rows.items(), key=lambda row: (bounds_of(row[0][0])[0], order[row[0][1]], row[0])
    ):
        yield Moment(date, kind, words, notes.cite(ids))


def _flows(
    ledger: Ledger, subject: Subject, notes: Notes, said: Sequence[Assertion]
) -> Iterator[FlowLine]:
    wanted, known = set(subject.claims), known_words(ledger)
    ids: dict[str, list[str]] = {}
    for one in said:
        ids.setdefault(one.claim, []).append(one.id)
    for flow in ledger.flows:
        if not wanted & set(flow.claims):
            continue
        cited = notes.cite(name for claim in flow.claims for name in ids.get(claim, ()))
        yield FlowLine(
            source=form_name(known, flow.source) or "not said",
            target=form_name(known, flow.target) or "not said",
            item=", ".join(form_name(known, item) for item in flow.item.split(", ") if item),
            status=flow.status,
            route=", ".join(form_name(known, part) for part in flow.route.split(", ") if part),
            value=flow.value,
            by=flow.by,
            notes=cited,
        )


def _shows(exhibit: Exhibit, subject: Subject, spots: set[str]) -> bool:
    if exhibit.claim:
        return exhibit.claim in subject.claims
    site = exhibit.site.casefold()
    names = {subject.name, subject.id, *spots}
    return site in {name.casefold() for name in names}


def _reprints(ledger: Ledger, reports: set[str]) -> int:
    return sum(max(0, len(reports & set(family.reports)) - 1) for family in ledger.reprints)
