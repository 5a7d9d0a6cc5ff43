"""The tables of known names hold folded words, one group per name, and point at what is there."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest

from counterflow.core.text.name_tables import name_lines
from counterflow.core.text.scripts import fold

TABLES = ["given_names", "family_names"]


def groups(table: str) -> list[list[str]]:
    sections = name_lines(table)
    return [line.split() for line in chain(sections["common"], sections["usual"])]


def related(table: str) -> list[list[str]]:
    return [line.split() for line in name_lines(table)["related"]]


def nicknames() -> dict[str, list[str]]:
    lines = (line.partition(":") for line in name_lines("given_names")["nicknames"])
    return {short: heads.split() for short, _, heads in lines}


def group_numbers(table: str, word: str) -> set[int]:
    return {at for at, group in enumerate(groups(table)) if word in group}


def related_heads(table: str) -> set[frozenset[str]]:
    return {
        frozenset((one, other))
        for row in related(table)
        for one in row
        for other in row
        if one != other
    }


@pytest.mark.parametrize("table", TABLES)
def test_sections_are_the_known_ones(table: str) -> None:
    known = {"common", "usual", "related", "in two groups"}
    content = name_lines(table)
    assert set(content) == (known | {"nicknames"} if table == "given_names" else known)
    assert all(content.values())


@pytest.mark.parametrize("table", TABLES)
def test_every_entry_is_one_folded_word(table: str) -> None:
    for group in groups(table):
        assert group
        for word in group:
            assert word == fold(word)
            assert word.isalpha()


@pytest.mark.parametrize("table", TABLES)
def test_no_word_stands_twice_but_the_listed_ones(table: str) -> None:
    counts = Counter(chain.from_iterable(groups(table)))
    twice = sorted(word for word, count in counts.items() if count > 1)
    assert twice == " ".join(name_lines(table)["in two groups"]).split()
    assert max(counts.values()) == 2
    assert all(len(set(group)) == len(group) for group in groups(table))


@pytest.mark.parametrize("table", TABLES)
def test_headwords_are_unique(table: str) -> None:
    heads = [group[0] for group in groups(table)]
    assert len(set(heads)) == len(heads)


@pytest.mark.parametrize("table", TABLES)
def test_related_rows_name_different_headwords_that_are_there(table: str) -> None:
    heads = {group[0] for group in groups(table)}
    for row in related(table):
        assert len(set(row)) == len(row) >= 2
        assert heads.issuperset(row), set(row) - heads


def test_nicknames_point_at_headwords_of_other_groups() -> None:
    heads = {group[0]: set(group) for group in groups("given_names")}
    for short, targets in nicknames().items():
        assert short == fold(short)
        assert targets
        assert len(set(targets)) == len(targets)
        for target in targets:
            assert short not in heads[target], (short, target)


@pytest.mark.parametrize(
    ("table", "one", "other"),
    [
        ("given_names", "mohammed", "muhammad"),
        ("given_names", "oleksandr", "alexander"),
        ("given_names", "hossein", "husain"),
        ("given_names", "volodymyr", "vladimir"),
        ("given_names", "ahmet", "akhmad"),
        ("family_names", "ivanova", "ivanov"),
        ("family_names", "zelensky", "zelenskaya"),
        ("family_names", "cheung", "zhang"),
        ("family_names", "park", "pak"),
        ("family_names", "qaddafi", "gadhafi"),
        ("family_names", "mohammed", "muhammad"),
    ],
)
def test_spellings_of_one_name(table: str, one: str, other: str) -> None:
    assert group_numbers(table, one) & group_numbers(table, other)


@pytest.mark.parametrize(
    ("table", "one", "other"),
    [
        ("given_names", "mario", "maria"),
        ("given_names", "hassan", "hussain"),
        ("given_names", "amir", "samir"),
        ("given_names", "aleksandr", "aleksandra"),
        ("given_names", "ivanovich", "ivanovna"),
        ("family_names", "wang", "zhang"),
        ("family_names", "ivanov", "ivashov"),
    ],
)
def test_different_names_a_letter_or_two_apart(table: str, one: str, other: str) -> None:
    left, right = group_numbers(table, one), group_numbers(table, other)
    heads = [group[0] for group in groups(table)]
    assert left
    assert right
    assert not left & right
    pairs = {frozenset((heads[a], heads[b])) for a in left for b in right}
    assert not pairs & related_heads(table)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("sasha", "aleksandra"),
        ("misha", "mikhail"),
        ("vova", "vladimir"),
        ("bob", "robert"),
        ("pepe", "jose"),
    ],
)
def test_short_forms_are_nicknames_and_not_spellings(short: str, full: str) -> None:
    assert full in nicknames()[short]
    assert not group_numbers("given_names", short) & group_numbers("given_names", full)
