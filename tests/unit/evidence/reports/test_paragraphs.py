"""Paragraphs keep every offset of the report and pair its quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.evidence.reports.paragraphs import split_paragraphs

_MARKS = st.text(alphabet="ab \n\"'“”‘’.,-\t", max_size=120)


@given(_MARKS | st.text(max_size=120))
def test_paragraphs_lie_where_they_say(text: str) -> None:
    end = 0
    for one in split_paragraphs(text):
        assert one.start >= end
        assert len(text[one.start : one.start + len(one.text)]) == len(one.text)
        end = one.start + len(one.text)
        assert all(0 <= q.start <= q.end <= len(one.text) for q in one.quotations)


def test_a_quotation_without_closing_mark_goes_on() -> None:
    (one,) = split_paragraphs('He said: "It is late')
    assert [(q.start, q.open_end) for q in one.quotations] == [(10, True)]


def test_marks_of_all_kinds_are_one() -> None:
    (one,) = split_paragraphs("«Yes», „no“ he said.")
    assert one.text == '"Yes", "no" he said.'
    assert len(one.quotations) == 2


def test_single_marks_count_where_no_double_ones_stand() -> None:
    (one,) = split_paragraphs("'It's late,' said the driver's mate.")
    assert [one.text[q.start : q.end] for q in one.quotations] == ["It's late,"]


def test_a_headline_run_into_the_text_begins_a_recap() -> None:
    text = (
        "The ministry said the ship had sailed. Two ports closed to tankers, says Lorvia "
        "Earlier, the minister had said that the ports would stay open."
    )
    found = split_paragraphs(text)
    assert [(one.headline, one.recap) for one in found] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_a_line_without_full_stop_heads_the_text() -> None:
    found = split_paragraphs("Ports closed to tankers\n\nThe ports were closed.")
    assert [one.headline for one in found] == [True, False]


@pytest.mark.parametrize(
    "line",
    [
        "BISHKEK, Sept 9, 2024 (Corvus News Agency) - ",
        "LORVIA CITY — ",
        "Odrin, Lorvia (Corvus News) – ",
    ],
)
def test_a_dateline_stands_apart_from_what_follows(line: str) -> None:
    first, second = split_paragraphs(f"{line}Varn Bank, put on a list last week, admitted it.")
    assert first.headline
    assert second.start == len(line)
    assert second.text.startswith("Varn Bank")


def test_a_dash_in_a_sentence_is_no_dateline() -> None:
    assert len(split_paragraphs("The plan - a bold one - failed.")) == 1


def test_lines_that_end_as_sentences_do_are_paragraphs() -> None:
    text = "One ends here.\nTwo ends here.\nThree too.\nFour as well.\n"
    assert [(one.start, one.text) for one in split_paragraphs(text)] == [
        (0, "One ends here."),
        (15, "Two ends here."),
        (30, "Three too."),
        (41, "Four as well."),
    ]


def test_wrapped_lines_stay_one_paragraph() -> None:
    text = "One goes on\nover the line and\nover another, till it\nends here."
    assert len(split_paragraphs(text)) == 1


def test_marks_of_typewriters_are_quotation_marks() -> None:
    (one,) = split_paragraphs("He said ``it is over'' and left.")
    (quotation,) = one.quotations
    assert one.text[quotation.start : quotation.end] == "it is over"
    assert len(one.text) == len("He said ``it is over'' and left.")
