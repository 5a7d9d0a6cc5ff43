"""Clean names of the US trade lists: tails that extend a listing are no part of the name."""

from __future__ import annotations

import re

_TAIL = re.compile(
    r"[\s,;(\-]*\b(?:and|including|or)\s+(?:all |any |its |their )+"
    r"(?:successors?|affiliates?|subsidiar(?:y|ies)|sub-?units?|branch(?:es)?|aliases)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_EDGES = " \t\r\n,;"


def clean_name(text: str) -> tuple[str, str]:
    """Part a name from the words behind it that extend the listing to others.

    Args:
        text: The name as published.

    Returns:
        The name, and the tail as published; the tail is empty where there is none.

    Example:
        >>> clean_name("Ruritanian Optics; and any successor, sub-unit, or subsidiary thereof")
        ('Ruritanian Optics', 'and any successor, sub-unit, or subsidiary thereof')
        >>> clean_name("Successor and Sons Ltd.")
        ('Successor and Sons Ltd.', '')
    """
    text = " ".join(text.split())
    found = _TAIL.search(text)
    if not found or not text[: found.start()].strip(_EDGES):
        return text.strip(_EDGES), ""
    return text[: found.start()].strip(_EDGES), found[0].strip(" ,;(-")
