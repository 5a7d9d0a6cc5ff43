"""What is kept of a reading is believed only where it is the reading of these very bytes."""

from __future__ import annotations

import datetime as dt
import sys
import unicodedata
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import RuleError
from counterflow.core.facts import package_yaml, read_yaml
from counterflow.core.kept_readings import kept_reading, kept_table

VALUE: dict[str, Any] = {"rows": [{"a": 1, "b": True, "c": 1.0, "d": None, "e": "ß", 7: [[]]}]}


@pytest.fixture(autouse=True)
def _written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def _never() -> Any:
    raise AssertionError("read although it was kept")


def _keep(folder: Path, value: Any = VALUE, data: bytes = b"x") -> Path:
    assert kept_reading("t", data, lambda: value, folder=folder) == value
    (file,) = folder.glob("*.msgpack")
    return file


def test_it_comes_back_with_its_types_and_may_be_changed(tmp_path: Path) -> None:
    _keep(tmp_path)
    found = kept_reading("t", b"x", _never, folder=tmp_path)
    assert repr(found) == repr(VALUE)
    found["rows"].clear()
    assert kept_reading("t", b"x", _never, folder=tmp_path) == VALUE


@given(
    place=st.integers(0, 200),
    what=st.sampled_from(["bit", "cut", "more", "other", "empty"]),
)
def test_a_damaged_one_is_never_believed(
    tmp_path_factory: pytest.TempPathFactory, place: int, what: str
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    file = _keep(folder)
    raw = bytearray(file.read_bytes())
    at = place % len(raw)
    if what == "bit":
        raw[at] ^= 1 << place % 8
    elif what == "other":
        raw = bytearray(_keep(folder / "other", {"rows": []}, b"y").read_bytes())
    else:
        raw = {"cut": raw[:at], "more": raw + b"\0", "empty": bytearray()}[what]
    file.write_bytes(raw)
    assert kept_reading("t", b"x", lambda: "read", folder=folder) == "read"
    # And what was read takes its place.
    assert kept_reading("t", b"x", _never, folder=folder) == "read"


def test_other_bytes_and_other_kinds_are_other_readings(tmp_path: Path) -> None:
    _keep(tmp_path)
    assert kept_reading("t", b"y", lambda: "other bytes", folder=tmp_path) == "other bytes"
    assert kept_reading("u", b"x", lambda: "other kind", folder=tmp_path) == "other kind"


def test_a_table_is_made_anew_of_other_files_other_code_or_another_unicode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "code.py"
    code.write_text("a")
    kept = tmp_path / "kept"

    def ask(made: object, *, sources: tuple[bytes, ...] = (b"xy", b"z")) -> object:
        return kept_table("t", sources, [str(code)], lambda: made, folder=kept)

    assert ask("first") == ask("second") == "first"
    assert ask("other bytes", sources=(b"x", b"yz")) == "other bytes"
    code.write_text("b")
    assert ask("other code") == "other code"
    monkeypatch.setattr(unicodedata, "unidata_version", "0")
    assert ask("other letters") == "other letters"
    assert len(list(kept.iterdir())) == 4


@pytest.mark.parametrize(
    "value",
    [dt.date(2026, 1, 1), {"a": (1,)}, {"a": {1}}, float("nan"), 1 << 70, {"a": b"x"}],
    ids=["day", "tuple", "set", "nan", "large", "bytes"],
)
def test_what_would_come_back_otherwise_is_read_each_time(tmp_path: Path, value: Any) -> None:
    for _ in range(2):
        found = kept_reading("t", b"x", lambda: value, folder=tmp_path)
        assert repr(found) == repr(value)
        assert type(found) is type(value)


def test_a_fault_is_told_each_time_and_nothing_is_kept(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(RuleError, match="not YAML"):
            kept_reading("t", b"[", lambda: read_yaml(b"[", "a.yaml"), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for _ in range(2):
        assert kept_reading("t", b"x", lambda: VALUE, folder=tmp_path / "file" / "in") == VALUE


def test_nothing_is_written_where_python_may_not_write_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert kept_reading("t", b"x", lambda: VALUE, folder=tmp_path) == VALUE
    assert list(tmp_path.iterdir()) == []


def _files(folder: Any, name: str = "") -> list[str]:
    found = []
    for one in folder.iterdir():
        inner = f"{name}{one.name}"
        found += _files(one, f"{inner}/") if one.is_dir() else [inner]
    return sorted(one for one in found if one.endswith(".yaml"))


@pytest.mark.parametrize("name", _files(resources.files("counterflow") / "data"))
def test_every_file_of_the_package_reads_the_same_kept_or_not(name: str, tmp_path: Path) -> None:
    data = (resources.files("counterflow") / "data" / name).read_bytes()
    plain = read_yaml(data, name)
    for _ in range(2):
        kept = kept_reading("yaml", data, lambda: read_yaml(data, name), folder=tmp_path)
        assert repr(kept) == repr(plain)
    assert repr(package_yaml(name)) == repr(plain)
