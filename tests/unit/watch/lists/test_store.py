"""The store: idempotent, strict, verified, and whole after a kill at any moment."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterflow.core.days import today
from counterflow.core.errors import GuardError, ListError, StoreError
from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists import marks
from counterflow.watch.lists.store import ListStore, open_store
from counterflow.watch.sources.reading import read_list

ROOT = Path(__file__).parents[4]
LISTS = ROOT / "tests" / "fixtures" / "lists"
SDN = LISTS / "ofac_sdn"


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    return ListStore(tmp_path / "lists")


def edition(folder: Path, names: int) -> Path:
    """Write a small SDN file of so many invented companies."""
    path = folder / f"sdn_{names}.csv"
    rows = [f'{n},"INVENTED {n} LLC",-0- ,"SDGT"' + ",-0- " * 8 + "\r\n" for n in range(names)]
    path.write_bytes("".join(rows).encode() + b"\x1a")
    return path


def test_import_gives_back_what_was_parsed(store: ListStore) -> None:
    snapshot, parsed = store.import_list([SDN], name="ofac_sdn", published_on="2026-01-10")
    assert snapshot.id.startswith("ofac_sdn@2026-01-10#")
    assert (snapshot.records, snapshot.listings, snapshot.refusals) == (8, 8, 0)
    assert snapshot.files == ("add.csv", "alt.csv", "sdn.csv", "sdn_comments.csv")
    assert snapshot.official
    assert parsed.listed == 8
    assert list(store.listings(snapshot)) == read_list([SDN], list_name="ofac_sdn").listings
    assert store.names() == ["ofac_sdn"]
    assert store.snapshots("ofac_sdn") == [snapshot]
    store.verify(snapshot)


def test_refusals_and_notes_are_kept(store: ListStore) -> None:
    snapshot, parsed = store.import_list([LISTS / "un_sc"], name="un_sc")
    assert (snapshot.records, snapshot.listings, snapshot.refusals) == (3, 2, 1)
    assert store.refusals(snapshot) == parsed.refusals
    lone, _ = store.import_list([edition(store.folder.parent, 3)], name="ofac_sdn")
    assert store.notes(lone)[0].startswith("no alias file was given")


def test_the_same_bytes_again_are_the_same_snapshot_and_said(
    store: ListStore, tmp_path: Path
) -> None:
    first, _ = store.import_list([SDN], name="ofac_sdn", retrieved_at="2026-01-10T08:00:00Z")
    copy = tmp_path / "copy"
    shutil.copytree(SDN, copy)
    again, parsed = store.import_list([copy], name="ofac_sdn", retrieved_at="2026-02-01T08:00:00Z")
    assert again == first
    assert len(store.snapshots("ofac_sdn")) == 1
    assert any("the same bytes are in the store since 2026-01-10" in n for n in parsed.notes)
    assert not any("other listings" in note for note in parsed.notes)


def test_every_import_is_remembered_in_order(store: ListStore) -> None:
    store.import_list([SDN], name="ofac_sdn", retrieved_at="2026-01-10T08:00:00Z")
    store.import_list([SDN], name="ofac_sdn", retrieved_at="2026-02-01T08:00:00Z")
    (version,) = store.versions("ofac_sdn")
    assert [came.at[:10] for came in version.appearances] == ["2026-01-10", "2026-02-01"]
    assert [event.what for event in store.log("ofac_sdn")] == ["kept", "came again"]


@pytest.mark.parametrize("published_on", [None, "2026-01-05"])
def test_bytes_that_come_again_are_in_use_again_from_that_day(
    store: ListStore, tmp_path: Path, published_on: str | None
) -> None:
    """A publisher goes back from B to A: B counted in between, A before and after."""
    one, two = edition(tmp_path, 5), edition(tmp_path, 6)

    def imported(path: Path, day: str) -> tuple[Snapshot, list[str]]:
        snapshot, parsed = store.import_list(
            [path], name="us", published_on=published_on, retrieved_at=f"{day}T08:00:00Z"
        )
        return snapshot, parsed.notes

    a, _ = imported(one, "2026-01-10")
    b, _ = imported(two, "2026-02-01")
    assert store.current() == [b]
    again, notes = imported(one, "2026-03-01")
    assert again == a
    assert any(f"in use from now on: {a.id}, in the place of {b.id}" in note for note in notes)
    assert store.current() == [a]
    assert store.snapshots("us")[-1] == a
    assert store.current(dt.date(2026, 3, 1)) == [a]
    assert store.current(dt.date(2026, 2, 28)) == [b]
    assert store.current(dt.date(2026, 2, 1)) == [b]
    if published_on is None:
        assert store.current(dt.date(2026, 1, 31)) == [a]
        assert store.current(dt.date(2026, 1, 9)) == []
    assert imported(two, "2026-04-01")[0] == b
    assert store.current() == [b]
    assert store.current(dt.date(2026, 3, 2)) == [a]


def test_imports_of_one_second_count_in_the_order_in_which_they_came(
    store: ListStore, tmp_path: Path
) -> None:
    one, two = edition(tmp_path, 5), edition(tmp_path, 6)
    for turn in range(6):
        path = (one, two)[turn % 2]
        given, _ = store.import_list(
            [path], name="us", published_on="2026-01-05", retrieved_at="2026-01-10T08:00:00Z"
        )
        assert store.current() == [given]


@given(turns=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 40)), min_size=1, max_size=8))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_import_by_a_day_is_in_use(tmp_path: Path, turns: list[tuple[int, int]]) -> None:
    """For undated versions imported in the order of time, whatever comes how often."""
    turns = [(n, day) for (n, _), day in zip(turns, sorted(d for _, d in turns), strict=True)]
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    store = ListStore(folder / "lists")
    start = dt.date(2026, 1, 1)
    told = []
    for number, day in turns:
        on = start + dt.timedelta(days=day)
        snapshot, _ = store.import_list(
            [edition(folder, 5 + number)], name="us", retrieved_at=f"{on}T08:00:00Z"
        )
        told.append((on, snapshot))
        assert store.current() == [snapshot]
    for day in range(0, 41, 5):
        on = start + dt.timedelta(days=day)
        by_then = [snapshot for when, snapshot in told if when <= on]
        assert store.current(on) == by_then[-1:]


def test_an_older_version_that_is_imported_late_is_judged_by_the_one_before_it(
    store: ListStore, tmp_path: Path
) -> None:
    """It is no shrunken version of today's, and it does not replace it."""
    newer, _ = store.import_list([edition(tmp_path, 60)], name="us", published_on="2026-02-01")
    older, _ = store.import_list([edition(tmp_path, 5)], name="us", published_on="2026-01-01")
    assert older.trips == ()
    assert store.current() == [newer]
    assert store.current(dt.date(2026, 1, 31)) == [older]
    _, again = store.import_list([edition(tmp_path, 5)], name="us", published_on="2026-01-01")
    assert any(f"not in use: {newer.id} is newer" in note for note in again.notes)


def test_a_day_of_publication_that_has_not_come_is_refused(store: ListStore) -> None:
    """It would keep the list current for years."""
    ahead = (today() + dt.timedelta(days=2)).isoformat()
    with pytest.raises(ListError, match=rf"published_on is {ahead}, which is after today.*Do: "):
        store.import_list([SDN], name="ofac_sdn", published_on=ahead)
    assert store.names() == []
    store.import_list([SDN], name="ofac_sdn", published_on=today().isoformat())


def test_a_republished_list_is_another_snapshot(store: ListStore, tmp_path: Path) -> None:
    first, _ = store.import_list([LISTS / "un_sc"], name="un_sc")
    data = (LISTS / "un_sc" / "consolidated.xml").read_bytes().replace(b"2026-01-15", b"2026-01-16")
    (tmp_path / "un.xml").write_bytes(data)
    second, _ = store.import_list([tmp_path / "un.xml"], name="un_sc")
    assert store.snapshots("un_sc") == [first, second]
    assert list(store.listings(first)) == list(store.listings(second))


def test_current_is_the_newest_by_a_day(store: ListStore, tmp_path: Path) -> None:
    versions = {}
    for day, size in (("2026-01-10", 5), ("2026-03-10", 7), ("2026-02-10", 6)):
        versions[day], _ = store.import_list(
            [edition(tmp_path, size)], name="ofac_sdn", published_on=day
        )
    assert store.current() == [versions["2026-03-10"]]
    assert store.current(dt.date(2026, 2, 28)) == [versions["2026-02-10"]]
    assert store.current(dt.date(2026, 1, 10), ["ofac_sdn"]) == [versions["2026-01-10"]]
    assert store.current(dt.date(2026, 1, 9)) == []
    with pytest.raises(ListError, match="no version of 2026-01-09 or before"):
        store.current(dt.date(2026, 1, 9), ["ofac_sdn"])


def test_an_undated_list_counts_from_its_retrieval(store: ListStore) -> None:
    snapshot, _ = store.import_list(
        [SDN], name="ofac_sdn", retrieved_at="2026-01-10T23:30:00-01:00"
    )
    assert snapshot.retrieved_at == "2026-01-11T00:30:00Z"
    assert store.current(dt.date(2026, 1, 10)) == []
    assert store.current(dt.date(2026, 1, 11)) == [snapshot]


@pytest.mark.parametrize("name", ["nowhere", "../ofac_sdn", "", "OFAC"])
def test_an_unknown_list_names_the_known_ones(store: ListStore, name: str) -> None:
    store.import_list([SDN], name="ofac_sdn")
    store.import_list([LISTS / "un_sc"], name="un_sc")
    with pytest.raises(ListError, match=r"not in the store.*ofac_sdn, un_sc"):
        store.current(None, [name])


@pytest.mark.parametrize("name", ["watch_pack", "Ofac", "a-b", "../x", "", "a b"])
def test_names_that_are_not_allowed(store: ListStore, name: str) -> None:
    with pytest.raises(ListError, match="list name"):
        store.import_list([SDN], name=name)
    assert store.names() == []


def test_a_cut_off_file_is_kept_aside_and_the_last_good_stays(
    store: ListStore, tmp_path: Path
) -> None:
    good, _ = store.import_list([edition(tmp_path, 5)], name="ofac_sdn")
    cut = tmp_path / "sdn_cut.csv"
    cut.write_bytes(edition(tmp_path, 6).read_bytes()[:-40])
    with pytest.raises(GuardError, match=r"cut off.*sdn_cut\.csv, line 6.*list ofac_sdn.*accept"):
        store.import_list([cut], name="ofac_sdn")
    assert store.snapshots("ofac_sdn") == store.current() == [good]
    aside = store.versions("ofac_sdn")[-1]
    assert aside.state == "refused"
    assert b"".join(store.original(aside.snapshot)) == cut.read_bytes()
    with pytest.raises(GuardError):
        store.import_list([cut], name="ofac_sdn")
    assert len(store.versions("ofac_sdn")) == 2


def test_a_day_that_contradicts_the_file_is_refused(store: ListStore) -> None:
    with pytest.raises(ListError, match=r"states 2026-01-15 .* not 2026-01-16"):
        store.import_list([LISTS / "un_sc"], name="un_sc", published_on="2026-01-16")
    with pytest.raises(ListError, match="no date of ISO 8601"):
        store.import_list([SDN], name="ofac_sdn", published_on="10.1.2026")
    with pytest.raises(ListError, match="no date of ISO 8601"):
        store.import_list([SDN], name="ofac_sdn", retrieved_at="yesterday")


def test_a_followthemoney_list_is_private_unless_said(store: ListStore) -> None:
    private, _ = store.import_list([LISTS / "ftm"], name="house", record_only=True)
    assert not private.official
    other, _ = store.import_list([LISTS / "ftm"], name="copy", official=True, record_only=True)
    assert other.official


@pytest.mark.parametrize("role", ["original", "listings", "refusals", "notes"])
@pytest.mark.parametrize("damage", ["flip", "remove"])
def test_damage_in_the_file_is_an_error(store: ListStore, role: str, damage: str) -> None:
    snapshot, _ = store.import_list([SDN], name="ofac_sdn")
    with sqlite3.connect(store.file) as connection:
        (sha256,) = connection.execute(
            "SELECT sha256 FROM piece WHERE role = ? LIMIT 1", (role,)
        ).fetchone()
        (data,) = connection.execute(
            "SELECT bytes FROM blob_part WHERE sha256 = ?", (sha256,)
        ).fetchone()
        connection.execute("DELETE FROM blob_part WHERE sha256 = ?", (sha256,))
        if damage == "flip":
            flipped = bytearray(data)
            flipped[len(data) // 2] ^= 1
            connection.execute("INSERT INTO blob_part VALUES (?, 0, ?)", (sha256, bytes(flipped)))
    with pytest.raises(ListError, match=r"a stored file is damaged.*lists verify"):
        store.verify(snapshot)
    if role == "listings":
        with pytest.raises(ListError, match="damaged"):
            list(store.listings(snapshot))
    if role == "notes":
        with pytest.raises(ListError, match="damaged"):
            store.notes(snapshot)


@given(at=st.integers(0, 10**9), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_a_flipped_bit_anywhere_is_an_error_or_changes_nothing(at: int, bit: int) -> None:
    """Of the database file itself: no answer may differ without a word."""
    with tempfile.TemporaryDirectory() as folder:
        store = ListStore(Path(folder))
        shutil.copy(_stored(), store.file)
        good = _answers(store)
        data = bytearray(store.file.read_bytes())
        data[at % len(data)] ^= 1 << bit
        store.file.write_bytes(data)
        with contextlib.suppress(ListError, StoreError):
            for snapshot in store.current():
                store.verify(snapshot)
            assert _answers(store) in (good, [])


@functools.cache
def _stored() -> Path:
    store = ListStore(Path(tempfile.mkdtemp(prefix="counterflow-test-")))
    store.import_list([SDN], name="ofac_sdn", retrieved_at="2026-01-10T08:00:00Z")
    return store.file


def _answers(store: ListStore) -> list[list[str]]:
    return [[one.caption for one in store.listings(snapshot)] for snapshot in store.current()]


def test_a_version_can_be_removed_and_comes_back_as_new(store: ListStore, tmp_path: Path) -> None:
    versions = [
        store.import_list(
            [edition(tmp_path, 50 + n)],
            name="us",
            published_on=f"2025-{n // 28 + 1:02}-{n % 28 + 1:02}",
        )[0]
        for n in range(40)
    ]
    gone = versions[0]
    for named in (gone.id, gone.id.partition("@")[2], gone.sha256[:8], "2025-01-01"):
        assert [v.snapshot for v in marks.find_versions(store, "us", named)] == [gone]
    # Others are kept as differences to the first: they must stay whole.
    for snapshot in (versions[0], versions[31], versions[32]):
        found = marks.find_versions(store, "us", snapshot.id)
        marks.remove(store, found, who="A. Tester", why="a test")
        assert snapshot not in store.snapshots("us")
    for snapshot in store.snapshots("us"):
        store.verify(snapshot)
        assert sum(1 for _ in store.listings(snapshot)) == snapshot.listings
    again, _ = store.import_list([edition(tmp_path, 50)], name="us", published_on="2025-01-01")
    assert again.sha256 == gone.sha256
    marks.remove(store, marks.find_versions(store, "us"), who="A. Tester", why="all of it")
    assert store.names() == []
    with sqlite3.connect(store.file) as connection:
        assert connection.execute("SELECT count(*) FROM blob").fetchone() == (0,)
    assert [event.what for event in store.log("us")][-1] == "removed"


@pytest.mark.parametrize("version", ["nothing", "", "us@", "2026-01-02"])
def test_a_version_that_is_not_one_names_those_that_are(
    store: ListStore, tmp_path: Path, version: str
) -> None:
    one, _ = store.import_list([edition(tmp_path, 5)], name="us", published_on="2026-01-01")
    with pytest.raises(ListError, match=f"names no versions.*{one.id}"):
        marks.find_versions(store, "us", version)


def test_nobody_decides_without_a_name_and_a_reason(store: ListStore, tmp_path: Path) -> None:
    one, _ = store.import_list([edition(tmp_path, 5)], name="us")
    for who, why in (("", "x"), ("x", " ")):
        with pytest.raises(ListError, match=r"name of a person and a reason.*--by NAME"):
            marks.pin(store, "us", one.id, who=who, why=why)
    assert store.pin_of("us") is None


def test_what_stands_in_the_way_is_an_error(tmp_path: Path) -> None:
    """It must not read as a store without any list."""
    (tmp_path / "lists.sqlite").write_text("in the way " * 200, "utf-8")
    for ask in (ListStore(tmp_path).names, ListStore(tmp_path).current):
        with pytest.raises(StoreError, match=r"the store cannot be used: .*lists\.sqlite"):
            ask()
    (tmp_path / "older" / "lists").mkdir(parents=True)
    with pytest.raises(StoreError, match="lists of an older program"):
        open_store(tmp_path / "older")
    with pytest.raises(StoreError, match="the store is no folder"):
        open_store(tmp_path / "lists.sqlite")


def test_a_store_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="the store cannot be used"):
        ListStore(tmp_path / "file").import_list([SDN], name="ofac_sdn")


def test_the_log_is_only_ever_added_to(store: ListStore) -> None:
    store.import_list([SDN], name="ofac_sdn")
    with sqlite3.connect(store.file) as connection:
        for statement in ("DELETE FROM event", "UPDATE event SET who = 'nobody'"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
                connection.execute(statement)


def test_a_listing_survives_the_way_through_json() -> None:
    """What is written is what is read: every field of the noun."""
    full = Listing(
        "a", "b", "Person", {"name": ["A B"]}, "1", "X", ("P",), Effect.BLOCKING, "2020-01-01",
        "r", (Citation("s"),),
    )  # fmt: skip
    assert msgspec.json.decode(msgspec.json.encode(full), type=Listing) == full


_IMPORTER = """
import itertools, sys
from pathlib import Path
from counterflow.watch.lists import keeping  # before "ready": kills must meet imports
from counterflow.watch.lists.store import ListStore
store, folder = ListStore(Path(sys.argv[1])), Path(sys.argv[2])
rest = ",-0- " * 8 + "\\r\\n"
print("ready", flush=True)
for number in itertools.count(int(sys.argv[3])):
    rows = (f'{number + n},"INVENTED {number + n} LLC",-0- ,"SDGT"{rest}' for n in range(100))
    path = folder / f"sdn_{number}.csv"
    path.write_bytes("".join(rows).encode() + b"\\x1a")
    store.import_list([path], name="ofac_sdn", retrieved_at="2026-01-10T08:00:00Z")
    print(path.name, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kill_at_any_moment_leaves_the_store_whole(tmp_path: Path) -> None:
    """Kill a real importer at random moments; every snapshot must load whole each time."""
    folder = tmp_path / "editions"
    folder.mkdir()
    store = ListStore(tmp_path / "lists")
    chance = random.Random(20261121)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    stored: set[str] = set()
    for turn in range(15):
        command = [sys.executable, "-c", _IMPORTER, str(store.folder), str(folder)]
        with subprocess.Popen(
            [*command, str(turn * 1000)], stdout=subprocess.PIPE, text=True, env=environment
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.01, 0.15))
            child.kill()
            told = set(child.stdout.read().split())
        assert child.returncode == -signal.SIGKILL
        snapshots = store.snapshots("ofac_sdn") if store.names() else []
        for snapshot in snapshots:
            store.verify(snapshot)
            assert sum(1 for _ in store.listings(snapshot)) == snapshot.listings == 100
        now = {snapshot.files[0] for snapshot in snapshots}
        # What was there stays, and what the importer said it stored is there.
        assert stored | {name for name in told if name.endswith(".csv")} <= now
        stored = now
    assert stored
    before = len(store.snapshots("ofac_sdn"))
    store.import_list([edition(tmp_path, 120)], name="ofac_sdn")
    assert len(store.snapshots("ofac_sdn")) == before + 1


def test_entries_that_are_only_an_address_are_told_and_lack_nothing(store: ListStore) -> None:
    """The Entity List has some; they are compared by their address."""
    form = LISTS / "us_csl_csv" / "consolidated.csv"
    snapshot, account = store.import_list([form], name="us_csl", record_only=True)
    only = [one for one in store.listings(snapshot) if one.schema == "Address"]
    assert only
    assert all(not one.properties.get("name") for one in only)
    assert f"{len(only)} entries give only an address: they are found by it alone" in account.notes
    assert not any("address" in lack for lack in (*snapshot.lacks, *account.lacks))
