"""The user's own UN/LOCODE: read from UNECE's form and from a table, kept, opened, damaged."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from counterflow.core.errors import InputError, StoreError
from counterflow.watch.places import locode_table
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.places.locode_table import LocodeTable, import_locodes, open_locodes
from counterflow.watch.places.positions import Positions, load_cities

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _filler(country: str = "XA") -> list[tuple[str, str]]:
    codes = [f"{a}{b}{c}" for a in LETTERS[:12] for b in LETTERS[:10] for c in LETTERS[:10]]
    return [(country, code) for code in codes[:1100]]


def _unece(folder: Path) -> Path:
    rows = [f'"","{c}","{code}","Filler {code}","Filler {code}","","RL","--3-----","0001","","",""'
            for c, code in _filler()]  # fmt: skip
    rows += [
        '"","DE","QQQ","Grünhavn","Grunhavn","","RL","1-------","0001","","5333N 01000E",""',
        '"","FR","QQR","Tvillingby","Tvillingby","","RL","1-------","0001","","4330N 00130W",""',
        '"","ES","QQS","Tvillingby","Tvillingby","","RL","1-------","0001","","4000N 00030E",""',
        '"","DE",,".GERMANY",,,,,,,,',
    ]
    file = folder / "CodeListPart1.csv"
    file.write_bytes("\n".join(rows).encode("cp1252"))
    return file


@pytest.fixture
def table(tmp_path: Path) -> LocodeTable:
    import_locodes(_unece(tmp_path), tmp_path / "store")
    found = open_locodes(tmp_path / "store")
    assert found is not None
    return found


def test_codes_and_names_are_found_again(table: LocodeTable) -> None:
    (row,) = table.find("DEQQQ")
    assert row.code == "DEQQQ"
    assert [row.lat, row.lon] == pytest.approx([53.55, 10.0])
    assert [one.code for one in table.find("DE QQQ")] == ["DEQQQ"]
    assert [one.code for one in table.find("Grünhavn", "DE")] == ["DEQQQ"]
    assert table.find("Grunhavn", "FR") == ()
    assert sorted(one.code for one in table.find("Tvillingby")) == ["ESQQS", "FRQQR"]
    assert table.find("FRQQR")[0].lon == pytest.approx(-1.5)
    assert table.codes == 1103
    assert table.placed == 3


def test_a_name_of_two_countries_has_no_position_until_one_is_named(table: LocodeTable) -> None:
    positions = Positions(load_gazetteer(), table)
    both = positions.find("Tvillingby")
    assert both is not None
    assert (both.countries, both.lat) == (frozenset({"ES", "FR"}), None)
    one = positions.find("Port of X (ESQQS)")
    assert one is not None
    assert one.countries == frozenset({"ES"})
    assert one.lat == pytest.approx(40.0)
    assert positions.find("Nowhere at all") is None


def test_a_table_with_a_heading_is_read_and_a_guessed_position_is_not(tmp_path: Path) -> None:
    lines = ["locode,country,name,name_ascii,lat,lon,geocoded"]
    lines += [f"{c}{code},{c},F,F,1.5,2.5," for c, code in _filler()]
    lines += ["DEQQQ,DE,Grunhavn,Grunhavn,53.5,10.0,1"]
    file = tmp_path / "table.csv.gz"
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    made = import_locodes(file, tmp_path / "store")
    assert made.find("DEQQQ")[0].lat != made.find("DEQQQ")[0].lat  # not a number: no position
    assert made.find("XAAAA")[0].lat == 1.5


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x1f\x8bno gzip"])
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        import_locodes(file, tmp_path / "store")
    assert str(file) in str(refused.value)
    assert open_locodes(tmp_path / "store") is None


def test_a_part_of_the_list_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "few.csv"
    file.write_text("locode,name\nDEHAM,Hamburg\n")
    with pytest.raises(InputError, match="only 1 codes"):
        import_locodes(file, tmp_path / "store")


@pytest.mark.parametrize("name", [locode_table.ROWS, locode_table.ABOUT])
def test_a_damaged_table_is_refused(tmp_path: Path, name: str) -> None:
    import_locodes(_unece(tmp_path), tmp_path / "store")
    file = tmp_path / "store" / name
    data = bytearray(file.read_bytes())
    data[-3] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(StoreError, match="damaged"):
        open_locodes(tmp_path / "store")


def test_large_cities_are_known_without_any_table() -> None:
    positions = Positions(load_gazetteer())
    found = positions.find("Port of Hamburg", "DE")
    assert found is not None
    assert found.source == "city"
    assert found.lat == pytest.approx(53.55, abs=0.05)
    assert all(-90 <= lat <= 90 and -180 <= lon <= 180
               for rows in load_cities().values() for _, lat, lon, _ in rows)  # fmt: skip


def test_a_name_tells_a_position_surely_only_where_no_other_city_bears_it() -> None:
    positions = Positions(load_gazetteer())
    sure = {name: found.sure for name in ("Istanbul", "St. Petersburg", "Poti", "Hyderabad")
            if (found := positions.find(name))}  # fmt: skip
    assert sure == {"Istanbul": True, "St. Petersburg": False, "Poti": False, "Hyderabad": False}
    assert positions.find("Poti port") == positions.find("Port of Poti")


@pytest.mark.shared
def test_the_whole_list_is_read(shared: Path, tmp_path: Path) -> None:
    made = import_locodes(shared / "reference" / "unlocode_2024-1.csv.gz", tmp_path / "store")
    assert made.codes > 115_000
    assert [one.code for one in made.find("Hamburg", "DE")] == ["DEHAM"]
    for place in load_gazetteer().places.values():
        if place.unlocode and place.lat is not None and place.kind != "border crossing":
            (row,) = made.find(place.unlocode)[:1]
            assert row.lat != row.lat or row.lat == pytest.approx(place.lat, abs=0.2), place.id
