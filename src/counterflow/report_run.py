"""Read reports from their files to a ledger: documents, assertions, claims.

It stands beside ``file_run``: it joins the rooms of ``evidence``, which do not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from counterflow.core.assertions import Judgement, Ledger, Mention, PossibleListing
from counterflow.core.dossiers import Footprint
from counterflow.core.errors import ReportError
from counterflow.core.model import Match
from counterflow.evidence.claims.acceptance import retell_accepted
from counterflow.evidence.claims.reprints import runs_of
from counterflow.evidence.claims.store import KeptReading, keep_readings, ledger_of
from counterflow.evidence.reports.documents import Document, open_documents
from counterflow.evidence.reports.entities import Ground
from counterflow.evidence.reports.reading import read_text

Paths = str | Path | Sequence[str | Path]
Matching = Callable[[Iterable[Any]], Iterable[Sequence[Match]]]
_SCHEMATA = {
    # A parser often takes a company without a known legal form for a person, and the other way.
    "Person": "LegalEntity", "Organization": "LegalEntity", "Company": "Company",
    "Vessel": "Vessel",
}  # fmt: skip
"""Kinds of mentions that are held against lists, and as what."""


def read_reports(
    paths: Paths,
    *,
    ground: Ground | None = None,
    progress: Callable[[int], None] | None = None,
    refused: Callable[[ReportError], None] | None = None,
) -> Ledger:
    """Read reports into a ledger.

    Args:
        paths: One file or several, or folders of them; text, HTML, PDF, DOCX, mail or JSON lines.
        ground: What names are held against; our own tables of places where ``None``.
        progress: Told how many are read.
        refused: Told of each report that cannot be read, and the others go on; where ``None`` the
            first refusal ends the reading.

    Returns:
        The ledger of all of them, in the order given; one text given twice is one report. The same
        files give the same bytes.

    Raises:
        ReportError: a report cannot be read and ``refused`` is not given; or the extra is missing.
    """
    kept = read_each(paths, ground=ground, progress=progress, refused=refused)
    return ledger_of(list(kept))


def read_each(
    paths: Paths,
    *,
    ground: Ground | None = None,
    progress: Callable[[int], None] | None = None,
    refused: Callable[[ReportError], None] | None = None,
) -> Iterator[KeptReading]:
    """Read reports one by one, as they are kept; see ``read_reports``.

    Yields:
        What was read of each report, once for each text; memory does not grow with their number.
    """
    seen: set[str] = set()
    for document in _documents(files_of(paths), refused):
        if document.report.id in seen:
            continue
        seen.add(document.report.id)
        read = read_text(document.text, ground=ground, about=document.report)
        if progress is not None:
            progress(len(seen))
        yield KeptReading(
            read.report,
            read.speakers,
            read.occasions,
            read.assertions,
            read.entities,
            tuple(sorted(runs_of(document.text))),
        )


def keep_reports(folder: Path, readings: Iterable[KeptReading]) -> int:
    """Keep readings in a store; accepted claims are told anew, as a denial may be among them.

    Args:
        folder: The store.
        readings: What was read.

    Returns:
        How many are new.

    Raises:
        StoreError: the store cannot be written.
    """
    new = keep_readings(folder, readings)
    if new:
        retell_accepted(folder)
    return new


def link_entities(ledger: Ledger, match: Matching, decided: Sequence[Judgement] = ()) -> Ledger:
    """Say which listings the persons, bodies and vessels of a ledger may be.

    Args:
        ledger: What was read.
        match: Finds the listings of many entities (``Engine.match_many``).
        decided: What persons said; a link that one confirmed or refused bears his name.

    Returns:
        The same ledger; each mention of an entity bears ``listings``, and the best that nobody
        refused in ``listing`` and ``score``. Nothing is merged.
    """
    names: dict[str, dict[str, str]] = {}
    for mention in ledger.entities:
        if mention.kind in _SCHEMATA and mention.entity:
            names.setdefault(mention.entity, {})[mention.name or mention.text] = mention.kind
    asked = [
        {"schema": _schema_of(of.values()), "properties": {"name": list(of)}}
        for of in names.values()
    ]
    found = {
        entity: _possible(matches, [one for one in decided if one.claim == entity])
        for entity, matches in zip(names, match(asked), strict=True)
    }
    return msgspec.structs.replace(
        ledger, entities=tuple(_linked(one, found.get(one.entity, ())) for one in ledger.entities)
    )


def _schema_of(kinds: Iterable[str]) -> str:
    """Give one schema for all mentions; those that differ leave it open."""
    schemata = {_SCHEMATA[kind] for kind in kinds}
    return schemata.pop() if len(schemata) == 1 else "LegalEntity"


def _possible(
    matches: Sequence[Match], decided: Sequence[Judgement]
) -> tuple[PossibleListing, ...]:
    found = {
        one.id: PossibleListing(
            one.id, one.list, one.caption, one.score, one.comparison.explanation
        )
        for one in matches
    }
    for said in decided:
        status = {"link": "confirmed", "refuse": "refused"}.get(said.act)
        if status is not None and said.target:
            known = found.get(said.target, PossibleListing(said.target))
            found[said.target] = msgspec.structs.replace(
                known, status=status, by=said.by, decided_on=said.said_at[:10],
                because=said.because,
            )  # fmt: skip
    return tuple(found.values())


def _linked(mention: Mention, listings: tuple[PossibleListing, ...]) -> Mention:
    if not listings or mention.kind not in _SCHEMATA:
        return mention
    standing = [one for one in listings if one.status != "refused"]
    best = max(
        standing, key=lambda one: (one.status == "confirmed", one.score),
        default=PossibleListing(""),
    )  # fmt: skip
    return msgspec.structs.replace(
        mention, listings=listings, listing=best.listing, score=best.score
    )


def footprints_in(folder: Path) -> dict[str, Footprint]:
    """Give the ground of the exhibits of a store, by claim or by site in small letters."""
    from counterflow.evidence.exhibits.cabinet import Cabinet

    return {
        one.claim or one.site.casefold(): one.footprint
        for one in Cabinet(folder).all()
        if one.footprint is not None
    }


def files_of(paths: Paths) -> list[Path]:
    """List the files that paths name; those of a folder by name, hidden ones left out."""
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    found: list[Path] = []
    for each in given:
        path = Path(each)
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
        else:
            found.append(path)
    return found


def _documents(
    files: Iterable[Path], refused: Callable[[ReportError], None] | None
) -> Iterator[Document]:
    for path in files:
        try:
            yield from open_documents(path)
        except ReportError as fault:
            if refused is None:
                raise
            refused(fault)
