"""The store of the demo is kept where it is asked for, and the next demo replaces it alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import counterflow
from counterflow.core.errors import SettingsError
from counterflow.serve.api.native.file_jobs import FileJobs
from counterflow.serve.cli.demo import screen_demo
from counterflow.serve.cli.demo_kept import AS_OF, make_room, opening


def test_the_console_has_the_example_file_with_its_outcomes(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    make_room(folder)
    summary, decisions, _ = screen_demo(keep=folder)
    jobs = FileJobs(counterflow.open(folder, as_of=AS_OF))
    try:
        (job,) = jobs.all()
        assert job.state == "done"
        assert job.summary is not None
        assert job.summary.headlines == summary.headlines
        assert jobs.result(job).read_bytes().count(b"\n") == len(decisions)
    finally:
        jobs.close()
    words = opening(folder).split()
    assert words[:4] == ["counterflow", "serve", "--store", str(folder)]
    assert all(Path(words[words.index(name) + 1]).is_file() for name in ("--licences", "--rules"))


def test_the_next_demo_replaces_its_own_store_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    make_room(folder)
    (folder / "old").touch()
    make_room(folder)
    assert not (folder / "old").exists()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(SettingsError, match="not made by the demo"):
        make_room(mine)
    assert (mine / "thesis.txt").read_text("utf-8") == "mine"
