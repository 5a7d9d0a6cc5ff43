"""Fetching into a store: all or nothing, never in silence, whole after two at once or a kill."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import publishers
from counterflow.core.days import today
from counterflow.core.errors import GuardError, ListError
from counterflow.serve.cli.main import run
from counterflow.watch.lists import marks
from counterflow.watch.lists.fetch import _folder, fetch_list
from counterflow.watch.lists.in_use import confirmed_on
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.visits import Visits
from publishers import Net, Publisher, body, conditional, edition, row_of

ROOT = Path(__file__).parents[4]
SDN = ROOT / "tests" / "fixtures" / "lists" / "ofac_sdn"


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    return ListStore(tmp_path / "store")


def whats(store: ListStore) -> list[str]:
    return [event.what for event in store.log("house")]


def test_a_list_is_fetched_and_kept(store: ListStore, publisher: Publisher, net: Net) -> None:
    publisher.answers = [body(edition(9))]
    fetched = fetch_list(store, row_of(publisher.url("/a.json")), net.downloader())
    (snapshot,) = store.snapshots("house")
    assert (fetched.what, fetched.version) == ("new", snapshot.id)
    assert b"".join(store.original(snapshot)) == edition(9)
    assert snapshot.listings == 9
    assert whats(store) == ["kept", "fetched"]
    assert store.log("house")[-1].why.endswith(f"/a.json ({len(edition(9)):,} bytes)")
    assert Visits(store.folder).of("house").good_at == snapshot.retrieved_at
    assert confirmed_on(store, snapshot, today()) == today().isoformat()
    assert confirmed_on(store, snapshot, today() - dt.timedelta(days=1)) == ""
    assert not list(store.folder.glob("fetching-*"))


def test_unchanged_is_written_down_and_not_imported(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    publisher.answers = [conditional(edition(9), '"a"')]
    row = row_of(publisher.url("/a.json"))
    first = fetch_list(store, row, net.downloader())
    second = fetch_list(store, row, net.downloader())
    assert (second.what, second.version) == ("unchanged", first.version)
    assert publisher.asked[1][1]["If-None-Match"] == '"a"'
    assert whats(store) == ["kept", "fetched", "came again", "fetched"]
    assert len(store.versions("house")[0].appearances) == 2


def test_the_same_bytes_without_marks_come_again(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    publisher.answers = [body(edition(9))]
    row = row_of(publisher.url("/a.json"))
    fetch_list(store, row, net.downloader())
    assert fetch_list(store, row, net.downloader()).what == "came again"


def test_a_failure_is_in_the_log_and_the_last_good_stays(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    publisher.answers = [body(edition(9)), body(b"", 404), body(edition(9))]
    row = row_of(publisher.url("/a.json"))
    good = fetch_list(store, row, net.downloader())
    failed = fetch_list(store, row, net.downloader())
    assert failed.what == "failed"
    assert isinstance(failed.fault, ListError)
    assert store.log("house")[-1].what == "failed"
    assert "HTTP 404" in store.log("house")[-1].why
    assert [one.id for one in store.current()] == [good.version]
    refused = store.refused_last("house", today())
    assert refused is not None
    assert Visits(store.folder).of("house").failures == 1
    assert fetch_list(store, row, net.downloader()).what == "came again"
    assert store.refused_last("house", today()) is None
    assert Visits(store.folder).of("house").failures == 0


def test_a_list_that_was_never_had_is_in_the_log_too(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    publisher.answers = [body(b"<html>sorry")]
    assert fetch_list(store, row_of(publisher.url()), net.downloader()).what == "failed"
    assert whats(store) == ["failed"]
    assert store.names() == []


def test_what_is_no_list_of_its_format_fails_once_in_the_log(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    publisher.answers = [body(edition(9)), body(b"no list at all")]
    row = row_of(publisher.url("/a.json"))
    fetch_list(store, row, net.downloader())
    assert fetch_list(store, row, net.downloader()).what in ("failed", "refused")
    assert len(whats(store)) == 3


def test_a_refused_version_is_refused_each_time(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    """Coming again must not make it look like a good attempt; nor may a 304 of it."""
    shrunken = conditional(edition(9), '"b"')
    publisher.answers = [conditional(edition(99), '"a"'), shrunken]
    row = row_of(publisher.url("/a.json"))
    good = fetch_list(store, row, net.downloader())
    for _ in range(3):
        refused = fetch_list(store, row, net.downloader())
        assert refused.what == "refused"
        assert isinstance(refused.fault, GuardError)
        assert store.log("house")[-1].what == "refused"
        assert store.refused_last("house", today()) is not None
        assert [one.id for one in store.current()] == [good.version]
    assert Visits(store.folder).of("house").failures == 3
    (other,) = (one for one in store.versions("house") if one.state == "refused")
    marks.accept(store, "house", other.snapshot.id, who="A. Auditor", why="it did shrink")
    assert fetch_list(store, row, net.downloader()).what == "came again"
    assert fetch_list(store, row, net.downloader()).what == "unchanged"


def test_the_publisher_goes_back_to_the_version_in_use(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    good = conditional(edition(99), '"a"')
    publisher.answers = [good, conditional(edition(9), '"b"'), good]
    row = row_of(publisher.url("/a.json"))
    fetch_list(store, row, net.downloader())
    assert fetch_list(store, row, net.downloader()).what == "refused"
    assert fetch_list(store, row, net.downloader()).what == "unchanged"
    assert store.refused_last("house", today()) is None


def test_an_import_by_hand_makes_the_marks_useless(
    store: ListStore, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    """Else a 304 would confirm a version that is not the one the server means."""
    publisher.answers = [conditional(edition(99), '"a"')]
    row = row_of(publisher.url("/a.json"))
    fetched = fetch_list(store, row, net.downloader())
    (path := tmp_path / "own.json").write_bytes(edition(100))
    store.import_list([path], name="house")
    again = fetch_list(store, row, net.downloader())
    assert (again.what, again.version) == ("came again", fetched.version)
    assert "If-None-Match" not in publisher.asked[1][1]
    assert store.current()[0].id == fetched.version


def test_all_files_or_nothing(store: ListStore, publisher: Publisher, net: Net) -> None:
    files = sorted(SDN.iterdir())
    answers = [body(path.read_bytes()) for path in files]
    publisher.answers = [*answers[:3], body(b"", 404)]
    row = row_of(*(publisher.url(f"/{path.name}") for path in files), format="ofac_csv")
    assert fetch_list(store, row, net.downloader()).what == "failed"
    assert store.names() == []
    publisher.asked.clear()
    publisher.answers = answers
    fetched = fetch_list(store, row, net.downloader())
    assert fetched.what == "new"
    assert store.current()[0].files == tuple(path.name for path in files)


def test_where_some_files_changed_the_others_come_again_too(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    """All files are of one moment."""
    files = {path.name: path.read_bytes() for path in sorted(SDN.iterdir())}

    def answer(handler: publishers.Handler) -> None:
        name = handler.path.strip("/")
        conditional(files[name], f'"{len(files[name])}"')(handler)

    publisher.answers = [answer]
    row = row_of(*(publisher.url(f"/{name}") for name in files), format="ofac_csv")
    assert fetch_list(store, row, net.downloader()).what == "new"
    files["sdn.csv"] += b'99,"INVENTED LATER LLC",-0- ,"SDGT"' + b",-0- " * 8 + b"\r\n"
    publisher.asked.clear()
    assert fetch_list(store, row, net.downloader()).what in ("new", "refused")
    assert len(publisher.asked) == 4 + 3
    publisher.asked.clear()


def test_a_list_without_a_day_takes_that_of_the_server_and_keeps_it(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    one, two = "Fri, 28 Aug 2026 14:02:55 GMT", "Sat, 29 Aug 2026 14:02:55 GMT"
    publisher.answers = [body(edition(9), Last_Modified=one), body(edition(9), Last_Modified=two)]
    row = row_of(publisher.url("/a.json"), states_no_day=True)
    fetch_list(store, row, net.downloader())
    assert store.current()[0].published_on == "2026-08-28"
    fetch_list(store, row, net.downloader())
    assert store.current()[0].published_on == "2026-08-28", "touching a file publishes nothing"


@pytest.mark.parametrize("stated", ["Fri, 28 Aug 2099 14:02:55 GMT", "yesterday", ""])
def test_a_day_that_is_none_is_left_out(
    stated: str, store: ListStore, publisher: Publisher, net: Net
) -> None:
    publisher.answers = [body(edition(9), Last_Modified=stated)]
    fetch_list(store, row_of(publisher.url("/a.json"), states_no_day=True), net.downloader())
    assert store.current()[0].published_on == ""


def test_a_list_by_hand_says_so(store: ListStore, net: Net) -> None:
    row = row_of(by_hand="every edition stands under an address of its own")
    fetched = fetch_list(store, row, net.downloader())
    assert "every edition stands" in fetched.told
    assert fetched.what == "failed"


def test_the_clock_of_the_server_is_remembered(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    publisher.answers = [body(edition(9))]
    fetch_list(store, row_of(publisher.url("/a.json")), net.downloader())
    ahead = Visits(store.folder).of("house").ahead_seconds
    assert ahead is not None
    assert abs(ahead) < 30


def test_what_a_killed_process_left_is_cleared(store: ListStore) -> None:
    old, new = store.folder / "fetching-old", store.folder / "fetching-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "list.csv").write_bytes(b"x")
    os.utime(old, (0, 0))
    with _folder(store.folder) as folder:
        assert folder.is_dir()
    assert not old.exists()
    assert new.exists(), "it may be in use by a second process"


def start(store: ListStore, net: Net, url: str) -> subprocess.Popen[bytes]:
    """Fetch in a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "publishers.py"), store.folder, net.ca_file, url],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def sound(store: ListStore) -> None:
    """All that is in the store is whole."""
    for name in store.names():
        for version in store.versions(name):
            store.verify(version.snapshot)


def test_two_processes_at_once_keep_one_version(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    publisher.answers = [body(edition(2000))]
    both = [start(store, net, publisher.url("/a.json")) for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    words = sorted(out.split()[0].decode() for out, _ in said)
    assert words == ["came", "new"], said
    assert len(store.versions("house")) == 1
    assert store.refused_last("house", today()) is None
    sound(store)


def test_a_kill_during_the_download_leaves_the_last_good(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    publisher.answers = [body(edition(9)), publishers.endless(b"x", 0.05)]
    good = fetch_list(store, row_of(publisher.url("/a.json")), net.downloader())
    process = start(store, net, publisher.url("/a.json"))
    while len(publisher.asked) < 2:
        time.sleep(0.02)
    time.sleep(0.2)
    process.kill()
    process.communicate()
    assert [one.id for one in store.current()] == [good.version]
    sound(store)


def test_a_kill_at_any_moment_leaves_a_sound_store(
    store: ListStore, publisher: Publisher, net: Net
) -> None:
    publisher.answers = [body(edition(500))]
    fetch_list(store, row_of(publisher.url("/a.json")), net.downloader())
    chance = random.Random(7)
    for turn in range(6):
        publisher.answers = [body(edition(500 + 5 * (turn + 1)))]
        asked = len(publisher.asked)
        process = start(store, net, publisher.url("/a.json"))
        while len(publisher.asked) == asked and process.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.25))
        process.kill()
        process.communicate()
        sound(store)
        assert store.current()
    fetched = fetch_list(store, row_of(publisher.url("/a.json")), net.downloader())
    assert fetched.what in ("new", "came again")
    assert store.current()[0].listings == 530
    assert run(["lists", "verify", "--store", str(store.folder)]) == 0
