"""Remove versions of a list from the store, damaged ones too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from counterflow.core.errors import ListError, StoreError
from counterflow.watch.lists import layout
from counterflow.watch.lists.store import ListStore

_LEAST_DIGITS = 6
"""Digits of a hash that name a version on their own."""


def find_versions(store: ListStore, name: str, version: str | None = None) -> dict[str, Path]:
    """Tell which versions of a list are meant.

    Args:
        store: The store.
        name: The list's name.
        version: A version as ``counterflow lists show`` prints it (``un_sc@2026-01-15#…``), what
            stands after its ``@``, or six digits or more of its hash; ``None`` means all.

    Returns:
        Folders by the ids of their versions, oldest first; a damaged version goes by the name of
        its folder.

    Raises:
        ListError: The list is not in the store, or no version or more than one is meant.
    """
    folders = store.folders(name)
    named = dict(sorted((_label(store, folder), folder) for folder in folders))
    if version is None:
        return named
    found = {label: folder for label, folder in named.items() if _means(version, label, folder)}
    if len(found) != 1:
        raise ListError(
            f"{version!r} names {len(found) or 'no'} versions of the list {name!r}",
            where=str(store.root / name),
            remedy="name one of " + ", ".join(named),
        )
    return found


def remove_versions(store: ListStore, versions: Mapping[str, Path]) -> None:
    """Remove versions of a list; each is there whole or gone, also when this is interrupted.

    Args:
        store: The store.
        versions: As ``find_versions`` gave them.

    Raises:
        StoreError: A folder cannot be removed.
    """
    try:
        for folder in versions.values():
            layout.remove_version(store.root, folder)
        for parent in _parents(versions.values()):
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
    except OSError as error:
        raise StoreError(
            f"the list could not be removed: {error}",
            where=str(store.root),
            remedy="check that the folder may be written",
        ) from error


def _label(store: ListStore, folder: Path) -> str:
    try:
        return store.load(folder).id
    except ListError:
        return folder.name


def _means(version: str, label: str, folder: Path) -> bool:
    short = label.partition("@")[2]
    by_hash = len(version) >= _LEAST_DIGITS and folder.name.startswith(version)
    return version in (label, short, folder.name) or by_hash


def _parents(folders: Iterable[Path]) -> set[Path]:
    return {folder.parent for folder in folders}
