"""Give the records of a JSON file to the readers of ownership, with a fault where it breaks off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from counterflow.core.errors import OwnershipError
from counterflow.core.model.refusals import Refusal
from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.sources.json_records import read_json_records
from counterflow.watch.sources.json_stream import iterate_objects
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account


def json_records(
    file: ListFile, builder: GraphBuilder, *, inside: tuple[str, ...] = ()
) -> Iterator[tuple[dict[str, Any], str]]:
    """Give each object of a file with its place; what is no object is refused.

    Args:
        file: One object a line, one array, or an object that holds an array.
        builder: Counts records and takes refusals.
        inside: Names under which the array may stand.

    Raises:
        OwnershipError: the file breaks off: half a graph would hide owners.
    """
    head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    key = next((name for name in inside if f'"{name}"'.encode() in head[:4096]), "")
    if head[:1] == b"{" and key:
        account = Account("ownership")
        for number, value in enumerate(iterate_objects(file, key, account), start=1):
            yield from _object(value, f"record {number}", file, builder)
        check_whole(account.refusals, file.name)
        return
    for record in read_json_records(file):
        place = f"line {record.line}" if record.line else f"record {record.number}"
        if record.fatal:
            check_whole([record.place(file)], file.name)
        try:
            value = msgspec.json.decode(record.data)
        except (msgspec.DecodeError, RecursionError) as fault:
            wrong = record.place(file, record.wrong or f"the record is no JSON: {fault}")
            check_whole([wrong], file.name)
            builder.counts["records"] += 1
            builder.refuse(wrong)
            continue
        yield from _object(value, place, file, builder)


def _object(
    value: Any, place: str, file: ListFile, builder: GraphBuilder
) -> Iterator[tuple[dict[str, Any], str]]:
    builder.counts["records"] += 1
    if isinstance(value, dict):
        yield value, place
    else:
        builder.refuse(Refusal("the record is no object", file=f"{file.name}, {place}"))


def check_whole(refusals: list[Refusal], file: str) -> None:
    """Refuse a file that breaks off.

    Raises:
        OwnershipError: some refusal is fatal.
    """
    for refusal in refusals:
        if refusal.fatal:
            raise OwnershipError(
                refusal.what,
                where=file,
                why="half a graph would hide owners; nothing was imported",
                remedy=refusal.remedy or "fetch the file again",
            )


def texts(value: Any) -> list[str]:
    """Give a value as texts: a list of them, one, or the id of a nested record.

    Example:
        >>> texts(["a", {"id": "b"}, None]), texts("c"), texts(None)
        (['a', 'b'], ['c'], [])
    """
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    if isinstance(value, dict):
        return texts(value.get("id"))
    return [] if value is None else [str(value)]


def mappings(
    record: Mapping[str, Any], key: str, place: str, file: str, builder: GraphBuilder
) -> list[dict[str, Any]]:
    """Give the objects that stand under a name, one or a list; what is none is a remark.

    Args:
        record: The record.
        key: The name.
        place: Where the record stands, for the remark.
        file: The file, for the remark.
        builder: Takes the remark.
    """
    value = record.get(key)
    given = value if isinstance(value, list) else [] if value is None else [value]
    found = [one for one in given if isinstance(one, dict)]
    if len(found) < len(given):
        builder.remark(f"what stands under “{key}” is not read: no object", file=file, place=place)
    return found
