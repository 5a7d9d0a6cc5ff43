"""Name what a store keeps of a version, and the hash by which the version is known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from counterflow.watch.sources.list_file import ListFile

ORIGINAL: Final = "original"
"""A file as the publisher gave it, decompressed."""
LISTINGS: Final = "listings"
"""One listing a line, as JSON, in the publisher's order."""
REFUSALS: Final = "refusals"
NOTES: Final = "notes"
COUNTS: Final = "counts"
"""How many listings are of each programme, schema and source."""
ALWAYS: Final = (LISTINGS, REFUSALS, NOTES, COUNTS)
"""What is kept of every version, beside its originals."""
DIFFERENCE: Final = "difference"
"""What changed since the version that was in use."""


def hash_of(files: Sequence[ListFile]) -> str:
    """Name the content of a list: its file's own SHA-256, or that of several files' hashes.

    Neither the files' names, their order nor gzip changes it.

    Example:
        >>> hash_of([ListFile("a", b"x")]) == ListFile("b", b"x").sha256
        True
    """
    digests = sorted(file.sha256 for file in files)
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
