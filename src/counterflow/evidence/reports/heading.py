"""Find what a text says of itself: its day, its paper, the agencies that it relays."""

from __future__ import annotations

import re
from dataclasses import dataclass

from counterflow.evidence.reports.times import find_times

_HEAD = 600
_ISO_MONTH = re.compile(r"\b(?:date|dated|published|updated)?:?\s*((?:19|20)\d\d-\d\d(?:-\d\d)?)\b")
_AGENCY = re.compile(
    r"\(([A-Z][A-Za-z .&-]{1,40}?)\)\s*[-–—,]"
    r"|\b([A-Z][A-Z]{1,5}|[A-Z][a-z]+ News Agency) (?:quoted|reported|said|cited)\b"
)
_INPUTS = re.compile(r"\(?with inputs? from (agencies|[A-Z][\w ,]+?)\)?[.\s]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """What a text says of itself; ``published`` is EDTF, empty where it does not say."""

    published: str = ""
    agencies: tuple[str, ...] = ()


def read_heading(text: str) -> Heading:
    """Read a report's own words about its day and its sources.

    Args:
        text: The whole text.

    Returns:
        The day of publication with the precision that the text gives, and the agencies named.

    Example:
        >>> read_heading("WASHINGTON, March 6, 2025 - The department said so.").published
        '2025-03-06'
    """
    return Heading(_published(text[:_HEAD]) or _published(text[-200:]), _agencies(text))


def _published(head: str) -> str:
    full = [m.group(1) for m in _ISO_MONTH.finditer(head[:200])]
    if full:
        return full[0]
    best = ""
    for found in find_times(head, ""):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", found.edtf):
            return found.edtf
        if not best and re.fullmatch(r"\d{4}-\d\d", found.edtf):
            best = found.edtf
    return best


def _agencies(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in _AGENCY.finditer(text):
        name = (match.group(1) or match.group(2)).strip()
        if name not in found and name not in ("US", "UK", "EU", "UN", "UAE", "U.S"):
            found.append(name)
    if closing := _INPUTS.search(text.strip()):
        found.append(closing.group(0).strip("() .\n"))
    return tuple(found)
