"""Graphs in the store: versions by their files, whole or refused, opened as they were."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from counterflow.core.errors import OwnershipError
from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.kept import graphs, import_graph, in_use, open_graphs
from counterflow.watch.ownership.later_data import set_back
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


def test_data_of_a_later_day_is_told(tmp_path: Path) -> None:
    """Found on 2026-11-21: data imported without its day was not asked, and nothing said so."""
    older = tmp_path / "older.csv"
    older.write_text("owner,owned,share\nX,A,5\n", "utf-8")
    store = tmp_path / "store"
    undated = import_graph(store, [HOLDINGS], name="house")
    asked = dt.date.fromisoformat(undated.day) - dt.timedelta(days=1)
    ((told, lacks),) = set_back(store, asked)
    assert lacks
    assert told.startswith(f"{undated.id} was not asked for owners on {asked}: no day of its data")
    assert "--published-on" in told
    assert set_back(store, asked + dt.timedelta(days=1)) == []
    assert set_back(store, None) == []
    # An older version of the source is asked instead: the newer one is told, and nothing lacks.
    import_graph(store, [older], name="house", published_on="2024-05-01")
    ((told, lacks),) = set_back(store, asked)
    assert not lacks
    assert ", an older version was: no day of its data was given" in told
    # Before all of them the oldest is told.
    ((told, lacks),) = set_back(store, dt.date(2023, 1, 1))
    assert lacks
    assert told.endswith("it is the oldest of its source, and its data is of 2024-05-01")


def test_a_newer_version_with_its_day_needs_no_word(tmp_path: Path) -> None:
    """A look-back uses the version of its day: that is what it is for."""
    newer = tmp_path / "newer.csv"
    newer.write_text("owner,owned,share\nX,A,5\n", "utf-8")
    import_graph(tmp_path, [HOLDINGS], name="house", published_on="2024-05-01")
    import_graph(tmp_path, [newer], name="house", published_on="2025-05-01")
    assert set_back(tmp_path, dt.date(2024, 12, 31)) == []


def test_the_day_may_be_given_later_and_not_changed(tmp_path: Path) -> None:
    first = import_graph(tmp_path, [HOLDINGS], name="house")
    dated = import_graph(tmp_path, [HOLDINGS], name="house", published_on="2024-05-01")
    assert (dated.at, dated.day) == (first.at, "2024-05-01")
    assert graphs(tmp_path) == [dated]
    assert import_graph(tmp_path, [HOLDINGS], name="house") == dated
    assert in_use(tmp_path, dt.date(2024, 6, 1)) == [dated]
    with pytest.raises(OwnershipError, match="kept already as data of 2024-05-01, not of 2025"):
        import_graph(tmp_path, [HOLDINGS], name="house", published_on="2025-05-01")
    assert graphs(tmp_path) == [dated]
