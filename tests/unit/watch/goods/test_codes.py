"""HS codes in every way of writing them; what cannot be read says why."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import strategies
from counterflow.watch.goods.codes import _LAST_HEADINGS, _has_heading, read_hs_code, read_hs_codes

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
    ("8542,31", "854231"),
    ("8542,31,00", "85423100"),
    ("8,542.31", "854231"),
    ("854,231", "854231"),
    ("ex 8542 31", "854231"),
    ("ex8542.31", "854231"),
    ("HS-Code 854231", "854231"),
    ("H.S. code: 8542.31", "854231"),
    ("HTSUS: 8542.31.0001", "8542310001"),
    ('="854231"', "854231"),
    ("8542.\u200b31", "854231"),
    ("8542_31", "854231"),
    ("8542:31", "854231"),
    ("HS:8542·31", "854231"),
    ("8542。31", "854231"),
    ("\ufeff854231", "854231"),
    ("8542\u201131", "854231"),
    ("8542.31 / 854231", "854231"),
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
    # Found in review: a zero in front was read as heading 0854, which does not exist.
    ("0854231", "854231", "there is no heading 0854, a zero was put in front"),
    ("00854231", "854231", "there is no heading 0085"),
    ("085423", "85423", "there is no heading 0854"),
    ("08542", "8542", "there is no heading 0854"),
    ("0854231000", "854231000", "a zero was put in front; 0854231000: a digit is missing"),
    ("8542.31 (MCU)", "854231", "8542.31 (MCU) taken as 854231"),
    ("Zolltarifnummer 85423190", "85423190", "taken as 85423190"),
    ("854231;", "854231", "taken as 854231"),
    ("8534.0", "853400", "last zero"),
    # A scanner or a hand took letters for digits.
    ("85O7.60", "850760", "letters stand for digits"),
    ("8542.3l", "854231", "letters stand for digits"),
    ("8542.3I.OO", "85423100", "letters stand for digits"),
    # A spreadsheet made a number of it.
    ("8.54231E+05", "854231", "a spreadsheet wrote it as a number"),
    ("8,54231e5", "854231", "a spreadsheet wrote it as a number"),
    ("8.54231E+09", "8542310000", "shows 6 digits of it"),
    ("1.0121E+04", "010121", "leading zero"),
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
    # What a spreadsheet shows of a number: a fraction, three digits, more than any code has.
    ("8.54231E+03", "not a code"),
    ("8.54E+05", "shows 3 digits"),
    ("8.54231E+14", "not a code"),
    ("854231; 854239", "two codes in one cell"),
    ("8542.31,8542.32", "two codes in one cell"),
    ("854231/847150", "two codes in one cell"),
    ("8542/8471", "two codes in one cell"),
    ("MCU 8542.31, RAM 8542.32 and 847150", "3 codes in one cell"),
    ("8542.31, 32, 39", "854231 is read, and not: 32, 39"),
    ("854231 x 20 pcs", "854231 is read, and not: 20"),
    ("PO 20231105", "not a code"),
    ("085423", "only 5 digits"),
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
    ("8", "only 1 digit"),
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
     ("85423", 5), ("8542.31.00", 8), ("10121", 6), ("junk", 0),
     ("8.54231E+09", 6), ("8.5423E+09", 5), ("8.54231E+05", 6)],
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
    assume(int(digits[:2]) > 9 or 1 <= int(digits[2:4]) <= _LAST_HEADINGS[int(digits[:2]) - 1])
    pairs = [digits[:4], digits[4:], *(tail[at : at + 2] for at in range(0, len(tail), 2))]
    code = read_hs_code(prefix + between.join(pairs))
    none = "" if _has_heading(digits) else f"there is no heading {digits[:4]}"
    assert (code.hs6, code.repair) == (digits, "")
    assert bool(code.problem) == bool(none)
    assert code.problem.startswith(none)


@pytest.mark.parametrize("written", ["859931", "01990000", "HS 9799.00", "8890.00.00.00"])
def test_a_heading_that_does_not_exist_is_said(written: str) -> None:
    """Nothing can be listed under it, and no table may be asked by it as if it were a code."""
    code = read_hs_code(written)
    assert code.problem == f"there is no heading {code.heading} in the Harmonized System"


@given(strategies.six_digits, st.sampled_from(["", ".0"]))
def test_a_number_gives_the_code_back(digits: str, tail: str) -> None:
    """A spreadsheet that stored a code as a number loses a zero only where one can be restored."""
    assume(not digits.startswith("0") or read_hs_code(digits[1:]).repair)
    code = read_hs_code(f"{int(digits)}{tail}")
    assert code.hs6 == digits or code.problem


@given(
    st.sampled_from(["8542.31", "854231", "8542 31", "85.42.31", "8542-31", "8542,31", "０854231",
                     "0854231", "8542.31.00", "8542310001", "ex 8542 31", "ex8542.31"]),
    st.sampled_from(["", "HS ", "HS-Code ", "HTSUS: ", "\u200b", '="', "'", " "]),
    st.sampled_from(["", " (MCU)", " ", "\u200b", " [IC, microcontroller]"]),
)  # fmt: skip
def test_writings_of_one_code_are_one_code(written: str, before: str, behind: str) -> None:
    """Found in review: as people write codes, nothing of them was screened."""
    assert [code.hs6 for code in read_hs_codes(f"{before}{written}{behind}")] == ["854231"]
    assert read_hs_code(f"{before}{written}{behind}").hs6 == "854231"


@given(
    st.lists(st.sampled_from(["854231", "847150", "840710", "640399"]), min_size=2, unique=True),
    st.sampled_from([",", ", ", ";", "; ", "/", " / ", " and ", "\n", " ", " & ", " | "]),
    st.sampled_from(["{}", "{0:.4}.{1}", "HS {}", "ex {0:.4} {1}", "{0:.4}.{1}.00", "{0:.4},{1}"]),
)  # fmt: skip
def test_several_codes_are_all_read(codes: list[str], between: str, form: str) -> None:
    cell = between.join(form.format(code, code[4:]) for code in codes)
    assume(not (between.strip() == "," and form == "{0:.4},{1}"))
    assert [code.hs6 for code in read_hs_codes(cell)] == codes
    assert "codes in one cell: give each a line of its own" in read_hs_code(cell).problem


@pytest.mark.shared
def test_the_last_headings_are_those_of_the_harmonized_system(shared: Path) -> None:
    with (shared / "reference/hs/harmonized-system_2022.csv").open(encoding="utf-8") as file:
        headings = [row["hscode"] for row in csv.DictReader(file) if len(row["hscode"]) == 4]
    last = dict.fromkeys(range(1, 98), "00")
    for heading in sorted(heading for heading in headings if int(heading[:2]) < 98):
        last[int(heading[:2])] = heading[2:]
    assert list(_LAST_HEADINGS) == [int(ending) for ending in last.values()]


@given(strategies.any_text)
def test_any_text_is_a_code_or_says_why_not(text: str) -> None:
    code = read_hs_code(text)
    assert bool(code.hs6) != bool(code.problem)
    assert code.digits.isascii()
    assert not code.digits or code.digits.isdigit()
