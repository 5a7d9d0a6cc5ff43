"""Zip archives: one plain file is read, everything else is refused in bounded memory."""

from __future__ import annotations

import gzip
import io
import tempfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.watch.sources.zipped import is_archive, unzipped

LIMIT = 10_000_000


def packed(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return held.getvalue()


def unpack(path: Path, data: bytes, limit: int = LIMIT) -> tuple[str, bytes]:
    path.write_bytes(data)
    name, pieces = unzipped(path, limit)
    return name, b"".join(pieces)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.zip"


def test_the_one_plain_file_is_read(path: Path) -> None:
    assert unpack(path, packed(sdn__csv=b"36,a\n")) == ("sdn.csv", b"36,a\n")
    assert is_archive(path)


def test_folders_are_no_files_and_do_not_stand_in_the_name(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("out/", b"")
        archive.writestr("out/../../etc/list.xml", b"<a/>")
    name, pieces = unzipped(path, LIMIT)
    assert (name, b"".join(pieces)) == ("list.xml", b"<a/>")


@pytest.mark.parametrize("members", [{}, {"a__csv": b"a", "b__csv": b"b"}])
def test_none_or_several_files_are_refused(path: Path, members: dict[str, bytes]) -> None:
    with pytest.raises(ListError, match=f"holds {len(members)} files"):
        unpack(path, packed(**members))


@pytest.mark.parametrize(
    "inner", [packed(a__csv=b"a"), gzip.compress(b"a", mtime=0), packed(), b"BZh9"]
)
def test_an_archive_inside_is_refused(path: Path, inner: bytes) -> None:
    with pytest.raises(ListError, match="another archive"):
        unpack(path, packed(inner=inner))


def test_a_bomb_is_stopped_at_the_limit(path: Path) -> None:
    data = packed(bomb__csv=b"0" * 40_000_000)
    assert len(data) < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(ListError, match="unpacks to more than 1,000,000 bytes"):
            unpack(path, data, 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_an_encrypted_or_unknown_method_is_refused(path: Path) -> None:
    data = bytearray(packed(a__csv=b"a" * 100))
    directory = data.index(b"PK\x01\x02")
    encrypted = bytearray(data)
    encrypted[directory + 8] |= 1
    encrypted[6] |= 1
    unknown = bytearray(data)
    unknown[directory + 10] = unknown[8] = 97
    for spoiled in (encrypted, unknown):
        with pytest.raises(ListError, match="damaged or encrypted"):
            unpack(path, bytes(spoiled))


def test_an_excel_file_and_other_files_are_no_archives(path: Path) -> None:
    path.write_bytes(packed(**{"[Content_Types]__xml": b"<a/>", "xl/workbook__xml": b"<a/>"}))
    assert not is_archive(path)
    path.write_bytes(b"36,a\n")
    assert not is_archive(path)
    path.write_bytes(b"PK\x03\x04 and nothing")
    assert is_archive(path)


_WHOLE = packed(sdn__csv=b"36,a name,b\n" * 50)


@given(st.integers(0, len(_WHOLE) - 1), st.binary(max_size=3), st.booleans())
def test_a_damaged_archive_gives_the_same_file_or_an_error(
    at: int, replacement: bytes, cut: bool
) -> None:
    data = _WHOLE[:at] + replacement + (b"" if cut else _WHOLE[at + 1 :])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.zip")
        path.write_bytes(data)
        is_archive(path)
        try:
            _, pieces = unzipped(path, LIMIT)
            content = b"".join(pieces)
        except ListError:
            return
    assert content == b"36,a name,b\n" * 50
