"""Read a list from files: recognise its format by content, gather its companions, parse it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from counterflow.core.errors import ListUsageError
from counterflow.watch.sources import (
    ca_sema_xml,
    ch_seco_xml,
    eu_fsf_csv,
    eu_fsf_xml,
    eu_journal_csv,
    ftm_json,
    jp_export_bans,
    jp_meti,
    jp_meti_json,
    ofac_advanced_xml,
    ofac_csv,
    ofac_enhanced_xml,
    ofac_xml,
    opensanctions_csv,
    own_list,
    senzing_json,
    uk_conlist_csv,
    uk_sanctions_csv,
    uk_sanctions_xml,
    un_xml,
    us_bis_dpl,
    us_bis_entities,
    us_csl_csv,
    us_csl_json,
)
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import ParsedList, Reader, collect

READERS: tuple[Reader, ...] = (
    ofac_csv.READER,
    ofac_xml.READER,
    ofac_advanced_xml.READER,
    ofac_enhanced_xml.READER,
    un_xml.READER,
    eu_fsf_xml.READER,
    eu_fsf_csv.READER,
    eu_journal_csv.READER,
    uk_sanctions_xml.READER,
    uk_sanctions_csv.READER,
    uk_conlist_csv.READER,
    us_csl_json.READER,
    us_csl_csv.READER,
    us_bis_dpl.READER,
    us_bis_entities.READER,
    ca_sema_xml.READER,
    ch_seco_xml.READER,
    jp_export_bans.READER,
    jp_meti_json.READER,
    ftm_json.READER,
    opensanctions_csv.READER,
    senzing_json.READER,
    jp_meti.READER,
    own_list.READER,
)
"""Every format that can be read, tried in this order; claims do not overlap (a test)."""

_PRIMARY = re.compile(r"^(?P<before>.*?)(?P<key>cons_prim|sdn)(?P<after>.*)$", re.IGNORECASE)
_BEGINNING = 120
"""Bytes of a file's beginning that are shown where its format is not known."""
_COMPANIONS = {
    "sdn": ("alt", "add", "sdn_comments"),
    "cons_prim": ("cons_alt", "cons_add", "cons_comments"),
}


class ListInput(msgspec.Struct):
    """Hold the files of one list with the reader that claims them, before parsing."""

    reader: Reader
    files: list[ListFile]
    notes: list[str]


def read_list(
    paths: Sequence[Path],
    *,
    list_name: str,
    format: str | None = None,
) -> ParsedList:
    """Turn the files of one list into listings, all in memory.

    Args:
        paths: Files, plain or gzip, or directories, which stand for the files in them. Beside a
            lone SDN.CSV or CONS_PRIM.CSV its companion files are looked for.
        list_name: The store's name of the list; it begins the ids of most listings.
        format: The format's name where it should not be recognised by content.

    Returns:
        The parsed list, with notes on companions found, companions missing and files unused.

    Raises:
        ListError: Nothing to read, a file that cannot be read, or a format that is not known.

    Example:
        >>> read_list([], list_name="ofac_sdn")
        Traceback (most recent call last):
        counterflow.core.errors.ListUsageError: [CF220] no file was given...
    """
    return parse_input(gather_input(paths, format=format), list_name)


def gather_input(
    paths: Sequence[Path],
    *,
    format: str | None = None,
) -> ListInput:
    """Find the files of one list and the reader for them, without parsing.

    Args:
        paths: As for ``read_list``.
        format: As for ``read_list``.

    Returns:
        The files' bytes, so that what is kept is what is parsed.

    Raises:
        ListError: As for ``read_list``.
    """
    files, notes = _load(paths)
    reader = _named(format) if format else _recognise(files)
    if reader.format == ofac_csv.FORMAT:
        found = _companions(paths, files)
        files += found
        notes += [f"companion found beside it: {file.name}" for file in found]
    used = [file for file in files if reader.claims(file)]
    for file in files:
        if file not in used and file.chosen:
            if not format:
                raise _unknown([file], f"the file is not {reader.words}")
            used.append(file)
        elif file not in used:
            notes.append(f"not used, as it is not {reader.words}: {file.name}")
    return ListInput(reader, used, notes)


def parse_input(given: ListInput, list_name: str) -> ParsedList:
    """Parse gathered files.

    Args:
        given: What ``gather_input`` found.
        list_name: The store's name of the list.

    Returns:
        The parsed list; the notes on files come first.

    Raises:
        ListError: The files do not make up one list of their format.
    """
    if not given.files:
        raise ListUsageError(
            f"no file is {given.reader.words}", remedy="give the files of the list itself"
        )
    parsed = collect(given.reader, given.files, list_name)
    parsed.account.notes[:0] = given.notes
    return parsed


def _load(paths: Sequence[Path]) -> tuple[list[ListFile], list[str]]:
    """Load files and the files of directories; hidden files and folders inside are left out."""
    files: list[ListFile] = []
    notes: list[str] = []
    for path in paths:
        if not path.is_dir():
            files.append(load_list_file(path))
            continue
        for inside in sorted(path.iterdir()):
            if inside.is_file() and not inside.name.startswith("."):
                files.append(load_list_file(inside, chosen=False))
            elif inside.is_dir():
                notes.append(f"not read, as it is a folder inside a folder: {inside.name}")
    if not files:
        raise ListUsageError(
            "no file was given" if not paths else "the folder holds no file",
            where=", ".join(map(str, paths)),
            remedy="give the files of one list",
        )
    return files, notes


def _named(name: str) -> Reader:
    for reader in READERS:
        if reader.format == name:
            return reader
    raise ListUsageError(f"the format {name!r} is not known", remedy=f"use one of: {_formats()}")


def _recognise(files: Sequence[ListFile]) -> Reader:
    """Find the one reader that claims a file; files of two formats are not one list."""
    # Threat: each claim opens the file; one that its reader knows must not reach another's parser.
    by_file = [next((one for one in READERS if one.claims(file)), None) for file in files]
    claimed = [reader for reader in READERS if reader in by_file]
    if not claimed:
        raise _unknown(files, "the format of the list is not recognised")
    if len(claimed) > 1:
        raise ListUsageError(
            "the files are of several formats: " + ", ".join(r.format for r in claimed),
            where=", ".join(file.name for file in files),
            why="they are several lists",
            remedy="import one list at a time; of one file, say which it is (--format)",
        )
    return claimed[0]


def _companions(paths: Sequence[Path], files: Sequence[ListFile]) -> list[ListFile]:
    """Load the companions that stand beside a primary file given without any."""
    if len(paths) != 1 or paths[0].is_dir() or len(files) != 1:
        return []
    path = paths[0]
    match = _PRIMARY.match(path.name.removesuffix(".gz"))
    if not match:
        return []
    wanted = {
        f"{match['before']}{name}{match['after']}".lower()
        for name in _COMPANIONS[match["key"].lower()]
    }
    return [
        load_list_file(beside)
        for beside in sorted(path.parent.iterdir())
        if beside.is_file() and beside.name.lower().removesuffix(".gz") in wanted
    ]


def _unknown(files: Iterable[ListFile], what: str) -> ListUsageError:
    found = list(files)
    begin = " ".join(found[0].head[:_BEGINNING].decode("utf-8", "replace").split()) if found else ""
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in begin)
    return ListUsageError(
        f"{what}; it begins with “{shown}”",
        where=", ".join(file.name for file in found),
        why="a list read in the wrong format would lose its records",
        remedy="if it is a list of your own with headings of your own, give a mapping file beside "
        "it and --format own_list (docs/lists/own_lists.md); else name its format: "
        + ", ".join(reader.format for reader in READERS),
    )


def _formats() -> str:
    return "; ".join(f"{reader.format} ({reader.words})" for reader in READERS)
