"""Where ownership data stand in a store; apart, so that asking for them loads no readers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FILE: Final = "ownership.sqlite"
"""The file of a store's folder that holds every version of every source."""


def has_graphs(folder: Path) -> bool:
    """Tell whether a store holds any ownership data.

    Args:
        folder: The folder of the store.
    """
    return (folder / FILE).exists()
