"""The UK's former consolidated list, in the form to 2022 and in the one after."""

from __future__ import annotations

import pytest

from counterflow.core.model.law import Effect
from counterflow.watch.sources import uk_conlist_csv
from counterflow.watch.sources.parsed import ParsedList
from counterflow.watch.sources.uk_numbers import clean_imo, document_numbers, numbered
from list_readers import LISTS, parse_bytes

FOLDER = LISTS / "uk_conlist_csv"
OLD = (FOLDER / "conlist_2014_format.csv").read_bytes()
NEW = (FOLDER / "conlist_2022_format.csv").read_bytes()


def parse(data: bytes) -> ParsedList:
    return parse_bytes(uk_conlist_csv.READER, data, "ConList.csv", "uk_old")


def test_the_list_says_that_it_has_ended() -> None:
    parsed = parse(OLD)
    assert "ended on 2026-01-28" in parsed.account.notes[0]
    assert parsed.account.published_on == "2014-04-02"


def test_names_of_a_group_are_one_listing() -> None:
    person, entity = parse(OLD).listings
    assert person.properties["name"] == ["Temur BELEK"]
    assert person.properties["alias"] == ["Timur BELEK"]
    assert entity.properties["previousName"] == ["OLD EXAMPLE WORKS"]
    assert (person.schema, entity.schema) == ("Person", "LegalEntity")
    assert {one.effect for one in (person, entity)} == {Effect.BLOCKING}


def test_unknown_days_and_nationalities_are_kept_as_they_are() -> None:
    person = parse(OLD).listings[0]
    assert person.properties["birthDate"] == ["1970", "1971-07-24"]
    assert "nationality" not in person.properties
    assert "nationality: Rwandan" in person.properties["notes"]
    assert person.properties["birthCountry"] == ["rw"]
    assert person.remarks == "The “tester”."


def test_numbers_stand_in_words_before_2022_and_apart_after() -> None:
    for data in (OLD, NEW):
        person = parse(data).listings[0]
        assert person.properties["passportNumber"] == ["X000001"]


def test_the_later_header_has_strength_script_and_designation_date() -> None:
    person = parse(NEW).listings[0]
    assert person.properties["weakAlias"] == ["TESTER"]
    assert person.names[-1].script == "Cyrl"
    assert person.listed_on == "2020-12-31"


def test_a_last_line_without_its_end_is_whole_unless_the_row_is_not() -> None:
    assert not parse(OLD).account.fatal
    assert parse(OLD[:-30]).account.fatal


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", []),
        ("Iran", ["Iran"]),
        ("(1) Iran (2) Iraq", ["Iran", "Iraq"]),
        ("(1)-(2) Iran (3) Iraq", ["-", "Iran", "Iraq"]),
        ("Congo (Democratic Republic)", ["Congo (Democratic Republic)"]),
    ],
)
def test_numbered_cells(text: str, values: list[str]) -> None:
    assert numbered(text) == values


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A123456 (Ruritanian)", ["A123456"]),
        ("123-456", ["123-456"]),
        ("number 123456", []),
        ("12 (old)", []),
        ("false: A123456", []),
    ],
)
def test_document_numbers(text: str, numbers: list[str]) -> None:
    assert document_numbers(text) == numbers


@pytest.mark.parametrize(("text", "imo"), [("IMO 1234567", "1234567"), ("12345678", ""), ("", "")])
def test_imo_numbers(text: str, imo: str) -> None:
    assert clean_imo(text) == imo
