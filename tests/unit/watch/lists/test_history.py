"""The past of a list: found in folders, repositories and bundles, imported without stopping."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from counterflow.core.errors import GuardError, ListError
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists.guards import Limits
from counterflow.watch.lists.history import Past, Step, import_history, past_versions
from counterflow.watch.lists.store import ListStore

UN = Path(__file__).parents[3] / "fixtures" / "lists" / "un_sc" / "consolidated.xml"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def edition(count: int, programme: str = "SDGT", word: str = "INVENTED") -> bytes:
    rest = ",-0- " * 8 + "\r\n"
    rows = [f'{n},"{word} {n} LLC",-0- ,"{programme}"{rest}' for n in range(count)]
    return "".join(rows).encode() + b"\x1a"


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    return ListStore(tmp_path / "lists")


class Repository:
    """A git history of a list, made day by day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet")

    def git(self, *words: str, day: str = "2024-01-01") -> None:
        moment = f"{day}T12:00:00+00:00"
        own = {
            "GIT_AUTHOR_DATE": moment,
            "GIT_COMMITTER_DATE": moment,
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        who = ("-c", "user.name=A. Tester", "-c", "user.email=tester@example.org")
        subprocess.run(
            ["git", *who, *words], cwd=self.folder, check=True, env={**os.environ, **own}
        )

    def commit(self, day: str, data: bytes | None, name: str = "sdn.csv") -> None:
        """Commit a version; None removes the file."""
        path = self.folder / name
        if data is None:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", day, day=day)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Five versions, one of them empty, with commits between that do not change the list."""
    made = Repository(tmp_path / "history")
    made.commit("2024-01-01", b"nothing yet", "README")
    made.commit("2024-01-02", edition(20))
    made.commit("2024-01-03", b"changed", "README")
    made.commit("2024-01-04", edition(21))
    made.commit("2024-01-05", None)
    made.commit("2024-01-06", edition(21))
    made.commit("2024-01-07", edition(22, "NPWMD"))
    made.commit("2024-01-08", b"")
    made.commit("2024-01-09", edition(23, "NPWMD"))
    return made


DAYS = ["2024-01-02", "2024-01-04", "2024-01-07", "2024-01-08", "2024-01-09"]


def days(source: Path, inside: str = "sdn.csv") -> list[str]:
    with past_versions(source, inside) as past:
        return [one.day for one in past]


@needs_git
def test_a_repository_holds_one_version_per_content(repository: Repository, tmp_path: Path) -> None:
    assert days(repository.folder) == DAYS
    repository.git("bundle", "create", "--quiet", str(tmp_path / "all.bundle"), "--all", "HEAD")
    assert days(tmp_path / "all.bundle") == DAYS
    with past_versions(tmp_path / "all.bundle", "sdn.csv") as past:
        path = past[1].write_to(tmp_path)
        assert (path.name, path.read_bytes()) == ("sdn.csv", edition(21))


@needs_git
def test_neither_settings_nor_a_hook_lead_astray(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user who shows signatures in the log; a call from a hook of another repository."""
    (tmp_path / ".gitconfig").write_text(
        "[log]\nshowSignature = true\ndate = relative\nfollow = true\n[color]\nui = always\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere" / ".git"))
    assert days(repository.folder) == DAYS


@needs_git
def test_a_history_goes_on_where_a_guard_would_refuse(
    repository: Repository, store: ListStore
) -> None:
    told: list[Step] = []
    with past_versions(repository.folder, "sdn.csv") as past:
        steps = import_history(store, past, "us", progress=told.append)
    assert told == steps
    assert [step.day for step in steps] == DAYS
    assert [bool(step.version) for step in steps] == [True, True, True, False, True]
    assert steps[2].trips == ("the programme SDGT vanished: 21 listings before",)
    assert steps[3].fault == "the file is empty (sdn.csv)"
    assert not steps[4].trips
    versions = store.versions("us")
    assert [version.snapshot.published_on for version in versions] == DAYS
    states = [version.state for version in versions]
    assert states == ["kept", "kept", "kept", "refused", "kept"]
    assert b"".join(store.original(versions[3].snapshot)) == b""
    assert [event.what for event in store.log("us")] == states
    assert store.current(dt.date(2024, 1, 8)) == [versions[2].snapshot]


@needs_git
def test_the_past_is_published_then_and_retrieved_now(
    repository: Repository, store: ListStore
) -> None:
    """The log tells when this store took a version in, not when somebody else had it."""
    start = dt.datetime.now(tz=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with past_versions(repository.folder, "sdn.csv") as past:
        import_history(store, past, "us")
    versions = store.versions("us")
    assert all(version.snapshot.retrieved_at >= start for version in versions)
    assert all(event.at >= start for event in store.log("us"))
    for day, version in zip(DAYS, versions, strict=True):
        if version.state == "kept":
            assert store.current(dt.date.fromisoformat(day)) == [version.snapshot]


@needs_git
def test_a_history_tries_the_canaries_of_each_version(
    repository: Repository, store: ListStore
) -> None:
    """What a canary says is written down; the version is kept."""
    tried: list[str] = []

    def probe(snapshot: Snapshot, _counts: object, listings: Iterable[Listing]) -> list[str]:
        tried.append(snapshot.published_on)
        names = {listing.caption for listing in listings}
        return [] if "INVENTED 21 LLC" in names else ["a canary is not found"]

    with past_versions(repository.folder, "sdn.csv") as past:
        steps = import_history(store, past, "us", probe=probe)
    assert tried == [day for day in DAYS if day != "2024-01-08"]
    assert ["a canary is not found" in step.trips for step in steps] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert all(step.version for step in steps if step.day != "2024-01-08")


@needs_git
def test_a_history_that_is_imported_again_changes_nothing(
    repository: Repository, store: ListStore
) -> None:
    with past_versions(repository.folder, "sdn.csv") as past:
        first = import_history(store, past, "us")
        before = store.current(), [version.snapshot for version in store.versions("us")]
        again = import_history(store, past, "us")
    assert (store.current(), [version.snapshot for version in store.versions("us")]) == before
    assert [step.version for step in again] == [step.version for step in first]
    assert all(step.again for step in again if step.version)


def test_a_folder_of_dated_files(tmp_path: Path, store: ListStore) -> None:
    folder = tmp_path / "dated"
    folder.mkdir()
    for name, count in (
        ("sdn_2024-03-01.csv", 6),
        ("2024-02-01.csv", 5),
        ("sdn-2024-01-01.csv", 4),
    ):
        (folder / name).write_bytes(edition(count))
    (folder / "readme 12024-01-011.txt").write_text("no day")
    (folder / "2024-05-01").mkdir()
    with past_versions(folder) as past:
        assert [(one.day, one.origin) for one in past] == [
            ("2024-01-01", "sdn-2024-01-01.csv"),
            ("2024-02-01", "2024-02-01.csv"),
            ("2024-03-01", "sdn_2024-03-01.csv"),
        ]
        steps = import_history(store, past, "us")
    assert [step.fault for step in steps] == ["", "", ""]
    found = store.current(dt.date(2024, 2, 20))
    assert [snapshot.published_on for snapshot in found] == ["2024-02-01"]


def test_a_day_that_the_file_states_counts_more(tmp_path: Path, store: ListStore) -> None:
    """A commit is of the day after, as a rule; the list says itself when it was published."""
    steps = import_history(store, [_past("2026-01-19", UN.read_bytes(), "un.xml")], "un")
    assert steps[0].fault == ""
    assert [one.published_on for one in store.current()] == ["2026-01-15"]
    again = import_history(store, [_past("2026-01-20", UN.read_bytes(), "un.xml")], "un")
    assert (again[0].again, again[0].version) == (True, steps[0].version)


def test_a_publisher_goes_back_to_the_bytes_of_before(store: ListStore) -> None:
    """Dated by commits: A, B, then A again, which counts from its own day on, and that is told."""
    past = [_past(f"2024-01-0{n}", edition(size)) for n, size in ((1, 20), (2, 21), (4, 20))]
    steps = import_history(store, past, "us")
    assert (steps[2].version, steps[2].again) == (steps[0].version, True)
    assert "2024-01-04 is stated as their day of publication now" in steps[2].fault
    assert f"in use from now on: {steps[0].version}" in steps[2].fault
    used = [store.current(dt.date(2024, 1, day))[0].listings for day in (1, 2, 3, 4, 5)]
    assert used == [20, 21, 21, 20, 20]


def test_a_half_read_version_is_kept_aside(store: ListStore) -> None:
    past = [
        _past("2024-01-01", edition(20)),
        _past("2024-01-02", edition(21)[:-60]),
        _past("2024-01-03", b"\x1a"),
        _past("2024-01-04", edition(22)),
    ]
    steps = import_history(store, past, "us")
    assert [bool(step.version) for step in steps] == [True, False, False, True]
    states = [version.state for version in store.versions("us")]
    assert states[0] == states[-1] == "kept"
    assert "refused" in states
    assert store.current(dt.date(2024, 1, 3))[0].published_on == "2024-01-01"


def test_the_limits_of_guards_can_be_given(store: ListStore) -> None:
    past = [_past("2024-01-01", edition(100)), _past("2024-01-02", edition(90))]
    loose = Limits(shrunken=0.2)
    assert import_history(store, past, "loose", limits=loose)[1].trips == ()
    assert "shrank by 10.0 %" in import_history(store, past, "us")[1].trips[0]


def test_later_imports_are_judged_as_always(store: ListStore, tmp_path: Path) -> None:
    import_history(store, [_past("2024-01-01", edition(100))], "us")
    (path := tmp_path / "sdn.csv").write_bytes(edition(90))
    with pytest.raises(GuardError, match="shrank"):
        store.import_list([path], name="us", published_on="2024-01-02")


@needs_git
@pytest.mark.parametrize("case", ["empty folder", "no such file", "no repository", "no bundle"])
def test_what_is_no_history_is_said(case: str, repository: Repository, tmp_path: Path) -> None:
    source, told = repository.folder, "its history holds no file 'other.csv'"
    if case == "empty folder":
        (source := tmp_path / "empty").mkdir()
        told = "no file in it has its day in its name"
    elif case == "no repository":
        shutil.rmtree(source / ".git" / "objects")
        told = "git cannot read the history"
    elif case == "no bundle":
        (source := tmp_path / "x.bundle").write_bytes(b"# v2 git bundle\nnothing")
        told = "git cannot read the history"
    with pytest.raises(ListError, match=told), past_versions(source, "other.csv"):
        pass


def test_git_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    (tmp_path / "x.bundle").write_bytes(b"x")
    with (
        pytest.raises(ListError, match=r"git is not installed.*Do: install git"),
        past_versions(tmp_path / "x.bundle", "sdn.csv"),
    ):
        pass


def _past(day: str, data: bytes, name: str = "sdn.csv") -> Past:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return Past(day, "test", write)
