"""Indexes in a store: opened, built, built again where damaged and said so, removed when old."""

from __future__ import annotations

import datetime as dt
import os
from functools import partial
from pathlib import Path

import pytest

from counterflow.core.errors import StoreError
from counterflow.core.model.listings import Listing
from counterflow.watch.index import readings
from counterflow.watch.index.kept import index_name, open_index, prune_indexes
from counterflow.watch.index.readings import ListingReading, read_listing
from strategies import listing

LISTINGS = [listing("a", "Brasdol Fengri"), listing("b", "Quowex Marine")]


def test_an_index_is_built_once_and_told_beforehand(tmp_path: Path) -> None:
    told: list[str] = []

    def read() -> list[Listing]:
        assert told == ["building the index of 1 lists (2 entries) …"]
        return LISTINGS

    for _ in range(2):
        index = open_index(
            tmp_path / "x", read, keep=True, building="index of 1 lists (2 entries)",
            talk=told.append,
        )  # fmt: skip
        assert index.ids == ("a", "b")
    assert len(told) == 1


def test_what_is_not_to_be_kept_leaves_nothing(tmp_path: Path) -> None:
    open_index(tmp_path / "x", lambda: LISTINGS, keep=False, building="index")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_index_is_built_again_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "x"
    open_index(folder, lambda: LISTINGS, keep=True, building="index")
    file = folder / "listings.npy"
    sound = file.read_bytes()
    file.write_bytes(sound[:-9] + b"?" + sound[-8:])
    index = open_index(folder, lambda: LISTINGS, keep=True, building="index")
    (told,) = caplog.messages
    assert "listings.npy" in told
    assert told.endswith(f"({folder}); it is built again from the lists")
    assert index.ids == ("a", "b")
    assert file.read_bytes() == sound
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_after_a_change_only_new_listings_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def told(one: Listing) -> ListingReading:
        read.append(one.id)
        return read_listing(one)

    monkeypatch.setattr(readings, "read_listing", told)
    changed = [LISTINGS[0], listing("c", "Velmora Trade")]
    for name, listings, program in (
        ("1", LISTINGS, ["p"]), ("2", changed, ["p"]), ("3", changed, ["q"]),
    ):  # fmt: skip
        index = open_index(
            tmp_path / name, partial(list, listings), keep=True, building="index", program=program
        )
        assert index.ids == tuple(one.id for one in listings)
    assert read == ["a", "b", "c", "a", "c"]


def test_a_damaged_earlier_index_is_not_built_upon(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    open_index(tmp_path / "1", lambda: LISTINGS, keep=True, building="index", program=["p"])
    file = tmp_path / "1" / "readings.npy"
    sound = file.read_bytes()
    file.write_bytes(sound[:-1] + b"?")
    made = open_index(tmp_path / "2", lambda: LISTINGS, keep=False, building="index", program=["p"])
    assert made.readings.tobytes() == sound[-len(made.readings) :]
    (told,) = caplog.messages
    assert "readings.npy" in told
    assert told.endswith("every listing is read again")


def test_damage_that_cannot_be_removed_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the folder may be read but not written (root may write anywhere: refused here)."""
    folder = tmp_path / "x"
    open_index(folder, lambda: LISTINGS, keep=True, building="index")
    (folder / "names").write_bytes(b"")
    (folder / "sums.json").write_bytes(b"{}")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StoreError, match="cannot be removed: Permission denied"):
        open_index(folder, lambda: LISTINGS, keep=True, building="index", talk=print)


def test_a_name_says_all_that_an_index_holds() -> None:
    """The order counts: positions in the index follow it."""
    names = {
        index_name(["a", "b"], program=["1", "r"]),
        index_name(["b", "a"], program=["1", "r"]),
        index_name(["a"], program=["1", "r"]),
        index_name(["a", "b"], program=["2", "r"]),
        index_name(["a", "b"], program=["1", "q"]),
    }
    assert len(names) == 5
    assert index_name(["a", "b"], program=["1", "r"]) in names


def test_old_indexes_are_removed_but_not_the_one_in_use(tmp_path: Path) -> None:
    now = dt.datetime.now(tz=dt.UTC)
    for name, age in (("in-use", 90), ("old", 40), ("young", 5), (".building-dead", 40)):
        (tmp_path / name).mkdir()
        when = (now - dt.timedelta(days=age)).timestamp()
        (tmp_path / name / "words.json").write_bytes(b"{}")
        os.utime(tmp_path / name, (when, when))
    (tmp_path / "note.txt").write_text("of a person", "utf-8")
    removed = prune_indexes(tmp_path, keep="in-use", before=now - dt.timedelta(days=30))
    assert removed == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in-use", "note.txt", "young"]
    assert prune_indexes(tmp_path / "nowhere", keep="", before=now) == []
