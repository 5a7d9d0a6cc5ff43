"""Names in a report: word lists overrule the parser, places get their position."""

from __future__ import annotations

from itertools import pairwise

import pytest

pytest.importorskip("spacy")

from counterflow.core.assertions import Mention
from counterflow.evidence.reports.entities import Ground
from counterflow.evidence.reports.reading import read_text
from counterflow.watch.places.positions import default_positions


def named(text: str, ground: Ground | None = None) -> dict[str, Mention]:
    return {one.text: one for one in read_text(text, ground=ground).entities}


def test_kinds_of_names() -> None:
    found = named(
        "The Kremlin said that Iran shipped Su-35 parts. Officials met in Kyiv on Monday."
    )
    kinds = {text: one.kind for text, one in found.items()}
    assert kinds["Kremlin"] == "PublicBody"
    assert kinds["Su-35"] == "Item"
    assert kinds["Iran"] == "Country"
    assert kinds["Kyiv"] == "Place"


def test_a_sea_has_a_position() -> None:
    sea = named("The ship crossed the Caspian Sea.")["Caspian Sea"]
    assert sea.latitude == pytest.approx(42, abs=4)
    assert sea.longitude == pytest.approx(51, abs=4)


def test_mentions_do_not_overlap() -> None:
    text = "The tanker Sura Star left the port of Odrin for the Lorvia Special Economic Zone."
    spans = sorted((one.start, one.end) for one in read_text(text).entities)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_listing_is_proposed_and_named_by_the_probe() -> None:
    ground = Ground(default_positions(), lambda _name, _kind: ("list-1", 0.9))
    found = named("The parts were sold by Varn Electronics LLC, a firm in Russia.", ground)
    proposed = [(one.listing, one.score) for one in found.values() if one.listing]
    assert ("list-1", 0.9) in proposed
