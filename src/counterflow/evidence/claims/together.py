"""Keep what many readings were put together to: it is done once, and not at each look.

It is made of the readings alone and may be deleted at any time. Threat: what was put together of
other readings, by other rules, or is damaged, would be another ledger. So the file begins with the
hash of all readings and of the very code and words that put them together, and with its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import msgspec

from counterflow.core.assertions import (
    Appraisal,
    Claim,
    ClaimRelation,
    Flow,
    Origin,
    ReprintFamily,
)
from counterflow.core.errors import RunError
from counterflow.core.tables.atomic import whole_file

FILE: Final = "ledger-together.msgpack"
_ROOMS: Final = (
    ("evidence/claims", ".py"),
    ("core", "assertions.py"),
    ("core", "edtf.py"),
    ("data/reports", ".yaml"),
    ("watch/places", ".py"),
)
"""What decides how readings are put together."""
_DIGEST: Final = hashlib.sha256().digest_size


class Together(msgspec.Struct, frozen=True):
    """What readings come to: all parts of a ledger that no reading holds by itself."""

    claims: tuple[Claim, ...]
    relations: tuple[ClaimRelation, ...]
    origins: tuple[Origin, ...]
    flows: tuple[Flow, ...]
    reprints: tuple[ReprintFamily, ...]
    appraisals: tuple[Appraisal, ...]


def key_of(digests: Iterable[str]) -> bytes:
    """Give the key of what readings come to.

    Args:
        digests: The hashes of all readings, in their order.

    Returns:
        32 bytes; another order, another reading or another rule gives others.
    """
    made = hashlib.sha256(_rules())
    for one in digests:
        made.update(one.encode() + b"\n")
    return made.digest()


@cache
def _rules() -> bytes:
    made = hashlib.sha256()
    for room, ending in _ROOMS:
        files = resources.files("counterflow").joinpath(*room.split("/")).iterdir()
        held = {one.name: one.read_bytes() for one in files if one.name.endswith(ending)}
        for name, data in sorted(held.items()):
            made.update(f"{room}/{name}\n{hashlib.sha256(data).hexdigest()}\n".encode())
    return made.digest()


def kept_together(folder: Path, key: bytes) -> Together | None:
    """Give what was kept under a key.

    Returns:
        ``None`` where nothing is kept, or something else: of other readings, of other rules,
        damaged. Then it is put together anew.
    """
    try:
        data = (folder / FILE).read_bytes()
    except OSError:
        return None
    head, told, body = data[:_DIGEST], data[_DIGEST : 2 * _DIGEST], data[2 * _DIGEST :]
    if head != key or told != hashlib.sha256(body).digest():
        return None
    try:
        return msgspec.msgpack.decode(body, type=Together)
    except msgspec.MsgspecError:
        return None


def keep_together(folder: Path, key: bytes, together: Together) -> bool:
    """Keep what was put together, in place of what was kept before.

    Returns:
        Whether it is kept: a store that cannot be written, or a full disk, costs time and no more.
    """
    body = msgspec.msgpack.encode(together)
    try:
        with whole_file(folder / FILE) as stream:
            stream.write(key + hashlib.sha256(body).digest() + body)
    except RunError:
        return False
    return True
