"""Gather the features of a Senzing record, in whichever of its three forms it is written."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

Feature = dict[str, str]
"""The attributes of one feature: a name with its parts, an address, a number with its country."""

_FAMILIES = (
    *("NAME", "ADDR", "PASSPORT", "NATIONAL_ID", "TAX_ID", "DRIVERS_LICENSE", "SSN", "OTHER_ID"),
    "REL_POINTER",
)
_FAMILY = re.compile(rf"(?:([A-Z0-9]+)_)?(({'|'.join(_FAMILIES)})_[A-Z0-9_]+)")
SINGLES = {
    "DATE_OF_BIRTH": "birthDate",
    "DATE_OF_DEATH": "deathDate",
    "REGISTRATION_DATE": "incorporationDate",
    "DISSOLUTION_DATE": "dissolutionDate",
    "NATIONALITY": "nationality",
    "CITIZENSHIP": "citizenship",
    "REGISTRATION_COUNTRY": "jurisdiction",
    "COUNTRY_OF_ASSOCIATION": "country",
    "PLACE_OF_BIRTH": "birthPlace",
    "WEBSITE_ADDRESS": "website",
    "SOURCE_URL": "sourceUrl",
    "TOPIC": "topics",
    "LEI_NUMBER": "leiCode",
    "DUNS_NUMBER": "dunsCode",
    "IMO_NUMBER": "imoNumber",
    "MMSI_NUMBER": "mmsi",
    "CALL_SIGN": "callSign",
    "ISIN_NUMBER": "isin",
}
"""Attributes that are a feature by themselves, with their FollowTheMoney property."""
_ALONE = frozenset({*SINGLES, "GENDER", "RECORD_TYPE", "LAST_CHANGE"})
_KEYS = frozenset({"DATA_SOURCE", "RECORD_ID", "REL_ANCHOR_DOMAIN", "REL_ANCHOR_KEY"})


class Gathered(NamedTuple):
    """The features of a record in their order, and the names of attributes that are not read."""

    features: list[Feature]
    left: tuple[str, ...]


def gather_features(record: dict[str, Any]) -> Gathered:
    """Give the features of a record.

    At the top a label may stand before an attribute (``HOME_ADDR_CITY``); attributes of one label
    and one kind make one feature, and the label stands for its type. In a list, whatever the list
    is called, every object is a feature.

    Args:
        record: The JSON object.

    Returns:
        Features with upper-case attributes and texts; empty values are left out.

    Example:
        >>> gather_features({"PRIMARY_NAME_FULL": "Ada", "FEATURES": [{"GENDER": "F"}]}).features
        [{'NAME_TYPE': 'PRIMARY', 'NAME_FULL': 'Ada'}, {'GENDER': 'F'}]
    """
    grouped: dict[tuple[str, str], Feature] = {}
    listed: list[Feature] = []
    left: dict[str, None] = {}
    for key, value in record.items():
        if isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    _take(item, listed, left)
                else:
                    left[key] = None
        elif key.upper() not in _KEYS:
            _group(key, value, grouped, left)
    return Gathered([*grouped.values(), *listed], tuple(left))


def _take(item: dict[str, Any], listed: list[Feature], left: dict[str, None]) -> None:
    """Read one object of a list; several kinds in one object are several features."""
    grouped: dict[tuple[str, str], Feature] = {}
    for key, value in item.items():
        if key.upper() not in _KEYS:
            _group(key, value, grouped, left)
    listed.extend(grouped.values())


def _group(
    key: str, value: Any, grouped: dict[tuple[str, str], Feature], left: dict[str, None]
) -> None:
    name = key.upper()
    text = _text(value)
    family = _FAMILY.fullmatch(name)
    if text is None:
        left[key] = None
    elif not text:
        return
    elif name in _ALONE:
        grouped.setdefault(("", name), {})[name] = text
    elif family:
        label = family[1] or ""
        feature = grouped.setdefault((label, family[3]), {})
        if label:
            feature.setdefault(f"{family[3]}_TYPE", label)
        feature[family[2]] = text
    else:
        left[key] = None


def _text(value: Any) -> str | None:
    """Give a scalar as text; None for what is no scalar."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(str(value).split())
