"""Write a graph as bytes and open it again without unpacking its texts."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from counterflow.core.errors import OwnershipError
from counterflow.watch.ownership.graph import OwnershipGraph, Ties
from counterflow.watch.ownership.lookup import Lookup

_MARK = b"CFOWN1\n"
_PARTS = ("nodes", "ties", "texts", "keys", "names")


class _Column(Sequence[Any]):
    """Give the items of an Arrow column one by one, as Python values."""

    def __init__(self, column: Any, *, pairs: bool = False, many: bool = False) -> None:
        self._column = column.combine_chunks()
        self._pairs = pairs
        self._many = many

    def __len__(self) -> int:
        return len(self._column)

    def __getitem__(self, at: Any) -> Any:
        return self._item(self._column[int(at)].as_py())

    def __iter__(self) -> Iterator[Any]:
        return map(self._item, self._column.to_pylist())

    def _item(self, value: Any) -> Any:
        if self._pairs:
            return tuple((value[at], value[at + 1]) for at in range(0, len(value), 2))
        return tuple(value) if self._many else value


def pack(graph: OwnershipGraph) -> bytes:
    """Write a graph as bytes, with what finds its nodes; equal graphs give equal bytes."""
    lists = pa.list_(pa.string())
    nodes = pa.table(
        {
            "key": pa.array(list(graph.keys), pa.string()),
            "names": pa.array([list(one) for one in graph.names], lists),
            "country": pa.array(list(graph.countries), pa.string()),
            "identifiers": pa.array(
                [[t for pair in one for t in pair] for one in graph.identifiers], lists
            ),
            "schema": pa.array(list(graph.schemas), pa.string()),
        }
    )
    ties = pa.table({name: pa.array(getattr(graph.ties, name)) for name in Ties.names()})
    texts = [list(graph.sources), list(graph.days), list(graph.words)]
    tables = {
        "nodes": nodes,
        "ties": ties,
        "texts": pa.table({"texts": pa.array(texts, lists)}),
        "keys": pa.table(graph.by_key._asdict()),
        "names": pa.table(graph.by_name._asdict()),
    }
    out = io.BytesIO()
    out.write(_MARK)
    for part in _PARTS:
        held = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_stream(held, tables[part].schema, options=options) as writer:
            writer.write_table(tables[part])
        data = held.getvalue().to_pybytes()
        out.write(len(data).to_bytes(8, "big"))
        out.write(data)
    return out.getvalue()


def unpack(data: bytes) -> OwnershipGraph:
    """Open a graph from its bytes.

    Raises:
        OwnershipError: they are no graph of this program.
    """
    try:
        return _unpacked(data)
    except (ValueError, KeyError, IndexError, pa.ArrowException) as fault:
        raise OwnershipError(
            "what is kept of a graph cannot be read",
            why=" ".join(str(fault).split()),
            remedy="import its files again",
        ) from fault


def _unpacked(data: bytes) -> OwnershipGraph:
    if not data.startswith(_MARK):
        raise ValueError("it does not begin as a graph does")
    view, at = memoryview(data), len(_MARK)
    parts = {}
    for part in _PARTS:
        size = int.from_bytes(view[at : at + 8], "big")
        parts[part] = pa.ipc.open_stream(pa.py_buffer(view[at + 8 : at + 8 + size])).read_all()
        at += 8 + size
    nodes, ties = parts["nodes"], parts["ties"]
    columns = {name: ties.column(name).to_numpy() for name in Ties.names()}
    sources, days, words = parts["texts"].column("texts").to_pylist()
    graph = OwnershipGraph(
        keys=_Column(nodes.column("key")),
        names=_Column(nodes.column("names"), many=True),
        countries=_Column(nodes.column("country")),
        identifiers=_Column(nodes.column("identifiers"), pairs=True),
        schemas=_Column(nodes.column("schema")),
        ties=Ties(**columns),
        sources=sources,
        days=days,
        words=words,
    )
    for name, part in (("by_key", "keys"), ("by_name", "names")):
        hashes, at_nodes = (parts[part].column(field).to_numpy() for field in Lookup._fields)
        graph.__dict__[name] = Lookup(hashes, at_nodes)
    return graph
