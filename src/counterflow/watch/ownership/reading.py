"""Read a file of owners, whatever it is: told by its content, then checked as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from counterflow.core.errors import OwnershipError
from counterflow.core.model.refusals import Refusal
from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.checks import check_loops, check_selfs, check_sums
from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.read_bods import read_bods
from counterflow.watch.ownership.read_csv import read_table
from counterflow.watch.ownership.read_ftm import read_ftm
from counterflow.watch.ownership.read_gleif import read_gleif
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.xml_stream import root_name

Reader = Callable[[Path, str, GraphBuilder], None]
READERS: Final[dict[str, Reader]] = {
    "ftm": read_ftm,
    "bods": read_bods,
    "gleif": read_gleif,
    "table": read_table,
}
"""Formats by name."""
_GLEIF_ROOTS = frozenset({"RelationshipData", "LEIData", "ReportingExceptionData"})


class ReadGraph(NamedTuple):
    """A graph and the account of its reading.

    Attributes:
        graph: The graph.
        format: The formats that were read, joined.
        counts: Records, ties, refused, repeated, remarks, undescribed.
        refusals: Records that were not used.
        remarks: What was repaired, or is doubtful, with its place.
    """

    graph: OwnershipGraph
    format: str
    counts: dict[str, int]
    refusals: tuple[Refusal, ...]
    remarks: tuple[Refusal, ...]


def read_graph(
    paths: Sequence[Path],
    source: str,
    *,
    format: str | None = None,
) -> ReadGraph:
    """Read files of owners into one graph.

    Args:
        paths: The files, of one format or of several; gzip and a zip of one file are unpacked.
        source: Name of the source, which every explanation shows.
        format: One of ``READERS``; told by the content if ``None``.

    Returns:
        The graph with its account: every record became a node or a tie, or is refused.

    Raises:
        OwnershipError: the format is not known, the file breaks off, or no tie is in it.
        ListError: the file cannot be opened.
        InputError: the file is no table.
    """
    if format is not None and format not in READERS:
        raise OwnershipError(f"unknown format {format!r}", remedy=f"one of: {', '.join(READERS)}")
    builder = GraphBuilder()
    formats: dict[str, None] = {}
    for path in paths:
        known = format or recognise(load_list_file(path))
        formats[known] = None
        builder.begin_file(path.name)
        READERS[known](path, source, builder)
    graph = builder.finish()
    if not len(graph):
        said = [*builder.refusals, *builder.remarks]
        raise OwnershipError(
            "the file names nobody",
            where=", ".join(path.name for path in paths),
            why=said[0].what if said else "no record was found in it",
            remedy="see docs/ownership.md for the formats that are read",
        )
    check_sums(graph, builder)
    check_selfs(graph, builder)
    check_loops(graph, builder)
    counts = dict(builder.counts)
    return ReadGraph(
        graph, ", ".join(formats), counts, tuple(builder.refusals), tuple(builder.remarks)
    )


def recognise(file: ListFile) -> str:
    r"""Tell the format of a file by its content.

    Example:
        >>> recognise(ListFile("a.csv", b"owner,owned,share\nA,B,50\n"))
        'table'
        >>> recognise(ListFile("a.json", b'{"id": "a", "schema": "Company", "properties": {}}'))
        'ftm'
    """
    if root_name(file) in _GLEIF_ROOTS:
        return "gleif"
    head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in (b"[", b"{"):
        for mark, found in (
            (b'"recordType"', "bods"), (b'"statementID"', "bods"), (b'"Relationship"', "gleif"),
            (b'"ExceptionCategory"', "gleif"), (b'"LegalName"', "gleif"), (b'"schema"', "ftm"),
        ):  # fmt: skip
            if mark in head:
                return found
    if b"Relationship.StartNode" in head[:4096]:
        return "gleif"
    return "table"
