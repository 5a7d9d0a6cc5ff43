"""Open a report whatever it is stored as: text, HTML, PDF, DOCX, mail, JSON lines.

The format is told by the bytes, never by the name. What parses PDF and DOCX is large and meets
files of strangers: it runs in a process of its own with bounds on time and memory (``parsing.py``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from counterflow.core.assertions import Report
from counterflow.core.errors import ReportError
from counterflow.evidence.reports import markup, messages, plain_text
from counterflow.evidence.reports.heading import read_heading
from counterflow.evidence.reports.languages import require_english
from counterflow.evidence.reports.parsing import parse_apart

MOST_BYTES = 50 << 20
"""Largest report that is opened; a news text has some ten thousand."""


@dataclass(frozen=True)
class Raw:
    """Text taken out of a file, with what the file says of itself and what could not be read."""

    text: str
    format: str
    title: str = ""
    published: str = ""
    publisher: str = ""
    name: str = ""
    missing: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Document:
    """A report and its whole text; paragraphs are apart by blank lines."""

    report: Report
    text: str


def open_documents(path: Path) -> Iterator[Document]:
    """Open a file of one report or, in JSON lines and mail, of several.

    Args:
        path: The file.

    Yields:
        Its reports in order. One that is read in part says in ``report.missing`` what is not there.

    Raises:
        ReportError: the file is missing, too large, empty, damaged, holds no text (a scan), or is
            in another language than English.
    """
    data = _bytes_of(path)
    for raw in _raws(data, str(path)):
        yield _document(raw, path.name, str(path))


def _document(raw: Raw, name: str, where: str) -> Document:
    text = raw.text
    if not text.strip():
        raise ReportError(
            "the report holds no text", where=where, remedy="give its text, or run OCR over a scan"
        )
    text, left_out = require_english(text, where)
    heading = read_heading(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    said = raw.published or heading.published
    missing = [*raw.missing, *left_out]
    if (
        raw.published
        and heading.published
        and not (
            raw.published.startswith(heading.published)
            or heading.published.startswith(raw.published)
        )
    ):
        missing.append(
            f"two dates: {raw.published} in its metadata, {heading.published} in its text"
        )
    report = Report(
        id=digest[:16],
        content_hash=digest,
        name=raw.name or name,
        format=raw.format,
        title=raw.title,
        published=said,
        published_from="metadata" if raw.published else "text" if said else "",
        publisher=raw.publisher,
        agencies=heading.agencies,
        characters=len(text),
        missing=tuple(missing),
    )
    return Document(report, text)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ReportError(
                f"the report has {size >> 20} MB; at most {MOST_BYTES >> 20} are read",
                where=str(path),
                remedy="cut it into its articles",
            )
        data = path.read_bytes()
    except OSError as fault:
        raise ReportError(
            f"the report cannot be read: {fault.strerror}", where=str(path), remedy="check the path"
        ) from fault
    if not data.strip():
        raise ReportError("the file is empty", where=str(path), remedy="give a file with text")
    return data


def _raws(data: bytes, where: str) -> Iterator[Raw]:
    start = data[:2048].lstrip()
    if start.startswith(b"%PDF"):
        yield _apart("pdf", data, where)
    elif data.startswith(b"PK\x03\x04"):
        yield _apart("docx", data, where)
    elif start.startswith((b"{", b"[")):
        yield from (
            Raw(format="json", **record) for record in messages.read_json_lines(data, where)
        )
    elif messages.is_mail(start):
        yield from (Raw(format="mail", **record) for record in messages.read_mail(data, where))
    elif markup.is_markup(start):
        yield Raw(format="html", **markup.read_html(data, where))
    else:
        text, remarks = plain_text.decode(data, where)
        yield Raw(text, "text", missing=remarks)


def _apart(kind: str, data: bytes, where: str) -> Raw:
    found = parse_apart(kind, data, where)
    return Raw(
        text=found.text,
        format=kind,
        title=found.title,
        published=found.published,
        missing=tuple(found.missing),
    )
