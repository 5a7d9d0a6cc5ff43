"""Rows of red flags: every wrong one is refused with file, line and reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import RuleError
from counterflow.watch.rules.flag_books import failing_tests
from counterflow.watch.rules.flag_rows import Flag, read_flags
from counterflow.watch.rules.signs import load_signs

HEAD = """\
# A house rulebook.
sources:
  memo: {issuer: Muster AG, title: House memo, date: '2026-01-02', url: '',
    read_via: read in full text}
flags:
"""
ROW = """\
- id: HOUSE-1
  statement: the receiver was founded less than ninety days ago
  authority: Muster AG
  sources: [memo]
  verified: true
  in_force_from: '2026-01-02'
  kinds: [order]
  raised_when: [buyer_age_days < 90]
  weight: 2
  ours: 90 days
  ask: Is the receiver known to us?
  good: 'yes'
  resolved_by: a reference
  next_step: ask for a reference
  tests:
  - {signs: {buyer_age_days: 10}, expect: raised}
  - {signs: {buyer_age_days: 900}, expect: not raised}
  - {expect: unknown}
"""


def _read(text: str = HEAD + ROW) -> tuple[Flag, ...]:
    return read_flags(text, "house.yaml", load_signs())


def _changed(**fields: Any) -> str:
    row = {**yaml.safe_load(ROW)[0], **fields}
    kept = {key: value for key, value in row.items() if value is not ...}
    return HEAD + yaml.safe_dump([kept], sort_keys=False, allow_unicode=True)


def test_a_whole_row_is_read() -> None:
    (flag,) = _read()
    assert (flag.id, flag.line, flag.rulebook, flag.computed) == ("HOUSE-1", 6, "house", True)
    assert flag.verified
    assert flag.citations[0].title == "House memo"
    assert not failing_tests(flag)


def test_lines_are_those_of_the_rows() -> None:
    second = ROW.replace("HOUSE-1", "HOUSE-2")
    assert [flag.line for flag in _read(HEAD + ROW + "\n# more\n" + second)] == [6, 26]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"raised_when": ["buyer_aged_days < 90"]}, "did you mean buyer_age_days"),
        ({"raised_when": ['buyer_age_days < "90"']}, "no matching overload"),
        ({"raised_when": ["buyer_age_days <"]}, "Syntax error"),
        ({"raised_when": "buyer_age_days < 90"}, "is no list of conditions"),
        ({"asked_when": ["nobody"]}, "undeclared reference"),
        ({"sources": ["nowhere"]}, "not in the file's bibliography"),
        ({"sources": []}, "lacks sources"),
        ({"sources": "memo"}, "is no list"),
        ({"sources": ...}, "lacks sources"),
        ({"verified": ...}, "`verified` is missing"),
        ({"verified": "yes"}, "`verified` is missing"),
        ({"in_force_from": "soon"}, "not a day"),
        ({"in_force_to": "2025-01-01"}, "ends before it begins"),
        ({"standing": [{"is": "in force"}]}, "contradict each other"),
        ({"kinds": ["parcel"]}, "unknown kind"),
        ({"kinds": [["order"]]}, "not of the form"),
        ({"weight": 9}, "no whole number from 0 to 4"),
        ({"weight": True}, "no whole number"),
        ({"at_least": "stop"}, "comes to no 'stop'"),
        ({"good": True}, "in quotes"),
        ({"weigth": 2}, "unknown field weigth"),
        ({"ask": ""}, "lacks ask"),
        ({"next_step": ...}, "lacks next_step"),
        ({"tests": "none"}, "is no list"),
        ({"tests": [{"expect": "raised"}]}, "no test expects “not raised”"),
        ({"tests": [{"expect": "perhaps"}]}, "unknown expectation"),
        ({"tests": [{"signs": {"age": 3}, "expect": "raised"}]}, "no such sign"),
        ({"tests": [{"signs": {"buyer_age_days": "x"}, "expect": "raised"}]}, "not of the type"),
        ({"tests": [{"signs": {"buyer_age_days": True}, "expect": "raised"}]}, "not of the type"),
        ({"tests": [{"signs": [1], "expect": "raised"}]}, "not of the form"),
    ],
)
def test_a_wrong_row_is_refused_with_file_line_and_reason(
    fields: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RuleError) as caught:
        _read(_changed(**fields))
    assert reason in caught.value.text
    assert "house.yaml, line 6, flag HOUSE-1" in caught.value.text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("flags: [", "not YAML"),
        ("flags: []", "no `sources`"),
        (HEAD, "no `flags`"),
        (HEAD + "- one\n", "no mapping"),
        (HEAD + ROW + ROW, "two flags share an id"),
    ],
)
def test_a_wrong_file_is_refused(text: str, reason: str) -> None:
    with pytest.raises(RuleError, match=reason):
        _read(text)


def test_a_field_written_twice_is_refused() -> None:
    with pytest.raises(RuleError, match="the field weight twice") as caught:
        _read(HEAD + ROW.replace("  weight: 2\n", "  weight: 2\n  weight: 4\n"))
    assert "house.yaml, line 15" in caught.value.text


def test_a_failing_case_is_told() -> None:
    wrong = _changed(
        tests=[
            {"signs": {"buyer_age_days": 10}, "expect": "raised"},
            {"signs": {"buyer_age_days": 20}, "expect": "not raised"},
        ]
    )
    (flag,) = _read(wrong)
    assert failing_tests(flag) == [
        "test 2 expects “not raised” and gives “raised” (buyer_age_days = 20)"
    ]


STANDING = [
    {"is": "in force", "from": "2025-09-29", "to": "2025-11-09"},
    {"is": "stayed", "from": "2025-11-10", "to": "2026-11-09"},
    {"is": "not established", "from": "2026-11-10"},
]


@pytest.mark.parametrize(
    ("day", "word"),
    [
        ("2025-09-28", "not yet in force"),
        ("2025-09-29", "in force"),
        ("2025-11-09", "in force"),
        ("2025-11-10", "stayed"),
        ("2026-11-09", "stayed"),
        ("2026-11-10", "not established"),
        ("2031-01-01", "not established"),
    ],
)
def test_what_holds_is_told_day_by_day(day: str, word: str) -> None:
    text = _changed(standing=STANDING, in_force_from=...)
    (flag,) = _read(text)
    assert flag.standing(dt.date.fromisoformat(day)) == word


def test_standings_that_overlap_are_refused() -> None:
    wrong = [STANDING[0], {**STANDING[1], "from": "2025-11-09"}]
    with pytest.raises(RuleError, match="overlap"):
        _read(_changed(standing=wrong, in_force_from=...))


def _refusal(text: str) -> str:
    """Give what a file is refused with; empty where it is read. Any other fault is a fault."""
    try:
        _read(text)
    except RuleError as fault:
        return fault.text
    return ""


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    text = HEAD + data.decode("latin-1")
    assert "house.yaml" in (_refusal(text) or "house.yaml")


@given(
    st.sampled_from(sorted(yaml.safe_load(ROW)[0])),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=5,
    ),
)
def test_any_value_in_any_field_is_read_or_refused(field: str, value: Any) -> None:
    assert "house.yaml" in (_refusal(_changed(**{field: value})) or "house.yaml")
