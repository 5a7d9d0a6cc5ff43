"""Estimate how many rows a file holds, for progress bars only."""

from __future__ import annotations

from pathlib import Path

SAMPLE = 1 << 18


def estimate_rows(path: Path) -> int | None:
    """Estimate the rows of a file from its size and its first lines.

    Args:
        path: Any file that ``open_table`` reads.

    Returns:
        Rows, exact for Parquet and for short text files; ``None`` where nothing can be told
        without reading the file (gzip, workbooks).
    """
    try:
        with path.open("rb") as file:
            sample = file.read(SAMPLE)
        if sample.startswith(b"PAR1"):
            import pyarrow.parquet as pq

            return int(pq.read_metadata(path).num_rows)
    except (OSError, ValueError):
        return None  # whoever opens the file to read it says what is wrong with it
    if sample.startswith((b"PK", b"\x1f\x8b")):
        return None
    lines = sample.count(b"\n")
    if not lines:
        return None
    return max(1, round(lines * path.stat().st_size / len(sample)))
