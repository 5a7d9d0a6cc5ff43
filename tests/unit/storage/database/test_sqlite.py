"""A database file: its tables come about once, in one step, and every fault is a store's error."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import StoreError
from counterflow.storage.database import sqlite
from counterflow.storage.database.sqlite import open_database, uri_of, using_database, writing
from open_files import is_open

ROOT = Path(__file__).parents[4]
ONE = "CREATE TABLE a (x TEXT);\nCREATE INDEX a_x ON a (x);\n"
TWO = (
    "CREATE TABLE b (y);\n"
    "CREATE TRIGGER b_stays BEFORE DELETE ON b\n    BEGIN SELECT RAISE(ABORT, 'no; never'); END;\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    name = "a ?#% b.sqlite" if os.name == "posix" else "a #% b.sqlite"
    return tmp_path / "new" / "folder" / name


def tables(file: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}


def test_a_file_is_made_with_its_folder_and_brought_up_to_date(file: Path) -> None:
    with contextlib.closing(open_database(file, [ONE], write=True)) as connection:
        connection.execute("INSERT INTO a VALUES ('kept')")
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    with contextlib.closing(open_database(file, [ONE, TWO], write=True)) as connection:
        assert connection.execute("SELECT x FROM a").fetchone() == ("kept",)
    assert tables(file) == {"a", "a_x", "b", "b_stays"}


def test_a_reader_makes_and_changes_nothing(file: Path) -> None:
    with pytest.raises(StoreError, match="unable to open"):
        open_database(file, [ONE], write=False)
    assert not file.parent.exists()
    open_database(file, [ONE], write=True).close()
    with (
        contextlib.closing(open_database(file, [ONE], write=False)) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("INSERT INTO a VALUES (1)")
    with pytest.raises(StoreError, match=r"older version.*open it once for writing"):
        open_database(file, [ONE, TWO], write=False)


def test_a_file_of_a_newer_program_is_not_touched(file: Path) -> None:
    open_database(file, [ONE, TWO], write=True).close()
    before = file.read_bytes()
    for write in (True, False):
        with pytest.raises(StoreError, match=r"newer version.*install the newer"):
            open_database(file, [ONE], write=write)
    assert file.read_bytes() == before


def test_a_step_is_taken_wholly_or_not_at_all(file: Path) -> None:
    open_database(file, [ONE], write=True).close()
    with pytest.raises(StoreError, match="already exists"):
        open_database(file, [ONE, TWO + ONE], write=True)
    assert tables(file) == {"a", "a_x"}
    open_database(file, [ONE, TWO], write=True).close()


@given(turns=st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=8))
def test_a_transaction_is_kept_or_not(turns: list[tuple[int, bool]]) -> None:
    """Whatever is raised inside takes all of it back."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE a (x)")
        due: list[int] = []
        for number, fails in turns:
            with contextlib.suppress(KeyboardInterrupt), writing(connection):
                connection.execute("INSERT INTO a VALUES (?)", (number,))
                if fails:
                    raise KeyboardInterrupt
                due.append(number)
        assert [x for (x,) in connection.execute("SELECT x FROM a")] == due
        assert not connection.in_transaction


def test_a_second_writer_waits_and_then_says_so(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    with (
        contextlib.closing(open_database(file, [ONE], write=True)) as one,
        contextlib.closing(open_database(file, [ONE], write=True)) as two,
        writing(one),
    ):
        with pytest.raises(sqlite3.OperationalError, match="locked"), writing(two):
            pass
        assert not two.in_transaction


@pytest.mark.parametrize(
    "content", [b"no database " * 300, b"SQLite format 3\x00" + b"\xff" * 3000]
)
@pytest.mark.parametrize("write", [True, False])
def test_what_is_no_database_is_said(content: bytes, write: bool, tmp_path: Path) -> None:
    (file := tmp_path / "x.sqlite").write_bytes(content)
    with pytest.raises(StoreError, match=r"the store cannot be used: .*x\.sqlite"):
        open_database(file, [ONE], write=write)
    assert file.read_bytes() == content


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_flipped_bit_is_an_error_of_the_store_or_is_in_what_is_kept(
    tmp_path_factory: pytest.TempPathFactory, at: int, bit: int
) -> None:
    """SQLite may name a damaged table by bytes that are no text."""
    file = tmp_path_factory.mktemp("flipped") / "x.sqlite"
    open_database(file, [ONE, TWO], write=True).close()
    data = bytearray(file.read_bytes())
    data[at % len(data)] ^= 1 << bit
    file.write_bytes(data)
    with contextlib.suppress(StoreError):
        open_database(file, [ONE, TWO], write=True).close()


_OPENER = """
import sys
from pathlib import Path
from counterflow.storage.database.sqlite import open_database, writing
steps = Path(sys.argv[2]).read_text().split("---")
sys.stdin.readline()
connection = open_database(Path(sys.argv[1]), steps, write=True)
with writing(connection):
    connection.execute("INSERT INTO a VALUES (?)", (sys.argv[3],))
"""


def test_several_processes_make_one_file_at_once(file: Path, tmp_path: Path) -> None:
    (steps := tmp_path / "steps.sql").write_text(f"{ONE}---{TWO}")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _OPENER, str(file), str(steps), str(number)],
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
        )
        for number in range(4)
    ]  # fmt: skip
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"go\n")
        child.stdin.flush()
    for child in children:
        _, said = child.communicate(timeout=60)
        assert child.returncode == 0, said.decode()
    with contextlib.closing(open_database(file, [ONE, TWO], write=False)) as connection:
        found = {x for (x,) in connection.execute("SELECT x FROM a")}
    assert found == {"0", "1", "2", "3"}


@pytest.mark.parametrize("write", [True, False])
def test_what_breaks_in_use_is_an_error_of_the_store_and_closes_the_file(
    file: Path, write: bool
) -> None:
    open_database(file, [ONE], write=True).close()
    with (
        pytest.raises(StoreError, match=r"cannot be used: no such table: gone .*b\.sqlite"),
        using_database(file, [ONE], write=write) as connection,
    ):
        connection.execute("SELECT * FROM gone")
    assert not is_open(file)
    named = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
    with (
        pytest.raises(StoreError, match=r"cannot be used: .*invalid start byte"),
        using_database(file, [ONE], write=write),
    ):
        raise named


def test_what_has_nothing_to_do_with_the_file_is_left_as_it_is(file: Path) -> None:
    """Somebody else's file that cannot be written is no fault of this one."""

    def fail(fault: BaseException) -> None:
        with using_database(file, [ONE], write=True) as connection, writing(connection):
            connection.execute("INSERT INTO a VALUES ('taken back')")
            raise fault

    for fault in (OSError("another file"), KeyboardInterrupt(), ValueError("a mistake")):
        with pytest.raises(type(fault)) as caught:
            fail(fault)
        assert caught.value is fault
        assert not is_open(file)
    with using_database(file, [ONE], write=False) as connection:
        assert connection.execute("SELECT count(*) FROM a").fetchone() == (0,)


@pytest.mark.parametrize("damage", ["bytes", "newer"])
def test_a_file_that_cannot_be_used_is_left_closed(file: Path, damage: str) -> None:
    """Windows would not let anybody put a good copy in its place."""
    open_database(file, [ONE, TWO], write=True).close()
    if damage == "bytes":
        file.write_bytes(b"no database" + file.read_bytes()[11:])
    with pytest.raises(StoreError) as fault:
        open_database(file, [ONE], write=True)
    assert not is_open(file)
    assert fault.value.__traceback__, "the frames of the error would have kept the file open"


def test_a_network_share_is_a_path_and_no_authority() -> None:
    """As pathlib writes it, SQLite would refuse it, or look on this machine for another file."""
    share = PureWindowsPath(r"\\server.invalid\lists\a.sqlite")
    with pytest.raises(sqlite3.OperationalError, match="invalid uri authority: server"):
        sqlite3.connect(share.as_uri(), uri=True)
    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        sqlite3.connect(f"{uri_of(share)}?mode=ro", uri=True)


@pytest.mark.skipif(os.name != "posix", reason="two slashes begin a network share on Windows")
def test_a_path_of_two_slashes_reaches_its_file(file: Path) -> None:
    open_database(file, [ONE], write=True).close()
    name = uri_of(PurePosixPath(f"/{file}"))
    assert name.startswith("file:////")
    with contextlib.closing(sqlite3.connect(f"{name}?mode=ro", uri=True)) as connection:
        assert connection.execute("SELECT count(*) FROM a").fetchone() == (0,)
