"""The red flags of the package: all 85, each with its source, each with cases that hold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from counterflow.core.model.outcomes import Outcome
from counterflow.watch.rules.adding_up import add_up
from counterflow.watch.rules.asking import ask_flag
from counterflow.watch.rules.flag_books import failing_tests, load_flags
from counterflow.watch.rules.flag_policy import load_flag_policy
from counterflow.watch.rules.flag_rows import Flag
from counterflow.watch.rules.rulebook import rules_digest

FLAGS = load_flags()
DAY = dt.date(2026, 11, 21)
each = pytest.mark.parametrize("flag", FLAGS, ids=[flag.id for flag in FLAGS])


def test_there_are_eighty_five() -> None:
    assert len(FLAGS) == 85
    assert sum(flag.computed for flag in FLAGS) == 47


@each
def test_the_cases_of_a_row_hold(flag: Flag) -> None:
    assert failing_tests(flag) == []


@each
def test_a_limit_of_ours_is_marked(flag: Flag) -> None:
    """A number in a condition is a proposal of ours, never an authority's."""
    numbers = [
        text
        for condition in flag.raised_when
        for text in condition.text.replace("== 0", "").split()
        if text.rstrip(")").replace(".", "").isdigit() and float(text.rstrip(")")) > 2
    ]
    assert not numbers or flag.ours


@each
def test_a_good_answer_resolves_and_a_bad_one_raises(flag: Flag) -> None:
    bad = "no" if flag.good == "yes" else "yes"
    raising = next((t.signs for t in flag.tests if t.expect == "raised" and not t.answer), {})
    assert ask_flag(flag, raising.get, f"{flag.good}, seen").state == "resolved"
    assert ask_flag(flag, dict[str, Any]().get, bad).state == "raised"
    open_ = ask_flag(flag, raising.get, "perhaps")
    assert (open_.understood, open_.state == "raised") == (False, flag.computed)


@each
def test_no_flag_stops(flag: Flag) -> None:
    signs = {"goods_listed": True, "destination_diversion": True}
    reply = ask_flag(flag, signs.get, "no" if flag.good == "yes" else "yes")
    found = add_up([reply], signs.get, load_flag_policy(), DAY)
    assert found
    assert all(f.outcome is not Outcome.STOP for f in found)
    assert all(f.citations for f in found)
    if not flag.verified:
        assert max(f.outcome.strength for f in found) <= Outcome.REVIEW.strength
        assert "unverified" in found[0].summary


@pytest.mark.shared
def test_rows_say_what_the_facts_say(shared_facts: Path) -> None:
    facts = yaml.safe_load((shared_facts / "red_flags.yaml").read_text("utf-8"))["red_flags"]
    told = {f["id"]: (f["verified"], [s["id"] for s in f["source"]]) for f in facts}
    ours = {f.id: (f.verified, [c.source for c in f.citations]) for f in FLAGS}
    assert ours == told


def test_the_digest_rests_on_flags_and_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rules_digest.__wrapped__()
    real = Path.read_bytes

    def changed(self: Path) -> bytes:
        return real(self) + (b"#" if self.name == "payments.yaml" else b"")

    monkeypatch.setattr(Path, "read_bytes", changed)
    assert rules_digest.__wrapped__() != before
