"""The US Consolidated Screening List in JSON, read as a stream."""

from __future__ import annotations

import pytest

from counterflow.watch.sources import us_csl_csv, us_csl_json
from counterflow.watch.sources.json_stream import iterate_objects
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account, ParsedList, collect
from list_readers import LISTS, parse_bytes

DATA = (LISTS / "us_csl_json" / "consolidated.json").read_bytes()


def parse(data: bytes = DATA) -> ParsedList:
    return parse_bytes(us_csl_json.READER, data, "consolidated.json", "csl")


def test_records_are_accounted_for() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (4, 3, 1)
    assert account.published_on == "2026-09-25"
    assert (account.refusals[0].what, account.refusals[0].row) == ("the entry has no name", 4)


def test_ids_and_effects_are_those_of_the_csv() -> None:
    table = collect(
        us_csl_csv.READER,
        [ListFile("a.csv", (LISTS / "us_csl_csv" / "consolidated.csv").read_bytes())],
        "csl",
    )
    rows = {listing.id: (listing.schema, listing.effect) for listing in table.listings}
    for listing in parse().listings:
        assert rows[listing.id] == (listing.schema, listing.effect)


def test_a_number_keeps_its_country_and_dates() -> None:
    (passport,) = parse().listings[0].identifiers
    assert (passport.country, passport.remark) == ("kp", "issued 2001-01-01")


def test_an_address_only_entry_has_no_name() -> None:
    listing = parse().listings[2]
    assert (listing.schema, listing.names) == ("Address", ())
    assert listing.properties["country"] == ["hk"]


@pytest.mark.parametrize("at", [0.3, 0.6, 0.95])
def test_json_that_breaks_off_is_fatal(at: float) -> None:
    assert parse(DATA[: int(len(DATA) * at)]).account.fatal


def test_a_record_that_is_no_object_is_refused() -> None:
    account = parse(DATA.replace(b'"results": [', b'"results": [ 7, null,', 1)).account
    assert (account.records, account.listed, account.refused) == (6, 3, 3)


def test_nesting_is_bounded() -> None:
    account = Account("x")
    deep = b'{"results": [' + b"[" * 100_000
    assert list(iterate_objects(ListFile("a.json", deep), "results", account)) == []
    assert account.fatal


def test_another_document_has_no_results() -> None:
    account = Account("x")
    assert list(iterate_objects(ListFile("a.json", b'{"a": [1]}'), "results", account)) == []
    assert "no array 'results'" in account.fatal[0].what


def test_an_empty_list_is_fatal() -> None:
    assert parse(b'{"results": []}').account.fatal
