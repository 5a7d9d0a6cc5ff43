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


@pytest.mark.parametrize(
    ("given", "environment", "said"),
    [
        ({"treshold": 0.8}, {}, "treshold is no setting"),
        ({}, {"COUNTERFLOW_TRESHOLD": "0.8"}, "COUNTERFLOW_TRESHOLD is no setting"),
        ({"threshold": "5OO"}, {}, "malformed"),
        ({"threshold": 0.49}, {}, r"0\.49 is not between"),
        ({"threshold": 1.01}, {}, r"1\.01 is not between"),
        ({"threshold": float("nan")}, {}, "nan is not between"),
        ({"stale_after_days": 0}, {}, "less than 1"),
        ({"stale_after_days": "7.5"}, {}, "malformed"),
        ({"nexus": "EU,XX"}, {}, "unknown regime XX"),
    ],
)
def test_a_wrong_setting_is_named(
    given: dict[str, object], environment: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        read_settings(given, environment)
    assert "threshold" in caught.value.remedy


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"threshold": 0.1, "nexus": "ZZ", "colour": 1}, {"COUNTERFLOW_MOOD": "x"})
    for part in ("threshold 0.1", "unknown regime ZZ", "colour is no", "COUNTERFLOW_MOOD"):
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
