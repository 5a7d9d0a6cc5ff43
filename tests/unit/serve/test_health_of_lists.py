"""Doctor: the list that a regime requires, canaries that there are, lists that ended."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from counterflow.core.days import today
from counterflow.core.settings import read_settings
from counterflow.engine import Engine
from counterflow.serve import health
from counterflow.watch.lists.addresses import load_addresses

LISTS = Path(__file__).parents[2] / "fixtures" / "lists"
CONLIST = LISTS / "uk_conlist_csv" / "conlist_2022_format.csv"


def engine_of(folder: Path, nexus: str) -> Engine:
    return Engine(read_settings({"store": str(folder), "nexus": nexus}, {}))


def checks(folder: Path, nexus: str) -> dict[str, list[health.Check]]:
    found: dict[str, list[health.Check]] = {}
    for one in health.look(engine_of(folder, nexus), load_addresses(), environment={}):
        found.setdefault(one.name, []).append(one)
    return found


def bring(folder: Path, paths: list[Path], name: str) -> None:
    stated = engine_of(folder, "").import_list(paths, name=name, record_only=True)
    assert stated.snapshot.listings


def test_no_list_of_canaries_is_never_all_found(tmp_path: Path) -> None:
    """Found in review: "all found in 1 official lists" of a list that has none."""
    bring(tmp_path, [LISTS / "un_sc"], "un_sc")
    (one,) = checks(tmp_path, "UN")["canaries"]
    assert one.state == "note"
    assert one.what.startswith("none to look for in un_sc")


@pytest.mark.parametrize("others", [[], ["us_bis_dpl"]])
def test_a_regime_needs_its_own_list_and_not_any(tmp_path: Path, others: list[str]) -> None:
    """Found in review: a US user with the Denied Persons alone passed."""
    for name in others:
        bring(tmp_path, [LISTS / name], name)
    (one,) = checks(tmp_path, "US")["regime US"]
    assert one.code == health.INCOMPLETE
    assert one.what.startswith("us_ofac_sdn is required and not in the store")
    assert ("us_bis_dpl alone is not enough" in one.what) == bool(others)
    assert one.remedy == "counterflow lists fetch us_ofac_sdn"


@pytest.mark.parametrize("name", ["uk_conlist", "old"])
def test_the_list_that_ended_is_no_list_of_uk_law(tmp_path: Path, name: str) -> None:
    """Under any name; the remedy is the list that took its place."""
    bring(tmp_path, [CONLIST], name)
    found = checks(tmp_path, "UK")
    (one,) = found[f"list {name}"]
    assert one.state == "note"
    assert one.what.startswith("the list ended on 2026-01-28")
    assert one.remedy.startswith("counterflow lists fetch uk_sanctions_list;")
    assert f"fetch {name}" not in one.remedy
    (regime,) = found["regime UK"]
    assert (regime.code, regime.remedy) == (5, "counterflow lists fetch uk_sanctions_list")
    assert found["lists"][0].code == health.INCOMPLETE


def test_before_its_end_it_was_the_list_of_uk_law(tmp_path: Path) -> None:
    bring(tmp_path, [CONLIST], "uk_conlist")
    then = Engine(read_settings({"store": str(tmp_path)}, {}), as_of=dt.date(2026, 1, 27))
    (state,) = [one for one in then.lists if one.list == "uk_conlist"]
    assert state.official
    assert state.state == "current"
    now = engine_of(tmp_path, "")
    (state,) = [one for one in now.lists if one.list == "uk_conlist"]
    assert (state.state, state.official) == ("ended", False)
    assert today() > dt.date(2026, 1, 28)
