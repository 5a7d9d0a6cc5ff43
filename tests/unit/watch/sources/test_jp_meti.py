"""Japan's Foreign End User List: METI's table, as CSV and workbook, and a transcription."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.watch.sources import jp_meti, jp_meti_json
from counterflow.watch.sources.jp_meti_entry import concerns_of, split_native
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import ParsedList, collect
from list_readers import LISTS, parse_bytes

TABLE = (LISTS / "jp_meti" / "end_user_list.csv").read_bytes()
JSON = (LISTS / "jp_meti_json" / "jp.json").read_bytes()


def parse(data: bytes = TABLE) -> ParsedList:
    return parse_bytes(jp_meti.READER, data, "list.csv", "jp")


def transcribed(data: bytes = JSON) -> ParsedList:
    return collect(jp_meti_json.READER, [ListFile("jp.json", data)], "jp")


def test_records_are_accounted_for() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (4, 3, 1)
    assert account.refusals[0].what == "the entry 4 has no name"


def test_names_in_two_scripts_and_aliases_over_lines() -> None:
    works = parse().listings[0]
    assert works.properties["name"] == ["Zenda Works"]
    assert works.properties["alias"] == [
        "善達工場",
        "Zenda-888 Works",
        "Zenda 888 Trading",
        "善達貿易",
    ]
    assert {name.script for name in works.names if not name.text.isascii()} == {"Hani"}
    assert works.effect is Effect.LICENCE


def test_concerns_and_countries() -> None:
    works, optics, steel = parse().listings
    assert works.designations[0].programmes[1:] == (
        "biological",
        "chemical",
        "missiles",
        "nuclear",
    )
    assert optics.designations[0].requirement == "missiles, conventional weapons"
    assert steel.designations[0].requirement == "nuclear"
    assert "country" not in steel.properties
    assert "country or region: Ruritania" in steel.properties["notes"]


def test_a_workbook_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for number, row in enumerate(csv.reader(io.StringIO(TABLE.decode("utf-8-sig"), newline=""))):
        sheet.write_row(number, 0, row)
    book.close()
    file = load_list_file(path)
    assert jp_meti.READER.claims(file)
    assert collect(jp_meti.READER, [file], "jp").listings == parse().listings


def test_a_missing_column_is_an_error() -> None:
    with pytest.raises(ListError, match="no column type of wmd"):
        parse(TABLE.replace(b"Type of WMD", b"Kind"))


def test_a_file_that_is_no_table_is_refused() -> None:
    with pytest.raises(ListError):
        parse(b"PK\x03\x04 broken")


def test_the_transcription_is_named_as_second_hand() -> None:
    account = transcribed().account
    assert not account.official
    assert "third party" in account.notes[0]
    assert (account.records, account.listed, account.refused) == (4, 2, 2)


def test_a_name_glued_to_its_country_is_parted_and_marked() -> None:
    repaired = transcribed().listings[1]
    assert repaired.properties["name"] == ["Strelsau Optics Ltd."]
    assert repaired.properties["country"] == ["cn"]
    assert any(note.startswith("repaired:") for note in repaired.properties["notes"])


def test_an_unknown_country_before_a_name_is_never_guessed() -> None:
    assert "the entry jp-eul-3 has no name" in [
        refusal.what for refusal in transcribed().account.refusals
    ]


def test_a_transcription_cut_off_is_half_read() -> None:
    assert transcribed(JSON[:-20]).account.fatal


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("核 Ｎ", ("nuclear",)),
        ("ミサイル、核 M、N", ("missiles", "nuclear")),
        ("BCM", ()),
    ],
)
def test_concern_letters(text: str, words: tuple[str, ...]) -> None:
    assert concerns_of(text) == words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Zenda Works （善達）", ("Zenda Works", "善達")),
        ("Zenda Works （ＺＷ）", ("Zenda Works （ＺＷ）", "")),
        ("(善達)", ("(善達)", "")),
        ("善達工場", ("", "善達工場")),
    ],
)
def test_native_names(text: str, parts: tuple[str, str]) -> None:
    assert split_native(text) == parts
