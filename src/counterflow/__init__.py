"""Counterflow: due diligence for trade.

``counterflow.open()`` gives an engine that screens transactions, files of them and single
parties; importing this package imports nothing else until a name is asked for (PEP 562).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterflow.core.version import VERSION as __version__
    from counterflow.engine import Engine
    from counterflow.public import candidates, compare, match, open, read, screen, screen_file

__all__ = [
    "Engine",
    "__version__",
    "candidates",
    "compare",
    "match",
    "open",
    "read",
    "screen",
    "screen_file",
]


def __getattr__(name: str) -> Any:
    """Offer the public surface on demand."""
    if name == "__version__":
        from counterflow.core.version import VERSION

        return VERSION
    if name == "Engine":
        from counterflow.engine import Engine

        return Engine
    if name in __all__:
        from counterflow import public

        return getattr(public, name)
    raise AttributeError(f"module 'counterflow' has no attribute {name!r}")
