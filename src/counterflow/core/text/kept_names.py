"""Keep a table of names that takes long to make, beside the modules, for the next process.

Threat: a table made of other data would give other countries. Its file is named by the digest of
all that it is made of, appears whole or not at all, and what cannot be read is made anew.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_FOLDER = Path(__file__).parent / "__pycache__"


def kept_names(
    name: str, digest: str, make: Callable[[], dict[str, str]], *, folder: Path = _FOLDER
) -> dict[str, str]:
    """Give a table that was kept, or make it and keep it.

    Args:
        name: What the table is, a part of a file's name.
        digest: Of everything that the table is made of.
        make: Makes it.
        folder: Where it is kept; that of the compiled modules, which installing has made.

    Returns:
        The table: texts to texts.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as scratch:
        ...     first = kept_names("t", "0", lambda: {"a": "b"}, folder=Path(scratch))
        ...     kept_names("t", "0", dict, folder=Path(scratch)) == first
        True
    """
    file = folder / f"{name}-{digest[:16]}.json"
    # Missing, cut off, or no table: each is answered by making it.
    with suppress(OSError, ValueError):
        found = json.loads(file.read_bytes())
        if isinstance(found, dict) and found:
            return found
    made = make()
    _keep(file, made)
    return made


def _keep(file: Path, table: dict[str, str]) -> None:
    """Write a file that appears whole; a folder that may not be written is left alone."""
    with suppress(OSError):
        handle, scratch = tempfile.mkstemp(dir=file.parent, prefix=file.stem)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as opened:
                json.dump(table, opened, ensure_ascii=False)
            # Whoever may read the modules may read what is made of them.
            Path(scratch).chmod(0o644)
            Path(scratch).replace(file)
        except OSError:
            Path(scratch).unlink(missing_ok=True)
            raise
