"""Plain text in whatever encoding, and lines that were broken for paper put together again."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from counterflow.core.errors import ReportError

_ENDS = re.compile(r"[.!?:][\"'”’)]*$")


def decode(data: bytes, where: str) -> tuple[str, tuple[str, ...]]:
    """Decode the bytes of a text.

    Args:
        data: The bytes.
        where: The file, for the error.

    Returns:
        The text as it stands, so that offsets are those of the file, and remarks: an encoding that
        was guessed is said.

    Raises:
        ReportError: the bytes are no text.

    Example:
        >>> decode("“Yes”".encode(), "a.txt")
        ('“Yes”', ())
    """
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _no_text(where)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        pass  # neither: the encoding has to be guessed, and is said
    best = from_bytes(data[: 1 << 20]).best()
    if best is None:
        raise _no_text(where)
    text = data.decode(best.encoding, errors="replace")
    return text, (f"its encoding is not stated; read as {best.encoding}",)


def _no_text(where: str) -> ReportError:
    return ReportError(
        "the file is no text, HTML, PDF, DOCX, mail or JSON lines",
        where=where,
        why="nothing of it can be read",
        remedy="save it in one of these formats",
    )


def unwrapped(text: str) -> str:
    r"""Put lines that were broken at the width of a page together to paragraphs.

    Args:
        text: Lines as a PDF or a mail holds them.

    Returns:
        Paragraphs apart by blank lines. A line ends its paragraph where a blank one follows, or
        where it ends a sentence well before the margin.

    Example:
        >>> unwrapped("The ship left the port on\nMonday night.\n\nNobody saw it.")
        'The ship left the port on Monday night.\n\nNobody saw it.'
    """
    lines = [line.rstrip() for line in re.split(r"\r\n|[\r\n\f]", text)]
    width = sorted((len(line) for line in lines if line), reverse=True)
    margin = width[len(width) // 10] if width else 0
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if not line.strip():
            paragraphs.append([])
            continue
        paragraphs[-1].append(line.strip())
        if _ENDS.search(line) and len(line) < 0.8 * margin:
            paragraphs.append([])
    return "\n\n".join(_joined(lines) for lines in paragraphs if lines)


def _joined(lines: list[str]) -> str:
    text = " ".join(lines)
    return re.sub(r"(\w)- (?=[a-z])", r"\1", text)
