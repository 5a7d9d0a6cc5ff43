"""The names of the FollowTheMoney model are whole, and those of the library, where it is there."""

from __future__ import annotations

import pytest

from counterflow.core.ftm_model import ENTITY, kinds_of, lineage, properties_of, schemata
from counterflow.watch.sources.ftm_schemata import EDGES, PARTIES, RELATED, THINGS


def test_all_that_is_named_is_there() -> None:
    for name, schema in schemata().items():
        assert set(schema.extends) <= set(schemata()), name
        for label, prop in schema.properties.items():
            if prop.type == ENTITY:
                assert prop.range in schemata(), (name, label)
        if schema.edge:
            assert set(schema.edge) <= set(properties_of(name))


def test_the_schemata_that_our_readers_know_are_in_the_model() -> None:
    assert PARTIES | THINGS | set(EDGES) <= set(schemata()) | {"Train"}
    assert RELATED - set(schemata()) <= {"TaxRoll", "License", "Permit", "Assessment"}
    for name, edge in EDGES.items():
        assert schemata()[name].edge == (edge.source, edge.target)


@pytest.mark.parametrize("name", sorted(schemata()))
def test_kinds_and_lineage_are_two_views_of_one_order(name: str) -> None:
    assert all(name in lineage(one) for one in kinds_of(name))
    assert name in kinds_of(name)
    assert name in lineage(name)


def test_whoever_is_referred_to_shows_it() -> None:
    shown = properties_of("Company")
    assert shown["ownershipAsset"].range == "Ownership"
    assert shown["ownershipAsset"].stub
    assert shown["name"].type == "name"
    assert "ownershipAsset" not in properties_of("Address")


def test_the_library_says_the_same() -> None:
    pytest.importorskip("followthemoney", reason="followthemoney needs PyICU, which has no wheel")
    from followthemoney import model

    for name, schema in schemata().items():
        theirs = model.get(name)
        assert theirs is not None
        assert (theirs.matchable, theirs.abstract) == (schema.matchable, schema.abstract)
        assert {one.name for one in theirs.schemata} == lineage(name)
        assert set(theirs.properties) == set(properties_of(name))
