"""Where accepted watch data stand in a store; apart, so that asking for them loads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FILE: Final = "accepted.sqlite"
"""The file of a store's folder that holds every acceptance and every withdrawal."""


def has_accepted(folder: Path) -> bool:
    """Tell whether anything of a claim was ever accepted into a store.

    Args:
        folder: The folder of the store.
    """
    return (folder / FILE).exists()
