"""A version of a list is named by its own day."""

from __future__ import annotations

import pytest

from counterflow.core.model.snapshots import Snapshot


@pytest.mark.parametrize(
    ("published", "retrieved", "named"),
    [
        ("2026-01-02", "2026-02-03T00:00:00", "l@2026-01-02#0123456789ab"),
        ("", "2026-02-03T00:00:00", "l@2026-02-03#0123456789ab"),
        ("", "", "l@undated#0123456789ab"),
    ],
)
def test_a_snapshot_is_named_by_its_own_day(published: str, retrieved: str, named: str) -> None:
    found = Snapshot("l", "0123456789abcdef", "f", published_on=published, retrieved_at=retrieved)
    assert found.id == named
