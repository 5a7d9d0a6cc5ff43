"""Find Microsoft's C++ runtime on Windows for the packages that need it and do not bring it.

The wheels of Numba and spaCy load ``msvcp140.dll``. Neither Windows nor Python brings it, and the
installer of Microsoft asks for an administrator. The package ``msvc-runtime`` on PyPI holds the
same library and puts it into the folder of the environment.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

LIBRARY: Final = "msvcp140.dll"
REMEDY: Final = "on Windows: py -m pip install msvc-runtime (docs/windows.md says why)"
"""What to do where a package was installed and cannot be loaded."""


def look_in_environment(prefix: str = sys.prefix) -> bool:
    """Let Windows look for the runtime in the folder of this environment.

    To be called before a package is loaded that needs it. In a virtual environment Windows looks
    beside the Python that the environment was made of, and nowhere else.

    Args:
        prefix: Folder of the environment.

    Returns:
        Whether the runtime stands there and Windows was told; ``False`` on every other system.

    Example:
        >>> look_in_environment("/nowhere")
        False

    Basis:
        Python's documentation of ``os.add_dll_directory``: the folders in which the libraries that
        an extension module needs are looked for.
    """
    if sys.platform == "win32" and Path(prefix, LIBRARY).is_file():
        os.add_dll_directory(prefix)
        return True
    return False
