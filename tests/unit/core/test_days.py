"""Today is a day."""

from __future__ import annotations

from counterflow.core.days import today


def test_today_is_a_day() -> None:
    assert today().isoformat() >= "2026-01-01"
