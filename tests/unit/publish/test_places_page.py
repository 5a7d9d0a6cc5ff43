"""docs/places.md and its map are what the tables of the package give."""

from __future__ import annotations

from pathlib import Path

from counterflow.publish.exports.places_page import places_page, rules_of, site_map
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.places.sites import load_sites

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_is_fresh() -> None:
    """Remade with ``counterflow places page > docs/places.md``."""
    assert (DOCS / "places.md").read_text("utf-8") == places_page()


def test_the_map_is_fresh() -> None:
    """Remade with ``counterflow places show alabuga --svg docs/places.svg``."""
    assert (DOCS / "places.svg").read_text("utf-8") == site_map(load_sites()[0]) + "\n"


def test_the_page_names_every_place_and_says_what_is_unverified() -> None:
    page = places_page()
    for place in load_gazetteer().places.values():
        (line, *_) = [one for one in page.splitlines() if one.startswith(f"| {place.name} |")]
        assert ("**unverified**" in line) == (not place.citation.verified)
        assert all(f"`{rule.id}`" in line for rule in rules_of(place))


def test_the_map_shows_the_site_and_its_neighbours() -> None:
    drawn = site_map(load_sites()[0])
    assert "Yelabuga (Alabuga SEZ)" in drawn
    assert "Naberezhnyye Chelny: 22 km away" in drawn
    assert "transaction" not in drawn
