"""The child of ``parsing.py``: reads a file from standard input, writes what it found as JSON."""

from __future__ import annotations

import io
import re
import sys
import zipfile

import msgspec

from counterflow.evidence.reports.parsing import MOST_CHARACTERS, PAGES, Parsed
from counterflow.evidence.reports.plain_text import sound, unwrapped

_MOST_UNPACKED = 200 << 20


def main() -> None:
    """Parse standard input; arguments are its kind, seconds and megabytes."""
    _bound(int(sys.argv[2]), int(sys.argv[3]))
    data = sys.stdin.buffer.read()
    parse = {"pdf": _pdf, "docx": _docx, "html": _html}[sys.argv[1]]
    try:
        found = parse(data)
    except MemoryError:
        found = Parsed(fault="it needs more memory than a report may")
    except Exception as fault:  # noqa: BLE001 - whatever a parser of strangers' files raises is said
        found = Parsed(fault=f"{type(fault).__name__}: {fault}"[:300])
    found.text, found.title = sound(found.text), sound(found.title)
    sys.stdout.buffer.write(msgspec.json.encode(found))


def _bound(seconds: int, megabytes: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no limits of this kind; the time limit holds there too
    most = megabytes << 20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _pdf(data: bytes) -> Parsed:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return Parsed(fault="it is locked with a password")
    pages: list[str] = []
    missing: list[str] = []
    for number, page in enumerate(reader.pages, start=1):
        if number > PAGES or sum(map(len, pages)) > MOST_CHARACTERS:
            missing.append(f"pages after {number - 1}")
            break
        text = page.extract_text()
        if not text.strip():
            missing.append(f"page {number} holds no text")
        pages.append(text)
    about = reader.metadata
    made = (
        about.creation_date.date().isoformat() if about is not None and about.creation_date else ""
    )
    return Parsed(
        unwrapped("\n".join(pages)),
        str(about.title or "") if about is not None else "",
        made=made,
        missing=missing,
    )


def _html(data: bytes) -> Parsed:
    from counterflow.core.errors import ReportError
    from counterflow.evidence.reports.markup import read_html

    try:
        found = read_html(data, "")
    except ReportError as fault:
        return Parsed(fault=fault.what)
    return Parsed(
        found["text"][: MOST_CHARACTERS + 1],
        found["title"],
        found["published"],
        found["publisher"],
        missing=list(found["missing"]),
    )


def _docx(data: bytes) -> Parsed:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(member.file_size for member in package.infolist()) > _MOST_UNPACKED:
            return Parsed(fault="it unpacks to more than a report may hold")
        if "word/document.xml" not in package.namelist():
            return Parsed(fault="the archive is no DOCX")
    import docx

    document = docx.Document(io.BytesIO(data))
    blocks = [re.sub(r"\s+", " ", paragraph.text).strip() for paragraph in document.paragraphs]
    for table in document.tables:
        blocks += [" ".join(cell.text for cell in row.cells) for row in table.rows]
    missing = ["pictures are not read"] if document.inline_shapes else []
    return Parsed(
        "\n\n".join(block for block in blocks if block)[: MOST_CHARACTERS + 1],
        str(document.core_properties.title or ""),
        missing=missing,
    )


if __name__ == "__main__":
    main()
