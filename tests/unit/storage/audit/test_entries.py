"""The bytes of an entry are the same for the same facts, and cover all of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.storage.audit.entries import BEGINNING, Entry, canonical, entry_after, written

NOON = dt.datetime(2031, 3, 1, 12, tzinfo=dt.UTC)
FACTS = st.dictionaries(
    st.text(max_size=8),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
        max_leaves=8,
    ),
    max_size=4,
)


@given(facts=FACTS, actor=st.text(min_size=1).filter(lambda t: t.strip() and "\x00" not in t))
def test_the_body_is_what_any_reader_of_json_can_check(facts: dict[str, Any], actor: str) -> None:
    entry = entry_after(None, "case.note", facts, actor=actor, at=NOON)
    assert hashlib.sha256(entry.body).hexdigest() == entry.hash
    assert json.loads(entry.body) == {
        "actor": actor, "at": "2031-03-01T12:00:00.000000Z", "clock": None, "facts": facts,
        "kind": "case.note", "prev": BEGINNING, "seq": 1,
    }  # fmt: skip
    backwards = dict(reversed(facts.items()))
    assert canonical(backwards) == canonical(facts)


@pytest.mark.parametrize("name", [n for n in Entry.__struct_fields__ if n != "hash"])
def test_every_member_is_covered_by_the_hash(name: str) -> None:
    entry = entry_after(None, "case.note", {"a": 1}, actor="Ann", at=NOON)
    other = {"seq": 2, "facts": "{}"}.get(name, "x")
    assert msgspec.structs.replace(entry, **{name: other}).body != entry.body


def test_a_clock_set_back_is_told_and_not_followed() -> None:
    first = entry_after(None, "a", {}, actor="Ann", at=NOON)
    earlier = entry_after(first, "b", {}, actor="Ann", at=NOON - dt.timedelta(days=400))
    assert (earlier.at, earlier.clock) == (first.at, "2030-01-25T12:00:00.000000Z")
    later = entry_after(earlier, "c", {}, actor="Ann", at=NOON + dt.timedelta(seconds=1))
    assert (later.at, later.clock) == ("2031-03-01T12:00:01.000000Z", None)
    assert later.prev == earlier.hash


@pytest.mark.parametrize(
    ("kind", "facts", "actor"),
    [
        ("A", {}, "Ann"), ("a b", {}, "Ann"), ("", {}, "Ann"), ("a", {}, " "), ("a", {}, "a\0"),
        ("a", {"x": 1.5}, "Ann"), ("a", {1: "x"}, "Ann"), ("a", {"x": [NOON]}, "Ann"),
        ("a", {"x": "\ud800"}, "Ann"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_the_same_everywhere_is_refused(
    kind: str, facts: dict[str, Any], actor: str
) -> None:
    with pytest.raises(ValueError, match=r"kind|fact|nobody|utf-8|surrogate"):
        entry_after(None, kind, facts, actor=actor, at=NOON)


def test_a_time_is_written_in_utc() -> None:
    zone = dt.timezone(dt.timedelta(hours=2))
    assert written(dt.datetime(2031, 3, 1, 1, 30, tzinfo=zone)) == "2031-02-28T23:30:00.000000Z"
    with pytest.raises(ValueError, match="zone"):
        written(dt.datetime(2031, 3, 1))  # noqa: DTZ001 - that is what is tested
