"""OFAC's real lists, where they are present: counts of their manifest, and their links."""

from __future__ import annotations

import csv
import gzip
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Listing
from counterflow.watch.sources import ofac_csv, ofac_xml
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.parsed import Account, ParsedList, collect, stream

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def consolidated(shared: Path) -> ParsedList:
    file = load_list_file(shared / "ofac/consolidated_nonsdn_2025-03-28.xml")
    assert ofac_xml.claims(file)
    return collect(ofac_xml.READER, [file], "ofac_cons")


@pytest.fixture(scope="module")
def sdn(shared: Path) -> list[Listing]:
    file = load_list_file(shared / "ofac/sdn_csv_history/sdn_2024-05-03.csv")
    return collect(ofac_csv.READER, [file], "ofac_sdn").listings


def links(listings: list[Listing]) -> Iterator[tuple[str, str]]:
    for listing in listings:
        for tie in listing.relations:
            if tie.kind == "linked to":
                # The derived table drops every last full stop.
                yield listing.publisher_id, tie.name.rstrip(".")


def test_consolidated_xml(consolidated: ParsedList) -> None:
    account = consolidated.account
    assert (account.records, account.listed, account.refused) == (443, 443, 0)
    assert account.refusals == []
    assert account.published_on == "2025-03-28"
    schemata = Counter(listing.schema for listing in consolidated.listings)
    assert schemata == {"LegalEntity": 363, "Person": 80}
    names = Counter((n.kind, n.weak) for one in consolidated.listings for n in one.names)
    # 992 a.k.a. and 144 f.k.a.
    assert names == {
        ("name", False): 443,
        ("alias", False): 925,
        ("alias", True): 67,
        ("previousName", False): 141,
        ("previousName", True): 3,
    }
    assert sum(len(one.properties.get("address", ())) for one in consolidated.listings) == 520
    ties = Counter(tie.kind for one in consolidated.listings for tie in one.relations)
    assert ties == {"linked to": 283, "issuer name": 73}


def test_no_entry_of_the_non_sdn_lists_is_without_effect(consolidated: ParsedList) -> None:
    effects = Counter(listing.effect for listing in consolidated.listings)
    assert effects == {Effect.SECTORAL: 364, Effect.TRANSACTION_BAN: 79}


def test_contact_details_are_kept_nowhere(consolidated: ParsedList) -> None:
    assert not any("Email Address" in listing.remarks for listing in consolidated.listings)


def test_the_csv_and_the_xml_of_one_list_tell_the_same(
    shared: Path, consolidated: ParsedList
) -> None:
    folder = shared / "ofac/cons_csv_2025"
    files = [load_list_file(path) for path in sorted(folder.iterdir())]
    rows = collect(ofac_csv.READER, files, "ofac_cons")
    assert (rows.account.records, rows.account.refusals) == (442, [])
    by_id = {listing.id: listing for listing in consolidated.listings}
    shared_ids = [listing for listing in rows.listings if listing.id in by_id]
    # The CSV is some months younger, so that some entries differ in truth.
    assert len(shared_ids) >= 440
    for name in ("name", "programmes", "effect"):
        same = sum(_told(listing, name) == _told(by_id[listing.id], name) for listing in shared_ids)
        assert same / len(shared_ids) > 0.95, name


def _told(listing: Listing, name: str) -> object:
    if name == "name":
        return listing.properties["name"]
    return sorted(listing.programmes) if name == "programmes" else listing.effect


def test_linked_to_is_the_whole_field(shared: Path, sdn: list[Listing]) -> None:
    path = shared / "ownership/ofac_linked_to_edges_2024-05-03.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = Counter((row["sdn_uid"], row["linked_to_name"].rstrip(".")) for row in rows)
    found = Counter(links(sdn))
    assert sum(found.values()) == len(rows) == 6_375
    assert len({uid for uid, _ in found}) == 5_824
    assert found == wanted


def test_links_resolve_to_listed_names(sdn: list[Listing]) -> None:
    names = {name.text.rstrip(".") for listing in sdn for name in listing.names[:1]}
    ends = [name for _, name in links(sdn)]
    assert sum(name in names for name in ends) == 6_375 - 8


def test_every_tag_of_the_real_sdn_list_is_in_our_table(shared: Path) -> None:
    account = Account(ofac_csv.FORMAT)
    file = load_list_file(shared / "ofac/sdn_csv_history/sdn_2024-05-03.csv")
    listings = list(stream(ofac_csv.READER, [file], "ofac_sdn", account))
    assert {listing.effect for listing in listings} == {Effect.BLOCKING}
    assert not any("not in our table" in note for note in account.notes)


def test_a_list_is_read_within_seconds(shared: Path) -> None:
    file = load_list_file(shared / "ofac/sdn_csv_history/sdn_2024-05-03.csv")
    started = time.process_time()
    count = sum(1 for _ in stream(ofac_csv.READER, [file], "x", Account(ofac_csv.FORMAT)))
    assert count == 14_965
    # 0.35 s of work on the machine of record; a slow one has ten times that.
    assert time.process_time() - started < 5


def test_aliases_without_their_primary_file_are_told_apart(shared: Path) -> None:
    for name, rows in (("dec_alt.csv.gz", 20_107), ("dec_add.csv.gz", 24_244)):
        path = shared / "ofac/csv_2025-12" / name
        with gzip.open(path) as file:
            assert sum(1 for line in file if line.strip(b"\r\n\x1a ")) == rows
        assert ofac_csv.claims(load_list_file(path))
