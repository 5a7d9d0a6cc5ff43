"""Tell which of OFAC's two publications a file is: by what it holds, else by the list's name.

Its SDN list and its consolidated (non-SDN) list have one format, and neither file says which it is.
The name of a file is whatever somebody saved it under, so it settles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.ofac_acts import CONSOLIDATED, SDN, UNKNOWN, OfacList
from counterflow.watch.sources.parsed import Account
from counterflow.watch.sources.programmes import programmes_of

_GROUP: Final = re.compile(rb"<(?:\w+:)?programList>(.{0,4000}?)</(?:\w+:)?programList>", re.DOTALL)
_TAG: Final = re.compile(rb"<(?:\w+:)?program>([^<]{1,200})</")
_CARRIED: Final = 8_000
"""Bytes kept from piece to piece: no group of programmes is as long."""


def list_of(entries: Iterable[tuple[str, ...]], list_name: str) -> OfacList:
    """Tell the SDN list from the non-SDN list.

    An entry speaks for the SDN list where our tables know one of its programmes there and none on
    the other lists; for the other lists where one of its programmes stands on them alone. The
    greater number settles it. Where both are equal the list's name does.

    Args:
        entries: The programme tags of each entry.
        list_name: The store's name of the list.

    Returns:
        The list, or ``UNKNOWN`` where neither tells.

    Example:
        >>> list_of([("SDGT",), ("RUSSIA-EO14024",)], "us").source
        'ofac_sdn'
        >>> list_of([("CMIC-EO13959",), ("NS-PLC", "SDGT")], "us").source
        'ofac_cons'
        >>> list_of([("RUSSIA-EO14024",)], "us_ofac_cons").source
        'ofac_cons'

    Basis:
        ``data/programmes/ofac.yaml`` and ``ofac_consolidated.yaml``. Real files: SDN of 2023-12-28
        and 2024-05-03, 9,608 and 9,799 entries against none; CONS_PRIM of 2025, none against 69.
    """
    lead = sum(map(_vote, entries))
    if lead:
        return SDN if lead > 0 else CONSOLIDATED
    return named_list(list_name)


@lru_cache(maxsize=4096)
def _vote(entry: tuple[str, ...]) -> int:
    """Give 1 where an entry speaks for the SDN list, -1 for the other lists, 0 for neither."""
    on_sdn, on_others = programmes_of(SDN.publisher), programmes_of(CONSOLIDATED.publisher)
    codes = [code.upper() for code in entry]
    if not any(code in on_others for code in codes):
        return int(any(code in on_sdn for code in codes))
    return -int(any(code in on_others and code not in on_sdn for code in codes))


def named_list(list_name: str) -> OfacList:
    """Tell which publication the store's name of a list means.

    Example:
        >>> named_list("us_ofac_consolidated").source, named_list("us").source
        ('ofac_cons', 'ofac')
    """
    name = list_name.lower()
    if "cons" in name or "nonsdn" in name or "non_sdn" in name:
        return CONSOLIDATED
    return SDN if "sdn" in name else UNKNOWN


def programme_groups(file: ListFile) -> Iterator[tuple[str, ...]]:
    """Give the programmes of each record of a plain XML list, without parsing it.

    The list must be known before the first record is read, and a second walk over the file would
    cost as much as the first. What this misses (another encoding) leaves it to the list's name.
    """
    kept = b""
    for piece in file.chunks():
        text = kept + piece
        end = 0
        for group in _GROUP.finditer(text):
            end = group.end()
            yield tuple(tag.decode("utf-8", "replace").strip() for tag in _TAG.findall(group[1]))
        kept = text[max(end, len(text) - _CARRIED) :]


def note_list(account: Account, ofac_list: OfacList, list_name: str) -> None:
    """Say that nothing tells which list a file is, or that it is not what the list is called."""
    called = named_list(list_name)
    if ofac_list is UNKNOWN:
        account.notes.append(
            f"neither the programmes of the entries nor the list's name ({list_name}) say whether "
            "this is the SDN list or the consolidated (non-SDN) list: the legal effect is unknown; "
            "name the list ofac_sdn or ofac_consolidated"
        )
    elif called not in (UNKNOWN, ofac_list):
        account.notes.append(
            f"the list is called {list_name}, but its programmes are those of another list, "
            f"and it is read as such: {ofac_list.title}"
        )
