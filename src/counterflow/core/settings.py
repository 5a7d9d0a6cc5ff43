"""The settings of one engine: frozen, validated, digested; unknown keys are errors."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

from counterflow.core.errors import SettingsError

PREFIX = "COUNTERFLOW_"
REGIMES = ("US", "EU", "UK", "UN", "CA", "CH", "JP")


class Settings(msgspec.Struct, frozen=True):
    """What a user may set. ``docs/settings.md`` describes each.

    Attributes:
        store: Folder of lists, indexes and runs.
        threshold: Score from which a party is a match, 0.5 to 1.
        stale_after_days: Age from which a list is called stale.
        nexus: Regimes that bind the user, joined by commas; empty where not declared.
    """

    store: str = ""
    threshold: float = 0.70
    stale_after_days: int = 7
    nexus: str = ""

    @property
    def store_path(self) -> Path:
        """Give the folder of the store: the one set, else the user's own data folder."""
        return Path(self.store) if self.store else default_store()

    @property
    def regimes(self) -> frozenset[str] | None:
        """Give the declared regimes; ``None`` where none was declared."""
        parts = frozenset(part.strip().upper() for part in self.nexus.split(",") if part.strip())
        return parts or None

    @property
    def digest(self) -> str:
        """Give the SHA-256 of all settings that can change an answer; the store's place cannot."""
        plain = {"threshold": self.threshold, "stale_after_days": self.stale_after_days}
        plain["nexus"] = ",".join(sorted(self.regimes or ()))  # type: ignore[assignment]
        return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()


def default_store() -> Path:
    """Give the per-user folder of the store (``~/.local/share/counterflow`` on Linux).

    Basis:
        XDG Base Directory, and its counterparts on macOS and Windows, through platformdirs.
    """
    return Path(platformdirs.user_data_dir("counterflow", appauthor=False))


def read_settings(
    given: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Settle the settings: what is given, else the environment, else the defaults.

    Args:
        given: Values by name; ``None`` values count as not given.
        environment: Variables ``COUNTERFLOW_<NAME>``; the process's own where ``None``.

    Raises:
        SettingsError: an unknown name, a number that is none, or a value out of range. All
            faults are named at once.

    Example:
        >>> read_settings({"threshold": 0.8}, {}).threshold
        0.8
    """
    environment = os.environ if environment is None else environment
    names = Settings.__struct_fields__
    values: dict[str, object] = {}
    faults = []
    for key, text in environment.items():
        if not key.startswith(PREFIX):
            continue
        name = key.removeprefix(PREFIX).lower()
        if name not in names:
            faults.append(f"environment variable {key} is no setting")
        else:
            values[name] = text
    for name, value in (given or {}).items():
        if name not in names:
            faults.append(f"{name} is no setting")
        elif value is not None:
            values[name] = value
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as fault:
        raise SettingsError(f"a setting is malformed: {fault}", remedy=_remedy()) from fault
    faults.extend(_out_of_range(settings))
    if faults:
        raise SettingsError("; ".join(faults), remedy=_remedy())
    return settings


def _out_of_range(settings: Settings) -> list[str]:
    faults = []
    if not 0.5 <= settings.threshold <= 1:
        faults.append(f"threshold {settings.threshold} is not between 0.5 and 1")
    if settings.stale_after_days < 1:
        faults.append(f"stale_after_days {settings.stale_after_days} is less than 1")
    unknown = sorted((settings.regimes or frozenset()) - set(REGIMES))
    if unknown:
        faults.append(f"unknown regime {', '.join(unknown)}; known: {', '.join(REGIMES)}")
    return faults


def _remedy() -> str:
    return f"settings are {', '.join(Settings.__struct_fields__)}, or {PREFIX}<NAME>"
