"""Compare the listings of a fixture with its golden, or write the golden anew.

``COUNTERFLOW_GOLDENS=write pytest tests/unit/watch/sources`` writes them; the diff is reviewed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec

from counterflow.watch.sources.parsed import ParsedList

GOLDENS = Path(__file__).parent / "fixtures" / "list_goldens"


def assert_golden(parsed: ParsedList, name: str) -> None:
    """Compare listings with ``tests/fixtures/list_goldens/<name>.json``, one object each."""
    path = GOLDENS / f"{name}.json"
    found: list[dict[str, Any]] = json.loads(msgspec.json.encode(parsed.listings))
    if os.environ.get("COUNTERFLOW_GOLDENS") == "write":
        path.write_text(f"{json.dumps(found, ensure_ascii=False, indent=1)}\n", "utf-8")
    assert found == json.loads(path.read_text("utf-8"))
