"""Read reports from their files to a ledger: documents, assertions, claims.

It stands beside ``file_run``: it joins the rooms of ``evidence``, which do not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from counterflow.core.assertions import Ledger
from counterflow.core.errors import ReportError
from counterflow.evidence.claims.ledger import build_ledger
from counterflow.evidence.reports.reading import Reading, read_text

MOST_BYTES = 50 << 20


def read_reports(
    paths: str | Path | Sequence[str | Path], *, progress: Callable[[int], None] | None = None
) -> Ledger:
    """Read reports into a ledger.

    Args:
        paths: One file or several, or folders of them; ``.txt`` in UTF-8.
        progress: Told how many are read.

    Returns:
        The ledger of all of them, in the order given; the same files give the same bytes.

    Raises:
        ReportError: a file is missing, too large or no text; or the extra is not installed.
    """
    readings: list[Reading] = []
    texts: dict[str, str] = {}
    for path in _files(paths):
        text = _text_of(path)
        reading = read_text(text, path.name)
        if reading.report.id in texts:
            continue
        readings.append(reading)
        texts[reading.report.id] = text
        if progress is not None:
            progress(len(readings))
    return build_ledger(
        [one.report for one in readings],
        [speaker for one in readings for speaker in one.speakers],
        [occasion for one in readings for occasion in one.occasions],
        [assertion for one in readings for assertion in one.assertions],
        entities=[one for reading in readings for one in reading.entities],
        texts=texts,
    )


def _files(paths: str | Path | Sequence[str | Path]) -> list[Path]:
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    found: list[Path] = []
    for each in given:
        path = Path(each)
        found += sorted(path.glob("*.txt")) if path.is_dir() else [path]
    return found


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ReportError("the report is too large", where=str(path), remedy="cut it")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise ReportError(
            f"the report cannot be read: {fault.strerror}", where=str(path), remedy="check the path"
        ) from fault
    except UnicodeDecodeError as fault:
        raise ReportError(
            "the report is not text in UTF-8", where=str(path), remedy="save it as UTF-8"
        ) from fault
