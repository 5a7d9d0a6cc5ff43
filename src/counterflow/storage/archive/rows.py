"""Read of a decision's bytes what is needed to keep and to find it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from counterflow.core.model.outcomes import Outcome
from counterflow.core.text.scripts import fold, made_by_folding
from counterflow.storage.archive.ground import Ground, unkeepable
from counterflow.storage.archive.merkle import leaf_hash

OUTCOMES = tuple(sorted(Outcome, key=lambda outcome: outcome.strength))
"""Outcomes in the order of their strength, by which they are numbered in indexes."""


class _Identifier(msgspec.Struct, gc=False):
    kind: str
    value: str


class _Party(msgspec.Struct, gc=False):
    name: str
    identifiers: tuple[_Identifier, ...] = ()


class _Transaction(msgspec.Struct, gc=False):
    id: str
    date: str = ""
    parties: tuple[_Party, ...] = ()


class _State(msgspec.Struct, gc=False):
    list: str
    snapshot: str
    state: str


class _Coverage(msgspec.Struct, gc=False):
    profile: str
    complete: bool
    lists: tuple[_State, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


class Seen(msgspec.Struct, gc=False):
    """What must stand in every decision, a *no match found* as in any other (R3)."""

    id: str
    outcome: Literal["stop", "hold", "review", "no match found"]
    headline: str
    coverage: _Coverage
    findings: msgspec.Raw
    as_of: str
    engine: str
    settings: str
    rules: str
    transaction: _Transaction


class Row(msgspec.Struct, frozen=True, gc=False):
    """One decision as it is kept.

    Attributes:
        id: Id of its transaction.
        outcome: Its outcome.
        headline: Its headline.
        date: Day of the transaction (ISO 8601); empty where it has none.
        body: Its bytes: one line of NDJSON without its end, as ``counterflow screen`` writes it.
        context: What it rested on beside the transaction, as JSON; empty for nothing.
        leaf: Its leaf in the hash tree of its batch.
        keys: Numbers under which it is found.
    """

    id: str
    outcome: str
    headline: str
    date: str
    body: bytes
    context: bytes
    leaf: bytes
    keys: tuple[int, ...]


_DECODER = msgspec.json.Decoder(Seen)
_NOTHING = hashlib.sha256().digest()


def read_rows(
    ground: Ground, decisions: Iterable[bytes], contexts: Sequence[bytes] | None = None
) -> list[Row]:
    """Read decisions, and refuse any that does not say on what it rests.

    Args:
        ground: What they all rest on.
        decisions: Their bytes, a line each without its end.
        contexts: What each rested on beside its transaction; ``None`` where nothing was.

    Raises:
        ArchiveError: a decision is none, or lacks or contradicts what the ground says.
    """
    rows = []
    known = {(used.list, used.snapshot) for used in ground.lists}
    for at, body in enumerate(decisions):
        seen = _seen(body, at)
        _check(seen, ground, known)
        context = contexts[at] if contexts is not None else b""
        rows.append(row_of(seen, body, context, ground.digest))
    if not rows or (contexts is not None and len(contexts) != len(rows)):
        raise unkeepable("there are none, or not as many contexts as decisions")
    return rows


def row_of(seen: Seen, body: bytes, context: bytes, ground: str) -> Row:
    """Put together what is kept of one decision; see ``Row``."""
    leaf = leaf_hash(
        hashlib.sha256(body).digest(),
        hashlib.sha256(context).digest() if context else _NOTHING,
        ground,
    )
    date = seen.transaction.date
    return Row(
        seen.id, seen.outcome, seen.headline, date, body, context, leaf, tuple(_keys_of(seen, date))
    )


def read_row(body: bytes, context: bytes, ground: str) -> Row:
    """Read one kept decision again, without asking whether it may be kept."""
    return row_of(_seen(body, 0), body, context, ground)


def _seen(body: bytes, at: int) -> Seen:
    if b"\n" in body:
        raise unkeepable("it is not one line", where=f"decision {at + 1}")
    try:
        return _DECODER.decode(body)
    except msgspec.MsgspecError as fault:
        raise unkeepable(f"it is not whole: {fault}", where=f"decision {at + 1}") from fault


def _check(seen: Seen, ground: Ground, known: set[tuple[str, str]]) -> None:
    """Refuse a decision that rests on something else than its ground says."""
    differs = [
        name
        for name in ("engine", "settings", "rules", "as_of")
        if getattr(seen, name) != getattr(ground, name)
    ]
    searched = {(state.list, state.snapshot) for state in seen.coverage.lists if state.snapshot}
    if unknown := sorted(searched - known):
        differs.append(f"lists ({', '.join(snapshot for _, snapshot in unknown)})")
    if not searched:
        differs.append("lists (it names none)")
    if differs:
        raise unkeepable(f"it does not rest on the ground given: {', '.join(differs)}", seen.id)


def key_of(kind: str, value: str) -> int:
    """Give the number under which a value of a kind stands in an index.

    Args:
        kind: ``id``, ``date``, ``name``, or the kind of an identifier.
        value: Already in the form that is compared.
    """
    digest = hashlib.blake2b(f"{kind}\x00{value}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> int:
    """Give the number of a party's name: capitals, signs, script and order of words do not count.

    Example:
        >>> name_key("Muster, AG") == name_key("ag MUSTER")
        True
    """
    return key_of("name", " ".join(sorted(fold(name).split())) or name)


def number_key(value: str) -> int:
    """Give the number of an identifier: letters and digits count, whatever kind of number it is."""
    return key_of("number", "".join(fold(value).split()) or value)


def key_form() -> bytes:
    """Name how keys are made: an index made otherwise finds nothing and is made anew."""
    return hashlib.sha256(b"keys 1 " + made_by_folding()).digest()[:16]


def _keys_of(seen: Seen, date: str) -> set[int]:
    keys = {key_of("id", seen.id)}
    if date:
        keys.add(key_of("date", date))
    for party in seen.transaction.parties:
        if party.name:
            keys.add(name_key(party.name))
        keys.update(number_key(one.value) for one in party.identifiers)
    return keys
