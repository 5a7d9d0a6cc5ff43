"""Read the tables of ``data/tuning``: what variations are made of, floors, words of reasons."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def tuning_table(name: str) -> Any:
    """Give a table by its name.

    Example:
        >>> sorted(tuning_table("variations"))[:2]
        ['added_to_companies', 'legal_forms_added']
    """
    path = files("counterflow") / "data" / "tuning" / f"{name}.yaml"
    return yaml.safe_load(path.read_text("utf-8"))
