"""The public names that outside programs call: fixed."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.core.errors import EntityError, InputError, ListError, SettingsError
from counterflow.core.model.decisions import Decision
from counterflow.core.model.matches import Comparison, Match
from counterflow.screening.decisions.coverage_lists import NO_OFFICIAL

FTM = (
    {
        "id": "NK-first",
        "schema": "Company",
        "properties": {
            "name": ["Brasskeel Turbines OOO"],
            "country": ["ru"],
            "topics": ["sanction"],
        },
    },
    {
        "id": "NK-second",
        "schema": "Person",
        "properties": {"name": ["Ferhad Ondrelani"], "birthDate": ["1970-02-03"]},
    },
    {
        "id": "NK-ship",
        "schema": "Vessel",
        "properties": {"name": ["Kestrel Dawn"], "imoNumber": ["IMO 5991498"]},
    },
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one FollowTheMoney list."""
    source = tmp_path / "entities.ftm.json"
    source.write_text("".join(json.dumps(item) + "\n" for item in FTM), "utf-8")
    folder = tmp_path / "store"
    engine = counterflow.open(folder)
    engine.store.import_list([source], name="partners")
    return folder


def entity(name: str, schema: str = "Company", **properties: list[str]) -> dict[str, Any]:
    """Give an entity of FollowTheMoney shape."""
    return {"schema": schema, "properties": {"name": [name], **properties}}


def test_importing_the_root_imports_nothing_else() -> None:
    """PEP 562: the package is open in no time."""
    code = (
        "import sys, counterflow; print([m for m in sys.modules if m.startswith('counterflow.')])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "[]"


def test_match_gives_the_ids_of_a_followthemoney_file_as_they_are(store: Path) -> None:
    """Ids of the file, best first, the score that compare gives."""
    engine = counterflow.open(store, lists=["partners"])
    found = engine.match(entity("Brasskeel Turbine LLC"), limit=10)
    assert [match.id for match in found] == ["NK-first"]
    assert isinstance(found[0], Match)
    listed = {"schema": "Company", "properties": found[0].listing.properties}
    again = engine.compare(entity("Brasskeel Turbine LLC"), listed)
    assert isinstance(again, Comparison)
    assert again.score == found[0].score
    assert again.features
    assert "Brasskeel" in again.explanation


@pytest.mark.parametrize(
    "asked", [{"limit": 0}, {"limit": -1}, {"limit": "3"}, {"limit": None}, {"threshold": 70},
              {"threshold": float("nan")}, {"threshold": -0.1}],
)  # fmt: skip
def test_a_limit_or_threshold_that_gives_nothing_is_refused(
    store: Path, asked: dict[str, Any]
) -> None:
    """An empty answer would look like no match."""
    engine = counterflow.open(store, lists=["partners"])
    for ask in (
        lambda: engine.match(entity("Brasskeel Turbines"), **asked),
        lambda: engine.match_many([entity("Brasskeel Turbines")], **asked),
    ):
        with pytest.raises(SettingsError) as fault:
            ask()
        assert fault.value.remedy


def test_threads_get_the_answers_that_one_gets(store: Path) -> None:
    """Found in review: two threads in one search gave wrong answers, which stayed wrong."""
    engine = counterflow.open(store, lists=["partners"])
    names = [f"{one} {other}" for one in ("Brasskeel", "Kestrel", "Ondrelani", "Ferhad")
             for other in (*"abcdefgh", "Turbines", "Dawn", "Ferhad", "Turbine")]  # fmt: skip
    alone = [counterflow.open(store, lists=["partners"]).match(entity(one)) for one in names]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: engine.match(entity(one)), names * 5))
    assert together == alone * 5


def test_many_are_matched_as_one_by_one(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = counterflow.open(store, lists=["partners"])
    monkeypatch.setattr("counterflow.screening.pipeline.entities.BATCH", 2)
    asked = [
        entity(name)
        for name in ("Brasskeel Turbine LLC", "Nobody", "Braskeel Turbine", "Sahara", "—x")
    ]
    found = engine.match_many(iter(asked), limit=3)
    assert next(found) == engine.match(asked[0], limit=3) != []
    assert list(found) == [engine.match(one, limit=3) for one in asked[1:]]
    given = []
    with pytest.raises(EntityError, match="entity 4"):  # noqa: PT012 - what came before counts
        for one in engine.match_many([*asked[:3], "Sahara Thunder", asked[0]]):
            given += [one]
    assert given == [engine.match(one) for one in asked[:3]]


def test_candidates_are_ids_best_first(store: Path) -> None:
    """An identifier comes before a name."""
    engine = counterflow.open(store, lists=["partners"])
    assert engine.candidates(entity("Brasskeel"), limit=75) == ["NK-first"]
    asked = entity("Ferhad Ondrelani", "Vessel", imoNumber=["5991498"])
    assert engine.candidates(asked) == ["NK-ship", "NK-second"]


def test_lists_restrict_what_is_matched(store: Path) -> None:
    """Only the named lists count; the watch pack is left out unless it is named."""
    engine = counterflow.open(store, lists=["partners"])
    assert engine.match(entity("Sahara Thunder")) == []
    assert counterflow.open(store).match(entity("Sahara Thunder"))[0].list == "watch_pack"
    with pytest.raises(ListError, match="partners"):
        counterflow.open(store, lists=["no_such_list"]).match(entity("x"))


def test_screen_takes_a_dict_and_gives_a_decision(store: Path) -> None:
    """Outcome, coverage, findings, and what was screened."""
    engine = counterflow.open(store)
    decision = engine.screen(
        {
            "id": "A1",
            "kind": "order",
            "parties": [{"role": "buyer", "name": "Turbines Brasskeel OOO", "country": "RU"}],
            "goods": [{"hs_code": "8542.31"}],
            "destination_country": "RU",
        }
    )
    assert isinstance(decision, Decision)
    assert decision.outcome == "hold"
    assert {finding.kind for finding in decision.findings} == {"party", "goods"}
    assert decision.transaction is not None
    assert decision.coverage.missing == (NO_OFFICIAL,)


def test_what_is_no_entity_or_transaction_is_refused(store: Path) -> None:
    """With the reason and the path."""
    engine = counterflow.open(store)
    with pytest.raises(EntityError, match="FollowTheMoney-shaped"):
        engine.match("Sahara Thunder")
    with pytest.raises(EntityError, match=r"properties\.name"):
        engine.compare(entity("a"), {"schema": "Person", "properties": {"name": [object()]}})
    with pytest.raises(InputError, match="parties"):
        engine.screen({"id": "1", "parties": "Sahara Thunder"})
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        counterflow.open(store, as_of="yesterday")


def test_a_store_is_made_only_when_something_is_kept(tmp_path: Path) -> None:
    """Matching against the watch pack writes nothing."""
    folder = tmp_path / "nothing" / "here"
    assert counterflow.open(folder).match(entity("Sahara Thunder"))
    assert not folder.exists()
