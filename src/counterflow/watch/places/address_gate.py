"""Tell at once that an address is like none of those listed, before it is read in full."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.scripts import fold
from counterflow.watch.places.address_reading import read_codes
from counterflow.watch.places.address_words import load_address_words
from counterflow.watch.places.addresses import Address, skeleton
from counterflow.watch.places.limits import limit

_TOKENS = re.compile(r"[a-z]+|\d+")
_BITS, _MOST_BITS = 256, 1 << 27
"""Bits for each pair, and of the table at most. An address asks some forty pairs: fewer bits would
let most addresses pass in vain."""
_STEM_FROM = 7
_ANY, _BOX, _PLOT = crc32(b""), crc32(b"\0box"), crc32(b"\0plot")
"""Stand for no number, for a word that announces a box, for the number of a plot."""


def pairs_of(address: Address) -> set[int]:
    """Give the pairs of a number and a word by which a listed address is known.

    Each house number with each word of a street; each box alone; each unit with each word of a
    named building.
    """
    common = _common_words()
    streets = [set(street) - common or set(street) for street in address.streets]
    slots = {_slot(skeleton(word)) for street in streets for word in street}
    slots.update(_slot(skeleton("".join(street))) for street in address.streets)
    found = {_pair(_number(house), slot) for house in address.houses for slot in slots}
    found.update(_pair(_number(box), _BOX) for box in address.boxes)
    found.update(_pair(_number(code), _PLOT) for code in address.codes)
    units = address.parts.get("unit", frozenset())
    named = {skeleton(word) for name in address.buildings for word in set(name) - common or name}
    found.update(_pair(_number(unit), _slot(word)) for unit in units for word in named)
    return found


@cache
def _common_words() -> frozenset[str]:
    """Give the words of every second address: for streets, units and towns at large."""
    words = load_address_words()
    return frozenset({*words.streets, *words.kinds, *words.broad})


class AddressGate:
    """A table of bits, one set for each pair of the listed addresses.

    Args:
        pairs: The pairs, as ``pairs_of`` gives them.
    """

    def __init__(self, pairs: Iterable[int] | NDArray[np.uint32]) -> None:
        held = np.unique(np.fromiter(pairs, np.uint32))
        size = min(_MOST_BITS, 1 << max(10, (len(held) * _BITS).bit_length()))
        self._mask = size - 1
        bits = np.zeros(size >> 3, np.uint8)
        slots = held & np.uint32(self._mask)
        marks = np.left_shift(np.uint8(1), (slots & np.uint32(7)).astype(np.uint8))
        np.bitwise_or.at(bits, (slots >> np.uint32(3)).astype(np.int64), marks)
        self._bits = bits.tobytes()

    def may_hold(self, text: str) -> bool:
        """Settle whether an address can be like a listed one.

        Args:
            text: The address as written.

        Returns:
            ``False`` where no number of it stands with a word of it in any listed address;
            ``True`` says only that it must be read.
        """
        tokens = _TOKENS.findall(fold(text[: int(limit("address_read_characters"))]))
        slots: set[int] = set()
        numbers = {_number(token) for token in tokens if token[0] <= "9"}
        if "-" in text:
            numbers.update(_number(code) for code in read_codes(text))
            slots.add(_PLOT)
        numbers.add(_ANY)
        names = [token for token in tokens if token[0] > "9"]
        if not load_address_words().box_heads.isdisjoint(names):
            slots.add(_BOX)
        for name in names:
            slots.update(_name_slots(name))
        for one, following in itertools.pairwise(names):
            slots.add(_joined_slot(one, following))
        if not text.isascii():  # a name in Chinese signs may be one word in Latin letters
            triples = zip(names, names[1:], names[2:], strict=False)
            slots.update(_joined_slot(one, two + three) for one, two, three in triples)
        bits, mask = self._bits, self._mask
        for number in numbers:
            for slot in slots:
                at = (number * 2654435761 ^ slot) & mask
                if bits[at >> 3] >> (at & 7) & 1:
                    return True
        return False


def _pair(number: int, slot: int) -> int:
    return (number * 2654435761 ^ slot) & 0xFFFFFFFF


@lru_cache(maxsize=1 << 14)
def _number(text: str) -> int:
    """Give the slot of a number: its digits alone, as a letter may be glued to it."""
    digits = "".join(filter(str.isdigit, text)).lstrip("0")
    return crc32(digits.encode())


@lru_cache(maxsize=1 << 15)
def _slot(word: str) -> int:
    return crc32(word.encode())


@lru_cache(maxsize=1 << 15)
def _name_slots(word: str) -> tuple[int, ...]:
    """Give the slots of a word, and of what is left of it without the word for a street."""
    found = [_slot(skeleton(word))]
    endings = load_address_words().endings
    if len(word) >= _STEM_FROM and word.endswith(endings):
        stem = next(word.removesuffix(one) for one in endings if word.endswith(one))
        found.append(_slot(skeleton(stem)))
    return tuple(found)


@lru_cache(maxsize=1 << 15)
def _joined_slot(one: str, following: str) -> int:
    return _slot(skeleton(one + following))
