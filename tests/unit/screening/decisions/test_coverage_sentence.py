"""Whatever input is taken away, the coverage says something else (R32)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.parties import Detail, Party
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.publish.exports.wording import coverage_counts
from counterflow.screening.decisions.coverage import OwnersAsked, cover
from counterflow.screening.decisions.licence_file import Register
from counterflow.screening.decisions.profiles import load_profiles

LISTS = (
    ListState("un_sc", "un_sc@2026-11-20#0", "current", authority="UN Security Council"),
    ListState("eu_fsf", "eu_fsf@2026-11-20#0", "current", authority="European Commission"),
)
ROLES = ("shipper", "consignee", "end_user", "buyer", "payer", "payee", "carrier", "bank", "owner")
PEOPLE = tuple(Party(role, f"Quiet Harbour {role}", country="DE") for role in ROLES)
REGISTER = Register("held.yaml", "0" * 64, ())
WHOLE: dict[str, Any] = {
    "parties": PEOPLE,
    "goods": (GoodsLine("8542.31", quantity="1"), GoodsLine("6403.99", quantity="2")),
    "legs": (Leg("Hamburg", "DE", "Gdynia", "PL"), Leg("Gdynia", "PL", "Riga", "LV")),
    "destination_country": "LV",
    "details": (Detail("licence", "EX-1"),),
}


def said(
    kind: str,
    lists: tuple[ListState, ...] = LISTS,
    register: Register | None = REGISTER,
    **changed: Any,
) -> str:
    """Give the coverage of one transaction in words."""
    transaction = Transaction("1", kind, "2026-06-01", **(WHOLE | changed))
    found = cover(transaction, lists, register=register, listed_goods=True)
    versions = (f"{one.snapshot} {one.state}" for one in found.lists)
    return "; ".join([coverage_counts(found), *versions, *found.missing, *found.notes])


def without(held: tuple[Any, ...], at: int) -> tuple[Any, ...]:
    """Leave one of several out."""
    return held[:at] + held[at + 1 :]


def blank(line: GoodsLine) -> GoodsLine:
    """Take the code from a goods line."""
    return msgspec.structs.replace(line, hs_code="")


TAKEN: dict[str, Callable[[str], str]] = {
    **{
        f"role {role}": lambda kind, at=at: said(kind, parties=without(PEOPLE, at))  # type: ignore[misc]
        for at, role in enumerate(ROLES)
    },
    "list 1": lambda kind: said(kind, LISTS[1:]),
    "list 2": lambda kind: said(kind, LISTS[:1]),
    "all lists": lambda kind: said(kind, ()),
    "leg": lambda kind: said(kind, legs=WHOLE["legs"][:1]),
    "way": lambda kind: said(kind, legs=()),
    "line": lambda kind: said(kind, goods=WHOLE["goods"][:1]),
    "goods": lambda kind: said(kind, goods=()),
    "licences": lambda kind: said(kind, register=None),
}


@pytest.mark.parametrize("kind", ["order", "shipment", "payment"])
@pytest.mark.parametrize("taken", TAKEN)
def test_taking_one_input_away_changes_the_sentence(kind: str, taken: str) -> None:
    """Roles, lists, legs, goods, licences: in every profile."""
    assert TAKEN[taken](kind) != said(kind)


@pytest.mark.parametrize("kind", ["order", "shipment"])
@pytest.mark.parametrize("at", [0, 1])
def test_taking_one_code_away_changes_the_sentence(kind: str, at: int) -> None:
    """Also that of the second of two lines of an order, of which one code is enough."""
    goods = list(WHOLE["goods"])
    goods[at] = blank(goods[at])
    assert f"goods line {at + 1}" in said(kind, goods=tuple(goods))
    assert f"goods line {at + 1}" not in said(kind)


@pytest.mark.parametrize("kind", ["order", "shipment"])
def test_taking_the_destination_away_changes_the_sentence(kind: str) -> None:
    """Where nothing else tells it."""
    nowhere: dict[str, Any] = {
        "destination_country": "",
        "legs": (),
        "parties": tuple(msgspec.structs.replace(one, country="") for one in PEOPLE),
    }
    assert "no destination country" in said(kind, **nowhere)
    assert "no destination country" not in said(kind, **(nowhere | {"destination_country": "LV"}))


@given(
    kind=st.sampled_from(["order", "shipment", "payment"]),
    kept=st.lists(st.sampled_from(range(len(ROLES))), unique=True, min_size=1),
    legs=st.integers(1, 2),
    lists=st.integers(1, 2),
    data=st.data(),
)
def test_from_any_part_of_the_inputs_taking_one_more_changes_the_sentence(
    kind: str, kept: list[int], legs: int, lists: int, data: st.DataObject
) -> None:
    """Not from the whole alone: one role fewer of any set of roles."""
    parties = tuple(PEOPLE[at] for at in kept)
    ground: dict[str, Any] = {"parties": parties, "legs": WHOLE["legs"][:legs]}
    at = data.draw(st.integers(0, len(kept) - 1))
    before = said(kind, LISTS[:lists], **ground)
    assert said(kind, LISTS[:lists], **(ground | {"parties": without(parties, at)})) != before
    assert said(kind, LISTS[: lists - 1], **ground) != before
    assert said(kind, LISTS[:lists], **(ground | {"legs": WHOLE["legs"][: legs - 1]})) != before


def _notes(kind: str, *, listed: bool, parties: tuple[Party, ...] = PEOPLE) -> tuple[str, ...]:
    transaction = Transaction("1", kind, "2026-06-01", **(WHOLE | {"parties": parties}))
    return cover(transaction, LISTS, register=REGISTER, listed_goods=listed).notes


@pytest.mark.parametrize("kind", ["order", "shipment"])
def test_people_behind_the_parties_are_wanted_beside_listed_goods_alone(kind: str) -> None:
    """One sentence for all of them, and none on ordinary papers: notes must not flood."""
    told = "nobody was named as director, contact: who stands behind the parties was not screened"
    assert told in _notes(kind, listed=True)
    assert not any("behind" in note for note in _notes(kind, listed=False))
    everybody = (*PEOPLE, Party("director", "A. Muster"), Party("contact", "B. Muster"))
    assert not any("behind" in note for note in _notes(kind, listed=True, parties=everybody))


def test_owners_that_were_looked_up_need_not_be_named() -> None:
    """Imported ownership answers for them; directors are still not known."""
    bare = Transaction("1", "shipment", **(WHOLE | {"parties": PEOPLE[:2]}))
    found = cover(bare, LISTS, listed_goods=True, owners=OwnersAsked(("register@2026-11-01#0",)))
    assert any(note.startswith("nobody was named as director, contact") for note in found.notes)


def test_a_payment_wants_nobody_more() -> None:
    """Its papers name nobody behind the two."""
    assert not any("behind" in note for note in _notes("payment", listed=True))


def test_what_is_wanted_never_makes_coverage_incomplete() -> None:
    """It helps and is not required."""
    bare = Transaction("1", "shipment", **(WHOLE | {"legs": (), "parties": PEOPLE[:2]}))
    found = cover(bare, LISTS, register=REGISTER, listed_goods=True)
    assert found.complete
    assert "no leg of the way was given: the route was not screened" in found.notes


def test_every_wanted_part_is_a_role_or_a_leg() -> None:
    """A misspelt role would be wanted for ever."""
    columns = Path(__file__).parents[4] / "src/counterflow/data/columns.yaml"
    known = columns.read_text("utf-8")
    for profile in load_profiles().values():
        for part in profile.wanted:
            assert part == "leg" or f"\n  {part}: [" in known
