"""Settings: what is given wins, unknown names and wrong values are errors, the digest decides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from counterflow.core.errors import SettingsError
from counterflow.core.settings import REGIMES, Settings, default_store, read_settings

DOCS = Path(__file__).parents[3] / "docs" / "settings.md"


def test_defaults_hold_without_anything_said() -> None:
    settings = read_settings({}, {})
    assert (settings.threshold, settings.stale_after_days, settings.regimes) == (0.70, 7, None)
    assert settings.store_path == default_store()


def test_given_wins_over_the_environment_and_none_is_not_given() -> None:
    environment = {
        "COUNTERFLOW_THRESHOLD": "0.9",
        "COUNTERFLOW_STALE_AFTER_DAYS": "3",
        "HOME": "/nowhere",
    }
    settings = read_settings({"threshold": 0.8, "stale_after_days": None}, environment)
    assert (settings.threshold, settings.stale_after_days) == (0.8, 3)


def test_the_environment_of_the_process_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFLOW_NEXUS", "eu, us")
    assert read_settings().regimes == frozenset({"EU", "US"})


RANGE = r"a number from 0\.5 to 1; 0\.70 is usual"
DAYS = "a whole number of days from 1; 7 is usual"
KNOWN = "regimes with commas between: US, EU, UK, UN, CA, CH, JP; small letters are fine"


@pytest.mark.parametrize(
    ("given", "environment", "said"),
    [
        ({"treshold": 0.8}, {}, "treshold is no setting"),
        ({}, {"COUNTERFLOW_TRESHOLD": "0.8"}, "COUNTERFLOW_TRESHOLD is no setting"),
        ({"threshold": "5OO"}, {}, f"threshold '5OO' is malformed: it is {RANGE}"),
        ({}, {"COUNTERFLOW_THRESHOLD": "high"}, f"threshold 'high' is malformed: it is {RANGE}"),
        ({"threshold": 0.49}, {}, rf"0\.49 is not between 0\.5 and 1: {RANGE}$"),
        ({"threshold": 1.01}, {}, rf"1\.01 is not between 0\.5 and 1: {RANGE}$"),
        ({"threshold": float("nan")}, {}, f"nan is not between .*: {RANGE}$"),
        # Found by a newcomer: 70 was refused without a word on what is allowed.
        ({"threshold": 70}, {}, rf"70\.0 is not between .*: {RANGE} \(for 70 %, write 0\.70\)$"),
        ({"threshold": 49}, {}, rf"49\.0 is not between .*: {RANGE}$"),
        ({"threshold": 700}, {}, rf"700\.0 is not between .*: {RANGE}$"),
        ({"stale_after_days": 0}, {}, f"stale_after_days 0 is less than 1: {DAYS}"),
        ({"stale_after_days": "7.5"}, {}, f"stale_after_days '7.5' is malformed: it is {DAYS}"),
        ({"nexus": "EU,XX"}, {}, f"unknown regime XX: nexus is {KNOWN}"),
        ({"nexus": "eu,de"}, {}, "unknown regime DE: .* EU stands for every member state"),
        ({"nexus": 3}, {}, f"nexus 3 is malformed: it is {KNOWN}"),
        ({"store": 3}, {}, "store 3 is malformed: it is the path of a folder"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(
    given: dict[str, object], environment: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(given, environment)
    assert re.search(said, caught.value.what)
    assert "threshold" in caught.value.remedy
    assert "COUNTERFLOW_<NAME>" in caught.value.remedy


@pytest.mark.parametrize("written", ["eu", "EU", " eu , Uk ", "eu,us,uk,un,ca,ch,jp"])
def test_regimes_may_be_written_small(written: str) -> None:
    assert "EU" in (read_settings({"nexus": written}, {}).regimes or ())


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(
            {"threshold": 0.1, "nexus": "ZZ", "colour": 1, "stale_after_days": "soon"},
            {"COUNTERFLOW_MOOD": "x"},
        )
    for part in ("threshold 0.1", "unknown regime ZZ", "colour is no", "COUNTERFLOW_MOOD", "soon"):
        assert part in caught.value.what


@pytest.mark.parametrize("edge", [0.5, 1, 1.0])
def test_the_ends_of_the_range_belong_to_it(edge: float) -> None:
    assert read_settings({"threshold": edge}, {}).threshold == edge


def test_the_digest_follows_what_can_change_an_answer() -> None:
    plain = Settings()
    assert plain.digest == Settings(store="/elsewhere").digest
    others = [Settings(threshold=0.71), Settings(stale_after_days=8), Settings(nexus="EU")]
    assert len({plain.digest, *(other.digest for other in others)}) == 4
    assert Settings(nexus="us,EU").digest == Settings(nexus="EU, US").digest


def test_every_setting_and_regime_is_documented() -> None:
    text = DOCS.read_text("utf-8")
    documented = set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE))
    assert documented == set(Settings.__struct_fields__)
    assert all(regime in text for regime in REGIMES)


def test_the_document_says_what_each_setting_takes() -> None:
    text = DOCS.read_text("utf-8")
    assert "a number from 0.5 to 1" in text
    assert "small letters are fine" in text
    assert "a whole number of days from 1" in text
