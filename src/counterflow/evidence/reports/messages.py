"""Reports in mail and in JSON lines: several to a file, each with what it says of itself."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
import json
import re
from collections.abc import Iterator
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
        ReportError: the message has no text.
    """
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
    missing = tuple(f"attachment not read: {name}" for name in attached)
    if body.get_content_type() == "text/html":
        text = str(markup.read_html(raw, where)["text"])
    else:
        charset = body.get_content_charset() or ""
        text = unwrapped(_decoded(raw, charset, where))
    yield {
        "text": text,
        "title": str(message.get("Subject", "")),
        "published": _day(str(message.get("Date", ""))),
        "publisher": "",
        "missing": missing,
    }


def _decoded(raw: bytes, charset: str, where: str) -> str:
    try:
        return raw.decode(charset or "utf-8").replace("\r\n", "\n")
    except (LookupError, UnicodeDecodeError):
        return decode(raw, where)[0]


def _day(text: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError):
        return ""


def read_json_lines(data: bytes, where: str) -> Iterator[dict[str, Any]]:
    """Read reports from JSON lines, one object a line, or from one array.

    Yields:
        Records with ``text``, ``title``, ``published``, ``publisher``, ``name``, ``missing``.

    Raises:
        ReportError: a line is no object or has no text; the line is named.
    """
    text, remarks = decode(data, where)
    if text.lstrip().startswith("["):
        records = list(enumerate(_parsed(text, where, 1), start=1))
    else:
        records = [
            (at, _parsed(line, where, at))
            for at, line in enumerate(text.split("\n"), start=1)
            if line.strip()
        ]
    for at, record in records:
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
                why="nothing of a file that is half understood is used",
                remedy=f"give each report as an object with one of {', '.join(_TEXT)}",
            )
        yield {
            "text": body if "\n\n" in body else body.replace("\n", "\n\n"),
            "title": str(record.get("title") or ""),
            "published": _iso(str(record.get("date") or record.get("published") or "")),
            "publisher": str(record.get("publisher") or record.get("source") or ""),
            "name": str(record.get("id") or record.get("url") or ""),
            "missing": remarks,
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
