"""The UN's list: names, dates, documents, and XML that must not be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.core.model import Effect
from counterflow.watch.sources import un_xml
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import ParsedList, collect
from counterflow.watch.sources.un_documents import read_document, split_aliases

LISTS = Path(__file__).parents[3] / "fixtures" / "lists"
FILE = load_list_file(LISTS / "un_sc" / "consolidated.xml")


def parse(data: bytes = FILE.data) -> ParsedList:
    return collect(un_xml.READER, [ListFile("consolidated.xml", data)], "un_sc")


def test_records_are_accounted_for() -> None:
    parsed = parse()
    assert (parsed.account.records, len(parsed.listings), parsed.account.refused) == (3, 2, 1)
    assert parsed.account.published_on == "2026-01-15"
    assert parsed.account.authority == "UN Security Council"
    refusal = parsed.account.refusals[0]
    assert refusal.what == "the record 1000002 has no name"
    assert (refusal.row, refusal.line) == (2, 37)
    assert not parsed.account.fatal


def test_individual() -> None:
    person = parse().listings[0]
    assert person.id == "un_sc-1000001"
    assert person.publisher_id == "1000001"
    assert person.schema == "Person"
    assert person.effect is Effect.BLOCKING
    assert person.listed_on == "2012-12-31"
    assert person.programmes == ("Example",)
    assert person.remarks == "Invented for tests. Second line."
    assert person.citations[0].title == "UN Security Council Consolidated List, EXi.001"
    assert person.properties == {
        "name": ["TEMUR OSKAN BELEK"],
        "alias": ["Timur Oskan", "Temur Oscan", "تيمور"],
        "weakAlias": ["The Tester"],
        "notes": [
            "The Tester: nom de guerre",
            "nationality: former Soviet Union",
            "date of birth approximately: 1969",
            "date of birth between: 1965, 1967",
            "National Identification Number: seen once, number unclear 1 or 7",
        ],
        "title": ["Colonel"],
        "position": ["Quartermaster", "Deputy of nobody"],
        "nationality": ["ir"],
        "gender": ["male"],
        "birthDate": ["1971", "1969", "1965", "1966", "1967"],
        "birthPlace": ["Testville, Rwanda"],
        "birthCountry": ["rw"],
        "passportNumber": ["X000002"],
        "country": ["rw", "cd"],
        "address": ["Testville, Democratic Republic of the Congo"],
        "unscId": ["EXi.001"],
    }


def test_entity() -> None:
    entity = parse().listings[1]
    assert entity.schema == "LegalEntity"
    assert entity.properties == {
        "name": ["EXAMPLE GENERAL TRADING"],
        "alias": ["EGT"],
        "previousName": ["Example Special Trading"],
        "address": ["1 Test Road, Pyongyang, Democratic People's Republic of Korea"],
        "country": ["kp"],
        "unscId": ["EXe.001"],
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(encoding: str) -> None:
    text = FILE.data.decode().partition("?>")[2]
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    data = f'<?xml version="1.0" encoding="{encoding}"?>{bomb}{text}'.encode(encoding)
    with pytest.raises(ListError, match="document type declaration"):
        parse(data)


def test_an_external_entity_is_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    doctype = f'<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    data = FILE.data.replace(b"<CONSOLIDATED_LIST", doctype.encode() + b"<CONSOLIDATED_LIST", 1)
    with pytest.raises(ListError, match="document type declaration"):
        parse(data.replace(b"TEMUR", b"&x;"))


def test_a_cut_off_file_is_fatal_and_counts_what_came_before() -> None:
    parsed = parse(FILE.data[: FILE.data.index(b"<ENTITIES>")])
    assert (parsed.account.records, len(parsed.listings), parsed.account.refused) == (2, 1, 1)
    assert "breaks off" in parsed.account.fatal[0].what
    assert parsed.account.fatal[0].line > 36


def test_a_list_without_records_is_fatal() -> None:
    parsed = parse(b'<CONSOLIDATED_LIST dateGenerated="2026-01-15T00:00:00Z"/>')
    assert "no record" in parsed.account.fatal[0].what


def test_a_record_twice_is_refused() -> None:
    data = FILE.data.replace(b"1000002", b"1000001").replace(b"EXi.002", b"EXi.002")
    second = data.replace(
        b"<REFERENCE_NUMBER>EXi.002", b"<FIRST_NAME>B</FIRST_NAME><REFERENCE_NUMBER>EXi.002"
    )
    assert "already stands" in parse(second).account.refusals[0].what


def test_two_editions_are_refused() -> None:
    with pytest.raises(ListError, match="2 files were given"):
        collect(un_xml.READER, [FILE, FILE], "un_sc")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(FILE.data) - 1), st.binary(max_size=3))
def test_the_account_holds_under_any_damage(place: int, replacement: bytes) -> None:
    data = FILE.data[:place] + replacement + FILE.data[place + 1 :]
    try:
        parsed = parse(data)
    except ListError:
        return
    assert parsed.account.records == len(parsed.listings) + parsed.account.refused
    assert parsed.listings or parsed.account.fatal


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("One Name", ["One Name"]),
        ("A (HTS) (ب (original script); B; C)", ["A (HTS)", "ب", "B", "C"]),
        ("Mo Test b) M. Test; M. Tester", ["Mo Test", "M. Test", "M. Tester"]),
        ("Name (the elder)", ["Name (the elder)"]),
        (") Stray Bracket", ["Stray Bracket"]),
    ],
)
def test_aliases_of_one_cell(text: str, names: list[str]) -> None:
    assert split_aliases(text) == names


@given(st.text(alphabet="ab();. )", max_size=40))
def test_aliases_are_never_empty_and_never_hold_a_separator(text: str) -> None:
    assert all(name and ";" not in name for name in split_aliases(text))


@pytest.mark.parametrize(
    ("kind", "written", "number"),
    [
        ("Passport", "A123456", "A123456"),
        ("Passport", "OR 123456", "OR 123456"),
        ("Passport", "12 34 56", "12 34 56"),
        ("Passport", "123456 (Expired 1 Jan. 2001)", "123456"),
        ("Passport", "R000123, South Sudan", "R000123"),
        ("Passport", "Testland 123456", "123456"),
        ("Passport", "first number 12 No. 3456", ""),
        ("Passport", "seen in 1999", ""),
        ("Passport", "none", ""),
    ],
)
def test_document_numbers(kind: str, written: str, number: str) -> None:
    assert read_document(kind, written).number == number
