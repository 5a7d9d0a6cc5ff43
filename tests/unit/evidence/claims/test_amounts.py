"""Amounts are ranges: what reports count roughly excludes only what lies outside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.evidence.claims.amounts import amounts_of


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        ("200 engines", "40 engines", True),
        ("hundreds of drones", "300 drones", False),
        ("more than 200 engines", "260 drone engines", False),
        ("six such flights", "at least nine night flights", True),
        ("€48 million", "60 million euros", True),
        ("about $1.1 million", "$1,100,000", False),
        ("at least $38 million", "$45 million", False),
        ("up to 20 tankers", "30 tankers", True),
        ("three companies", "three ships", False),
        ("40 engines", "40 companies", False),
    ],
)
def test_two_amounts(one: str, other: str, *, excluded: bool) -> None:
    (mine,), (theirs,) = amounts_of(one), amounts_of(other)
    assert mine.excludes(theirs) is excluded
    assert theirs.excludes(mine) is excluded


@pytest.mark.parametrize(
    "text",
    ["on 8 December 2023", "May 3 the ship", "in 2024", "900 km east of it", "12 per cent of it"],
)
def test_days_distances_and_shares_are_no_amounts(text: str) -> None:
    assert amounts_of(text) == ()


@given(st.integers(1, 999_999))
def test_a_number_never_excludes_itself(number: int) -> None:
    for lead in ("", "about ", "at least ", "up to "):
        amounts = amounts_of(f"{lead}{number:,} crates")
        assert not any(a.excludes(b) for a in amounts for b in amounts)
