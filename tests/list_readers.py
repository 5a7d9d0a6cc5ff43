"""What the tests of readers share: where invented lists stand, how one is read and looked up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.core.model.listings import Listing
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


def damaged(data: bytes, most: int = 1) -> st.SearchStrategy[bytes]:
    """Give a file with bytes changed, put in or taken out, at one place or at up to so many."""
    place = st.tuples(st.integers(0, len(data) - 1), st.binary(max_size=3))
    return st.lists(place, min_size=1, max_size=most).map(lambda found: _damage(data, found))


def _damage(data: bytes, places: list[tuple[int, bytes]]) -> bytes:
    found = bytearray(data)
    for place, replacement in places:
        found[place : place + 1] = replacement
    return bytes(found)


def assert_accounted_for(parse: Callable[[bytes], ParsedList], data: bytes) -> None:
    """Every record is a listing or a refusal, and nothing at all is fatal; or all is refused."""
    try:
        parsed = parse(data)
    except ListError:
        return
    account = parsed.account
    assert account.records == len(parsed.listings) + account.refused
    assert account.listed == len(parsed.listings)
    assert parsed.listings or account.fatal
    assert len({listing.id for listing in parsed.listings}) == len(parsed.listings)
