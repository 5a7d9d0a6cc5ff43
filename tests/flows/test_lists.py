"""The store of lists from the command line: what is in use on a day, removed, pruned, told."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.core.errors import ListError
from flows.conftest import LISTS, csv_bytes, decisions_in, shipment

BEFORE = "2023-06-09"
"""A day before every list of the store."""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A store with an SDN list of 2024-05-01 and a private one imported today."""
    folder = tmp_path / "store"
    engine = counterflow.open(folder)
    engine.store.import_list([LISTS / "ofac_sdn"], name="us_ofac_sdn", published_on="2024-05-01")
    engine.store.import_list([LISTS / "ftm"], name="partners")
    return folder


def test_a_list_without_a_version_on_the_day_is_told_everywhere(
    own: Path, cli: Any, tmp_path: Path
) -> None:
    """Python, check, screen and ls: absent, since when, and never exit code 0."""
    engine = counterflow.open(own, as_of=BEFORE)
    states = {state.list: state for state in engine.lists}
    assert states["us_ofac_sdn"].state == states["partners"].state == "absent"
    assert states["us_ofac_sdn"].snapshot == ""
    why = f"the oldest version in the store is of 2024-05-01, after {BEFORE}"
    assert states["us_ofac_sdn"].why == why
    assert f"after {BEFORE}: parties that were designated in between" in states["watch_pack"].why
    said = cli("lists", "ls", "--as-of", BEFORE, "--store", own)
    assert said.code == 6
    assert re.search(rf"us_ofac_sdn +none +absent +{why}", said.out)
    shared = ("--store", own, "--as-of", BEFORE)
    said = cli("check", "Clairvaudon Distribution", *shared)
    assert said.code == 6
    (path := tmp_path / "in.csv").write_bytes(csv_bytes([shipment(1)]))
    output = tmp_path / "out.ndjson"
    said = cli("screen", path, "-o", output, *shared)
    assert said.code == 6
    assert why in said.err
    (decision,) = decisions_in(output.read_bytes()).values()
    assert decision.coverage.stale == ("partners", "us_ofac_sdn")
    assert engine.screen_file(path).exit_code == 6


def test_a_list_named_on_a_day_before_it_is_an_error(own: Path) -> None:
    with pytest.raises(ListError, match=f"no version of {BEFORE} or before"):
        _ = counterflow.open(own, as_of=BEFORE, lists=["us_ofac_sdn"]).lists


def test_ls_of_a_day_shows_the_version_of_that_day(own: Path, cli: Any) -> None:
    said = cli("lists", "ls", "--as-of", "2024-05-02", "--store", own)
    assert said.code == 6
    assert re.search(r"us_ofac_sdn +2024-05-01#[0-9a-f]{12} +8 +0 +current", said.out)
    assert re.search(r"partners +none +absent", said.out)
    assert cli("lists", "ls", "--as-of", "soon", "--store", own).code == 2


@pytest.mark.parametrize(("flag", "official"), [("--official", True), ("--private", False)])
def test_who_stands_behind_a_list_can_be_said(
    flag: str, official: bool, cli: Any, tmp_path: Path
) -> None:
    source = next((LISTS / "ftm").iterdir())
    words = ("lists", "import", source, "--as", "ca_sema", flag)
    assert cli(*words, "--store", tmp_path / "store").code == 0
    (snapshot,) = counterflow.open(tmp_path / "store").store.snapshots("ca_sema")
    assert snapshot.official is official


def test_a_day_of_publication_in_the_future_is_refused(cli: Any, tmp_path: Path) -> None:
    sdn = LISTS / "ofac_sdn" / "sdn.csv"
    said = cli("lists", "import", sdn, "--as", "us", "--published-on", "2099-01-01",
               "--store", tmp_path / "store")  # fmt: skip
    assert said.code == 1
    assert "published_on is 2099-01-01, which is after today" in said.err
    assert not (tmp_path / "store" / "lists").exists()


def test_bytes_that_come_again_are_said_and_shown(cli: Any, tmp_path: Path) -> None:
    """A to B to A: A is in use, and `show` says when it came again."""
    one, two = tmp_path / "a.csv", tmp_path / "b.csv"
    for number, path in enumerate((one, two)):
        rows = (f'{n},"INVENTED {n} LLC",-0- ,"SDGT"' + ",-0- " * 8 for n in range(5 + number))
        path.write_bytes("\r\n".join([*rows, ""]).encode() + b"\x1a")
    store = ("--store", tmp_path / "store")
    for path in (one, two):
        assert cli("lists", "import", path, "--as", "us", *store).code == 0
    said = cli("lists", "import", one, "--as", "us", *store)
    assert "note: in use from now on: us@" in said.err
    assert re.search(r"the same bytes came again \d{4}-", cli("lists", "show", "us", *store).out)
    assert re.search(r"us +[\d-]{10}#[0-9a-f]{12} +5 +0", cli("lists", "ls", *store).out)


def test_a_list_is_removed_only_when_it_is_confirmed(own: Path, cli: Any) -> None:
    said = cli("lists", "remove", "partners", "--store", own)
    assert said.code == 2
    assert "would be removed: partners@" in said.err
    assert "add --yes" in said.err
    assert counterflow.open(own).store.names() == ["partners", "us_ofac_sdn"]
    assert cli("lists", "remove", "partners", "--version", "no", "--yes", "--store", own).code == 1
    assert cli("lists", "remove", "partners", "--yes", "--store", own).code == 0
    assert counterflow.open(own).store.names() == ["us_ofac_sdn"]
    assert cli("lists", "remove", "partners", "--yes", "--store", own).code == 1


def test_prune_takes_what_is_old_and_not_in_use(own: Path, cli: Any, tmp_path: Path) -> None:
    """The index of the lists as they stand and the runs with decisions stay."""
    (path := tmp_path / "in.csv").write_bytes(csv_bytes([shipment(1)]))
    counterflow.open(own, lists=["partners"]).prepare()
    engine = counterflow.open(own)
    done = engine.screen_file(path, output=tmp_path / "out.csv").run
    kept = engine.screen_file(path).run
    assert "removed: 0 indexes, 0 finished runs" in cli("lists", "prune", "--store", own).err
    old = (dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=31)).timestamp()
    for file in own.rglob("*"):
        os.utime(file, (old, old))
    said = cli("lists", "prune", "--store", own)
    assert said.code == 0
    assert "removed: 1 indexes, 1 finished runs" in said.err
    assert f"--resume {kept}" in said.err
    assert [folder.name for folder in (own / "indexes").iterdir()] == [engine.index_digest]
    assert [folder.name for folder in (own / "runs").iterdir()] == [kept]
    assert done not in said.err
    assert counterflow.open(own).screen_file(path, resume=kept).transactions == 1


def test_an_engine_tells_that_it_builds_an_index(own: Path) -> None:
    """Once, before the seconds that it takes; a saved index is opened in silence."""
    told: list[str] = []
    settings = counterflow.open(own).settings
    for _ in range(2):
        counterflow.Engine(settings, lists=["us_ofac_sdn"], talk=told.append).prepare()
    assert told == ["building the index of 1 lists (8 entries) …"]


def test_import_says_that_it_builds_the_index(cli: Any, tmp_path: Path) -> None:
    said = cli("lists", "import", LISTS / "ofac_sdn" / "sdn.csv", "--as", "us",
               "--store", tmp_path / "store")  # fmt: skip
    assert re.search(r"^building the index of 2 lists \(\d+ entries\) …$", said.err, re.MULTILINE)


@pytest.mark.parametrize("words", [["ls"], ["show", "un_sc"], ["prune"]])
def test_a_file_in_the_place_of_the_lists_is_named(
    words: list[str], cli: Any, tmp_path: Path
) -> None:
    """It must not read as a store in which there is no official list."""
    (store := tmp_path / "store").mkdir()
    (store / "lists").write_text("no folder", "utf-8")
    for command in (["lists", *words], ["check", "Acme"]):
        said = cli(*command, "--store", store)
        assert said.code == 1
        assert "[CF300] the folder of lists is no folder" in said.err
