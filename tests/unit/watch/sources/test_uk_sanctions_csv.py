"""The UK Sanctions List in CSV: one designation over many rows, and what its measures do."""

from __future__ import annotations

import pytest

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import DateSpan, Listing
from counterflow.watch.sources import uk_sanctions_csv
from counterflow.watch.sources.parsed import ParsedList
from counterflow.watch.sources.programmes import programmes_of
from counterflow.watch.sources.uk_dates import read_uk_date
from list_readers import LISTS, parse_bytes

PATH = LISTS / "uk_sanctions_csv/UK-Sanctions-List.csv"
DATA = PATH.read_bytes()


def parse(data: bytes = DATA) -> ParsedList:
    return parse_bytes(uk_sanctions_csv.READER, data, "UK-Sanctions-List.csv", "uk")


def by_id(uid: str, data: bytes = DATA) -> Listing:
    return next(one for one in parse(data).listings if one.publisher_id == uid)


def test_rows_are_grouped_wherever_they_stand() -> None:
    parsed = parse()
    assert (parsed.account.records, len(parsed.listings), parsed.account.refused) == (4, 3, 1)
    assert parsed.account.published_on == "2026-09-11"
    refusal = parsed.account.refusals[0]
    assert (refusal.what, refusal.row, refusal.line) == ("the record TST0004 has no name", 7, 9)


def test_names_by_kind_strength_part_and_script() -> None:
    person = by_id("TST0001")
    assert person.schema == "Person"
    assert person.properties["name"] == ["Temur Oskan BELEK"]
    assert person.properties["alias"] == ["Timur BELEK", "Темур Белек"]
    assert person.properties["weakAlias"] == ["THE TESTER"]
    assert person.properties["firstName"] == ["Temur"]
    assert person.names[0].parts == {
        "firstName": "Temur",
        "middleName": "Oskan",
        "lastName": "BELEK",
    }
    assert (person.names[-1].script, person.names[-1].language) == ("Cyrl", "rus")


def test_each_effect_of_the_measures_is_an_act_of_its_own() -> None:
    person = by_id("TST0001")
    assert person.effect is Effect.BLOCKING
    assert [(one.effect, one.programmes) for one in person.designations] == [
        (Effect.BLOCKING, ("Asset freeze",)),
        (Effect.SECTORAL, ("Trust Services Sanctions",)),
        (Effect.CAUTION, ("Travel Ban",)),
    ]
    assert person.designations[0].legal_basis == person.programmes[0]
    assert person.designations[0].regime == "UK"


def test_a_listing_without_an_asset_freeze_does_not_block() -> None:
    assert by_id("TST0003").effect is Effect.SECTORAL
    assert by_id("TST0002").effect is Effect.CAUTION


def test_a_measure_that_nobody_knows_has_no_known_effect_and_is_told() -> None:
    acts = by_id("TST0002").designations
    assert (acts[-1].effect, acts[-1].programmes) == (Effect.UNKNOWN, ("Invented measure",))
    assert "'Invented measure'" in parse().account.notes[0]


def test_a_date_keeps_its_text_where_it_is_not_understood() -> None:
    person = by_id("TST0001")
    assert person.properties["birthDate"] == ["1970"]
    assert person.dates == (
        DateSpan("birthDate", "dd/mm/1970", "1970", "1970"),
        DateSpan("birthDate", "15/08/19yy"),
    )
    assert "date of birth: 15/08/19yy" in person.properties["notes"]


def test_a_ship() -> None:
    ship = by_id("TST0003")
    assert ship.schema == "Vessel"
    assert ship.properties["imoNumber"] == ["0000001"]
    assert (ship.properties["flag"], ship.properties["pastFlags"]) == (["km"], ["pa"])
    assert [(one.kind, one.name) for one in ship.relations] == [
        ("current owner or operator", "Example Shipping"),
        ("previous owner or operator", "Old Example Shipping"),
    ]


def test_registration_numbers_by_their_labels() -> None:
    entity = by_id("TST0002")
    assert entity.properties["innCode"] == ["0000000000"]
    assert entity.properties["ogrnCode"] == ["0000000000000"]
    assert "country" not in entity.properties
    assert "country: Ruritania" in entity.properties["notes"]


def test_columns_are_known_in_either_case_and_by_their_former_name() -> None:
    data = DATA.replace(b"Parent company", b"Parent Company")
    data = data.replace(b"Designation Type", b'"Individual, Entity, Ship"')
    assert parse(data).listings == parse().listings


def test_a_header_on_the_first_line_is_found_too() -> None:
    parsed = parse(DATA.partition(b"\r\n")[2])
    assert (len(parsed.listings), parsed.account.published_on) == (3, "")


def test_a_missing_column_is_an_error_and_not_a_smaller_list() -> None:
    with pytest.raises(ListError, match="no column Sanctions Imposed"):
        parse(DATA.replace(b"Sanctions Imposed", b"Measures"))


def test_a_ragged_row_is_counted_and_refused() -> None:
    row = b"04/08/2026,TST0009\r\n"
    parsed = parse(DATA + row)
    assert (parsed.account.records, parsed.account.refused, parsed.account.damaged) == (5, 2, 1)
    assert not parsed.account.fatal


def test_a_file_that_ends_inside_a_row_is_half_read() -> None:
    assert "cut off" in parse(DATA[:-40]).account.fatal[0].what


def test_a_row_without_an_id_is_refused_with_its_place() -> None:
    parsed = parse(DATA.replace(b"TST0003", b""))
    assert [refusal.what for refusal in parsed.account.refusals].count(
        "the row has no Unique ID"
    ) == 2


def test_another_encoding_is_read_and_told() -> None:
    text = DATA.decode().replace("Темур Белек", "Tïmur")
    parsed = parse(text.encode("cp1252"))
    assert "Tïmur" in by_id("TST0001", text.encode("cp1252")).properties["alias"]
    assert "read as cp1252" in parsed.account.notes[0]


def test_every_measure_is_cited() -> None:
    assert all(one.citation.url for one in programmes_of("uk").values())


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("24/02/2022", "2022-02-24"),
        ("24/02/2022 00:00:00", "2022-02-24"),
        ("dd/mm/1970", "1970"),
        ("00/00/1970", "1970"),
        ("dd/07/1978", "1978-07"),
        ("15/mm/1978", "1978"),
        ("1970", "1970"),
        ("31/02/1970", ""),
        ("15/08/19yy", ""),
        ("24/02/0222", ""),
        ("11-Sep-2026", "2026-09-11"),
        ("11-Foo-2026", ""),
        ("", ""),
    ],
)
def test_dates(text: str, iso: str) -> None:
    assert read_uk_date(text) == iso
