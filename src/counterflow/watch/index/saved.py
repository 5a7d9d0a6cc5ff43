"""Keep a search index in a folder: written whole or not at all, opened by memory map."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from counterflow.core.errors import StoreError
from counterflow.watch.index.arrays import ARRAYS, IndexArrays

READINGS = ("readings", "reading_ends")
"""The arrays that only an update needs."""
FORMAT = 17
"""Raised whenever keys, weights, hashes or layout change, so that an old folder is rebuilt."""
MADE_BY = "made_by.json"
"""Format and program of a saved index."""
SUMS = "sums.json"
"""SHA-256 of every file of a saved index, by its name."""
PIECE = 1 << 22
"""Bytes that are hashed at once."""


def save_index(index: IndexArrays, folder: Path, *, program: Sequence[str] = ()) -> None:
    """Write an index to a folder that appears whole or not at all.

    Args:
        index: The index.
        folder: Where it will stand.
        program: What made it: version of the program, digest of the data that it reads.

    Raises:
        StoreError: the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
        try:
            for name in ARRAYS:
                np.save(scratch / f"{name}.npy", getattr(index, name))
            words = {
                "format": FORMAT, "ids": index.ids, "names": index.names,
                "identifiers": index.identifiers, "birth_days": index.birth_days,
                "acronyms": index.acronyms,
            }  # fmt: skip
            (scratch / "words.json").write_bytes(msgspec.json.encode(words))
            (scratch / MADE_BY).write_bytes(msgspec.json.encode([FORMAT, *program]))
            (scratch / SUMS).write_bytes(msgspec.json.encode(_sums(scratch)))
            _replace(scratch, folder)
        finally:
            # What cannot be removed now the next pruning takes.
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError as fault:
        raise StoreError(
            f"the search index cannot be written: {fault.strerror or fault}",
            where=str(folder),
            remedy="free space or give a writable store with --store",
        ) from fault


def _replace(scratch: Path, folder: Path) -> None:
    """Put a finished folder in place; another process may have been faster with the same.

    What stands there and is no index of this format is moved away first.
    """
    if folder.exists() and not _is_index(folder):
        folder.rename(scratch.with_name(f"{scratch.name}.old"))
    try:
        scratch.rename(folder)
    except OSError:
        if not (folder / "words.json").is_file():
            raise
    finally:
        shutil.rmtree(scratch.with_name(f"{scratch.name}.old"), ignore_errors=True)


def _is_index(folder: Path) -> bool:
    try:
        return _words_of(folder) is not None
    except ValueError:
        return False


def _words_of(folder: Path) -> dict[str, Any] | None:
    """Read the words of a saved index; ``None`` where there is none of this format."""
    file = folder / "words.json"
    if not file.is_file():
        return None
    words = msgspec.json.decode(file.read_bytes())
    if not isinstance(words, dict) or words.get("format") != FORMAT:
        return None
    return words


def _sums(folder: Path, *, left_out: tuple[str, ...] = ()) -> dict[str, str]:
    """Hash the files of an index.

    Threat: a flipped bit or a half-written file, which could hide a listing without a sign.
    Whoever may write to the store may write the hashes too: this is no guard against them.
    """
    sums = {}
    # Each piece gives the interpreter up, and while modules are imported beside this it may come
    # back 5 ms later: in pieces of 256 KB opening an index took a tenth longer.
    piece = memoryview(bytearray(PIECE))
    for name in (
        *(f"{array}.npy" for array in ARRAYS if array not in left_out),
        "words.json",
        MADE_BY,
    ):
        digest = hashlib.sha256()
        with (folder / name).open("rb", buffering=0) as file:
            while size := file.readinto(piece):
                digest.update(piece[:size])
        sums[name] = digest.hexdigest()
    return sums


def _check_sums(folder: Path, *, left_out: tuple[str, ...]) -> None:
    """Compare the files of an index with their hashes, if it has any (older formats have none).

    Args:
        folder: Folder of the index.
        left_out: Arrays that are not asked for.

    Raises:
        ValueError: a file does not match its hash.
        OSError: a file is missing.
    """
    if not (folder / SUMS).is_file():
        return
    kept = msgspec.json.decode((folder / SUMS).read_bytes(), type=dict[str, str])
    for array in left_out:
        kept.pop(f"{array}.npy", None)
    found = _sums(folder, left_out=left_out)
    if kept != found:
        bad = sorted({name for name, _ in kept.items() ^ found.items()})
        raise ValueError("not as it was written: " + ", ".join(map(ascii, bad)))


def is_made_by(folder: Path, program: Sequence[str]) -> bool:
    """Tell whether a folder holds an index that this format and this program made.

    What such an index read of a listing, this program would read too.
    """
    try:
        found = msgspec.json.decode((folder / MADE_BY).read_bytes())
    except (OSError, ValueError):
        return False
    return bool(found == [FORMAT, *program])


def load_index(folder: Path, *, to_update: bool = False) -> IndexArrays | None:
    """Open a saved index by memory map; ``None`` where there is none of this format.

    Every file that is opened is checked against its hash: 40 to 70 ms for the 60 MB of 14,000
    listings.

    Args:
        folder: Folder of the index.
        to_update: Whether another index is to be built from it (``build.build_index``); otherwise
            what was read of each listing stays closed.

    Raises:
        StoreError: the folder is there but cannot be read, or is damaged.
    """
    if not (folder / "words.json").is_file():
        return None
    left_out = () if to_update else READINGS
    try:
        # The hashes first: a flipped digit of the format must not look like an older one.
        _check_sums(folder, left_out=left_out)
        words = _words_of(folder)
        if words is None:
            return None
        if not (folder / SUMS).is_file():
            raise FileNotFoundError(f"no {SUMS}")
        opened: dict[str, Any] = {
            name: _CLOSED[name] if name in left_out else _array(folder / f"{name}.npy")
            for name in ARRAYS
        }
        return IndexArrays(
            **opened,
            ids=tuple(words["ids"]),
            names=tuple(words["names"]),
            identifiers=words["identifiers"],
            birth_days=words["birth_days"],
            acronyms=words["acronyms"],
        )
    except (OSError, ValueError, EOFError, KeyError) as fault:
        raise StoreError(
            f"the saved search index is damaged or cannot be read: {fault}",
            where=str(folder),
            why="a listing could be missing from it",
            remedy="delete this folder; it is rebuilt from the lists at the next run",
        ) from fault


_CLOSED = {"readings": np.empty(0, np.uint8), "reading_ends": np.empty(0, np.int64)}


def _array(file: Path) -> NDArray[Any]:
    """Open one array by memory map, without holding the file open where it is empty."""
    # A plain view: each slice of numpy's own class of maps takes longer than most work on it.
    return np.asarray(np.load(file, mmap_mode="r"))
