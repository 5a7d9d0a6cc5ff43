"""No reader puts a text into a field for dates: whatever stands there, it is kept and marked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.core.model.law import Citation
from counterflow.core.model.listings import DateSpan, Designation, Listing
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources import (
    ca_sema_xml,
    ch_seco_xml,
    eu_fsf_csv,
    eu_fsf_xml,
    ofac_advanced_xml,
    ofac_enhanced_xml,
    ofac_xml,
    uk_conlist_csv,
    uk_sanctions_csv,
    uk_sanctions_xml,
    un_xml,
)
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import NO_DATE, Account, ParsedList, Reader, collect
from counterflow.watch.sources.reading import READERS
from counterflow.watch.sources.stated_dates import date_of, day_of, with_dates_only
from list_readers import LISTS

_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_DATES = ("birthDate", "deathDate", "incorporationDate", "dissolutionDate", "buildDate")
_WRITTEN = re.compile(rb"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2} [A-Z][a-z]{2} \d{4}")


def _fixtures() -> Iterator[tuple[Reader, ListFile]]:
    """Give each invented list that is one file, with its reader."""
    for folder in sorted(path for path in LISTS.iterdir() if path.is_dir()):
        for path in sorted(folder.iterdir()):
            if "golden" in path.name or path.suffix == ".toml":
                continue
            file = load_list_file(path)
            reader = next((one for one in READERS if one.claims(file)), None)
            if reader:
                yield reader, file


FIXTURES = list(_fixtures())


def read(reader: Reader, data: bytes, name: str) -> ParsedList | None:
    try:
        return collect(reader, [ListFile(name, data)], "house")
    except ListError:
        return None


def stated(listing: Listing) -> Iterator[str]:
    """Give all that stands in a field for dates."""
    yield from (listing.listed_on, listing.amended_on)
    for act in listing.designations:
        yield from (act.listed_on, act.ended_on)
    for span in listing.dates:
        yield from (span.first, span.last)
    for key in _DATES:
        yield from listing.properties.get(key, ())


def is_date(text: str) -> bool:
    if not _ISO.fullmatch(text):
        return False
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def test_every_reader_of_dates_is_tried() -> None:
    assert len({reader.format for reader, _ in FIXTURES}) >= 20


@settings(max_examples=300, deadline=None)
@given(
    which=st.integers(0, len(FIXTURES) - 1),
    texts=st.lists(
        st.sampled_from(
            [b"2026-02-30", b"2026-13-44", b"99/99/2026", b"30/02/2026", b"9026-01-01",
             b"some day in 2009", b"31 Feb 1970", b"0000-00-00", b"1970-13-45", b"1389-01-01"]
        ),
        min_size=1,
        max_size=4,
    ),
)  # fmt: skip
def test_no_reader_puts_a_text_where_a_date_belongs(which: int, texts: list[bytes]) -> None:
    reader, file = FIXTURES[which]
    turn = iter(texts * 10_000)
    parsed = read(reader, _WRITTEN.sub(lambda _: next(turn), file.data), file.name)
    if parsed is None:
        return
    assert not parsed.account.published_on or is_date(parsed.account.published_on)
    for listing in parsed.listings:
        wrong = [text for text in stated(listing) if text and not is_date(text)]
        assert not wrong, (reader.format, listing.id, wrong)


HEADERS = [
    (un_xml, "un_sc/consolidated.xml", b"2026-01-15T", b"2026-02-30T"),
    (eu_fsf_xml, "eu_fsf_xml/export.xml", b'generationDate="', b'generationDate="2026-02-30" x="'),
    (ch_seco_xml, "ch_seco_xml/total.xml", b' date="2026-01-15"', b' date="2026-02-31"'),
    (ofac_enhanced_xml, "ofac_enhanced_xml/sdn_enhanced.xml", b"2026-01-15T", b"2026-02-30T"),
    (ofac_advanced_xml, "ofac_advanced_xml/sdn_advanced.xml", b"<Day>15</Day>", b"<Day>45</Day>"),
    (uk_sanctions_xml, "uk_sanctions_xml/UK-Sanctions-List.xml", b"<DateGenerated>",
     b"<DateGenerated>30/02/2026 "),
    (uk_sanctions_csv, "uk_sanctions_csv/UK-Sanctions-List.csv", b"Report Date: ",
     b"Report Date: 99-Xyz-2026 "),
    (uk_conlist_csv, "uk_conlist_csv/conlist_2014_format.csv", b"Last Updated,",
     b"Last Updated,31/02/2014 "),
    (ofac_xml, "ofac_xml/sdn.xml", b"<Publish_Date>", b"<Publish_Date>99"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "path", "old", "new"), HEADERS, ids=lambda one: str(one)[:40])
def test_a_day_that_does_not_exist_never_dates_a_list(
    module: object, path: str, old: bytes, new: bytes
) -> None:
    reader: Reader = module.READER  # type: ignore[attr-defined]
    data = (LISTS / path).read_bytes()
    assert old in data
    parsed = read(reader, data.replace(old, new, 1), path.rpartition("/")[2])
    assert parsed is not None
    assert parsed.account.published_on == ""
    told = [one for one in parsed.account.refusals if "no day that we can read" in one.what]
    assert len(told) == 1
    assert told[0].column
    assert not parsed.account.fatal


@pytest.mark.parametrize(
    ("module", "path", "old"),
    [
        (un_xml, "un_sc/consolidated.xml", b"2012-12-31"),
        (eu_fsf_xml, "eu_fsf_xml/export.xml", b"designationDate"),
        (eu_fsf_csv, "eu_fsf_csv/full_1_1.csv", b""),
        (uk_sanctions_xml, "uk_sanctions_xml/UK-Sanctions-List.xml", b""),
        (ca_sema_xml, "ca_sema_xml/sema-lmes.xml", b""),
        (ch_seco_xml, "ch_seco_xml/total.xml", b""),
        (ofac_enhanced_xml, "ofac_enhanced_xml/sdn_enhanced.xml", b""),
    ],
    ids=lambda one: str(one)[:40],
)
def test_the_text_is_kept_and_marked(module: object, path: str, old: bytes) -> None:
    """Every date of the file is made one that no calendar has: each is in the notes as it stood."""
    reader: Reader = module.READER  # type: ignore[attr-defined]
    data = (LISTS / path).read_bytes()
    assert old in data
    wrong = re.sub(rb"\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4}", b"2026-13-44", data)
    parsed = read(reader, wrong, path.rpartition("/")[2])
    assert parsed is not None
    marked = [
        listing
        for listing in parsed.listings
        if any(span.text == "2026-13-44" and not span.first for span in listing.dates)
    ]
    assert marked
    for listing in marked:
        assert any(note.endswith("2026-13-44") for note in listing.properties["notes"])
    assert any(one.what.startswith(NO_DATE) for one in parsed.account.refusals)


def test_what_stands_in_the_acts_is_moved_once() -> None:
    act = Designation("Office", listed_on="soon", ended_on="2024-02-30", citation=Citation("x"))
    listing = Listing(
        "l-1",
        "l",
        "Person",
        {"birthDate": ["1970", "early"]},
        listed_on="soon",
        designations=(act,),
        dates=(DateSpan("birthDate", "1970-99", "1970-99"),),
    )
    found, unread = with_dates_only(listing)
    assert [one.text for one in unread] == ["soon", "2024-02-30", "early", "1970-99"]
    assert found.properties["birthDate"] == ["1970"]
    assert found.designations[0].ended_on == found.designations[0].listed_on == ""
    assert found.dates[0] == DateSpan("birthDate", "1970-99")
    assert with_dates_only(found) == (found, [])


def test_the_remark_does_not_repeat_a_birth_date() -> None:
    account = Account("x")
    listing = Listing("l-1", "l", "Person", {"birthDate": ["early in 1970"]})
    list(account.admit(listing, Refusal("", file="a.csv", row=3)))
    assert [(one.row, "1970" in repr(one)) for one in account.refusals] == [(3, False)]


@given(st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31)), st.sampled_from(["", "Z", "-05:00"]))
def test_every_day_is_read_as_it_is(day: dt.date, zone: str) -> None:
    assert day_of(day.isoformat() + zone) == day.isoformat()


@given(st.text(max_size=30))
def test_what_is_read_is_a_date(text: str) -> None:
    date = date_of(text)
    assert not date or (is_date(date) and text.strip().startswith(date))
