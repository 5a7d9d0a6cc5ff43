"""Lists brought into an open engine; none is opened for a day of the future."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import counterflow
from counterflow.core.days import today
from counterflow.core.errors import GuardError, InputError
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.engine import Engine


def test_an_engine_is_not_opened_for_the_future() -> None:
    with pytest.raises(InputError, match="lies in the future"):
        counterflow.open(as_of=today() + dt.timedelta(days=2))


ASKED = {"schema": "Company", "properties": {"name": ["Brasdol Fengri"]}}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return counterflow.open(tmp_path / "store")


def house(folder: Path, *names: str) -> list[Path]:
    """A list of one's own, of companies of invented names."""
    path = folder / f"house{len(names)}.json"
    rows = [
        {"id": f"h{n}", "schema": "Company", "properties": {"name": [name]}}
        for n, name in enumerate(names)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return [path]


def test_an_open_engine_takes_a_list_that_its_store_imports(engine: Engine, tmp_path: Path) -> None:
    """It would else answer "nothing found" from the lists of before, and nobody would know."""
    assert engine.match(ASKED) == []
    assert engine.candidates(ASKED) == []
    before = engine.check(Party("", "Brasdol Fengri"))
    engine.store.import_list(house(tmp_path, "BRASDOL FENGRI"), name="house")
    assert [match.id for match in engine.match(ASKED)] == ["h0"]
    assert engine.candidates(ASKED) == ["h0"]
    assert [[match.id for match in found] for found in engine.match_many([ASKED])] == [["h0"]]
    assert "house" in {state.list for state in engine.lists}
    after = engine.check(Party("", "Brasdol Fengri"))
    assert ("h0" in {one.listing for one in before.findings}) is False
    assert ("h0" in {one.listing for one in after.findings}) is True


def test_a_version_that_is_refused_shows_in_the_states_of_an_open_engine(
    engine: Engine, tmp_path: Path
) -> None:
    names = [f"Brasdol Fengri {n}" for n in range(60)]
    engine.store.import_list(house(tmp_path, *names), name="house")
    assert {state.state for state in engine.lists if state.list == "house"} == {"current"}
    with pytest.raises(GuardError):
        engine.store.import_list(house(tmp_path, "Kevmav Lornol"), name="house")
    assert {state.state for state in engine.lists if state.list == "house"} == {"refused"}


def test_the_index_serves_on_where_the_lists_are_the_same(engine: Engine, tmp_path: Path) -> None:
    engine.import_list(house(tmp_path, "BRASDOL FENGRI"), name="house")
    matcher, screener = engine.matcher, engine.screener
    engine.store.import_list(house(tmp_path, "BRASDOL FENGRI"), name="house")
    assert engine.lists
    engine.store.import_list(house(tmp_path, "BRASDOL FENGRI"), name="house")
    assert engine.matcher is matcher
    assert engine.screener is not screener
    engine.store.import_list(house(tmp_path, "BRASDOL FENGRI", "KEVMAV"), name="house")
    assert engine.matcher is not matcher
    assert engine.matcher is engine.matcher


def test_a_run_keeps_the_lists_with_which_it_began(engine: Engine, tmp_path: Path) -> None:
    """Half of a file screened against other lists than the other half would be no answer."""
    ground = engine._ground()
    engine.store.import_list(house(tmp_path, "BRASDOL FENGRI"), name="house")
    asked = Transaction("1", "check", parties=(Party("", "Brasdol Fengri"),))
    for opened in (ground.open_screener(), ground.open_for_workers()()):
        decision = opened.screen([asked])[0]
        assert "h0" not in {one.listing for one in decision.findings}
        assert decision.coverage.lists == ground.lists
    assert "h0" in {one.listing for one in engine.screener.screen([asked])[0].findings}
