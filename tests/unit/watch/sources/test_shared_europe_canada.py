"""The real lists of Europe and Canada, where they are present: counts of their manifest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from counterflow.core.model.law import Effect
from counterflow.watch.sources import ca_sema_xml, ch_seco_xml, eu_fsf_csv, eu_journal_csv
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.parsed import ParsedList, Reader, collect

pytestmark = pytest.mark.shared


def read(reader: Reader, *paths: Path) -> ParsedList:
    files = [load_list_file(path) for path in paths]
    assert all(reader.claims(file) for file in files)
    return collect(reader, files, "x")


def having(parsed: ParsedList, name: str) -> int:
    return sum(name in listing.properties for listing in parsed.listings)


@pytest.fixture(scope="module")
def journal(shared: Path) -> ParsedList:
    return read(eu_journal_csv.READER, *sorted((shared / "eu_journal").glob("*.csv")))


def test_the_eu_annexes(journal: ParsedList) -> None:
    account = journal.account
    assert (account.records, account.listed, account.refusals) == (8_017, 8_017, [])
    assert account.notes == ["8 of 45 files hold a header and no entry"]
    assert Counter(listing.schema for listing in journal.listings) == {
        "Person": 4_500,
        "LegalEntity": 2_553,
        "Vessel": 708,
        "Company": 200,
        "Asset": 29,
        "Organization": 27,
    }
    # The manifest counts 766 cells; one of them holds words and no number.
    assert having(journal, "imoNumber") == 765


def test_the_eu_annexes_by_act_and_annex(journal: ParsedList) -> None:
    keys = [listing.publisher_id.split("-") for listing in journal.listings]
    assert Counter(key[0] for key in keys)["32014R0269"] == 2_802
    annexes = Counter(key[1] for key in keys if key[0] == "32014R0833")
    assert (annexes.total(), annexes["IV"], annexes["XLII"]) == (1_746, 921, 633)
    effects = Counter(listing.effect for listing in journal.listings)
    assert effects == {
        Effect.BLOCKING: 6_199,
        Effect.LICENCE: 947,
        Effect.TRANSACTION_BAN: 758,
        Effect.SECTORAL: 113,
    }


def test_the_eu_annexes_hold_no_contacts(journal: ParsedList) -> None:
    texts = [
        value
        for listing in journal.listings
        for values in listing.properties.values()
        for value in values
    ]
    assert not any("@" in text for text in texts)
    assert {"phone", "email", "website"}.isdisjoint(
        {name for listing in journal.listings for name in listing.properties}
    )


def test_the_old_csv_of_the_eu(shared: Path) -> None:
    parsed = read(eu_fsf_csv.READER, shared / "eu_fsf" / "EU_FSF_csv_short_official_format.csv")
    account = parsed.account
    assert (account.records, account.listed, account.damaged) == (93, 93, 0)
    assert account.published_on == "2018-07-04"
    assert Counter(listing.schema for listing in parsed.listings) == {
        "Person": 61,
        "LegalEntity": 32,
    }
    assert Counter(listing.programmes for listing in parsed.listings) == {
        ("IRQ",): 57,
        ("TERR",): 17,
        ("TAQA",): 17,
        ("ZWE",): 2,
    }


def test_the_list_of_canada(shared: Path) -> None:
    parsed = read(ca_sema_xml.READER, shared / "canada" / "sema-lmes_2025-03.xml")
    account = parsed.account
    assert (account.records, account.listed, account.refusals) == (4_759, 4_759, [])
    assert Counter(listing.schema for listing in parsed.listings) == {
        "Person": 3_334,
        "LegalEntity": 1_316,
        "Vessel": 109,
    }
    assert having(parsed, "imoNumber") == 109
    assert max(listing.listed_on for listing in parsed.listings) == "2025-03-20"
    unread = [date for listing in parsed.listings for date in listing.dates if not date.first]
    assert len(unread) == 2


def test_the_example_of_switzerland(shared: Path) -> None:
    parsed = read(ch_seco_xml.READER, shared / "swiss" / "seco_official_example_2024-01-17.xml")
    account = parsed.account
    assert (account.records, account.listed, account.published_on) == (3, 3, "2024-01-17")
    assert "amendments only" in account.fatal[0].what
    assert {listing.programmes for listing in parsed.listings} == {("PPDM",)}
    assert Counter(listing.effect for listing in parsed.listings) == {
        Effect.BLOCKING: 2,
        Effect.CAUTION: 1,
    }
