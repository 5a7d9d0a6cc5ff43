"""Asking few flags gives what asking all gives; open questions are told where they matter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.rules.asking import answer_word, ask_flag
from counterflow.watch.rules.conditions import Condition
from counterflow.watch.rules.flag_books import load_flags
from counterflow.watch.rules.flag_rows import KINDS
from counterflow.watch.rules.raising import FlagRoom
from counterflow.watch.rules.signs import SignValue, load_signs

DAY = dt.date(2026, 11, 21)
SIGNS = load_signs()
SOURCES = sorted({word for sign in SIGNS.values() for word in sign.read_from})
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "yes or no": st.booleans(),
    "whole number": st.integers(0, 2000),
    "number": st.floats(0, 50000),
    "text": st.sampled_from(["", "1", "2", "TR", "RU", "HK", "cash", "card", "open account", "no"]),
    "day": st.just("2024-01-01"),
    "texts": st.lists(st.sampled_from(["party", "place", "route", "owner", "bank", "chpl", "85"])),
}


@dataclass(frozen=True)
class Made:
    """Signs as a test makes them."""

    there: frozenset[str]
    values: dict[str, SignValue]

    def get(self, name: str) -> SignValue | None:
        """Give a sign."""
        return self.values.get(name)


@st.composite
def made(draw: st.DrawFn) -> Made:
    """Draw signs that are known only where something is there to read them from."""
    there = draw(st.frozensets(st.sampled_from(SOURCES)))
    values = {}
    for name, sign in SIGNS.items():
        readable = not sign.read_from or not sign.read_from.isdisjoint(there)
        if readable and draw(st.booleans()):
            values[name] = draw(VALUES[sign.type])
    values["goods_listed"] = "goods.listed" in there
    values["destination_diversion"] = "destination.diversion" in there
    return Made(there, values)


ROOM = FlagRoom(load_flags(), SIGNS)


@given(made(), st.sampled_from(KINDS), st.sampled_from(["", "yes", "no", "hm"]))
def test_the_plan_leaves_out_only_what_cannot_speak(signs: Made, kind: str, word: str) -> None:
    answers = {"KYC-09": word, "BIS-01": word} if word else {}
    replies = ROOM.ask(kind, signs, answers, DAY)
    own = [flag for flag in load_flags() if kind in flag.kinds]
    whole = [ask_flag(flag, signs.get, answers.get(flag.id, "")) for flag in own]
    expected = {(r.flag.id, r.state) for r in whole if r.state == "raised" or r.answer}
    assert {(r.flag.id, r.state) for r in replies.told} == expected
    order = [flag.id for flag in load_flags()]
    assert [r.flag.id for r in replies.told] == sorted(
        (r.flag.id for r in replies.told), key=order.index
    )


LISTED = Made(
    frozenset({"goods", "goods.listed", "destination", "destination.diversion"}),
    {
        "goods_listed": True,
        "goods_tier": "1",
        "destination_diversion": True,
        "destination_partner": False,
        "destination": "TR",
        "hs_chapters": ["85"],
    },
)


def test_open_questions_are_told_for_listed_goods() -> None:
    asked = {flag.id for flag in ROOM.ask("order", LISTED, {}, DAY).asked}
    assert {"KYC-01", "KYC-12", "COR-10", "BIS-05"} <= asked
    answered = ROOM.ask("order", LISTED, {"KYC-01": "yes: laboratory", "BIS-05": "hm"}, DAY)
    left = {flag.id for flag in answered.asked}
    assert "KYC-01" not in left
    assert "BIS-05" in left  # neither yes nor no settles nothing


@pytest.mark.parametrize(
    ("condition", "raised"),
    [
        ('!("party" in found)', True),
        ("size(found) == 0", True),
        ("watched_place == false", True),
        ('!("party" in found) || payment_method == "cash"', True),
        ('"party" in found', False),
        ('found[0] == "party"', False),
        ('payment_method != "cash"', False),
        ("!found_on_unverified_list", True),
    ],
)
def test_what_is_settled_by_absence_is_asked_where_nothing_is_there(
    condition: str, raised: bool
) -> None:
    """A rule of one's own on listed goods that no match explains was never asked."""
    first = next(flag for flag in load_flags() if flag.computed and "order" in flag.kinds)
    listed = Condition("goods_listed", SIGNS, "here")
    own = replace(first, raised_when=(listed, Condition(condition, SIGNS, "here")))
    values = {**LISTED.values, "found": [], "watched_place": False,
              "found_on_unverified_list": False}  # fmt: skip
    replies = FlagRoom([own], SIGNS).ask("order", Made(LISTED.there, values), {}, DAY)
    assert [reply.flag.id for reply in replies.told] == ([own.id] if raised else [])


@pytest.mark.parametrize(("land", "chapter"), [("FR", "09"), ("TR", "09"), ("TR", "62")])
def test_a_parcel_of_coffee_is_asked_nothing(land: str, chapter: str) -> None:
    diverting = land == "TR"
    there = {"goods", "destination", *({"destination.diversion"} if diverting else set())}
    values: dict[str, SignValue] = {
        "goods_listed": False, "goods_tier": "", "destination": land, "hs_chapters": [chapter],
        "destination_diversion": diverting, "destination_partner": not diverting,
    }  # fmt: skip
    replies = ROOM.ask("shipment", Made(frozenset(there), values), {}, DAY)
    assert (replies.told, replies.asked, replies.unknown) == ((), (), ())


def test_what_could_not_be_asked_is_named_for_listed_goods() -> None:
    unknown = {flag.id for flag in ROOM.ask("order", LISTED, {}, DAY).unknown}
    assert {"KYC-04", "PAY-01", "COR-01"} <= unknown
    # What is settled by its absence lacks nothing: nobody resembles a listing.
    assert not {"ADR-01", "PAY-08"} & unknown


def test_a_topic_can_be_switched_off() -> None:
    chips = Made(frozenset({"goods", "goods.eccn"}), {"eccn_advanced_chip": True})
    asked = {flag.id for flag in ROOM.ask("order", chips, {}, DAY).asked}
    assert "KYC-16" in asked
    off = FlagRoom(load_flags(), SIGNS, frozenset({"semiconductors"}))
    assert not off.ask("order", chips, {"KYC-16": "no"}, DAY).told


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ("ja", "yes"), ("Ja: Erklärung vom 2. Mai", "yes"), ("nein", "no"), ("Oui, signé", "yes"),
        ("non", "no"), ("да", "yes"), ("Нет, не видели", "no"), ("sí", "yes"), ("是", "yes"),
        ("hayır", "no"), ("Yes.", "yes"), ("no", "no"), ("NO!", "no"),
        ("n.a.", ""), ("n/a", ""), ("no data", ""), ("нет данных", ""), ("no idea yet", ""),
        ("nobody asked", ""), ("yesterday", ""), ("1", ""), ("", ""), ("?", ""),
    ],
)  # fmt: skip
def test_an_answer_is_understood_in_the_language_of_who_gives_it(answer: str, word: str) -> None:
    """A *no* that is not read is a flag that is not raised; "no data" is no *no*."""
    assert answer_word(answer) == word
