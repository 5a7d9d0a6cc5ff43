"""The real trade lists of the UK, the US and Japan, where present: counts of their manifest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from counterflow.watch.sources import (
    jp_export_bans,
    jp_meti_json,
    uk_conlist_csv,
    us_bis_dpl,
    us_csl_csv,
)
from counterflow.watch.sources.delimited_rows import read_records
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.parsed import Account, ParsedList, Reader, collect

pytestmark = pytest.mark.shared


def parse(reader: Reader, path: Path) -> ParsedList:
    file = load_list_file(path)
    assert reader.claims(file)
    return collect(reader, [file], "x")


def test_conlist_of_2014_04_02(shared: Path) -> None:
    path = shared / "uk/ofsi_sanctionsconlist_2014-04-02.csv"
    parsed = parse(uk_conlist_csv.READER, path)
    assert (parsed.account.records, len(parsed.listings), parsed.account.refusals) == (
        2_297,
        2_297,
        [],
    )
    assert parsed.account.published_on == "2014-04-02"
    rows = list(
        read_records(load_list_file(path), Account("x"), required=("Group ID",), header_line=2)
    )
    assert Counter(row.get("Alias Type") for row in rows) == {
        "AKA": 5_845,
        "Prime Alias": 3_080,
        "FKA": 25,
    }
    # 8,950 rows are every name with every address; each name of a group is kept once.
    columns = [f"Name {part}" for part in (1, 2, 3, 4, 5, 6)]
    names = {
        (row.get("Group ID"), " ".join(" ".join(map(row.get, columns)).split())) for row in rows
    }
    kept = {(one.publisher_id, name.text) for one in parsed.listings for name in one.names}
    assert names == kept
    assert Counter(one.schema for one in parsed.listings) == {"Person": 1_337, "LegalEntity": 960}


@pytest.mark.parametrize(
    ("name", "records"), [("csl_official_csv_sample.csv", 115), ("csl_consolidated_sample.csv", 13)]
)
def test_csl_samples(shared: Path, name: str, records: int) -> None:
    parsed = parse(us_csl_csv.READER, shared / "bis" / name)
    assert (parsed.account.records, len(parsed.listings)) == (records, records)
    assert parsed.account.refusals == []
    assert all(one.programmes for one in parsed.listings)


@pytest.mark.parametrize(
    ("name", "records", "published_on", "impossible", "ended"),
    [
        ("dpl_2022-09-02.txt", 581, "2022-09-02", 3, 528),
        ("dpl_2019-06-12.txt", 546, "2019-06-12", 1, 493),
    ],
)
def test_denied_persons(
    shared: Path, name: str, records: int, published_on: str, impossible: int, ended: int
) -> None:
    parsed = parse(us_bis_dpl.READER, shared / "bis" / name)
    assert (parsed.account.records, len(parsed.listings)) == (records, records)
    assert parsed.account.published_on == published_on
    assert len(parsed.account.refusals) == impossible
    assert all("cannot be one" in refusal.what for refusal in parsed.account.refusals)
    ends = [act.ended_on for one in parsed.listings for act in one.designations]
    assert sum(map(bool, ends)) == ended
    raw = list(
        read_records(
            load_list_file(shared / "bis" / name), Account("x"),
            required=("Expiration_Date",), delimiter="\t",
        )
    )  # fmt: skip
    assert sum(bool(row.get("Expiration_Date")) for row in raw) == ended


def test_denied_persons_keep_their_ids_between_editions(shared: Path) -> None:
    first, second = (
        {one.id for one in parse(us_bis_dpl.READER, shared / "bis" / name).listings}
        for name in ("dpl_2019-06-12.txt", "dpl_2022-09-02.txt")
    )
    assert len(first & second) > 200


def test_foreign_end_users(shared: Path) -> None:
    parsed = parse(jp_meti_json.READER, shared / "japan/meti_foreign_end_user_list_2026-07-20.json")
    assert (parsed.account.records, len(parsed.listings)) == (835, 835)
    assert parsed.account.refusals == []
    repaired = [
        one
        for one in parsed.listings
        if any(note.startswith("repaired") for note in one.properties["notes"])
    ]
    assert len(repaired) == 37
    assert all(one.designations[0].requirement for one in parsed.listings)


@pytest.mark.parametrize(
    ("name", "records"),
    [
        # The manifest counts 560 by the label; one more has it with blanks between its letters.
        ("250912_list_russia_tokutei.pdf.txt", 561),
        ("250912_list_daisangoku_tokutei.pdf.txt", 56),
    ],
)
def test_export_bans(shared: Path, name: str, records: int) -> None:
    parsed = parse(jp_export_bans.READER, shared / "japan" / name)
    assert (parsed.account.records, len(parsed.listings)) == (records, records)
    assert parsed.account.published_on == "2025-09-12"
    assert not parsed.account.fatal
    assert all(one.properties["address"] for one in parsed.listings)
    # A name holds no label and no Japanese sentence; aliases that are missing are remarked.
    assert not any("別称" in name.text for one in parsed.listings for name in one.names)
    assert len(parsed.account.refusals) <= 9
