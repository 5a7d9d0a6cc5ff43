"""Read the package's YAML of facts; refuse a row without its source or with a date misspelt."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from counterflow.core.errors import RuleError
from counterflow.core.kept_readings import kept_reading
from counterflow.core.model.law import Citation, Effect

_COUNTRY: Final = re.compile(r"[A-Z]{2}(-\d\d)?")


def read_yaml(data: str | bytes, where: str) -> Any:
    """Read a YAML text of the package or of the user with a safe loader.

    Args:
        data: The text, or its bytes in UTF-8.
        where: The file, for the error.

    Returns:
        What the text holds; ``None`` where it is empty.

    Raises:
        RuleError: the text is no YAML.

    Example:
        >>> read_yaml("rules: [a, b]", "a.yaml")
        {'rules': ['a', 'b']}
    """
    # Loaded here: what is kept of the package's own files is read without it.
    import yaml

    # Both loaders are safe ones; the C loader, where libyaml is there, is ten times faster.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(data, Loader=loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as fault:
        raise RuleError(
            f"not YAML: {' '.join(str(fault).split())}",
            where=where,
            why="nothing of a file that is half read is used",
            remedy="correct the file, or install the program again",
        ) from fault


def package_yaml(name: str) -> Any:
    """Read one YAML file of the package, from what is kept of it where it was read before.

    Args:
        name: The file, below ``data``.

    Raises:
        RuleError: there is no such file, or it is no YAML.

    Example:
        >>> package_yaml("policies/profiles.yaml")["profiles"]["order"]["goods_code"]
        'any'
    """
    source = resources.files("counterflow").joinpath(f"data/{name}")
    if not source.is_file():
        raise RuleError("a data file of the package is missing", where=name, remedy="reinstall")
    return read_kept_yaml(source.read_bytes(), name)


def read_kept_yaml(data: bytes, where: str) -> Any:
    """Read YAML bytes of the package; never those of a user, which nobody asked us to keep.

    Args:
        data: The bytes in UTF-8.
        where: The file, for the error.

    Raises:
        RuleError: the bytes are no YAML.
    """
    return kept_reading("yaml", data, lambda: read_yaml(data, where))


@cache
def load_facts(name: str) -> Any:
    """Load one file below ``data``.

    Raises:
        RuleError: there is no such file, or it is no mapping with ``sources``.
    """
    loaded = package_yaml(name)
    if not isinstance(loaded, dict) or "sources" not in loaded:
        raise RuleError("the file has no `sources`", where=name, why="facts need their source")
    return loaded


def read_day(value: object, where: str) -> dt.date | None:
    """Read an ISO day; ``None`` and empty mean that the interval is open.

    Raises:
        RuleError: the text is no ISO 8601 day.
    """
    if value in (None, ""):
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as fault:
        raise RuleError(f"not a day: {value!r}", where=where, remedy="write YYYY-MM-DD") from fault


def read_interval(row: Mapping[str, Any], where: str) -> tuple[dt.date | None, dt.date | None]:
    """Read the days on which a row begins and ends to hold; ``None`` where an end is open.

    Args:
        row: With ``in_force_from`` and ``in_force_to``, either of which may be missing.
        where: File and place, for the error.

    Raises:
        RuleError: one is no ISO 8601 day, or the row ends before it begins and would never hold.

    Example:
        >>> read_interval({"in_force_from": "2024-07-24"}, "a.yaml, row 1")
        (datetime.date(2024, 7, 24), None)
    """
    start = read_day(row.get("in_force_from"), where)
    end = read_day(row.get("in_force_to"), where)
    if start is not None and end is not None and end < start:
        raise RuleError("the row ends before it begins", where=where, remedy="correct its days")
    return start, end


def read_effect(text: Any, where: str) -> Effect:
    """Read what a listing or a rule does in law.

    Args:
        text: A word of ``Effect``.
        where: File and place, for the error.

    Raises:
        RuleError: it is none.

    Example:
        >>> read_effect("blocking", "a.yaml, row 1")
        <Effect.BLOCKING: 'blocking'>
    """
    try:
        return Effect(text)
    except ValueError as fault:
        raise RuleError(
            f"unknown effect {text!r}", where=where, remedy="one of: " + ", ".join(Effect)
        ) from fault


def read_countries(values: object, where: str) -> frozenset[str]:
    """Read a list of country codes.

    A code without quotation marks may be something else to YAML: ``NO`` is *false* to it, and a
    list that meant Norway would hold no country of that name, in silence.

    Args:
        values: The list; ``None`` is an empty one.
        where: The file and row, for the error.

    Returns:
        The codes: ISO 3166-1 alpha-2, or UA-43 for Crimea.

    Raises:
        RuleError: it is no list, or something in it has not the shape of such a code.

    Example:
        >>> sorted(read_countries(["NO", "UA-43"], "a.yaml"))
        ['NO', 'UA-43']
    """
    listed = [] if values is None else values
    if not isinstance(listed, list) or not all(map(_is_country, listed)):
        raise RuleError(
            f"no ISO 3166-1 codes of countries: {values!r}",
            where=where,
            why="the row would be asked about other countries than it names",
            remedy="write two capital letters; 'NO' in quotation marks, or YAML reads it as false",
        )
    return frozenset(listed)


def _is_country(value: object) -> bool:
    return isinstance(value, str) and _COUNTRY.fullmatch(value) is not None


def read_citation(file: Mapping[str, Any], entry: Mapping[str, Any], where: str) -> Citation:
    """Resolve the source of an entry in the bibliography of its file.

    Raises:
        RuleError: the entry has no source, the source is unknown, or ``verified`` is missing.
    """
    source = entry.get("source")
    known = file["sources"]
    if not isinstance(source, str) or source not in known:
        raise RuleError(
            f"the source {source!r} is not in the file's bibliography",
            where=where,
            why="an entry without a source is never used",
            remedy="name one of: " + ", ".join(sorted(known)),
        )
    if not isinstance(entry.get("verified"), bool):
        raise RuleError("`verified` is missing or not true or false", where=where)
    text = known[source]
    return Citation(
        source=str(source),
        title=str(text.get("title", "")),
        issuer=str(text.get("issuer", "")),
        date=str(text.get("date", "")),
        url=str(text.get("url", "")),
        read_via=str(text.get("read_via", "")),
        verified=entry["verified"],
    )
