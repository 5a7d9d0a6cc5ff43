"""A sealed part: one Parquet file, written whole or not at all, that holds decisions."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from counterflow.core.errors import ArchiveError, AuditError
from counterflow.storage.archive.merkle import leaf_hash
from counterflow.storage.archive.rows import Row

GROUP = 250
"""Decisions that are packed and unpacked together: few enough to show one of them at once."""
_LEVEL = 3
_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("outcome", pa.dictionary(pa.int8(), pa.string())),
        ("headline", pa.dictionary(pa.int8(), pa.string())),
        ("date", pa.string()),
        ("at", pa.string()),
        ("body", pa.large_binary()),
        ("context", pa.large_binary()),
        ("body_sha256", pa.binary(32)),
        ("context_sha256", pa.binary(32)),
    ]
)
"""The two hashes are filled in where the bytes are gone, and empty elsewhere.

``at`` is empty where all decisions of the part were kept at one time, that of its entry in the log.
"""
_SAID = _SCHEMA.names[:7]


class Summary(NamedTuple):
    """What is shown of a decision in a list of them."""

    id: str | None
    outcome: str | None
    headline: str | None
    date: str | None
    at: str | None


class Stored(NamedTuple):
    """A decision as it stands in a part; ``body`` and ``context`` are ``None`` where purged."""

    body: bytes | None
    context: bytes | None
    body_sha256: bytes
    context_sha256: bytes


def pack(rows: Sequence[Row], at: Sequence[str] | None = None) -> bytes:
    """Give the bytes of a part.

    Args:
        rows: Its decisions.
        at: When each was kept, where that differs; else ``None``.
    """
    return _packed(
        {
            **{name: [getattr(row, name) for row in rows] for name in _SAID if name != "at"},
            "at": list(at) if at is not None else [None] * len(rows),
            "body_sha256": [None] * len(rows),
            "context_sha256": [None] * len(rows),
        }
    )


def without(file: Path, gone: Sequence[int]) -> bytes:
    """Give the bytes of a part in which of some decisions only the hashes are left.

    Args:
        file: The part.
        gone: Which, from 0. Id and day go too: they can name a person.
    """
    columns = _read(file).to_pydict()
    for at in gone:
        if columns["body"][at] is None:
            continue
        columns["body_sha256"][at] = hashlib.sha256(columns["body"][at]).digest()
        columns["context_sha256"][at] = hashlib.sha256(columns["context"][at]).digest()
        for name in _SAID:
            columns[name][at] = None
    return _packed(columns)


def summaries(file: Path, at: Sequence[int]) -> list[Summary]:
    """Read what is shown in a list, of some rows of a part, in the order asked."""
    found: dict[int, Summary] = {}
    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as opened:
            for group in sorted({row // GROUP for row in at}):
                rows = opened.read_row_group(group, columns=list(Summary._fields)).to_pylist()
                found |= {group * GROUP + n: Summary(**row) for n, row in enumerate(rows)}
    except (OSError, pa.ArrowException) as fault:
        raise _damaged(file, fault) from fault
    return [found[row] for row in at]


def one_of(file: Path, at: int) -> Stored:
    """Read one decision of a part.

    Raises:
        AuditError: the part is missing, damaged, or has no such row.
    """
    names = _SCHEMA.names[5:]
    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as opened:
            group, row = divmod(at, GROUP)
            found = opened.read_row_group(group, columns=names).slice(row, 1).to_pylist()[0]
    except (OSError, pa.ArrowException, IndexError) as fault:
        raise _damaged(file, fault) from fault
    return _stored(found)


def outcomes_of(file: Path) -> list[str | None]:
    """Read the outcomes of a part; ``None`` for what is gone."""
    found: list[str | None] = _read(file, ["outcome"]).column("outcome").to_pylist()
    return found


def stored_of(body: bytes, context: bytes) -> Stored:
    """Give a decision that is not sealed yet as one of a part."""
    return Stored(body, context, hashlib.sha256(body).digest(), hashlib.sha256(context).digest())


def leaves_of(file: Path, ground: str) -> list[bytes]:
    """Give the leaves of a part, each from its bytes, or from the hashes of what is gone."""
    table = _read(file, _SCHEMA.names[5:])
    stored = map(_stored, table.to_pylist())
    return [leaf_hash(one.body_sha256, one.context_sha256, ground) for one in stored]


def whole(file: Path) -> list[tuple[bytes | None, bytes | None]]:
    """Read bodies and contexts of a part; ``None`` for what is gone."""
    table = _read(file, ["body", "context"])
    return list(zip(*(table.column(name).to_pylist() for name in ("body", "context")), strict=True))


def _stored(found: dict[str, Any]) -> Stored:
    body, context = found["body"], found["context"]
    return Stored(
        body,
        context,
        found["body_sha256"] if body is None else hashlib.sha256(body).digest(),
        found["context_sha256"] if context is None else hashlib.sha256(context).digest(),
    )


def _packed(columns: dict[str, list[Any]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(
        pa.table(columns, schema=_SCHEMA),
        out,
        compression="zstd",
        compression_level=_LEVEL,
        row_group_size=GROUP,
        use_dictionary=["outcome", "headline", "date", "at"],
        write_statistics=False,
        write_page_checksum=True,
        store_schema=False,
    )
    return out.getvalue()


def _read(file: Path, columns: list[str] | None = None) -> pa.Table:
    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as opened:
            table = opened.read(columns=columns)
    except (OSError, pa.ArrowException) as fault:
        raise _damaged(file, fault) from fault
    return table


def _damaged(file: Path, fault: BaseException) -> ArchiveError | AuditError:
    gone = isinstance(fault, FileNotFoundError)
    return AuditError(
        "a part of the kept decisions is missing" if gone else
        f"a part of the kept decisions is damaged: {' '.join(str(fault).split())}",
        where=str(file),
        why="the log says that it was written",
        remedy="bring the file back from a backup; its Merkle root shows whether it is the same",
    )  # fmt: skip
