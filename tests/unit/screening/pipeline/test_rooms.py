"""The user's own tables are opened before the first answer, whatever it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

import counterflow
from counterflow.core.errors import RuleError, StoreError
from counterflow.core.model.parties import Party
from counterflow.screening.pipeline.rooms import HS_TEXTS, LOCODES, OWN_GOODS, Rooms
from counterflow.watch.places.locode_table import ABOUT

PARTY = Party("party", "Quiet Harbour Tools")


def test_a_damaged_table_of_the_users_stops_even_the_check_of_a_name(tmp_path: Path) -> None:
    (tmp_path / OWN_GOODS).mkdir()
    (tmp_path / OWN_GOODS / "ours.yaml").write_text("rows: [", encoding="utf-8")
    with pytest.raises(RuleError, match="not YAML"):
        counterflow.open(tmp_path).check(PARTY)


def test_a_damaged_table_of_places_does_too(tmp_path: Path) -> None:
    (tmp_path / LOCODES).mkdir()
    (tmp_path / LOCODES / ABOUT).write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        counterflow.open(tmp_path).check(PARTY)


def test_empty_folders_are_no_tables(tmp_path: Path) -> None:
    for name in (OWN_GOODS, HS_TEXTS, LOCODES):
        (tmp_path / name).mkdir()
    rooms = Rooms(tmp_path)
    rooms.open_own()
    assert rooms.nomenclature is None
    assert rooms.tables is Rooms().tables
    assert rooms.positions is Rooms().positions
