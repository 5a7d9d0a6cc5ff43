"""The folder of a run: parts whole or absent, resumed only on the same ground."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from counterflow.core.errors import RunError
from counterflow.core.model.decisions import Coverage, Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.transactions import Transaction
from counterflow.screening.runs.folder import (
    RunFolder,
    RunRequest,
    digest_of,
    new_run_name,
    prune_runs,
    write_whole,
)
from counterflow.screening.runs.tally import Tally, tally

REQUEST = RunRequest(
    run="r-1", source="a.csv", input_sha256="0" * 64, kind="shipment", mapping="", options="[]",
    as_of="2026-11-21", snapshots=("watch_pack@2026-08-22#0",), settings="s", rules="r",
    engine="0.1.0", batch=2000, started_at="2026-11-21T00:00:00+00:00",
)  # fmt: skip


def _decision(key: str) -> Decision:
    coverage = Coverage("shipment", complete=True)
    extra = {"cell": 'two\nlines\r\u2028 and a quote "'}
    transaction = Transaction(key, rows=(1,), extra=extra)
    return Decision(key, Outcome.HOLD, "hold", coverage, transaction=transaction)


def _part(folder: RunFolder, number: int, *keys: str, refused: int = 0) -> Tally:
    decisions, refusals = [_decision(key) for key in keys], [Refusal("bad\nrow")] * refused
    counts = tally(decisions, refusals)
    folder.write_part(number, decisions, refusals, counts)
    return counts


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    run = RunFolder(tmp_path / "runs" / "r-1")
    run.begin(REQUEST)
    return run


def test_parts_come_back_in_order(folder: RunFolder) -> None:
    two, one = _part(folder, 2, "c", refused=2), _part(folder, 1, "a", "b")
    ten = _part(folder, 10, refused=1)
    decoder = msgspec.json.Decoder(Decision)
    assert [decoder.decode(line) for line in folder.decision_lines()] == [
        _decision("a"), _decision("b"), _decision("c"),
    ]  # fmt: skip
    assert [text.count(b"\n") for text in folder.part_texts()] == [2, 1, 0]
    assert b"".join(folder.part_texts()).splitlines() == list(folder.decision_lines())
    assert list(folder.refusals()) == [Refusal("bad\nrow")] * 3
    assert folder.finished() == {1: one, 2: two, 10: ten}


def test_a_part_counts_as_done_only_with_its_counts_and_its_decisions(folder: RunFolder) -> None:
    _part(folder, 1, "a")
    _part(folder, 2, "b")
    (folder.path / "part-0000001.json").unlink()
    assert set(folder.finished()) == {2}
    folder.clear()
    assert folder.finished() == {}
    assert list(folder.decision_lines()) == []
    assert (folder.path / "part-0000002.json").is_file()


def test_a_part_written_again_is_the_same(folder: RunFolder) -> None:
    _part(folder, 1, "a", refused=1)
    before = {file.name: file.read_bytes() for file in folder.path.iterdir()}
    _part(folder, 1, "a", refused=1)
    assert {file.name: file.read_bytes() for file in folder.path.iterdir()} == before


def test_the_same_request_may_be_resumed_from_another_place(folder: RunFolder) -> None:
    other = msgspec.structs.replace(REQUEST, source="/elsewhere/a.csv", started_at="later")
    folder.check(other)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("input_sha256", "1" * 64),
        ("kind", "order"),
        ("mapping", "m"),
        ("options", "[('sheet', 'b')]"),
        ("as_of", "2026-11-22"),
        ("snapshots", ("watch_pack@2026-08-22#0", "un_sc@2026-11-20#1")),
        ("settings", "t"),
        ("rules", "q"),
        ("engine", "0.2.0"),
        ("batch", 100),
    ],
)
def test_a_changed_ground_is_named(folder: RunFolder, field: str, value: object) -> None:
    with pytest.raises(
        RunError, match=rf"changed since: {field} \(?.*start a new run|changed since: {field}\."
    ):
        folder.check(msgspec.structs.replace(REQUEST, **{field: value}))


def test_all_changes_are_named_at_once(folder: RunFolder) -> None:
    with pytest.raises(RunError, match="changed since: kind, settings, rules"):
        folder.check(msgspec.structs.replace(REQUEST, kind="order", settings="t", rules="q"))


def test_a_run_of_yesterday_says_how_to_go_on(folder: RunFolder) -> None:
    with pytest.raises(RunError, match="Do: resume as of 2026-11-21, or start a new run"):
        folder.check(msgspec.structs.replace(REQUEST, as_of="2026-11-22"))


def test_a_run_that_reads_standard_input_cannot_be_resumed(folder: RunFolder) -> None:
    """Found in review: two streams both have no hash, which made them the same."""
    stream = msgspec.structs.replace(REQUEST, source="-", input_sha256="")
    folder.begin(stream)
    with pytest.raises(RunError, match="standard input"):
        folder.check(stream)


def test_there_must_be_such_a_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="there is no run r-9"):
        RunFolder(tmp_path / "r-9").check(REQUEST)


@pytest.mark.parametrize("ending", [".decisions", ".refusals", ".json"])
def test_a_damaged_part_is_an_error_that_names_it(folder: RunFolder, ending: str) -> None:
    _part(folder, 1, "a", refused=1)
    file = folder.path / f"part-0000001{ending}"
    file.write_bytes(file.read_bytes()[:-3])
    with pytest.raises(RunError, match=f"damaged.*part-0000001{ending}"):
        list(folder.decision_lines()), list(folder.refusals()), folder.finished()


@pytest.mark.parametrize("place", [0, 31, 32, 39, 40, 60])
def test_a_flipped_bit_anywhere_in_a_part_is_damage(folder: RunFolder, place: int) -> None:
    """Found on the way: the size stood outside the hash, and a wrong one was no error of ours."""
    _part(folder, 1, "a")
    file = folder.path / "part-0000001.decisions"
    raw = bytearray(file.read_bytes())
    raw[place] ^= 1
    file.write_bytes(raw)
    with pytest.raises(RunError, match="damaged"):
        list(folder.decision_lines())


def test_a_damaged_request_is_an_error(folder: RunFolder) -> None:
    (folder.path / "request.json").write_bytes(b"{")
    with pytest.raises(RunError, match="CF700"):
        folder.check(REQUEST)


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    write_whole(target, b"first")
    write_whole(target, b"second")
    assert target.read_bytes() == b"second"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunError, match="cannot be written"):
        RunFolder(tmp_path / "file" / "r-1").begin(REQUEST)


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc" * 100000)
    assert digest_of(tmp_path / "a") == hashlib.sha256(b"abc" * 100000).hexdigest()


def test_names_of_runs_differ_and_sort_by_age() -> None:
    names = [new_run_name() for _ in range(50)]
    assert len(set(names)) == 50
    assert [name[:15] for name in names] == sorted(name[:15] for name in names)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of 64 kB, which only root can mount."""
    place = tmp_path / "small"
    place.mkdir()
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_leaves_no_part_and_says_so(full_disk: Path) -> None:
    run = RunFolder(full_disk / "r-1")
    run.begin(REQUEST)
    noise = [os.urandom(2000).hex() for _ in range(100)]
    with pytest.raises(RunError, match=r"No space left.*resume the run with --resume r-1"):
        _part(run, 1, *noise)
    assert run.finished() == {}
    assert list(run.decision_lines()) == []
    assert [file.name for file in run.path.iterdir()] == ["request.json"]


def test_old_finished_runs_are_removed_and_those_with_decisions_stay(tmp_path: Path) -> None:
    """What could still be gone on with, or read, is never taken away; nor what is no run."""
    now = dt.datetime.now(tz=dt.UTC)
    for name, age, decisions in (
        ("old-finished", 40, False),
        ("old-interrupted", 40, True),
        ("old-no-part", 40, None),
        ("young-finished", 5, False),
        ("still-running", 40, False),
    ):
        run = RunFolder(tmp_path / "runs" / name)
        run.begin(REQUEST)
        if decisions is not None:
            _part(run, 1, "a")
        if decisions is False:
            run.clear()
        when = (now - dt.timedelta(days=age)).timestamp()
        for file in run.path.iterdir():
            os.utime(file, (when, when))
    _part(RunFolder(tmp_path / "runs" / "still-running"), 2, "b")
    (tmp_path / "runs" / "no-run").mkdir()
    before = now - dt.timedelta(days=30)
    assert prune_runs(tmp_path / "runs", before=before) == (
        ["old-finished", "old-no-part"],
        ["old-interrupted"],
    )
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == [
        "no-run",
        "old-interrupted",
        "still-running",
        "young-finished",
    ]
    assert prune_runs(tmp_path / "nowhere", before=before) == ([], [])
