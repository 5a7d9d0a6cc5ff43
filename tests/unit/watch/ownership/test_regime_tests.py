"""Rows of tests of ownership: those of the package, and wrong ones with file, row and reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from counterflow.core.errors import RuleError
from counterflow.core.model.law import Effect
from counterflow.watch.ownership.regime_tests import asked_on, load_tests, read_tests

ROW: dict[str, Any] = {
    "id": "x", "title": "T", "regime": "EU", "effects": ["blocking"], "effect": "blocking",
    "threshold": "50", "comparison": ">=", "aggregate": True, "cascade": True, "votes": "no",
    "control": "no", "status": "in force", "summary": "s", "next_step": "n", "source": "a",
    "verified": True,
}  # fmt: skip
SOURCES = {"a": {"title": "A", "read_via": "read in full text"}}


def test_every_row_has_its_source_and_no_stayed_or_unknown_one_is_shown_as_law() -> None:
    for test in load_tests():
        assert all(citation.title for citation in test.citations), test.id
        if test.status != "in force":
            assert test.effect in (Effect.CAUTION, Effect.UNKNOWN), test.id


@pytest.mark.parametrize("day", ["2013-01-01", "2024-07-02", "2024-07-03", "2026-11-21"])
def test_every_day_has_one_row_for_each_verified_test(day: str) -> None:
    found = [test for test in asked_on(dt.date.fromisoformat(day)) if test.verified]
    for regime in ("US", "EU", "UK"):
        blocking = [t for t in found if t.regime == regime and t.effect is Effect.BLOCKING]
        assert len(blocking) == 1, (regime, day)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"threshold": "150"}, "threshold"),
        ({"threshold": 50}, "`threshold` is missing or no text"),
        ({"threshold": "20-60"}, "not one share"),
        ({"comparison": "="}, "`comparison` is '='"),
        ({"aggregate": "no"}, "`aggregate` is missing or not true or false"),
        ({"agregate": True}, "unknown field agregate"),
        ({"regime": "Mars"}, "`regime` is 'Mars'"),
        ({"effects": []}, "no `effects`"),
        ({"effects": ["doom"]}, "unknown effect 'doom'"),
        ({"status": "law"}, "`status` is 'law'"),
        ({"source": "b"}, "not in the file's bibliography"),
        ({"in_force_from": "2025-13-01"}, "not a day"),
        ({"in_force_from": "2025-02-01", "in_force_to": "2025-01-01"}, "ends before it begins"),
        ({"verified": None}, "`verified`"),
        ({"summary": ""}, "`summary`"),
    ],
)
def test_a_wrong_row_is_refused_with_file_row_and_reason(change: Any, said: str) -> None:
    file = {"sources": SOURCES, "tests": [ROW, {**ROW, "id": "y", **change}]}
    with pytest.raises(RuleError) as fault:
        read_tests(file, "mine.yaml")
    assert "mine.yaml, row 2" in fault.value.where
    assert said in fault.value.text


def test_two_rows_of_one_id_and_no_rows_are_refused() -> None:
    with pytest.raises(RuleError, match="share an id"):
        read_tests({"sources": SOURCES, "tests": [ROW, ROW]}, "mine.yaml")
    with pytest.raises(RuleError, match="no rows"):
        read_tests({"sources": SOURCES}, "mine.yaml")
