"""Match the parties of a file in two processes and tell time and memory; started by the benchmark.

    python matching_million.py STORE LIST,LIST… PARTIES

``PARTIES`` holds a schema, a tab and a name a line. A process of its own, so that nothing else
that the benchmark holds counts as memory of the engine.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from matching_ours import Workers
from matching_queries import Query
from run import Memory


def read(path: Path) -> Iterator[Query]:
    """Read parties one by one."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            schema, _, name = line.rstrip("\n").partition("\t")
            yield Query(f"party-{number}", schema, {"name": [name]})


def main() -> None:
    """Match and print one line of JSON."""
    store, lists, source = Path(sys.argv[1]), tuple(sys.argv[2].split(",")), Path(sys.argv[3])
    with Workers(store, lists) as workers:
        memory = Memory(os.getpid())
        memory.start()
        asked, found, seconds = workers.count(read(source))
        memory.over.set()
        memory.join()
    told = {"asked": asked, "found": found, "seconds": seconds, "peak_mb": memory.peak / 1024}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
