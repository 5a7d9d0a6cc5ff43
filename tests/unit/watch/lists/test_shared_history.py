"""The real history of SDN.CSV, where it is present: guards, differences and bytes, day by day."""

from __future__ import annotations

import csv
import io
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from counterflow.core.errors import GuardError
from counterflow.watch.lists import blobs
from counterflow.watch.lists.differences import Difference
from counterflow.watch.lists.guards import Limits
from counterflow.watch.lists.history import Past, Step, import_history, past_versions
from counterflow.watch.lists.pieces import DIFFERENCE
from counterflow.watch.lists.store import ListStore
from counterflow.watch.matching.canaries import failing_canaries

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]
BUNDLE = "ofac/sdn_csv_history/sdn_csv_2021-08_2024-05.git.bundle"
VANISHED = {
    "2021-08-20": "the programme BELARUS-EO vanished: 33 listings before",
    "2021-11-12": "the programme PEESA-EO vanished: 21 listings before",
    "2021-11-18": "the programme BURUNDI vanished: 11 listings before",
    "2022-09-22": "the programme ILLICIT-DRUGS-EO vanished: 44 listings before",
    "2022-12-12": "the programme FSE-SY vanished: 2 listings before",
    "2023-09-14": "the programme PEESA vanished: 2 listings before",
    "2024-02-08": "the programme MIDDLE-EAST-EO vanished: 4 listings before",
    "2024-03-04": "the programme ZIMBABWE vanished: 98 listings before",
}
GREATEST_LOSS = ("2021-12-30", 9_158, 9_008)
EVERY = 12


class History(NamedTuple):
    """The versions that were imported, their raw bytes, and what became of them."""

    past: list[Past]
    raw: list[bytes]
    store: ListStore
    steps: list[Step]


@contextmanager
def versions_of(shared: Path) -> Iterator[list[Past]]:
    with past_versions(shared / BUNDLE, "sdn.csv") as past:
        yield past


@pytest.fixture(scope="module")
def history(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    """Every twelfth version, the first and the last, and both sides of every guard's case."""
    folder = tmp_path_factory.mktemp("history")
    with versions_of(shared) as past:
        chosen = {0, *range(0, len(past), EVERY), len(past) - 2, len(past) - 1}
        for number, one in enumerate(past):
            if one.day in (*VANISHED, GREATEST_LOSS[0]):
                chosen |= {number - 1, number}
        some = [past[number] for number in sorted(chosen)]
        store = ListStore(folder / "lists")
        return History(
            past, [one.write_to(folder).read_bytes() for one in some], store,
            import_history(store, some, "us_ofac_sdn"),
        )  # fmt: skip


def uids(raw: bytes) -> set[str]:
    """Give the ids of a raw file by the csv module alone."""
    rows = csv.reader(io.StringIO(raw.decode("ascii"), newline=""))
    return {row[0].strip() for row in rows if len(row) == 12}


def test_all_versions_are_found(history: History) -> None:
    assert len(history.past) == 309
    assert (history.past[0].day, history.past[-1].day) == ("2021-08-18", "2024-05-04")
    days = [one.day for one in history.past]
    # Of thirteen days there are two versions.
    assert days == sorted(days)
    assert len(set(days)) == 296


def test_guards_trip_where_a_programme_vanished_and_nowhere_else(history: History) -> None:
    tripped = {step.day: step.trips for step in history.steps if step.trips}
    assert tripped == {day: (trip,) for day, trip in VANISHED.items()}


def test_the_empty_file_is_kept_aside(history: History) -> None:
    faults = [(step.day, step.version, step.fault) for step in history.steps if step.fault]
    assert faults == [("2024-05-04", "", "the file is empty (sdn.csv)")]
    assert history.store.log("us_ofac_sdn")[-1].what == "refused"
    assert history.store.current()[0].published_on == "2024-05-03"


def test_the_greatest_real_loss_passes(history: History) -> None:
    day, was, now = GREATEST_LOSS
    counts = {
        step.day: len(uids(raw)) for step, raw in zip(history.steps, history.raw, strict=True)
    }
    days = list(counts)
    assert (counts[days[days.index(day) - 1]], counts[day]) == (was, now)
    assert 0.016 < (was - now) / was < Limits().shrunken


def test_raw_bytes_of_every_version_come_back(history: History) -> None:
    versions = history.store.versions("us_ofac_sdn")
    assert len(versions) == len(history.raw)
    for version, raw in zip(versions, history.raw, strict=False):
        assert b"".join(history.store.original(version.snapshot)) == raw
        history.store.verify(version.snapshot)


def test_every_stored_difference_is_that_of_the_raw_files(history: History) -> None:
    versions = history.store.versions("us_ofac_sdn")
    with history.store.reading() as connection:
        assert connection is not None
        for number in range(1, len(versions)):
            (sha256,) = connection.execute(
                "SELECT sha256 FROM piece WHERE snapshot = ? AND role = ?",
                (versions[number].number, DIFFERENCE),
            ).fetchone()
            found = msgspec.json.decode(blobs.read(connection, sha256), type=Difference)
            was, now = uids(history.raw[number - 1]), uids(history.raw[number])
            assert (found.before, found.after) == (
                versions[number - 1].snapshot.id, versions[number].snapshot.id,
            )  # fmt: skip
            assert set(found.added) == {f"us_ofac_sdn-{uid}" for uid in now - was}
            assert set(found.removed) == {f"us_ofac_sdn-{uid}" for uid in was - now}
            assert set(found.changed) <= {f"us_ofac_sdn-{uid}" for uid in was & now}


def test_any_day_is_read_within_a_second(history: History) -> None:
    """The best of three: the machine may be busy."""
    versions = history.store.versions("us_ofac_sdn")
    for version, raw in zip(versions, history.raw, strict=False):
        taken = []
        for _ in range(3):
            began = time.perf_counter()
            count = sum(1 for _ in history.store.listings(version.snapshot))
            taken.append(time.perf_counter() - began)
            assert count == len(uids(raw))
            if taken[-1] < 1:
                break
        assert min(taken) < 1


def test_the_store_is_smaller_than_a_fraction_of_the_raw_files(history: History) -> None:
    """Of all 309 versions ``bench/lists.py`` measures it: 3.6 MB, where the newest has 3.9."""
    assert history.store.file.stat().st_size < 3_909_739
    assert sum(map(len, history.raw)) > 30 * history.store.file.stat().st_size


def test_outside_a_history_the_same_days_are_refused(history: History, tmp_path: Path) -> None:
    store = ListStore(tmp_path / "lists")
    for step, raw in zip(history.steps, history.raw, strict=True):
        if step.day not in ("2024-02-28", "2024-03-04"):
            continue
        (path := tmp_path / "sdn.csv").write_bytes(raw)
        if step.day == "2024-03-04":
            with pytest.raises(GuardError, match="the programme ZIMBABWE vanished"):
                store.import_list([path], name="us", published_on=step.day)
        else:
            store.import_list([path], name="us", published_on=step.day)
    assert [one.published_on for one in store.current()] == ["2024-02-28"]


@pytest.mark.parametrize("day", ["2023-12-28", "2024-05-03"])
def test_real_lists_hold_their_canaries(day: str, shared: Path, tmp_path: Path) -> None:
    source = shared / "ofac" / "csv_2023-12-28_complete"
    if day == "2024-05-03":
        source = shared / "ofac" / "sdn_csv_history" / "sdn_2024-05-03.csv"
    store = ListStore(tmp_path / "lists")
    kept = store.import_list([source], name="us", published_on=day, probe=failing_canaries)
    assert kept.snapshot.trips == ()
