"""Keep what was read of the package's YAML, so that a start need not read it a second time.

Reading the YAML of one screening takes 100 ms and more; what was read of it, in MessagePack, takes
three. A kept reading stands beside the modules where that may be written, else in the user's cache
folder, as Python's own compiled modules do; it may be deleted at any time.

Threat: a reading of other bytes, or a damaged one, would be another rulebook. A reading is named
by the hash of the very bytes that it was read from and carries a hash of its own: where either
differs, the YAML is read. Whoever may write to that folder may write the compiled modules too.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

FORMAT: Final = b"readings-1"
"""Raised with every change to how a reading is made of bytes."""
_DIGEST = hashlib.sha256().digest_size


@cache
def readings_folder() -> Path:
    """Give the folder of kept readings; it need not exist."""
    beside = Path(__file__).parent / "__pycache__"
    if os.access(beside if beside.exists() else beside.parent, os.W_OK):
        return beside / "readings"
    return Path.home() / ".cache" / "counterflow" / "readings"


def kept_reading(
    kind: str, data: bytes, read: Callable[[], Any], *, folder: Path | None = None
) -> Any:
    """Give what was read of a file of the package, from what is kept of it or by reading it.

    Args:
        kind: What is read of the bytes, and by what: another kind is another reading.
        data: The bytes of the file.
        read: Reads them.
        folder: Where readings are kept; ``readings_folder`` if ``None``.

    Returns:
        The same as ``read()``, types included; whoever asks may change it.

    Raises:
        Exception: whatever ``read`` raises.

    Example:
        >>> with tempfile.TemporaryDirectory() as scratch:
        ...     kept_reading("words", b"a b", lambda: ["a", "b"], folder=Path(scratch))
        ['a', 'b']
    """
    named = hashlib.sha256(b"\0".join((FORMAT, kind.encode(), data))).hexdigest()
    file = (folder or readings_folder()) / f"{named}.msgpack"
    found, value = _open(file)
    if found:
        return value
    value = read()
    if not sys.dont_write_bytecode:
        _keep(file, value)
    return value


def kept_table(
    kind: str,
    sources: Iterable[bytes],
    modules: Iterable[str],
    make: Callable[[], Any],
    *,
    folder: Path | None = None,
) -> Any:
    """Give what a module makes of files of the package, from what is kept of it or by making it.

    Threat: a table that older code made, or another edition of Unicode, would find other names.
    It is named by the bytes of the code too.

    Args:
        kind: What the table is.
        sources: The bytes of every file that it is made of.
        modules: The files of the modules whose code makes it (``__file__``).
        make: Makes it, of dicts with texts as keys, lists, texts and numbers.
        folder: Where tables are kept; ``readings_folder`` if ``None``.

    Returns:
        The same as ``make()``, types included.

    Example:
        >>> with tempfile.TemporaryDirectory() as scratch:
        ...     kept_table("sum", [b"1 2"], [], lambda: [1, 2], folder=Path(scratch))
        [1, 2]
    """
    code = [Path(module).read_bytes() for module in modules]
    parts = [unicodedata.unidata_version.encode(), *code, *sources]
    named = b"".join(hashlib.sha256(part).digest() for part in parts)
    return kept_reading(kind, named, make, folder=folder)


def _open(file: Path) -> tuple[bool, Any]:
    """Open a kept reading; tell whether there is one that is as it was written."""
    try:
        raw = file.read_bytes()
        digest, packed = raw[:_DIGEST], raw[_DIGEST:]
        if _digest(file, packed) != digest:
            return False, None
        return True, msgspec.msgpack.decode(packed)
    except (OSError, msgspec.DecodeError):
        return False, None


def _digest(file: Path, packed: bytes) -> bytes:
    """Hash a reading under its name, so that a file that was moved is not believed either."""
    return hashlib.sha256(file.stem.encode() + packed).digest()


def _keep(file: Path, value: Any) -> None:
    """Keep a reading, whole or not at all; one that would come back otherwise is not kept."""
    try:
        packed = msgspec.msgpack.encode(value)
        if not _same(msgspec.msgpack.decode(packed), value):
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=file.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_digest(file, packed) + packed)
            # Whoever may read the modules may read what is made of them.
            Path(scratch).chmod(0o644)
            Path(scratch).replace(file)
        except BaseException:
            Path(scratch).unlink(missing_ok=True)
            raise
    except (OSError, TypeError, ValueError, msgspec.MsgspecError, OverflowError):
        # A folder that cannot be written, or a value that no MessagePack holds: read each time.
        return


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same in every part: a day is no text, 1 is not true."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(
            type(key) is type(their) and _same(one[key], other[their])
            for key, their in zip(one, other, strict=True)
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
