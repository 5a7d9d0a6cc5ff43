"""The compiled scorer gives what the scorer in Python gives, and never less."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import counterflow
from counterflow.core.text.name_tables import name_lines, name_table
from counterflow.core.text.names import NameForm, read_name, read_names
from counterflow.watch.index.build import build_index
from counterflow.watch.index.ceiling import SLACK, UNSURE
from counterflow.watch.index.ceilings import Ceilings
from counterflow.watch.index.laid import lay, new_room
from counterflow.watch.index.likeness import word_likeness
from counterflow.watch.index.sides import OurWords
from counterflow.watch.matching.names import score_readings
from counterflow.watch.matching.words import word_similarity
from strategies import edit, invented_names, listing, names, words

_LINES = (*name_lines("given_names")["common"], *name_lines("family_names")["common"],
          *name_lines("given_names")["related"])  # fmt: skip
KNOWN = sorted({word for line in _LINES for word in line.split() if word.isalnum()})
TRADES = sorted(map(str, name_table("common_words")["classes"]["business"]["words"]))
OTHERS = (
    "pavlovich", "pavlovych", "petrovich", "zhigang", "zhiqiang", "xiaomin", "xiaoming", "north",
    "south", "35th", "35", "3sth", "76o12", "76012", "olya3", "olya4", "0lya3", "o", "a", "ab",
    "abderrahmane", "abdulrahman", "sasha", "aleksandr", "bob", "roberto", "juan", "john",
    "electronic", "electronics", "schtschukin", "shchukin", "xx", "x1", "1", "12", "qassem",
    "kasem", "abc",
)  # fmt: skip
_ROOM = new_room()
_WORDS = OurWords()


def _likeness(one: str, other: str) -> float:
    """Give what the compiled loop gives for two folded words."""
    plain = read_name("brasdol")
    forms = [plain._replace(words=(word,), weights=(1.0,), text=word) for word in (one, other)]
    side = _WORDS.side(forms)
    assert lay(0, side, 0, _ROOM) == lay(1, side, 1, _ROOM) == 1
    return float(word_likeness(_ROOM.text, _ROOM.rows, _ROOM.links, 0, 0, _ROOM.masks))


@st.composite
def _near_words(draw: st.DrawFn) -> tuple[str, str]:
    """Give two words that are often near: of one kind, or one a slip or two from the other."""
    kind = draw(st.sampled_from((KNOWN, TRADES, OTHERS)))
    one = draw(st.one_of(st.sampled_from(kind), words))
    other = draw(st.one_of(st.just(one), st.just(one), st.sampled_from(kind), words))
    chance = draw(st.randoms(use_true_random=False))
    for _ in range(draw(st.integers(0, 2))):
        other = edit(other, chance) if len(other) > 1 else other
    return one, other or one


@given(_near_words())
@example(("zhigang", "zhiqiang"))
@example(("76o12", "76012"))
@example(("pavlovich", "pavlovych"))
@example(("electronic", "electronics"))
@example(("sasha", "aleksandr"))
def test_two_words_are_as_alike_as_in_python(pair: tuple[str, str]) -> None:
    """To the last bit, whichever is ours."""
    one, other = pair
    meant = word_similarity(*sorted(pair))
    assert _likeness(one, other) == _likeness(other, one) == meant


@pytest.mark.parametrize("one", OTHERS)
def test_words_of_every_kind_are_as_alike_as_in_python(one: str) -> None:
    for other in OTHERS:
        assert _likeness(one, other) == word_similarity(*sorted((one, other))), (one, other)


def _bounds(asked: Sequence[NameForm], listed: Sequence[str], *, person: bool) -> list[list[float]]:
    """Bound each of our names beside each listed one."""
    index = build_index(
        listing(f"l-{at}", name, schema="Person" if person else "Company")
        for at, name in enumerate(listed)
    )
    texts = list(index.names)
    first = [texts.index(name) for name in listed]
    ours = np.repeat(np.arange(len(asked)), len(first))
    theirs = np.tile(np.array(first, np.int64), len(asked))
    found = Ceilings(index).of(asked, ours, theirs, np.full(len(ours), person))
    return found.reshape(len(asked), len(first)).tolist()


BESIDE = ("ltd", "llc", "company", "of", "al", "a", "t.", "3", "iv", "trading", "north", "univ.",
          "ak", "group", "mohammed", "ali", "hassan", "12th", "joint stock company")  # fmt: skip


@st.composite
def _two_names(draw: st.DrawFn) -> tuple[str, str]:
    """Give two names that share words, some misspelt, parted, joined, short or in another order."""
    chance = draw(st.randoms(use_true_random=False))
    one = [*draw(names).split(), *draw(st.lists(st.sampled_from((*BESIDE, *KNOWN)), max_size=3))]
    other = [
        edit(word, chance) if len(word) > 2 and chance.random() < 0.3 else word for word in one
    ]
    change = draw(st.integers(0, 6))
    if change == 1:
        chance.shuffle(other)
    elif change == 2:
        other = other[:-1] or other
    elif change == 3:
        other = [*other, draw(st.sampled_from(BESIDE))]
    elif change == 4:
        other = ["".join(other[:2]), *other[2:]]
    elif change == 5:
        other = ["".join(word[0] for word in other[:3]), *other[3:]]
    elif change == 6:
        other = [other[0][:3], other[0][3:], *other[1:]]
    return " ".join(one), " ".join(filter(None, other))


LOOSE = 0.15
"""How far a bound may lie above the score; what matters is that it never lies below."""


@given(_two_names(), st.booleans())
@example(("Ostn", "Organisation for Sugar Trade Naryvan"), False)
@example(("Hassan Ali Brasdol", "Ali Hassan Brasdol"), True)
@example(("Tradingcompany Brasdol", "Trading Company Brasdol"), False)
@example(("A. K. Brasdol", "Ahmed Karim Brasdol"), True)
@example(("Brasdol LTa", "Brasdol Ltd"), False)
def test_a_bound_is_never_below_the_score(pair: tuple[str, str], person: bool) -> None:
    """And near it, but where Python has to decide: a loose bound keeps out nothing."""
    one, other = pair
    forms = [form for form in read_names(one) if form.words]
    listed = read_names(other)
    if not forms or not any(form.words for form in listed):
        return
    for form, (bound,) in zip(forms, _bounds(forms, [other], person=person), strict=True):
        found = score_readings([form], listed, person=person)
        assert found.score <= bound
        if bound < UNSURE and found.alignment is not None and not found.cap:
            # Short words that differ are lowered further by Python ("tian", "taan").
            assert bound - SLACK <= found.score + LOOSE or found.score == 0.0


@given(st.lists(st.integers(0, 199), min_size=1, max_size=6), st.booleans())
def test_what_is_asked_beside_changes_no_bound(asked: list[int], person: bool) -> None:
    texts = invented_names(200, seed=11)
    ours = [read_name(texts[at]) for at in asked]
    together = _bounds(ours, texts[:5], person=person)
    alone = [_bounds([form], texts[:5], person=person)[0] for form in ours]
    assert together == alone


@pytest.mark.parametrize(
    "text", ["محمد علی", " ".join(["bra"] * 70), "x" * 65, "brasdol " + "x" * 80]
)
def test_names_without_vowels_or_end_are_left_to_python(text: str) -> None:
    bounds = _bounds([read_name("Brasdol Fengri"), read_name(text)], [text], person=False)
    assert min(map(min, bounds)) >= UNSURE


@pytest.mark.shared
def test_no_bound_is_below_the_score_on_a_real_list(shared: Path, tmp_path: Path) -> None:
    engine = counterflow.open(tmp_path)
    engine.import_list([shared / "un" / "UN_consolidated_2026-02-27.xml"], name="un_sc")
    index = engine.matcher.index
    draw = random.Random(7)
    texts = draw.sample(index.names, 300)
    forms = [form for text in texts for form in read_names(_misspelt(text, draw)) if form.words]
    ours = np.repeat(np.arange(len(forms)), 40)
    theirs = np.array([draw.randrange(len(index.names)) for _ in ours], np.int64)
    theirs[::40] = [
        index.names.index(form.text) if form.text in index.names else 0 for form in forms
    ]
    person = index.name_person[theirs]
    bound = Ceilings(index).of(forms, ours, theirs, person)
    for mine, other, is_person, most in zip(ours, theirs, person, bound, strict=True):
        score = score_readings(
            [forms[mine]], read_names(index.names[other]), person=bool(is_person)
        ).score
        assert score <= most


def _misspelt(text: str, draw: random.Random) -> str:
    """Change a letter of every second text."""
    at = draw.randrange(2 * len(text))
    return text[:at] + draw.choice("aeklmnrst") + text[at + 1 :]
