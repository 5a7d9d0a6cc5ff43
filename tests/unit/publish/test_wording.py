"""Comparisons, effects and versions in words for people."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Effect
from counterflow.core.model.matches import Comparison
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.snapshots import ListState
from counterflow.publish.exports.comparisons import compared
from counterflow.publish.exports.name_words import word_by_word
from counterflow.publish.exports.wording import effect_words, in_brief, score_words, version_words
from counterflow.watch.matching.compare import compare


def compare_names(ours: str, theirs: str, schema: str = "Company") -> Comparison:
    def entity(name: str) -> dict[str, object]:
        return {"schema": schema, "properties": {"name": [name]}}

    return compare(entity(ours), entity(theirs))


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ("Nordlicht Machinry", "NORDLICHT MACHINERY", ["same", "spelt otherwise"]),
        ("Nordlicht", "Nordlicht Shipping", ["same", "only in the list"]),
        ("Trading Nordlicht Beta", "NORDLICHT BETA", ["only in your file", "same", "same"]),
        ("Sahara Thunder", "SAHARA THUNDER", []),
    ],
)
def test_words_stand_in_the_order_of_ours(ours: str, theirs: str, words: list[str]) -> None:
    assert [word.says for word in word_by_word(compare_names(ours, theirs))] == words


def test_a_comparison_of_another_matcher_is_not_drawn() -> None:
    """A stored score that laying the words anew does not give: no picture."""
    found = compare_names("Nordlicht Machinry", "NORDLICHT MACHINERY")
    name = msgspec.structs.replace(found.features[0], weight=0.123)
    assert word_by_word(found)
    assert word_by_word(msgspec.structs.replace(found, features=(name,))) == []
    assert word_by_word(None) == []
    assert compared(None) == []


def test_a_weak_alias_is_drawn_and_said_to_be_weak() -> None:
    ours = {"schema": "Company", "properties": {"name": ["Nordlicht Machinry"]}}
    theirs = {
        "schema": "Company",
        "properties": {"name": ["Zubrovka"], "weakAlias": ["NORDLICHT MACHINERY"]},
    }
    found = compare(ours, theirs)
    assert found.weak_alias
    assert [word.says for word in word_by_word(found)] == ["same", "spelt otherwise"]
    assert "the list calls this alias weak" in compared(found)[0].says


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["Company", "Person"]))
def test_every_word_is_shown_once(ours: str, theirs: str, schema: str) -> None:
    found = compare_names(ours, theirs, schema)
    words = word_by_word(found)
    assert all(word.ours or word.theirs for word in words)
    assert all((word.sign == "ours") == (not word.theirs) for word in words)
    assert len(compared(found)) == len(found.features)


def test_every_effect_has_words_that_name_it() -> None:
    for effect in Effect:
        one = Finding("party", "buyer", Outcome.REVIEW, "", effect=str(effect))
        assert f"({effect})" in effect_words(one)
    assert effect_words(Finding("data", "x", Outcome.NO_MATCH, "")) == ""
    assert effect_words(Finding("data", "x", Outcome.HOLD, "", effect="novel")) == "novel"


def test_versions_say_their_day_or_that_it_is_not_known() -> None:
    pack = ListState("watch_pack", "watch_pack@2026-08-22#ab", "example", official=False)
    undated = ListState("house", "house@undated#cd", "stale")
    absent = ListState("un_sc", "", "absent")
    assert (
        version_words("watch_pack", (pack,)) == "version of 2026-08-22 (ab), not an official list"
    )
    assert version_words("house", (undated,)) == "version of undated (cd)"
    assert version_words("un_sc", (absent,)) == version_words("us", ()) == "version not known"


@pytest.mark.parametrize(("score", "word"), [(0.9, "strong"), (0.7, "possible"), (0.6, "below")])
def test_scores_are_weighed_in_words(score: float, word: str) -> None:
    assert score_words(score).startswith(word)


@given(st.text(max_size=400))
def test_a_brief_text_is_short_and_on_one_line(text: str) -> None:
    brief = in_brief(text)
    assert len(brief) <= 140
    assert "\n" not in brief
