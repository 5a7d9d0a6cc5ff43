"""Reports in mail and in JSON lines: several to a file, each with what it says of itself."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from counterflow.core.errors import ReportError
from counterflow.evidence.reports import markup
from counterflow.evidence.reports.plain_text import decode, unwrapped

_HEADERS = re.compile(
    rb"^(?:[A-Za-z-]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?"
    rb"(?:From|Subject|Received|Message-ID|MIME-Version):",
    re.IGNORECASE,
)
_TEXT = ("text", "body", "content", "article")


def is_mail(start: bytes) -> bool:
    """Tell whether bytes begin a mail message."""
    return bool(_HEADERS.match(start)) and b"\n" in start


def read_mail(data: bytes, where: str) -> Iterator[dict[str, Any]]:
    """Read the text of a mail message; attachments are named, not opened.

    Yields:
        One record: ``text``, ``title`` (the subject), ``published``, ``publisher``, ``missing``.

    Raises:
        ReportError: the message has no text, or is damaged.
    """
    try:
        yield _message(data, where)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        # What the standard parser raises for headers and parts that no mail program writes.
        raise ReportError(
            f"the message is damaged: {type(fault).__name__}",
            where=where,
            remedy="save its text",
        ) from fault


def _message(data: bytes, where: str) -> dict[str, Any]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    if body is None:
        raise ReportError(
            "the message has no text", where=where, remedy="save the attachment as a file"
        )
    payload = body.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else str(body.get_payload()).encode()
    attached = [
        str(part.get_filename() or part.get_content_type()) for part in message.iter_attachments()
    ]
    if body.get_content_type() == "text/html":
        page = markup.read_html(raw, where)
        text, remarks = str(page["text"]), page["missing"]
    else:
        charset = body.get_content_charset() or ""
        text, remarks = decode(raw, where, charset)
        text = unwrapped(text)
    return {
        "text": text,
        "title": str(message.get("Subject", "")),
        "published": _day(str(message.get("Date", ""))),
        "publisher": "",
        "missing": (*remarks, *(f"attachment not read: {name}" for name in attached)),
    }


def _day(text: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError):
        return ""


def read_json_lines(
    data: bytes, where: str, refused: Callable[[ReportError], None] | None = None
) -> Iterator[dict[str, Any]]:
    """Read reports from JSON lines, one object a line, or from one array.

    Args:
        data: The file.
        where: Its name, for errors.
        refused: Told of a line that cannot be read, and the others go on; where ``None`` the first
            such line ends the reading.

    Yields:
        Records with ``text``, ``title``, ``published``, ``publisher``, ``name``, ``missing``,
        ``where``, ``share``.

    Raises:
        ReportError: a line is no object or has no text; the line is named.
    """
    text, remarks = decode(data, where)
    for at, share, held in _records(text, where):
        try:
            record = _parsed(held, where, at) if isinstance(held, str) else held[0]
            yield {**_record(record, where, at, remarks), "share": share}
        except ReportError as fault:
            if refused is None:
                raise
            refused(fault)


def _records(text: str, where: str) -> Iterator[tuple[int, float, str | list[Any]]]:
    """Give each line, or each member of an array in a list of its own: a string is no line."""
    if text.lstrip().startswith("["):
        members = _parsed(text, where, 1)
        for at, member in enumerate(members, start=1):
            yield at, at / len(members), [member]
        return
    done = at = 0
    while done < len(text):
        end = text.find("\n", done)
        line = text[done : end if end >= 0 else len(text)]
        at, done = at + 1, (end + 1 if end >= 0 else len(text))
        if line.strip():
            yield at, done / len(text), line


def _record(record: Any, where: str, at: int, remarks: tuple[str, ...]) -> dict[str, Any]:
    body = next(
        (
            record[key]
            for key in _TEXT
            if isinstance(record, dict) and isinstance(record.get(key), str)
        ),
        "",
    )
    if not body.strip():
        raise ReportError(
            "a record has no text",
            where=f"{where}, line {at}",
            remedy=f"give each report as an object with one of {', '.join(_TEXT)}",
        )
    return {
        "text": body if "\n\n" in body else body.replace("\n", "\n\n"),
        "title": str(record.get("title") or ""),
        "published": _iso(str(record.get("date") or record.get("published") or "")),
        "publisher": str(record.get("publisher") or record.get("source") or ""),
        "name": str(record.get("id") or record.get("url") or ""),
        "missing": remarks,
        "where": f"{where}, line {at}",
    }


def _parsed(text: str, where: str, line: int) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise ReportError(
            f"not JSON: {str(fault)[:120]}",
            where=f"{where}, line {line}",
            remedy="give one object a line",
        ) from fault


def _iso(text: str) -> str:
    found = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?", text)
    if not found:
        return ""
    try:
        dt.date.fromisoformat(f"{found.group(0)}-01-01"[:10])
    except ValueError:
        return ""
    return found.group(0)
