"""Keep search indexes in a store: open the one that is meant, or build it; remove old ones."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import shutil
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from counterflow.core.errors import StoreError
from counterflow.core.model.listings import Listing
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.saved import FORMAT, is_made_by, load_index, save_index

_LOG = logging.getLogger(__name__)
_SCRATCH = ".building-"
"""How folders begin that are being written or removed; ``save_index`` names them so too."""


def index_name(contents: Iterable[str], *, program: Sequence[str]) -> str:
    """Name an index by all that it holds and how it is made.

    Args:
        contents: What it holds, one text per list version, in order.
        program: What makes it: version of the program, digest of the data that it reads.

    Example:
        >>> index_name(["un_sc@2026-01-15#0"], program=["1"]) == index_name([], program=["1"])
        False
    """
    words = [str(FORMAT), *program, *contents]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:24]


def open_index(
    folder: Path,
    listings: Callable[[], Iterable[Listing]],
    *,
    keep: bool,
    building: str,
    program: Sequence[str] = (),
    talk: Callable[[str], None] | None = None,
) -> IndexArrays:
    """Open a saved index, or build it from the lists.

    Where the same program made another index beside it, of the lists as they were before a change,
    only listings that are not in that one are read.

    A damaged index is removed and built again: all that it holds comes from the lists, which have
    their own hashes. That is never silent: it may be the first sign of a failing disk.

    Args:
        folder: Folder of this index.
        listings: Gives the listings, called only where it must be built.
        keep: Whether to save what was built.
        building: What is built, in words, for ``talk``.
        program: What makes it; see ``index_name``.
        talk: Told what takes long. Damage goes to the log, which is on stderr unless the program
            says otherwise, so that a wish for quiet does not hide it.

    Raises:
        ListError: A list that it is built from is damaged.
        StoreError: It cannot be written, or a damaged one cannot be removed.
    """
    try:
        saved = _load(folder)
    except StoreError as fault:
        _LOG.warning("%s (%s); it is built again from the lists", fault.what, folder)
        _remove(folder)
        saved = None
    if saved is not None:
        return saved
    from counterflow.watch.index.build import build_index

    if talk:
        talk(f"building the {building} …")
    index = build_index(listings(), earlier=_earlier(folder, program))
    if keep:
        save_index(index, folder, program=program)
        # As every later process opens it: the compiler tells arrays that may not be written from
        # those just built, and the first question would wait for it a second time.
        index = load_index(folder) or index
    _make_code(index)
    return index


def _make_code(index: IndexArrays) -> None:
    """Make the machine code of the search and of the scorer, before the first question is asked."""
    import numpy as np

    from counterflow.core.text.names import read_name
    from counterflow.watch.index.ceilings import Ceilings
    from counterflow.watch.index.search import CandidateSearch
    from counterflow.watch.matching.entity import read_entity

    anybody = read_entity({"properties": {"name": ["Anybody Somewhere"]}})
    CandidateSearch(index).search([anybody], limit=1)
    first = np.zeros(min(1, len(index.names)), np.int64)
    Ceilings(index).of([read_name("Anybody Somewhere")], first, first, first == 0)


def _load(folder: Path) -> IndexArrays | None:
    """Open a saved index, and load the modules of the search meanwhile.

    Checking the hashes leaves the interpreter free, and those modules bring the compiler: together
    they take as long as the slower of the two.
    """
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(load_index, folder)
        import_module("counterflow.watch.index.search")
        return opening.result()


def _earlier(folder: Path, program: Sequence[str]) -> IndexArrays | None:
    """Open the newest index beside this one that the same program made; ``None``: there is none."""
    beside = [path for path in folder.parent.glob("[!.]*") if path != folder and path.is_dir()]
    made = [path for path in beside if is_made_by(path, program)]
    for path in sorted(made, key=lambda path: path.stat().st_mtime, reverse=True)[:1]:
        try:
            return load_index(path, to_update=True)
        except StoreError as fault:
            _LOG.warning("%s (%s); every listing is read again", fault.what, path)
    return None


def prune_indexes(root: Path, *, keep: str, before: dt.datetime) -> list[str]:
    """Remove indexes that were built before a moment; each is built again when it is needed.

    Args:
        root: Folder of the indexes.
        keep: Name of the index of the lists as they stand; it stays however old it is.
        before: The moment, with its zone.

    Returns:
        Names of those removed, in order of the alphabet; empty where there were none.

    Raises:
        StoreError: One cannot be removed.
    """
    if not root.is_dir():
        return []
    removed = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        if folder.name == keep or folder.stat().st_mtime >= before.timestamp():
            continue
        _remove(folder)
        if not folder.name.startswith(_SCRATCH):
            removed.append(folder.name)
    return removed


def _remove(folder: Path) -> None:
    """Take an index away at once, so that no reader meets half of it."""
    away = folder.with_name(f"{_SCRATCH}{uuid.uuid4().hex}")
    try:
        folder.rename(away)
    except FileNotFoundError:  # another process was faster
        return
    except OSError as fault:
        raise StoreError(
            f"a search index cannot be removed: {fault.strerror or fault}",
            where=str(folder),
            why="It is damaged or no longer needed",
            remedy="delete this folder; it is rebuilt from the lists at the next run",
        ) from fault
    # Nobody opens it by this name; what stays of it the next pruning takes.
    shutil.rmtree(away, ignore_errors=True)
