"""``counterflow places`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counterflow.serve.cli.main import run
from counterflow.watch.places.locode_table import open_locodes


def test_the_places_are_listed_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["places", "ls", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["places"]
    (one,) = [row for row in rows if row["id"] == "alabuga"]
    assert one["rules"] == ["eu-zone-investment-ban-alabuga"]
    assert run(["places", "ls"]) == 0
    assert "alabuga" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["alabuga", "Yelabuga", "RUYBE"])
def test_a_site_is_shown_with_its_stated_distance(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["places", "show", name, "--svg", str(tmp_path / "map.svg")]) == 0
    told = capsys.readouterr().out
    assert "900 km from Moscow; 903 km by the great circle: agrees" in told
    assert (tmp_path / "map.svg").read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize("name", ["Olya", "olya", "Perm", "Primorsk", "RUOYA", "Astrakhan"])
def test_a_place_is_shown_by_its_name_alone(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Names that in an address need their country beside them too."""
    assert run(["places", "show", name]) == 0
    told = capsys.readouterr().out
    assert "(RU," in told
    assert "position" in told


def test_an_unknown_place_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["places", "show", "Quowexville"]) == 1
    assert "counterflow places ls" in capsys.readouterr().err


def test_a_file_that_is_no_list_of_codes_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.csv"
    file.write_text("locode,name\nDEHAM,Hamburg\n")
    assert run(["places", "import-locodes", str(file), "--store", str(tmp_path / "s")]) == 1
    assert "only 1 codes" in capsys.readouterr().err
    assert open_locodes(tmp_path / "s" / "places") is None


@pytest.mark.shared
def test_the_whole_list_is_kept(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shared / "reference" / "unlocode_2024-1.csv.gz"
    assert run(["places", "import-locodes", str(file), "--store", str(tmp_path)]) == 0
    assert "codes kept" in capsys.readouterr().out
    assert open_locodes(tmp_path / "places") is not None
