"""Entities of reports stand beside listings that they may be; a person decides."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from counterflow.core.assertions import Judgement, Ledger, Mention
from counterflow.core.model.listings import Listing
from counterflow.core.model.matches import Comparison, Match
from counterflow.report_run import link_entities

LEDGER = Ledger(
    entities=(
        Mention("r", 0, 9, "Fjellvik Rigs AS", "Company", "fjellvik-rigs-as", "Fjellvik Rigs AS"),
        Mention("r", 20, 24, "Oslo", "Place", "oslo", "Oslo"),
        Mention("s", 0, 9, "Fjellvik Rigs", "Organization", "fjellvik-rigs-as", "Fjellvik Rigs"),
    )
)


def listed(name: str, score: float) -> Match:
    listing = Listing(name, "a_list", "Company", {"name": [name]})
    return Match(name, score, "a_list", name, "Company", Comparison(score, (), "one name"), listing)


def match(asked: Iterable[object]) -> list[list[Match]]:
    assert list(asked) == [
        {"schema": "LegalEntity", "properties": {"name": ["Fjellvik Rigs AS", "Fjellvik Rigs"]}}
    ]
    return [[listed("l-1", 0.9), listed("l-2", 0.8)]]


def said(act: str, listing: str) -> Judgement:
    return Judgement("fjellvik-rigs-as", act, "A", "the register", listing, "2031-06-10T09:00")


@pytest.mark.parametrize(
    ("decided", "best", "states"),
    [
        ((), "l-1", ["possible", "possible"]),
        ((said("refuse", "l-1"),), "l-2", ["refused", "possible"]),
        ((said("link", "l-2"),), "l-2", ["possible", "confirmed"]),
        ((said("link", "l-2"), said("refuse", "l-2")), "l-1", ["possible", "refused"]),
        ((said("link", "l-3"),), "l-3", ["possible", "possible", "confirmed"]),
        ((said("refuse", "l-1"), said("refuse", "l-2")), "", ["refused", "refused"]),
    ],
)
def test_every_mention_bears_what_it_may_be_and_what_was_decided(
    decided: tuple[Judgement, ...], best: str, states: list[str]
) -> None:
    first, place, second = link_entities(LEDGER, match, decided).entities
    assert [one.status for one in first.listings] == states
    assert first.listings == second.listings
    assert (first.listing, first.entity, first.name) == (best, "fjellvik-rigs-as", first.text)
    assert first.listings[0].why == "one name"
    assert place == LEDGER.entities[1]
