"""Every row beside the files is covered by a hash: a change of any is found, and never silent."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import GuardError, ListError, StoreError
from counterflow.watch.lists import marks
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.tables import FILE

BY = {"who": "A. Tester", "why": "a test"}
TABLES = ("snapshot", "appearance", "piece", "pin", "event", "event_seal")


def edition(folder: Path, count: int) -> Path:
    path = folder / f"sdn_{count}.csv"
    rest = ",-0- " * 8 + "\r\n"
    rows = [f'{n},"INVENTED {n} LLC",-0- ,"SDGT"{rest}' for n in range(count)]
    path.write_bytes("".join(rows).encode() + b"\x1a")
    return path


def filled(folder: Path) -> ListStore:
    """Keep two versions and a refused one, pin twice, lift once, accept none."""
    store = ListStore(folder / "lists")
    store.import_list([edition(folder, 50)], name="us", published_on="2026-01-01")
    store.import_list([edition(folder, 51)], name="us", published_on="2026-01-02")
    with pytest.raises(GuardError):
        store.import_list([edition(folder, 20)], name="us", published_on="2026-01-03")
    marks.pin(store, "us", "2026-01-02", **BY)
    marks.unpin(store, "us", **BY)
    marks.pin(store, "us", "2026-01-01", **BY)
    return store


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return filled(tmp_path_factory.mktemp("whole")).file.read_bytes()


def verify(store: ListStore) -> None:
    """Look at everything, as `lists verify` does."""
    for name in store.names():
        for version in store.versions(name):
            store.verify(version.snapshot)


def change(store: ListStore, table: str, column: str, row: int) -> bool:
    """Change one cell past the triggers; False where its type or a constraint forbids it."""
    with sqlite3.connect(store.file, isolation_level=None) as connection:
        for trigger in ("event_stays", "event_is_kept"):
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        keys = connection.execute(f"SELECT * FROM {table} LIMIT 1 OFFSET ?", (row,)).fetchone()
        names = [one[1] for one in connection.execute(f"PRAGMA table_info({table})")]
        at = names.index(column)
        old = keys[at]
        new: object = old + 7 if isinstance(old, int) else f"{old}~"
        if isinstance(old, bytes):
            new = old[:-1] + b"~"
        where = " AND ".join(f"{name} IS ?" for name in names)
        try:
            sql = f"UPDATE {table} SET {column} = ? WHERE {where}"
            done = connection.execute(sql, (new, *keys)).rowcount
        except sqlite3.IntegrityError:
            done = 0
    connection.close()
    return bool(done)


COLUMNS = {
    "snapshot": ("list", "ordinal", "sha256", "published_on", "record", "accepted_at", "seal"),
    "appearance": ("snapshot", "at", "published_on", "number"),
    "piece": ("role", "name", "sha256"),
    "pin": ("version", "at", "who", "why", "lifted_at", "seal"),
    "event": ("number", "at", "list", "version", "what", "who", "why"),
    "event_seal": ("sha256", "number"),
}


@given(data=st.data())
@settings(max_examples=60)
def test_a_change_of_any_cell_is_found(whole: bytes, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    column = data.draw(st.sampled_from(COLUMNS[table]))
    with tempfile.TemporaryDirectory() as name:
        store = ListStore(Path(name))
        store.file.write_bytes(whole)
        verify(store)
        row = data.draw(st.integers(0, 2 if table in ("snapshot", "appearance") else 1))
        if change(store, table, column, row):
            with pytest.raises((ListError, StoreError)):
                verify(store)


def test_a_refusal_is_not_forgotten(whole: bytes, tmp_path: Path) -> None:
    """Found in review: one bit in the word `refused` of the log, and the list was current."""
    (tmp_path / FILE).write_bytes(whole.replace(b"refusedthe list", b"rdfusedthe list"))
    store = ListStore(tmp_path)
    assert store.file.read_bytes() != whole
    for ask in (store.names, store.log, store.never_had):
        with pytest.raises(ListError, match=r"line \d of the log of lists is damaged"):
            ask()


def test_a_pin_without_its_version_is_an_error_and_never_the_newest(
    whole: bytes, tmp_path: Path
) -> None:
    """Found in review: `verify` said 0 damaged, and `ls` used the newest version."""
    (tmp_path / FILE).write_bytes(whole)
    store = ListStore(tmp_path)
    with sqlite3.connect(store.file) as connection:
        connection.execute("UPDATE pin SET version = 'us@2026-01-01#000000000000'")
    connection.close()
    for ask in (store.current, lambda: store.versions("us")):
        with pytest.raises(ListError, match="a pin is damaged"):
            ask()


def test_the_version_that_is_pinned_is_gone(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(whole)
    store = ListStore(tmp_path)
    with sqlite3.connect(store.file) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM snapshot WHERE published_on = '2026-01-01'")
    connection.close()
    with pytest.raises(ListError, match=r"the pinned version us@2026-01-01#\w+ is not in the sto"):
        store.current()


def test_a_line_that_was_taken_out_of_the_log_is_missed(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(whole)
    store = ListStore(tmp_path)
    with sqlite3.connect(store.file) as connection:
        connection.execute("DROP TRIGGER event_is_kept")
        connection.execute("DELETE FROM event WHERE number = (SELECT max(number) FROM event)")
    connection.close()
    with pytest.raises(ListError, match="holds 5 lines where 6 were written"):
        store.names()


def test_what_persons_decide_is_sealed_again(tmp_path: Path) -> None:
    store = filled(tmp_path)
    verify(store)
    (aside,) = [one.snapshot for one in store.versions("us") if one.state == "refused"]
    marks.accept(store, "us", aside.id, **BY)
    marks.unpin(store, "us", **BY)
    store.import_list([edition(tmp_path, 51)], name="us", published_on="2026-02-01")
    marks.remove(store, [store.versions("us")[0]], **BY)
    verify(store)
    assert len(store.versions("us")) == 2
