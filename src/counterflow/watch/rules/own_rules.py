"""The user's own red flags as screening takes them; loading this loads no rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from counterflow.watch.rules.flag_rows import Flag


@dataclass(frozen=True, slots=True, eq=False)
class OwnRules:
    """The user's own red flags.

    Attributes:
        flags: The rows of all files, in order.
        notes: One line for each file, for the coverage: its rows and its hash.
        digest: SHA-256 over the bytes of all files; empty for none.
    """

    flags: tuple[Flag, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""


NO_RULES: Final = OwnRules()
"""No rulebook of the user's own."""
