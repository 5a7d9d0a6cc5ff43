"""Put the records of one or several sources together into one graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from counterflow.core.model.refusals import Refusal
from counterflow.watch.ownership.graph import Ints, OwnershipGraph, Ties
from counterflow.watch.ownership.loops import LOOP_KINDS
from counterflow.watch.ownership.naming import plain_name, strong_key
from counterflow.watch.ownership.ties import (
    OPEN_END,
    OPEN_START,
    Kind,
    NodeRecord,
    TieRecord,
    first_day,
    last_day,
)

MOST_REMARKS = 10_000
"""Remarks that are kept one by one; the others are counted."""
NAME_KEY = "name:"
"""How the key of somebody begins of whom a source gives a name and nothing else."""
_TYPES = {
    "owner": np.int32, "owned": np.int32, "kind": np.int8, "low": np.int64, "high": np.int64,
    "known": np.bool_, "stated": np.bool_, "start": np.int32, "end": np.int32, "as_of": np.int32,
    "source": np.int32, "words": np.int16,
}  # fmt: skip
_MOST_WORDS = 30_000
_SHOWN = 5


class GraphBuilder:
    """Gather nodes and ties, then order them.

    Records with the same key, or with the same strong number, are one node. So is a name without
    any number beside the only other record of exactly that name and country; and, inside one
    source, a name without a country beside its only bearer. Nothing is merged by likeness.
    """

    def __init__(self) -> None:
        self._at: dict[str, int] = {}
        self._parent: list[int] = []
        self._records: list[list[NodeRecord]] = []
        self._columns: dict[str, list[int]] = {name: [] for name in Ties.names()}
        self._tables: dict[str, dict[str, int]] = {"source": {}, "as_of": {"": 0}, "words": {}}
        self._described: set[int] = set()
        self._places: list[str] = []
        self._files: list[tuple[int, str]] = []
        self._came: Ints = np.zeros(0, dtype=np.int64)
        self.remarks: list[Refusal] = []
        self.refusals: list[Refusal] = []
        self.counts: Counter[str] = Counter()

    def remark(self, what: str, *, file: str = "", place: str = "", remedy: str = "") -> None:
        """Keep what a person must know of one record; nothing is passed over in silence."""
        self.counts["remarks"] += 1
        if len(self.remarks) < MOST_REMARKS:
            where = f"{file}, {place}" if file and place else file or place
            self.remarks.append(Refusal(what, file=where, remedy=remedy))

    def refuse(self, refusal: Refusal) -> None:
        """Count a record that could not be used."""
        self.counts["refused"] += 1
        if len(self.refusals) < MOST_REMARKS:
            self.refusals.append(refusal)

    def begin_file(self, name: str) -> None:
        """Say which file the next ties stand in."""
        self._files.append((len(self._places), name))

    def place_of(self, tie: int) -> str:
        """Say where a tie of the finished graph stands: file and line; empty where not known."""
        came = int(self._came[tie])
        file = next((name for start, name in reversed(self._files) if start <= came), "")
        return ", ".join(filter(None, [file, self._places[came]]))

    def keep(self, record: NodeRecord) -> str:
        """Take in a description of somebody and give the key."""
        self.add_node(record)
        return record.key

    def add_node(self, record: NodeRecord) -> int:
        """Take in a description of somebody; several of one key add up."""
        node = self._node(record.key)
        self._described.add(node)
        self._records[node].append(record)
        for kind, value in record.identifiers:
            if strong := strong_key(kind, value, record.country):
                known = self._at.setdefault(strong, node)
                self._unite(node, known)
        return node

    def add_tie(self, record: TieRecord, source: str) -> None:
        """Take in one statement about two keys; who is not described yet is kept by the key."""
        start, end = self._days(record, source)
        values = (
            self._node(record.owner),
            self._node(record.owned),
            int(record.kind),
            record.share.low,
            record.share.high,
            int(record.share.known),
            int(record.stated),
            start,
            end,
            self._position("as_of", record.as_of[:10]),
            self._position("source", source),
            self._position("words", record.words[:200]),
        )
        for column, value in zip(self._columns.values(), values, strict=True):
            column.append(value)
        self._places.append(record.place)
        self.counts["ties"] += 1

    def add_graph(self, graph: OwnershipGraph, scope: str) -> None:
        """Take in a whole graph, each node under its keys and numbers.

        Args:
            graph: The graph.
            scope: Its name: a name without a country is somebody inside one source only.
        """
        keys = [f"{key}@{scope}" if is_bare(key) else key for key in graph.keys]
        fields = zip(
            keys, graph.names, graph.countries, graph.identifiers, graph.schemas, strict=True
        )
        at = np.array([self.add_node(NodeRecord(*one)) for one in fields], dtype=np.int32)
        tables = {"source": graph.sources, "as_of": graph.days, "words": graph.words}
        moved: dict[str, Ints] = {
            name: np.array([self._position(name, one) for one in texts] or [0], dtype=np.int64)
            for name, texts in tables.items()
        }
        moved["owner"] = moved["owned"] = at
        for name in Ties.names():
            values = getattr(graph.ties, name)
            values = moved[name][values] if name in moved and len(values) else values
            self._columns[name].extend(values.tolist())
        self._places.extend([""] * len(graph.ties.owner))
        self.counts["ties"] += len(graph.ties.owner)

    def finish(self) -> OwnershipGraph:
        """Order what was gathered; repeated statements go, and are counted.

        Returns:
            The graph. ``remarks`` and ``counts`` of the builder tell what was repaired.
        """
        self._unite_names()
        if joined := self.counts["joined by name"]:
            self.remark(
                f"{joined:,} names without a country are taken for their only bearer in the data",
                remedy="give countries or numbers, so that namesakes are told apart",
            )
        roots = [self._root(node) for node in range(len(self._parent))]
        kept = {root: at for at, root in enumerate(dict.fromkeys(roots))}
        place = np.array([kept[root] for root in roots], dtype=np.int32)
        keys = [""] * len(kept)
        for key, node in self._at.items():
            at = kept[roots[node]]
            keys[at] = min(keys[at] or key, key, key=_key_rank)
        groups: list[list[NodeRecord]] = [[] for _ in kept]
        for node, records in enumerate(self._records):
            groups[place[node]].extend(records)
        self._tell_undescribed(groups, keys)
        columns: dict[str, Ints] = {
            n: np.array(v, dtype=_TYPES[n]) for n, v in self._columns.items()
        }
        if len(place):
            columns["owner"] = place[columns["owner"]]
            columns["owned"] = place[columns["owned"]]
        return OwnershipGraph(
            keys=keys,
            names=[_names(group, key) for group, key in zip(groups, keys, strict=True)],
            countries=[next((r.country.upper() for r in g if r.country), "") for g in groups],
            identifiers=[tuple(dict.fromkeys(i for r in g for i in r.identifiers)) for g in groups],
            schemas=[_schema(group) for group in groups],
            ties=self._ordered(columns, keys),
            sources=list(self._tables["source"]),
            days=list(self._tables["as_of"]),
            words=list(self._tables["words"]),
        )

    def _ordered(self, columns: dict[str, Ints], keys: list[str]) -> Ties:
        """Order the ties by who is owned, without repeated statements.

        Shares and votes in oneself stay, for a reviewer; another tie to oneself says nothing.
        """
        selfs = columns["owner"] == columns["owned"]
        empty = selfs & ~np.isin(columns["kind"], LOOP_KINDS)
        for node in dict.fromkeys(columns["owner"][empty].tolist()):
            self.remark(
                f"{keys[node]} is said to be tied to itself, which is left out",
                remedy="correct the record if it is a slip",
            )
        came = np.flatnonzero(~empty)
        columns = {name: values[~empty] for name, values in columns.items()}
        first = ("owned", "owner", "kind", "source", "known", "low", "high")
        rest = ("stated", "start", "end", "as_of", "words")
        order = np.lexsort([columns[name] for name in reversed((*first, *rest))])
        columns = {name: values[order] for name, values in columns.items()}
        same = np.ones(len(order), dtype=bool)
        for name in (*first, "stated", "start", "end"):
            same[1:] &= columns[name][1:] == columns[name][:-1]
        same[:1] = False
        if repeated := int(same.sum()):
            self.counts["repeated"] = repeated
        self._came = came[order][~same]
        return Ties(**{name: columns[name][~same] for name in Ties.names()})

    def _node(self, key: str) -> int:
        node = self._at.get(key)
        if node is None:
            node = self._at[key] = len(self._parent)
            self._parent.append(node)
            self._records.append([])
        return node

    def _root(self, node: int) -> int:
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def _unite(self, one: int, other: int) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._parent[second] = first

    def _unite_names(self) -> None:
        """Put a name without a number to the only other record of that name and country.

        A name without a country is put to the only other bearer of the name: in one source it is
        the same party written shorter, and taken apart its owners would be lost.
        """
        wanted: dict[str, set[int]] = {
            key: set() for key in self._at if key.startswith(NAME_KEY) and "@" not in key
        }
        if not wanted:
            return
        for node, records in enumerate(self._records):
            for record in records:
                numbered = not record.key.startswith(NAME_KEY)
                for plain in map(plain_name, record.names):
                    own = f"{NAME_KEY}{plain}|{record.country.upper()}"
                    if numbered and record.country and own in wanted:
                        wanted[own].add(self._root(node))
                    bare = f"{NAME_KEY}{plain}|"
                    if bare != record.key and bare in wanted:
                        wanted[bare].add(self._root(node))
        for key in sorted(wanted, key=is_bare):
            self._unite_name(key, {self._root(other) for other in wanted[key]})

    def _unite_name(self, key: str, others: set[int]) -> None:
        if len(others) == 1:
            self._unite(self._at[key], others.pop())
            if is_bare(key):
                self.counts["joined by name"] += 1
        elif others:
            self.remark(
                f"{key}: {len(others)} others bear this name; none is taken for it",
                remedy="give the country, or the number, of the one that is meant",
            )

    def _tell_undescribed(self, groups: list[list[NodeRecord]], keys: list[str]) -> None:
        unknown = [
            key
            for key, group in zip(keys, groups, strict=True)
            if not any(record.names for record in group)
        ]
        if unknown:
            shown = ", ".join(unknown[:_SHOWN]) + (" …" if len(unknown) > _SHOWN else "")
            self.remark(
                f"{len(unknown):,} are named in ties and no name is given for them: {shown}",
                remedy="import the records that describe them too; without a name nobody of them "
                "can be screened",
            )
        self.counts["undescribed"] = len(unknown)

    def _days(self, record: TieRecord, source: str) -> tuple[int, int]:
        start, end = first_day(record.start), last_day(record.end)
        if start is None or end is None or start > end:
            self.remark(
                f"the period {record.start or 'open'} to {record.end or 'open'} is none; "
                "the tie counts on every day",
                file=source, place=record.place, remedy="correct the dates",
            )  # fmt: skip
            return OPEN_START, OPEN_END
        return start, end

    def _position(self, table: str, text: str) -> int:
        held = self._tables[table]
        if table == "words" and len(held) >= _MOST_WORDS and text not in held:
            text = ""
        return held.setdefault(text, len(held))


def name_key(name: str, country: str) -> str:
    """Give the key of somebody of whom only a name and perhaps a country is known.

    Example:
        >>> name_key("ACME Ltd.", "ae"), name_key("Acme Limited", "")
        ('name:acme limited|AE', 'name:acme limited|')
    """
    return f"{NAME_KEY}{plain_name(name)}|{country.upper()}"


def is_bare(key: str) -> bool:
    """Tell whether a key is a name without a country.

    Example:
        >>> is_bare(name_key("Acme", "")), is_bare(name_key("Acme", "AE"))
        (True, False)
    """
    return key.startswith(NAME_KEY) and key.endswith("|")


def _key_rank(key: str) -> tuple[int, str]:
    """Prefer numbers of world registers, then sources' own keys, then names."""
    return (2 if key.startswith(NAME_KEY) else 0 if key.startswith("leiCode:") else 1, key)


def _names(records: Iterable[NodeRecord], key: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for record in records for name in record.names if name))
    if not names and key.startswith(NAME_KEY):
        return (key.removeprefix(NAME_KEY).rpartition("|")[0],)
    return names


def _schema(records: Iterable[NodeRecord]) -> str:
    schemas = dict.fromkeys(r.schema for r in records if r.schema not in ("", "LegalEntity"))
    return next(iter(schemas), "LegalEntity")


assert Kind.LINK < 127  # the column is a byte
