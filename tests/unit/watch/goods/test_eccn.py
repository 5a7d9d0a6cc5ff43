"""Export control numbers in every way of writing them; what cannot be one says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.goods.eccn import read_eccn, read_eccns

READ = [
    ("3A001", "3A001"),
    ("3a001.a.1", "3A001.a.1"),
    ("3A001 a 1", "3A001.a.1"),
    ("3A001a1", "3A001.a.1"),
    ("3A001 (a)(1)", "3A001.a.1"),
    ("5A992.c", "5A992.c"),
    ("9A610.x", "9A610.x"),
    ("ECCN: 7A103", "7A103"),
    ("ECCN 7A103", "7A103"),
    ("AL 3A001", "3A001"),
    ("dual-use 6A003", "6A003"),
    ("３Ａ００１", "3A001"),
    ('"3A001"', "3A001"),
    ("3 A 001", "3A001"),
]


@pytest.mark.parametrize(("written", "shown"), READ)
def test_ways_of_writing(written: str, shown: str) -> None:
    read = read_eccn(written)
    assert (read.kind, read.shown, read.problem, read.repair) == ("eccn", shown, "", "")


@pytest.mark.parametrize("written", ["EAR99", "EAR 99", "ear-99", "EAR99 (NLR)", "ECCN: EAR99"])
def test_goods_outside_the_control_list(written: str) -> None:
    assert read_eccn(written).kind == "EAR99"


@pytest.mark.parametrize("written", ["", " ", "N/A", "-", "none", "NLR", "not controlled"])
def test_no_number(written: str) -> None:
    assert (read_eccn(written).kind, read_eccn(written).problem) == ("none", "")


@pytest.mark.parametrize("written", ["ML8", "ML 8.a", "XI(c)", "USML XI(c)", "0006A", "ITAR XII"])
def test_numbers_of_munitions_lists(written: str) -> None:
    assert read_eccn(written).kind == "munitions"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3F001", "no such product group: F (A to E)"),
        ("10A001", "no such category: 10 (0 to 9)"),
        ("0X999", "no such product group: X (A to E)"),
        ("7A9", "an ECCN has three digits behind its letter: 7A9"),
        ("3A01", "an ECCN has three digits behind its letter: 3A01"),
        ("3A0012", "an ECCN has three digits behind its letter: 3A0012"),
        ("EAR99X", "not an ECCN: EAR99X"),
        ("3A", "a category or a group alone is no ECCN: 3A"),
        ("EAR99 3A001", "both EAR99 and 3A001: goods are the one or the other"),
        ("9.00E+03", "a spreadsheet made a number of it; it may be 9E003"),
        ("1E+001", "a spreadsheet made a number of it; it may be 1E001"),
        ("TBD", "not an ECCN: TBD"),
        ("a pallet of goods as agreed", "not an ECCN: A PALLET OF GOODS AS …"),
    ],
)
def test_impossible_numbers_say_why(written: str, said: str) -> None:
    read = read_eccn(written)
    assert (read.kind, read.code, read.problem) == ("unread", "", said)


@pytest.mark.parametrize(
    ("written", "beside"),
    [
        ("3A001 4003", "4003"),
        ("3A001 see invoice of the maker", "SEE INVOICE OF THE MAKER"),
        ("3A991 (NLR)", "(NLR)"),
    ],
)
def test_what_stands_behind_a_number_does_not_hide_it(written: str, beside: str) -> None:
    """The goods were on no table, because words followed their number."""
    read = read_eccn(written)
    assert (read.kind, read.code, read.beside) == ("eccn", written[:5], beside)


@pytest.mark.parametrize(
    "written",
    [
        "0X999", "7A9", "EAR99X", "EAR98", "10A001", "3A", "A3001", "3001A", "IA005", "3A00l",
        "C33", "9x515", "9.00E+03", "8542.31", "EAR99 3A001", "2024-03-01",
    ],
)  # fmt: skip
def test_a_number_that_no_list_can_have_is_impossible(written: str) -> None:
    assert read_eccn(written).impossible


@pytest.mark.parametrize(
    "written",
    [
        "EAR99", "ear 99", "EAR99 (NLR)", "5A002.a.1", "3a001", "3A 001", "9A610.x", "0A501",
        "N/A", "NLR", "ML8.a", "", "-", "0", "000", "TBD", "unknown", "not classified", "XX",
        "see invoice 4711", "3A001 (NLR)",
    ],
)  # fmt: skip
def test_a_number_of_a_list_and_words_are_not_impossible(written: str) -> None:
    assert not read_eccn(written).impossible


def test_letters_of_another_alphabet_hide_no_number() -> None:
    cyrillic = "3\N{CYRILLIC CAPITAL LETTER A}001"
    assert read_eccn(cyrillic).shown == "3A001"


def test_a_letter_for_a_zero_is_repaired_and_said() -> None:
    read = read_eccn("OA5O6")
    assert (read.code, read.repair) == ("0A506", "OA5O6 taken as 0A506: a letter O for a zero")


def test_several_numbers_of_a_cell() -> None:
    read = read_eccns("3A001.a.1; 5A992 / EAR99, 3A001.a.1")
    assert [one.shown for one in read] == ["3A001.a.1", "5A992", "EAR99"]
    assert [one.kind for one in read_eccns("N/A")] == ["none"]
    assert [one.beside for one in read_eccns("3A001.a/b")] == [".A/B"]
    assert [one.shown for one in read_eccns("3A001/EAR99")] == ["3A001", "EAR99"]
    assert [one.shown for one in read_eccns("5A992.c/3A001.b")] == ["5A992.c", "3A001.b"]


@given(st.text(max_size=40))
def test_any_text_is_read_or_explained(written: str) -> None:
    for one in read_eccns(written):
        assert bool(one.problem) == (one.kind == "unread")
        assert bool(one.code) == (one.kind == "eccn")


@given(
    st.from_regex(r"[0-9][A-E][0-9]{3}", fullmatch=True),
    st.lists(st.from_regex(r"[a-z]|[1-9][0-9]?", fullmatch=True), max_size=4),
    st.sampled_from([".", " ", ". "]),
)
def test_every_possible_number_is_read(code: str, steps: list[str], between: str) -> None:
    read = read_eccn(code + "".join(f"{between}{step}" for step in steps))
    assert (read.kind, read.code) == ("eccn", code)
