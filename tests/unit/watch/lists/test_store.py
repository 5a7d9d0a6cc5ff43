"""The store: idempotent, strict, verified, and whole after a kill at any moment."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterflow.core.errors import ListError, StoreError
from counterflow.core.model import Citation, Effect, Listing, Snapshot, today
from counterflow.watch.lists.removal import find_versions, remove_versions
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
    assert list(store.listings(snapshot)) == parsed.listings
    assert parsed.listings == read_list([SDN], list_name="ofac_sdn").listings
    assert store.names() == ["ofac_sdn"]
    assert store.snapshots("ofac_sdn") == [snapshot]
    store.verify(snapshot)


def test_refusals_and_notes_are_kept(store: ListStore) -> None:
    snapshot, parsed = store.import_list([LISTS / "un_sc"], name="un_sc")
    assert (snapshot.records, snapshot.listings, snapshot.refusals) == (3, 2, 1)
    assert store.refusals(snapshot) == parsed.refusals
    lone, _ = store.import_list([edition(store.root.parent, 3)], name="ofac_sdn")
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


def test_the_same_bytes_read_otherwise_are_said(store: ListStore, tmp_path: Path) -> None:
    nameless = tmp_path / "list.csv"
    shutil.copy(SDN / "sdn.csv", nameless)
    store.import_list([nameless], name="house")
    named = tmp_path / "elsewhere" / "sdn.csv"
    named.parent.mkdir()
    shutil.copy(SDN / "sdn.csv", named)
    _, parsed = store.import_list([named], name="house")
    assert any("other listings than those stored" in note for note in parsed.notes)


def test_every_import_is_remembered_in_order(store: ListStore) -> None:
    snapshot, _ = store.import_list([SDN], name="ofac_sdn", retrieved_at="2026-01-10T08:00:00Z")
    store.import_list([SDN], name="ofac_sdn", retrieved_at="2026-02-01T08:00:00Z")
    assert [(one.at[:10], one.number) for one in store.imports(snapshot)] == [
        ("2026-01-10", 1),
        ("2026-02-01", 2),
    ]


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


def test_an_older_version_that_is_imported_late_is_said_not_to_be_in_use(
    store: ListStore, tmp_path: Path
) -> None:
    newer, _ = store.import_list([edition(tmp_path, 6)], name="us", published_on="2026-02-01")
    _, parsed = store.import_list([edition(tmp_path, 5)], name="us", published_on="2026-01-01")
    assert any(f"not in use: {newer.id} is newer" in note for note in parsed.notes)
    assert store.current() == [newer]


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


def test_a_cut_off_file_is_refused_and_the_last_good_stays(
    store: ListStore, tmp_path: Path
) -> None:
    good, _ = store.import_list([edition(tmp_path, 5)], name="ofac_sdn")
    cut = tmp_path / "sdn_cut.csv"
    cut.write_bytes(edition(tmp_path, 6).read_bytes()[:-40])
    with pytest.raises(ListError, match=r"cut off.*list ofac_sdn, sdn_cut\.csv, line 6"):
        store.import_list([cut], name="ofac_sdn")
    assert store.snapshots("ofac_sdn") == [good]
    assert not list(store.root.glob(".incoming-*"))


def test_a_list_that_shrank_is_said(store: ListStore, tmp_path: Path) -> None:
    store.import_list([edition(tmp_path, 100)], name="ofac_sdn", published_on="2026-01-10")
    _, slightly = store.import_list([edition(tmp_path, 95)], name="ofac_sdn")
    assert not any("shrank" in note for note in slightly.notes)
    snapshot, parsed = store.import_list([edition(tmp_path, 50)], name="ofac_sdn")
    assert any("the list shrank: 50 records" in note for note in parsed.notes)
    assert any("shrank" in note for note in store.notes(snapshot))


def test_a_day_that_contradicts_the_file_is_refused(store: ListStore) -> None:
    with pytest.raises(ListError, match=r"states 2026-01-15 .* not 2026-01-16"):
        store.import_list([LISTS / "un_sc"], name="un_sc", published_on="2026-01-16")
    with pytest.raises(ListError, match="no date of ISO 8601"):
        store.import_list([SDN], name="ofac_sdn", published_on="10.1.2026")
    with pytest.raises(ListError, match="no date of ISO 8601"):
        store.import_list([SDN], name="ofac_sdn", retrieved_at="yesterday")


def test_a_followthemoney_list_is_private_unless_said(store: ListStore) -> None:
    private, _ = store.import_list([LISTS / "ftm"], name="house")
    assert not private.official
    other, _ = store.import_list([LISTS / "ftm"], name="copy", official=True)
    assert other.official


@pytest.mark.parametrize(
    "name", ["snapshot.json", "listings.ndjson", "SHA256SUMS", "original/sdn.csv.gz", "notes.json"]
)
@pytest.mark.parametrize("damage", ["flip", "remove"])
def test_damage_on_disk_is_an_error_that_names_the_list(
    store: ListStore, name: str, damage: str
) -> None:
    snapshot, _ = store.import_list([SDN], name="ofac_sdn")
    path = store.path_of(snapshot) / name
    if damage == "remove":
        path.unlink()
    else:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    with pytest.raises(ListError, match="list ofac_sdn"):
        store.verify(snapshot)
    if name == "listings.ndjson":
        with pytest.raises(ListError, match="list ofac_sdn"):
            next(store.listings(snapshot))
    if name == "snapshot.json":
        with pytest.raises(ListError, match="list ofac_sdn"):
            store.current()
    if name == "notes.json":
        with pytest.raises(ListError, match="list ofac_sdn"):
            store.notes(snapshot)


def test_a_damaged_record_of_imports_is_an_error(store: ListStore) -> None:
    snapshot, _ = store.import_list([SDN], name="ofac_sdn", retrieved_at="2026-01-10T08:00:00Z")
    store.import_list([SDN], name="ofac_sdn", retrieved_at="2026-02-01T08:00:00Z")
    path = next(store.root.glob("ofac_sdn/.imports-*"))
    path.write_bytes(path.read_bytes().replace(b"02-01", b"02-09"))
    for ask in (lambda: store.imports(snapshot), store.current):
        with pytest.raises(ListError, match="list ofac_sdn"):
            ask()


def test_a_version_can_be_removed_and_comes_back_as_new(store: ListStore, tmp_path: Path) -> None:
    one, _ = store.import_list([edition(tmp_path, 5)], name="us", published_on="2026-01-01")
    two, _ = store.import_list([edition(tmp_path, 6)], name="us", published_on="2026-02-01")
    for version in (two.id, two.id.partition("@")[2], two.sha256[:8], two.sha256[:24]):
        assert list(find_versions(store, "us", version)) == [two.id]
    remove_versions(store, find_versions(store, "us", two.id))
    assert store.snapshots("us") == [one]
    again, _ = store.import_list(
        [edition(tmp_path, 6)], name="us", published_on="2026-02-01",
        retrieved_at="2026-03-01T08:00:00Z",
    )  # fmt: skip
    assert [import_.at[:10] for import_ in store.imports(again)] == ["2026-03-01"]
    remove_versions(store, find_versions(store, "us"))
    assert store.names() == []
    assert list(store.root.iterdir()) == []


@pytest.mark.parametrize("version", ["nothing", "", "us@", "2026-01-01"])
def test_a_version_that_is_not_one_names_those_that_are(
    store: ListStore, tmp_path: Path, version: str
) -> None:
    one, _ = store.import_list([edition(tmp_path, 5)], name="us", published_on="2026-01-01")
    with pytest.raises(ListError, match=f"names no versions.*{one.id}"):
        find_versions(store, "us", version)


def test_a_damaged_version_can_be_removed(store: ListStore, tmp_path: Path) -> None:
    """As its error advises; the good one stays."""
    good, _ = store.import_list([edition(tmp_path, 5)], name="us", published_on="2026-01-01")
    bad, _ = store.import_list([edition(tmp_path, 6)], name="us", published_on="2026-02-01")
    folder = store.path_of(bad)
    (folder / "snapshot.json").write_bytes(b"{}")
    with pytest.raises(ListError, match=f"lists remove us --version {folder.name} --yes"):
        store.current()
    remove_versions(store, find_versions(store, "us", folder.name))
    assert store.current() == [good]


def test_a_file_in_the_place_of_the_lists_is_an_error(tmp_path: Path) -> None:
    """It must not read as a store without any list."""
    (tmp_path / "lists").write_text("in the way", "utf-8")
    for ask in (
        ListStore(tmp_path / "lists").names,
        ListStore(tmp_path / "lists").current,
        lambda: ListStore(tmp_path / "lists").snapshots("un_sc"),
    ):
        with pytest.raises(StoreError, match=r"the folder of lists is no folder .*lists\)"):
            ask()
    (tmp_path / "lists").unlink()
    (tmp_path / "lists").symlink_to(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="no folder"):
        ListStore(tmp_path / "lists").names()
    with pytest.raises(StoreError, match="the store is no folder"):
        open_store(tmp_path / "lists")


def test_leftovers_are_no_lists_and_are_removed_when_old(store: ListStore) -> None:
    (store.root / ".incoming-dead").mkdir(parents=True)
    (store.root / "empty_list").mkdir()
    assert store.names() == []
    os.utime(store.root / ".incoming-dead", (1, 1))
    (store.root / ".incoming-running").mkdir()
    store.import_list([SDN], name="ofac_sdn")
    assert not (store.root / ".incoming-dead").exists()
    assert (store.root / ".incoming-running").exists()


def test_a_store_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="no folder"):
        ListStore(tmp_path / "file").import_list([SDN], name="ofac_sdn")


def test_two_imports_give_the_same_bytes(tmp_path: Path) -> None:
    trees = []
    for name in ("a", "b"):
        store = ListStore(tmp_path / name)
        store.import_list([SDN], name="ofac_sdn", retrieved_at="2026-01-10T08:00:00Z")
        files = sorted(path for path in store.root.rglob("*") if path.is_file())
        trees.append([(path.relative_to(store.root), path.read_bytes()) for path in files])
    assert trees[0] == trees[1]


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
        command = [sys.executable, "-c", _IMPORTER, str(store.root), str(folder)]
        with subprocess.Popen(
            [*command, str(turn * 1000)], stdout=subprocess.PIPE, text=True, env=environment
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.01, 0.08))
            child.kill()
            told = set(child.stdout.read().split())
        assert child.returncode == -signal.SIGKILL
        snapshots = store.snapshots("ofac_sdn") if store.names() else []
        for snapshot in snapshots:
            store.verify(snapshot)
            assert sum(1 for _ in store.listings(snapshot)) == snapshot.listings == 100
            assert {one.at[:10] for one in store.imports(snapshot)} == {"2026-01-10"}
        now = {snapshot.files[0] for snapshot in snapshots}
        # What was there stays, and what the importer said it stored is there.
        assert stored | {name for name in told if name.endswith(".csv")} <= now
        stored = now
    assert stored
    before = len(store.snapshots("ofac_sdn"))
    store.import_list([edition(tmp_path, 120)], name="ofac_sdn")
    assert len(store.snapshots("ofac_sdn")) == before + 1
