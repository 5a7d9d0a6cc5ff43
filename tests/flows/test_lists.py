"""The store of lists from the command line: what is in use on a day, removed, pruned, told."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.core.errors import ListError
from counterflow.storage.database.sqlite import writing
from counterflow.watch.lists.event_log import log
from counterflow.watch.lists.store import open_store
from flows.conftest import LISTS, csv_bytes, decisions_in, shipment

BEFORE = "2023-06-09"
"""A day before every list of the store."""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A store with an SDN list of 2024-05-01 and a private one imported today."""
    folder = tmp_path / "store"
    engine = counterflow.open(folder)
    engine.store.import_list([LISTS / "ofac_sdn"], name="us_ofac_sdn", published_on="2024-05-01")
    engine.store.import_list([house(tmp_path)], name="partners")
    return folder


def house(folder: Path) -> Path:
    """Write a private list of two companies."""
    lines = [
        f'{{"id": "q{n}", "schema": "Company", "properties": {{"name": ["Invented {n} Ltd"]}}}}\n'
        for n in range(2)
    ]
    (path := folder / "house.ftm.json").write_text("".join(lines), "utf-8")
    return path


def edition(path: Path, count: int, programme: str = "SDGT") -> Path:
    """Write an SDN file of so many invented companies."""
    rows = (f'{n},"INVENTED {n} LLC",-0- ,"{programme}"' + ",-0- " * 8 for n in range(count))
    path.write_bytes("\r\n".join([*rows, ""]).encode() + b"\x1a")
    return path


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
    words = ("lists", "import", house(tmp_path), "--as", "partners", flag)
    assert cli(*words, "--store", tmp_path / "store").code == 0
    (snapshot,) = counterflow.open(tmp_path / "store").store.snapshots("partners")
    assert snapshot.official is official


def test_a_day_of_publication_in_the_future_is_refused(cli: Any, tmp_path: Path) -> None:
    sdn = LISTS / "ofac_sdn" / "sdn.csv"
    said = cli("lists", "import", sdn, "--as", "us", "--published-on", "2099-01-01",
               "--store", tmp_path / "store")  # fmt: skip
    assert said.code == 2
    assert "published_on is 2099-01-01, which is after today" in said.err
    assert not (tmp_path / "store" / "lists").exists()


def test_bytes_that_come_again_are_said_and_shown(cli: Any, tmp_path: Path) -> None:
    """A to B to A: A is in use, and `show` says when it came again."""
    one, two = tmp_path / "a.csv", tmp_path / "b.csv"
    for number, path in enumerate((one, two)):
        edition(path, 5 + number, "INVENTED")
    store = ("--store", tmp_path / "store")
    for path in (one, two):
        assert cli("lists", "import", path, "--as", "us", *store).code == 0
    said = cli("lists", "import", one, "--as", "us", *store)
    assert "note: in use from now on: us@" in said.err
    assert re.search(r"in use +came again \d{4}-", cli("lists", "show", "us", *store).out)
    assert re.search(r"us +[\d-]{10}#[0-9a-f]{12} +5 +0", cli("lists", "ls", *store).out)


def test_a_list_is_removed_only_when_it_is_confirmed(own: Path, cli: Any) -> None:
    said = cli("lists", "remove", "partners", "--store", own)
    assert said.code == 2
    assert "would be removed: partners@" in said.err
    assert "add --yes" in said.err
    assert counterflow.open(own).store.names() == ["partners", "us_ofac_sdn"]
    assert cli("lists", "remove", "partners", "--version", "no", "--yes", "--store", own).code == 1
    said = cli("lists", "remove", "partners", "--yes", "--store", own)
    assert said.code == 1
    assert "name of a person and a reason" in said.err
    assert counterflow.open(own).store.names() == ["partners", "us_ofac_sdn"]
    by = ("--by", "A. Tester", "--because", "a test", "--store", own)
    assert cli("lists", "remove", "partners", "--yes", *by).code == 0
    assert counterflow.open(own).store.names() == ["us_ofac_sdn"]
    assert cli("lists", "remove", "partners", "--yes", *by).code == 1
    said = cli("lists", "log", "partners", "--store", own)
    assert re.search(r"removed +partners@.* by A\. Tester: a test", said.out)


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
    assert told == ["building the index of 1 list (8 entries) …"]


def test_import_says_that_it_builds_the_index(cli: Any, tmp_path: Path) -> None:
    said = cli("lists", "import", LISTS / "ofac_sdn" / "sdn.csv", "--as", "us",
               "--published-on", "2020-01-01", "--store", tmp_path / "store")  # fmt: skip
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
        assert "[CF300] the store holds lists of an older program" in said.err


@pytest.fixture
def shrunken(tmp_path: Path, cli: Any) -> tuple[Path, str]:
    """A store whose newest version a guard refused, and that version."""
    store = tmp_path / "store"
    for count, day in ((40, "2020-01-01"), (20, "2020-01-02")):
        path = edition(tmp_path / "sdn.csv", count)
        said = cli("lists", "import", path, "--as", "us", "--published-on", day, "--store", store)
    assert said.code == 6
    assert "is refused: the list shrank by 50.0 %: 20 listings where us@2020-01-01" in said.err
    return store, "2020-01-02"


def test_a_refusal_is_told_everywhere_until_a_person_accepts_it(
    shrunken: tuple[Path, str], cli: Any
) -> None:
    store, version = shrunken
    said = cli("lists", "ls", "--store", store)
    assert said.code == 6
    assert re.search(r"us +2020-01-01#[0-9a-f]{12} +40 +0 +refused +a newer version", said.out)
    assert cli("check", "Acme", "--store", store).code == 6
    said = cli("lists", "show", "us", "--store", store)
    assert re.search(r"2020-01-01#.* in use", said.out)
    assert re.search(r"2020-01-02#.* refused +the list shrank", said.out)
    words = ("lists", "accept", "us", "--version", version, "--store", store)
    assert cli(*words).code == 2
    assert cli(*words, "--by", " ", "--because", "checked").code == 1
    said = cli(*words, "--by", "A. Auditor", "--because", "half were delisted")
    assert said.code == 0
    assert "accepted: us@2020-01-02#" in said.err
    said = cli("lists", "ls", "--store", store)
    assert re.search(r"us +2020-01-02#[0-9a-f]{12} +20", said.out)
    assert "refused on" not in said.out
    said = cli("lists", "log", "us", "--store", store)
    assert re.search(r"accepted +us@2020-01-02#.* by A\. Auditor: half were delisted", said.out)


def test_a_pin_is_told_and_taken_away(shrunken: tuple[Path, str], cli: Any) -> None:
    store, version = shrunken
    by = ("--by", "A. Auditor", "--because", "a test of March", "--store", store)
    assert cli("lists", "pin", "us", "--version", version, *by).code == 1
    assert cli("lists", "pin", "us", "--version", "2020-01-01", *by).code == 0
    said = cli("lists", "ls", "--store", store)
    assert re.search(r"pinned on \d{4}-\d\d-\d\d by A\. Auditor: a test of March", said.out)
    assert "is pinned" in cli("lists", "remove", "us", "--yes", *by).err
    assert cli("lists", "unpin", "us", *by).code == 0
    assert "pinned on" not in cli("lists", "ls", "--store", store).out
    assert cli("lists", "unpin", "us", *by).code == 1


def test_a_list_that_was_never_good_is_told_everywhere(cli: Any, tmp_path: Path) -> None:
    """Its only import was refused: ls, doctor and coverage say so, and what to do."""
    store = ("--store", tmp_path / "store")
    path = edition(tmp_path / "sdn.csv", 9)
    path.write_bytes(path.read_bytes()[:-40])
    assert cli("lists", "import", path, "--as", "us", *store).code == 6
    said = cli("lists", "ls", *store)
    assert said.code == 6
    assert re.search(r"us +none +refused +every version was refused, the last on", said.out)
    assert "us: look at it: counterflow lists show us" in said.err
    assert "counterflow lists accept us --version ID" in said.err
    said = cli("check", "Acme", "--json", *store)
    assert said.code == 6
    missing = " ".join(json.loads(said.out)["coverage"]["missing"])
    assert "list us was refused: not screened (every version was refused" in missing
    assert "until somebody fetches a good one or accepts one" in missing
    said = cli("doctor", "--json", "--nexus", "US", *store)
    checks = {one["name"]: one for one in json.loads(said.out)["checks"]}
    assert checks["list us"]["code"] == 6
    assert "counterflow lists accept us --version ID" in checks["list us"]["remedy"]
    assert checks["regime US"]["code"] == 6
    assert "us is refused" in checks["regime US"]["what"]


def test_a_list_that_was_tried_and_never_had_can_be_given_up(cli: Any, tmp_path: Path) -> None:
    store = tmp_path / "store"
    lists = open_store(store)
    with lists.writing() as connection, writing(connection):
        log(connection, "2026-01-12T08:00:00Z", "ca_sema", "", "failed", why="HTTP 500")
    said = cli("lists", "ls", "--store", store)
    assert said.code == 6
    assert re.search(r"ca_sema +none +refused +it was never had", said.out)
    assert "ca_sema: counterflow lists fetch ca_sema" in said.err
    words = ("lists", "remove", "ca_sema", "--store", store)
    by = ("--by", "A. Auditor", "--because", "no trade with it")
    said = cli(*words, *by)
    assert said.code == 2
    assert "no version of ca_sema was ever had" in said.err
    assert cli(*words, "--yes").code == 1
    assert cli(*words, "--yes", *by).code == 0
    assert "ca_sema" not in cli("lists", "ls", "--store", store).out


def test_what_a_pin_holds_back_is_shown_in_time_order(cli: Any, tmp_path: Path) -> None:
    store = ("--store", tmp_path / "store")
    for count, day in ((40, "2020-01-01"), (41, "2020-01-02"), (42, "2020-01-03")):
        path = edition(tmp_path / "sdn.csv", count)
        words = ("lists", "import", path, "--as", "us", "--published-on", day)
        assert cli(*words, *store).code == 0
    by = ("--by", "A. Auditor", "--because", "a test of March")
    assert cli("lists", "pin", "us", "--version", "2020-01-01", *by, *store).code == 0
    said = cli("lists", "diff", "us", *store)
    assert said.code == 0
    assert re.search(r"us@2020-01-01#\w+ → us@2020-01-03#\w+: 2 added, 0 removed", said.out)
    assert re.search(r"us@2020-01-01#\w+ is in use: pinned on .* by A\. Auditor: a test", said.err)
    said = cli("lists", "diff", "us", "2020-01-02", *store)
    assert re.search(r"us@2020-01-01#\w+ → us@2020-01-02#\w+: 1 added", said.out)


def test_a_version_published_again_is_shown_with_both_days(cli: Any, tmp_path: Path) -> None:
    store = ("--store", tmp_path / "store")
    for count, day in ((40, "2020-01-01"), (41, "2020-01-02"), (40, "2020-01-05")):
        path = edition(tmp_path / "sdn.csv", count)
        words = ("lists", "import", path, "--as", "us", "--published-on", day)
        said = cli(*words, *store)
        assert said.code == 0
    assert "2020-01-05 is stated as their day of publication now" in said.err
    said = cli("lists", "show", "us", *store)
    assert re.search(r"2020-01-01#.* in use +came again .*, published 2020-01-05", said.out)
    for day, version in (("2020-01-04", "2020-01-02"), ("2020-01-05", "2020-01-01")):
        said = cli("lists", "ls", "--as-of", day, *store)
        assert re.search(rf"us +{version}#", said.out)


def test_what_changed_is_shown(cli: Any, tmp_path: Path) -> None:
    store = ("--store", tmp_path / "store")
    for count, day in ((40, "2020-01-01"), (42, "2020-01-02"), (41, "2020-01-03")):
        path = edition(tmp_path / "sdn.csv", count, "SDGT" if count != 41 else "SDGT] [NEW")
        words = ("lists", "import", path, "--as", "us", "--published-on", day)
        assert cli(*words, *store).code == 0
    said = cli("lists", "diff", "us", *store)
    assert re.search(r"0 added, 1 removed, 41 changed", said.out)
    assert re.search(r"programmes: .nothing. → NEW", said.out)
    said = cli("lists", "diff", "us", "2020-01-01", "2020-01-02", *store)
    assert "2 added, 0 removed, 0 changed" in said.out
    assert "+ us-41  INVENTED 41 LLC  SDGT" in said.out
    said = cli("lists", "diff", "us", "2020-01-01", "2020-01-02", "--json", *store)
    found = json.loads(said.out)
    assert (found["added"], found.get("removed", [])) == (["us-40", "us-41"], [])
    events = [json.loads(line) for line in cli("lists", "log", "--ndjson", *store).out.splitlines()]
    assert [event["what"] for event in events] == ["kept"] * 3
    assert cli("lists", "diff", "us", "2019-01-01", *store).code == 1


def test_verify_names_what_is_damaged(own: Path, cli: Any) -> None:
    said = cli("lists", "verify", "--store", own)
    assert (said.code, "2 versions checked, 0 damaged" in said.err) == (0, True)
    with sqlite3.connect(own / "lists.sqlite") as connection:
        connection.execute(
            "DELETE FROM blob_part WHERE sha256 = (SELECT sha256 FROM piece WHERE role = 'original'"
            " AND name = 'house.ftm.json')"
        )
    connection.close()
    said = cli("lists", "verify", "--store", own)
    assert said.code == 7
    assert "damaged partners@" in said.err
    assert "2 versions checked, 1 damaged" in said.err
    assert cli("lists", "verify", "us_ofac_sdn", "--store", own).code == 0


def test_a_history_is_imported_in_one_command(cli: Any, tmp_path: Path) -> None:
    (folder := tmp_path / "past").mkdir()
    for count, day, programme in ((40, 1, "SDGT"), (41, 2, "SDGT"), (42, 3, "OTHER")):
        edition(folder / f"sdn_2020-01-0{day}.csv", count, programme)
    (folder / "sdn_2020-01-04.csv").write_bytes(b"")
    words = ("lists", "import", folder, "--as", "us", "--history", "--store", tmp_path / "store")
    said = cli(*words)
    assert said.code == 0
    assert "2020-01-03: a guard would have refused it: the programme SDGT vanished" in said.err
    assert "2020-01-04: not kept: the file is empty" in said.err
    assert "4 versions of us: 3 kept, 1 not; guards would have refused 1 of those kept" in said.err
    versions = counterflow.open(tmp_path / "store").store.versions("us")
    assert [one.state for one in versions] == ["kept", "kept", "kept", "refused"]
    assert cli(*words[:2], folder, folder, *words[3:]).code == 2
