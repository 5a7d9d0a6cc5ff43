"""What a listing or a rule does in law, and where a statement of it comes from."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Effect(StrEnum):
    """What a listing or a rule does in law (DESIGN.md, "Outcome and coverage")."""

    BLOCKING = "blocking"
    SECTORAL = "sectoral"
    LICENCE = "licence requirement"
    TRANSACTION_BAN = "transaction ban"
    IMPORT = "import"
    CAUTION = "caution only"
    UNKNOWN = "unknown"


class Citation(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a statement comes from and how far somebody has read it.

    ``verified`` says that the statement was seen in the source by the way named in
    ``read_via``; it does not say that the official text was read. ``second_hand`` is shown
    beside every such statement.
    """

    source: str
    title: str = ""
    issuer: str = ""
    date: str = ""
    url: str = ""
    read_via: str = ""
    verified: bool = True

    @property
    def second_hand(self) -> bool:
        """Tell whether nobody of ours has read the cited text itself."""
        return self.read_via not in ("", "read in full text")
