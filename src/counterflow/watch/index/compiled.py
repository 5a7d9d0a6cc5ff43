"""Compile the loops of the search to machine code, once per machine and version.

Numba keeps the machine code beside the module where that folder may be written, else in the user's
cache folder; where neither can be written, every process compiles anew (some seconds, and the
answers are the same). The loops are plain Python: ``NUMBA_DISABLE_JIT=1`` runs them uncompiled,
which a test uses to show that both give the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

_F = TypeVar("_F", bound=Callable[..., object])


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
    try:
        return cast("_F", numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no folder for the machine code: a read-only installation without a home
        return cast("_F", numba.njit(nogil=True)(function))


def inlined(function: _F) -> _F:
    """Compile a function into each loop that calls it.

    For what is called for every candidate: handing it a tuple of arrays counts a reference to each
    of them, which takes longer than the work itself.
    """
    return cast("_F", numba.njit(inline="always", nogil=True)(function))
