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
_MEANT = {"GB": "UK", "GBR": "UK", "USA": "US", "CAN": "CA", "CHE": "CH", "JPN": "JP"}
"""Codes of countries that people write for a regime (ISO 3166-1), and the regime's own word."""
LOWEST = 0.5
"""The lowest threshold: below it most names that share one word are a match."""
_ALLOWED = {
    "store": "the path of a folder",
    "threshold": "a number from 0.5 to 1; 0.70 is usual",
    "stale_after_days": "a whole number of days from 1; 7 is usual",
    "nexus": (
        f"regimes with commas between: {', '.join(REGIMES)}; small letters are fine; EU stands for "
        "every member state of the European Union"
    ),
    "licences": "the path of a YAML file",
    "report_hosts": "names of hosts with commas between, or * for every public host",
    "report_extractor": "the address of a chat endpoint, https or on this machine",
    "report_model": "the name of a model, as its server knows it",
    "report_key_file": "the path of a file that holds a key",
    "database": "the address of a PostgreSQL database",
    "person": "the name of whoever acts, as counterflow people ls has it",
    "rules": f"paths of YAML files, with {os.pathsep} between",
}
"""What each setting takes, in words for its errors."""


class Settings(msgspec.Struct, frozen=True):
    """What a user may set. ``docs/settings.md`` describes each.

    Attributes:
        store: Folder of lists, indexes and runs.
        threshold: Score from which a party is a match, 0.5 to 1.
        stale_after_days: Age from which a list is called stale.
        nexus: Regimes that bind the user, joined by commas; empty where not declared.
        licences: The file of licences that the user holds; empty for none.
        report_hosts: Hosts from which reports may be fetched, joined by commas; empty for none.
        report_extractor: Address of a language model that reads reports too; empty for none.
        report_model: The model's name there.
        report_key_file: A file that holds the key for that address; empty for none.
        database: Address of a PostgreSQL database that holds the records; empty for a file in the
            store.
        person: Who acts on the records; empty where nobody is named.
        rules: The user's own rulebooks, joined as the paths of the system are (``os.pathsep``);
            empty for none.
    """

    store: str = ""
    threshold: float = 0.70
    stale_after_days: int = 7
    nexus: str = ""
    licences: str = ""
    rules: str = ""
    report_hosts: str = ""
    report_extractor: str = ""
    report_model: str = ""
    report_key_file: str = ""
    database: str = ""
    person: str = ""

    @property
    def rule_files(self) -> tuple[Path, ...]:
        """Give the files of the user's own rulebooks, in the order given."""
        return tuple(Path(part) for part in self.rules.split(os.pathsep) if part.strip())

    @property
    def hosts(self) -> tuple[str, ...]:
        """Give the hosts from which reports may be fetched, in the order given."""
        return tuple(part.strip() for part in self.report_hosts.split(",") if part.strip())

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
        """Give the SHA-256 of all settings that can change an answer.

        The store's place cannot. What stands in the file of licences can: the engine adds its hash,
        and the rules' digest is also that of the user's own rulebooks.
        """
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
            values[name] = _joined(value) if name == "rules" else value
    malformed = [_malformed(name, value) for name, value in values.items()]
    faults.extend(filter(None, malformed))
    good = {n: v for (n, v), bad in zip(values.items(), malformed, strict=True) if not bad}
    settings = msgspec.convert(good, Settings, strict=False)
    faults.extend(_out_of_range(settings))
    if faults:
        raise SettingsError("; ".join(faults), remedy=_remedy())
    return settings


def _joined(paths: object) -> object:
    """Write several paths as one setting; anything else is left for the check of its form."""
    several = paths if isinstance(paths, list | tuple) else [paths]
    if not all(isinstance(path, str | Path) for path in several):
        return paths
    return os.pathsep.join(str(path) for path in several)


def _malformed(name: str, value: object) -> str:
    """Say that a value is not of the kind that its setting is; empty where it is."""
    try:
        msgspec.convert({name: value}, Settings, strict=False)
    except msgspec.ValidationError:
        return f"{name} {value!r} is malformed: it is {_ALLOWED[name]}"
    return ""


def _out_of_range(settings: Settings) -> list[str]:
    faults = []
    if not LOWEST <= settings.threshold <= 1:
        part = settings.threshold / 100
        meant = f" (for {settings.threshold:g} %, write {part:.2f})" if LOWEST <= part <= 1 else ""
        told = _ALLOWED["threshold"]
        faults.append(f"threshold {settings.threshold} is not between 0.5 and 1: {told}{meant}")
    if settings.stale_after_days < 1:
        days = settings.stale_after_days
        faults.append(f"stale_after_days {days} is less than 1: {_ALLOWED['stale_after_days']}")
    unknown = sorted((settings.regimes or frozenset()) - set(REGIMES))
    if unknown:
        guesses = [f"{_MEANT[one]} for {one}" for one in unknown if one in _MEANT]
        guess = f" (did you mean {', '.join(guesses)}?)" if guesses else ""
        told = f"unknown regime {', '.join(unknown)}{guess}"
        faults.append(f"{told}: nexus is {_ALLOWED['nexus']}")
    return faults


def _remedy() -> str:
    names = ", ".join(Settings.__struct_fields__)
    return f"correct what is named; settings are {names}, or {PREFIX}<NAME>"
