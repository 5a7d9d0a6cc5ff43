"""Switzerland's list: names in parts and scripts, places by number, sets, de-listings, damage."""

from __future__ import annotations

import pytest
from hypothesis import given

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import DateSpan, Relation
from counterflow.watch.sources import ch_seco_xml
from counterflow.watch.sources.ch_seco_names import MOST_SPELLINGS, NamePart, spellings_of
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.parsed import ParsedList, collect
from list_goldens import assert_golden
from list_readers import LISTS, assert_accounted_for, damaged, parse_bytes

FOLDER = LISTS / "ch_seco_xml"
FILE = load_list_file(FOLDER / "total.xml")


def parse(data: bytes = FILE.data) -> ParsedList:
    return parse_bytes(ch_seco_xml.READER, data, "total.xml", "ch_seco")


def test_the_listings_are_those_of_the_golden() -> None:
    assert_golden(parse(), "ch_seco_xml")


def test_records_are_accounted_for_and_delisted_targets_are_no_records() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused, account.related) == (4, 3, 1, 1)
    assert account.published_on == "2026-01-15"
    assert account.refusals[0].what.startswith("the target 5005 is an object of type 'spacecraft'")
    assert any(note.startswith("de-listed targets") for note in account.notes)
    assert "targets under sets whose legal effect is not known here: 1" in account.notes
    assert "Gone Tester" not in repr(parse().listings)


def test_names_are_put_together_by_order_and_script() -> None:
    names = parse().listings[0].names
    assert (names[0].text, names[0].parts["lastName"]) == ("Temur Oskan Belek", "Belek")
    assert (names[1].text, names[1].script, names[1].language) == (
        "Темур Oskan Белек",
        "Cyrl",
        "rus",
    )


def test_a_copy_inside_a_modification_is_no_target() -> None:
    assert "Nested Copy" not in repr(parse().listings)


def test_each_set_is_a_designation_and_the_strongest_effect_counts() -> None:
    person, bank, ship = parse().listings
    assert [d.effect for d in person.designations] == [Effect.BLOCKING, Effect.CAUTION]
    assert [x.effect for x in (person, bank, ship)] == [
        Effect.BLOCKING,
        Effect.SECTORAL,
        Effect.UNKNOWN,
    ]
    assert ship.designations[0].requirement == "sanctions set 999"


def test_dates_keep_their_precision_and_no_calendar_is_guessed() -> None:
    person, bank, _ = parse().listings
    assert person.dates[1:] == (
        DateSpan("birthDate", "1962", "1962", "1962", circa=True),
        DateSpan("birthDate", "5.6.1381 (Hijri)"),
    )
    assert bank.dates == (DateSpan("incorporationDate", "31.2.2001"),)


def test_an_imo_number_in_a_persons_text_is_not_the_persons() -> None:
    person, _, ship = parse().listings
    assert "imoNumber" not in person.properties
    assert ship.properties["imoNumber"] == ["9999993"]


def test_ties_and_dates_of_changes() -> None:
    person, bank, _ = parse().listings
    assert person.relations == (
        Relation("acting on behalf of", publisher_id="5002", remark="since 2001"),
    )
    assert (person.listed_on, person.amended_on) == ("2021-03-05", "2024-05-07")
    assert (bank.listed_on, bank.amended_on) == ("2021-08-11", "")


def test_contacts_are_not_kept() -> None:
    assert "111" not in repr(parse().listings)


def test_a_target_listed_again_after_a_delisting_is_listed() -> None:
    data = FILE.data.replace(
        b'"listed" effective-date="2020-01-02"', b'"listed" effective-date="2024-01-02"'
    )
    assert parse(data).account.listed == 4


@pytest.mark.parametrize(
    ("day", "listed", "ended_on"),
    [
        # The list is of 2026-01-15.
        ("2026-01-15", 3, None),
        ("2026-01-16", 4, "2026-01-16"),
        ("2026-03-01", 4, "2026-03-01"),
    ],
)
def test_a_delisting_that_takes_effect_later_is_an_end_to_come(
    day: str, listed: int, ended_on: str | None
) -> None:
    """It was taken as done, and the party was screened against no more."""
    data = FILE.data.replace(
        b'"de-listed" effective-date="2023-01-02"', f'"de-listed" effective-date="{day}"'.encode()
    )
    parsed = parse(data)
    assert parsed.account.listed == listed
    gone = [one for one in parsed.listings if one.publisher_id == "5004"]
    assert [act.ended_on for one in gone for act in one.designations] == (
        [ended_on] if ended_on else []
    )


def test_amendments_are_not_the_list() -> None:
    parsed = parse(FILE.data.replace(b"whole-list", b"amendment"))
    assert parsed.account.listed == 3
    assert "amendments only" in parsed.account.fatal[0].what


def test_spellings_go_together_in_turn_and_are_bounded() -> None:
    parts = [
        NamePart("given-name", "Ann", (("eng", "LATN", "Anna"),)),
        NamePart("family-name", "Primer", (("eng", "LATN", "Pr"), ("eng", "LATN", "Prim"))),
    ]
    assert [found.text for found in spellings_of(parts)] == ["Ann Primer", "Anna Pr", "Anna Prim"]
    many = tuple(("eng", "LATN", str(number)) for number in range(10_000))
    assert len(list(spellings_of([NamePart("whole-name", "X", many)]))) == MOST_SPELLINGS + 1


def test_a_document_type_is_refused() -> None:
    data = FILE.data.replace(b"<swiss", b"<!DOCTYPE a [<!ENTITY b 'c'>]><swiss", 1)
    with pytest.raises(ListError, match="document type declaration"):
        parse(data)


def test_a_cut_off_file_is_fatal_and_counts_what_came_before() -> None:
    parsed = parse(FILE.data[: FILE.data.index(b"5003")])
    assert (parsed.account.records, parsed.account.listed) == (2, 2)
    assert len(parsed.account.fatal) == 1


def test_a_file_in_the_wrong_encoding_is_fatal() -> None:
    assert parse(FILE.data.decode().encode("cp1251", "replace")).account.fatal


def test_a_list_without_records_is_fatal() -> None:
    assert (
        "no record"
        in parse(b'<swiss-sanctions-list list-type="whole-list"/>').account.fatal[0].what
    )


def test_a_record_twice_is_refused() -> None:
    parsed = parse(FILE.data.replace(b'target ssid="5002"', b'target ssid="5001"'))
    assert "already stands" in parsed.account.refusals[0].what


def test_two_editions_are_refused() -> None:
    with pytest.raises(ListError, match="2 files were given"):
        collect(ch_seco_xml.READER, [FILE, FILE], "ch_seco")


@given(damaged(FILE.data))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(parse, data)
