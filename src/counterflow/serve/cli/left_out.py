"""Leave out of a start what Numba looks for, and no command has a use for.

Numba loads coverage and CFFI where they happen to be installed, for functions that we do not have,
and PyYAML for a file of settings. They took 120 ms of each start. Only the command line leaves them
out: whoever uses the package in a program of their own may need them there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FrameType, ModuleType
from typing import Final

LEFT_OUT: Final = frozenset({"cffi", "coverage", "yaml"})
SETTINGS: Final = Path(".numba_config.yaml")
"""Numba's settings, read from the folder in which a command runs."""


class LeftOut(MetaPathFinder):
    """Tell Numba, and nobody else, that the modules of ``LEFT_OUT`` are not installed.

    What another part of the program has loaded already is left as it is.
    """

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the protocol of finders
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Refuse a module to Numba; leave every other to the finders behind this one.

        Raises:
            ModuleNotFoundError: Numba asks for one of them.
        """
        if fullname not in LEFT_OUT or not _asked_by_numba(sys._getframe(1)):  # noqa: SLF001
            return None
        if fullname == "yaml" and SETTINGS.is_file():
            return None
        raise ModuleNotFoundError(f"{fullname} is left out of a start", name=fullname)


def _asked_by_numba(frame: FrameType | None) -> bool:
    """Tell whether the statement that imports stands in Numba, behind the frames of importing."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if not name.startswith(("importlib", "_frozen_importlib")):
            return name.startswith("numba.")
        frame = frame.f_back
    return False


def leave_out() -> None:
    """Begin to leave them out, for as long as the process lives."""
    if not any(isinstance(finder, LeftOut) for finder in sys.meta_path):
        sys.meta_path.insert(0, LeftOut())
