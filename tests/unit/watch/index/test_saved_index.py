"""An index on disk: whole or absent, of this format or rebuilt, and the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
from counterflow.core.errors import StoreError
from counterflow.core.model.listings import Listing
from counterflow.watch.index import saved
from counterflow.watch.index.arrays import ARRAYS, WORDS, IndexArrays
from counterflow.watch.index.build import build_index
from counterflow.watch.index.saved import READINGS, load_index, save_index
from counterflow.watch.index.search import CandidateSearch
from counterflow.watch.matching.entity import read_entity
from strategies import invented_names, listing


def _listings(count: int = 40, seed: int = 1) -> list[Listing]:
    return [
        listing(f"l-{at}", name, imoNumber=f"{9000000 + at}")
        for at, name in enumerate(invented_names(count, seed))
    ]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def _candidates(index: IndexArrays, name: str) -> list[str]:
    profile = read_entity({"schema": "Company", "properties": {"name": [name]}})
    found = CandidateSearch(index).search([profile], limit=75, least=0.0).found
    return [index.ids[at] for at in dict.fromkeys(found.listing.tolist())]


def _assert_same(one: IndexArrays, other: IndexArrays) -> None:
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in WORDS:
        assert getattr(one, name) == getattr(other, name)


@given(
    st.lists(
        st.tuples(st.integers(0, 39), st.integers(1, 3)), max_size=40, unique_by=lambda x: x[0]
    ),
    st.lists(
        st.tuples(st.integers(0, 39), st.integers(1, 3)), max_size=40, unique_by=lambda x: x[0]
    ),
)
@settings(max_examples=30)
def test_an_index_after_a_change_is_the_one_built_anew(
    before: list[tuple[int, int]], after: list[tuple[int, int]]
) -> None:
    """Added, removed and changed listings, in any order: the same to the last byte."""
    made = {seed: _listings(40, seed) for seed in (1, 2, 3)}
    old = build_index([made[seed][at] for at, seed in before])
    new = [made[seed][at] for at, seed in after]
    _assert_same(build_index(new, earlier=old), build_index(new))


def test_saved_and_loaded_it_gives_the_same_candidates(tmp_path: Path) -> None:
    built = build_index(_listings())
    save_index(built, tmp_path / "index")
    loaded = load_index(tmp_path / "index")
    whole = load_index(tmp_path / "index", to_update=True)
    assert loaded is not None
    assert whole is not None
    _assert_same(built, whole)
    for name in ARRAYS:
        if name not in READINGS:
            np.testing.assert_array_equal(getattr(built, name), getattr(loaded, name))
    for name in invented_names(40, 1):
        assert _candidates(loaded, name) == _candidates(built, name)


def test_the_same_listings_give_the_same_bytes(tmp_path: Path) -> None:
    for at in (1, 2):
        save_index(build_index(_listings()), tmp_path / str(at))
    assert _bytes(tmp_path / "1") == _bytes(tmp_path / "2")


@pytest.mark.parametrize(
    "listings",
    [
        [],
        [listing("a", address="Quay 4, Brasdol")],
        [listing("a", "—")],
        [listing("a", "Brasdol Fengri"), listing("b", address="Quay 4")],
    ],
    ids=["no listing", "an address only", "a name without a letter", "one with, one without"],
)
def test_lists_with_little_on_them_do_no_harm(tmp_path: Path, listings: list[Listing]) -> None:
    save_index(build_index(listings), tmp_path / "index")
    index = load_index(tmp_path / "index")
    assert index is not None
    assert _candidates(index, "Brasdol Fengri") == (["a"] if len(listings) == 2 else [])
    assert _candidates(index, "—") == []


def test_there_is_none_before_it_is_saved(tmp_path: Path) -> None:
    assert load_index(tmp_path / "index") is None


def test_an_index_of_another_format_is_none_and_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    with monkeypatch.context() as older:
        older.setattr(saved, "FORMAT", saved.FORMAT - 1)
        save_index(build_index(_listings(3)), folder)
    assert load_index(folder) is None
    save_index(build_index(_listings(5)), folder)
    loaded = load_index(folder)
    assert loaded is not None
    assert len(loaded.ids) == 5
    assert [file.name for file in tmp_path.iterdir()] == ["index"]


def test_a_second_writer_leaves_the_first_index_in_place(tmp_path: Path) -> None:
    save_index(build_index(_listings(3)), tmp_path / "index")
    before = _bytes(tmp_path / "index")
    save_index(build_index(_listings(3)), tmp_path / "index")
    assert _bytes(tmp_path / "index") == before
    assert [file.name for file in tmp_path.iterdir()] == ["index"]


def test_what_is_left_of_a_killed_removal_is_replaced(tmp_path: Path) -> None:
    """A folder without its words is no index, and must not bar the place for ever."""
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "postings.npy").write_bytes(b"half")
    assert load_index(folder) is None
    save_index(build_index(_listings(3)), folder)
    assert load_index(folder) is not None


@pytest.mark.parametrize("damage", ["cut", "gone", "words", "sums", "format", "no sums"])
def test_a_damaged_index_is_an_error_that_says_what_to_do(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "index"
    save_index(build_index(_listings(5)), folder)
    file = folder / "postings.npy"
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:70])
    elif damage == "gone":
        file.unlink()
    elif damage == "words":
        (folder / "words.json").write_bytes(b'{"format": %d, "ids": []}' % saved.FORMAT)
    elif damage == "format":
        words = (folder / "words.json").read_bytes()
        (folder / "words.json").write_bytes(
            words.replace(b'"format":%d' % saved.FORMAT, b'"format":1')
        )
        assert (folder / "words.json").read_bytes() != words
    elif damage == "sums":
        (folder / saved.SUMS).write_bytes(b"{}")
    else:
        (folder / saved.SUMS).unlink()
    with pytest.raises(StoreError, match=r"cannot be read.*delete this folder"):
        load_index(folder)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_a_flipped_bit_anywhere_is_named(tmp_path: Path, draw: st.DataObject) -> None:
    """A listing that vanished from the index would not be found, and nothing would say so."""
    folder = tmp_path / "index"
    if not folder.exists():
        save_index(build_index(_listings(5)), folder)
    file = folder / draw.draw(st.sampled_from(sorted(_bytes(folder))))
    sound = file.read_bytes()
    at = draw.draw(st.integers(0, len(sound) - 1))
    bit = 1 << draw.draw(st.integers(0, 7))
    file.write_bytes(sound[:at] + bytes([sound[at] ^ bit]) + sound[at + 1 :])
    try:
        with pytest.raises(StoreError, match="damaged"):
            load_index(folder, to_update=True)
    finally:
        file.write_bytes(sound)
    assert load_index(folder) is not None


def test_an_index_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """A write that fails halfway (here: a limit on the size of a file) leaves no folder."""
    index = build_index(_listings(200))
    resource = pytest.importorskip("resource", reason="limits of POSIX")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, hard))
    try:
        with pytest.raises(StoreError, match="cannot be written"):
            save_index(index, tmp_path / "index")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_an_index_holds_what_was_listed() -> None:
    """Every name, the running ends and the identifiers agree with the listings."""
    listings = _listings(10)
    index = build_index(listings)
    assert index.ids == tuple(one.id for one in listings)
    assert index.names == tuple(one.properties["name"][0] for one in listings)
    assert index.listing_ends[-1] == len(index.listings)
    assert index.posting_ends[-1] == len(index.postings)
    assert len(index.word_ends) == len(index.names)
    assert index.identifiers == {f"{9000000 + at}": [at] for at in range(10)}
    assert index.bucket_ends[-1] == len(index.bucket_key) == len(index.bucket_tag)
    assert len(index.key_ends) == len(index.stand_ends) == len(index.posting_ends)
    assert strategies.listing("x").properties == {}
