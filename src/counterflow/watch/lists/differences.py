"""Say what changed between two versions of a list: added, removed, changed field by field."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from counterflow.core.model.listings import Listing


class Difference(msgspec.Struct, frozen=True):
    """The ids that two versions do not have in common, and those whose listing changed.

    ``before`` and ``after`` are the ids of the versions. Ids stand in the order of the alphabet.
    """

    before: str
    after: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether the two versions hold the same listings."""
        return not (self.added or self.removed or self.changed)


class Change(msgspec.Struct, frozen=True):
    """One field of one listing, before and after; a list of values is shown as what came and went.

    ``field`` is a path ("properties.alias", "programmes"). An absent side is empty. Where only the
    order of values or how often they stand changed, both sides hold all of them.
    """

    field: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class _Id(msgspec.Struct):
    id: str


_id_of = msgspec.json.Decoder(_Id).decode


def digests(lines: Iterable[bytes]) -> dict[str, bytes]:
    """Give a short hash of each listing by its id, from the lines in which they are stored."""
    bare = (line.rstrip(b"\n") for line in lines)
    return {_id_of(line).id: hashlib.blake2b(line, digest_size=16).digest() for line in bare}


def difference(
    before: str, one: Mapping[str, bytes], after: str, other: Mapping[str, bytes]
) -> Difference:
    """Settle what changed between two versions.

    Args:
        before: Id of the earlier version.
        one: Its digests.
        after: Id of the later version.
        other: Its digests.

    Example:
        >>> difference("a", {"x": b"1", "y": b"1"}, "b", {"y": b"2", "z": b"1"})
        Difference(before='a', after='b', added=('z',), removed=('x',), changed=('y',))
    """
    return Difference(
        before=before,
        after=after,
        added=tuple(sorted(other.keys() - one.keys())),
        removed=tuple(sorted(one.keys() - other.keys())),
        changed=tuple(sorted(key for key in one.keys() & other.keys() if one[key] != other[key])),
    )


def changes(before: Listing, after: Listing) -> list[Change]:
    """Settle which fields of a listing changed.

    Args:
        before: The listing of the earlier version.
        after: That of the later one.

    Returns:
        One change per field, in the order of the fields; values that stayed are left out.

    Example:
        >>> old = Listing("a", "l", "Company", {"name": ["Acme"], "alias": ["A", "B"]})
        >>> new = Listing("a", "l", "Company", {"name": ["Acme"], "alias": ["B", "C"]})
        >>> changes(old, new)
        [Change(field='properties.alias', before=('A',), after=('C',))]
    """
    one, other = dict(_fields(before)), dict(_fields(after))
    found = []
    for field in dict.fromkeys([*one, *other]):
        was, now = one.get(field, ()), other.get(field, ())
        gone = tuple(value for value in was if value not in now)
        come = tuple(value for value in now if value not in was)
        if gone or come:
            found.append(Change(field, gone, come))
        elif was != now:
            found.append(Change(field, was, now))
    return found


def _fields(listing: Listing) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give every field as a path with its values as texts; properties one by one."""
    for field, value in msgspec.to_builtins(listing).items():
        if field == "properties":
            yield from ((f"properties.{key}", tuple(values)) for key, values in value.items())
        elif isinstance(value, list | tuple):
            yield field, tuple(map(_text, value))
        else:
            yield field, (_text(value),)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
