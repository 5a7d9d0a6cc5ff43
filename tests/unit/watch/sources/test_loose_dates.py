"""Dates that lists write loosely: alternatives, circa, ranges; what is not sure stays text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.sources.entry_draft import EntryDraft, script_of, values_of, without_contacts
from counterflow.watch.sources.languages import language_code
from counterflow.watch.sources.loose_dates import read_dates


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("3.2.1961", [("1961-02-03", "1961-02-03", False)]),
        (" 1961-02-03  ", [("1961-02-03", "1961-02-03", False)]),
        ("1961 or 1962", [("1961", "1961", False), ("1962", "1962", False)]),
        ("1961/1962", [("1961", "1961", False), ("1962", "1962", False)]),
        ("1961-1962", [("1961", "1962", False)]),
        ("Between 1961 and 1963", [("1961", "1963", False)]),
        ("Approximately 1961", [("1961", "1961", True)]),
        ("circa 1961 to 1963", [("1961", "1963", True)]),
        ("(a) 3.2.1961, (b) 1962", [("1961-02-03", "1961-02-03", False), ("1962", "1962", False)]),
        ("3.2.1961 (perhaps older)", [("1961-02-03", "1961-02-03", False)]),
        ("1963 to 1961", [("", "", False)]),
        ("Sep-99", [("", "", False)]),
        ("28491", [("", "", False)]),
        ("1340 (Hijri calendar)", [("", "", False)]),
        ("03/04/1961", [("", "", False)]),
    ],
)
def test_dates_of_a_cell(text: str, spans: list[tuple[str, str, bool]]) -> None:
    found = read_dates("birthDate", text)
    assert [(span.first, span.last, span.circa) for span in found] == spans


@given(st.text(alphabet="0123456789./-() abcor;,", max_size=40))
def test_every_span_keeps_its_text(text: str) -> None:
    for span in read_dates("birthDate", text):
        assert span.text
        assert bool(span.first) == bool(span.last)
        assert all(value in ("", *values_of(span)) or span.first for value in values_of(span))


def test_a_date_that_is_not_exact_is_a_note_too() -> None:
    draft = EntryDraft()
    draft.add_dates(read_dates("birthDate", "circa 1961"), "date of birth")
    assert draft.properties == {"birthDate": ["1961"], "notes": ["date of birth: circa 1961"]}


def test_the_first_name_is_not_its_own_alias() -> None:
    draft = EntryDraft()
    draft.add_name("Test Plant")
    draft.add_name("Test  Plant", kind="alias")
    draft.add_name("", kind="alias")
    assert draft.properties == {"name": ["Test Plant"]}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("Tel: +00 12 345 678", ""),
        ("mail a.b@example.org", ""),
        ("Fax no. 00 12 345 678; of a mill", "of a mill"),
        ("Director of telephone works", "Director of telephone works"),
    ],
)
def test_contacts_are_dropped(text: str, kept: str) -> None:
    assert without_contacts(text) == kept


def test_scripts_and_languages() -> None:
    assert [script_of(text) for text in ("", "12", "قلم", "中文", "Aб")] == [
        "",
        "",
        "Arab",
        "Hani",
        "",
    ]
    assert [language_code(text) for text in ("", "EN", "fre", "RUS", "zz")] == [
        "",
        "eng",
        "fra",
        "rus",
        "",
    ]
