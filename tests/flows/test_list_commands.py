"""The commands around lists: one entry over time, bytes given back, refusals, forms, mistakes."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.serve.cli.worker import run_worker
from counterflow.watch.lists.addresses import load_addresses
from counterflow.watch.lists.visits import Visits
from flows.conftest import LISTS

HEAD = "id,name,country"


def edition(path: Path, names: dict[int, str], programme: str = "SDGT") -> Path:
    """Write an SDN file of invented companies by number."""
    rows = (f'{n},"{name}",-0- ,"{programme}"' + ",-0- " * 8 for n, name in names.items())
    path.write_bytes("\r\n".join([*rows, ""]).encode() + b"\x1a")
    return path


def many(*, without: int | None = None, **names: str) -> dict[int, str]:
    """Give forty names, some of them others, one of them left out."""
    found = {n: f"INVENTED {n} LLC" for n in range(1, 41)}
    found |= {int(key.removeprefix("n")): name for key, name in names.items()}
    return {n: name for n, name in found.items() if n != without}


@pytest.fixture
def past(tmp_path: Path, cli: Any) -> Path:
    """A store with four versions: entry 7 changes, goes, and comes back under another name."""
    store = tmp_path / "store"
    editions = {
        "2020-01-01": many(),
        "2020-02-01": many(n7="RENAMED 7 LLC"),
        "2020-03-01": many(without=7),
        "2020-04-01": many(n7="RETURNED 7 LLC", n41="LATE 41 LLC"),
    }
    for day, names in editions.items():
        path = edition(tmp_path / "sdn.csv", names)
        said = cli("lists", "import", path, "--as", "us", "--published-on", day, "--no-index",
                   "--store", store)  # fmt: skip
        assert said.code == 0, said.err
    return store


def test_an_entry_is_shown_as_it_stood_on_a_day(past: Path, cli: Any) -> None:
    said = cli("lists", "entry", "us", "7", "--as-of", "2020-02-15", "--store", past)
    assert said.code == 0
    assert said.out.startswith("us-7  RENAMED 7 LLC\n")
    assert "programmes: SDGT" in said.out
    assert "us@2020-02-01#" in said.err
    said = cli("lists", "entry", "us", "us-7", "--json", "--store", past)
    (found,) = json.loads(said.out)["entries"]
    assert found["properties"]["name"] == ["RETURNED 7 LLC"]
    said = cli("lists", "entry", "us", "7", "--as-of", "2020-03-15", "--store", past)
    assert said.code == 1
    assert "holds no entry '7'" in said.err
    assert "counterflow lists entry us 7 --history" in said.err


def test_the_life_of_an_entry_is_shown_with_dates(past: Path, cli: Any) -> None:
    """Listed, changed field by field, delisted, listed again."""
    said = cli("lists", "entry", "us", "7", "--history", "--store", past)
    assert said.code == 0
    days = re.findall(r"^(\d{4}-\d\d-\d\d)  (first seen|\w+)", said.out, re.MULTILINE)
    assert days == [
        ("2020-01-01", "first seen"), ("2020-02-01", "changed"),
        ("2020-03-01", "delisted"), ("2020-04-01", "listed"),
    ]  # fmt: skip
    assert "    properties.name: INVENTED 7 LLC → RENAMED 7 LLC" in said.out
    said = cli("lists", "entry", "us", "7", "--history", "--json", "--store", past)
    told = json.loads(said.out)
    assert told["id"] == "us-7"
    assert [one["what"] for one in told["history"]] == [
        "first seen",
        "changed",
        "delisted",
        "listed",
    ]
    assert told["history"][2]["before"].startswith("us@2020-02-01#")


def test_an_entry_that_is_gone_keeps_its_history(past: Path, cli: Any, tmp_path: Path) -> None:
    path = edition(tmp_path / "sdn.csv", many(without=9))
    said = cli("lists", "import", path, "--as", "us", "--published-on", "2020-05-01", "--no-index",
               "--store", past)  # fmt: skip
    assert said.code == 0
    said = cli("lists", "entry", "us", "9", "--history", "--ndjson", "--store", past)
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [(row["day"], row["what"]) for row in rows] == [
        ("2020-01-01", "first seen"), ("2020-05-01", "delisted"),
    ]  # fmt: skip
    said = cli("lists", "entry", "us", "9", "--history", "--store", past)
    assert said.out.startswith("us-9  INVENTED 9 LLC\n")
    assert cli("lists", "entry", "us", "999", "--history", "--store", past).code == 1


def test_the_bytes_of_any_version_are_given_back(past: Path, cli: Any, tmp_path: Path) -> None:
    out = tmp_path / "evidence"
    said = cli("lists", "export", "us", "--as-of", "2020-02-15", "-o", out, "--store", past)
    assert said.code == 0
    expected = edition(tmp_path / "same.csv", many(n7="RENAMED 7 LLC")).read_bytes()
    assert (out / "sdn.csv").read_bytes() == expected
    assert said.out.split()[0] == hashlib.sha256(expected).hexdigest()
    again = cli("lists", "export", "us", "-o", out, "--store", past)
    assert again.code == 2
    assert "the file is there already" in again.err
    assert (out / "sdn.csv").read_bytes() == expected
    assert [path.name for path in out.iterdir()] == ["sdn.csv"]
    first = tmp_path / "first"
    words = ("lists", "export", "us", "--version", "2020-01-01", "-o", first, "--store", past)
    assert cli(*words).code == 0
    assert (first / "sdn.csv").read_bytes() == edition(tmp_path / "x.csv", many()).read_bytes()
    assert cli(*words, "--as-of", "2020-01-01").code == 2


def test_a_damaged_version_is_not_given_back(past: Path, cli: Any, tmp_path: Path) -> None:
    with sqlite3.connect(past / "lists.sqlite") as connection:
        connection.execute(
            "DELETE FROM blob_part WHERE sha256 = (SELECT piece.sha256 FROM piece JOIN snapshot ON"
            " number = snapshot WHERE role = 'original' AND published_on = '2020-04-01')"
        )
    connection.close()
    said = cli("lists", "export", "us", "-o", tmp_path / "out", "--store", past)
    assert said.code == 1
    assert not list((tmp_path / "out").iterdir())


def test_lists_are_shown_for_programs(past: Path, cli: Any) -> None:
    said = cli("lists", "ls", "--json", "--as-of", "2020-02-03", "--store", past)
    told = json.loads(said.out)
    assert (told["as_of"], told["exit_code"]) == ("2020-02-03", said.code)
    (us,) = (one for one in told["lists"] if one["list"] == "us")
    assert us["version"].startswith("us@2020-02-01#")
    assert us["listings"] == 40
    assert us["lacks"]
    lines = cli("lists", "ls", "--ndjson", "--store", past).out.splitlines()
    assert {json.loads(line)["list"] for line in lines} == {"watch_pack", "us"}
    assert cli("lists", "ls", "--json", "--ndjson", "--store", past).code == 2
    told = json.loads(cli("lists", "show", "us", "--json", "--store", past).out)
    assert [one["state"] for one in told["versions"]] == ["kept", "kept", "kept", "in use"]
    assert told["versions"][0]["published_on"] == "2020-01-01"
    events = json.loads(cli("lists", "log", "us", "--json", "--store", past).out)["events"]
    assert [event["what"] for event in events] == ["kept"] * 4


def test_show_as_of_a_day_marks_the_version_of_that_day(past: Path, cli: Any) -> None:
    said = cli("lists", "show", "us", "--as-of", "2020-02-15", "--json", "--store", past)
    states = {one["published_on"]: one["state"] for one in json.loads(said.out)["versions"]}
    assert states == {"2020-01-01": "kept", "2020-02-01": "in use"}
    said = cli("lists", "show", "us", "--as-of", "2019-01-01", "--store", past)
    assert said.code == 1
    assert "the oldest here is of 2020-01-01" in said.err


def test_every_change_is_told_for_programs(past: Path, cli: Any) -> None:
    said = cli("lists", "diff", "us", "2020-01-01", "2020-04-01", "--ndjson", "--store", past)
    rows = {row["id"]: row for row in map(json.loads, said.out.splitlines())}
    assert {key: row["what"] for key, row in rows.items()} == {"us-7": "changed", "us-41": "added"}
    (name,) = (one for one in rows["us-7"]["changes"] if one["field"] == "properties.name")
    assert (name["before"], name["after"]) == (["INVENTED 7 LLC"], ["RETURNED 7 LLC"])
    assert rows["us-41"]["listing"]["properties"]["name"] == ["LATE 41 LLC"]


def test_a_table_in_a_pipe_is_not_filled_up(past: Path, cli: Any, tmp_path: Path) -> None:
    """One long reason makes no other line as long."""
    path = edition(tmp_path / "sdn.csv", {1: "ONLY LLC"}, "OTHER")
    words = ("lists", "import", path, "--as", "us", "--published-on", "2020-06-01")
    assert cli(*words, "--store", past).code == 6
    lines = cli("lists", "show", "us", "--store", past).out.splitlines()
    assert all(line == line.rstrip() for line in lines)
    assert len(max(lines, key=len)) > 2 * len(lines[0])


def plain(folder: Path, *rows: str, name: str = "names.csv") -> Path:
    (path := folder / name).write_text("\n".join([HEAD, *rows, ""]), "utf-8")
    return path


def test_refused_records_are_shown_also_where_the_version_is_refused(
    cli: Any, tmp_path: Path
) -> None:
    store = ("--store", tmp_path / "store")
    rows = ["x1,Acme Invented,FR", "x2,Beta Invented,FR", "x1,Acme Invented,FR", "x4,,FR"]
    said = cli("lists", "import", plain(tmp_path, *rows), "--as", "house", *store)
    assert said.code == 6
    assert "names.csv, line 4: the id x1 already stands on an earlier record" in said.err
    assert "correct the file and import it again" in said.err
    assert "fetch it again" not in said.err
    said = cli("lists", "show", "house", "--refusals", *store)
    assert said.code == 0
    assert "names.csv, line 4: the id x1 already stands" in said.out
    assert "2 records refused" in said.err
    said = cli("lists", "show", "house", "--version", said.err.split("@")[1].split(":")[0],
               "--refusals", "--json", *store)  # fmt: skip
    told = json.loads(said.out)
    assert (told["refused"], len(told["refusals"])) == (2, 2)
    assert told["refusals"][0]["line"] == 4


MISTAKES = {
    "a day in words": ["--published-on", "27.02.2026"],
    "a day to come": ["--published-on", "2099-01-01"],
    "a format it is not of": ["--format", "un_xml"],
    "an option of histories": ["--inside", "sdn.csv"],
}


@pytest.mark.parametrize("words", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_at_the_keyboard_changes_nothing(words: list[str], past: Path, cli: Any) -> None:
    before = cli("lists", "ls", "--ndjson", "--store", past).out
    log = cli("lists", "log", "--store", past).out
    sdn = LISTS / "ofac_sdn" / "sdn.csv"
    said = cli("lists", "import", sdn, "--as", "us", *words, "--store", past)
    assert said.code == 2
    assert "lists accept" not in said.err
    assert cli("lists", "ls", "--ndjson", "--store", past).out == before
    assert cli("lists", "log", "--store", past).out == log


def test_wrong_files_and_mappings_change_nothing(past: Path, cli: Any, tmp_path: Path) -> None:
    (strange := tmp_path / "strange.csv").write_text("Kaeufer;Schluessel\nAcme;FR\n", "utf-8")
    (mapping := tmp_path / "map.toml").write_text(
        'own_list = "House"\n[columns]\nname = "Geschaeftspartner"\n', "utf-8"
    )
    own = ("--format", "own_list")
    cases: list[tuple[Any, ...]] = [
        (strange,),
        (strange, mapping, *own),
        (LISTS / "ofac_sdn" / "sdn.csv", strange),
        (tmp_path / "nowhere.csv",),
    ]
    log = cli("lists", "log", "--store", past).out
    for words in cases:
        for name in ("us", "fresh"):
            said = cli("lists", "import", *words, "--as", name, "--store", past)
            assert said.code == 2, said.err
    assert cli("lists", "log", "--store", past).out == log
    assert counterflow.open(past).store.never_had() == []
    said = cli("lists", "import", strange, "--as", "fresh", "--store", past)
    assert "it begins with “Kaeufer;Schluessel" in said.err
    assert "docs/lists/own_lists.md" in said.err
    assert len(said.err) < 1200


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("empty.xml", b"", "the file is empty"),
        ("blank.xml.gz", gzip.compress(b" \n", mtime=0), "the file is empty"),
        ("page.csv", b"\n<!DOCTYPE html><html><title>503</title></html>", "is a web page (HTML)"),
    ],
)
def test_a_file_without_a_list_is_kept_aside(
    name: str, data: bytes, told: str, cli: Any, tmp_path: Path
) -> None:
    """With its bytes, on the first import too; ls and log tell; a person takes it out again."""
    store = ("--store", tmp_path / "store")
    (path := tmp_path / name).write_bytes(data)
    said = cli("lists", "import", path, "--as", "un_sc", *store)
    assert said.code == 6
    assert told in said.err
    assert "lists accept" not in said.err
    assert re.search(r"refused +un_sc@.*" + re.escape(told), cli("lists", "log", *store).out)
    said = cli("lists", "ls", *store)
    assert (said.code, bool(re.search(r"un_sc +none +refused +every version", said.out))) == (
        6,
        True,
    )
    (version,) = counterflow.open(tmp_path / "store").store.versions("un_sc")
    words = ("--version", version.snapshot.id.partition("@")[2])
    assert cli("lists", "export", "un_sc", *words, "-o", tmp_path / "back", *store).code == 0
    (back,) = (tmp_path / "back").iterdir()
    assert back.read_bytes() == data
    assert cli("lists", "verify", *store).code == 0
    by = ("--by", "A. Auditor", "--because", "not the list")
    assert "holds no listing" in cli("lists", "accept", "un_sc", *words, *by, *store).err
    assert cli("lists", "remove", "un_sc", *words, *by, "--yes", *store).code == 0
    assert "un_sc" not in cli("lists", "ls", *store).out


def test_a_refusal_is_lifted_by_taking_the_version_out(
    past: Path, cli: Any, tmp_path: Path
) -> None:
    path = edition(tmp_path / "sdn.csv", {1: "ONLY LLC"})
    store = ("--store", past)
    said = cli("lists", "import", path, "--as", "us", "--published-on", "2020-06-01", *store)
    assert said.code == 6
    assert (
        "if it was given by mistake: counterflow lists remove us --version 2020-06-01#" in said.err
    )
    words = ("--as-of", "2020-04-02", "--ndjson")
    by = ("--yes", "--by", "A. Auditor", "--because", "a test file")
    assert cli("lists", "remove", "us", "--version", "2020-06-01", *by, *store).code == 0
    (us,) = (
        one for one in map(json.loads, cli("lists", "ls", "--ndjson", *store).out.splitlines())
        if one["list"] == "us"
    )  # fmt: skip
    assert us["state"] != "refused"
    assert cli("lists", "ls", *words, *store).code == 0


def test_a_history_is_no_place_for_other_options(cli: Any, tmp_path: Path) -> None:
    (folder := tmp_path / "past").mkdir()
    edition(folder / "sdn_2020-01-01.csv", many())
    words = ("lists", "import", folder, "--history", "--as", "us", "--store", tmp_path / "store")
    said = cli(*words, "--published-on", "2020-01-01")
    assert said.code == 2
    assert "with --history each has its own day" in said.err
    said = cli(*words, "--format", "ofac_csv", "--private")
    assert said.code == 0
    (snapshot,) = counterflow.open(tmp_path / "store").store.snapshots("us")
    assert (snapshot.official, snapshot.published_on) == (False, "2020-01-01")
    said = cli(*words)
    assert "1 versions of us: 0 kept, 1 were there already, 0 not" in said.err
    assert "not kept" not in said.err


def test_after_a_history_it_is_said_which_version_is_in_use(cli: Any, tmp_path: Path) -> None:
    store = ("--store", tmp_path / "store")
    words = ("lists", "import", LISTS / "ofac_sdn", "--as", "us", "--published-on", "2019-01-01")
    assert cli(*words, "--no-index", *store).code == 0
    (folder := tmp_path / "past").mkdir()
    edition(folder / "sdn_2020-01-01.csv", many())
    said = cli("lists", "import", folder, "--history", "--as", "us", *store)
    assert re.search(r"in use now: us@2020-01-01#\w+, in the place of us@2019-01-01#", said.err)
    assert "without what is named: " in said.err
    assert "weak aliases only" in said.err
    assert "counterflow lists pin us" in said.err


def test_an_older_version_is_said_not_to_be_in_use(past: Path, cli: Any, tmp_path: Path) -> None:
    path = edition(tmp_path / "sdn.csv", many(n8="OLD 8 LLC"))
    words = ("lists", "import", path, "--as", "us", "--published-on", "2020-01-15", "--no-index")
    said = cli(*words, "--store", past)
    assert said.code == 0
    assert re.search(r"note: not in use: us@2020-04-01#", said.err)
    assert "index" not in said.err


def test_verify_goes_on_after_a_damaged_record(past: Path, cli: Any, tmp_path: Path) -> None:
    """Other lists are checked, and the code is that of a failed verification."""
    path = plain(tmp_path, "x1,Acme Invented,FR")
    assert cli("lists", "import", path, "--as", "a_house", "--store", past).code == 0
    with sqlite3.connect(past / "lists.sqlite") as connection:
        connection.execute(
            "UPDATE snapshot SET record = replace(record, 'a_house', 'b_house')"
            " WHERE list = 'a_house'"
        )
    connection.close()
    said = cli("lists", "verify", "--store", past)
    assert said.code == 7
    assert "damaged a_house" in said.err
    assert "4 versions checked" in said.err
    assert cli("lists", "verify", "us", "--store", past).code == 0
    assert cli("lists", "verify", "nowhere", "--store", past).code == 1


def test_a_comparison_of_damaged_listings_is_an_error(past: Path, cli: Any) -> None:
    with sqlite3.connect(past / "lists.sqlite") as connection:
        connection.execute(
            "UPDATE blob_part SET bytes = zeroblob(length(bytes)) WHERE sha256 = (SELECT"
            " piece.sha256 FROM piece JOIN snapshot ON number = snapshot WHERE role = 'listings'"
            " AND published_on = '2020-01-01')"
        )
    connection.close()
    said = cli("lists", "diff", "us", "2020-01-01", "2020-02-01", "--store", past)
    assert said.code == 1
    assert "[CF200]" in said.err


def test_a_worker_called_by_cron_does_not_hide_a_failure(tmp_path: Path) -> None:
    """A list whose last fetch failed and that is not due yet: code 1, and nothing is fetched."""
    store = tmp_path / "store"
    store.mkdir()
    rows = [load_addresses()["un_sc"]]
    Visits(store).failed("un_sc", _now(), "the server answers HTTP 500")
    assert run_worker(str(store), rows, once=True) == 1
    Visits(store).good("un_sc", _now(), "un_sc@2026-01-01#0123456789ab", {})
    assert run_worker(str(store), rows, once=True) == 0


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_country_in_the_place_of_a_regime_is_understood(cli: Any, tmp_path: Path) -> None:
    said = cli("doctor", "--nexus", "GB", "--store", tmp_path / "store")
    assert said.code == 2
    assert "did you mean UK for GB?" in said.err


def test_a_day_without_a_version_offers_those_near_it(past: Path, cli: Any) -> None:
    said = cli("lists", "diff", "us", "2020-02-14", "--store", past)
    assert said.code == 1
    offered = re.findall(r"us@(\d{4}-\d\d-\d\d)#", said.err)
    assert offered == ["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01"]
    assert "counterflow lists show us" in said.err


def test_two_versions_of_a_day_are_told_apart(past: Path, cli: Any) -> None:
    """By what they lack, not only by their hashes."""
    words = ("--as", "us", "--published-on", "2020-02-01", "--no-index", "--store", past)
    assert cli("lists", "import", LISTS / "ofac_sdn", *words).code == 6
    said = cli("lists", "diff", "us", "2020-02-01", "--store", past)
    assert said.code == 1
    assert "names 2 versions" in said.err
    assert said.err.count("listings, without: ") == 1


def test_verify_names_a_log_that_was_changed(past: Path, cli: Any) -> None:
    """The trigger that keeps the log stands in the file too: whoever can write it can drop it."""
    with sqlite3.connect(past / "lists.sqlite") as connection:
        connection.execute("DROP TRIGGER event_stays")
        connection.execute("UPDATE event SET what = 'refused' WHERE number = 2")
    connection.close()
    said = cli("lists", "verify", "--store", past)
    assert said.code == 7
    assert "damaged" in said.err
    assert "no version was checked" in said.err
