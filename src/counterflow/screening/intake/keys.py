"""Understand the keys of a record in our own shape that are written in other words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.refusals import Remark
from counterflow.core.model.transactions import GoodsLine, Leg
from counterflow.screening.intake.details import as_list
from counterflow.screening.intake.vocabulary import vocabulary

_FIELDS_OF: Final[Mapping[type[msgspec.Struct], str]] = {GoodsLine: "goods.", Leg: "leg."}
_OWN: Final = frozenset({"name", "country", "city", "address", "birth_date"})
"""Attributes that are fields of a party; every other one is a kind of identifier."""


def read_keys(
    item: Any, model: type[msgspec.Struct], path: str, row: int, remarks: list[Remark]
) -> Any:
    """Settle what the keys of one party, goods line or leg mean.

    Args:
        item: The object; what is none is given back, for the check of its shape to refuse.
        model: `Party`, `GoodsLine` or `Leg`.
        path: Where the object stands, for remarks.
        row: The record's number, for remarks.
        remarks: Where to say which keys are not read. It blocks where the key has a meaning
            whose place is taken by another value.

    Returns:
        The object with the keys of the model alone. Identifiers written as keys of the party
        ("imoNumber") stand among its identifiers.

    Example:
        >>> read_keys({"role": "vessel", "name": "A", "flag": "PA", "IMO": "9074729"}, Party,
        ...           "parties[0]", 1, [])["identifiers"]
        [{'kind': 'imoNumber', 'value': '9074729'}]
    """
    if not isinstance(item, Mapping):
        return item
    known = model.__struct_fields__
    read = {key: value for key, value in item.items() if key in known}
    for key, value in item.items():
        if key not in known and value != "" and not _put(read, model, str(key), value):
            what = "the key is not known; it is not read"
            blocks = bool(meaning_of(model, str(key)))
            remarks.append(Remark(what, f"{path}.{key}", row, blocks=blocks))
    if model is Party:
        if "details" in read:
            read["details"] = as_list(read["details"])
        _check_party(read, path, row, remarks)
    return read


@lru_cache(maxsize=4096)
def meaning_of(model: type[msgspec.Struct], key: str) -> str:
    """Give the field, or the kind of identifier, that a key names in other words.

    Example:
        >>> meaning_of(GoodsLine, "hsCode"), meaning_of(Party, "Nationality")
        ('hs_code', 'country')
        >>> meaning_of(Party, "shoe size")
        ''
    """
    if model is Party:
        meaning = vocabulary().understand(key)
        # "flag" and "IMO" are headings of a vessel; beside a party they are its own.
        own = meaning.field.partition("vessel.")[2] if meaning else ""
        return vocabulary().attribute_of(key) or own
    prefix = _FIELDS_OF[model]
    meaning = vocabulary().understand(key)
    field = meaning.field if meaning else ""
    return field.removeprefix(prefix) if field.startswith(prefix) else ""


def _put(read: dict[str, Any], model: type[msgspec.Struct], key: str, value: Any) -> bool:
    """Put a value where its key belongs; False where the key has no meaning or no free place."""
    field = meaning_of(model, key)
    if not field:
        return False
    if model is Party and field in vocabulary().details:
        return _append(read, "details", {"name": field, "value": value})
    if model is Party and field not in _OWN:
        return _append(read, "identifiers", {"kind": field, "value": value})
    if field == "address" and isinstance(value, str):
        read["address"] = ", ".join(filter(None, [str(read.get("address", "")), value]))
        return True
    if read.get(field):
        return bool(read[field] == value)
    read[field] = value
    return True


def _append(read: dict[str, Any], key: str, item: Mapping[str, Any]) -> bool:
    held = as_list(read.get(key) or [])
    if not isinstance(held, list):
        return False
    read[key] = [*held, item]
    return True


def _check_party(read: dict[str, Any], path: str, row: int, remarks: list[Remark]) -> None:
    """Say which keys of identifiers are not known; a party may lack its name where it has more."""
    if read.keys() - {"role", "column"}:
        read.setdefault("name", "")
    held = read.get("identifiers")
    for at, identifier in enumerate(held if isinstance(held, list) else ()):
        for key in identifier if isinstance(identifier, Mapping) else ():
            if key not in Identifier.__struct_fields__:
                where = f"{path}.identifiers[{at}].{key}"
                remarks.append(Remark("the key is not known; it is not read", where, row))
