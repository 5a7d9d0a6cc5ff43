"""Compile the loops of the search to machine code, once per machine and version.

Numba keeps the machine code in a folder beside the modules where that may be written, else in the
user's cache folder; where neither can be written, every process compiles anew (some seconds, and
the answers are the same). The loops are plain Python: ``NUMBA_DISABLE_JIT=1`` runs them uncompiled,
which a test uses to show that both give the same.

Threat: Numba tells kept code by the source file of a function alone. A constant or a function that
comes from another module is built into the code, so after an upgrade old code would meet a new
index. The folder is therefore named by everything that the loops are made of.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

_F = TypeVar("_F", bound=Callable[..., object])
_HERE = Path(__file__).parent
_PACKAGE = _HERE.parents[1]
MADE_OF = (
    "watch/index/*.py", "watch/matching/names.py", "watch/matching/words.py",
    "watch/matching/alignment.py", "core/text/word_sounds.py",
)  # fmt: skip
"""The modules whose code and constants are in the loops."""


@cache
def code_folder() -> Path:
    """Give the folder of the machine code of exactly these sources; it need not exist.

    The setting ``NUMBA_CACHE_DIR`` names another place for it.
    """
    sums = hashlib.sha256()
    for file in sorted(file for pattern in MADE_OF for file in _PACKAGE.glob(pattern)):
        sums.update(file.read_bytes())
    name = f"loops-{sums.hexdigest()[:16]}"
    if asked := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(asked, name)
    beside = _HERE / "__pycache__"
    if os.access(beside if beside.exists() else _HERE, os.W_OK):
        return beside / name
    return Path.home() / ".cache" / "counterflow" / name


def compiled(function: _F) -> _F:
    """Compile a function of numbers and arrays at its first call, and keep the machine code.

    It releases the interpreter's lock. Fast-math is off: the same input gives the same bits on
    every machine.

    Example:
        >>> import numpy as np
        >>> @compiled
        ... def total(values):
        ...     return values.sum()
        >>> float(total(np.array([1.0, 2.0])))
        3.0
    """
    config: Any = numba.config
    kept = config.CACHE_DIR
    try:
        config.CACHE_DIR = str(code_folder())
        return cast("_F", numba.njit(cache=True, nogil=True)(function))
    except (RuntimeError, OSError):  # no folder for the code: a read-only installation, no home
        return cast("_F", numba.njit(nogil=True)(function))
    finally:
        config.CACHE_DIR = kept


def inlined(function: _F) -> _F:
    """Compile a function into each loop that calls it.

    For what is called for every candidate: handing it a tuple of arrays counts a reference to each
    of them, which takes longer than the work itself.
    """
    return cast("_F", numba.njit(inline="always", nogil=True)(function))
