"""OFAC's advanced XML: every section and every reference, on invented records, and damage."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import DateSpan, ListedName, Relation
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources import ofac_advanced_xml
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.ofac_periods import read_period, read_point
from counterflow.watch.sources.parsed import ParsedList, collect
from list_readers import LISTS, assert_accounted_for, by_uid, damaged, parse_bytes

FILE = load_list_file(LISTS / "ofac_advanced_xml" / "sdn_advanced.xml")


def parse(data: bytes = FILE.data) -> ParsedList:
    return parse_bytes(ofac_advanced_xml.READER, data, "sdn_advanced.xml", "ofac_sdn")


def test_records_are_accounted_for_and_lost_references_are_said() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused, account.related) == (9, 4, 5, 17)
    assert account.published_on == "2026-01-15"
    assert "(SDN)" in account.title
    assert [(refusal.row, refusal.what) for refusal in account.refusals] == [
        (4, "the party 401: the file has no word for FeatureType 777"),
        (4, "the party 401: the feature Location refers to the place 999, which is not there"),
        (4, "the party 401: the file has no word for DetailReference 888"),
        (4, "the party 401: the feature Title has no value"),
        (5, "the party 501 has no name"),
        (6, "FixedRef should be OFAC's number and reads ''"),
        (8, "the party 701 has no profile"),
        (9, "the party 801 is of the type 'partysubtype 9', none that we know"),
        (4, "the party 401 has no entry on any list"),
        (7, "the id 101 already stands on an earlier record"),
    ]
    assert account.notes == [
        f"{what} of 1 parties that the file does not hold were not used"
        for what in ("entries on lists", "relationships", "documents")
    ]


def test_person() -> None:
    person = by_uid(parse())["101"]
    assert (person.id, person.schema, person.effect) == (
        "ofac_sdn-101",
        "Person",
        Effect.BLOCKING,
    )
    assert person.properties == {
        "name": ["VARNEK MINA ROSA, Orlin Petko Petkov", "ВАРНЕК, Орлин"],
        "lastName": ["VARNEK MINA"],
        "firstName": ["Orlin"],
        "middleName": ["Petko"],
        "fatherName": ["Petkov"],
        "motherName": ["ROSA"],
        "weakAlias": ["VP"],
        "previousName": ["WARNEK, Orlin"],
        "passportNumber": ["X000001"],
        "country": ["bg"],
        "birthDate": ["1948-12-10", "1951", "1953", "1954", "1960-02", "1999-01-01"],
        "notes": [
            "Birthdate circa 1953 to 1954",
            "Additional Sanctions Information - Subject to Secondary Sanctions",
            "Birthdate: False, reported once",
        ],
        "birthPlace": ["Testville, Bulgaria"],
        "birthCountry": ["bg"],
        "nationality": ["bg"],
        "citizenship": ["kp"],
        "gender": ["male"],
        "position": ["Director"],
        "address": ["1 Test Street, Testville, 1000, Bulgaria", "Region: Nowhere"],
    }
    assert person.names[1] == ListedName(
        "ВАРНЕК, Орлин",
        script="Cyrl",
        parts={"lastName": "ВАРНЕК", "firstName": "Орлин"},
    )
    assert person.names[2] == ListedName("VP", "alias", weak=True, script="Latn")
    assert person.identifiers == (
        Identifier("passportNumber", "X000001", "bg", "Passport", "issued 1990-01-01, fraudulent"),
    )
    assert person.dates[2] == DateSpan("birthDate", "circa 1953 to 1954", "1953", "1954", True)
    assert person.relations == (
        Relation(
            "owned or controlled by",
            publisher_id="201",
            remark="former, quality: high, on paper, 2019-04-01 to 2020-04-14",
        ),
    )
    (act,) = person.designations
    assert (act.effect, act.programmes, act.listed_on, act.legal_basis) == (
        Effect.BLOCKING,
        ("SDGT", "SYRIA"),
        "2001-09-24",
        "Executive Order 00001 (Example)",
    )
    assert person.listed_on == "2001-09-24"
    assert "nobody@example.org" not in repr(person)
    assert "All offices worldwide" in person.remarks
    assert person.citations[0].url.endswith("Details.aspx?id=101")


def test_an_entry_on_two_lists_has_two_acts_and_mere_membership_is_none() -> None:
    company = by_uid(parse())["201"]
    assert company.effect is Effect.BLOCKING
    assert company.programmes == ("RUSSIA-EO14024", "UKRAINE-EO13662")
    assert [(act.effect, act.listed_on, act.legal_basis) for act in company.designations] == [
        (Effect.BLOCKING, "2022-04-06", "Executive Order 00002 (Example)"),
        (
            Effect.SECTORAL,
            "2014-07-16",
            "Executive Order 00001 (Example); 13662 Sectoral Directive 1",
        ),
    ]
    assert company.properties["innCode"] == ["7700000011"]
    assert company.properties["ogrnCode"] == ["1027700000011"]
    wallet = company.identifiers[-1]
    assert (wallet.kind, wallet.label, wallet.remark) == (
        "publicKey",
        "Digital Currency Address - XBT",
        "No forks.",
    )
    assert "IFCA Determination - Involved in the Example Sector" in company.properties["notes"]
    assert "UN/LOCODE XXTST" in company.remarks


def test_vessel_and_aircraft() -> None:
    vessel, aircraft = by_uid(parse())["301"], by_uid(parse())["401"]
    assert vessel.properties == {
        "name": ["MV EXAMPLE STAR"],
        "previousName": ["OLD EXAMPLE STAR"],
        "imoNumber": ["0000007"],
        "callSign": ["X1TEST"],
        "type": ["General Cargo"],
        "flag": ["kp"],
        "notes": ["owner: Example Shipping Ltd"],
    }
    assert vessel.relations == (Relation("vessel owner", "Example Shipping Ltd"),)
    assert aircraft.schema == "Airplane"
    assert aircraft.properties["model"] == ["TEST-76"]
    assert aircraft.properties["registrationNumber"] == ["EP-TST"]
    assert aircraft.effect is Effect.BLOCKING


def test_several_profiles_are_one_party_and_documents_are_counted_once() -> None:
    profile = b"""<Profile ID="102" PartySubTypeID="3"><Identity ID="1102">
        <Alias AliasTypeID="1400">
        <DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID="0">VARNEK TRADE
        </NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity></Profile>"""
    first = FILE.data.index(b"</Profile>") + len(b"</Profile>")
    person = by_uid(parse(FILE.data[:first] + profile + FILE.data[first:]))["101"]
    assert person.properties["alias"] == ["VARNEK TRADE"]
    assert len(person.identifiers) == 1


def test_a_place_in_two_countries_names_none() -> None:
    second = b'<LocationCountry CountryID="11171" CountryRelevanceID="1413" />\n      <LocationPart'
    person = by_uid(parse(FILE.data.replace(b"<LocationPart", second, 1)))["101"]
    assert person.properties["address"][0].endswith("1000, Bulgaria, Russia")


def test_without_entries_the_file_name_tells_the_list() -> None:
    start = FILE.data.index(b"  <SanctionsEntries>")
    parsed = parse(FILE.data[:start] + b"</Sanctions>")
    assert "(SDN)" in parsed.account.title
    assert {listing.effect for listing in parsed.listings} == {Effect.BLOCKING}
    assert sum("no entry on any list" in one.what for one in parsed.account.refusals) == 5


def test_the_non_sdn_lists_are_told_by_their_entries() -> None:
    data = FILE.data.replace(b'ListID="1550"', b'ListID="91507"').replace(
        b'SanctionsTypeID="1705"', b'SanctionsTypeID="91505"'
    )
    parsed = parse(data)
    assert parsed.account.title.startswith("Consolidated")
    assert by_uid(parsed)["101"].effect is Effect.SECTORAL


def test_both_namespaces_read_alike() -> None:
    new = b"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML"
    old = FILE.data.replace(new, b"http://www.un.org/sanctions/1.0")
    assert parse(old).listings == parse().listings


def test_sections_out_of_order_are_refused() -> None:
    start, end = FILE.data.index(b"  <Locations>"), FILE.data.index(b"  <IDRegDocuments>")
    moved = FILE.data[:start] + FILE.data[end:]
    moved = moved.replace(b"</Sanctions>", FILE.data[start:end] + b"</Sanctions>")
    with pytest.raises(ListError, match="stands after the parties"):
        parse(moved)


def test_a_cut_off_file_is_fatal_and_gives_what_came_before() -> None:
    parsed = parse(FILE.data[: FILE.data.index(b"<ProfileRelationships>")])
    assert "breaks off" in parsed.account.fatal[0].what
    assert (parsed.account.records, parsed.account.listed) == (9, 4)


def test_a_document_type_and_two_files_are_refused() -> None:
    with pytest.raises(ListError, match="document type declaration"):
        parse(FILE.data.replace(b"<Sanctions", b"<!DOCTYPE x><Sanctions", 1))
    with pytest.raises(ListError, match="2 files were given"):
        collect(ofac_advanced_xml.READER, [FILE, FILE], "ofac_sdn")


def test_an_empty_list_is_fatal() -> None:
    assert "no record" in parse(b"<Sanctions/>").account.fatal[0].what


@pytest.mark.parametrize(
    ("xml", "iso"),
    [
        ("<D><Year>1970</Year><Month>2</Month><Day>3</Day></D>", "1970-02-03"),
        ("<D><Year>1970</Year><Month>2</Month><Day>30</Day></D>", "1970-02"),
        ("<D><Year>1970</Year><Month>13</Month></D>", "1970"),
        ("<D><Year>70x</Year></D>", ""),
        ("<D><Year>0000</Year></D>", ""),
        (f"<D><Year>{'9' * 5000}</Year></D>", ""),
        ("<D/>", ""),
    ],
)
def test_points_keep_the_part_that_is_a_date(xml: str, iso: str) -> None:
    assert read_point(etree.fromstring(xml)) == iso


def test_a_period_without_a_year_is_empty() -> None:
    assert read_period("birthDate", etree.fromstring("<P><Start/></P>")) == DateSpan(
        "birthDate", ""
    )


@settings(max_examples=100, deadline=None)
@given(damaged(FILE.data, most=6))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(parse, data)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_account_holds_with_any_element_or_attribute_gone(data: st.DataObject) -> None:
    """Well-formed damage: elements and attributes vanish, numbers point nowhere."""
    root = etree.fromstring(FILE.data)
    elements: list[Any] = list(root.iter())[1:]
    for _ in range(data.draw(st.integers(1, 8))):
        element = data.draw(st.sampled_from(elements))
        keys: list[str] = list(element.attrib)
        coin: bool = data.draw(st.booleans()) if keys else False
        if coin:
            key = data.draw(st.sampled_from(keys))
            element.set(key, data.draw(st.sampled_from(["", "0", "true", "x", "99999"])))
        elif element.getparent() is not None:
            element.getparent().remove(element)
    parsed = parse(etree.tostring(root))
    assert parsed.account.records == len(parsed.listings) + parsed.account.refused
    assert parsed.listings or parsed.account.fatal
