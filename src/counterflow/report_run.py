"""Read reports from their files to a ledger: documents, assertions, claims.

It stands beside ``file_run``: it joins the rooms of ``evidence``, which do not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from counterflow.core.assertions import Judgement, Ledger, Mention, PossibleListing, Report
from counterflow.core.dossiers import Footprint
from counterflow.core.errors import ReportError
from counterflow.core.model.matches import Match
from counterflow.evidence.claims.reprints import runs_of
from counterflow.evidence.claims.store import KeptReading, ledger_of
from counterflow.evidence.online.extractor import Extracted
from counterflow.evidence.online.fetching import Fetched, fetching_is_off, is_address
from counterflow.evidence.reports.documents import Document, open_documents
from counterflow.evidence.reports.entities import Ground
from counterflow.evidence.reports.reading import read_text
from counterflow.evidence.reports.russian import read_russian

Paths = str | Path | Sequence[str | Path]
Matching = Callable[[Iterable[Any]], Iterable[Sequence[Match]]]
_SCHEMATA = {
    # A parser often takes a company without a known legal form for a person, and the other way.
    "Person": "LegalEntity", "Organization": "LegalEntity", "Company": "Company",
    "Vessel": "Vessel",
}  # fmt: skip
"""Kinds of mentions that are held against lists, and as what."""
Fetch = Callable[[str], Fetched]
Extract = Callable[[Report, str], Extracted]


@dataclass
class Tally:
    """What became of the reports that were given, besides those read and refused.

    Attributes:
        again: Texts that were given before in the same run.
        known: Texts that were read in an earlier run and left out.
        hidden: Files of folders whose names begin with a dot.
        share: Share of all bytes that is behind, 0 to 1.
    """

    again: int = 0
    known: int = 0
    hidden: int = 0
    share: float = 0.0


def read_reports(
    paths: Paths,
    *,
    ground: Ground | None = None,
    refused: Callable[[ReportError], None] | None = None,
    fetch: Fetch | None = None,
    extract: Extract | None = None,
) -> Ledger:
    """Read reports into a ledger.

    Args:
        paths: One file or several, or folders of them; text, HTML, PDF, DOCX, mail or JSON lines;
            addresses where ``fetch`` is given.
        ground: What names are held against; our own tables of places where ``None``.
        refused: Told of each report that cannot be read, and the others go on; where ``None`` the
            first refusal ends the reading.
        fetch: Fetches from addresses; where ``None`` they are refused.
        extract: Asks a language model too; where ``None`` none is asked.

    Returns:
        The ledger of all of them, in the order given; one text given twice is one report. The same
        files give the same bytes.

    Raises:
        ReportError: a report cannot be read and ``refused`` is not given; or the extra is missing.
    """
    asked = read_each(paths, ground=ground, refused=refused, fetch=fetch, extract=extract)
    return ledger_of(list(asked))


def read_each(
    paths: Paths,
    *,
    ground: Ground | None = None,
    refused: Callable[[ReportError], None] | None = None,
    fetch: Fetch | None = None,
    extract: Extract | None = None,
    known: Collection[str] = (),
    tally: Tally | None = None,
) -> Iterator[KeptReading]:
    """Read reports one by one, as they are kept; see ``read_reports``.

    Args:
        paths: As there.
        ground: As there.
        refused: As there.
        fetch: As there.
        extract: As there.
        known: Ids of reports that need not be read again.
        tally: Counts what is neither read nor refused.

    Yields:
        What was read of each report, once for each text; memory does not grow with their number.
    """
    tally = tally or Tally()
    seen: set[str] = set()
    for document in _documents(paths, refused, fetch, tally):
        report = document.report
        if report.id in seen:
            tally.again += 1
        elif report.id in known:
            tally.known += 1
        else:
            yield _reading(document, ground, extract)
        seen.add(report.id)


def _reading(document: Document, ground: Ground | None, extract: Extract | None) -> KeptReading:
    if document.report.language == "ru":
        read = read_russian(document.text, document.report)
    else:
        read = read_text(document.text, ground=ground, about=document.report)
    report, extracted = read.report, Extracted()
    if extract is not None:
        extracted = extract(report, document.text)
        report = msgspec.structs.replace(report, missing=(*report.missing, *extracted.remarks))
    return KeptReading(
        report,
        read.speakers,
        read.occasions,
        read.assertions,
        read.entities,
        tuple(sorted(runs_of(document.text))),
        extracted.assertions,
    )


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


def files_of(paths: Paths, tally: Tally | None = None) -> list[Path | str]:
    """List the files and addresses that paths name.

    Args:
        paths: As given; of a folder all files are taken, those of its folders too, by name.
        tally: Counts hidden files, which are left out.

    Raises:
        ReportError: a folder holds no file.
    """
    tally = tally or Tally()
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    found: list[Path | str] = []
    for each in given:
        path = Path(each)
        if isinstance(each, str) and is_address(each):
            found.append(each)
        elif path.is_dir():
            found += _held(path, tally)
        else:
            found.append(path)
    return found


def _held(folder: Path, tally: Tally) -> list[Path]:
    files = [path for path in sorted(folder.rglob("*")) if not path.is_dir()]
    seen = [p for p in files if not any(s.startswith(".") for s in p.relative_to(folder).parts)]
    tally.hidden += len(files) - len(seen)
    if not seen:
        raise ReportError(
            "the folder holds no report", where=str(folder), remedy="name the folder that does"
        )
    return seen


def _documents(
    paths: Paths,
    refused: Callable[[ReportError], None] | None,
    fetch: Fetch | None,
    tally: Tally,
) -> Iterator[Document]:
    files = files_of(paths, tally)
    weights = [_weight(file) for file in files]
    whole, done = sum(weights), 0
    for file, weight in zip(files, weights, strict=True):
        try:
            for document in _opened(file, fetch, refused):
                tally.share = (done + weight * document.share) / whole
                yield document
        except ReportError as fault:
            if refused is None:
                raise
            refused(fault)
        done += weight
        tally.share = done / whole


def _weight(file: Path | str) -> int:
    """Give the size of a file, for the time that remains; 1 where it is not known yet."""
    try:
        return max(1, Path(file).stat().st_size)
    except (OSError, ValueError):
        return 1


def _opened(
    file: Path | str, fetch: Fetch | None, refused: Callable[[ReportError], None] | None
) -> Iterator[Document]:
    if isinstance(file, Path):
        yield from open_documents(file, refused=refused)
        return
    if fetch is None:
        raise fetching_is_off(file)
    fetched = fetch(file)
    for document in open_documents(fetched.path, name=file, refused=refused):
        report = msgspec.structs.replace(
            document.report, url=fetched.url, retrieved=fetched.fetched_at
        )
        yield Document(report, document.text, document.share)
