"""Heads are signed by a key that only the owner of the store may read."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.engine import URL

from counterflow.core.errors import StoreError
from counterflow.storage.audit import log
from counterflow.storage.audit.log import append, last_entry, read_entries
from counterflow.storage.audit.signing import (
    FILE,
    open_records,
    public_key,
    read_heads,
    sign_head,
    signed_bytes,
    signing_key,
)
from counterflow.storage.database.records import Records


def _open(url: URL, store: Path) -> Records:
    database = "" if url.get_backend_name() == "sqlite" else url.render_as_string()
    return open_records(store, database, write=True)


def test_a_head_is_checked_with_the_public_key_alone(url: URL, tmp_path: Path) -> None:
    with _open(url, tmp_path) as records, records.writing() as connection:
        assert sign_head(connection, tmp_path) is None
        append(connection, "a", {}, actor="Ann")
        head = sign_head(connection, tmp_path)
        assert head is not None
        assert sign_head(connection, tmp_path) == head
        key, entry = list(read_entries(connection))[1:], last_entry(connection)
        assert [(one.kind, one.fact("key")) for one in key] == [("audit.key", head.key)]
        assert entry is not None
        assert read_heads(connection) == [head]
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.key))
    signature = bytes.fromhex(head.signature)
    public.verify(signature, signed_bytes(entry.seq, entry.hash, head.at))
    with pytest.raises(InvalidSignature):
        public.verify(signature, signed_bytes(entry.seq, "0" * 64, head.at))


def test_heads_are_signed_unasked_from_time_to_time(
    url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "EVERY", 10)
    with _open(url, tmp_path) as records:
        for _ in range(25):
            with records.writing() as connection:
                append(connection, "a", {}, actor="Ann")
        with records.reading() as connection:
            # The tenth entry is followed by that of the new key, which is signed instead.
            assert [head.seq for head in read_heads(connection)] == [11, 20]


def test_the_key_is_the_owners_alone(tmp_path: Path) -> None:
    key = signing_key(tmp_path / "new")
    file = tmp_path / "new" / FILE
    assert public_key(signing_key(tmp_path / "new")) == public_key(key)
    assert [one.name for one in file.parent.iterdir()] == [FILE]
    if os.name != "posix":
        return
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    with pytest.raises(StoreError, match="others may read it"):
        signing_key(tmp_path / "new")


def test_of_two_that_make_a_key_at_once_one_counts(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(public_key(signing_key(tmp_path))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.parametrize("content", [b"", b"no key", None])
def test_a_damaged_key_is_told_of_and_not_replaced(content: bytes | None, tmp_path: Path) -> None:
    signing_key(tmp_path)
    file = tmp_path / FILE
    data = file.read_bytes() if content is None else content
    file.write_bytes(data.replace(b"PRIVATE", b"PRIVET"))
    with pytest.raises(StoreError, match="damaged"):
        signing_key(tmp_path)
    assert file.read_bytes() == data.replace(b"PRIVATE", b"PRIVET")
