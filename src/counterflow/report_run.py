"""Read reports from their files to a ledger: documents, assertions, claims.

It stands beside ``file_run``: it joins the rooms of ``evidence``, which do not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from counterflow.core.assertions import Ledger
from counterflow.core.errors import ReportError
from counterflow.evidence.claims.reprints import runs_of
from counterflow.evidence.claims.store import KeptReading, ledger_of
from counterflow.evidence.reports.documents import Document, open_documents
from counterflow.evidence.reports.entities import Ground
from counterflow.evidence.reports.reading import read_text

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
