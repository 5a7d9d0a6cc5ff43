"""Plain text in whatever encoding, and lines that were broken for paper put together again."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from counterflow.core.errors import ReportError

_ENDS = re.compile(r"[.!?:][\"'”’)]*$")


_FEW_WRONG = 0.002
_REPLACED = "\ufffd"
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def decode(data: bytes, where: str, stated: str = "") -> tuple[str, tuple[str, ...]]:
    """Decode the bytes of a text.

    Args:
        data: The bytes.
        where: The file, for the error.
        stated: The encoding that the text states of itself, empty where it states none.

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
    if (text := _as_stated(data, stated)) is not None:
        return text, ()
    if encoding == "utf-8-sig":
        # A byte or two that were damaged on the way do not make a text one of another encoding.
        text = data.decode(encoding, errors="replace")
        wrong = text.count(_REPLACED)
        if wrong <= _FEW_WRONG * len(text) and not text.isascii() and _holds_more(text, wrong):
            return text, (f"{wrong} places are damaged and marked {_REPLACED}",)
    best = from_bytes(data[: 1 << 20]).best()
    if best is None:
        raise _no_text(where)
    text = data.decode(best.encoding, errors="replace")
    return text, (f"its encoding is not stated; read as {best.encoding}",)


def _as_stated(data: bytes, stated: str) -> str | None:
    """Decode as the text says of itself; None where it says nothing or that is not so."""
    try:
        return data.decode(stated) if stated else None
    except (LookupError, ValueError):
        return None


def _holds_more(text: str, wrong: int) -> bool:
    """Tell whether signs beyond ASCII came out right besides the damaged places."""
    return sum(not char.isascii() for char in text) >= 3 * wrong


def sound(text: str) -> str:
    r"""Replace halves of characters, which no encoding can write; all offsets stay.

    Example:
        >>> sound("a\ud800b")
        'a\ufffdb'
    """
    return _SURROGATE.sub(_REPLACED, text)


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
