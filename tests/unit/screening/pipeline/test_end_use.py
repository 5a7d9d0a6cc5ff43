"""What goods are said to be for: which words raise a question, and which only resemble."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Detail
from counterflow.core.model.transactions import Transaction
from counterflow.screening.pipeline.end_use import end_use_findings
from counterflow.watch.rules.end_uses import FILE, read_end_use, read_end_uses
from counterflow.watch.rules.mentions import CountryMention, Situation


def ask(text: str, *lands: str) -> list[Finding]:
    """Ask about one end use of goods for some countries."""
    situation = Situation(
        dt.date(2026, 11, 21),
        countries=[CountryMention("destination", one, one, destination=True) for one in lands],
    )
    return list(end_use_findings(Transaction("1", details=(Detail("end_use", text),)), situation))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("chemical weapons", "weapons of mass destruction"),
        ("Herstellung chemischer Waffen: chemische Waffen", "weapons of mass destruction"),
        ("missile guidance", "missiles and rockets"),
        ("для ракетных двигателей", "missiles and rockets"),
        ("导弹制导", "missiles and rockets"),
        ("sistemas de misiles", "missiles and rockets"),
    ],
)
def test_weapons_are_asked_about_wherever_the_goods_go(text: str, row: str) -> None:
    for land in ("FR", "AE"):
        assert row in [one.theirs for one in ask(text, land)]
    found = ask(text, "FR")[0]
    assert (found.kind, found.outcome, found.rule) == ("question", Outcome.REVIEW, "end-use-words")
    assert found.next_step
    assert found.citations


@pytest.mark.parametrize(
    "text",
    ["military", "Militärtechnik", "UAV flight controller", "беспилотник", "nuclear power plant",
     "usage militaire", "askeri araç", "для военных нужд", "军用"],
)  # fmt: skip
def test_armies_drones_and_reactors_are_asked_about_outside_the_partners(text: str) -> None:
    assert [one.outcome for one in ask(text, "AE")] == [Outcome.REVIEW]
    assert [one.outcome for one in ask(text)] == [Outcome.REVIEW]
    assert ask(text, "DE") == []
    assert ask(text, "DE", "TR") != []


@pytest.mark.parametrize(
    "text",
    [
        "civil use only, not for military or nuclear purposes",
        "no military use",
        "non-military",
        "keine militärische Verwendung",
        "ohne militärischen Zweck",
        "pas d'usage militaire",
        "не для военного применения",
        "非军事用途",
        "nuclear medicine",
        "nuclear magnetic resonance spectrometer",
        "military museum",
        "Nuklearmedizin",
        "will not be re-exported to Russia or Belarus",
        "hospital laboratory",
        "resale",
        "",
    ],
)
def test_what_is_denied_or_only_resembles_is_not_asked_about(text: str) -> None:
    assert ask(text, "AE") == []


def test_a_denial_ends_with_its_clause() -> None:
    found = ask("not for nuclear use; for military vehicles", "AE")
    assert [one.theirs for one in found] == ["military"]


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Whatever stands there: rows of the table, and words that stand in the text."""
    for _, words in read_end_use(text):
        assert all(word in text.casefold() for word in words)


@pytest.mark.parametrize(
    "row",
    [
        {"id": "a", "where": "anywhere"},
        {"id": "a", "where": "nowhere", "words": {"en": ["x"]}},
        {"id": "a", "where": "anywhere", "words": {"en": [False]}},
        {"id": "a", "where": "anywhere", "words": {"en": ["x"]}, "colour": "red"},
    ],
)
def test_a_wrong_row_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(RuleError, match="row 1"):
        read_end_uses(load_facts(FILE) | {"rows": [row]})


def test_the_words_of_denial_are_texts() -> None:
    """``no`` without quotation marks is *false* to YAML."""
    assert all(isinstance(word, str) for word in load_facts(FILE)["not"])
