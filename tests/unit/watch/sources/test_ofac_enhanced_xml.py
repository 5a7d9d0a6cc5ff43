"""OFAC's enhanced XML: every part of a record once, on invented records, and damage."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import DateSpan, ListedName, Relation
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources import ofac_advanced_xml, ofac_enhanced_xml, ofac_xml
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import ParsedList, collect
from list_readers import LISTS, assert_accounted_for, by_uid, damaged, parse_bytes

FILE = load_list_file(LISTS / "ofac_enhanced_xml" / "sdn_enhanced.xml")


def parse(data: bytes = FILE.data, name: str = "sdn_enhanced.xml") -> ParsedList:
    return parse_bytes(ofac_enhanced_xml.READER, data, name, "us")


def test_records_are_accounted_for() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (6, 3, 3)
    assert account.published_on == "2026-01-15"
    assert "(SDN)" in account.title
    assert [(refusal.row, refusal.what) for refusal in account.refusals] == [
        (2, "the record 301 holds <flightPlans>, which is not read"),
        (3, "the record 501 has no name"),
        (4, "the record 502 is of the type 'robot', none that we know"),
        (5, "the id should be OFAC's number and reads ''"),
    ]


def test_person() -> None:
    person = by_uid(parse())["101"]
    assert person.properties == {
        "name": ["VARNEK, Orlin Petko", "ВАРНЕК, Орлин"],
        "firstName": ["Orlin"],
        "middleName": ["Petko"],
        "lastName": ["VARNEK"],
        "weakAlias": ["VP"],
        "position": ["Director"],
        "address": ["1 Test Street, Testville, Bulgaria", "Russia"],
        "country": ["bg", "ru"],
        "birthDate": ["1951"],
        "gender": ["male"],
        "notes": ["Secondary sanctions risk: See Section 0 of Executive Order 00000."],
        "publicKey": ["1ExampleOnlyxxxxxxxxxxxxxxxxxxxxxx"],
        "passportNumber": ["X000001"],
    }
    assert person.names[1] == ListedName("ВАРНЕК, Орлин", script="Cyrl")
    assert person.dates == (DateSpan("birthDate", "1951", "1951", "1951"),)
    assert person.identifiers[-1] == Identifier(
        "passportNumber", "X000001", "bg", "Passport", "issued 1990-01-01, fraudulent"
    )
    assert person.relations == (
        Relation("owned or controlled by", "MV EXAMPLE STAR", "301", "quality: high"),
    )
    assert "nobody@example.org" not in repr(person)


def test_each_list_is_an_act_and_mere_membership_is_none() -> None:
    person = by_uid(parse())["101"]
    assert person.effect is Effect.BLOCKING
    assert [(act.effect, act.listed_on) for act in person.designations] == [
        (Effect.BLOCKING, "2001-09-24"),
        (Effect.SECTORAL, "2014-07-16"),
    ]
    assert {act.legal_basis for act in person.designations} == {"Executive Order 00001 (Example)"}
    assert person.listed_on == "2001-09-24"
    assert by_uid(parse())["301"].properties["imoNumber"] == ["0000007"]
    assert by_uid(parse())["601"].effect is Effect.BLOCKING


def test_the_list_is_told_by_its_filters_then_by_the_lists_name() -> None:
    other = FILE.data.replace(b">SDN List<", b">Consolidated List<")
    assert parse(other).account.title.startswith("Consolidated")
    filters = FILE.data[FILE.data.index(b"<filters>") : FILE.data.index(b"</publicationInfo>")]
    silent = FILE.data.replace(filters, b"")
    named = collect(ofac_enhanced_xml.READER, [ListFile("x.xml", silent)], "us_sdn")
    assert "(SDN)" in named.account.title
    assert "effect is unknown" in parse(silent, "sdn_enhanced.xml").account.notes[0]


def test_only_its_own_file_is_claimed() -> None:
    for path in LISTS.rglob("*.*"):
        file = load_list_file(path)
        assert ofac_enhanced_xml.claims(file) == (path.parent.name == "ofac_enhanced_xml")
    assert not ofac_xml.claims(FILE)
    assert not ofac_advanced_xml.claims(FILE)


def test_damage_to_the_whole_file() -> None:
    cut = parse(FILE.data[: FILE.data.index(b'<entity id="501"')])
    assert "breaks off" in cut.account.fatal[0].what
    assert "no record" in parse(b"<sanctionsData/>").account.fatal[0].what
    twice = parse(FILE.data.replace(b'<entity id="301"', b'<entity id="101"'))
    assert any("already stands" in refusal.what for refusal in twice.account.refusals)
    with pytest.raises(ListError, match="document type declaration"):
        parse(FILE.data.replace(b"<sanctionsData", b"<!DOCTYPE x><sanctionsData", 1))


@settings(max_examples=100, deadline=None)
@given(damaged(FILE.data))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(parse, data)
