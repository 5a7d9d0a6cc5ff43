"""Compile the loops of the search to machine code, once per machine and version.

Numba keeps the machine code in a folder beside the modules where that may be written, else in the
user's cache folder; where neither can be written, every process compiles anew (some seconds, and
the answers are the same). The loops are plain Python: ``NUMBA_DISABLE_JIT=1`` runs them uncompiled,
which a test uses to show that both give the same.

Where Numba cannot be loaded they run uncompiled as well, and ``uncompiled`` says why. Its wheel for
Windows needs a library that a fresh machine lacks (``core/cpp_runtime.py``), and the answers matter
more than their speed.

Threat: Numba tells kept code by the source file of a function alone. A constant or a function that
comes from another module is built into the code, so after an upgrade old code would meet a new
index. The folder is therefore named by everything that the loops are made of.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from counterflow.core.cpp_runtime import look_in_environment

_F = TypeVar("_F", bound=Callable[..., object])
_HERE = Path(__file__).parent
_PACKAGE = _HERE.parents[1]
MADE_OF = (
    "watch/index/*.py", "watch/matching/names.py", "watch/matching/words.py",
    "watch/matching/alignment.py", "core/text/word_sounds.py",
)  # fmt: skip
"""The modules whose code and constants are in the loops."""


def _load_numba() -> tuple[Any, str]:
    """Load the compiler, or say why there is none."""
    look_in_environment()
    try:
        import numba
    except (ImportError, OSError) as fault:
        # Numba puts a page of advice to its developers before the cause.
        return None, str(fault.__context__ or fault)
    return numba, ""


_NUMBA, _LACKING = _load_numba()


def uncompiled() -> str:
    """Say why the loops are not compiled; empty where they are."""
    return _LACKING


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
    if _NUMBA is None:
        return _plain(function)
    config: Any = _NUMBA.config
    kept = config.CACHE_DIR
    try:
        config.CACHE_DIR = str(code_folder())
        return cast("_F", _NUMBA.njit(cache=True, nogil=True)(function))
    except (RuntimeError, OSError):  # no folder for the code: a read-only installation, no home
        return cast("_F", _NUMBA.njit(nogil=True)(function))
    finally:
        config.CACHE_DIR = kept


def inlined(function: _F) -> _F:
    """Compile a function into each loop that calls it.

    For what is called for every candidate: handing it a tuple of arrays counts a reference to each
    of them, which takes longer than the work itself.
    """
    if _NUMBA is None:
        return function
    return cast("_F", _NUMBA.njit(inline="always", nogil=True)(function))


def _plain(function: _F) -> _F:
    """Let sums of hashes wrap around without a warning, as they do in machine code."""

    @wraps(function)
    def run(*values: object) -> object:
        with np.errstate(over="ignore"):
            return function(*values)

    return cast("_F", run)
