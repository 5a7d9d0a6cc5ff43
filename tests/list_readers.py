"""What the tests of readers share: where invented lists stand, how one is read and looked up."""

from __future__ import annotations

from pathlib import Path

from counterflow.core.model import Listing
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import ParsedList, Reader, collect

LISTS = Path(__file__).parent / "fixtures" / "lists"
"""One folder for each format: small invented records in the official form."""


def parse_bytes(reader: Reader, data: bytes, name: str, list_name: str) -> ParsedList:
    """Read the bytes of one file of a list under a name."""
    return collect(reader, [ListFile(name, data)], list_name)


def by_uid(parsed: ParsedList) -> dict[str, Listing]:
    """Give listings by the publisher's own ids."""
    return {listing.publisher_id: listing for listing in parsed.listings}
