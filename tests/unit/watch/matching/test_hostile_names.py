"""Names made to be slow: what they cost grows with their length and no faster."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.watch.matching.names import SISTER_CAP, score_names

LENGTH = 50_000
MOST_SECONDS = 8
"""Seconds of one comparison, the start of Python included; the slow ones took minutes."""
_CODE = """
import sys
from counterflow.watch.matching.compare import compare
unit, length = sys.argv[1], int(sys.argv[2])
for before, after in (("", "a"), ("ж ", ""), ("", " ж")):
    name = before + unit * (length // len(unit)) + after
    one = {"schema": "Company", "properties": {"name": [name]}, "as_written": True}
    other = {"schema": "Company", "properties": {"name": [name + "b"]}}
    compare(one, other)
"""


@pytest.mark.parametrize(
    "unit",
    ["(", "[", "{", "((a", "x)(", "x,", "x;", '"', "'", " ", "\t", ",", "a", "1", "ж", "é", "&#",
     "a.", " v", ". ", "中", "한", "ال"],
)  # fmt: skip
def test_a_cell_of_one_sign_is_compared_at_once(unit: str) -> None:
    command = [sys.executable, "-c", _CODE, unit, str(LENGTH)]
    said = subprocess.run(command, capture_output=True, check=False, timeout=MOST_SECONDS)
    assert said.returncode == 0, said.stderr[-500:]


def test_names_of_thousands_of_words_are_compared_at_once() -> None:
    code = """
from counterflow.watch.matching.names import score_names
words = [f"bra{chr(97 + n % 26)}s{chr(97 + n // 26 % 26)}ol{chr(97 + n // 676)}"
         for n in range(4000)]
one, other = " ".join(words[:2000]), " ".join(words[2000:])
assert score_names(one, other).score < 0.7
assert score_names(one, one + " x").score > 0.9
"""
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, capture_output=True, check=False, timeout=MOST_SECONDS)
    assert said.returncode == 0, said.stderr[-500:]


@given(st.lists(strategies.words, min_size=70, max_size=90), st.randoms(use_true_random=False))
def test_a_long_name_is_itself_in_any_order(words: list[str], draw: random.Random) -> None:
    turned = draw.sample(words, len(words))
    for person in (False, True):
        score = score_names(" ".join(words), " ".join(turned), person=person).score
        assert score == 1 or (person and score == SISTER_CAP)


@given(st.lists(strategies.words, min_size=66, max_size=80), st.lists(strategies.words, max_size=9))
def test_the_score_of_a_long_name_is_a_share(one: list[str], other: list[str]) -> None:
    forth = score_names(" ".join(one), " ".join(one[9:] + other)).score
    assert 0 <= forth <= 1


def test_two_parties_of_many_aliases_are_compared_at_once_and_the_same_name_is_found() -> None:
    code = """
from counterflow.watch.matching.compare import compare
def party(letter, further=""):
    names = [f"{letter}ra{chr(97 + n % 26)}d{chr(97 + n // 26)}l Fengr{chr(97 + n % 7)} Lornol"
             for n in range(200)]
    return {"schema": "Company", "properties": {"name": [*names, *([further] if further else [])]}}
assert compare(party("b"), party("g")).score < 1
assert compare(party("b", "Zolkvar Ltd"), party("g", "Ltd Zolkvar")).score == 1
"""
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, capture_output=True, check=False, timeout=MOST_SECONDS)
    assert said.returncode == 0, said.stderr[-500:]
