"""Hold what a reader made of a list, with an account of every record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from counterflow.core.model import Listing, Refusal
from counterflow.watch.sources.list_file import ListFile


class ParsedList(msgspec.Struct):
    """Say what a list holds and what of it could not be used.

    ``records`` counts the publisher's entries, ``refused`` those of them that became no listing:
    ``records == len(listings) + refused`` always holds. ``refusals`` may be longer than
    ``refused``: it also holds what is wrong with companion rows (an alias, an address) and with
    a file as a whole. ``related`` counts records that only speak about other records (sanctions,
    addresses, documents). ``official`` says that the format is that of the list's own publisher.
    ``notes`` say what a person must know of this reading, a missing companion file for instance.
    """

    format: str
    listings: list[Listing] = []
    refusals: list[Refusal] = []
    records: int = 0
    refused: int = 0
    related: int = 0
    published_on: str = ""
    title: str = ""
    authority: str = ""
    official: bool = True
    notes: list[str] = []

    def refuse(self, refusal: Refusal) -> None:
        """Count one of the publisher's entries as refused."""
        self.refused += 1
        self.refusals.append(refusal)

    @property
    def fatal(self) -> tuple[Refusal, ...]:
        """Give the refusals that make the list half read: it must not be screened against."""
        return tuple(refusal for refusal in self.refusals if refusal.fatal)


class Reader(NamedTuple):
    """Name a format, tell its files from others, and read them.

    ``claims`` looks at content first and never raises; ``read`` takes only claimed files.
    """

    format: str
    words: str
    claims: Callable[[ListFile], bool]
    read: Callable[[Sequence[ListFile], str], ParsedList]
