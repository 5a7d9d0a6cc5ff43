"""The UN's list: names, dates, documents, and XML that must not be trusted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import DateSpan, ListedName, Listing
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources import un_xml
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.parsed import ParsedList, collect
from counterflow.watch.sources.un_documents import read_document, split_aliases
from counterflow.watch.sources.un_relations import NAMED, read_relations
from list_readers import LISTS, assert_accounted_for, damaged, parse_bytes

FILE = load_list_file(LISTS / "un_sc" / "consolidated.xml")


def parse(data: bytes = FILE.data) -> ParsedList:
    return parse_bytes(un_xml.READER, data, "consolidated.xml", "un_sc")


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
            "date of birth: approximately 1969",
            "date of birth: 1965 to 1967",
            "National Identification Number: seen once, number unclear 1 or 7",
            "address Testville, Democratic Republic of the Congo: as of 2016",
        ],
        "title": ["Colonel"],
        "position": ["Quartermaster", "Deputy of nobody"],
        "nationality": ["ir"],
        "gender": ["male"],
        "birthDate": ["1971", "1969", "1965", "1966", "1967"],
        "birthPlace": ["Testville, Rwanda"],
        "birthCountry": ["rw"],
        "passportNumber": ["X000002"],
        "country": ["cd"],
        "address": ["Testville, Democratic Republic of the Congo"],
        "unscId": ["EXi.001"],
    }


ADDRESS = b"<INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>"
DOCUMENT = b"<INDIVIDUAL_DOCUMENT/>"


def person_with(old: bytes, new: bytes) -> Listing:
    assert old in FILE.data
    return parse(FILE.data.replace(old, new, 1)).listings[0]


def test_an_address_that_stands_in_its_note_is_an_address() -> None:
    note = b"Branch Office 1: 5 Invented Road, Strelsau; Tel. +00 12 34 56 / +00 98 76 54"
    told = b"<INDIVIDUAL_ADDRESS><NOTE>" + note + b"</NOTE></INDIVIDUAL_ADDRESS>"
    person = person_with(ADDRESS, told)
    assert person.properties["address"][1] == "Branch Office 1: 5 Invented Road, Strelsau"
    assert person.properties["country"] == ["cd"]


def test_an_issuers_country_is_never_the_partys() -> None:
    """The fixture's passport is of Rwanda, and no address is."""
    person = parse().listings[0]
    assert "rw" not in person.properties["country"]
    (passport,) = person.identifiers
    assert passport == Identifier("passportNumber", "X000002", "rw", "Passport")


@pytest.mark.parametrize(
    ("inside", "identifier", "note"),
    [
        (
            (b"<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>Z000009</NUMBER>"
            b"<COUNTRY_OF_ISSUE>Oman</COUNTRY_OF_ISSUE><DATE_OF_ISSUE>2001-02-03</DATE_OF_ISSUE>"
            b"<CITY_OF_ISSUE>Strelsau</CITY_OF_ISSUE><NOTE>officially cancelled</NOTE>"),
            Identifier("passportNumber", "Z000009", "om", "Passport",
                       "issued on 2001-02-03; issued in Strelsau; officially cancelled"),
            "",
        ),
        (
            (b"<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>Z000009</NUMBER>"
            b"<ISSUING_COUNTRY>Tunisia</ISSUING_COUNTRY><COUNTRY_OF_ISSUE>Italy</COUNTRY_OF_ISSUE>"),
            Identifier("passportNumber", "Z000009", "tn", "Passport", "issued by Tunisia, Italy"),
            "",
        ),
        (
            (b"<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>Z000009</NUMBER>"
            b"<NOTE>stolen in 2002</NOTE>"),
            None,
            "Passport: Z000009; stolen in 2002",
        ),
        (
            b"<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NOTE>seen once</NOTE>",
            None,
            "Passport: seen once",
        ),
    ],
)  # fmt: skip
def test_documents(inside: bytes, identifier: Identifier | None, note: str) -> None:
    told = b"<INDIVIDUAL_DOCUMENT>" + inside + b"</INDIVIDUAL_DOCUMENT>"
    person = person_with(DOCUMENT, told)
    found = [one for one in person.identifiers if one.value == "Z000009"]
    assert found == ([identifier] if identifier else [])
    assert ("Z000009" in person.properties["passportNumber"]) is bool(identifier)
    assert not note or note in person.properties["notes"]


def test_births_keep_how_exact_they_are() -> None:
    assert [(one.text, one.first, one.last, one.circa) for one in parse().listings[0].dates] == [
        ("1971", "1971", "1971", False),
        ("approximately 1969", "1969", "1969", True),
        ("1965 to 1967", "1965", "1967", False),
    ]


@pytest.mark.parametrize("wrong", [b"1970-13-45", b"unknown", b"9999"])
def test_a_birth_that_is_no_date_is_kept_as_text(wrong: bytes) -> None:
    person = person_with(b"<YEAR>1971<", b"<YEAR>" + wrong + b"<")
    assert person.dates[0] == DateSpan("birthDate", wrong.decode())
    assert wrong.decode() not in person.properties["birthDate"]
    assert f"date of birth: {wrong.decode()}" in person.properties["notes"]


@pytest.mark.parametrize(
    ("comment", "ties"),
    [
        ("Member of Example Front (EXe.002).", [("member of", "Example Front", "EXe.002")]),
        (
            "Associated with the Front of Ruritania (FR) (EXe.002), and Other (EXe.003).",
            [("associated with", "Front of Ruritania", "EXe.002"), (NAMED, "", "EXe.003")],
        ),
        (
            "Member of A (EXe.002) who worked on the accounts of B (EXe.003).",
            [("member of", "A", "EXe.002"), (NAMED, "", "EXe.003")],
        ),
        ("He was linked to people who paid X (EXe.002).", [(NAMED, "", "EXe.002")]),
        ("Listed as EXi.001; later EXe.002 and EXe.002 again.", [(NAMED, "", "EXe.002")]),
        ("Review pursuant to resolution 1822 (2008).", []),
    ],
)
def test_ties_stated_in_the_comments(comment: str, ties: list[tuple[str, str, str]]) -> None:
    found = list(read_relations(comment, "EXi.001"))
    assert [(one.kind, one.name, one.publisher_id) for one in found] == ties
    assert all(one.publisher_id in one.remark for one in found)


@given(st.text(alphabet="Ab (),.EXe012;", max_size=120))
def test_ties_are_each_given_once_and_never_to_itself(comment: str) -> None:
    found = [one.publisher_id for one in read_relations(comment, "EXe.001")]
    assert len(found) == len(set(found))
    assert "EXe.001" not in found


def test_many_aliases_in_one_cell_take_no_longer_than_their_number() -> None:
    """60,000 aliases took 34 s, and 120,000 four times as long."""
    many = "; ".join(f"n{number}" for number in range(60_000)).encode()
    begun = time.process_time()
    person = person_with(b"Timur Oskan; Temur Oscan", many)
    assert len(person.properties["alias"]) > 60_000
    assert time.process_time() - begun < 10


def test_names_keep_their_parts_in_order_and_their_script() -> None:
    person, entity = parse().listings
    name, *others = person.names
    assert list(name.parts.items()) == [
        ("firstName", "TEMUR"), ("secondName", "OSKAN"), ("thirdName", "BELEK"),
    ]  # fmt: skip
    assert others == [
        ListedName("Timur Oskan", "alias"),
        ListedName("Temur Oscan", "alias"),
        ListedName("The Tester", "alias", weak=True),
        ListedName("تيمور", "alias", script="Arab"),
    ]
    # The one FIRST_NAME of an entity is its whole name.
    assert entity.names[0] == ListedName("EXAMPLE GENERAL TRADING")


def test_several_names_in_one_have_no_parts() -> None:
    data = FILE.data.replace(b"<SECOND_NAME>OSKAN<", b"<SECOND_NAME>OSKAN; TIMUR<")
    names = [name for name in parse(data).listings[0].names if name.kind == "name"]
    assert [(name.text, name.parts) for name in names] == [("TEMUR OSKAN", {}), ("TIMUR BELEK", {})]


@pytest.mark.parametrize(
    ("values", "amended_on"),
    [
        (b"", ""),
        (b"<VALUE>2014-03-10</VALUE><VALUE>2021-02-19</VALUE><VALUE>2019-01-01</VALUE>",
         "2021-02-19"),
        (b"<VALUE>2014-03-10-05:00</VALUE>", "2014-03-10"),
        (b"<VALUE>some day in 2014</VALUE><VALUE/>", ""),
    ],
)  # fmt: skip
def test_the_last_day_of_an_amendment(values: bytes, amended_on: str) -> None:
    told = b"<LAST_DAY_UPDATED>" + values + b"</LAST_DAY_UPDATED><GENDER>Male<"
    assert parse(FILE.data.replace(b"<GENDER>Male<", told)).listings[0].amended_on == amended_on


@given(parts=st.lists(st.sampled_from(["", "ANSEL", "BRUK", "CORVIN"]), min_size=4, max_size=4))
def test_the_parts_put_together_are_the_name(parts: list[str]) -> None:
    tags = ("FIRST", "SECOND", "THIRD", "FOURTH")
    told = "".join(
        f"<{tag}_NAME>{part}</{tag}_NAME>" for tag, part in zip(tags, parts, strict=True)
    )
    old = (
        b"<FIRST_NAME>TEMUR</FIRST_NAME>\n      <SECOND_NAME>OSKAN</SECOND_NAME>\n"
        b"      <THIRD_NAME>BELEK</THIRD_NAME>"
    )
    assert old in FILE.data
    found = parse(FILE.data.replace(old, told.encode()))
    if not any(parts):
        assert found.account.refused == 2
        return
    name = found.listings[0].names[0]
    assert " ".join(name.parts.values()) == name.text == " ".join(filter(None, parts))


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
    parsed = parse(
        b'<CONSOLIDATED_LIST dateGenerated="2026-01-15T00:00:00Z"><INDIVIDUALS/><ENTITIES/>'
        b"</CONSOLIDATED_LIST>"
    )
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
@given(damaged(FILE.data))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(parse, data)


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
