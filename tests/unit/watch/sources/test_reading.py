"""The door: formats by content, companions beside, several formats, unknown ones."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from counterflow.core.errors import ListError
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.reading import READERS, read_list
from list_readers import LISTS


@pytest.mark.parametrize(
    ("folder", "format_", "count"),
    [
        ("ofac_sdn", "ofac_csv", 8),
        ("ofac_cons", "ofac_csv", 1),
        ("un_sc", "un_xml", 2),
        ("ftm", "ftm_json", 3),
    ],
)
def test_a_folder_is_read_by_content(folder: str, format_: str, count: int) -> None:
    parsed = read_list([LISTS / folder], list_name="x")
    assert (parsed.account.format, len(parsed.listings)) == (format_, count)


def test_companions_beside_a_lone_primary_are_found_and_said(tmp_path: Path) -> None:
    for path in (LISTS / "ofac_sdn").iterdir():
        shutil.copy(path, tmp_path / path.name.upper())
    (tmp_path / "NOTES.TXT").write_text("unrelated")
    parsed = read_list([tmp_path / "SDN.CSV"], list_name="ofac_sdn")
    assert parsed.account.notes == [
        "companion found beside it: ADD.CSV",
        "companion found beside it: ALT.CSV",
        "companion found beside it: SDN_COMMENTS.CSV",
    ]
    assert parsed.listings == read_list([LISTS / "ofac_sdn"], list_name="ofac_sdn").listings


def test_companions_of_another_day_are_not_taken(tmp_path: Path) -> None:
    shutil.copy(LISTS / "ofac_sdn" / "sdn.csv", tmp_path / "sdn_2024-05-03.csv")
    shutil.copy(LISTS / "ofac_sdn" / "alt.csv", tmp_path / "alt.csv")
    parsed = read_list([tmp_path / "sdn_2024-05-03.csv"], list_name="ofac_sdn")
    assert parsed.account.notes[0].startswith("no alias file was given")


def test_companions_of_the_non_sdn_list_are_found() -> None:
    parsed = read_list([LISTS / "ofac_cons" / "cons_prim.csv"], list_name="ofac_cons")
    assert len(parsed.account.notes) == 3
    assert parsed.listings[0].properties["alias"] == ["EXAMPLEBANK PJSC"]


def test_gzip_is_told_by_content(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_bytes(gzip.compress((LISTS / "un_sc" / "consolidated.xml").read_bytes()))
    assert len(read_list([path], list_name="un").listings) == 2


def test_a_file_that_is_not_of_the_list_is_said_in_a_folder(tmp_path: Path) -> None:
    shutil.copy(LISTS / "un_sc" / "consolidated.xml", tmp_path)
    (tmp_path / "README").write_text("hello")
    (tmp_path / "older").mkdir()
    parsed = read_list([tmp_path], list_name="un")
    assert any(note.endswith("README") for note in parsed.account.notes)
    assert any(note.endswith("older") for note in parsed.account.notes)


def test_a_named_file_that_is_not_of_the_list_is_an_error(tmp_path: Path) -> None:
    stray = tmp_path / "stray.txt"
    stray.write_text("hello")
    with pytest.raises(ListError, match=r"stray\.txt"):
        read_list([LISTS / "un_sc" / "consolidated.xml", stray], list_name="un")


def test_an_unknown_format_names_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("hello")
    with pytest.raises(ListError, match=r"ofac_csv, .*un_xml, .*ftm_json, "):
        read_list([path], list_name="x")


def test_an_unknown_format_name_names_the_known_ones() -> None:
    with pytest.raises(ListError, match=r"'csv' is not known.*un_xml"):
        read_list([LISTS / "un_sc"], list_name="x", format="csv")


def test_files_of_two_formats_are_two_lists(tmp_path: Path) -> None:
    shutil.copy(LISTS / "un_sc" / "consolidated.xml", tmp_path)
    shutil.copy(LISTS / "ofac_sdn" / "sdn.csv", tmp_path)
    with pytest.raises(ListError, match="several formats: ofac_csv, un_xml"):
        read_list([tmp_path], list_name="x")


def test_a_folder_with_both_lists_of_ofac_is_refused(tmp_path: Path) -> None:
    shutil.copy(LISTS / "ofac_sdn" / "sdn.csv", tmp_path)
    shutil.copy(LISTS / "ofac_cons" / "cons_prim.csv", tmp_path)
    with pytest.raises(ListError, match="two files hold the primary rows"):
        read_list([tmp_path], list_name="x")


@pytest.mark.parametrize("content", [b"", b"  \n", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(content)
    with pytest.raises(ListError, match="the file is empty"):
        read_list([path], list_name="x")


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="the folder holds no file"):
        read_list([tmp_path], list_name="x")


def test_a_cut_gzip_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv.gz"
    path.write_bytes(gzip.compress((LISTS / "ofac_sdn" / "sdn.csv").read_bytes())[:-20])
    with pytest.raises(ListError, match="ends before its content does"):
        read_list([path], list_name="x")


def test_a_gzip_bomb_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"0" * 2_000_000))
    with pytest.raises(ListError, match="more than 1,000,000 bytes"):
        load_list_file(path, most_bytes=1_000_000)


def test_no_two_readers_have_one_format() -> None:
    assert len({reader.format for reader in READERS}) == len(READERS)


def test_a_file_that_a_reader_claims_is_opened_by_no_later_one(tmp_path: Path) -> None:
    """A digit too many made the process die in the parser of own lists, which came last."""
    record = '{"id": "a", "schema": "Company", "properties": {"name": ["Acme"]}, "x": %s}'
    (tmp_path / "a.json").write_text(record % ("9" * 100_000))
    code = (
        "from pathlib import Path; from counterflow.watch.sources.reading import gather_input; "
        f"print(gather_input([Path({str(tmp_path / 'a.json')!r})]).reader.format)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout.strip()) == (0, b"ftm_json")


@pytest.mark.parametrize(
    "data",
    [
        "id,name\n1,Acme Bad Trading\n2,Beta Bad Trading\n",
        '"id","name"\r\n"1","Acme Bad Trading"\r\n',
        "id,name,alias,country,city,address\n1,Acme,A,Oman,Muscat,1 Road\n",
        "\ufeffid,name,alias,country,city\n1,Acme,A,Oman,Muscat\n",
    ],
)
def test_an_own_table_with_numbers_as_ids_is_an_own_list(tmp_path: Path, data: str) -> None:
    (tmp_path / "house.csv").write_text(data)
    parsed = read_list([tmp_path / "house.csv"], list_name="own")
    assert parsed.account.format == "own_list"
    assert parsed.account.listed == parsed.account.records > 0
