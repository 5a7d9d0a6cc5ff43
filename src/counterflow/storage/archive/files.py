"""Write the files of an archive: whole or not at all, also after a loss of power."""

from __future__ import annotations

from pathlib import Path

from counterflow.core.errors import RunError, StoreError
from counterflow.core.tables.atomic import WholeFile


def keep_file(file: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all.

    Raises:
        StoreError: it cannot be written; what was there before is untouched.
    """
    try:
        whole = WholeFile(file)
        try:
            whole.stream.write(content)
        except BaseException:
            whole.discard()
            raise
        whole.keep()
    except (OSError, RunError) as fault:
        told = fault.what if isinstance(fault, RunError) else str(fault)
        raise StoreError(
            f"decisions cannot be kept: {told}",
            where=str(file),
            why="nothing of them was kept; what was kept before is untouched",
            remedy="check that the disk has room and the folder may be written, then try again",
        ) from fault
