"""The real lists, where they are present: counts of their manifest."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path

import pytest

from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.ofac_rows import read_rows
from counterflow.watch.sources.parsed import ParsedList
from counterflow.watch.sources.reading import read_list

DATA = Path(__file__).parents[5] / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real lists are not beside the repository"),
]


def total(parsed: ParsedList, name: str) -> int:
    return sum(len(listing.properties.get(name, ())) for listing in parsed.listings)


def having(parsed: ParsedList, name: str) -> int:
    return sum(name in listing.properties for listing in parsed.listings)


def test_sdn_complete_set_of_2023_12_28() -> None:
    started = time.perf_counter()
    parsed = read_list([DATA / "ofac/csv_2023-12-28_complete"], list_name="ofac_sdn")
    assert time.perf_counter() - started < 10
    assert (parsed.account.records, len(parsed.listings), parsed.account.refusals) == (
        13_821,
        13_821,
        [],
    )
    # 17,091 rows of ALT, none the double of another; 18,990 of ADD, 2,652 of them empty.
    rows = read_rows(load_list_file(DATA / "ofac/csv_2023-12-28_complete/alt.csv"), "alias").rows
    assert len(rows) == 17_091
    assert len({row.cells[0] for row in rows}) == 6_667
    assert total(parsed, "alias") + total(parsed, "previousName") == 17_091
    assert total(parsed, "address") == 18_990 - 2_652
    assert sum("does not hold" in note for note in parsed.account.notes) == 0


def test_sdn_of_2024_05_03() -> None:
    path = DATA / "ofac/sdn_csv_history/sdn_2024-05-03.csv"
    parsed = read_list([path], list_name="ofac_sdn")
    assert Counter(listing.schema for listing in parsed.listings) == {
        "LegalEntity": 6_884,
        "Person": 6_854,
        "Vessel": 851,
        "Airplane": 376,
    }
    assert parsed.account.refusals == []
    assert sum(len(listing.programmes) > 1 for listing in parsed.listings) == 1_685
    assert any(note.startswith("18 remarks were cut") for note in parsed.account.notes)
    rows = read_rows(load_list_file(path), "primary").rows
    # The manifest counts 977 rows with one blank after "IMO"; two more have two blanks.
    assert sum(bool(re.search(r"IMO \d{7}", row.cells[11])) for row in rows) == 977
    assert having(parsed, "imoNumber") == 979
    # The manifest counts 2,067 rows with plainly quoted aliases; ours also read the others.
    assert having(parsed, "weakAlias") == 2_100
    persons = [listing for listing in parsed.listings if listing.schema == "Person"]
    assert all("," in listing.properties["name"][0] for listing in persons)


def test_the_history_of_one_round_of_designations() -> None:
    folder = DATA / "ofac/sdn_csv_history"
    ids = {
        day: {
            listing.id
            for listing in read_list([folder / f"sdn_{day}.csv.gz"], list_name="x").listings
        }
        for day in ("2024-04-26", "2024-05-01", "2024-05-02")
    }
    assert len(ids["2024-05-01"] - ids["2024-04-26"]) == 298
    assert len(ids["2024-05-02"] - ids["2024-05-01"]) == 7


def test_non_sdn_set_of_2025() -> None:
    parsed = read_list([DATA / "ofac/cons_csv_2025/cons_prim.csv"], list_name="ofac_cons")
    assert (len(parsed.listings), parsed.account.refusals) == (442, [])
    assert total(parsed, "alias") + total(parsed, "previousName") == 1_073
    assert not any("were cut" in note for note in parsed.account.notes)


@pytest.mark.parametrize(
    ("name", "published_on", "persons", "entities"),
    [
        ("UN_consolidated_2025-04-19.xml.gz", "2025-04-19", 684, 193),
        ("UN_consolidated_2025-11-18.xml.gz", "2025-11-18", 727, 273),
        ("UN_consolidated_2025-11-20.xml.gz", "2025-11-20", 727, 273),
        ("UN_consolidated_2026-02-27.xml", "2026-02-27", 730, 273),
    ],
)
def test_un_editions(name: str, published_on: str, persons: int, entities: int) -> None:
    parsed = read_list([DATA / "un" / name], list_name="un_sc")
    counts = Counter(listing.schema for listing in parsed.listings)
    assert parsed.account.published_on == published_on
    assert (counts["Person"], counts["LegalEntity"], parsed.account.refusals) == (
        persons,
        entities,
        [],
    )
    amended = sum(bool(listing.amended_on) for listing in parsed.listings)
    given = [one for one in parsed.listings if one.schema == "Person" and one.names[0].parts]
    assert len(given) >= persons - 1  # one name holds a semicolon
    assert all(" ".join(one.names[0].parts.values()) == one.caption for one in given)
    assert amended > len(parsed.listings) / 2
    names = [
        name
        for listing in parsed.listings
        for key in ("name", "alias", "weakAlias", "previousName")
        for name in listing.properties.get(key, ())
    ]
    assert all(name.strip() and ";" not in name for name in names)


def test_an_edition_that_changed_its_date_only_gives_the_same_listings() -> None:
    first, second = (
        read_list([DATA / f"un/UN_consolidated_2025-11-{day}.xml.gz"], list_name="un_sc")
        for day in (18, 20)
    )
    assert first.listings == second.listings


def test_a_followthemoney_graph() -> None:
    parsed = read_list([DATA / "ownership/zala_entities.ftm.json"], list_name="graph")
    assert (len(parsed.listings), parsed.account.related, parsed.account.refused) == (17, 74, 0)
    assert Counter(listing.schema for listing in parsed.listings) == {"Company": 11, "Person": 6}
