"""What every reader of the UK's, the US's and Japan's trade lists must do, whatever its format."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.watch.sources import (
    ftm_json,
    jp_export_bans,
    jp_meti,
    jp_meti_json,
    ofac_csv,
    uk_conlist_csv,
    uk_sanctions_csv,
    uk_sanctions_xml,
    un_xml,
    us_bis_dpl,
    us_bis_entities,
    us_csl_csv,
    us_csl_json,
)
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import ParsedList, Reader, collect
from list_readers import LISTS

REFRESH = "COUNTERFLOW_REFRESH_GOLDENS" in os.environ
"""Set it to write the goldens anew; the difference is reviewed like code."""

FILES: dict[str, tuple[Reader, Path]] = {
    f"{reader.format}-{name}": (reader, LISTS / reader.format / name)
    for reader, names in (
        (uk_sanctions_csv.READER, ("UK-Sanctions-List.csv",)),
        (uk_sanctions_xml.READER, ("UK-Sanctions-List.xml",)),
        (uk_conlist_csv.READER, ("conlist_2014_format.csv", "conlist_2022_format.csv")),
        (us_csl_csv.READER, ("consolidated.csv", "older_form.csv")),
        (us_csl_json.READER, ("consolidated.json",)),
        (us_bis_dpl.READER, ("dpl.txt",)),
        (us_bis_entities.READER, ("title-15_part-744.xml",)),
        (jp_meti.READER, ("end_user_list.csv",)),
        (jp_meti_json.READER, ("jp.json",)),
        (jp_export_bans.READER, ("russia.txt",)),
    )
    for name in names
}
READERS = {reader.format: reader for reader, _ in FILES.values()}
OTHERS = (
    *sorted(path for path in (LISTS / "un_sc").iterdir() if path.is_file()),
    *sorted(path for path in (LISTS / "ofac_sdn").iterdir() if path.is_file()),
    *sorted(path for path in (LISTS / "ftm").iterdir() if path.is_file()),
)


def parse(reader: Reader, path: Path, data: bytes | None = None) -> ParsedList:
    file = load_list_file(path) if data is None else ListFile(path.name, data)
    return collect(reader, [file], "example")


@pytest.mark.parametrize("name", FILES)
def test_every_listing_is_as_it_was_reviewed(name: str) -> None:
    reader, path = FILES[name]
    parsed = parse(reader, path)
    kept = {"listings": parsed.listings, "refusals": parsed.account.refusals}
    golden = path.parent / f"{path.stem}.golden.json"
    text = msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n"
    if REFRESH:
        golden.write_bytes(text)
    assert text == golden.read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_a_reader_claims_its_own_files_and_no_others(name: str) -> None:
    _, path = FILES[name]
    file = load_list_file(path)
    claiming = [one.format for one in READERS.values() if one.claims(file)]
    assert claiming == [path.parent.name]
    assert not any(one.READER.claims(file) for one in (ofac_csv, un_xml, ftm_json))


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_files_of_other_publishers_are_not_claimed(path: Path) -> None:
    file = load_list_file(path)
    assert not [reader.format for reader in READERS.values() if reader.claims(file)]


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    "data", [b"", b"\0\xff\xfe", b"<html><body>Sorry</body></html>", b"PK\x03\x04rest", b'{"a": 1}']
)
def test_claims_never_raise(reader: Reader, data: bytes) -> None:
    assert reader.claims(ListFile("a", data)) is False


@pytest.mark.parametrize("name", FILES)
def test_two_editions_at_once_are_refused(name: str) -> None:
    reader, path = FILES[name]
    file = load_list_file(path)
    with pytest.raises(ListError, match="2 files were given"):
        collect(reader, [file, file], "example")


@pytest.mark.parametrize("name", FILES)
def test_ids_are_those_of_the_store_and_stay_the_same(name: str) -> None:
    reader, path = FILES[name]
    ids = [listing.id for listing in parse(reader, path).listings]
    assert all(one.startswith("example-") for one in ids)
    assert len(ids) == len(set(ids))
    assert ids == [listing.id for listing in parse(reader, path).listings]


@pytest.mark.parametrize("name", FILES)
def test_no_way_to_reach_a_person_is_kept(name: str) -> None:
    reader, path = FILES[name]
    text = msgspec.json.encode(parse(reader, path).listings)
    assert b"nobody@" not in text
    assert b"0000 000000" not in text


@pytest.mark.parametrize("name", ["uk_sanctions_xml-UK-Sanctions-List.xml",
                                  "us_bis_entities-title-15_part-744.xml"])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(name: str, encoding: str) -> None:
    reader, path = FILES[name]
    text = path.read_text("utf-8").partition("?>")[2]
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    data = f'<?xml version="1.0" encoding="{encoding}"?>{bomb}{text}'.encode(encoding)
    with pytest.raises(ListError, match="document type declaration"):
        parse(reader, path, data)


@pytest.mark.parametrize("name", FILES)
@given(share=st.floats(0, 1), replacement=st.binary(max_size=3), cut=st.booleans())
def test_the_account_holds_under_any_damage(
    name: str, share: float, replacement: bytes, *, cut: bool
) -> None:
    reader, path = FILES[name]
    whole = path.read_bytes()
    place = int(share * (len(whole) - 1))
    data = whole[:place] + replacement + (b"" if cut else whole[place + 1 :])
    try:
        parsed = parse(reader, path, data)
    except ListError:
        return
    account = parsed.account
    assert account.records == len(parsed.listings) + account.refused
    assert parsed.listings or account.fatal
