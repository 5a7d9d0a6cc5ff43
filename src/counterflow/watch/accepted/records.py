"""What is accepted of a claim: entries to watch for, and who said it, when, against whom.

An acceptance holds all that a finding must tell, as screening reads no ledger. It is no listing:
nobody's law stands behind it.
"""

from __future__ import annotations

import msgspec

SITE, ADDRESS, NAME, THING = "site", "address", "name", "thing"
"""Kinds of entries."""


class Voice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One assertion as a finding tells it.

    ``stance`` is that of the assertion. ``contradicts`` names the kind of contradiction (number,
    date, place, identity) where the voice carries another claim that contradicts the accepted one.
    ``said_on`` and ``published`` are EDTF.
    """

    speaker: str
    stance: str
    assertion: str
    report: str
    said_on: str = ""
    authority: str = ""
    via: str = ""
    contradicts: str = ""
    report_name: str = ""
    publisher: str = ""
    published: str = ""

    @property
    def is_against(self) -> bool:
        """Tell whether the voice speaks against the claim.

        Example:
            >>> Voice("A body", "deny", "r:1", "r").is_against
            True
        """
        return self.stance == "deny" or bool(self.contradicts)


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """A claim as it is told with a finding: its words, its voices, its independent origins."""

    claim: str
    text: str
    voices: tuple[Voice, ...] = ()
    origins: tuple[str, ...] = ()
    frame: str = ""


class WatchEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to watch for.

    ``kind`` is ``site``, ``address``, ``name`` or ``thing``; ``id`` begins with it. ``why`` says
    whence it was taken. A site has a position with a radius, or corners as (longitude, latitude),
    or only its name. ``forms`` are further spellings. ``by_choice`` marks what is too wide to be
    taken with the rest (a whole town, a kind of goods): only who names it takes it.
    """

    id: str
    kind: str
    name: str
    why: str = ""
    schema: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float = 0.0
    corners: tuple[tuple[float, float], ...] = ()
    forms: tuple[str, ...] = ()
    by_choice: bool = False


class Acceptance(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a named person accepted of one claim, why and when (ISO 8601, UTC)."""

    told: Told
    entries: tuple[WatchEntry, ...]
    by: str
    because: str
    accepted_at: str = ""

    @property
    def day(self) -> str:
        """Give the day from which screenings read it."""
        return self.accepted_at[:10]
