"""Bytes in the store: every one can be had back, whatever is added and removed in which order."""

from __future__ import annotations

import contextlib
import hashlib
import random
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.storage.database.sqlite import writing
from counterflow.watch.lists import blobs
from counterflow.watch.lists.tables import STEPS

SMALL = st.one_of(
    st.binary(max_size=40),
    st.lists(st.sampled_from([b"one\n", b"two\n", b"three\n", b"<x>"]), max_size=12).map(b"".join),
)


@contextlib.contextmanager
def database() -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(STEPS[0])
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


@contextlib.contextmanager
def sizes(largest: int, part: int) -> Iterator[None]:
    """Make large what is small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blobs, "LARGEST_WITH_BASE", largest)
        patch.setattr(blobs, "PART", part)
        yield


def keep(connection: sqlite3.Connection, data: bytes, base: str = "") -> str:
    found = (base, blobs.read(connection, base)) if base else None
    step = max(1, len(data) // 3)
    chunks = [data[at : at + step] for at in range(0, len(data), step)]
    packed = blobs.pack(chunks, found)
    with writing(connection):
        blobs.insert(connection, packed)
    return packed.sha256


def steps_to(connection: sqlite3.Connection, sha256: str) -> int:
    steps = 0
    while sha256:
        (base,) = connection.execute("SELECT base FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
        sha256, steps = base, steps + 1
    return steps


@given(
    kept=st.lists(st.tuples(SMALL, st.integers(-1, 8)), min_size=1, max_size=10),
    order=st.randoms(use_true_random=False),
    largest=st.integers(1, 60),
    part=st.integers(1, 30),
)
def test_every_byte_string_can_be_had_back_until_it_is_removed(
    kept: list[tuple[bytes, int]], order: random.Random, largest: int, part: int
) -> None:
    """Any strings on any bases of before, removed in any order; above and below the limits."""
    with database() as connection, sizes(largest, part):
        there: dict[str, bytes] = {}
        for data, on in kept:
            base = list(there)[on % len(there)] if there and on >= 0 else ""
            sha256 = keep(connection, data, base)
            assert sha256 == hashlib.sha256(data).hexdigest()
            there[sha256] = data
        gone = list(there)
        order.shuffle(gone)
        for sha256 in gone:
            assert all(blobs.read(connection, key) == data for key, data in there.items())
            with writing(connection):
                blobs.remove(connection, sha256)
            del there[sha256]
            with pytest.raises(ListError, match="missing"):
                blobs.read(connection, sha256)
        for table in ("blob", "blob_part"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_chain_of_hundreds_is_read_and_taken_apart() -> None:
    chance = random.Random(4)
    lines = [chance.randbytes(40).hex() for _ in range(300)]
    with database() as connection:
        chain, texts = [""], [b""]
        for number in range(400):
            lines[chance.randrange(300)] = f"changed {number}"
            texts.append("\n".join(lines).encode())
            chain.append(keep(connection, texts[-1], chain[-1]))
        assert steps_to(connection, chain[-1]) == 400
        assert blobs.read(connection, chain[-1]) == texts[-1]
        for number in [1, 400, *chance.sample(range(2, 400), 40)]:
            with writing(connection):
                blobs.remove(connection, chain[number])
            chain[number] = ""
        for sha256, text in zip(chain[1:], texts[1:], strict=True):
            assert not sha256 or blobs.read(connection, sha256) == text


@given(number=st.integers(0, 100_000))
def test_a_version_hangs_on_an_earlier_one_and_chains_stay_short(number: int) -> None:
    steps, at = 0, number
    while at > 0:
        earlier = blobs.base_of(at)
        assert 0 <= earlier < at
        at, steps = earlier, steps + 1
    assert blobs.base_of(0) == -1
    assert steps <= blobs.STRIDE - 1 + number // blobs.STRIDE


def test_the_same_bytes_are_kept_once() -> None:
    """Whatever they would hang on: the second way to pack them is not stored."""
    with database() as connection:
        one = keep(connection, b"one\n" * 9)
        two = keep(connection, b"one\n" * 8)
        assert keep(connection, b"one\n" * 8, one) == two
        rows = connection.execute("SELECT base FROM blob WHERE sha256 = ?", (two,)).fetchall()
        assert rows == [(None,)]


def test_large_bytes_are_parted_and_given_in_pieces() -> None:
    with database() as connection, sizes(50, 20):
        data = bytes(range(200))
        sha256 = keep(connection, data, keep(connection, b"base"))
        assert [len(piece) for piece in blobs.stream(connection, sha256)] == [20] * 10
        assert blobs.read(connection, sha256) == data
        base = connection.execute("SELECT base FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
        assert base == (None,)


@given(rows=st.lists(st.binary(max_size=9).filter(lambda row: b"\n" not in row), max_size=9),
       end=st.booleans(), part=st.integers(1, 12))  # fmt: skip
def test_lines_are_those_of_the_bytes(rows: list[bytes], end: bool, part: int) -> None:
    data = b"\n".join(rows) + (b"\n" if end and rows else b"")
    with database() as connection, sizes(1, part):
        sha256 = keep(connection, data)
        due = data.split(b"\n")
        assert list(blobs.lines(connection, sha256)) == (due if due[-1] else due[:-1])


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7), hanging=st.booleans())
def test_a_flipped_bit_is_damage(at: int, bit: int, hanging: bool) -> None:
    """Also where it makes a length of exabytes; also in what other bytes hang on."""
    with database() as connection:
        one = keep(connection, b"one\ntwo\n" * 30)
        two = keep(connection, b"one\nthree\n" * 30, one)
        hit = two if hanging else one
        (part,) = connection.execute(
            "SELECT bytes FROM blob_part WHERE sha256 = ?", (hit,)
        ).fetchone()
        flipped = bytearray(part)
        flipped[at % len(part)] ^= 1 << bit
        connection.execute("UPDATE blob_part SET bytes = ? WHERE sha256 = ?", (flipped, hit))
        with contextlib.suppress(ListError):
            assert blobs.read(connection, two) == b"one\nthree\n" * 30
        with contextlib.suppress(ListError):
            assert blobs.read(connection, one) == b"one\ntwo\n" * 30


@pytest.mark.parametrize("statement", [
    "UPDATE blob SET size = 'x'",
    "UPDATE blob SET size = size + 1",
    "UPDATE blob_part SET bytes = 7",
    "UPDATE blob_part SET bytes = ''",
    "DELETE FROM blob_part",
    "UPDATE blob SET packing = 'parts'",
])  # fmt: skip
def test_a_damaged_row_is_damage(statement: str) -> None:
    with database() as connection:
        two = keep(connection, b"one\nthree\n" * 30, keep(connection, b"one\ntwo\n" * 30))
        connection.execute(statement)
        with pytest.raises(ListError, match=r"a stored file is damaged.*lists verify"):
            blobs.read(connection, two)
