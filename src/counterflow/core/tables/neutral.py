"""Cells that a spreadsheet program would take for formulas, made into plain text."""

from __future__ import annotations

import re

# What Excel, LibreOffice and Google Sheets begin a formula with, also in full width, and the
# control characters that they drop or split at before they look.
_DANGEROUS = re.compile(r"[\s\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0]")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?%?", re.ASCII)


def neutralize(text: str) -> str:
    """Give a text that no spreadsheet program runs as a formula.

    Names come from strangers; a file of ours is opened by a compliance officer. A leading
    apostrophe makes the cell text. Plain numbers keep their sign.

    Args:
        text: A cell or a header.

    Returns:
        The text itself, or the text behind an apostrophe. Applying it again changes nothing.

    Example:
        >>> neutralize("=1+1"), neutralize("-12.5"), neutralize("-12.5+A1"), neutralize("Acme")
        ("'=1+1", '-12.5', "'-12.5+A1", 'Acme')

    Basis: OWASP ASVS 5.0, 1.2.10; OWASP "CSV Injection"; CWE-1236.
    """
    if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
