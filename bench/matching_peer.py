"""Ask the peer, inside its own environment: nomenklatura's DuckDB blocker, then LogicV2.

    python matching_peer.py ENTITIES FOLDER GROUP=BATCH=QUERIES…

``ENTITIES`` are the listings as FollowTheMoney JSON, one a line; ``QUERIES`` likewise. Prints a
line ``{"ready": …}`` when it could answer, waits for a line on standard input (so that several
processes begin together), then prints per group one line with its seconds and writes the answers
to ``FOLDER/GROUP.answers``.

The blocker answers batches only, and leaves out words that are common in list and batch together:
a large batch loses some candidates that a small one finds. ``BATCH`` is the queries it is given at
once; the time of a batch counts for all of its queries alike.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CANDIDATES = 75
THRESHOLD = 0.70


class Peer:
    """The blocker over one list and the scorer, ready to answer.

    Args:
        entities: The listings, one FollowTheMoney entity a line.
        folder: Where the blocker keeps its files.
    """

    def __init__(self, entities: Path, folder: Path) -> None:
        stores: Any = importlib.import_module("nomenklatura.store")
        linkers: Any = importlib.import_module("nomenklatura.resolver")
        blockers: Any = importlib.import_module("nomenklatura.blocker")
        matching: Any = importlib.import_module("nomenklatura.matching")
        ftm: Any = importlib.import_module("followthemoney")
        self._schemata = ftm.model.schemata
        known = folder / "listings.json"
        with known.open("w", encoding="utf-8") as file:
            for line in entities.open(encoding="utf-8"):
                file.write(json.dumps(self._known(json.loads(line))) + "\n")
        store = stores.load_entity_file_store(known, linkers.Linker({}))
        view = store.default_view(external=True)
        self._make = ftm.StatementEntity.from_data
        self._dataset = ftm.Dataset.make({"name": "queries", "title": "queries"})
        # Assembled once: the store would do it for every candidate of every query.
        self._listed = {entity.id: entity for entity in view.entities()}
        self._index = blockers.Index(view, folder, options={"max_candidates": CANDIDATES})
        self._index.build()
        self._score = matching.LogicV2.compare
        self._config = matching.LogicV2.default_config()

    def __len__(self) -> int:
        return len(self._listed)

    def _known(self, entity: dict[str, Any]) -> dict[str, Any]:
        """Leave out properties that the peer's model does not know; it would refuse the entity."""
        known = self._schemata[entity["schema"]].properties
        kept = {key: values for key, values in entity["properties"].items() if key in known}
        return {**entity, "properties": kept}

    def answer(self, lines: list[str]) -> Iterator[dict[str, Any]]:
        """Answer a batch: candidates best first, matches, seconds of each query."""
        began = time.perf_counter()
        queries = [
            self._make(self._dataset, self._known(json.loads(line)), cleaned=True) for line in lines
        ]
        found = {key.id: pairs for key, pairs in self._index.match_entities(queries)}
        share = (time.perf_counter() - began) / max(1, len(queries))
        for query in queries:
            started = time.perf_counter()
            candidates = [key.id for key, _ in found.get(query.id, ())]
            matches = []
            for candidate in candidates:
                listing = self._listed[candidate]
                if query.schema.can_match(listing.schema):
                    score = self._score(query, listing, self._config).score
                    if score >= THRESHOLD:
                        matches.append([candidate, score])
            matches.sort(key=lambda match: (-match[1], match[0]))
            seconds = time.perf_counter() - started + share
            yield {
                "id": query.id, "candidates": candidates, "matches": matches, "seconds": seconds,
            }  # fmt: skip


def peak_mb() -> float:
    """Give the most memory that this process has held, in MB.

    Not ``ru_maxrss``: a process takes that over from the one that started it.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Start, say so, and answer all groups."""
    began = time.perf_counter()
    entities, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    peer = Peer(entities, folder)
    # A first answer with candidates, so that no loading of tables falls into the measurement.
    with entities.open(encoding="utf-8") as file:
        probe = {**json.loads(file.readline()), "id": "probe"}
    list(peer.answer([json.dumps(probe)]))
    ready = {"seconds": time.perf_counter() - began, "entities": len(peer), "peak_mb": peak_mb()}
    print(json.dumps({"ready": ready}), flush=True)
    sys.stdin.readline()
    for asked in sys.argv[3:]:
        group, batch, path = asked.split("=", 2)
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        size = int(batch)
        with (folder / f"{group}.answers").open("w", encoding="utf-8") as file:
            taken = 0.0
            for start in range(0, len(lines), size):
                started = time.perf_counter()
                answers = list(peer.answer(lines[start : start + size]))
                taken += time.perf_counter() - started
                file.writelines(json.dumps(answer) + "\n" for answer in answers)
        told = {"group": group, "seconds": taken, "queries": len(lines), "peak_mb": peak_mb()}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
