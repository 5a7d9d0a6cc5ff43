"""OpenSanctions' simplified CSV: cells in cells, no guesses, every row accounted for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import DateSpan, ListedName, Listing
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources import opensanctions_csv
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.opensanctions_csv import split_cell
from counterflow.watch.sources.parsed import ParsedList
from list_readers import LISTS, assert_accounted_for, damaged, parse_bytes

FOLDER = LISTS / "opensanctions_csv"
FILE = load_list_file(FOLDER / "targets.simple.csv")


def parse(data: bytes = FILE.data) -> ParsedList:
    return parse_bytes(opensanctions_csv.READER, data, "targets.simple.csv", "os")


def test_every_row_is_a_listing_or_a_refusal() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused, account.damaged) == (8, 3, 5, 1)
    assert [one.line for one in account.refusals] == [5, 6, 7, 8, 9]
    told = " | ".join(one.what for one in account.refusals)
    for words in ("'Teapot'", "'EX-5' has no name", "no id", "EX-1 already", "6 columns where"):
        assert words in told
    assert not account.official
    assert not account.fatal
    assert any("import the entities" in note for note in account.notes)


def test_a_company() -> None:
    assert parse().listings[0] == Listing(
        id="EX-1",
        list="os",
        schema="Company",
        properties={
            "name": ["Belvor Works"],
            "alias": ["Belvor; Partners", "Белвор"],
            "country": ["ru"],
            "notes": ["country: suhh"],
            "address": ["1 Test Road, Testville"],
            "idNumber": ["7700000099"],
        },
        publisher_id="EX-1",
        authority="Example List",
        programmes=("US-BIS-EL",),
        effect=Effect.LICENCE,
        amended_on="2026-02-14",
        remarks="Example Programme - Invented. - 2023-02-08",
        citations=(
            Citation(
                source="os",
                title="Example List",
                url="https://www.opensanctions.org/entities/EX-1/",
            ),
        ),
        names=(
            ListedName("Belvor Works"),
            ListedName("Belvor; Partners", "alias"),
            ListedName("Белвор", "alias"),
        ),
        identifiers=(Identifier("idNumber", "7700000099", label="kind not stated"),),
    )


def test_a_date_that_is_no_date_keeps_its_text_alone() -> None:
    person = parse().listings[1]
    assert person.properties["birthDate"] == ["1971", "1971-03"]
    assert person.dates[-1] == DateSpan("birthDate", "about 1970")
    assert person.effect is Effect.UNKNOWN


def test_an_imo_number_is_known_by_its_letters() -> None:
    ship = parse().listings[2]
    assert ship.properties["imoNumber"] == ["IMO9000001"]
    assert ship.properties["registrationNumber"] == ["H-77"]


def test_no_way_to_reach_anybody_is_kept() -> None:
    text = repr(parse().listings)
    assert "5550100" not in text
    assert "office@" not in text


def test_the_older_header_without_programmes_reads_too() -> None:
    old = b"id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,"
    old += b"emails,dataset,last_seen,first_seen\nEX-1,Company,Acme,,,,,,,,,Example,,\n"
    found = parse(old).listings[0]
    assert (found.caption, found.programmes, found.authority) == ("Acme", (), "Example")


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("", []),
        ("a", ["a"]),
        ("a;b;a", ["a", "b"]),
        ('"a;b";c', ["a;b", "c"]),
        ('"a""b"', ['a"b']),
        ('"broken', ['"broken']),
        ('"a\nb";c', ["a b", "c"]),
    ],
)
def test_values_of_a_cell(cell: str, values: list[str]) -> None:
    assert split_cell(cell) == values


def test_a_header_alone_is_fatal() -> None:
    assert "no record" in parse(FILE.data.splitlines(keepends=True)[0]).account.fatal[0].what


def test_a_missing_column_is_an_error() -> None:
    with pytest.raises(ListError, match="no column aliases"):
        parse(FILE.data.replace(b'"aliases"', b'"others"', 1))


def test_bytes_that_are_not_utf8_are_told_of() -> None:
    parsed = parse(FILE.data.replace(b"Quovor", b"Quov\xffr"))
    assert any("is not utf-8" in note for note in parsed.account.notes)
    assert parsed.account.listed == 3


@settings(max_examples=100, deadline=None)
@given(damaged(FILE.data))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(parse, data)


@given(st.integers(0, len(FILE.data)))
def test_a_file_cut_anywhere_is_accounted_for(end: int) -> None:
    try:
        parsed = parse(FILE.data[:end])
    except ListError:
        return
    assert parsed.account.records == len(parsed.listings) + parsed.account.refused


def test_a_file_cut_off_in_its_last_row_is_fatal() -> None:
    assert "cut off" in parse(FILE.data[:-10]).account.fatal[0].what
