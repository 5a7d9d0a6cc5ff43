"""The annexes of EU acts: effects by annex, cells of several values, keys, damage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.watch.sources import eu_journal_csv
from counterflow.watch.sources.eu_journal_row import split_cell, split_scripts
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.nationalities import nationality_codes
from counterflow.watch.sources.numbers_in_text import read_numbers
from counterflow.watch.sources.parsed import ParsedList, collect
from list_goldens import assert_golden
from list_readers import LISTS, assert_accounted_for, damaged

FOLDER = LISTS / "eu_journal_csv"
FILES = [load_list_file(path) for path in sorted(FOLDER.glob("*.csv"))]
SCHEMATA = ("Asset", "Company", "LegalEntity", "Organization", "Person", "Vessel")
PERSONS, ANNEXES, EMPTY = FILES


def parse(*files: ListFile) -> ParsedList:
    return collect(eu_journal_csv.READER, files or FILES, "eu_journal")


def test_the_listings_are_those_of_the_golden() -> None:
    assert_golden(parse(), "eu_journal_csv")


def test_many_files_are_one_list_and_a_header_alone_is_no_error() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (13, 10, 3)
    assert "1 of 3 files hold a header and no entry" in account.notes
    assert [(r.file, r.row, r.what) for r in account.refusals] == [
        ("32014R0833.csv", 3, "the id 32014R0833-XLII-9 already stands on an earlier record"),
        (
            "32014R0833.csv",
            10,
            f"the schema 'Spacecraft' is not one of {', '.join(SCHEMATA)}",
        ),
        ("32014R0833.csv", 11, "the row has no name"),
    ]
    assert not account.fatal
    assert not account.official


def test_a_list_of_headers_only_is_fatal() -> None:
    assert parse(EMPTY).account.fatal


@pytest.mark.parametrize(
    ("annex", "effect"),
    [
        ("I.PERSONS", Effect.BLOCKING),
        ("IV", Effect.LICENCE),
        ("XLII", Effect.TRANSACTION_BAN),
        ("XLVII.A", Effect.TRANSACTION_BAN),
        ("LII.B", Effect.SECTORAL),
        ("XV", Effect.SECTORAL),
        ("XCIX", Effect.UNKNOWN),
    ],
)
def test_an_annex_has_its_legal_effect(annex: str, effect: Effect) -> None:
    found = next(x for x in parse().listings if f"-{annex}-" in x.id)
    assert found.effect is found.designations[0].effect is effect
    assert found.designations[0].legal_basis.endswith(f", Annex {annex}")


def test_an_unknown_annex_is_said() -> None:
    assert "entries of annexes whose legal effect is not known here: 1" in parse().account.notes


def test_two_parties_of_one_name_without_a_number_stay_two() -> None:
    ids = [x.publisher_id for x in parse().listings if x.caption == "Test Radio"]
    assert len(set(ids)) == 2


def test_a_row_twice_is_refused() -> None:
    lines = PERSONS.data.split(b"\r\n")
    data = b"\r\n".join([*lines[:2], lines[1], *lines[2:]])
    parsed = parse(ListFile("a.csv", data))
    assert "already stands" in parsed.account.refusals[0].what
    assert (parsed.account.listed, parsed.account.refused) == (2, 1)


def test_contacts_are_not_kept() -> None:
    text = repr(parse().listings)
    assert "111" not in text
    assert "example.org" not in text


def test_a_damaged_row_is_a_refused_record() -> None:
    lines = PERSONS.data.split(b"\r\n")
    lines[2] += b",too,many"
    account = parse(ListFile("a.csv", b"\r\n".join(lines))).account
    assert (account.records, account.listed, account.refused, account.damaged) == (2, 1, 1, 1)


def test_a_file_cut_off_is_fatal_wherever_it_ends() -> None:
    for cut in (PERSONS.data[:-2], PERSONS.data[:-40], ANNEXES.data[: len(ANNEXES.data) // 2]):
        assert "cut off" in parse(ListFile("a.csv", cut)).account.fatal[0].what


def test_changes_of_one_act_are_not_the_list() -> None:
    header = b"amendedCelex,amendmentCelex,recordId,programKey,annex,measure,schema,name\r\n"
    file = ListFile("32026R0001.csv", header)
    assert eu_journal_csv.claims(file)
    with pytest.raises(ListError, match="changes of one act"):
        parse(file)


def test_a_file_of_another_header_is_refused() -> None:
    with pytest.raises(ListError, match="no column"):
        parse(ListFile("a.csv", b"a,b\r\n1,2\r\n"))


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("", []),
        ("Foo; Bar", ["Foo", "Bar"]),
        ('"Foo; ""Bar"""; Baz', ['Foo; "Bar"', "Baz"]),
        ('Foo "Bar"; Baz', ['Foo "Bar"', "Baz"]),
        ('"Foo; Bar', ['"Foo', "Bar"]),
    ],
)
def test_a_cell_holds_values(cell: str, values: list[str]) -> None:
    assert split_cell(cell) == values


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Temur (Темур)", ["Temur", "Темур"]),
        ("Филиал «Завод» (ФЛ «Завод»)", ["Филиал «Завод» (ФЛ «Завод»)"]),
        ("Plant (Factory)", ["Plant (Factory)"]),
        ("(Темур)", ["(Темур)"]),
    ],
)
def test_a_name_in_another_script_is_a_name_of_its_own(text: str, names: list[str]) -> None:
    assert split_scripts(text) == names


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A123456", ["A123456"]),
        ("1 02 77 00 132 195", ["1 02 77 00 132 195"]),
        ("123456, 654321", ["123456", "654321"]),
        ("(a) AB 12 (Iran); (b) 34/56", ["AB 12", "34/56"]),
        ("12/TEST(N)123456", ["12/TEST(N)123456"]),
        ("National passport No. 123456", ["123456"]),
        ("name in Arabic script", [""]),
    ],
)
def test_numbers_of_a_cell(text: str, numbers: list[str]) -> None:
    assert [found.number for found in read_numbers(text)] == numbers


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Iranian and US", ()),
        ("Ukrainian, Russian", ("ua", "ru")),
        ("DRC", ("cd",)),
        ("DPRK.", ("kp",)),
        ("Korean", ()),
        ("", ()),
    ],
)
def test_nationalities(text: str, codes: tuple[str, ...]) -> None:
    assert nationality_codes(text) == codes


def test_a_damaged_header_is_refused() -> None:
    with pytest.raises(ListError, match="the header is damaged"):
        parse(ListFile("a.csv", PERSONS.data.replace(b"alias", b'"ali"as', 1)))


@given(damaged(PERSONS.data) | damaged(ANNEXES.data))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(lambda found: parse(ListFile("a.csv", found)), data)


@given(st.text(alphabet='Aб1();,./" :-', max_size=60))
def test_any_cell_is_read_without_an_error(text: str) -> None:
    assert all(value.strip() == value for value in split_cell(text))
    assert all(number.number or number.remark for number in read_numbers(text))
    assert split_scripts(text)
    nationality_codes(text)
