"""Load the tables of ``data/names``, each once."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from counterflow.core.facts import package_yaml


@cache
def name_table(name: str) -> Any:
    """Load one table of ``data/names``, by its name without an ending."""
    return package_yaml(f"names/{name}.yaml")


def name_bytes(file: str) -> bytes:
    """Give the bytes of one file of ``data/names``, by its name with its ending."""
    return resources.files("counterflow").joinpath(f"data/names/{file}").read_bytes()


@cache
def words_of_class(kind: str) -> frozenset[str]:
    """Give the shared words of one class of ``data/names/common_words.yaml``.

    Example:
        >>> "tehran" in words_of_class("place"), "tehran" in words_of_class("business")
        (True, False)
    """
    return frozenset(map(str, name_table("common_words")["classes"][kind]["words"]))


def name_lines(name: str) -> dict[str, list[str]]:
    """Load a table of ``data/names`` that is kept in plain lines, by section.

    Lines that begin with ``#`` are comments; ``[section]`` begins a section. YAML would take ten
    times as long, and these tables are read before the first answer.

    Example:
        >>> sections = name_lines("given_names")
        >>> any("mohammed" in line.split() for line in sections["common"])
        True
    """
    source = resources.files("counterflow").joinpath(f"data/names/{name}.txt")
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in source.read_text("utf-8").splitlines():
        if line.startswith("["):
            lines = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections
