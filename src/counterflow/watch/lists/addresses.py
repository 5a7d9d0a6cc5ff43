"""Know the official lists by name: where their publishers offer them, and how often to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from counterflow.core.errors import ListError, RuleError
from counterflow.core.facts import load_facts, read_citation, read_day, read_yaml
from counterflow.core.model.law import Citation
from counterflow.watch.lists.admission import check_name

FILE: Final = "lists.yaml"
"""The user's own addresses, in the folder of the store."""


class OfficialFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a list: the name under which it is kept, and its address."""

    name: str
    url: str


class OfficialList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One list of one publisher, as ``data/lists.yaml`` describes it.

    Attributes:
        name: Its name in the store.
        title: What the publisher calls it.
        authority: Who publishes it.
        regime: Whose law it is (US, EU, UK, UN, CA, CH, JP); empty for a list of the user's own.
        format: The reader.
        files: Its files; empty where it can only be imported by hand.
        hosts: Hosts to which the publisher's server may send, besides itself.
        hours: Hours between two questions of the worker.
        published: How often the publisher changes it, in words.
        states_no_day: The files state no day of publication; the server's stands for it.
        by_hand: Why it cannot be fetched.
        formats: Further readers of the same list.
        label: The source label of its entries, where two lists have one format; empty for any.
        required: Its regime needs this list, or another of its lists that is marked so.
        ended: The first day (ISO 8601) on which it is no law any more; empty while it lasts.
        successor: The list that took its place.
        citation: Where the address was seen.
    """

    name: str
    format: str
    title: str = ""
    authority: str = ""
    regime: str = ""
    files: tuple[OfficialFile, ...] = ()
    hosts: tuple[str, ...] = ()
    hours: float = 24
    published: str = ""
    states_no_day: bool = False
    by_hand: str = ""
    formats: tuple[str, ...] = ()
    label: str = ""
    required: bool = False
    ended: str = ""
    successor: str = ""
    citation: Citation = Citation("")


def load_addresses(own: Path | None = None) -> dict[str, OfficialList]:
    """Give the official lists by name, those of the package and of a user's file.

    Args:
        own: A file of the same form as ``data/lists.yaml``; its rows add to ours or take the place
            of a row of the same name. ``None`` for ours alone.

    Returns:
        The lists, in the order of the files.

    Raises:
        RuleError: A row is malformed, has an address that is not https, or lacks its source.
        ListError: A name is not allowed, or the user's file cannot be read.

    Example:
        >>> load_addresses()["un_sc"].files[0].url
        'https://scsanctions.un.org/resources/xml/en/consolidated.xml'
    """
    rows = _rows(load_facts(FILE), FILE)
    if own is not None:
        try:
            text = own.read_bytes()
        except OSError as fault:
            raise ListError(
                f"the file of addresses cannot be read: {fault.strerror}",
                where=str(own),
                remedy="give the path of a file in the form of docs/lists/fetching.md",
            ) from fault
        rows.update(_rows(read_yaml(text, str(own)), str(own)))
    return rows


def find_lists(known: Mapping[str, OfficialList], names: Iterable[str]) -> list[OfficialList]:
    """Give the lists of some names, in their order.

    Raises:
        ListError: A name is not known; all that are known are named.
    """
    asked = list(dict.fromkeys(names))
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise ListError(
            f"no official list is known as {', '.join(unknown)}",
            remedy="name one of " + ", ".join(known),
        )
    return [known[name] for name in asked]


def _rows(file: Any, where: str) -> dict[str, OfficialList]:
    if not isinstance(file, dict) or not isinstance(file.get("lists"), list):
        raise RuleError("the file has no `lists`", where=where, remedy="see docs/lists/fetching.md")
    if not isinstance(file.get("sources"), dict):
        raise RuleError("the file has no `sources`", where=where, why="an address needs its source")
    found = [_row(file, row, f"{where}, list {at}") for at, row in enumerate(file["lists"], 1)]
    return {row.name: row for row in found}


def _row(file: Mapping[str, Any], row: Any, where: str) -> OfficialList:
    if not isinstance(row, dict):
        raise RuleError("a row of `lists` is no mapping", where=where)
    plain = {key: value for key, value in row.items() if key not in ("source", "verified")}
    try:
        found = msgspec.convert(plain, OfficialList)
    except msgspec.ValidationError as fault:
        raise RuleError(f"a row of `lists` is malformed: {fault}", where=where) from fault
    check_name(found.name)
    for file_ in found.files:
        _check_file(file_, where)
    if bool(found.files) == bool(found.by_hand):
        raise RuleError(
            "a list has either `files` or the reason why it is imported `by_hand`", where=where
        )
    if not found.hours > 0:
        raise RuleError(f"`hours` is {found.hours}, not more than 0", where=where)
    read_day(found.ended, where)
    return msgspec.structs.replace(found, citation=read_citation(file, row, where))


def _check_file(file: OfficialFile, where: str) -> None:
    try:
        parts = urlsplit(file.url)
        sound = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        sound = False
    if not sound:
        raise RuleError(
            f"not an https address: {file.url!r}",
            where=where,
            why="over anything else a list could be changed on its way",
            remedy="give an address as https://host/path, without a name or password in it",
        )
    if Path(file.name).name != file.name or file.name.startswith(".") or "\\" in file.name:
        raise RuleError(f"not a plain file name: {file.name!r}", where=where)
