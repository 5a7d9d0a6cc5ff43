"""The EU's financial sanctions file as XML: names by quality, dates, documents, damage."""

from __future__ import annotations

import pytest
from hypothesis import given

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import DateSpan
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources import eu_fsf_xml
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.parsed import ParsedList, collect
from list_goldens import assert_golden
from list_readers import LISTS, assert_accounted_for, damaged, parse_bytes

FOLDER = LISTS / "eu_fsf_xml"
FILE = load_list_file(FOLDER / "export.xml")


def parse(data: bytes = FILE.data) -> ParsedList:
    return parse_bytes(eu_fsf_xml.READER, data, "export.xml", "eu_fsf")


def test_the_listings_are_those_of_the_golden() -> None:
    assert_golden(parse(), "eu_fsf_xml")


def test_records_are_accounted_for() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (4, 2, 2)
    assert account.published_on == "2026-01-15"
    assert [(r.what, r.row, r.line) for r in account.refusals] == [
        ("the record EU.9003.10 has no name", 3, 43),
        ("the subject type 'spacecraft' is neither person nor enterprise", 4, 46),
    ]
    assert not account.fatal


def test_each_act_is_a_designation_with_its_effect_and_address() -> None:
    person = parse().listings[0]
    assert person.effect is Effect.BLOCKING
    assert [d.legal_basis for d in person.designations] == [
        "2021/9001 (OJ L900)",
        "2024/9002 (OJ L902)",
    ]
    assert person.citations[0].url.endswith("OJ:L_202190010")
    assert (person.listed_on, person.amended_on) == ("2021-03-04", "2024-05-06")


def test_a_weak_name_is_told_by_its_mark_or_by_its_remark() -> None:
    assert parse().listings[0].properties["weakAlias"] == ["The Tester", "Old Tester"]


def test_dates_keep_their_precision_and_no_calendar_is_guessed() -> None:
    assert parse().listings[0].dates == (
        DateSpan("birthDate", "1961-02-03", "1961-02-03", "1961-02-03"),
        DateSpan("birthDate", "1962", "1962", "1962", circa=True),
        DateSpan("birthDate", "1963 to 1965", "1963", "1965"),
        DateSpan("birthDate", "1381 (ISLAMIC)"),
    )


def test_a_document_known_to_be_false_names_nobody() -> None:
    person = parse().listings[0]
    assert person.identifiers == (
        Identifier("passportNumber", "X000001", "rw", "National passport", "known to have expired"),
    )
    assert "National passport, known to be false: X000002" in person.properties["notes"]


def test_a_state_that_is_no_more_gives_no_country() -> None:
    person = parse().listings[0]
    assert person.properties["nationality"] == ["rw"]
    assert "nationality: Serbia and Montenegro (former)" in person.properties["notes"]


def test_contacts_are_not_kept() -> None:
    text = repr(parse().listings)
    assert "111" not in text
    assert "example.org" not in text


def test_an_entity_without_a_reference_is_known_by_its_logical_id() -> None:
    entity = parse().listings[1]
    assert (entity.id, entity.publisher_id) == ("eu_fsf-90002", "90002")
    assert (entity.caption, entity.properties["alias"]) == ("EGT", ["Example General Trading"])


def test_another_namespace_is_read_by_local_names() -> None:
    data = FILE.data.replace(b"http://eu.europa.ec/fpi/fsd/export", b"urn:other")
    assert parse(data).listings == parse().listings


def test_a_document_type_is_refused() -> None:
    data = FILE.data.replace(b"<export", b"<!DOCTYPE export [<!ENTITY a 'b'>]><export", 1)
    with pytest.raises(ListError, match="document type declaration"):
        parse(data)


def test_a_cut_off_file_is_fatal_and_counts_what_came_before() -> None:
    parsed = parse(FILE.data[: FILE.data.index(b"90003")])
    assert (parsed.account.records, parsed.account.listed) == (2, 2)
    assert "breaks off" in parsed.account.fatal[0].what


def test_a_file_in_the_wrong_encoding_is_fatal() -> None:
    parsed = parse(FILE.data.decode().encode("cp1251", "replace"))
    assert parsed.account.fatal


def test_a_list_without_records_is_fatal() -> None:
    assert "no record" in parse(b"<export xmlns='x/fsd/export'/>").account.fatal[0].what


def test_a_record_twice_is_refused() -> None:
    data = FILE.data.replace(b'logicalId="90002"', b'euReferenceNumber="EU.9001.10" logicalId="9"')
    assert "already stands" in parse(data).account.refusals[0].what


def test_two_editions_are_refused() -> None:
    with pytest.raises(ListError, match="2 files were given"):
        collect(eu_fsf_xml.READER, [FILE, FILE], "eu_fsf")


@given(damaged(FILE.data))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(parse, data)
