"""Graphs in the store: versions by their files, whole or refused, opened as they were."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from counterflow.core.errors import OwnershipError
from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.kept import graphs, import_graph, in_use, open_graphs
from counterflow.watch.ownership.packed import pack, unpack
from counterflow.watch.ownership.place import FILE
from counterflow.watch.ownership.reading import read_graph
from counterflow.watch.ownership.ties import Kind
from ownership_graphs import graph_of

HOLDINGS = Path(__file__).parents[3] / "fixtures" / "ownership" / "holdings.csv"


def _content(graph: OwnershipGraph) -> list[object]:
    ties = [getattr(graph.ties, name).tolist() for name in graph.ties.names()]
    texts = [list(one) for one in (graph.sources, graph.days, graph.words)]
    nodes = [graph.keys, graph.names, graph.countries, graph.identifiers, graph.schemas]
    return [ties, texts, *map(list, nodes)]


def test_a_graph_comes_back_as_it_was() -> None:
    graph = read_graph([HOLDINGS], "house").graph
    again = unpack(pack(graph))
    assert _content(again) == _content(graph)
    assert again.find(["Pelrin Trade Ltd"], "AE", []) == graph.find(["Pelrin Trade Ltd"], "AE", [])
    assert pack(graph) == pack(again)


def test_an_empty_graph_and_one_of_control_alone_come_back() -> None:
    graph = graph_of([("X", "A", "", Kind.CONTROL)])
    assert _content(unpack(pack(graph))) == _content(graph)


def test_the_same_file_is_kept_once_and_the_newest_is_in_use(tmp_path: Path) -> None:
    store, newer = tmp_path / "store", tmp_path / "newer.csv"
    newer.write_text("owner,owned,share\nX,A,5\n", "utf-8")
    first = import_graph(store, [HOLDINGS], name="house", published_on="2024-05-01")
    assert import_graph(store, [HOLDINGS], name="house") == first
    second = import_graph(store, [newer], name="house", published_on="2025-05-01")
    other = import_graph(store, [newer], name="other", published_on="2025-05-01")
    assert graphs(store) == [second, first, other]
    assert in_use(store) == [second, other]
    assert in_use(store, dt.date(2024, 12, 31)) == [first]
    assert in_use(store, dt.date(2020, 1, 1)) == []
    assert first.id.startswith("house@2024-05-01#")
    whole = open_graphs(store, in_use(store))
    assert whole is not None
    assert sorted(whole.sources) == ["house", "other"]
    assert open_graphs(store, []) is None
    assert graphs(tmp_path / "nowhere") == []


def test_what_cannot_be_read_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("owner,share\nX,5\n", "utf-8")
    for asked in ({"name": "Bad Name"}, {"name": "x"}, {"name": "y", "published_on": "soon"}):
        paths = [bad] if "published_on" not in asked else [HOLDINGS]
        with pytest.raises(OwnershipError):
            import_graph(tmp_path / "store", paths, **asked)
    assert graphs(tmp_path / "store") == []


def test_a_damaged_graph_is_refused(tmp_path: Path) -> None:
    kept = import_graph(tmp_path, [HOLDINGS], name="house")
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE graph SET data = zeroblob(100)")
    connection.close()
    with pytest.raises(OwnershipError, match="damaged"):
        open_graphs(tmp_path, [kept])
    with pytest.raises(OwnershipError, match="cannot be read"):
        unpack(b"CFOWN1\n nothing of ours")
