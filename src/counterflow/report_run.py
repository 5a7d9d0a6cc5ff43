"""Read reports from their files to a ledger: documents, assertions, claims.

It stands beside ``file_run``: it joins the rooms of ``evidence``, which do not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from counterflow.core.assertions import Ledger
from counterflow.core.errors import ReportError
from counterflow.evidence.claims.ledger import build_ledger
from counterflow.evidence.reports.documents import Document, open_documents
from counterflow.evidence.reports.entities import Ground
from counterflow.evidence.reports.reading import Reading, read_text

Paths = str | Path | Sequence[str | Path]


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
    readings: dict[str, Reading] = {}
    texts: dict[str, str] = {}
    for document in _documents(files_of(paths), refused):
        name = document.report.id
        if name not in texts:
            readings[name] = read_text(document.text, ground=ground, about=document.report)
            texts[name] = document.text
            if progress is not None:
                progress(len(readings))
    return ledger_of(readings.values(), texts)


def ledger_of(readings: Iterable[Reading], texts: dict[str, str]) -> Ledger:
    """Put what was read of several reports together."""
    ready = list(readings)
    return build_ledger(
        [one.report for one in ready],
        [speaker for one in ready for speaker in one.speakers],
        [occasion for one in ready for occasion in one.occasions],
        [assertion for one in ready for assertion in one.assertions],
        entities=[entity for one in ready for entity in one.entities],
        texts=texts,
    )


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
