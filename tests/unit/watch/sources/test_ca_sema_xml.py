"""Canada's list: keys from schedule and item, aliases of one cell, odd dates, damage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.watch.sources import ca_sema_xml
from counterflow.watch.sources.ca_sema_names import split_aliases, split_languages
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.parsed import ParsedList, collect
from list_goldens import assert_golden
from list_readers import LISTS, assert_accounted_for, damaged, parse_bytes

FOLDER = LISTS / "ca_sema_xml"
FILE = load_list_file(FOLDER / "sema-lmes.xml")


def parse(data: bytes = FILE.data) -> ParsedList:
    return parse_bytes(ca_sema_xml.READER, data, "sema-lmes.xml", "ca_sema")


def test_the_listings_are_those_of_the_golden() -> None:
    assert_golden(parse(), "ca_sema_xml")


def test_records_are_accounted_for() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (7, 6, 1)
    dated, refused = account.refusals
    assert dated.what == "a text that is no date is kept as text: date of listing"
    assert refused.what == "the record Zimbabwe, , 9 has no name"
    assert (refused.row, refused.line) == (7, 57)
    assert account.published_on == ""


def test_the_key_is_country_schedule_and_item() -> None:
    assert [x.publisher_id for x in parse().listings] == [
        "belarus-1-part-1-1",
        "russia-1-part-2-2",
        "russia-1.1-1",
        "russia-2-1",
        "jvcfor-1",
        "venezuela-1",
    ]


def test_schedules_differ_in_effect() -> None:
    by_id = {x.publisher_id: x.effect for x in parse().listings}
    assert by_id["belarus-1-part-1-1"] is Effect.BLOCKING
    assert by_id["russia-1.1-1"] is Effect.TRANSACTION_BAN
    assert by_id["russia-2-1"] is Effect.SECTORAL
    assert by_id["jvcfor-1"] is Effect.BLOCKING


def test_the_country_of_the_regulations_is_not_the_partys() -> None:
    assert all("country" not in x.properties for x in parse().listings)


def test_a_date_that_may_be_another_is_kept_as_text() -> None:
    by_id = {x.publisher_id: x for x in parse().listings}
    assert "birthDate" not in by_id["venezuela-1"].properties
    assert by_id["venezuela-1"].properties["notes"] == ["date of birth: Sep-99"]
    assert by_id["jvcfor-1"].properties["birthDate"] == ["1963", "1964"]
    assert by_id["russia-2-1"].listed_on == ""
    assert by_id["russia-2-1"].properties["notes"] == ["date of listing: 41700"]


@pytest.mark.parametrize(
    ("cell", "person", "names"),
    [
        ("", True, []),
        ("BELEK", True, ["BELEK"]),
        ("Завод, ООО", False, ["Завод, ООО"]),
        ("Plant, LLC, Завод, ООО", False, ["Plant, LLC", "Завод, ООО"]),
        ("Plant One, Plant Two", False, ["Plant One, Plant Two"]),
        ("Ann Primer, Anna Primer", True, ["Ann Primer", "Anna Primer"]),
        ("Primer, Anna", True, ["Primer, Anna"]),
        ("Alexei or Aleksei Primer", True, ["Alexei or Aleksei Primer"]),
        ("Anna Primer or Hanna Primerova", True, ["Anna Primer", "Hanna Primerova"]),
        ("Test and Trial Company", False, ["Test and Trial Company"]),
        ("АО Пример and Пример, ООО", False, ["АО Пример", "Пример, ООО"]),
        ("Institute of Long\nNames", False, ["Institute of Long Names"]),
        ("Test Plant\nЗавод Тест\n", False, ["Test Plant", "Завод Тест"]),
        ("A One; A One ;B", False, ["A One", "B"]),
    ],
)
def test_aliases_of_one_cell(cell: str, person: bool, names: list[str]) -> None:
    assert [found.text for found in split_aliases(cell, person=person)] == names


def test_labels_of_languages_are_kept() -> None:
    found = split_aliases(
        "Ann Primer,  Belarusian: Ганна Прымер, Russian\xa0: Анна Пример", person=True
    )
    assert [name.language for name in found] == ["", "bel", "rus"]


def test_two_languages_of_one_name() -> None:
    assert split_languages("Alpha Beta (AB)/Bêta d'Alpha") == ["Alpha Beta (AB)", "Bêta d'Alpha"]
    assert split_languages("Alpha A/S") == []


def test_a_document_type_is_refused() -> None:
    data = FILE.data.replace(b"<data-set", b"<!DOCTYPE a [<!ENTITY b 'c'>]><data-set", 1)
    with pytest.raises(ListError, match="document type declaration"):
        parse(data)


def test_a_cut_off_file_is_fatal_and_counts_what_came_before() -> None:
    parsed = parse(FILE.data[: FILE.data.index(b"Oil Tanker")])
    assert (parsed.account.records, parsed.account.listed) == (2, 2)
    assert "breaks off" in parsed.account.fatal[0].what


def test_a_file_in_the_wrong_encoding_is_fatal() -> None:
    assert parse(FILE.data.decode().encode("cp1251", "replace")).account.fatal


def test_a_list_without_records_is_fatal() -> None:
    assert "no record" in parse(b"<data-set/>").account.fatal[0].what


def test_a_record_twice_is_refused() -> None:
    first = FILE.data.index(b"\t<record>")
    record = FILE.data[first : FILE.data.index(b"</record>") + 9]
    parsed = parse(FILE.data.replace(record, record + record, 1))
    assert "already stands" in parsed.account.refusals[0].what


def test_a_record_without_its_key_is_refused() -> None:
    parsed = parse(FILE.data.replace(b"<Item>1</Item>", b"", 1))
    assert parsed.account.refusals[0].what.startswith("the record has no Country or no Item")


def test_two_editions_are_refused() -> None:
    with pytest.raises(ListError, match="2 files were given"):
        collect(ca_sema_xml.READER, [FILE, FILE], "ca_sema")


@given(damaged(FILE.data))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(parse, data)


@given(st.text(alphabet="Aaбb,;\n: or and", max_size=60), st.booleans())
def test_aliases_are_never_empty(cell: str, person: bool) -> None:
    assert all(found.text.strip() for found in split_aliases(cell, person=person))
