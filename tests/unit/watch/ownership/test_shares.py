"""What a cell says of a share: exact, as an interval, or refused with its reason."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import InputError
from counterflow.watch.ownership.shares import (
    ABOUT_LEAST,
    ABOUT_PART,
    ONE_PER_CENT,
    UNKNOWN,
    WHOLE,
    Share,
    only_about,
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
        ("1 %", "1", "1"),
        ("0,5 Prozent", "1/2", "1/2"),
        ("50 % of the shares", "50", "50"),
        ("51 out of 100", "51", "51"),
        ("1 von 3", "100/3", "100/3"),
        ("half", "50", "50"),
        ("wholly owned", "100", "100"),
        ("две трети", "200/3", "200/3"),
        ("５１％", "51", "51"),
        ("٥٠٪", "50", "50"),
        ("51 процент", "51", "51"),
        ("(51 %)", "51", "51"),
        ("51percent", "51", "51"),
        ("51 % (direct)", "51", "51"),
        ("Ownership of shares – 75% or more", "75", "100"),
        ("ownership-of-shares-25-to-50-percent", "25", "50"),
        ("from 25 to 50 %", "25", "50"),
        ("between 25 and 50", "25", "50"),
        ("25 bis 50 Prozent", "25", "50"),
        ("от 25 до 50 %", "25", "50"),
        ("entre 25 et 50 %", "25", "50"),
        ("не менее 25 %", "25", "100"),
        ("mindestens 25%", "25", "100"),
        ("75+", "75", "100"),
        ("hasta 30", "0", "30"),
        ("не более 30 процентов", "0", "30"),
    ],
)
def test_a_share_is_read_exactly(text: str, low: str, high: str) -> None:
    ends = [Fraction(low) * ONE_PER_CENT, Fraction(high) * ONE_PER_CENT]
    assert read_share(text) == Share(int(ends[0]), int(ends[1]), known=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<50", "less than 50 %"),
        (">25", "more than 25 %"),
        ("более 50 %", "more than 50 %"),
        ("über 50 Prozent", "more than 50 %"),
        ("plus de 25 %", "more than 25 %"),
        ("majority", "more than 50 %"),
        ("контрольный пакет", "more than 50 %"),
        ("minority stake", "less than 50 %"),
        ("50 % + 1 share", "more than 50 %"),
        ("50% plus one share", "more than 50 %"),
        ("More than 25% but not more than 50%", "more than 25 to 50 %"),
        ("More than 50% but less than 75%", "more than 50 to less than 75 %"),
        ("more than half", "more than 50 %"),
        ("mehr als die Hälfte", "more than 50 %"),
        ("не более четверти", "at most 25 %"),
        ("between a quarter and a half", "25 to 50 %"),
        ("at least one third", "at least 33 1/3 %"),
    ],
)
def test_an_open_end_does_not_reach_its_figure(text: str, words: str) -> None:
    assert told(read_share(text)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ca. 30 %", "25 to 35 %"),
        ("ca.30%", "25 to 35 %"),
        ("approx. 51%", "45.9 to 56.1 %"),
        ("51 % (approx.)", "45.9 to 56.1 %"),
        ("около 50 %", "45 to 55 %"),
        ("roughly half", "45 to 55 %"),
        ("~25", "20 to 30 %"),
        ("ca. 30-40 %", "25 to 45 %"),
        ("at least approx. 25%", "at least 20 %"),
        ("ca. 2 %", "at most 7 %"),
        ("about 99 %", "at least 89.1 %"),
        ("approx 0.3", "at most 35 %"),
        ("just over 25%", "more than 25 to 30 %"),
        ("чуть более 50%", "more than 50 to 55 %"),
        ("just under 50 %", "45 to less than 50 %"),
        ("knapp 50 %", "45 to 50 %"),
        ("почти половина", "45 to 50 %"),
        ("gut 25 %", "25 to 30 %"),
    ],
)
def test_a_figure_that_is_about_right_is_an_interval_around_it(text: str, words: str) -> None:
    assert told(read_share(text)) == words
    assert only_about(text) == f"said to be “{text}”"


@pytest.mark.parametrize("text", ["30 %", "mehr als 25 %", "up to 25", "20-60", "", "half", "lots"])
def test_what_is_stated_as_it_is_has_no_words_beside_it(text: str) -> None:
    assert only_about(text) == ""


@given(st.integers(0, 100), st.sampled_from(["ca. {} %", "about {}%", "{} % approx.", "около {}"]))
def test_about_holds_the_figure_and_both_sides_of_it(figure: int, text: str) -> None:
    """And a threshold within five points of the figure is never outside."""
    low, high, _ = read_share(text.format(figure))
    stated = figure * ONE_PER_CENT
    assert low <= max(0, stated - ABOUT_LEAST)
    assert high >= min(WHOLE, stated + ABOUT_LEAST)
    assert low <= stated - stated // ABOUT_PART
    for threshold in (25, 50):
        if abs(figure - threshold) <= 5:
            assert low <= threshold * ONE_PER_CENT <= high


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.51", "0.51 to 51 %"),
        ("0,5", "0.5 to 50 %"),
        ("1", "at least 1 %"),
        ("0.2-0.6", "0.2 to 60 %"),
        (">=0.25", "at least 0.25 %"),
        ("<0.5", "less than 50 %"),
        ("50/50", "at least 50 %"),
        ("60/40", "at least 60 %"),
        ("20/80", "20 to 25 %"),
    ],
)
def test_what_may_be_read_in_two_ways_holds_both(text: str, words: str) -> None:
    assert told(read_share(text)) == words


@pytest.mark.parametrize(
    "text",
    ["", "  ", "-", "?", "n/a", "Unknown", "0-100", "неизвестно", "ca.", "about"],
)
def test_nothing_said_is_unknown(text: str) -> None:
    assert read_share(text) is UNKNOWN


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("130%", "above 100"),
        ("-5", "negative"),
        ("−5 %", "negative"),
        ("60-20", "below its start"),
        ("lots", "no number"),
        ("12,000 shares", "counts shares"),
        ("500 акций", "counts shares"),
        ("50 shares of 100", "counts shares"),
        ("over 25 and over 50", "point away"),
        ("25 26", "no number"),
        ("1e5", "no number"),
        ("10 to", "no number"),
        ("1/0", "divides by nothing"),
        (">100", "more than the whole"),
        ("5" * 400, "longer than any share"),
        ("20-130", "above 100"),
        ("roughly 130 %", "above 100"),
        ("just over 100 %", "nothing lies between"),
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


@given(st.integers(0, 100), st.integers(0, 100), st.sampled_from([" to ", "-", " bis ", " до "]))
def test_a_range_has_its_ends_or_is_refused(first: int, last: int, between: str) -> None:
    text = f"{first}{between}{last} %"
    if last < first:
        with pytest.raises(InputError, match="not a share"):
            read_share(text)
    else:
        assert read_share(text)[:2] == (first * ONE_PER_CENT, last * ONE_PER_CENT)


@given(st.decimals(0, 100, places=6, allow_nan=False))
def test_six_decimals_come_back_as_written(value: object) -> None:
    share = read_share(f"{value} %")
    assert read_share(told(share)) == share
    assert Fraction(share.low, ONE_PER_CENT) == Fraction(str(value))
