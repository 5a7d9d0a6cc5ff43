"""Write and read one snapshot's directory, whole or not at all, every file under its hash.

A snapshot is one directory: the original files (gzip), ``snapshot.json``, ``listings.ndjson``,
``refusals.ndjson``, ``notes.json`` and ``SHA256SUMS`` over all of them. It is written under
another name, synced, and renamed into place: a process killed at any moment leaves either the
whole snapshot or a leftover that no reader looks at.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from counterflow.core.errors import ListError
from counterflow.core.model import Snapshot
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import ParsedList

SNAPSHOT = "snapshot.json"
LISTINGS = "listings.ndjson"
REFUSALS = "refusals.ndjson"
NOTES = "notes.json"
SUMS = "SHA256SUMS"
ORIGINAL = "original"
INCOMING = ".incoming-"
LEAVING = ".leaving-"
IMPORTS = ".imports-"
DATED = "dated-"

_LEFTOVER_AFTER_S = 24 * 3600
"""An incoming directory older than this belongs to no running import."""

_T = TypeVar("_T")


def content_hash(files: Iterable[ListFile]) -> str:
    """Name the content of a list: the file's own SHA-256, or that of several files' hashes.

    Neither the files' names, their order nor gzip changes it.

    Example:
        >>> content_hash([ListFile("a", b"x")]) == ListFile("b", b"x").sha256
        True
    """
    digests = sorted(file.sha256 for file in files)
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def write_snapshot(
    root: Path, target: Path, snapshot: Snapshot, files: Iterable[ListFile], parsed: ParsedList
) -> None:
    """Write a snapshot whole, or leave the store as it was.

    Args:
        root: The store; the snapshot is prepared in it, on the same file system.
        target: The snapshot's directory, which must not exist yet.
        snapshot: What to say of it.
        files: The original files.
        parsed: What was read from them.

    Raises:
        OSError: The disk is full or may not be written; nothing is stored then.
    """
    _remove_leftovers(root)
    incoming = root / f"{INCOMING}{uuid.uuid4().hex}"
    (incoming / ORIGINAL).mkdir(parents=True)
    try:
        sums = {
            SNAPSHOT: _write(incoming / SNAPSHOT, msgspec.json.encode(snapshot)),
            LISTINGS: _write(incoming / LISTINGS, _lines(parsed.listings)),
            REFUSALS: _write(incoming / REFUSALS, _lines(parsed.refusals)),
            NOTES: _write(incoming / NOTES, msgspec.json.encode(parsed.notes)),
        }
        for file in files:
            # No time and no name in the gzip header: the same bytes give the same file.
            packed = gzip.compress(file.data, compresslevel=6, mtime=0)
            name = f"{ORIGINAL}/{file.name}.gz"
            sums[name] = _write(incoming / name, packed)
        _write(incoming / SUMS, "".join(f"{s}  {n}\n" for n, s in sums.items()).encode())
        _sync(incoming / ORIGINAL)
        _sync(incoming)
        target.parent.mkdir(parents=True, exist_ok=True)
        _rename(incoming, target)
        _sync(target.parent)
        _sync(root)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def read_verified(directory: Path, name: str) -> bytes:
    """Read one file of a snapshot after checking it against its hash.

    Args:
        directory: The snapshot's directory.
        name: The file's name in it.

    Returns:
        Its bytes.

    Raises:
        ListError: The file or its hash is missing, or they differ: the list is damaged.
    """
    digest = read_sums(directory).get(name)
    try:
        data = (directory / name).read_bytes()
    except OSError as error:
        raise _damaged(
            "a file of the stored list cannot be read", directory, name, error
        ) from error
    if digest != _sha256(data):
        raise _damaged("a file of the stored list does not match its hash", directory, name)
    return data


def read_sums(directory: Path) -> dict[str, str]:
    """Read the hashes of a snapshot's files.

    Args:
        directory: The snapshot's directory.

    Returns:
        SHA-256 in hexadecimal by file name.

    Raises:
        ListError: They are missing or damaged.
    """
    try:
        lines = (directory / SUMS).read_text("utf-8").splitlines()
        return {file: digest for digest, file in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError) as error:
        what = "the hashes of the stored list cannot be read"
        raise _damaged(what, directory, SUMS, error) from error


def holds_same_listings(directory: Path, parsed: ParsedList) -> bool:
    """Tell whether a stored snapshot holds just what was parsed now from the same bytes."""
    return read_sums(directory).get(LISTINGS) == _sha256(_lines(parsed.listings))


def remove_version(root: Path, directory: Path) -> None:
    """Remove a snapshot and what is kept beside it; the snapshot is there whole or gone.

    Args:
        root: The store.
        directory: The snapshot's directory.

    Raises:
        OSError: It cannot be moved away.
    """
    leaving = root / f"{LEAVING}{uuid.uuid4().hex}"
    directory.rename(leaving)
    for kind in (IMPORTS, DATED):
        _beside(directory, kind).unlink(missing_ok=True)
    _sync(directory.parent)
    shutil.rmtree(leaving, ignore_errors=True)


def write_record(directory: Path, kind: str, values: Sequence[object]) -> None:
    """Keep values beside a snapshot, which itself never changes, in the place of earlier ones.

    Args:
        directory: The snapshot's directory.
        kind: ``IMPORTS`` or ``DATED``.
        values: What to keep.

    Raises:
        OSError: They cannot be written; what was kept before stays.
    """
    data = msgspec.json.encode(values)
    replace_file(_beside(directory, kind), f"{_sha256(data)}  ".encode() + data)


def read_record(directory: Path, kind: str, held: type[list[_T]]) -> list[_T]:
    """Read values kept beside a snapshot; empty where none were.

    Args:
        directory: The snapshot's directory.
        kind: ``IMPORTS`` or ``DATED``.
        held: Type of the values.

    Returns:
        The values.

    Raises:
        ListError: They do not match their hash.
    """
    path = _beside(directory, kind)
    if not path.exists():
        return []
    digest, _, data = path.read_bytes().partition(b"  ")
    if digest.decode("ascii", "replace") != _sha256(data):
        raise _damaged("what is kept beside the list does not match its hash", directory, path.name)
    return decode_with(msgspec.json.Decoder(held).decode, data, directory, path.name)


def decode_with(read: Callable[[bytes], _T], data: bytes, directory: Path, name: str) -> _T:
    """Decode a verified file; what does not decode was written by another version.

    Args:
        read: The decoder.
        data: The bytes.
        directory: The snapshot's directory, for the error.
        name: The file's name, for the error.

    Returns:
        The value.

    Raises:
        ListError: The bytes are not such a value.
    """
    try:
        return read(data)
    except msgspec.DecodeError as error:
        what = "a file of the stored list cannot be decoded"
        raise _damaged(what, directory, name, error) from error


def replace_file(path: Path, data: bytes) -> None:
    """Put new bytes in a file's place at once, so that a reader sees the old or the new."""
    incoming = path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        _write(incoming, data)
        incoming.replace(path)
        _sync(path.parent)
    finally:
        incoming.unlink(missing_ok=True)


def _beside(directory: Path, kind: str) -> Path:
    return directory.with_name(f"{kind}{directory.name}.json")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _lines(values: Iterable[msgspec.Struct]) -> bytes:
    encoder = msgspec.json.Encoder()
    return b"".join(encoder.encode(value) + b"\n" for value in values)


def _write(path: Path, data: bytes) -> str:
    """Write a file through to the disk and give its hash."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    return _sha256(data)


def _sync(directory: Path) -> None:
    """Write a directory's entries through to the disk, where the system can."""
    if os.name == "nt":  # pragma: no cover - Windows cannot open a directory
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _rename(incoming: Path, target: Path) -> None:
    """Move the finished snapshot into place; another process may have stored the same."""
    try:
        incoming.rename(target)
    except OSError:
        if not (target / SUMS).is_file():
            raise


def _remove_leftovers(root: Path) -> None:
    """Remove what killed imports and removals left behind."""
    for leftover in (*root.glob(f"{INCOMING}*"), *root.glob(f"{LEAVING}*")):
        try:
            age_s = time.time() - leftover.stat().st_mtime
        except FileNotFoundError:  # its own import has just finished
            continue
        if age_s > _LEFTOVER_AFTER_S:
            shutil.rmtree(leftover, ignore_errors=True)


def removal_advice(directory: Path) -> str:
    """Say how a damaged snapshot is got rid of."""
    words = f"counterflow lists remove {directory.parent.name} --version {directory.name} --yes"
    return f"remove this version ({words}) and import the list again"


def _damaged(what: str, directory: Path, name: str, error: Exception | None = None) -> ListError:
    return ListError(
        f"{what}: {error}" if error else what,
        where=f"list {directory.parent.name}, {directory / name}",
        why="screening against it could miss listings",
        remedy=removal_advice(directory),
    )
