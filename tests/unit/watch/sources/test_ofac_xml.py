"""OFAC's plain XML: every quirk once on invented records, and every kind of damage."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import DateSpan, ListedName, Relation
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources import ofac_advanced_xml, ofac_csv, ofac_xml, un_xml
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.ofac_identity import programme_groups
from counterflow.watch.sources.parsed import ParsedList, collect
from list_readers import LISTS, assert_accounted_for, by_uid, damaged, parse_bytes

FILE = load_list_file(LISTS / "ofac_xml" / "sdn.xml")


def parse(data: bytes = FILE.data, name: str = "sdn.xml") -> ParsedList:
    return parse_bytes(ofac_xml.READER, data, name, "ofac_sdn")


def test_records_are_accounted_for() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (6, 4, 2)
    assert account.published_on == "2026-01-15"
    assert account.authority == "US Treasury, OFAC"
    assert [(refusal.row, refusal.line, refusal.what) for refusal in account.refusals] == [
        (4, 66, "the record 401 holds <flightPlan>, which is not read"),
        (5, 78, "the record 501 has no name"),
        (6, 82, "the record 601 is of the type 'robot', none that we know"),
    ]
    assert account.notes == [
        (
            "programmes that are not in our table of legal effects: NEW-PROGRAMME; "
            "the SDN list blocks all the same"
        )
    ]


def test_person() -> None:
    person = by_uid(parse())["101"]
    assert (person.id, person.schema, person.effect) == (
        "ofac_sdn-101",
        "Person",
        Effect.BLOCKING,
    )
    assert person.programmes == ("SDGT", "SYRIA")
    assert person.designations == ()
    assert person.properties == {
        "name": ["VARNEK, Orlin Petko"],
        "lastName": ["VARNEK"],
        "firstName": ["Orlin Petko"],
        "alias": ["VARNEC, Orlin", "VARNIK, O."],
        "weakAlias": ["VP"],
        "previousName": ["WARNEK, Orlin"],
        "position": ["Director of EXAMPLE TRADING"],
        "nationality": ["bg"],
        "notes": [
            "nationality former Soviet Union",
            "DOB circa 1951",
            "DOB 1953 to 1954",
            "DOB 31 Feb 1970",
            "Secondary sanctions risk: section 1(b) of Executive Order 00000",
        ],
        "citizenship": ["kp"],
        "birthDate": ["1948-12-10", "1951", "1953", "1954"],
        "birthPlace": ["Testville, Bulgaria"],
        "birthCountry": ["bg"],
        "passportNumber": ["X000001"],
        "country": ["ir", "bg"],
        "gender": ["male"],
        "publicKey": ["1ExampleOnlyxxxxxxxxxxxxxxxxxxxxxx"],
        "address": ["1 Test Street, Testville, 1000, Bulgaria", "Gaza, Region: Gaza"],
    }
    assert person.names[2] == ListedName("VP", "alias", weak=True, parts={"lastName": "VP"})
    assert person.dates == (
        DateSpan("birthDate", "10 Dec 1948", "1948-12-10", "1948-12-10"),
        DateSpan("birthDate", "circa 1951", "1951", "1951", circa=True),
        DateSpan("birthDate", "1953 to 1954", "1953", "1954"),
        DateSpan("birthDate", "31 Feb 1970"),
    )
    assert person.identifiers == (
        Identifier(
            "passportNumber",
            "X000001",
            "ir",
            "Passport",
            "issued 01 Jan 1990 expires 01 Jan 1995",
        ),
        Identifier(
            "publicKey",
            "1ExampleOnlyxxxxxxxxxxxxxxxxxxxxxx",
            label="Digital Currency Address - XBT",
        ),
    )
    assert person.relations == (
        Relation("linked to", "EXAMPLE TRADING S.A. DE C.V."),
        Relation("linked to", "EXAMPLE (GROUP)-NORTH"),
    )
    assert person.remarks.startswith("All offices worldwide; (Linked To: EXAMPLE TRADING")
    assert "nobody@example.org" not in repr(person)


def test_company_with_a_sectoral_directive_beside_its_blocking() -> None:
    company = by_uid(parse())["201"]
    assert company.effect is Effect.BLOCKING
    assert [(act.effect, act.legal_basis) for act in company.designations] == [
        (Effect.BLOCKING, ""),
        (
            Effect.SECTORAL,
            "Executive Order 13662 Directive Determination - Subject to Directive 4",
        ),
    ]
    assert all(act.citation and act.regime == "US" for act in company.designations)
    assert company.listed_on == "2022-02-24"
    # The issuer of a security need not be the party itself.
    assert "alias" not in company.properties
    assert company.relations == (Relation("issuer name", "Zubrovka Holding"),)
    assert [(one.kind, one.country) for one in company.identifiers] == [
        ("innCode", "ru"),
        ("ogrnCode", "ru"),
        ("isin", ""),
    ]
    assert "isin" not in company.properties
    assert "ISIN XX0000000001" in company.properties["notes"]


def test_vessel_and_aircraft() -> None:
    vessel, aircraft = by_uid(parse())["301"], by_uid(parse())["401"]
    assert vessel.properties == {
        "name": ["MV EXAMPLE STAR"],
        "imoNumber": ["0000007"],
        "callSign": ["X1TEST"],
        "type": ["Crude Oil Tanker"],
        "flag": ["kp"],
        "notes": ["owner: Example Shipping Ltd"],
        "tonnage": ["318000"],
        "grossRegisteredTonnage": ["163660"],
    }
    assert vessel.relations == (Relation("vessel owner", "Example Shipping Ltd"),)
    assert aircraft.properties["model"] == ["TEST-76"]
    assert aircraft.relations == (Relation("aircraft operator", "EXAMPLE AIR"),)


def test_both_namespaces_and_none_read_alike() -> None:
    new = b"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"
    old = FILE.data.replace(new, b"http://tempuri.org/sdnList.xsd")
    none = FILE.data.replace(b' xmlns="' + new + b'"', b"")
    assert parse(old).listings == parse(none).listings == parse().listings


def test_the_same_tags_do_less_on_the_other_lists() -> None:
    other = FILE.data.replace(b">DPRK3<", b">CMIC-EO13959<").replace(
        b">NEW-PROGRAMME<", b">CMIC-EO13959<"
    )
    parsed = parse(other)
    effects = {uid: listing.effect for uid, listing in by_uid(parsed).items()}
    assert effects["201"] is Effect.SECTORAL
    assert effects["101"] is Effect.UNKNOWN
    assert any("SDGT" in note for note in parsed.account.notes)


@pytest.mark.parametrize("name", ["sdn.xml", "consolidated.xml", "list.xml"])
def test_the_programmes_tell_which_list_it_is_whatever_the_files_name(name: str) -> None:
    parsed = collect(ofac_xml.READER, [ListFile(name, FILE.data)], "house")
    assert {found.citations[0].source for found in parsed.listings} == {"ofac_sdn"}


@pytest.mark.parametrize("size", [1, 7, 100, 1 << 20])
def test_programmes_are_found_over_the_seams_of_pieces(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = FILE.data
    file = ListFile("x.xml", data)
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    monkeypatch.setattr(file, "chunks", lambda: iter(pieces))
    assert list(programme_groups(file)) == [
        ("SDGT", "SYRIA"), ("RUSSIA-EO14024", "UKRAINE-EO13662"), ("DPRK3",), ("NEW-PROGRAMME",),
    ]  # fmt: skip


def test_a_file_that_does_not_say_which_list_it_is_has_no_known_effect() -> None:
    silent = FILE.data.replace(b"<program>SDGT<", b"<program>NS-PLC<").replace(b">DPRK3<", b">X<")
    parsed = collect(ofac_xml.READER, [ListFile("sdn.xml", silent)], "house")
    effects = {listing.effect for listing in parsed.listings}
    assert effects <= {Effect.UNKNOWN, Effect.SECTORAL}
    assert "the legal effect is unknown" in parsed.account.notes[0]


def test_fewer_records_than_declared_are_fatal() -> None:
    short = FILE.data.replace(b"<Record_Count>6<", b"<Record_Count>7<")
    assert "declares 7 records and holds 6" in parse(short).account.fatal[0].what
    more = parse(FILE.data.replace(b"<Record_Count>6<", b"<Record_Count>5<")).account
    assert not more.fatal
    assert "declares 5 records and holds 6" in more.refusals[-1].what
    for odd in ("²", "9" * 5000):
        account = parse(FILE.data.replace(b"nt>6<", f"nt>{odd}<".encode())).account
        assert not account.fatal
        assert "and holds 6" in account.refusals[-1].what
    none = parse(FILE.data.replace(b"Record_Count", b"Count")).account
    assert "declares no number of records" in none.refusals[-1].what


def test_a_cut_off_file_is_fatal() -> None:
    parsed = parse(FILE.data[: FILE.data.index(b"<uid>301")])
    assert "breaks off" in parsed.account.fatal[0].what
    assert parsed.account.listed == 2


def test_a_record_twice_or_without_a_number_is_refused() -> None:
    twice = parse(FILE.data.replace(b"<uid>301<", b"<uid>101<"))
    assert any("already stands" in refusal.what for refusal in twice.account.refusals)
    nameless = parse(FILE.data.replace(b"<uid>301<", b"<uid>x<"))
    assert any("reads 'x'" in refusal.what for refusal in nameless.account.refusals)


def test_a_document_type_and_two_files_are_refused() -> None:
    with pytest.raises(ListError, match="document type declaration"):
        parse(FILE.data.replace(b"<sdnList", b"<!DOCTYPE x><sdnList", 1))
    with pytest.raises(ListError, match="2 files were given"):
        collect(ofac_xml.READER, [FILE, FILE], "ofac_sdn")


def test_an_empty_list_is_fatal() -> None:
    assert "no record" in parse(b"<sdnList/>").account.fatal[0].what


def test_another_encoding_is_read_and_a_false_one_is_fatal() -> None:
    text = FILE.data.decode().partition("?>")[2]
    wide = b'<?xml version="1.0" encoding="utf-16"?>'.decode().encode("utf-16") + text.encode(
        "utf-16-le"
    )
    assert parse(wide).listings == parse().listings
    assert parse(FILE.data.replace(b"VARNEC", b"VARN\xff\xfe")).account.fatal


@pytest.mark.parametrize("folder", [p.name for p in LISTS.iterdir() if p.is_dir()])
def test_only_its_own_files_are_claimed(folder: str) -> None:
    for path in (LISTS / folder).iterdir():
        if path.is_file():
            file = load_list_file(path)
            assert ofac_xml.claims(file) == (folder == "ofac_xml")
            assert ofac_advanced_xml.claims(file) == (folder == "ofac_advanced_xml")
    for reader in (ofac_csv, un_xml):
        assert not reader.claims(FILE)


@settings(max_examples=100, deadline=None)
@given(damaged(FILE.data, most=6))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(parse, data)
