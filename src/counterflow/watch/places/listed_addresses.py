"""The addresses of listings, found by street and number; kept beside the search index."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from counterflow.core.model.listings import Listing
from counterflow.core.model.parties import Properties
from counterflow.core.text.countries import country_code
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.places.address_gate import AddressGate, pairs_of
from counterflow.watch.places.addresses import (
    Address,
    Likeness,
    compare_addresses,
    read_address,
)

FORMAT = 2
"""Raised with every change to how an address is read, so that no file of an older one is used."""
ROWS, PAIRS = f"addresses-{FORMAT}.npy", f"address-pairs-{FORMAT}.npy"
ABOUT = f"addresses-{FORMAT}.json"
_ROW = np.dtype([("key", "<u8"), ("listing", "<u4")])
_LOG = logging.getLogger(__name__)
_REMEMBERED = 1 << 15
_MOST = 200
"""Listings under one key that are compared; more stand only at a registrar's own address."""
_DIGIT = re.compile(r"\d")


class _Located(msgspec.Struct):
    """What of a listing is read here."""

    properties: Properties = {}


class AddressFound(NamedTuple):
    """A listing with an address like the one asked about.

    Attributes:
        listing: Its position in the index.
        how: How far the addresses agree.
        text: The listed address.
    """

    listing: int
    how: Likeness
    text: str


class ListedAddresses:
    """The addresses of the listings of one index.

    The first question opens the file beside the saved index, or reads every listing and writes it.

    Args:
        index: The search index.
        folder: Folder of the saved index; nothing is kept where it does not exist.
    """

    def __init__(self, index: IndexArrays, folder: Path | None = None) -> None:
        self._index = index
        self._folder = folder
        self._listing = msgspec.json.Decoder(_Located)
        self._addresses = lru_cache(maxsize=1 << 13)(self._read_addresses)
        self._texts: dict[tuple[str, str, str], tuple[AddressFound, ...]] = {}

    def find(self, text: str, city: str = "", country: str = "") -> tuple[AddressFound, ...]:
        """Give the listings at an address.

        Args:
            text: The address as written.
            city: Its town where it stands apart.
            country: ISO alpha-2; empty where not known.

        Returns:
            Those whose addresses agree most first, each listing once.
        """
        asked = (text, city, country)
        try:
            return self._texts[asked]
        except KeyError:
            may = bool(_DIGIT.search(text)) and self._gate.may_hold(text)
            found = self._search(read_address(text, city, country)) if may else ()
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            self._texts[asked] = found
            return found

    def _search(self, address: Address) -> tuple[AddressFound, ...]:
        near: dict[int, None] = {}
        for key in address.keys:
            near.update(dict.fromkeys(self._under(key)))
        found = [one for at in near if (one := self._compare(address, at))]
        order = list(Likeness)
        return tuple(sorted(found, key=lambda one: (order.index(one.how), one.listing)))

    def _compare(self, address: Address, at: int) -> AddressFound | None:
        order = list(Likeness)
        best: AddressFound | None = None
        for text, theirs in self._addresses(at):
            how = compare_addresses(address, theirs)
            if how and (best is None or order.index(how) < order.index(best.how)):
                best = AddressFound(at, how, text)
        return best

    def _read_addresses(self, at: int) -> tuple[tuple[str, Address], ...]:
        start = int(self._index.listing_ends[at - 1]) if at else 0
        raw = self._index.listings[start : int(self._index.listing_ends[at])].tobytes()
        if b'"address"' not in raw:
            return ()
        properties = self._listing.decode(raw).properties
        countries = [code[:2].upper() for code in properties.get("country", ())]
        found = []
        for text in properties.get("address", ()):
            own = country_code(text.rpartition(",")[2].strip()) if "," in text else ""
            country = own[:2] or (countries[0] if len(countries) == 1 else "")
            found.append((text, read_address(text, country=country)))
        return tuple(found)

    def keys_of(self, at: int) -> set[int]:
        """Give the digests of the keys under which a listing is found by its addresses."""
        return {_digest(key) for _, address in self._read_addresses(at) for key in address.keys}

    def load(self) -> int:
        """Open or build the table now; give how many keys it holds."""
        return len(self._tables[0])

    def _under(self, key: str) -> list[int]:
        digest = np.uint64(_digest(key))
        rows = self._tables[0]
        start = int(np.searchsorted(rows["key"], digest))
        end = int(np.searchsorted(rows["key"], digest, side="right"))
        return [int(at) for at in rows["listing"][start : min(end, start + _MOST)]]

    @cached_property
    def _gate(self) -> AddressGate:
        return AddressGate(self._tables[1])

    @cached_property
    def _tables(self) -> tuple[NDArray[Any], NDArray[np.uint32]]:
        """Give the keys with their listings, and the pairs of the gate."""
        saved = self._open()
        if saved is not None:
            return saved
        made: list[tuple[int, int]] = []
        pairs: set[int] = set()
        for at in range(len(self._index.listing_ends)):
            keys: set[str] = set()
            for _, address in self._read_addresses(at):
                keys |= address.keys
                pairs |= pairs_of(address)
            made.extend((_digest(key), at) for key in keys)
        rows = np.sort(np.array(made, dtype=_ROW), order=["key", "listing"])
        tables = rows, np.array(sorted(pairs), np.uint32)
        self._keep(tables)
        return tables

    def _open(self) -> tuple[NDArray[Any], NDArray[np.uint32]] | None:
        """Open the files beside the index; ``None`` where there are none, or they are damaged."""
        if self._folder is None or not (self._folder / ABOUT).is_file():
            return None
        try:
            about = json.loads((self._folder / ABOUT).read_bytes())
            tables = (
                np.load(self._folder / ROWS, mmap_mode="r"),
                np.load(self._folder / PAIRS, mmap_mode="r"),
            )
            same = about == _about(tables, len(self._index.listing_ends))
        except (OSError, ValueError, EOFError) as fault:
            _LOG.warning("the addresses of the lists cannot be read: %s; built again", fault)
            return None
        if not same:
            _LOG.warning("the addresses of the lists are not as they were written; built again")
            return None
        return tables

    def _keep(self, tables: tuple[NDArray[Any], NDArray[np.uint32]]) -> None:
        """Write the files beside the index; a store that cannot be written costs time alone."""
        if self._folder is None or not self._folder.is_dir():
            return
        try:
            for name, table in zip((ROWS, PAIRS), tables, strict=True):
                scratch = self._folder / f".{os.getpid()}.{name}"
                with scratch.open("wb") as file:
                    np.save(file, table)
                scratch.replace(self._folder / name)
            about = json.dumps(_about(tables, len(self._index.listing_ends)))
            (self._folder / ABOUT).write_text(about)
        except OSError as fault:
            _LOG.warning("the addresses of the lists are not kept: %s", fault)


def _about(tables: tuple[NDArray[Any], NDArray[np.uint32]], listings: int) -> dict[str, object]:
    sums = [hashlib.sha256(np.ascontiguousarray(one).tobytes()).hexdigest() for one in tables]
    return {"format": FORMAT, "listings": listings, "sha256": sums}


def _digest(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


def is_address_only(listing: Listing) -> bool:
    """Tell whether an entry lists an address and no party."""
    return listing.schema == "Address"
