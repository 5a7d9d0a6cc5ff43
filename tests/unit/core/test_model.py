"""The nouns encode to the same bytes, decode with types checked, and rank outcomes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.days import today
from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.listings import Listing
from counterflow.core.model.outcomes import Outcome, strongest
from counterflow.core.model.parties import Identifier, Party, entity_of
from counterflow.core.model.snapshots import ListState, Snapshot
from counterflow.core.model.transactions import Transaction


def test_no_outcome_is_called_clear() -> None:
    assert [str(outcome) for outcome in Outcome] == ["stop", "hold", "review", "no match found"]


@given(st.lists(strategies.outcomes))
def test_the_strongest_wins(outcomes: list[Outcome]) -> None:
    found = strongest(outcomes)
    assert all(found.strength >= outcome.strength for outcome in outcomes)
    assert found in outcomes or (not outcomes and found is Outcome.NO_MATCH)


@given(st.lists(strategies.outcomes))
def test_the_order_of_outcomes_plays_no_part(outcomes: list[Outcome]) -> None:
    assert (
        strongest(outcomes)
        is strongest(tuple(reversed(outcomes)))
        is strongest(dict(enumerate(outcomes)))
    )


def test_an_entity_holds_what_a_party_says() -> None:
    party = Party(
        role="vessel",
        name="Brasdol Fengri",
        schema="Vessel",
        country="IR",
        address="Quay 4",
        birth_date="1970",
        identifiers=(Identifier("imoNumber", "1"), Identifier("imoNumber", "2")),
    )
    assert entity_of(party) == {
        "schema": "Vessel",
        "properties": {
            "name": ["Brasdol Fengri"],
            "country": ["ir"],
            "address": ["Quay 4"],
            "birthDate": ["1970"],
            "imoNumber": ["1", "2"],
        },
        "as_written": True,
    }
    assert entity_of(Party(role="buyer", name=""))["properties"] == {}


@pytest.mark.parametrize(
    ("properties", "caption"),
    [
        ({"name": ["A", "B"], "alias": ["C"]}, "A"),
        ({"weakAlias": ["W"], "alias": ["C"]}, "C"),
        ({"previousName": ["P"], "weakAlias": ["W"]}, "W"),
        ({"name": [], "previousName": ["P"]}, "P"),
        ({"country": ["ir"]}, "id-1"),
    ],
)
def test_a_caption_is_the_first_name_there_is(
    properties: dict[str, list[str]], caption: str
) -> None:
    assert Listing("id-1", "l", "Company", properties).caption == caption


@pytest.mark.parametrize(
    ("read_via", "second_hand"),
    [("", False), ("read in full text", False), ("read in part", True), ("not read", True)],
)
def test_what_nobody_read_is_second_hand(read_via: str, *, second_hand: bool) -> None:
    assert Citation("s", read_via=read_via).second_hand is second_hand


@pytest.mark.parametrize(
    ("published", "retrieved", "named"),
    [
        ("2026-01-02", "2026-02-03T00:00:00", "l@2026-01-02#0123456789ab"),
        ("", "2026-02-03T00:00:00", "l@2026-02-03#0123456789ab"),
        ("", "", "l@undated#0123456789ab"),
    ],
)
def test_a_snapshot_is_named_by_its_own_day(published: str, retrieved: str, named: str) -> None:
    found = Snapshot("l", "0123456789abcdef", "f", published_on=published, retrieved_at=retrieved)
    assert found.id == named


def test_stale_and_refused_lists_are_named() -> None:
    states = tuple(
        ListState(name, name, state)
        for name, state in (("a", "current"), ("b", "stale"), ("c", "refused"), ("d", "example"))
    )
    assert Coverage("order", complete=True, lists=states).stale == ("b", "c")


@given(strategies.any_text, strategies.any_text)
def test_a_decision_decodes_to_itself_with_the_same_bytes(name: str, where: str) -> None:
    decision = Decision(
        id=name,
        outcome=Outcome.HOLD,
        headline="hold",
        coverage=Coverage("order", complete=False, missing=(where,)),
        findings=(Finding("party", "buyer", Outcome.HOLD, where, score=0.91),),
        transaction=Transaction(
            id=name, parties=(Party("buyer", name, address=where),), extra={"a": where}
        ),
    )
    packed = msgspec.json.encode(decision)
    again = msgspec.json.decode(packed, type=Decision)
    assert again == decision
    assert msgspec.json.encode(again) == packed


def test_a_wrong_type_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"parties\[0\]\.name"):
        msgspec.convert({"id": "1", "parties": [{"role": "buyer", "name": 7}]}, Transaction)


def test_a_noun_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Party("buyer", "A").name = "B"  # type: ignore[misc]


def test_today_is_a_day() -> None:
    assert today().isoformat() >= "2026-01-01"
