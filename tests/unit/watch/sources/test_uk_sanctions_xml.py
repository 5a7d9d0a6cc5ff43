"""The UK Sanctions List in XML: the same designations as in the CSV, each in one element."""

from __future__ import annotations

from counterflow.core.model.law import Effect
from counterflow.watch.sources import uk_sanctions_csv, uk_sanctions_xml
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import ParsedList, collect
from list_readers import LISTS, parse_bytes

DATA = (LISTS / "uk_sanctions_xml" / "UK-Sanctions-List.xml").read_bytes()


def parse(data: bytes = DATA) -> ParsedList:
    return parse_bytes(uk_sanctions_xml.READER, data, "UK-Sanctions-List.xml", "uk")


def test_records_are_accounted_for() -> None:
    parsed = parse()
    assert (parsed.account.records, len(parsed.listings), parsed.account.refused) == (3, 2, 1)
    assert parsed.account.published_on == "2026-09-11"
    assert parsed.account.refusals[0].what == "the record TST0004 has no name"


def test_a_label_of_script_that_the_letters_belie_is_not_taken() -> None:
    names = {name.text: name.script for name in parse().listings[0].names}
    assert names["Темур Белек"] == "Cyrl"
    assert names['OAO "TEST"'] == ""


def test_a_name_without_parts_is_left_out() -> None:
    assert all(name.text for name in parse().listings[0].names)


def test_both_formats_agree_on_names_and_effects() -> None:
    path = LISTS / "uk_sanctions_csv" / "UK-Sanctions-List.csv"
    table = collect(uk_sanctions_csv.READER, [ListFile("a.csv", path.read_bytes())], "uk")
    rows = {listing.id: listing for listing in table.listings}
    for listing in parse().listings:
        same = rows[listing.id]
        assert listing.properties["name"] == same.properties["name"]
        assert listing.properties.get("weakAlias") == same.properties.get("weakAlias")
        assert (listing.effect, listing.designations) == (same.effect, same.designations)
        assert listing.listed_on == same.listed_on


def test_a_ship_with_a_number_that_is_none() -> None:
    ship = parse().listings[1]
    assert ship.effect is Effect.SECTORAL
    assert ship.properties["imoNumber"] == ["0000001"]
    assert "IMO number: unknown" in ship.properties["notes"]


def test_a_cut_off_file_is_fatal_and_counts_what_came_before() -> None:
    parsed = parse(DATA[: DATA.index(b"TST0003")])
    assert len(parsed.listings) == 1
    assert "breaks off" in parsed.account.fatal[0].what


def test_an_id_twice_is_refused() -> None:
    parsed = parse(DATA.replace(b"TST0003", b"TST0001"))
    assert "already stands" in parsed.account.refusals[0].what


def test_a_list_without_records_is_fatal() -> None:
    assert "no record" in parse(b"<Designations/>").account.fatal[0].what
