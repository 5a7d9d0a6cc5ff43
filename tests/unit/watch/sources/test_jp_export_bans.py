"""Japan's export-ban lists as text: numbers glued to lines, names and aliases in two scripts."""

from __future__ import annotations

import pytest

from counterflow.core.model.law import Effect
from counterflow.watch.sources import jp_export_bans
from counterflow.watch.sources.jp_ban_entry import read_entry
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import ParsedList, collect
from list_readers import LISTS

PATH = LISTS / "jp_export_bans" / "russia.txt"
TEXT = PATH.read_text("utf-8")


def parse(text: str = TEXT) -> ParsedList:
    return collect(jp_export_bans.READER, [ListFile("russia.txt", text.encode())], "jp")


def test_every_address_label_has_its_entry() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (5, 5, 0)
    assert account.published_on == "2025-09-12"
    assert not account.fatal


def test_an_address_that_begins_with_the_next_number_opens_no_entry() -> None:
    works, strelsau, *_ = parse().listings
    assert works.properties["address"] == [
        "2 Test Street, Moscow 000000, Russia",
        "27 Other Street, Moscow, Russia",
    ]
    assert strelsau.properties["name"] == ["Strelsau LLC"]
    assert strelsau.properties["alias"] == ["有限会社ストレルサウ", "斯特雷索有限公司"]


def test_names_aliases_and_notice() -> None:
    works = parse().listings[0]
    assert works.properties["name"] == ["Zenda Works JSC"]
    assert works.properties["alias"] == [
        "株式会社ゼンダ製作所",
        "ZW",
        "OOO Zenda Trading",
        "ゼンダ",
    ]
    assert works.effect is Effect.TRANSACTION_BAN
    assert works.designations[0].legal_basis == "令和四年外務省告示第八十二号"


def test_aliases_that_are_announced_and_missing_are_remarked() -> None:
    (refusal,) = parse().account.refusals
    assert (refusal.row, refusal.what) == (4, "the entry says 3 aliases and 1 were found")


def test_the_list_of_third_countries_is_told_by_its_heading() -> None:
    text = TEXT.replace("ロシア連邦の団体", "ロシア連邦及びベラルー\nシ共和国以外の国の団体")
    assert parse(text).listings[0].programmes == ("THIRD COUNTRY EXPORT BAN",)


def test_an_entry_that_is_not_found_makes_the_list_half_read() -> None:
    assert "address labels" in parse(TEXT.replace("３ ", "８ ")).account.fatal[0].what


def test_a_text_cut_off_inside_an_entry_is_accounted_for() -> None:
    account = parse(TEXT[: TEXT.rindex("所在地")]).account
    assert (account.records, account.refused) == (5, 1)


@pytest.mark.parametrize(
    ("text", "english", "aliases"),
    [
        ("テスト\nTest LLC\n所在地：X", "Test LLC", ()),
        ("テストTest LLC\n所在地：X", "Test LLC", ()),
        ("テスト\nTest, a.k.a. the following two aliases:\n—A;-B.\n所在地：X", "Test", ("A", "B")),
        ("テスト\nTest（試験）\n別称：テスト\nA; B\n所在地：X", "Test", ("A", "B")),
        ("Test Works\n所在地：X", "Test Works", ()),
        ("テスト\n所在地：X", "", ()),
    ],
)
def test_entries(text: str, english: str, aliases: tuple[str, ...]) -> None:
    entry = read_entry(text)
    assert (entry.english, entry.aliases, entry.address) == (english, aliases, "X")


@pytest.mark.parametrize("kept", [b"5 Five Street, Ka", b"5 Five Street", b"Moscow, Ru", b""])
def test_a_text_cut_inside_the_last_address_is_fatal(kept: bytes) -> None:
    at = TEXT.rindex("所在地：") + len("所在地：")
    assert parse(TEXT[:at] + kept.decode()).account.fatal
    assert not parse(TEXT).account.fatal
