"""The watch pack: examples with their sources, never an official list."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Listing
from counterflow.watch.lists.pack import load_watch_pack, names_of, parse_watch_pack

DATA = (Path(__file__).parents[3] / "fixtures" / "lists" / "pack" / "parties.yaml").read_bytes()


def by_slug() -> dict[str, Listing]:
    return {listing.publisher_id: listing for listing in parse_watch_pack(DATA)[1]}


def test_the_snapshot_is_an_example() -> None:
    snapshot, listings = parse_watch_pack(DATA)
    assert (snapshot.list, snapshot.official, snapshot.published_on) == (
        "watch_pack",
        False,
        "2026-01-15",
    )
    assert snapshot.listings == snapshot.records == len(listings) == 5
    assert parse_watch_pack(DATA) == (snapshot, listings)


def test_a_party_carries_all_names_and_a_citation_per_row() -> None:
    works = by_slug()["example-aero-works-eaw"]
    assert works.id == "watch_pack-example-aero-works-eaw"
    assert works.schema == "Company"
    assert works.effect is Effect.BLOCKING
    assert works.listed_on == "2022-12-01"
    assert works.programmes == ("NPWMD",)
    assert works.properties == {
        "name": ["Example Aero Works (EAW)"],
        "alias": [
            "Example Aero Works",
            "EXAMPLE AERO WORKS",
            "EAW COMPANY",
            "Example Works (aka Aero Example)",
            "Example Works",
            "Aero Example",
        ],
        "country": ["ir"],
    }
    first, second = works.citations
    assert first.title == "OFAC SDN, NPWMD (date not verified)"
    assert (first.source, first.issuer, first.date) == ("seen", "Example Office", "2023-02-01")
    assert first.url == "https://example.org/list"
    assert first.second_hand
    assert first.verified
    assert second.title == "UK Sanctions List, Example Regulations"


def test_each_row_is_a_designation_of_its_own_regime() -> None:
    """Found in review: a party was judged by the strongest of its rows whatever its regime."""
    first, second = by_slug()["example-aero-works-eaw"].designations
    assert (first.authority, first.regime, first.effect) == ("OFAC SDN", "US", Effect.BLOCKING)
    assert (first.programmes, first.listed_on) == (("NPWMD",), "2023-02-01")
    assert (second.authority, second.regime) == ("UK Sanctions List", "UK")
    for listing in by_slug().values():
        assert tuple(act.citation for act in listing.designations) == listing.citations
    barge, ship = by_slug()["example-barge"], by_slug()["example-ship"]
    assert [(d.regime, d.effect) for d in (*barge.designations, *ship.designations)] == [
        ("EU", Effect.TRANSACTION_BAN),
        ("EU", Effect.CAUTION),
    ]


def test_effects_and_schemata() -> None:
    found = {slug: (one.schema, one.effect) for slug, one in by_slug().items()}
    assert found == {
        "example-aero-works-eaw": ("Company", Effect.BLOCKING),
        "example-force": ("Organization", Effect.LICENCE),
        "example-ship": ("Vessel", Effect.CAUTION),
        "example-barge": ("Vessel", Effect.TRANSACTION_BAN),
        "adam-example": ("Person", Effect.LICENCE),
    }


def test_vessels_carry_their_number_and_unverified_rows_stay_so() -> None:
    listings = by_slug()
    assert listings["example-ship"].properties["imoNumber"] == ["0000007"]
    assert not listings["example-force"].citations[0].verified
    assert listings["example-force"].properties["alias"] == [
        "Example Force a.k.a. Force of Example",
        "Force of Example",
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Works (EAW) LLC", ["Works (EAW) LLC", "Works LLC"]),
        ("Works", ["Works"]),
        ("", []),
        ("A a.k.a. B", ["A a.k.a. B", "A", "B"]),
    ],
)
def test_names_of_one_written_name(text: str, names: list[str]) -> None:
    assert names_of(text) == names


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"as_of: 2026-01-15", b"as_off: 1", "missing required field `as_of`"),
        (b"parties:", b"parties: [", "damaged"),
        (b"BIS Entity List", b"Some Other List", "has no effect that we know"),
        (b"name: Example Force\n", b"name: Example Ship\n", "the same name"),
        (b"        verified: false", b"        verified: perhaps", "bool"),
    ],
)
def test_a_damaged_pack_is_an_error(old: bytes, new: bytes, what: str) -> None:
    assert old in DATA
    with pytest.raises(ListError, match=what):
        parse_watch_pack(DATA.replace(old, new))


def test_the_pack_that_is_shipped_loads_and_every_row_is_cited() -> None:
    snapshot, listings = load_watch_pack()
    assert len(listings) == snapshot.listings > 0
    assert not snapshot.official
    for listing in listings:
        assert listing.citations
        assert all(citation.source and citation.read_via for citation in listing.citations)
        assert listing.effect is not Effect.UNKNOWN
        assert len(listing.designations) == len(listing.citations)
        assert listing.effect in {act.effect for act in listing.designations}
        assert {act.regime for act in listing.designations} <= {"US", "EU", "UK", "CA"}
        assert len(listing.properties["country"][0]) == 2
        # Personal identifiers of natural persons must never enter the pack.
        assert set(listing.properties) <= {"name", "alias", "country", "imoNumber"}
