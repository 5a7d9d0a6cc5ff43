"""One entry of the log, and the bytes over which its hash is taken."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

import msgspec

BEGINNING = "0" * 64
"""What stands as the hash before the first entry."""
_KIND = re.compile(r"[a-z]+(?:[.-][a-z]+)*")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log.

    Attributes:
        seq: Its number, from 1, without a gap.
        at: When, in UTC: ``2026-11-22T04:32:15.123456Z``; never earlier than the entry before.
        clock: What the clock said, where that was earlier than the entry before; else ``None``.
        actor: Who did it.
        kind: What was done, as ``people.add``.
        facts: What else there is to know, as canonical JSON.
        prev: Hash of the entry before; 64 zeros for the first.
        hash: SHA-256 of ``body``, as 64 hexadecimal digits.
    """

    seq: int
    at: str
    actor: str
    kind: str
    facts: str
    prev: str
    hash: str
    clock: str | None = None

    @property
    def body(self) -> bytes:
        """Give the bytes over which the hash is taken.

        Returns:
            One JSON object in UTF-8 with the members ``actor``, ``at``, ``clock``, ``facts``,
            ``kind``, ``prev``, ``seq`` in this order, without spaces.
        """
        # The facts are put in as they are kept: reading and writing them again could change a byte.
        actor, at, clock, kind, prev = map(
            msgspec.json.encode, (self.actor, self.at, self.clock, self.kind, self.prev)
        )
        return b'{"actor":%b,"at":%b,"clock":%b,"facts":%b,"kind":%b,"prev":%b,"seq":%d}' % (
            actor, at, clock, self.facts.encode(), kind, prev, self.seq,
        )  # fmt: skip

    def fact(self, name: str) -> Any:
        """Give one of the facts; ``None`` where there is none of that name."""
        return msgspec.json.decode(self.facts).get(name)


def entry_after(
    before: Entry | None,
    kind: str,
    facts: dict[str, Any],
    *,
    actor: str,
    at: dt.datetime,
) -> Entry:
    """Give the entry that follows another.

    Args:
        before: The last entry; ``None`` where there is none.
        kind: Small letters, with points or hyphens between words.
        facts: What ``canonical`` takes.
        actor: Who acts; never empty.
        at: The time, with its zone.

    Raises:
        ValueError: the kind or the actor is none, or the facts cannot be written.
    """
    if not _KIND.fullmatch(kind):
        raise ValueError(f"no kind of an entry: {kind!r}")
    if not actor.strip() or "\x00" in actor:
        raise ValueError("nobody is named who acts")
    said = written(at)
    late = before is not None and said < before.at
    plain = Entry(
        seq=before.seq + 1 if before else 1,
        at=before.at if before is not None and late else said,
        clock=said if late else None,
        actor=actor,
        kind=kind,
        facts=canonical(facts),
        prev=before.hash if before else BEGINNING,
        hash="",
    )
    return msgspec.structs.replace(plain, hash=hashlib.sha256(plain.body).hexdigest())


def written(at: dt.datetime) -> str:
    """Write a time in the one form that sorts as time does.

    Raises:
        ValueError: the time has no zone.

    Example:
        >>> written(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))
        '2026-03-01T12:00:00.000000Z'
    """
    if at.tzinfo is None:
        raise ValueError("a time without its zone could be any of 26 hours")
    plain = at.astimezone(dt.UTC).replace(tzinfo=None)
    return f"{plain.isoformat(timespec='microseconds')}Z"


def canonical(facts: dict[str, Any]) -> str:
    """Write facts so that the same facts are always the same bytes.

    Args:
        facts: Texts, whole numbers, truth values, ``None``, and lists and dicts of them. Numbers
            with a point are refused: programs write them differently.

    Raises:
        ValueError: something else is among them.

    Example:
        >>> canonical({"b": [1, None], "a": "é"})
        '{"a":"é","b":[1,null]}'
    """
    _check(facts)
    return msgspec.json.encode(facts, order="sorted").decode()


def _check(value: object) -> None:
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("a fact is named by text")
        for inner in value.values():
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    elif value is not None and not isinstance(value, str | int):
        raise ValueError(f"no fact of a log: {value!r}; write it as text")
