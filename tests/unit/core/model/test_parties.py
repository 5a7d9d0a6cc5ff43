"""A party is given whole for matching, and cannot be changed."""

from __future__ import annotations

import pytest

from counterflow.core.model.parties import Identifier, Party, entity_of


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


def test_a_noun_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Party("buyer", "A").name = "B"  # type: ignore[misc]
