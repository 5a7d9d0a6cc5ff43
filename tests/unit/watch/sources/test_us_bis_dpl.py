"""The Denied Persons List: dates that cannot be, rows that stand twice, expired orders."""

from __future__ import annotations

import pytest

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.watch.sources import us_bis_dpl
from counterflow.watch.sources.parsed import ParsedList
from list_readers import LISTS, parse_bytes

PATH = LISTS / "us_bis_dpl" / "dpl.txt"
DATA = PATH.read_bytes()


def parse(data: bytes = DATA) -> ParsedList:
    return parse_bytes(us_bis_dpl.READER, data, "dpl.txt", "dpl")


def test_records_are_accounted_for() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (5, 4, 1)
    assert account.refusals[-1].what == "the row has no name"
    assert account.published_on == "2022-09-02"
    assert "newest Last_Update" in account.notes[0]


def test_a_date_that_cannot_be_is_text_and_remarked() -> None:
    parsed = parse()
    assert [refusal.what for refusal in parsed.account.refusals][:2] == [
        "the date '3017-08-22' cannot be one: it is kept as text",
        "the date '13/40/2017' cannot be one: it is kept as text",
    ]
    trading = parsed.listings[1]
    assert trading.amended_on == ""
    assert trading.dates[-1].text == "3017-08-22"
    assert "date not understood: Last_Update 3017-08-22" in trading.properties["notes"]


def test_an_expired_order_stays_and_is_marked() -> None:
    tester, trading, *_ = parse().listings
    assert trading.effect is Effect.TRANSACTION_BAN
    assert any(note.startswith("expired: 2019-12-14") for note in trading.properties["notes"])
    assert not any(note.startswith("expired") for note in tester.properties["notes"])
    assert [(one.kind, one.first) for one in trading.dates][1] == ("endDate", "2019-12-14")
    assert trading.designations[0].ended_on == "2019-12-14"


def test_an_end_that_cannot_be_a_date_leaves_the_order_in_force() -> None:
    acts = parse(DATA.replace(b"12/14/2019", b"13/40/2019")).listings[1].designations
    assert [act.ended_on for act in acts] == [""]


def test_doubled_quotes_and_missing_countries() -> None:
    tester, trading, *_ = parse().listings
    assert trading.properties["name"] == ['EXAMPLE "TRADING" FZE']
    assert "country" not in tester.properties
    assert tester.designations[0].legal_basis == "68 F.R. 00001 6/27/03"


def test_rows_that_stand_twice_have_different_ids() -> None:
    first, second = parse().listings[2:]
    assert second.id == f"{first.id}-2"


def test_a_missing_column_is_an_error() -> None:
    with pytest.raises(ListError, match="no column FR_Citation"):
        parse(DATA.replace(b"FR_Citation", b"Citation"))


def test_a_cut_off_row_is_half_read() -> None:
    assert parse(DATA[:-30]).account.fatal


def test_an_empty_list_is_fatal() -> None:
    assert parse(DATA.splitlines(keepends=True)[0]).account.fatal
