"""The generator of the matching benchmark: what an edit is, what a negative is, what repeats."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

sys.path.append(str(Path(__file__).resolve().parents[3] / "bench"))

from matching_ours import Answer
from matching_queries import (
    ALTERATIONS,
    Entry,
    Listed,
    altered_records,
    bag,
    edited,
    folded,
    latin,
    lengthened,
    misspelt,
    misspelt_words,
    names_of,
    person_queries,
    recombined,
    typo_in_every_word,
    typos,
    wilson,
)
from matching_table import Row, Share, alerts, recall, table, tagged

NAMES = st.from_regex(r"[A-Za-z]{3,9}( [A-Z][a-z]{1,9}){0,3}", fullmatch=True)


def _people(count: int) -> list[Entry]:
    """Give invented people of one country, each with parts of a name."""
    first = ("Dorvan", "Kelmar", "Ostrin", "Palveg", "Quorin", "Rethal", "Sundim", "Tolvek")
    last = ("Abrenkov", "Belmazin", "Corvashi", "Dulnoreh", "Elvashti", "Fornalke", "Gurmedan")
    return [
        Entry(
            f"x-{at}",
            "Person",
            {
                "name": [f"{last[at % 7].upper()}, {first[at % 8]}"],
                "firstName": [first[at % 8]],
                "lastName": [last[at % 7].upper()],
                "weakAlias": ["Kel"],
                "nationality": ["zz"],
                "birthDate": ["1970-01-01"],
            },
        )
        for at in range(count)
    ]


@given(NAMES, st.integers())
def test_one_edit_is_one_edit(name: str, seed: int) -> None:
    made = edited(random.Random(seed), name)
    assert DamerauLevenshtein.distance(name, made) == 1
    assert made.count(" ") == name.count(" ")


@given(NAMES, st.integers())
def test_two_edits_leave_another_name(name: str, seed: int) -> None:
    assert 1 <= DamerauLevenshtein.distance(name, misspelt(random.Random(seed), name, 2)) <= 2


@given(NAMES, st.integers())
def test_every_word_gets_its_own_edit(name: str, seed: int) -> None:
    made = misspelt_words(random.Random(seed), name).split(" ")
    ours = name.split(" ")
    assert len(made) == len(ours)
    assert all(DamerauLevenshtein.distance(a, b) == 1 for a, b in zip(ours, made, strict=True))


def test_a_lone_letter_is_never_taken_away() -> None:
    made = {edited(random.Random(seed), "A. Ostrin", (0, 1)) for seed in range(300)}
    assert all(any(c.isalpha() for c in one.split(".")[0]) for one in made)


def test_names_that_are_too_short_or_not_latin_are_not_misspelt() -> None:
    entry = Entry("x", "Person", {"name": ["Dorvan Kelmar"], "alias": ["Kelm", "Келмар Дорван"]})
    assert [name.text for name in latin(names_of([entry]))] == ["Dorvan Kelmar"]


def test_a_name_stands_once_per_listing_under_its_strongest_property() -> None:
    entry = Entry("x", "Person", {"weakAlias": ["Dorvan"], "name": ["Dorvan"]})
    assert [(name.key, name.text) for name in names_of([entry])] == [("name", "Dorvan")]


def test_the_same_seed_gives_the_same_queries_and_another_gives_others() -> None:
    names = latin(names_of(_people(20)))
    assert typos(names, 50, 1, 7, "one") == typos(names, 50, 1, 7, "one")
    assert typos(names, 50, 1, 7, "one") != typos(names, 50, 1, 8, "one")
    assert typo_in_every_word(names, 9, 7, "all")[0].tags == ("words=2", "alias=strong")


def test_people_put_together_are_on_no_list() -> None:
    entries = _people(56)  # all pairs of 8 given and 7 family names: nobody is left
    assert recombined(entries, 100, 7) == []
    fewer = entries[:30]
    made = recombined(fewer, 100, 7)
    assert 0 < len(made) <= 26
    listed = {bag(name.text) for name in names_of(fewer)}
    assert not listed & {bag(person.name) for person in made}


def test_order_accents_and_case_do_not_hide_a_listed_name() -> None:
    listed = Listed([Entry("x", "Person", {"alias": ["KÉLMAR, Dorvan"]})])
    assert listed.holds("dorvan  Kelmar")
    assert not listed.holds("Dorvan Kelmor")


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_full_records_carry_date_and_country_and_name_only_does_not() -> None:
    people = recombined(_people(30), 5, 7)
    full, bare = (person_queries(people, 7, "x", full=way)[0].properties for way in (True, False))
    assert set(full) == {"name", "birthDate", "nationality"}
    assert set(bare) == {"name"}


def test_ways_of_altering_take_turns() -> None:
    made = altered_records(_people(9), 12, 7, full=True)
    assert {query.tags[0] for query in made} == {f"way={way}" for way, _ in ALTERATIONS}
    assert all(query.properties["birthDate"] == ["1970-01-01"] for query in made)


def test_a_longer_list_keeps_the_first_copy_and_alters_the_others() -> None:
    entries = _people(10)
    made = list(lengthened(entries, 3, 7, misspelt=True))
    assert made[:10] == entries
    assert len({entry.id for entry in made}) == 30
    changed = [new.properties["name"] != old.properties["name"]
               for new, old in zip(made[10:20], entries, strict=True)]  # fmt: skip
    assert sum(changed) >= 8


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(0, 50_000, 0.0, 7.6826e-05), (924, 1000, 0.90591, 0.93886), (1000, 1000, 0.99617, 1.0)],
)
def test_the_interval_is_that_of_wilson(hits: int, count: int, low: float, high: float) -> None:
    assert wilson(hits, count) == pytest.approx((low, high), rel=2e-4, abs=1e-9)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_share(hits: int, more: int) -> None:
    count = hits + more
    low, high = wilson(hits, count)
    assert 0 <= low <= hits / count <= high <= 1


def test_nothing_tried_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_recall_counts_the_very_listing_and_what_was_not_answered() -> None:
    queries = typos(latin(names_of(_people(8))), 4, 1, 7, "one")
    answers = [
        Answer(queries[0].id, (queries[0].wanted,), ()),
        Answer(queries[1].id, ("other",), ((queries[1].wanted, 0.9),)),
        Answer("another set", (), ()),
    ]
    assert recall(queries, answers, scored=False) == Share(1, 4)
    assert recall(queries, answers, scored=True) == Share(1, 4)
    assert alerts(queries, answers) == Share(1, 4)
    assert tagged(queries, "words=2") == queries


def test_a_missed_target_stands_out_in_the_table() -> None:
    rows = [Row("a", "", ".9", "≥ .95", met=False), Row("b", ".8", ".9", "≥ .8", met=True)]
    lines = table(rows)
    assert lines[2:] == ["| a | – | .9 | ≥ .95 | **no** |", "| b | .8 | .9 | ≥ .8 | yes |"]
    assert Share(924, 1000).shown() == ".924 [.906, .939] of 1,000"
    assert Share(17, 2000).percent() == "0.85 % [0.53, 1.36], 17 of 2,000"
