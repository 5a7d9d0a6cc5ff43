"""Bounds of EDTF dates and intervals."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.edtf import FIRST, LAST, bounds_of


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-06-09~", "2023-06-09", "2023-06-09"),
        ("2022-08/2023", "2022-08-01", "2023-12-31"),
    ],
)
def test_bounds_of_known_dates(edtf: str, first: str, last: str) -> None:
    assert bounds_of(edtf) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("edtf", ["", "..", "next week", "2023-13", "2023-02-30", "20XX", "0000"])
def test_what_is_not_read_is_open_and_no_error(edtf: str) -> None:
    assert bounds_of(edtf) == (FIRST, LAST)


@given(st.dates(), st.dates())
def test_an_interval_begins_and_ends_with_its_ends(one: dt.date, other: dt.date) -> None:
    assert bounds_of(f"{one}/{other}") == (one, other)
    assert bounds_of(f"{one}/..") == (one, LAST)
    assert bounds_of(f"../{other}") == (FIRST, other)
