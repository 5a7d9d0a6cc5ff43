"""Read the user's own word on what columns mean, and refuse it whole where a part is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from counterflow.core.errors import MappingError
from counterflow.core.text.countries import country_code
from counterflow.screening.intake.parties import country_hint
from counterflow.screening.intake.targets import (
    IGNORE,
    JOINED,
    Target,
    describe_targets,
    parse_target,
)
from counterflow.screening.intake.vocabulary import vocabulary

KINDS: Final = ("shipment", "order", "payment")
ORDERS: Final = ("dmy", "mdy")
_SECTIONS = ("columns", "options", "constants")


@dataclass(frozen=True)
class ColumnMapping:
    """What a mapping file says.

    ``columns`` gives for a column of the file its target as written, ``constants`` for a target
    the value it has where the file says nothing. ``options`` may hold ``kind`` (of the
    transactions) and ``date_order``.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    source: str = "mapping"


def load_mapping(path: Path | str, columns: Sequence[str] | None = None) -> ColumnMapping:
    r"""Read a mapping file and check all of it.

    Args:
        path: A TOML file with the tables ``[columns]`` (``"Ship To" = "consignee.name"``,
            ``"X" = "ignore"``), ``[options]`` (``kind``, ``date_order``) and ``[constants]``
            (``destination_country = "AE"``), each of them optional.
        columns: The columns of the file to be read, where they are known already; without them
            `recognize` checks that the named ones exist.

    Returns:
        The mapping.

    Raises:
        MappingError: The file cannot be read, or it has faults: all of them are listed, with
            the known targets.

    Example:
        >>> import tempfile
        >>> file = Path(tempfile.mkdtemp()) / "mapping.toml"
        >>> _ = file.write_text('[columns]\n"Ship To" = "consignee.name"\n')
        >>> dict(load_mapping(file).columns)
        {'Ship To': 'consignee.name'}
    """
    content = _content(Path(path))
    faults = [
        f'unknown table or key "{name}" (known: {", ".join(_SECTIONS)})'
        for name in content
        if name not in _SECTIONS
    ]
    sections = {name: _section(content, name, faults) for name in _SECTIONS}
    mapping = ColumnMapping(
        columns=sections["columns"],
        constants=sections["constants"],
        options=sections["options"],
        source=str(path),
    )
    refuse(faults + list(mapping_faults(mapping, columns)), mapping.source)
    return mapping


def mapping_faults(mapping: ColumnMapping, columns: Sequence[str] | None) -> Iterator[str]:
    """Find what is wrong with a mapping's columns, options and constants.

    Args:
        mapping: The mapping.
        columns: The columns of the file; None where they are not known yet.

    Returns:
        One sentence per fault, in the order of the mapping.

    Example:
        >>> next(mapping_faults(ColumnMapping({"X": "consignee.nmae"}), None))  # doctest: +ELLIPSIS
        'unknown target "consignee.nmae" of column "X" (nearest: "consignee.name", ...)'
    """
    filled: dict[Target, str] = {}
    for name, written in mapping.columns.items():
        if columns is not None and find_column(name, columns) is None:
            yield f'the file has no column "{name}"{_hint(name, columns)}'
        if written == IGNORE:
            continue
        target = parse_target(written)
        if target is None:
            yield f'unknown target "{written}" of column "{name}"{_target_hint(written)}'
        elif target in filled and not takes_several(target):
            yield f'columns "{filled[target]}" and "{name}" both fill {written}, which takes one'
        else:
            filled[target] = name
    yield from _option_faults(mapping.options)
    yield from _constant_faults(mapping.constants)


def takes_several(target: Target) -> bool:
    """Tell whether several columns may fill one target.

    Every name is a party of its own; address parts are joined; a party may have several
    numbers of one kind; accounts and purposes of a payment are only kept.

    Example:
        >>> takes_several(Target("name", "buyer")), takes_several(Target("country", "buyer"))
        (True, False)
    """
    single = ("country", "city", "birth_date")
    several = target.field in JOINED or target.field not in single
    return several if target.role else target.kept


def find_column(name: str, columns: Sequence[str]) -> int | None:
    """Find a column by its name, exactly or but for case and blanks.

    Returns:
        Its index; None where there is none, or where two differ by case alone.

    Example:
        >>> find_column("ship to", ["Id", "Ship  To"])
        1
    """
    if name in columns:
        return list(columns).index(name)
    wanted = _loose(name)
    found = [index for index, column in enumerate(columns) if _loose(column) == wanted]
    return found[0] if len(found) == 1 else None


def refuse(faults: Sequence[str], source: str) -> None:
    """Raise one error that lists all faults, if there are any.

    Raises:
        MappingError: `faults` is not empty.
    """
    if not faults:
        return
    count = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
    raise MappingError(
        f"the column mapping has {count}: {'; '.join(faults)}",
        where=source,
        why="a column taken for another would screen the wrong parties",
        remedy=f"use these targets (docs/columns.md explains them): {describe_targets()}",
    )


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingError(
            "the column mapping cannot be read",
            where=str(path),
            why=error.strerror or "",
            remedy="check the path and its permissions",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(
            f"the column mapping is not TOML in UTF-8: {error}",
            where=str(path),
            remedy='write lines like "Ship To" = "consignee.name" under [columns]',
        ) from error


def _section(content: Mapping[str, Any], name: str, faults: list[str]) -> dict[str, str]:
    entries = content.get(name, {})
    if not isinstance(entries, dict):
        faults.append(f"{name} is not a table: write [{name}] on a line of its own")
        return {}
    texts: dict[str, str] = {}
    for key, value in entries.items():
        if isinstance(value, dict):
            # An unquoted dotted key (consignee.name = "X") nests; it is read as it was meant.
            texts |= {f"{key}.{inner}": str(text) for inner, text in value.items()}
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            texts[key] = str(value)
        else:
            faults.append(f"[{name}] {key} is not text")
    return texts


def _option_faults(options: Mapping[str, str]) -> Iterator[str]:
    allowed = {"kind": KINDS, "date_order": ORDERS}
    for key, value in options.items():
        if key not in allowed:
            yield f'unknown option "{key}" (known: {", ".join(allowed)})'
        elif value not in allowed[key]:
            yield f'option {key} is "{value}", not one of {", ".join(allowed[key])}'


def _constant_faults(constants: Mapping[str, str]) -> Iterator[str]:
    for written, value in constants.items():
        target = parse_target(written)
        if target is None or written == "id":
            yield f'unknown target "{written}" of a constant{_target_hint(written)}'
        elif target.field.endswith("country") and not country_code(value):
            hint = country_hint(value)
            yield f'constant {written} is "{value}", which is not understood as a country{hint}'


def _target_hint(written: str) -> str:
    known = vocabulary()
    names = [f"{role}.{name}" for role in known.role_names for name in known.attribute_names]
    targets = [*known.field_names, *names, IGNORE]
    # "shipment_number" is written like many targets and means "id".
    meaning = known.understand(written)
    meant = [Target(meaning.field, meaning.role).written] if meaning else []
    near = dict.fromkeys([*meant, *get_close_matches(written, targets, n=3, cutoff=0)])
    listed = ", ".join(f'"{name}"' for name in list(near)[:3])
    return f" (nearest: {listed}; docs/columns.md lists all)"


def _hint(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), n=1, cutoff=0.75)
    return f' (did you mean "{close[0]}"?)' if close else ""


def _loose(name: str) -> str:
    return " ".join(name.split()).casefold()
