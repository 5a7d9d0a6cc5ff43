"""Conditions: three answers, faults told with their place, gates that hide nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import RuleError
from counterflow.watch.rules.conditions import LONGEST, Condition, all_hold
from counterflow.watch.rules.flag_books import load_flags
from counterflow.watch.rules.flag_policy import load_flag_policy
from counterflow.watch.rules.signs import Sign, load_signs

OWN = {
    sign.name: sign
    for sign in (
        Sign("a", "yes or no", "a", frozenset()),
        Sign("b", "yes or no", "b", frozenset()),
        Sign("n", "whole number", "n", frozenset()),
        Sign("q", "number", "q", frozenset()),
        Sign("t", "text", "t", frozenset()),
        Sign("d", "day", "d", frozenset()),
        Sign("l", "texts", "l", frozenset()),
    )
}


def _holds(text: str, **values: Any) -> bool | None:
    return Condition(text, OWN, "here").holds(values.get)


@pytest.mark.parametrize(
    ("text", "values", "held"),
    [
        ("n < 10", {"n": 3}, True),
        ("n < 10", {"n": 10}, False),
        ("n < 10", {}, None),
        ("q > 3.0", {"q": 3.5}, True),
        ('t in ["x", "y"]', {"t": "y"}, True),
        ('d > "2022-02-24"', {"d": "2022-02-25"}, True),
        ('d > "2022-02-24"', {"d": "2022-02-24"}, False),
        ('l.exists(one, one == "x")', {"l": ["y", "x"]}, True),
        ('"x" in l', {"l": []}, False),
        ("a && b", {"a": False}, False),
        ("b && a", {"a": False}, False),
        ("a && b", {"a": True}, None),
        ("a || b", {"b": True}, True),
        ("a || b", {"b": False}, None),
        ("a || n < 3", {"n": 1}, True),
        ("!a", {}, None),
        ("a == false", {"a": False}, True),
        ("a == false", {}, None),
    ],
)
def test_what_is_unknown_settles_nothing(
    text: str, values: dict[str, Any], held: bool | None
) -> None:
    assert _holds(text, **values) is held


trees = st.recursive(
    st.sampled_from(["a", "b", "n < 2"]),
    lambda inner: st.one_of(
        st.tuples(st.just("!"), inner),
        st.tuples(st.sampled_from(["&&", "||"]), inner, inner),
    ),
    max_leaves=8,
)


def _text(tree: Any) -> str:
    if isinstance(tree, str):
        return tree
    if len(tree) == 2:
        return f"!({_text(tree[1])})"
    return f"({_text(tree[1])}) {tree[0]} ({_text(tree[2])})"


def _three_valued(tree: Any, values: dict[str, Any]) -> bool | None:
    """Kleene's logic, written out."""
    if tree == "n < 2":
        return None if values["n"] is None else bool(values["n"] < 2)
    if isinstance(tree, str):
        known: bool | None = values[tree]
        return known
    parts = [_three_valued(part, values) for part in tree[1:]]
    if tree[0] == "!":
        return None if parts[0] is None else not parts[0]
    decisive = bool(tree[0] == "||")
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


@given(
    trees,
    st.fixed_dictionaries(
        {
            "a": st.sampled_from([True, False, None]),
            "b": st.sampled_from([True, False, None]),
            "n": st.sampled_from([1, 5, None]),
        }
    ),
)
def test_and_or_not_are_three_valued(tree: Any, values: dict[str, Any]) -> None:
    condition = Condition(_text(tree), OWN, "here")
    for _ in range(2):  # the second answer comes from memory
        assert condition.holds(values.get) is _three_valued(tree, values)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("aa && b", "undeclared reference to 'aa'"),
        ("n < 1.5", "no matching overload"),
        ('n == "x"', "no matching overload"),
        ("t < 3 || a", "no matching overload"),
        ("n +", "position 4: Syntax error"),
        ("t", "does not give yes or no"),
        ("true", "names no sign"),
        ("a.b(n)", "undeclared reference"),
        ("__import__('os') == a", "undeclared reference"),
        ("open(t) == a", "undeclared reference"),
        ("a" + " && a" * LONGEST, "too long"),
    ],
)
def test_a_wrong_condition_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(RuleError) as caught:
        Condition(text, OWN, "flags.yaml, line 7, flag X-1, raised_when")
    assert reason in caught.value.text
    assert "flags.yaml, line 7, flag X-1" in caught.value.text


def test_a_misspelt_sign_is_told_the_right_one() -> None:
    with pytest.raises(RuleError, match="did you mean goods_tier"):
        Condition('goods_teir == "1" && goods_listed', load_signs(), "here")


def test_what_cannot_be_settled_is_not_passed() -> None:
    with pytest.raises(RuleError, match="cannot be settled"):
        _holds("10 / n > 1", n=0)


def test_all_conditions_must_hold() -> None:
    conditions = [Condition(text, OWN, "here") for text in ("a", "n < 2")]
    for values, held in (({"a": True, "n": 1}, True), ({"n": 3}, False), ({"a": True}, None)):
        signs: dict[str, Any] = values
        assert all_hold(conditions, signs.get) is held
    assert all_hold([], dict[str, Any]().get) is True


CONDITIONS = [
    *(one for flag in load_flags() for one in (*flag.raised_when, *flag.asked_when)),
    *(one for context in load_flag_policy().contexts for one in context.when),
]
VALUES = {
    "yes or no": st.booleans(),
    "whole number": st.integers(0, 5000),
    "number": st.floats(0, 50000),
    "text": st.sampled_from(["", "1", "2", "TR", "RU", "cash", "card", "no", "letter of credit"]),
    "day": st.sampled_from(["2022-02-24", "2024-01-01"]),
    "texts": st.lists(st.sampled_from(["party", "place", "owner", "chpl", "8486", "85"])),
}


@given(st.data())
def test_without_its_gate_no_condition_holds(data: st.DataObject) -> None:
    condition = data.draw(st.sampled_from([one for one in CONDITIONS if one.gates]))
    gate = data.draw(st.sampled_from(condition.gates))
    signs = load_signs()
    values: dict[str, Any] = {name: data.draw(VALUES[signs[name].type]) for name in condition.needs}
    silent = (
        [None, False] if signs[gate].type == "yes or no" and len(condition.needs) > 1 else [None]
    )
    values[gate] = data.draw(st.sampled_from(silent))
    assert condition.holds(values.get) is not True
