"""What a cell says of a share: exact, as an interval, or refused with its reason."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import InputError
from counterflow.watch.ownership.shares import (
    ONE_PER_CENT,
    UNKNOWN,
    WHOLE,
    Share,
    read_share,
    told,
)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("50", "50", "50"),
        ("50%", "50", "50"),
        (" 50,5 % ", "101/2", "101/2"),
        ("33 1/3", "100/3", "100/3"),
        ("66⅔ %", "200/3", "200/3"),
        ("1/2", "50", "50"),
        ("20-60", "20", "60"),
        ("20 – 60 %", "20", "60"),
        ("20 to 60 per cent", "20", "60"),
        (">=25", "25", "100"),
        ("25% or more", "25", "100"),
        ("<=50", "0", "50"),
        ("0", "0", "0"),
        ("100.000", "100", "100"),
    ],
)
def test_a_share_is_read_exactly(text: str, low: str, high: str) -> None:
    ends = [Fraction(low) * ONE_PER_CENT, Fraction(high) * ONE_PER_CENT]
    assert read_share(text) == Share(int(ends[0]), int(ends[1]), known=True)


@pytest.mark.parametrize(("text", "low", "high"), [("<50", 0, 50), (">25", 25, 100)])
def test_an_open_end_does_not_reach_its_figure(text: str, low: int, high: int) -> None:
    share = read_share(text)
    assert share.low == low * ONE_PER_CENT + (text[0] == ">")
    assert share.high == high * ONE_PER_CENT - (text[0] == "<")


@pytest.mark.parametrize("text", ["", "  ", "-", "?", "n/a", "Unknown", "0-100"])
def test_nothing_said_is_unknown(text: str) -> None:
    assert read_share(text) is UNKNOWN


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("130%", "above 100"),
        ("-5", "negative"),
        ("−5 %", "negative"),
        ("60-20", "below its start"),
        ("half", "no number"),
        ("1/0", "divides by nothing"),
        (">100", "more than the whole"),
        ("5" * 400, "longer than any share"),
        ("20-130", "above 100"),
    ],
)
def test_what_is_no_share_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(InputError) as fault:
        read_share(text)
    assert why in fault.value.why
    assert "33 1/3" in fault.value.remedy


@given(st.text(max_size=60))
def test_any_text_is_a_share_or_refused(text: str) -> None:
    try:
        share = read_share(text)
    except InputError:
        return
    assert 0 <= share.low <= share.high <= WHOLE


@given(st.decimals(0, 100, places=6, allow_nan=False))
def test_six_decimals_come_back_as_written(value: object) -> None:
    share = read_share(str(value))
    assert read_share(told(share)) == share
    assert Fraction(share.low, ONE_PER_CENT) == Fraction(str(value))
