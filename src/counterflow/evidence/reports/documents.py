"""Open a report whatever it is stored as: text, HTML, PDF, DOCX, mail, JSON lines.

The format is told by the bytes, never by the name. What parses PDF and DOCX is large and meets
files of strangers: it runs in a process of its own with bounds on time and memory (``parsing.py``).
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from counterflow.core.assertions import Report
from counterflow.core.errors import ReportError
from counterflow.evidence.reports import markup, messages, plain_text
from counterflow.evidence.reports.heading import read_heading
from counterflow.evidence.reports.languages import require_readable
from counterflow.evidence.reports.parsing import MOST_CHARACTERS, parse_apart
from counterflow.evidence.reports.plain_text import sound

MOST_BYTES = 50 << 20
"""Largest report that is opened; a news text has some ten thousand."""
_LARGE_PAGE = 1 << 20
"""Bytes from which a web page is taken apart in a process of its own."""

_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"\]]")  # a text may begin with a bracket too

Refused = Callable[[ReportError], None]


@dataclass(frozen=True)
class Raw:
    """Text taken out of a file, with what the file says of itself and what could not be read."""

    text: str
    format: str
    title: str = ""
    published: str = ""
    publisher: str = ""
    name: str = ""
    made: str = ""
    missing: tuple[str, ...] = field(default_factory=tuple)
    where: str = ""
    share: float = 1.0


@dataclass(frozen=True)
class Document:
    """A report and its text as far as it is read; paragraphs are apart by blank lines.

    ``share`` tells how much of its file is behind it, from 0 to 1.
    """

    report: Report
    text: str
    share: float = 1.0


def open_documents(
    path: Path, *, name: str = "", refused: Refused | None = None
) -> Iterator[Document]:
    """Open a file of one report or, in JSON lines and mail, of several.

    Args:
        path: The file.
        name: What it is called where that is not its path: the address that it came from.
        refused: Told of each report in a file of several that cannot be read, and the others go
            on; where ``None`` the first one ends the reading.

    Yields:
        Its reports in order. One that is read in part says in ``report.missing`` what is not there.

    Raises:
        ReportError: the file is missing, too large, empty, damaged, holds no text (a scan), or is
            in a language that is not read.
    """
    where = name or str(path)
    data = _bytes_of(path, where)
    for raw in _raws(data, where, refused):
        try:
            document = _document(raw, name or path.name, raw.where or where)
        except ReportError as fault:
            if refused is None:
                raise
            refused(fault)
        else:
            yield document


def _document(raw: Raw, name: str, where: str) -> Document:
    text = sound(raw.text)
    if not text.strip():
        raise ReportError(
            "the report holds no text", where=where, remedy="give its text, or run OCR over a scan"
        )
    text, cut = _as_much_as_is_read(text)
    text, left_out, language = require_readable(text, where)
    heading = read_heading(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    said = raw.published or heading.published
    missing = [*raw.missing, *cut, *left_out]
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
    if raw.made and not said:
        missing.append(f"no day of publication is stated; the file was made on {raw.made}")
    report = Report(
        id=digest[:16],
        content_hash=digest,
        name=sound(raw.name or name),
        format=raw.format,
        title=sound(raw.title),
        published=said,
        published_from="metadata" if raw.published else "text" if said else "",
        publisher=sound(raw.publisher),
        agencies=heading.agencies,
        language=language,
        characters=len(text),
        missing=tuple(missing),
    )
    return Document(report, text, raw.share)


def _as_much_as_is_read(text: str) -> tuple[str, list[str]]:
    """Cut a text at the end of a paragraph where it is longer than a report may be."""
    if len(text) <= MOST_CHARACTERS:
        return text, []
    end = text.rfind("\n\n", MOST_CHARACTERS // 2, MOST_CHARACTERS)
    kept = text[: end if end > 0 else MOST_CHARACTERS]
    return kept, [f"only the first {len(kept)} characters were read; cut it into its articles"]


def _bytes_of(path: Path, where: str) -> bytes:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise ReportError(
                "this is no file that can be read", where=where, remedy="give a file with text"
            )
        size = about.st_size
        if size > MOST_BYTES:
            raise ReportError(
                f"the report has {size >> 20} MB; at most {MOST_BYTES >> 20} are read",
                where=where,
                remedy="cut it into its articles",
            )
        data = path.read_bytes()
    except OSError as fault:
        raise ReportError(
            f"the report cannot be read: {fault.strerror}", where=where, remedy="check the path"
        ) from fault
    if not data.strip():
        raise ReportError("the file is empty", where=where, remedy="give a file with text")
    return data


def _raws(data: bytes, where: str, refused: Refused | None) -> Iterator[Raw]:
    start = data[:2048].lstrip()
    if start.startswith(b"%PDF"):
        yield _apart("pdf", data, where)
    elif data.startswith(b"PK\x03\x04"):
        yield _apart("docx", data, where)
    elif _JSON.match(start):
        for record in messages.read_json_lines(data, where, refused):
            yield Raw(format="json", **record)
    elif messages.is_mail(start):
        yield from (Raw(format="mail", **record) for record in messages.read_mail(data, where))
    elif markup.is_markup(start) and len(data) > _LARGE_PAGE:
        yield _apart("html", data, where)
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
        publisher=found.publisher,
        made=found.made,
        missing=tuple(found.missing),
    )
