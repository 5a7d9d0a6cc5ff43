"""The EU's financial sanctions file as CSV: rows of one entity, wrapped lines, damage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.watch.sources import eu_fsf_csv
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import ParsedList, collect
from list_goldens import assert_golden
from list_readers import LISTS, assert_accounted_for, damaged, parse_bytes

FOLDER = LISTS / "eu_fsf_csv"
FULL = load_list_file(FOLDER / "full_1_1.csv")
SHORT = load_list_file(FOLDER / "short_1_0_wrapped.csv")


def parse(data: bytes = FULL.data) -> ParsedList:
    return parse_bytes(eu_fsf_csv.READER, data, "list.csv", "eu_fsf")


@pytest.mark.parametrize("file", [FULL, SHORT], ids=["1.1", "1.0"])
def test_the_listings_are_those_of_the_golden(file: ListFile) -> None:
    version = "1_1" if file is FULL else "1_0"
    assert_golden(parse(file.data), f"eu_fsf_csv_{version}")


def test_records_are_entities_and_not_rows() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (3, 2, 1)
    assert account.published_on == "2026-01-15"
    assert (account.refusals[0].what, account.refusals[0].row) == (
        "the record 90003 has no name",
        10,
    )


def test_days_come_first_and_quotes_and_semicolons_stay_in_their_cell() -> None:
    person, entity = parse().listings
    assert person.listed_on == "2021-03-04"
    assert person.properties["weakAlias"] == ["The Tester; so called"]
    assert entity.caption == 'Example "General" Trading'


def test_wrapped_lines_are_unwrapped_and_said() -> None:
    parsed = parse(SHORT.data)
    assert (parsed.account.records, parsed.account.published_on) == (2, "2018-07-04")
    assert "wrapped" in parsed.account.notes[0]
    person = parsed.listings[0]
    assert person.remarks == "(Invented, for tests)"
    assert person.properties["birthPlace"] == ["Old Town, near Testville"]


def test_the_same_lines_plain_give_the_same_listings() -> None:
    lines = [line.strip(b'"\t') for line in SHORT.data.split(b"\n")]
    data = b"\n".join(lines).replace(b"\t", b",")
    assert parse(data).listings == parse(SHORT.data).listings


def test_a_number_of_the_old_form_is_taken_apart() -> None:
    (number,) = parse(SHORT.data).listings[0].identifiers
    assert (number.kind, number.value) == ("idNumber", "12-345 Q6")
    assert number.label == "National identification card"


def test_an_entity_whose_rows_stand_apart_is_refused_the_second_time() -> None:
    lines = FULL.data.split(b"\r\n")
    lines.insert(-1, lines[2])
    refusals = parse(b"\r\n".join(lines)).account.refusals
    assert "already stands" in refusals[-1].what


def test_a_ragged_row_is_a_remark_and_the_entity_stays() -> None:
    lines = FULL.data.split(b"\r\n")
    lines[2] += b";too many"
    parsed = parse(b"\r\n".join(lines))
    assert "columns where the header has" in parsed.account.refusals[0].what
    assert (parsed.account.damaged, parsed.account.listed) == (1, 2)
    assert not parsed.account.fatal


def test_a_file_cut_off_inside_a_row_is_fatal() -> None:
    cut = FULL.data[: FULL.data.rindex(b";;;;")]
    assert "cut off" in parse(cut).account.fatal[0].what


def test_another_encoding_is_said() -> None:
    parsed = parse(
        FULL.data.decode("utf-8-sig").replace("Темур", "Témur").encode("cp1252", "replace")
    )
    assert "read as cp1252" in parsed.account.notes[0]
    assert parsed.account.listed == 2


def test_a_header_without_rows_is_fatal() -> None:
    assert "no record" in parse(FULL.data.split(b"\n")[0] + b"\n").account.fatal[0].what


def test_a_header_that_lacks_a_column_is_refused() -> None:
    with pytest.raises(ListError, match="no column Entity_SubjectType_ClassificationCode"):
        parse(FULL.data.replace(b"Entity_SubjectType", b"Entity_Kind"))


def test_two_editions_are_refused() -> None:
    with pytest.raises(ListError, match="2 files were given"):
        collect(eu_fsf_csv.READER, [FULL, SHORT], "eu_fsf")


def test_a_damaged_header_is_refused() -> None:
    with pytest.raises(ListError, match="the header is damaged"):
        parse(FULL.data.replace(b"Entity_Remark", b'"Entity"_Remark', 1))


@given(damaged(FULL.data) | damaged(SHORT.data))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(parse, data)


@given(st.integers(1, len(SHORT.data) - 1))
def test_a_wrapped_file_cut_inside_a_line_is_fatal(place: int) -> None:
    """Every cut of the only real file (a spreadsheet had wrapped its lines) was taken as whole."""
    cut = SHORT.data[:place]
    inside = place - cut.rfind(b"\n") - 1
    header = SHORT.data.index(b"\n") + 1
    if place <= header or inside < 2 or cut.rstrip(b"\r\n").endswith(b'"'):
        return
    assert parse(cut).account.fatal


def test_telephones_of_csv_1_0_leave_nothing_behind() -> None:
    cell = b"PHONE[+00 123 45 67\t 0123-456 78 90]\\nFAX[012 34 56]"
    old = b";;Test Street;;Testville;IRQ;"
    assert old in SHORT.data
    data = SHORT.data.replace(old, b";;Test Street;;Testville;IRQ;" + cell)
    plain = {x.id: x.properties.get("address") for x in parse(SHORT.data).listings}
    assert {x.id: x.properties.get("address") for x in parse(data).listings} == plain
