"""Texts of strangers on a terminal: shown as text, whatever stands in them."""

from __future__ import annotations

import unicodedata


def escape(text: str) -> str:
    """Give a text of strangers so that it cannot steer the terminal or our markup.

    Threat: a name with an escape sequence that hides or rewrites the outcome beside it.

    Example:
        >>> escape("Ac" + chr(27) + "me"), escape("[red]") == chr(92) + "[red]"
        ('Ac�me', True)
    """
    # Large, and of no use to whoever asks for JSON or is told one error.
    from rich import markup

    return markup.escape(harmless(text))


def harmless(text: str) -> str:
    """Put a mark in place of control characters and of those that turn the writing round.

    Example:
        >>> harmless("a" + chr(0x202E) + "b")
        'a�b'
    """
    if text.isprintable():
        return text
    return "".join("�" if _steers(letter) else letter for letter in text)


def cut(text: str, limit: int) -> str:
    """Put a text on one line, cut with … where it is longer than a limit.

    Example:
        >>> cut("Some very long name", 10)
        'Some very…'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def _steers(letter: str) -> bool:
    kind = unicodedata.category(letter)
    bidi = unicodedata.bidirectional(letter)
    return kind == "Cc" or bidi in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
