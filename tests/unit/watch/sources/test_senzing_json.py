"""Senzing records in their three forms: one listing each, nothing guessed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import DateSpan, ListedName, Listing, Relation
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources import senzing_json
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.parsed import ParsedList
from counterflow.watch.sources.senzing_features import gather_features
from list_readers import LISTS, parse_bytes

FILE = load_list_file(LISTS / "senzing" / "records.json")


def parse(data: bytes = FILE.data) -> ParsedList:
    return parse_bytes(senzing_json.READER, data, "records.json", "sz")


def test_every_record_is_a_listing_or_a_refusal() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (10, 4, 6)
    assert [one.line for one in account.refusals] == [5, 6, 7, 8, 9, 10]
    told = " | ".join(one.what for one in account.refusals)
    for words in ("no JSON object", "'3' has no name", "no RECORD_ID", "no DATA_SOURCE", "already"):
        assert words in told
    assert not account.official
    assert "attributes that are kept as notes or not read: PHONE_NUMBER, STATUS" in account.notes


def test_the_one_list_of_features() -> None:
    assert parse().listings[0] == Listing(
        id="sz-EXAMPLE-1",
        list="sz",
        schema="Person",
        properties={
            "name": ["Mirost Tamvor"],
            "firstName": ["Mirost"],
            "lastName": ["Tamvor"],
            "alias": ["Мирост Тамвор"],
            "previousName": ["Mirost Hulkev"],
            "birthDate": ["1971-03-05"],
            "notes": ["DATE_OF_BIRTH: 03/04/1971", "citizenship: Former Union"],
            "address": ["1 Test Road, Testville, RU"],
            "country": ["ru"],
            "gender": ["male"],
            "nationality": ["ru"],
            "passportNumber": ["X000009"],
            "idNumber": ["0000042"],
        },
        publisher_id="1",
        authority="EXAMPLE",
        citations=(Citation(source="sz", title="EXAMPLE"),),
        names=(
            ListedName("Mirost Tamvor", parts={"firstName": "Mirost", "lastName": "Tamvor"}),
            ListedName("Мирост Тамвор", "alias"),
            ListedName("Mirost Hulkev", "previousName"),
        ),
        identifiers=(
            Identifier("passportNumber", "X000009", "ru", "PASSPORT"),
            Identifier("idNumber", "0000042", "", "NATIONAL_ID", "Elsewhere"),
        ),
        dates=(
            DateSpan("birthDate", "1971-03-05", "1971-03-05", "1971-03-05"),
            DateSpan("birthDate", "03/04/1971"),
        ),
        relations=(Relation("principal of", "", "2", "EXAMPLE"),),
    )


def test_a_list_for_each_feature() -> None:
    company = parse().listings[1]
    assert (company.schema, company.effect, company.amended_on) == (
        "Organization",
        Effect.BLOCKING,
        "2026-02-14",
    )
    assert company.properties["innCode"] == ["7700000099"]
    assert company.properties["ogrnCode"] == ["1000000000001"]
    assert company.properties["jurisdiction"] == ["ru"]
    assert company.citations[0].url == "https://example.org/2"


def test_attributes_at_the_top_with_labels() -> None:
    flat = parse().listings[2]
    assert flat.properties == {
        "name": ["Drakost Holding"],
        "address": ["3 Test Road, Testville", "4 Test Road"],
        "dunsCode": ["123456789"],
    }


def test_ids_hold_the_data_source() -> None:
    assert [one.id for one in parse().listings] == [
        "sz-EXAMPLE-1",
        "sz-EXAMPLE-2",
        "sz-OTHER-1",
        "sz-OTHER-2",
    ]


def test_no_way_to_reach_anybody_is_kept() -> None:
    assert "555 0100" not in repr(parse().listings)


def test_an_array_reads_like_lines() -> None:
    good = [json.loads(line) for line in FILE.data.splitlines()[:4]]
    array = parse(json.dumps(good, indent=1).encode())
    assert array.listings == parse().listings


@pytest.mark.parametrize("value", [True, {"a": 1}, ["x"]])
def test_what_is_no_scalar_is_told_of(value: object) -> None:
    assert gather_features({"NAME_ORG": value}).left == ("NAME_ORG",)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(FILE.data) - 1), st.binary(max_size=3))
def test_the_account_holds_under_any_damage(place: int, replacement: bytes) -> None:
    parsed = parse(FILE.data[:place] + replacement + FILE.data[place + 1 :])
    assert parsed.account.records == len(parsed.listings) + parsed.account.refused
    assert parsed.listings or parsed.account.fatal
