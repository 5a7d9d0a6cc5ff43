"""Read a list into what the store keeps of it: lines of listings on disk, counts, an account."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec

from counterflow.core.model.listings import Listing
from counterflow.watch.lists.guards import ADDRESS_ONLY, MOST_GROUPS, PARTS
from counterflow.watch.sources.parsed import Account, stream
from counterflow.watch.sources.reading import ListInput

_PARTS = {
    "aliases": ("alias", "weakAlias", "previousName"),
    "addresses": ("address", "addressEntity"),
}
"""What comes in companions of a list, and the properties that hold it."""
_ENCODE = msgspec.json.Encoder(order="deterministic").encode


class Lines(NamedTuple):
    """A list as it was read: a file of one listing a line, and what is to be said of it."""

    file: BinaryIO
    account: Account
    counts: dict[str, dict[str, int]]


@contextmanager
def read_lines(given: ListInput, name: str, folder: Path) -> Iterator[Lines]:
    """Read a list into a file of lines, never holding all of it in memory.

    Args:
        given: The files and their reader.
        name: The store's name of the list.
        folder: Where a large file of lines may stand meanwhile.

    Yields:
        The lines; the file is gone afterwards.

    Raises:
        ListError: The files do not make up one list of their format.
    """
    account = Account(given.reader.format)
    counts: dict[str, Counter[str]] = {
        "programme": Counter(),
        "schema": Counter(),
        "source": Counter(),
        PARTS: Counter(),
    }
    with tempfile.SpooledTemporaryFile(max_size=64 << 20, dir=str(folder)) as file:
        for listing in stream(given.reader, given.files, name, account):
            _count(counts, listing)
            file.write(_ENCODE(listing))
            file.write(b"\n")
        account.notes[:0] = given.notes
        if nameless := counts["schema"]["Address"]:
            account.notes.append(f"{nameless:,} {ADDRESS_ONLY}: they are found by it alone")
        file.seek(0)
        kept = {
            group: dict(sorted(found.most_common(MOST_GROUPS))) for group, found in counts.items()
        }
        yield Lines(_as_binary(file), account, kept)


def _as_binary(file: Any) -> BinaryIO:
    """Name a spooled file as what it is used for: typeshed gives it no common type."""
    result: BinaryIO = file
    return result


def _count(counts: dict[str, Counter[str]], listing: Listing) -> None:
    counts["programme"].update(listing.programmes or ("",))
    counts["schema"][listing.schema] += 1
    counts["source"].update({citation.source for citation in listing.citations})
    held = listing.properties
    counts[PARTS].update(part for part, keys in _PARTS.items() if any(map(held.get, keys)))
