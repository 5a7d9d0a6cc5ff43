"""HS codes in every way of writing them; what cannot be read says why."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import strategies
from counterflow.watch.goods.codes import read_hs_code

READ = [
    ("854231", "854231"),
    ("8542.31", "854231"),
    ("8542 31", "854231"),
    ("85.42.31", "854231"),
    ("8542-31", "854231"),
    ("8542/31", "854231"),
    (" 8542.31 ", "854231"),
    ("8542\u00a031", "854231"),
    ("'854231", "854231"),
    ("854.231", "854231"),
    ("8542.31.00", "85423100"),
    ("8542.31.0001", "8542310001"),
    ("8542.31.00 00", "8542310000"),
    ("854231000011", "854231000011"),
    ("HS 8542.31", "854231"),
    ("hs8542.31", "854231"),
    ("HTS: 8542.31.0001", "8542310001"),
    ("HSN 854231", "854231"),
    ("CN 85423190", "85423190"),
    ("TARIC 8542319000", "8542319000"),
    ("ТН ВЭД 8542319000", "8542319000"),
    ("854231.0", "854231"),
    ("8542310000.0", "8542310000"),
    ("８５４２３１", "854231"),
    ("٨٥٤٢٣١", "854231"),
    ("7701.00", "770100"),
    ("9803.00", "980300"),
]
REPAIRED = [
    ("10121", "010121", "leading zero"),
    ("101.21", "010121", "leading zero"),
    ("10121.0", "010121", "leading zero"),
    ("1012100", "01012100", "leading zero"),
    ("709.60", "070960", "leading zero"),
    ("8541.1", "854110", "last zero"),
    ("8534.0", "853400", "last zero"),
    # 0854 is no heading: these are not fruit, and a digit of the tail is missing.
    ("8542319", "8542319", "a digit is missing"),
    ("8542.319", "8542319", "a digit is missing"),
    ("8541.100", "8541100", "a digit is missing"),
    ("854231000", "854231000", "a digit is missing"),
]
UNREAD = [
    ("", "no code given"),
    ("   ", "no code given"),
    ("n/a", "not a code"),
    ("HS", "not a code"),
    ("8542,31", "not a code"),
    ("8.54231E+05", "not a code"),
    ("854231; 854239", "not a code"),
    ("854231 854239", "two codes in one cell"),
    ("8542.31/8542.39", "two codes in one cell"),
    ("=A1", "not a code"),
    ("85423X", "not a code"),
    ("microchips of the best kind, in boxes", "not a code: microchips of the bes…"),
    ("0", "no such chapter"),
    ("00", "no such chapter"),
    ("000000", "no such chapter"),
    ("001234", "no such chapter"),
    ("...", "no such chapter"),
    ("8", "only 1 digits"),
    ("101.0", "only 4 digits"),
    ("85", "only 2 digits"),
    ("8542", "only 4 digits"),
    ("85423", "only 5 digits"),
    ("8542.", "only 4 digits"),
    ("101.2", "only 4 digits"),
    ("8542310000001", "13 digits: a code has at most 12"),
]


@pytest.mark.parametrize(("written", "digits"), READ)
def test_ways_of_writing(written: str, digits: str) -> None:
    code = read_hs_code(written)
    assert (code.digits, code.repair, code.problem) == (digits, "", "")
    assert (code.hs6, code.heading, code.written) == (digits[:6], digits[:4], written)


@pytest.mark.parametrize(("written", "digits", "said"), REPAIRED)
def test_repairs_are_said(written: str, digits: str, said: str) -> None:
    code = read_hs_code(written)
    assert code.digits == digits
    assert said in code.repair
    assert bool(code.problem) == (len(digits) < 6)


@pytest.mark.parametrize(
    ("written", "given"),
    [("8542.3", 5), ("8541.1", 5), ("8534.0", 4), ("8542.00", 6), ("8542.30", 6), ("8542", 4),
     ("85423", 5), ("8542.31.00", 8), ("10121", 6), ("junk", 0)],
)  # fmt: skip
def test_the_digits_that_were_given_are_counted(written: str, given: int) -> None:
    """A restored zero at the end is a guess; one at the front is certain, as no chapter is 0."""
    assert read_hs_code(written).given == given


@pytest.mark.parametrize(("written", "said"), UNREAD)
def test_what_cannot_be_read_says_why(written: str, said: str) -> None:
    code = read_hs_code(written)
    assert code.hs6 == ""
    assert said in code.problem


def test_a_short_code_keeps_its_heading() -> None:
    assert read_hs_code("85423").heading == "8542"
    assert read_hs_code("85").heading == ""
    assert read_hs_code("101").heading == "0101"


@pytest.mark.parametrize("length", [24, 25])
def test_a_long_cell_is_cut_in_the_message(length: int) -> None:
    said = read_hs_code("x" * length).problem
    assert said == ("not a code: " + ("x" * 24 if length == 24 else "x" * 21 + "…"))


@given(
    strategies.six_digits,
    st.sampled_from(["", "00", "0000", "000000"]),
    st.sampled_from(["", "HS ", "hs:", "HTS ", "CN ", "'"]),
    st.sampled_from(["", ".", " ", "-"]),
)
def test_six_digits_are_read_back(digits: str, tail: str, prefix: str, between: str) -> None:
    """Any six digits, in any accepted way of writing, are the same six digits."""
    pairs = [digits[:4], digits[4:], *(tail[at : at + 2] for at in range(0, len(tail), 2))]
    code = read_hs_code(prefix + between.join(pairs))
    assert (code.hs6, code.problem, code.repair) == (digits, "", "")


@given(strategies.six_digits, st.sampled_from(["", ".0"]))
def test_a_number_gives_the_code_back(digits: str, tail: str) -> None:
    """A spreadsheet that stored a code as a number loses a zero only where one can be restored."""
    assume(not digits.startswith("0") or read_hs_code(digits[1:]).repair)
    code = read_hs_code(f"{int(digits)}{tail}")
    assert code.hs6 == digits or code.problem


@given(strategies.any_text)
def test_any_text_is_a_code_or_says_why_not(text: str) -> None:
    code = read_hs_code(text)
    assert bool(code.hs6) != bool(code.problem)
    assert code.digits.isascii()
    assert not code.digits or code.digits.isdigit()
